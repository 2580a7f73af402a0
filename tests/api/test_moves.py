"""Roles that may make some moves and not others: what they are told beforehand, and what no writer does for them."""

from typing import Any

import pytest

from tests.world import World

OPEN = {"budgetConfirmed": True, "score": 90, "margin": "1"}
BASE = [
    {"object": "account", "action": "*"},
    *({"object": "deal", "action": each} for each in ("read", "create", "update", "override")),
]
ONWARD = {"object": "deal", "action": "promote", "moves": ["forward", "win"]}
WAYS = "query ($id: ID!) { deal(id: $id) { stage version transitions { to kind permitted allowed } } }"
PROMOTE = """mutation ($id: ID!, $to: String!, $input: DealUpdateInput, $override: OverrideInput) {
  promoteDeal(id: $id, to: $to, input: $input, override: $override) {
    promoted deal { stage } errors { code path hint } } }"""
MANY = """mutation ($ids: [ID!], $where: DealWhere, $to: String!) {
  promoteDeals(ids: $ids, where: $where, to: $to, mode: EACH) {
    done outcomes { id done errors { code } } errors { code } } }"""
STUCK = "{ stuckDeals { totalCount unpermitted clauses { pointer records opens } } }"


async def granted(world: World, *grants: dict[str, Any]) -> None:
    await world.api.change(world.admin, {"setGrants": {"role": "manager", "grants": [*BASE, *grants]}})


async def a_deal(world: World, *stages: str, **values: Any) -> str:
    """A deal that the administrator has moved through the stages."""
    account = await world.create(world.admin, "account", name=f"A{stages}{values}", sector="software")
    deal = await world.create(world.admin, "deal", name="Deal", accountId=account, **{**OPEN, **values})
    for each in stages:
        assert (await promoted(world, world.admin, deal, each))["promoted"]
    return deal


async def promoted(world: World, token: str, deal: str, to: str, **given: Any) -> dict[str, Any]:
    data = await world.api.data(token, PROMOTE, {"id": deal, "to": to, **given})
    found: dict[str, Any] = data["promoteDeal"]
    return found


async def ways(world: World, deal: str) -> dict[str, tuple[bool, bool]]:
    found = (await world.api.data(world.manager, WAYS, {"id": deal}))["deal"]["transitions"]
    return {each["to"]: (each["permitted"], each["allowed"]) for each in found}


def codes(done: dict[str, Any]) -> list[str]:
    return [each["code"] for each in done["errors"]]


async def test_a_role_goes_forward_and_not_elsewhere(own_world: World) -> None:
    world = own_world
    await granted(world, ONWARD)
    deal = await a_deal(world)
    assert await ways(world, deal) == {"qualified": (True, True), "lost": (False, False)}
    refused = await promoted(world, world.manager, deal, "lost")
    assert (refused["promoted"], refused["deal"]) == (False, {"stage": "lead"})
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("MOVE_FORBIDDEN", ["to"])
    assert "transitions" in error["hint"]
    assert codes(await promoted(world, world.manager, deal, "won")) == ["TRANSITION_NOT_ALLOWED"]
    assert (await promoted(world, world.manager, deal, "qualified"))["promoted"]
    assert await ways(world, deal) == {"won": (True, True), "lost": (False, False)}
    assert (await promoted(world, world.manager, deal, "won"))["promoted"]


async def test_an_override_opens_a_gate_and_gives_no_right_to_the_move(own_world: World) -> None:
    world = own_world
    await granted(world, ONWARD)
    deal = await a_deal(world, score=1)
    override = {"reason": "I want to."}
    done = await promoted(world, world.manager, deal, "lost", override=override)
    assert codes(done) == ["MOVE_FORBIDDEN"]
    assert (await promoted(world, world.manager, deal, "qualified", override=override))["promoted"]


async def test_nothing_is_said_of_the_gate_of_a_move_that_is_forbidden(own_world: World) -> None:
    world = own_world
    await granted(world, {**ONWARD, "moves": ["lose"]})
    deal = await a_deal(world, score=1)
    assert codes(await promoted(world, world.manager, deal, "qualified")) == ["MOVE_FORBIDDEN"]
    assert (await world.api.data(world.manager, WAYS, {"id": deal}))["deal"]["version"] == 1


