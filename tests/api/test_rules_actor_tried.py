"""`actor.…` in rules that are tried on records and on past moves, and against another evaluator."""

import random
from typing import Any

from json_logic import jsonLogic

from tests.api.team import AHEAD, FOUR_EYES, MANAGES, Team, make_team
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels


@copied
async def team(api: Api) -> Team:
    return await make_team(api)


TRY = """query ($changes: [CatalogChange!]) { tried: simulateGate(object: "deal", changes: $changes) {
  records newlyBlocked newlyAllowed owners { owner { id } newlyBlocked } } }"""
REPLAY = """query ($changes: [CatalogChange!]) { replayed: replayGate(object: "deal", changes: $changes, months: 6) {
  moves stopped clauses { sentence basis stopped } samples { clauses { actual needed } } } }"""


async def test_a_simulation_takes_the_owner_and_a_replay_who_moved(team: Team):
    mine, theirs = await team.create("manager"), await team.create("seller")
    change = {"setGate": {"object": "deal", "stage": "offer", "rule": MANAGES}}
    tried = (await team.api.data(team.admin, TRY, {"changes": [change]}))["tried"]
    assert (tried["records"], tried["newlyBlocked"]) == (2, 1)
    assert tried["owners"] == [{"owner": {"id": team.ids["seller"]}, "newlyBlocked": 1}]
    for who, deal in (("seller", mine), ("seller", theirs)):
        assert (await team.promote(who, deal))["promoted"]
    own = {"setGate": {"object": "deal", "stage": "offer", "rule": FOUR_EYES}}
    found = (await team.api.data(team.admin, REPLAY, {"changes": [own]}))["replayed"]
    assert (found["moves"], found["stopped"]) == (2, 1)
    assert found["clauses"][0]["basis"] == "history"
    (sample,) = found["samples"]
    assert sample["clauses"] == [{"actual": team.ids["seller"], "needed": team.ids["seller"]}]
    found = (await team.api.data(team.admin, REPLAY, {"changes": [change]}))["replayed"]
    assert (found["stopped"], found["clauses"][0]["basis"]) == (2, "present")
    # Who configures and does not administer may not count members by what they are.
    grants = [{"object": "*", "action": "*"}, {"object": "*", "action": "administer", "effect": "deny"}]
    await team.api.change(team.admin, {"addRole": {"name": "tuner", "grants": grants}})
    token, _ = await add_member(team.api, team.admin, team.slug, "tuner")
    assert await team.api.codes(token, TRY, {"changes": [change]}) == ["FORBIDDEN"]
    assert (await team.api.data(token, TRY, {"changes": [own]}))["tried"]["records"] == 2
    # A clause that is in force already is told of as far as they may know.
    await team.api.change(team.admin, change)
    await team.create("manager")
    both = {"and": [MANAGES, {">": [{"var": "amount"}, 5]}]}
    more = {"setGate": {"object": "deal", "stage": "offer", "rule": both}}
    found = (await team.api.data(token, REPLAY, {"changes": [more]}))["replayed"]
    assert {each["basis"] for each in found["clauses"]} == {"unread", "present"}
    samples = """query ($changes: [CatalogChange!]) { tried: simulateGate(object: "deal", changes: $changes) {
      samples { moves { clauses { redacted sentence actual } } } } }"""
    (sample,) = (await team.api.data(token, samples, {"changes": [more]}))["tried"]["samples"]
    hidden, shown = sample["moves"][0]["clauses"]
    assert (hidden["redacted"], hidden["actual"], shown["redacted"]) == (True, None, False)


def random_rule(source: random.Random, ids: list[str], depth: int = 3) -> Any:
    """A rule over who acts and who is named, that both dialects define."""
    named = ("createdBy", "ownerId", "actor.id")
    kind = source.choice(("member", "member", "role", "known", "and", "or", "!") if depth else ("member",))
    match kind:
        case "member":
            other = {"var": source.choice(named)} if source.random() < 0.7 else source.choice(ids)
            return {source.choice(("==", "!=")): [{"var": source.choice(named)}, other]}
        case "role":
            return {"in": [source.choice(("manager", "seller", "admin")), {"var": "actor.roles"}]}
        case "known":
            return {"in": [{"var": "actor.id"}, source.sample(ids, 2)]}
        case "!":
            return {"!": [random_rule(source, ids, depth - 1)]}
        case joint:
            return {joint: [random_rule(source, ids, depth - 1) for _ in range(source.randint(1, 3))]}


async def test_all_who_act_are_judged_as_another_evaluator_does(team: Team):
    source = random.Random(5)
    ids = [*team.ids.values()]
    rules = {f"rule{at}": random_rule(source, ids) for at in range(60)}
    criteria = [
        {"object": "deal", "name": name, "rule": rule, "mode": "warn", "messages": labels("!", "!")}
        for name, rule in rules.items()
    ]
    await team.api.change(team.admin, *({"addCriterion": each} for each in criteria))
    for made in ("seller", "manager", "admin"):
        deal = await team.create(made, ownerId=source.choice(ids))
        owner = "query ($id: ID!) { deal(id: $id) { owner { id } } }"
        owned = (await team.api.data(team.admin, owner, {"id": deal}))["deal"]["owner"]["id"]
        for who in ("seller", "manager", "admin"):
            told = (await team.api.data(team.tokens[who], AHEAD, {"id": deal}))["deal"]["transitions"][0]
            data = {
                "createdBy": team.ids[made],
                "ownerId": owned,
                "actor": {"id": team.ids[who], "roles": [who]},
            }
            expected = {name: bool(jsonLogic(rule, data)) for name, rule in rules.items()}
            assert {each["criterion"]: each["satisfied"] for each in told["verdict"]["clauses"]} == expected
