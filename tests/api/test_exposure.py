"""Introspection and suggestions: of the caller's own GraphQL schema, and only where they are wanted."""

from dataclasses import replace
from typing import Any

import pytest

from core.errors import ERROR_CODES
from tests.client import Api, running_api
from tests.contracts.documents import INTROSPECTION, told_beyond
from tests.world import World

MISSPELT = [
    "{ deals { nodes { nam } } }",
    "{ deal { id } }",
    "{ dealz { totalCount } }",
    "query ($w: DealWher) { deals(where: $w) { totalCount } }",
    "{ deals(wher: {}) { totalCount } }",
    "{ deals(where: { scor: { eq: 1 } }) { totalCount } }",
    "{ deals(orderBy: [{ field: scor }]) { totalCount } }",
    "{ deals { nodes { ... on Dea { id } } } }",
    '{ node(id: "0197f5d2-0000-7000-8000-000000000000") { name } }',
    'mutation { deletDeal(id: "x") { errors { code } } }',
    "query ($r: JSON) { deals(where: { rule: $r }) { totalCount } }",
    "query ($w: DealWhere) { deals(where: $w) { totalCount } }",
]
VARIABLES: dict[str, Any] = {"r": {"==": [{"var": "scor"}, 1]}, "w": {"scor": {"eq": 1}}}


async def errors_of(api: Api, token: str | None, document: str) -> list[dict[str, Any]]:
    variables = {name: value for name, value in VARIABLES.items() if f"${name}:" in document}
    found: list[dict[str, Any]] = (await api.ask(token, document, variables)).get("errors", [])
    return found


async def suggesting(api: Api, token: str | None) -> int:
    """How many of the misspelt documents are answered with a suggestion; all are refused with a hint."""
    many = 0
    for document in MISSPELT:
        errors = await errors_of(api, token, document)
        assert errors, document
        assert all(error["extensions"]["hint"] for error in errors)
        many += any("Did you mean" in str(error) for error in errors)
    return many


async def test_suggestions_and_introspection_follow_the_access(world: World) -> None:
    """What a role may not read is neither suggested nor shown, however near the name is."""
    hidden = "{ accounts { nodes { secre } } deals { nodes { margi } } }"
    assert "'secret'" in str(await errors_of(world.api, world.manager, hidden))
    assert "'margin'" in str(await errors_of(world.api, world.manager, hidden))
    told = str(await errors_of(world.api, world.rep, hidden))
    assert "secret" not in told
    assert "margin" not in told
    rule = "query ($r: JSON) { deals(where: { rule: $r }) { totalCount } }"
    for token, seen in ((world.manager, True), (world.rep, False)):
        refused = await world.api.ask(token, rule, {"r": {">": [{"var": "margim"}, 1]}})
        assert ("margin" in str(refused)) == seen
    of_all = await world.api.data(None, INTROSPECTION)
    shown = told_beyond(of_all, await world.api.data(world.rep, INTROSPECTION))
    assert "budgetconfirmed" in shown
    assert "margin" not in shown
    assert "secret" not in shown
    assert "Did you mean" not in str(await errors_of(world.api, world.viewer, "{ accounts { totalCount } }"))


async def test_suggestions_are_switched_off(own_world: World) -> None:
    api, world = own_world.api, own_world
    for token in (world.admin, world.manager):
        assert await suggesting(api, token) > 5
    published = await api.change(world.admin, {"setApiPolicy": {"suggestions": False}})
    assert published["steps"][0]["sentence"] == "Suggest no names, for callers who may not configure."
    assert await suggesting(api, world.manager) == 0
    assert await suggesting(api, world.admin) > 5
    (error,) = await errors_of(api, world.manager, "{ deals { nodes { nam } } }")
    assert error["message"] == "Cannot query field 'nam' on type 'Deal'."
    assert error["extensions"]["hint"] == ERROR_CODES["GRAPHQL_VALIDATION_FAILED"].hint
    await api.change(world.admin, {"setApiPolicy": {"suggestions": True}})
    assert await suggesting(api, world.manager) > 5


async def test_introspection_is_switched_off(own_world: World) -> None:
    api, world = own_world.api, own_world
    asked = (
        INTROSPECTION,
        '{ __type(name: "Deal") { name } }',
        "query { ...f } fragment f on Query { __schema { types { name } } }",
    )
    for document in asked:
        assert await errors_of(api, world.manager, document) == []
    await api.change(world.admin, {"setApiPolicy": {"introspection": False}})
    for document in asked:
        (error,) = await errors_of(api, world.manager, document)
        assert error["extensions"]["code"] == "INTROSPECTION_OFF"
        assert error["extensions"]["hint"] == ERROR_CODES["INTROSPECTION_OFF"].hint
        assert await errors_of(api, world.admin, document) == []
    assert await api.data(world.manager, "{ __typename deals { __typename } }") == {
        "__typename": "Query",
        "deals": {"__typename": "DealConnection"},
    }


async def test_the_policy_is_part_of_the_catalog(own_world: World) -> None:
    document = "{ catalog { api { trustedDocumentsOnly introspection suggestions } } }"
    before = {"trustedDocumentsOnly": False, "introspection": True, "suggestions": True}
    assert (await own_world.api.data(own_world.rep, document))["catalog"]["api"] == before
    await own_world.api.change(own_world.admin, {"setApiPolicy": {"introspection": False}})
    after = await own_world.api.data(own_world.rep, document)
    assert after["catalog"]["api"] == {**before, "introspection": False}
    refused = await own_world.api.try_change(own_world.admin, {"setApiPolicy": {}})
    assert refused["errors"][0]["path"] == ["changes", 0, "setApiPolicy"]


@pytest.mark.parametrize("allowed", [True, False])
async def test_who_sends_no_credentials_has_what_the_installation_says(
    database_url: str, allowed: bool
) -> None:
    async with running_api(database_url) as api:
        settings = replace(api.engine.settings, introspection=allowed, suggestions=allowed)
        object.__setattr__(api.engine, "settings", settings)
        codes = [error["extensions"]["code"] for error in await errors_of(api, None, INTROSPECTION)]
        assert codes == ([] if allowed else ["INTROSPECTION_OFF"])
        (error,) = await errors_of(api, None, "{ mee { roles } }")
        assert ("Did you mean 'me'?" in error["message"]) == allowed
