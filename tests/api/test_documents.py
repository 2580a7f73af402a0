"""Trusted documents and automatically persisted ones, over HTTP."""

import hashlib
import json
from typing import Any

import httpx
import pytest

from tenants.documents import MOST_BYTES, MOST_DOCUMENTS
from tests.client import Api, running_api
from tests.world import World, add_member

REGISTER = """mutation ($documents: [NewDocumentInput!]!) {
  registerDocuments(documents: $documents) {
    documents { id name text createdBy } errors { code message path hint }
  }
}"""
REMOVE = "mutation ($ids: [ID!]!) { removeDocuments(ids: $ids) { ids errors { code path } } }"
LISTED = "{ trustedDocuments { id name text createdAt createdBy } }"
DEALS = "query ($first: Int) { deals(first: $first) { totalCount } }"
OTHER = "{ contacts { totalCount } }"
ME = "{ me { roles } }"


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def id_of(text: str) -> str:
    return f"sha256:{hash_of(text)}"


def persisted(text: str, **body: Any) -> dict[str, Any]:
    return {**body, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}}


async def post(
    api: Api, token: str | None, body: dict[str, Any], accept: str = "application/json"
) -> httpx.Response:
    headers = {"Accept": accept} | ({} if token is None else {"Authorization": f"Bearer {token}"})
    return await api.client.post("/graphql", json=body, headers=headers)


