"""An id of a record that the caller may not see tells nothing, wherever it stands."""

import base64
import json

import pytest

from tests.world import World

TASK = {
    "name": "task",
    "plural": "tasks",
    "fields": [
        {"name": "title", "type": "text", "required": True},
        {"name": "deal", "type": "relation", "target": "deal", "reverse": "tasks", "required": True},
    ],
}


@pytest.fixture
async def tasks(own_world: World) -> tuple[World, str, str]:
    """A world with a task of a manager's deal and one of a rep's; the ids of the deals."""
    api = own_world.api
    await api.change(own_world.admin, {"addObject": TASK})
    catalog = await api.data(
        own_world.admin, "{ catalog { roles { name grants { object action field effect rows rule } } } }"
    )
    (rep,) = [each for each in catalog["catalog"]["roles"] if each["name"] == "rep"]
    grants = [*rep["grants"], {"object": "task", "action": "*"}]
    await api.change(own_world.admin, {"setGrants": {"role": "rep", "grants": grants}})
    hidden = await own_world.create(own_world.manager, "deal", name="hidden")
    seen = await own_world.create(own_world.rep, "deal", name="seen")
    await own_world.create(own_world.admin, "task", title="of hidden", dealId=hidden)
    await own_world.create(own_world.admin, "task", title="of seen", dealId=seen)
    return own_world, hidden, seen


async def titles(world: World, where: dict) -> list[str]:
    document = (
        "query ($where: TaskWhere) { tasks(where: $where, orderBy: [{field: title}]) { nodes { title } } }"
    )
    data = await world.api.data(world.rep, document, {"where": where})
    return [node["title"] for node in data["tasks"]["nodes"]]


async def test_the_id_of_a_hidden_record_is_null(tasks):
    world, _, seen = tasks
    data = await world.api.data(
        world.rep, "{ tasks(orderBy: [{field: title}]) { nodes { dealId deal { id } } } }"
    )
    assert data["tasks"]["nodes"] == [{"dealId": None, "deal": None}, {"dealId": seen, "deal": {"id": seen}}]


@pytest.mark.parametrize("operator", ["eq", "in"])
async def test_a_guessed_id_matches_nothing(tasks, operator):
    world, hidden, seen = tasks
    as_operand = {"eq": lambda value: value, "in": lambda value: [value]}[operator]
    assert await titles(world, {"dealId": {operator: as_operand(hidden)}}) == []
    assert await titles(world, {"dealId": {operator: as_operand(seen)}}) == ["of seen"]
    assert await titles(world, {"dealId": {"isNull": True}}) == ["of hidden"]
    assert await titles(world, {"rule": {"==": [{"var": "dealId"}, hidden]}}) == []
    assert await titles(world, {"rule": {"==": [{"var": "dealId"}, seen]}}) == ["of seen"]


async def test_whoever_sees_all_records_sees_all_ids(tasks):
    world, hidden, seen = tasks
    data = await world.api.data(world.admin, "{ tasks(orderBy: [{field: title}]) { nodes { dealId } } }")
    assert data["tasks"]["nodes"] == [{"dealId": hidden}, {"dealId": seen}]


async def test_a_promotion_with_a_hidden_record_gets_no_verdict(own_world: World):
    """The gate reads the account's sector: a verdict on a guessed account would tell it."""
    api = own_world.api
    grants = [
        {"object": "account", "action": "read", "rows": "own"},
        *({"object": "deal", "action": action} for action in ("read", "create", "update", "promote")),
    ]
    await api.change(own_world.admin, {"setGrants": {"role": "rep", "grants": grants}})
    hidden = await own_world.create(own_world.manager, "account", name="hidden", sector="software")
    deal = await own_world.create(own_world.rep, "deal", name="mine", score=70, budgetConfirmed=True)
    document = """mutation ($id: ID!, $account: ID) {
      promoteDeal(id: $id, to: "qualified", input: {accountId: $account}) {
        promoted verdict { open clauses { satisfied } } errors { code } } }"""
    data = await api.data(own_world.rep, document, {"id": deal, "account": hidden})
    assert data["promoteDeal"] == {
        "promoted": False,
        "verdict": None,
        "errors": [{"code": "RELATION_NOT_FOUND"}],
    }


async def test_a_hidden_record_orders_as_if_there_were_none(tasks):
    """Neither the place in the list nor the cursor tells of it."""
    world, _, _ = tasks
    document = """query ($order: [TaskOrder!]) {
      tasks(orderBy: $order) { edges { cursor node { title } } } }"""
    for direction, titles_wanted in (
        ("ASC", ["of seen", "of hidden"]),
        ("DESC", ["of seen", "of hidden"]),
        ("ASC_NULLS_FIRST", ["of hidden", "of seen"]),
    ):
        order = [{"deal": {"field": "name", "direction": direction}}]
        edges = (await world.api.data(world.rep, document, {"order": order}))["tasks"]["edges"]
        assert [edge["node"]["title"] for edge in edges] == titles_wanted
        keys = {edge["node"]["title"]: json.loads(base64.b64decode(edge["cursor"]))[1] for edge in edges}
        assert keys == {"of hidden": None, "of seen": "seen"}


async def test_a_hidden_record_is_in_no_list(tasks):
    world, _, _ = tasks
    document = "{ deals(where: { tasks: { some: { deal: { name: { eq: hidden } } } } }) { totalCount } }"
    found = await world.api.data(world.rep, document.replace("hidden", '"hidden"'))
    assert found == {"deals": {"totalCount": 0}}
