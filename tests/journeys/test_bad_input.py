"""Whatever is sent, the answer says what is wrong, where and what to do; nothing is half done, nothing INTERNAL."""

import json
from typing import Any

import pytest

from core.errors import ERROR_CODES
from tests.client import Api
from tests.journeys.bad import Bad
from tests.journeys.bad_requests import LISTS, REQUESTS, VALUES
from tests.journeys.bad_rules_and_changes import CHANGES, rule_table
from tests.world import World, fill_world, make_world, sign_up

TABLE = {
    **{f"request: {name}": row for name, row in REQUESTS.items()},
    **{f"list: {name}": row for name, row in LISTS.items()},
    **{f"value: {name}": row for name, row in VALUES.items()},
    **{f"change: {name}": row for name, row in CHANGES.items()},
    **rule_table(),
}


@pytest.fixture(scope="module")
async def target(api: Api) -> World:
    """A world that all bad requests are aimed at, and that none of them changes."""
    return await fill_world(await make_world(api))


async def everything_of(world: World) -> Any:
    return await world.api.data(
        world.admin,
        """{ catalog { version } accounts { totalCount nodes { id version } } contacts { totalCount nodes { version } }
             deals { totalCount nodes { id version stage stageHistory { to } } } }""",
    )


def body_of(bad: Bad, world: World) -> bytes:
    """The body, `@name` standing for ids anywhere in it."""
    if bad.raw is not None:
        return bad.raw
    text = json.dumps({"query": bad.document, "variables": bad.variables})
    for name, record in world.ids.items():
        text = text.replace(f"@{name}", record)
    return text.encode()


def problems_in(answer: Any) -> list[tuple[str, list[str | int], str]]:
    """(code, path, hint) of each error and each refusal."""
    found = [
        (
            error["extensions"]["code"],
            error["extensions"].get("inputPath") or error.get("path") or [],
            error["extensions"]["hint"],
        )
        for error in answer.get("errors", [])
    ]
    for payload in (answer.get("data") or {}).values():
        refusals = payload["errors"] if payload is not None else ()
        found += [(error["code"], error["path"], error["hint"]) for error in refusals]
    return found


@pytest.mark.parametrize("name", TABLE)
async def test_bad_input_is_refused_with_code_path_and_hint(target: World, name: str) -> None:
    bad = TABLE[name]
    before = await everything_of(target)
    response = await target.api.client.post(
        "/graphql",
        content=body_of(bad, target),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {target.admin}"},
    )
    assert response.status_code < 500
    problems = problems_in(response.json())
    assert problems, response.json()
    assert {code for code, _, _ in problems} == {bad.code}, response.json()
    assert all(hint for _, _, hint in problems), response.json()
    if bad.path is not None:
        _, path, _ = problems[0]
        assert path[len(path) - len(bad.path) :] == bad.path, response.json()
    assert len(response.content) < 20_000
    assert await everything_of(target) == before


def test_the_table_names_codes_that_exist() -> None:
    assert {bad.code for bad in TABLE.values()} <= set(ERROR_CODES)


async def test_a_body_that_is_too_large(target: World) -> None:
    document = "query ($n: String) { deals(where: { name: { eq: $n } }) { totalCount } }"
    response = await target.api.client.post(
        "/graphql",
        json={"query": document, "variables": {"n": "x" * 1_100_000}},
        headers={"Authorization": f"Bearer {target.admin}"},
    )
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "PAYLOAD_TOO_LARGE"


@pytest.mark.parametrize("name", ["", "float", "Float", "int", "string", "boolean"])
async def test_no_name_of_an_object_can_lock_a_tenant_out(api: Api, name: str):
    """A type of GraphQL itself, or no name at all: refused, and the tenant still answers."""
    token, _ = await sign_up(api, "names")
    added = await api.try_change(token, {"addObject": {"name": name, "plural": "things"}})
    assert added["errors"][0]["code"].startswith("CATALOG_NAME"), added
    await api.change(token, {"addObject": {"name": "thing", "plural": "things"}})
    renamed = await api.try_change(token, {"renameObject": {"object": "thing", "name": name}})
    assert renamed["errors"][0]["code"].startswith("CATALOG_NAME"), renamed
    emptied = await api.try_change(token, {"renameObject": {"object": "thing", "name": "item", "plural": ""}})
    assert emptied["errors"][0]["code"].startswith("CATALOG_NAME"), emptied
    assert (await api.data(token, "{ things { totalCount } }"))["things"]["totalCount"] == 0


async def test_what_fails_after_a_change_of_its_own_operation_says_where(api: Api):
    token, _ = await sign_up(api, "midway")
    await api.change(
        token,
        {"addObject": {"name": "note", "plural": "notes", "fields": [{"name": "title", "type": "text"}]}},
    )
    document = """mutation ($changes: [CatalogChange!]!) {
      a: createNote(input: {title: "one"}) { note { id } }
      c: changeCatalog(changes: $changes) { version }
      b: createNote(input: {title: "two"}) { note { id } } }"""
    rename = {"renameField": {"object": "note", "field": "title", "name": "subject"}}
    found = await api.ask(token, document, {"changes": [rename]})
    assert found["data"]["a"]["note"] is not None
    assert found["data"]["b"] is None
    assert {tuple(error["path"]) for error in found["errors"]} == {("b",)}