async def get(api: Api, token: str, **parameters: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return await api.client.get("/graphql", params=parameters, headers=headers)


def code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    found: str = error["extensions"]["code"]
    return found


async def register(world: World, *texts: str) -> None:
    documents = [{"text": text, "name": text[:10]} for text in texts]
    done = await world.api.data(world.admin, REGISTER, {"documents": documents})
    assert done["registerDocuments"]["errors"] == []


async def allow_list(world: World) -> None:
    await world.api.change(world.admin, {"setApiPolicy": {"trustedDocumentsOnly": True}})


# Registering


async def test_documents_are_registered_listed_and_removed(own_world: World) -> None:
    world, api = own_world, own_world.api
    await register(world, DEALS, "# 商机\n{ deals { nodes { name } } }", DEALS)
    listed = (await api.data(world.admin, LISTED))["trustedDocuments"]
    assert {each["id"] for each in listed} == {id_of(DEALS), id_of("# 商机\n{ deals { nodes { name } } }")}
    assert all(each["createdAt"] and each["createdBy"] for each in listed)
    again = {"documents": [{"text": DEALS, "name": "renamed"}]}
    done = (await api.data(world.admin, REGISTER, again))["registerDocuments"]
    assert [each["name"] for each in done["documents"]] == ["renamed"]
    gone = await api.data(world.admin, REMOVE, {"ids": [id_of(DEALS)]})
    assert gone["removeDocuments"] == {"ids": [id_of(DEALS)], "errors": []}
    assert len((await api.data(world.admin, LISTED))["trustedDocuments"]) == 1


@pytest.mark.parametrize(
    ("document", "codes", "path"),
    [
        ({"text": "{ deals { nodes { nam } } }"}, ["GRAPHQL_VALIDATION_FAILED"], "text"),
        ({"text": "{ a b c d e f g h }"}, ["GRAPHQL_VALIDATION_FAILED"] * 5, "text"),
        ({"text": "{ deals "}, ["GRAPHQL_PARSE_FAILED"], "text"),
        ({"text": "{" + "a{" * 20 + "b" + "}" * 21}, ["QUERY_TOO_COMPLEX"], "text"),
        ({"text": DEALS, "name": "x" * 201}, ["INVALID_VALUE"], "name"),
    ],
)
async def test_what_does_not_fit_is_refused_with_its_place(
    scratch: World, document: dict[str, str], codes: list[str], path: str
) -> None:
    given = {"documents": [{"text": OTHER}, document]}
    payload = (await scratch.api.data(scratch.admin, REGISTER, given))["registerDocuments"]
    assert [error["code"] for error in payload["errors"]] == codes
    assert payload["errors"][0]["path"] == ["documents", 1, path]
    assert payload["documents"] == []
    assert (await scratch.api.data(scratch.admin, LISTED))["trustedDocuments"] == []


async def test_an_unknown_id_removes_nothing(own_world: World) -> None:
    await register(own_world, DEALS)
    ids = {"ids": [id_of(DEALS), "sha256:x"]}
    payload = (await own_world.api.data(own_world.admin, REMOVE, ids))["removeDocuments"]
    assert payload == {"ids": [], "errors": [{"code": "NOT_FOUND", "path": ["ids", 1]}]}
    assert len((await own_world.api.data(own_world.admin, LISTED))["trustedDocuments"]) == 1


async def test_documents_are_bounded(own_world: World) -> None:
    world = own_world
    table = f"{await world.namespace()}.sluice_document"
    await world.api.engine.database.fetch(
        f"INSERT INTO {table} (id, text) SELECT n::text, 'x' FROM generate_series(1, $1::int) n",
        [MOST_DOCUMENTS - 1],
        affinity="",
    )
    await register(world, DEALS)
    given = {"documents": [{"text": OTHER}]}
    payload = (await world.api.data(world.admin, REGISTER, given))["registerDocuments"]
    assert [error["code"] for error in payload["errors"]] == ["DOCUMENT_LIMIT"]
    await world.api.engine.database.fetch(
        f"UPDATE {table} SET text = repeat('x', $1::int) WHERE id = '1'", [MOST_BYTES], affinity=""
    )
    await world.api.engine.database.fetch(f"DELETE FROM {table} WHERE id = '2'", [], affinity="")
    payload = (await world.api.data(world.admin, REGISTER, given))["registerDocuments"]
    assert [error["code"] for error in payload["errors"]] == ["DOCUMENT_LIMIT"]


async def test_only_who_may_configure_sees_and_changes_them(scratch: World) -> None:
    for document, variables in (
        (LISTED, {}),
        (REGISTER, {"documents": [{"text": DEALS}]}),
        (REMOVE, {"ids": [id_of(DEALS)]}),
    ):
        assert await scratch.api.codes(scratch.manager, document, variables) == ["FORBIDDEN"]


# Asking by id


async def test_a_registered_document_is_asked_for_by_its_id(own_world: World) -> None:
    world, api = own_world, own_world.api
    await register(world, DEALS)
    body = {"documentId": id_of(DEALS), "variables": {"first": 1}}
    assert (await post(api, world.rep, body)).json()["data"] == {"deals": {"totalCount": 0}}
    by_get = await get(api, world.rep, documentId=id_of(DEALS), variables='{"first": 1}')
    assert by_get.json()["data"] == {"deals": {"totalCount": 0}}
    # It is still the caller's own GraphQL schema that it must fit.
    narrow = "{ accounts { nodes { secret } } }"
    await register(world, narrow)
    assert code(await post(api, world.rep, {"documentId": id_of(narrow)})) == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize(
    "wanted", [id_of("{ deals { never } }"), "sha256:ab", "x", "md5:" + "0" * 32, "é" * 500]
)
async def test_an_unknown_id_is_not_found(scratch: World, wanted: str) -> None:
    for token in (scratch.rep, scratch.admin, None):
        response = await post(scratch.api, token, {"documentId": wanted})
        assert (code(response), response.status_code) == ("DOCUMENT_NOT_FOUND", 200)
    strict = await post(scratch.api, scratch.rep, {"documentId": wanted}, "application/graphql-response+json")
    assert strict.status_code == 404
    assert len(strict.json()["errors"]) == 1


async def test_a_mutation_by_get_stays_refused(own_world: World) -> None:
    document = 'mutation { deleteDeal(id: "0197f5d2-0000-7000-8000-000000000000") { errors { code } } }'
    await register(own_world, document)
    response = await get(own_world.api, own_world.manager, documentId=id_of(document))
    assert (code(response), response.status_code) == ("METHOD_NOT_ALLOWED", 405)


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": 1},
        {"documentId": id_of(ME), "query": ME},
        {"documentId": ""},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": hash_of(ME)}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_of(ME).upper()}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": hash_of(ME)}, "query": ME},
        {"extensions": {}},
    ],
)
async def test_what_names_no_document_is_a_bad_request(api: Api, body: dict[str, Any]) -> None:
    assert code(await post(api, None, body)) == "BAD_REQUEST"