async def test_many_at_once_are_refused_one_by_one(own_world: World) -> None:
    world = own_world
    await granted(world, ONWARD, {**ONWARD, "moves": ["lose"], "rows": "own"})
    others = await a_deal(world)
    own = await world.create(world.manager, "deal", name="Own")
    for which in ({"ids": [others, own]}, {"where": {"stage": {"in": ["lead", "lost"]}}}):
        done = (await world.api.data(world.manager, MANY, {**which, "to": "lost"}))["promoteDeals"]
        told = {each["id"]: (each["done"], codes(each)) for each in done["outcomes"]}
        assert told[others] == (False, ["MOVE_FORBIDDEN"])
        first = "ids" in which
        assert told[own] == ((True, []) if first else (False, ["TRANSITION_NOT_ALLOWED"]))


async def test_what_is_given_with_a_move_makes_nobody_free_to_make_it(own_world: World) -> None:
    world = own_world
    rule = {">": [{"var": "score"}, 60]}
    await granted(world, ONWARD, {**ONWARD, "moves": ["lose"], "rule": rule})
    poor, rich = await a_deal(world, score=10), await a_deal(world, score=70)
    refused = await promoted(world, world.manager, poor, "lost", input={"score": 99})
    assert codes(refused) == ["MOVE_FORBIDDEN"]
    assert (await promoted(world, world.manager, rich, "lost", input={"score": 1}))["promoted"]


@pytest.mark.parametrize("narrowed", [{"moves": ["back"]}, {"leaving": "qualified", "entering": "lead"}])
async def test_a_deny_of_one_move_leaves_the_others(own_world: World, narrowed: dict[str, Any]) -> None:
    world = own_world
    back = {"object": "deal", "transition": {"source": "qualified", "target": "lead"}}
    await world.api.change(world.admin, {"addTransition": back})
    every = {"object": "deal", "action": "promote"}
    await granted(world, every, {**every, "effect": "deny", **narrowed})
    deal = await a_deal(world, "qualified")
    assert {to: permitted for to, (permitted, _) in (await ways(world, deal)).items()} == {
        "won": True,
        "lost": True,
        "lead": False,
    }
    assert codes(await promoted(world, world.manager, deal, "lead")) == ["MOVE_FORBIDDEN"]


async def test_stuck_is_who_has_no_way_that_the_caller_may_take(own_world: World) -> None:
    world = own_world
    await granted(world, ONWARD)
    await a_deal(world)
    await a_deal(world, score=1)
    await a_deal(world, "lost")
    found = (await world.api.data(world.manager, STUCK))["stuckDeals"]
    # What is lost may only be opened again, and the role opens none; of the leads one is kept by its score.
    assert (found["totalCount"], found["unpermitted"]) == (2, 1)
    assert found["clauses"] == [{"pointer": "/stages/1/gate/and/1", "records": 1, "opens": 1}]
    gate = {"setGate": {"object": "deal", "stage": "lost", "rule": {">": [{"var": "score"}, 95]}}}
    await world.api.change(world.admin, gate)
    found = (await world.api.data(world.manager, STUCK))["stuckDeals"]
    opens = {each["pointer"]: each["opens"] for each in found["clauses"]}
    assert opens == {"/stages/1/gate/and/1": 1, "/stages/3/gate": 0}


async def test_the_catalog_shows_them_and_they_follow_a_new_name(own_world: World) -> None:
    world = own_world
    await granted(
        world, ONWARD, {"object": "deal", "action": "promote", "leaving": "lead", "entering": "lost"}
    )
    await world.api.change(world.admin, {"renameStage": {"object": "deal", "stage": "lost", "name": "gone"}})
    query = "{ catalog { roles { name grants { action moves leaving entering } } } }"
    roles = (await world.api.data(world.admin, query))["catalog"]["roles"]
    (manager,) = [each for each in roles if each["name"] == "manager"]
    assert manager["grants"][-2:] == [
        {"action": "promote", "moves": ["forward", "win"], "leaving": None, "entering": None},
        {"action": "promote", "moves": None, "leaving": "lead", "entering": "gone"},
    ]
    deal = await a_deal(world)
    assert (await promoted(world, world.manager, deal, "gone"))["promoted"]


async def test_a_role_that_may_make_no_move_has_no_mutation_for_it(own_world: World) -> None:
    world = own_world
    await granted(world, {**ONWARD, "moves": ["skip"]})
    deal = await a_deal(world)
    document = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "qualified") { promoted } }'
    answer = await world.api.ask(world.manager, document, {"id": deal})
    assert "promoteDeal" in answer["errors"][0]["message"]
