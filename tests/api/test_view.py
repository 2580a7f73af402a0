"""HTTP around an operation that is faked here: what is read, what is refused, with which status and type."""

import logging
from types import SimpleNamespace

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from api.app import healthz, http_fault, landing
from api.http.access_log import AccessLog
from api.http.middleware import RequestMiddleware
from api.http.view import GraphQLView
from api.process.meters import Meters
from api.request import BODY_BYTES, Answer
from core.errors import fault
from core.logging import REQUEST_ID
from core.settings import Settings

JSON_TYPE = "application/json"
GRAPHQL_TYPE = "application/graphql-response+json"


class Operation:
    """Stands for `api.execution.operation`: answers what it was asked, or raises what it is told to."""

    def __init__(self):
        self.error = None
        self.asked = None
        self.context = None

    async def __call__(self, engine, request, context):
        self.asked, self.context = request, context
        if self.error is not None:
            raise self.error
        return Answer(orjson.dumps({"data": {"echo": dict(request.variables)}}))


@pytest.fixture
def operation():
    return Operation()


@pytest.fixture
async def client(operation):
    app = Starlette(
        routes=[
            Route("/graphql", GraphQLView(operation)),
            Route("/healthz", healthz),
            Route("/", landing),
        ],
        middleware=[Middleware(RequestMiddleware, log=AccessLog())],
        exception_handlers={HTTPException: http_fault},
    )
    app.state.engine = SimpleNamespace(meters=Meters(), settings=Settings.from_environment({}))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sluice.test") as client:
        yield client


def error_of(response):
    body = response.json()
    assert "data" not in body
    (error,) = body["errors"]
    assert error["extensions"]["hint"]
    return error


async def test_a_post_is_read_and_answered(client, operation):
    response = await client.post(
        "/graphql",
        json={"query": "query A {me}", "variables": {"n": "线索"}, "operationName": "A"},
        headers={
            "Authorization": "bearer slk_x",
            "X-Sluice-Tenant": "acme",
            "Accept-Language": "zh-CN",
            "X-Request-Id": "abc-1",
        },
    )
    assert response.json() == {"data": {"echo": {"n": "线索"}}}
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["x-request-id"] == "abc-1"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert operation.asked.operation_name == "A"
    assert not operation.asked.read_only
    assert (operation.context.token, operation.context.tenant_slug) == ("slk_x", "acme")
    assert operation.context.language == "zh-CN"


