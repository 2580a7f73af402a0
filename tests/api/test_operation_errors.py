"""Errors of operations over HTTP: what does not parse, fit or work, and how a broken resolver is masked."""

import logging

import pytest

from api.fixed.root import FIXED_SCHEMA

GRAPHQL_TYPE = "application/graphql-response+json"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED", "Expected Name"),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED", "nothing"),
        ({"query": "{ me { rols } }"}, "GRAPHQL_VALIDATION_FAILED", "Did you mean 'roles'"),
        ({"query": '{ catalogVersion(version: "x") { version } }'}, "GRAPHQL_VALIDATION_FAILED", "Int"),
        ({"query": "{" + "a{" * 20 + "b" + "}" * 21}, "QUERY_TOO_COMPLEX", "levels"),
        ({"query": "query A { me { roles } } query B { me { roles } }"}, "BAD_REQUEST", "several"),
        ({"query": "query A { me { roles } }", "operationName": "B"}, "BAD_REQUEST", "'B'"),
        (
            {
                "query": "query ($v: Int!) { catalogVersion(version: $v) { version } }",
                "variables": {"v": "x"},
            },
            "BAD_USER_INPUT",
            "$v",
        ),
        (
            {"query": "query ($v: Int!) { catalogVersion(version: $v) { version } }"},
            "BAD_USER_INPUT",
            "$v",
        ),
        ({"query": "subscription { me }"}, "BAD_REQUEST", "stream"),
    ],
)
async def test_a_document_that_cannot_run(api, body, code, words):
    for accept, status in (("application/json", 200), (GRAPHQL_TYPE, 400)):
        response = await api.client.post("/graphql", json=body, headers={"Accept": accept})
        assert response.status_code == status
        assert response.headers["content-type"].startswith(accept)
        found = response.json()
        assert "data" not in found
        error = found["errors"][0]
        assert error["extensions"]["code"] == code
        assert words in error["message"]
        assert error["extensions"]["hint"]


async def test_the_path_leads_into_the_variables(api):
    document = "mutation ($input: SignInInput!) { signIn(input: $input) { token } }"
    found = await api.ask(None, document, {"input": {"email": "a@b.example", "password": 7}})
    (error,) = found["errors"]
    assert error["path"] == ["variables", "input", "password"]


async def test_a_mutation_is_not_sent_by_get(api):
    response = await api.client.get("/graphql", params={"query": "mutation { signOut { signedOut } }"})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"
    assert response.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


async def test_a_query_is_sent_by_get(api):
    response = await api.client.get("/graphql", params={"query": "{ me { roles } }"})
    assert response.json() == {"data": {"me": None}}


async def test_bad_credentials_are_told_by_the_status(api):
    for accept in ("application/json", GRAPHQL_TYPE):
        headers = {"Accept": accept, "Authorization": "Bearer wrong"}
        response = await api.client.post("/graphql", json={"query": "{ me { roles } }"}, headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"


async def test_a_missing_right_has_the_path_of_its_field(api, world):
    found = await api.ask(world.rep, "{ mine: me { roles } all: members { id } }")
    (error,) = found["errors"]
    assert error["path"] == ["all"]
    assert error["locations"] == [{"line": 1, "column": 22}]
    assert error["extensions"]["code"] == "FORBIDDEN"


async def test_a_broken_resolver_is_masked_and_logged(api, fresh, monkeypatch, caplog):
    async def broken(*_, **__):
        raise ZeroDivisionError("the secret of the engine")

    monkeypatch.setattr(FIXED_SCHEMA.query_type.fields["members"], "resolve", broken)
    with caplog.at_level(logging.ERROR, "sluice.api"):
        response = await api.client.post(
            "/graphql",
            json={"query": "{ me { roles } members { id } }"},
            headers={"Authorization": f"Bearer {fresh.admin}", "X-Request-Id": "req-9"},
        )
    assert response.status_code == 200
    assert "secret" not in response.text
    (error,) = response.json()["errors"]
    assert error["path"] == ["members"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["requestId"] == "req-9"
    (record,) = [each for each in caplog.records if each.name == "sluice.api"]
    assert record.exc_info[0] is ZeroDivisionError


async def test_the_line_of_log_names_the_tenant(api, fresh, caplog, monkeypatch):
    monkeypatch.setattr("api.http.access_log.SLOW_SECONDS", 0.0)
    with caplog.at_level(logging.INFO, "sluice.access"):
        await api.data(fresh.admin, "{ me { roles } }")
    assert [each.tenant for each in caplog.records if each.name == "sluice.access"] == [fresh.slug]


async def test_ready_when_the_database_is_there_and_migrated(api, monkeypatch):
    response = await api.client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})

    async def outdated(_):
        return False

    monkeypatch.setattr("api.app.is_current", outdated)
    response = await api.client.get("/readyz")
    assert response.status_code == 503
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert "migrate" in error["extensions"]["hint"]


async def test_introspection_tells_one_of(api):
    found = await api.data(None, '{ __type(name: "CatalogChange") { isOneOf } }')
    assert found == {"__type": {"isOneOf": True}}