async def test_another_tenant_has_not_registered_it(own_world: World, scratch: World) -> None:
    await register(own_world, DEALS)
    assert code(await post(scratch.api, scratch.admin, {"documentId": id_of(DEALS)})) == "DOCUMENT_NOT_FOUND"


# The allow-list


async def test_a_tenant_takes_registered_documents_only(own_world: World) -> None:
    world, api = own_world, own_world.api
    await register(world, DEALS)
    assert "data" in (await post(api, world.rep, {"query": OTHER})).json()
    await allow_list(world)
    refused = await post(api, world.rep, {"query": OTHER}, "application/graphql-response+json")
    assert (code(refused), refused.status_code) == ("DOCUMENT_NOT_TRUSTED", 403)
    for body in ({"documentId": id_of(DEALS)}, {"query": DEALS}):
        assert (await post(api, world.rep, body)).json()["data"] == {"deals": {"totalCount": 0}}
    # One blank more is another document.
    assert code(await post(api, world.rep, {"query": DEALS + " "})) == "DOCUMENT_NOT_TRUSTED"
    # Who may configure can still look, register, and end it.
    assert "data" in (await post(api, world.admin, {"query": OTHER})).json()
    await api.change(world.admin, {"setApiPolicy": {"trustedDocumentsOnly": False}})
    assert "data" in (await post(api, world.rep, {"query": OTHER})).json()