async def test_a_get_is_read_only(client, operation):
    response = await client.get("/graphql", params={"query": "{me}", "variables": '{"a": 1}'})
    assert response.json() == {"data": {"echo": {"a": 1}}}
    assert operation.asked.read_only


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"{", {}, 400, "BAD_REQUEST"),
        (b"[]", {}, 400, "BAD_REQUEST"),
        (b"{}", {}, 400, "BAD_REQUEST"),
        (b"\xff", {}, 400, "BAD_REQUEST"),
        (b'{"query": "{me}", "variables": 1}', {}, 400, "BAD_REQUEST"),
        (b'{"query": "{me}"}', {"Content-Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b'{"query": "{me}"}', {"Content-Type": "application/graphql"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (
            b'{"query": "{me}"}',
            {"Content-Type": "multipart/form-data; boundary=x"},
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            b'{"query": "{me}"}',
            {"Content-Type": "application/json; charset=gbk"},
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (b'{"query": "{me}"}', {"Content-Encoding": "gzip"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b" " * (BODY_BYTES + 1), {}, 413, "PAYLOAD_TOO_LARGE"),
    ],
)
@pytest.mark.parametrize("accept", [JSON_TYPE, GRAPHQL_TYPE])
async def test_what_is_no_graphql_request_is_refused(
    client, operation, content, headers, status, code, accept
):
    response = await client.post(
        "/graphql", content=content, headers={"Content-Type": JSON_TYPE, "Accept": accept, **headers}
    )
    assert response.status_code == status
    assert response.headers["content-type"].startswith(accept)
    assert error_of(response)["extensions"]["code"] == code
    assert operation.asked is None


async def test_a_body_of_unknown_length_is_read_no_further_than_the_bound(client):
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 100_000

    response = await client.post("/graphql", content=endless(), headers={"Content-Type": JSON_TYPE})
    assert response.status_code == 413
    assert sent <= BODY_BYTES // 100_000 + 2


@pytest.mark.parametrize(
    "address",
    ["/graphql", "/graphql?query=", "/graphql?query={me}&query={me}", "/graphql?query={me}&variables={"],
)
async def test_a_get_without_a_sound_query_is_refused(client, address):
    response = await client.get(address, headers={"Accept": "*/*"})
    assert response.status_code == 400
    assert error_of(response)["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
async def test_other_methods_are_refused(client, method):
    response = await client.request(method, "/graphql")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("sent", ["Basic abc", "Bearer", "Bearer ", "slk_x"])
async def test_credentials_of_another_form_are_refused(client, sent):
    response = await client.post("/graphql", json={"query": "{me}"}, headers={"Authorization": sent})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert error_of(response)["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("code", "plain", "exact"),
    [
        ("GRAPHQL_VALIDATION_FAILED", 200, 400),
        ("FORBIDDEN", 200, 403),
        ("UNAUTHENTICATED", 401, 401),
        ("UNAVAILABLE", 503, 503),
        ("TIMEOUT", 504, 504),
    ],
)
async def test_the_status_follows_the_media_type(client, operation, code, plain, exact):
    operation.error = fault(code, "Something", "variables", "x")
    for accept, status in ((JSON_TYPE, plain), (GRAPHQL_TYPE, exact)):
        response = await client.post("/graphql", json={"query": "{me}"}, headers={"Accept": accept})
        assert response.status_code == status
        error = error_of(response)
        assert error["extensions"]["code"] == code
        assert error["path"] == ["variables", "x"]
        assert ("requestId" in error["extensions"]) == (status >= 500)


async def test_an_unexpected_fault_is_logged_under_its_id_and_masked(client, operation, caplog):
    operation.error = ZeroDivisionError("the secret of the engine")
    with caplog.at_level(logging.ERROR, "sluice.api"):
        response = await client.post("/graphql", json={"query": "{me}"}, headers={"X-Request-Id": "req-7"})
    assert response.status_code == 500
    error = error_of(response)
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["requestId"] == "req-7"
    assert "secret" not in response.text
    (record,) = [each for each in caplog.records if each.name == "sluice.api"]
    assert "req-7" in record.getMessage()
    assert "the secret of the engine" in str(record.exc_info[1])


async def test_a_browser_gets_graphiql(client):
    response = await client.get("/graphql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.status_code == 200
    assert "graphiql" in response.text
    assert "isHeadersEditorEnabled: true" in response.text
    assert "https://unpkg.com" in response.headers["content-security-policy"]


async def test_a_browser_is_led_to_the_graphiql_of_the_console(operation):
    app = Starlette(routes=[Route("/graphql", GraphQLView(operation, "/developer/graphiql"))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sluice") as browser:
        response = await browser.get("/graphql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response.headers["location"]) == (307, "/developer/graphiql")
    assert response.headers["vary"] == "Accept"


async def test_the_landing_page_leads_to_the_api(client):
    response = await client.get("/")
    assert response.headers["content-type"].startswith("text/html")
    assert "/graphql" in response.text


@pytest.mark.parametrize("address", ["/graphql", "/", "/healthz", "/nothing"])
async def test_no_answer_is_shown_inside_another_page_or_taken_for_what_it_is_not(client, address):
    headers = (await client.get(address, headers={"Accept": "text/html"})).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


async def test_health_needs_nothing(client):
    response = await client.get("/healthz")
    assert response.json() == {"status": "ok"}


async def test_other_addresses_and_methods_are_refused_in_json(client):
    missing = await client.get("/nothing")
    assert (missing.status_code, error_of(missing)["extensions"]["code"]) == (404, "NOT_FOUND")
    wrong = await client.post("/healthz")
    assert (wrong.status_code, error_of(wrong)["extensions"]["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert "GET" in wrong.headers["allow"]


@pytest.mark.parametrize("sent", ["", "x" * 200, "a b", "a\tb", "<script>", "é"])
async def test_a_request_id_that_is_not_sane_is_replaced(client, sent):
    response = await client.get("/healthz", headers={"X-Request-Id": sent.encode("latin-1")})
    assert response.headers["x-request-id"] != sent
    assert len(response.headers["x-request-id"]) == 16


async def test_each_request_is_one_line_of_log(client, caplog):
    seen = []
    caplog.handler.addFilter(lambda record: bool(seen.append(REQUEST_ID.get())) or True)
    with caplog.at_level(logging.INFO, "sluice.access"):
        await client.get("/healthz", headers={"X-Request-Id": "req-8"})
    (record,) = [each for each in caplog.records if each.name == "sluice.access"]
    assert (record.method, record.path, record.status) == ("GET", "/healthz", 200)
    assert "req-8" in seen, "the line is written while the request's id is known"
    assert REQUEST_ID.get() is None
    assert record.ms >= 0


async def test_only_what_is_slow_or_fails_is_logged_where_not_all_is_wanted(operation, caplog):
    async def ask():
        app = RequestMiddleware(
            Starlette(routes=[Route("/graphql", GraphQLView(operation))]), AccessLog(all=False)
        )
        app._app.state.engine = SimpleNamespace(meters=Meters(), settings=Settings.from_environment({}))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://sluice.test"
        ) as client:
            await client.post("/graphql", json={"query": "{me}"})
        return [each.status for each in caplog.records if each.name == "sluice.access"]

    with caplog.at_level(logging.INFO, "sluice.access"):
        assert await ask() == []
        operation.error = ZeroDivisionError()
        assert await ask() == [500]
