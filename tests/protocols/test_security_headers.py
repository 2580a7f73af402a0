"""The security headers of every answer, whatever is asked for and however it ends, over real HTTP."""

from typing import NoReturn

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api.app import create_app
from api.http.graphiql import page_policy
from api.http.view import GraphQLView
from core.settings import Settings
from tests.protocols.raw import raw_connection, raw_request
from tests.protocols.serving import Served, serving

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def addresses() -> list[str]:
    """Of every route that there is, and one of none."""
    app = create_app(Settings.from_environment({}), "postgresql://nowhere")
    found = {each.path for each in app.routes if isinstance(each, Route)}
    return sorted(
        each.replace("{id}", "x").replace("{path:path}", "x").replace("{name:path}", "x") for each in found
    )


async def test_every_answer_bears_them(served: Served) -> None:
    asked = [*addresses(), "/nowhere", "/graphql?query={", "/graphql?query={__typename}"]
    assert len(asked) > 10
    async with httpx.AsyncClient(base_url=served.address) as client:
        for address in asked:
            for method in ("GET", "POST", "OPTIONS", "DELETE"):
                answer = await client.request(method, address, headers={"Accept": "text/html, */*"})
                for name, value in EVERYWHERE.items():
                    assert answer.headers.get(name) == value, (method, address, name)
                policy = answer.headers["content-security-policy"]
                assert "default-src" in policy, (method, address)
                assert "frame-ancestors 'none'" in policy, (method, address)
                assert "strict-transport-security" not in answer.headers, "people come by http"


async def test_by_https_browsers_are_told_to_come_by_nothing_else(database_url: str) -> None:
    async with serving(database_url, SLUICE_PUBLIC_URL="https://sluice.example.com") as served:
        async with httpx.AsyncClient(base_url=served.address) as client:
            for address in ("/", "/graphql", "/nowhere", "/healthz"):
                answer = await client.get(address)
                assert answer.headers["strict-transport-security"] == "max-age=31536000"
        async with raw_connection(served.url) as connection:
            # The third time by the short way.
            for _ in range(3):
                await connection.send(raw_request(None, "{ __typename }"))
                answer = await connection.response()
                assert answer.headers["strict-transport-security"] == "max-age=31536000"
                assert answer.headers["permissions-policy"] == EVERYWHERE["permissions-policy"]


async def refused(*_: object) -> NoReturn:
    raise AssertionError("a page is no request of GraphQL")


async def test_graphiql_runs_what_is_named_by_its_hash_alone() -> None:
    # The page of an installation without the console.
    app = Starlette(routes=[Route("/graphql", GraphQLView(refused))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sluice") as client:
        page = await client.get("/graphql", headers={"Accept": "text/html"})
    policy = dict(each.split(" ", 1) for each in page.headers["content-security-policy"].split("; "))
    assert "'unsafe-inline'" not in policy["script-src"]
    loaded = [each for each in policy["script-src"].split() if each.startswith("https://")]
    assert loaded
    for each in loaded:
        # One version of one file, and no folder of any.
        assert each in page.text
        assert each.endswith(".js")
    assert policy["connect-src"] == "'self'"


def test_a_file_without_a_hash_is_not_allowed() -> None:
    with pytest.raises(ValueError, match="integrity"):
        page_policy('<script src="https://unpkg.com/react"></script>')
