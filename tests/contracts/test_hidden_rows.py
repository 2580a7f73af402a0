"""A record beyond the caller's row scope is as one that does not exist: in each root field, list, count and event."""

import json
from typing import Any

import pytest

from tests.client import Api
from tests.contracts.documents import ids_wanted, operation_of, roots_of, schema_of
from tests.tenant_copies import copied
from tests.world import World, add_member, make_world

NOBODYS = "0197f5d2-0000-7000-8000-00000000000a"
"""An id that no record has."""
SCOPES = ("own", "team", "subtree")
ACTIONS = ("read", "create", "update", "delete", "restore", "promote", "override")
MAKE_UNIT = "mutation ($input: CreateOrgUnitInput!) { made: createOrgUnit(input: $input) { orgUnit { id } } }"
JOIN = "mutation ($input: OrgUnitMembersInput!) { addToOrgUnit(input: $input) { errors { code } } }"


async def a_member(world: World, scope: str) -> tuple[str, str]:
    """A member of a unit `here`, who has all objects within a scope; the manager is in the unit above. (key, id)"""
    grants = [{"object": "*", "action": each, "rows": scope} for each in ACTIONS]
    await world.api.change(world.admin, {"addRole": {"name": "scoped", "grants": grants}})
    token, member = await add_member(world.api, world.admin, world.slug, "scoped")
    above = None
    for code, who in (("above", world.members["manager"]), ("here", member)):
        given = {"code": code, "name": code, "parentId": above}
        above = (await world.api.data(world.admin, MAKE_UNIT, {"input": given}))["made"]["orgUnit"]["id"]
        await world.api.data(world.admin, JOIN, {"input": {"id": above, "memberIds": [who]}})
    return token, member


@copied
async def rows_world(api: Api) -> World:
    return await make_world(api)


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_record_beyond_the_scope_is_as_none(rows_world: World, scope: str):
    world = rows_world
    token, _ = await a_member(world, scope)
    account = await world.create(world.manager, "account", name="Hidden GmbH", secret="classified")
    hidden = await world.create(
        world.manager, "deal", name="Hidden deal", accountId=account, score=77, source="web"
    )
    ours = await world.create(token, "deal", name="Our deal", score=10)
    before = await world.api.data(world.admin, STATE)
    told, differ = [], 0
    for kind, name, field in roots_of(await schema_of(world.api, token)):
        if name in ("signUp", "signIn", "signOut"):
            continue
        answers = []
        for record in (hidden, NOBODYS, account):
            document, variables = operation_of(kind, name, field, record, ids_wanted)
            variables = {**variables, "to": "qualified"} if "to" in variables else variables
            if record not in json.dumps(variables):
                answers = []
                break
            text = json.dumps(await world.api.ask(token, document, variables), ensure_ascii=False)
            answers.append(text.replace(record, NOBODYS))
        if answers:
            told.append(name)
            assert len({*answers}) == 1, (name, answers)
            # It is not that the root field answers the same of every record.
            document, variables = operation_of(kind, name, field, ours, ids_wanted)
            if kind == "query":
                text = json.dumps(await world.api.ask(token, document, variables))
                differ += text.replace(ours, NOBODYS) != answers[0]
    assert len(told) > 20
    assert differ > 0
    assert await world.api.data(world.admin, STATE) == before


STATE = "{ deals { nodes { id version name stage ownerId } } accounts { nodes { id version name } } }"

LISTS = """{
  deals(first: 50, search: "deal") { totalCount nodes { name account { name } } }
  all: deals { totalCount pageInfo { hasNextPage endCursor } edges { cursor } }
  accounts { totalCount nodes { name deals { totalCount } } }
  dealGroups(by: [{ field: source }]) { count keys { value } sum { score } }
  search(query: "hidden") { node { id } }
  named: deals(where: { account: { name: { eq: "Hidden GmbH" } } }) { totalCount }
  none: deals(where: { not: { score: { lt: 50 } } }) { totalCount }
}"""


@pytest.mark.parametrize("scope", ["team", "subtree"])
async def test_lists_and_counts_tell_nothing_of_what_is_beyond(rows_world: World, scope: str):
    world = rows_world
    token, _ = await a_member(world, scope)
    await world.create(token, "deal", name="Our deal", score=10)
    kept = {"object": "deal", "field": "account", "trackHistory": True}
    await world.api.change(world.admin, {"setTrackHistory": kept})
    before = await world.api.ask(token, LISTS)
    assert "errors" not in before, before["errors"]
    account = await world.create(world.manager, "account", name="Hidden GmbH")
    await world.create(world.manager, "deal", name="Hidden deal", accountId=account, score=77, source="web")
    assert await world.api.ask(token, LISTS) == before
    # What one may see names what one may not: it names nothing.
    ours = await world.create(token, "deal", name="Pointing deal")
    document = (
        "mutation ($id: ID!, $to: ID!) { updateDeal(id: $id, input: { accountId: $to }) { errors { code } } }"
    )
    await world.api.data(world.admin, document, {"id": ours, "to": account})
    document = (
        "query ($id: ID!) { deal(id: $id) { accountId account { name } fieldHistory { nodes { old new } } } }"
    )
    found: dict[str, Any] = (await world.api.data(token, document, {"id": ours}))["deal"]
    assert (found["accountId"], found["account"]) == (None, None)
    assert account not in json.dumps(found)
    answer = await world.api.data(token, LISTS)
    assert answer["named"] == {"totalCount": 0}