async def test_nothing_of_a_refused_mutation_runs(own_world: World) -> None:
    world = own_world
    await allow_list(world)
    made = 'mutation { createAccount(input: { name: "Untrusted" }) { errors { code } } }'
    answer = (await post(world.api, world.manager, {"query": made})).json()
    assert answer["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
    assert not any((answer.get("data") or {}).values())
    found = await world.api.data(world.admin, "{ accounts { totalCount } }")
    assert found["accounts"]["totalCount"] == 0


async def test_coming_in_and_going_stay_open(own_world: World) -> None:
    world, api = own_world, own_world.api
    password, house = "correct horse battery", f"house.{world.slug}"
    await add_member(api, world.admin, house, "rep", password)
    await allow_list(world)
    assert (await api.data(world.rep, ME))["me"]["roles"] == ["rep"]
    document = """mutation ($input: SignInInput!) { signIn(input: $input) { token errors { code } } }"""
    person = {"email": f"rep@{house}.example", "password": password}
    session = (await api.data(None, document, {"input": person}))["signIn"]["token"]
    assert (await api.data(session, "{ __typename me { member { email } } }"))["me"]["member"]["email"]
    assert await api.codes(session, "{ me { roles } deals { totalCount } }") == ["DOCUMENT_NOT_TRUSTED"]
    assert await api.codes(session, "{ ...f } fragment f on Query { me { roles } }") == [
        "DOCUMENT_NOT_TRUSTED"
    ]
    await api.data(session, "mutation { signOut { signedOut } }")
    assert await api.codes(session, ME) == ["UNAUTHENTICATED"]


async def test_a_change_holds_for_the_next_request_of_every_process(
    own_world: World, database_url: str
) -> None:
    world = own_world
    async with running_api(database_url) as elsewhere:
        for body in ({"documentId": id_of(DEALS)}, {"query": DEALS}):
            await allow_list(world)
            before = code(await post(elsewhere, world.rep, body))
            assert before in ("DOCUMENT_NOT_FOUND", "DOCUMENT_NOT_TRUSTED")
            await register(world, DEALS)
            for _ in range(2):
                assert "data" in (await post(elsewhere, world.rep, body)).json()
            await world.api.data(world.admin, REMOVE, {"ids": [id_of(DEALS)]})
            assert code(await post(elsewhere, world.rep, body)) == before
            await world.api.change(world.admin, {"setApiPolicy": {"trustedDocumentsOnly": False}})
        await register(world, ME)
        assert "data" in (await post(elsewhere, world.rep, {"documentId": id_of(ME)})).json()
        await world.api.data(world.admin, REMOVE, {"ids": [id_of(ME)]})
        # It reads no records; whether it still holds is asked on its own.
        assert code(await post(elsewhere, world.rep, {"documentId": id_of(ME)})) == "DOCUMENT_NOT_FOUND"


async def test_a_known_document_costs_no_statement(own_world: World, api_statements: list[str]) -> None:
    await register(own_world, DEALS)
    await allow_list(own_world)
    for body in ({"documentId": id_of(DEALS)}, {"query": DEALS}):
        await post(own_world.api, own_world.rep, body)
        api_statements.clear()
        await post(own_world.api, own_world.rep, body)
        assert len(api_statements) == 1


# Automatically persisted


async def test_a_document_is_remembered_by_its_hash(own_world: World) -> None:
    world, api = own_world, own_world.api
    unknown = await post(api, world.rep, persisted(DEALS))
    assert unknown.status_code == 200
    (error,) = unknown.json()["errors"]
    assert error["message"] == "PersistedQueryNotFound"
    assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    strict = await post(api, world.rep, persisted(DEALS), "application/graphql-response+json")
    assert strict.status_code == 404
    assert "data" in (await post(api, world.rep, persisted(DEALS, query=DEALS))).json()
    assert "data" in (await post(api, world.manager, persisted(DEALS, variables={"first": 1}))).json()
    extensions = json.dumps(persisted(DEALS)["extensions"])
    assert "data" in (await get(api, world.rep, extensions=extensions)).json()


async def test_each_tenant_has_its_own(own_world: World, scratch: World) -> None:
    document = "{ deals { totalCount pageInfo { endCursor } } }"
    await post(own_world.api, own_world.rep, persisted(document, query=document))
    for token in (scratch.rep, None):
        assert code(await post(scratch.api, token, persisted(document))) == "PERSISTED_QUERY_NOT_FOUND"
    assert "data" in (await post(scratch.api, None, persisted(ME, query=ME))).json()
    assert "data" in (await post(scratch.api, None, persisted(ME))).json()


async def test_a_wrong_hash_is_refused(own_world: World) -> None:
    wrong = await post(own_world.api, own_world.rep, persisted(DEALS, query=OTHER))
    assert code(wrong) == "BAD_REQUEST"
    assert code(await post(own_world.api, own_world.rep, persisted(DEALS))) == "PERSISTED_QUERY_NOT_FOUND"
    broken = "{ deals "
    assert (
        code(await post(own_world.api, own_world.rep, persisted(broken, query=broken)))
        == "GRAPHQL_PARSE_FAILED"
    )
    assert code(await post(own_world.api, own_world.rep, persisted(broken))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_nothing_is_persisted_where_documents_are_trusted(own_world: World) -> None:
    world, api = own_world, own_world.api
    await post(api, world.rep, persisted(OTHER, query=OTHER))
    await register(world, DEALS)
    await allow_list(world)
    refused = await post(api, world.rep, persisted(OTHER))
    assert refused.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
    assert code(refused) == "PERSISTED_QUERY_NOT_SUPPORTED"
    assert code(await post(api, world.rep, persisted(OTHER, query=OTHER))) == "DOCUMENT_NOT_TRUSTED"
    # A client with a manifest of registered documents names them by this extension.
    assert "data" in (await post(api, world.rep, persisted(DEALS))).json()
    assert code(await post(api, world.admin, persisted(OTHER))) == "PERSISTED_QUERY_NOT_SUPPORTED"
