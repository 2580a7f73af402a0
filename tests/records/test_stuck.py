"""`stuckDeals`: records that no way leads out of, which clauses close the ways, and which would open one alone."""

from collections import Counter
from typing import Any

from tests.api.gate_deals import EDGES, READ_ACCOUNTS, READ_DEALS, Deal, fill_deals, gate, tuner
from tests.world import QUALIFIED_GATE, WON_EDGE_GATE, World

STUCK = """query ($where: DealWhere) { stuckDeals(where: $where) { totalCount unpermitted
  clauses { pointer to sentence field operator criterion redacted records opens }
  records(first: 500) { totalCount nodes { id } } } }"""
LOST = {">=": [{"var": "amount"}, 500]}
RULES: dict[tuple[str, str], dict[str, Any]] = {
    ("lead", "qualified"): {
        f"/stages/1/gate/and/{place}": each for place, each in enumerate(QUALIFIED_GATE["and"])
    },
    ("qualified", "won"): {"/transitions/1/gate": WON_EDGE_GATE},
    ("lead", "lost"): {"/stages/3/gate": LOST},
    ("qualified", "lost"): {"/stages/3/gate": LOST},
    ("lost", "lead"): {},
}
"""Of each edge the clauses by their pointers, with the gate that `stuck` sets."""


async def stuck(world: World, token: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await world.api.data(token, STUCK, variables))["stuckDeals"]
    return found


async def filled(world: World, many: int = 200) -> list[Deal]:
    await world.api.change(world.admin, gate(LOST, stage="lost"))
    return await fill_deals(world, many)


def failing(deal: Deal) -> list[set[str]]:
    """Of each way out of its stage the clauses that it does not satisfy."""
    return [
        {pointer for pointer, rule in RULES[deal.stage, target].items() if not deal.satisfies(rule)}
        for target in EDGES[deal.stage]
    ]


def are_stuck(deals: list[Deal]) -> list[Deal]:
    return [each for each in deals if EDGES[each.stage] and all(failing(each))]


def assert_told(found: dict[str, Any], deals: list[Deal]) -> None:
    """The answer is what an evaluator of its own finds."""
    expected = are_stuck(deals)
    assert found["totalCount"] == found["records"]["totalCount"] == len(expected) > 0
    assert {each["id"] for each in found["records"]["nodes"]} == {each.id for each in expected}
    fails = Counter(pointer for each in expected for pointer in set[str]().union(*failing(each)))
    opens = Counter(
        pointer
        for each in expected
        for pointer in {next(iter(way)) for way in failing(each) if len(way) == 1}
    )
    assert {each["pointer"]: (each["records"], each["opens"]) for each in found["clauses"]} == {
        pointer: (number, opens[pointer]) for pointer, number in fails.items()
    }
    numbers = [each["records"] for each in found["clauses"]]
    assert numbers == sorted(numbers, reverse=True)


async def test_who_is_stuck_by_what_is_what_an_evaluator_of_its_own_finds(own_world: World) -> None:
    deals = await filled(own_world)
    found = await stuck(own_world, own_world.admin)
    assert_told(found, deals)
    assert found["unpermitted"] == 0
    by_pointer = {each["pointer"]: each for each in found["clauses"]}
    amount = by_pointer["/stages/3/gate"]
    assert (amount["sentence"], amount["field"], amount["operator"]) == (
        "Amount must be at least 500",
        "amount",
        ">=",
    )
    assert (amount["to"], amount["redacted"], amount["criterion"]) == ("lost", False, None)


async def test_where_and_row_rules_narrow_them(own_world: World) -> None:
    deals = await filled(own_world)
    leads = await stuck(own_world, own_world.admin, where={"stage": {"eq": "lead"}})
    assert_told(leads, [each for each in deals if each.stage == "lead"])
    assert_told(await stuck(own_world, own_world.rep), [each for each in deals if each.owner == "rep"])


async def test_one_statement_answers_and_the_cost_is_that_of_its_list(
    own_world: World, api_statements: list[str]
) -> None:
    await filled(own_world, 5)
    answer = await own_world.api.ask(own_world.admin, STUCK)
    api_statements.clear()
    answer = await own_world.api.ask(own_world.admin, STUCK)
    assert len(api_statements) == 1
    assert answer["extensions"]["cost"]["rows"] == 500


async def test_who_may_not_promote_finds_all_of_them_stuck(own_world: World) -> None:
    deals = await filled(own_world)
    reader = await tuner(own_world, READ_DEALS, READ_ACCOUNTS, name="reader")
    found = await stuck(own_world, reader)
    leaving = [each for each in deals if EDGES[each.stage]]
    assert found["totalCount"] == found["unpermitted"] == len(leaving)
    assert all(each["opens"] == 0 for each in found["clauses"]), "no clause keeps them from moving"
    some = {"object": "deal", "action": "promote", "rule": {">": [{"var": "score"}, 50]}}
    mover = await tuner(own_world, READ_DEALS, READ_ACCOUNTS, some, name="mover")
    found = await stuck(own_world, mover)
    unpermitted = [each for each in leaving if not (each.values["score"] or 0) > 50]
    assert found["unpermitted"] == len(unpermitted)
    assert found["totalCount"] == len({each.id for each in (*unpermitted, *are_stuck(deals))})


async def test_clauses_over_hidden_fields_are_redacted(own_world: World) -> None:
    await filled(own_world)
    hidden = [
        {"object": "deal", "action": "read", "field": name, "effect": "deny"} for name in ("amount", "score")
    ]
    key = await tuner(own_world, READ_DEALS, READ_ACCOUNTS, {"object": "deal", "action": "promote"}, *hidden)
    clauses = {each["pointer"]: each for each in (await stuck(own_world, key))["clauses"]}
    for pointer in ("/stages/3/gate", "/stages/1/gate/and/1"):
        told = clauses[pointer]
        assert (told["redacted"], told["field"], told["operator"]) == (True, None, None)
        assert told["sentence"] == "A condition that your role may not read"
    assert clauses["/stages/1/gate/and/0"]["sentence"] == "Budget confirmed must be yes"


async def test_a_criterion_to_leave_a_stage_is_counted_once_and_those_in_shadow_never(
    own_world: World,
) -> None:
    await own_world.api.change(
        own_world.admin,
        *(
            {
                "addCriterion": {
                    "object": "deal",
                    "name": name,
                    "rule": rule,
                    "leaving": "qualified",
                    "mode": mode,
                }
            }
            for name, rule, mode in (
                ("rich", {">=": [{"var": "amount"}, 500]}, "enforce"),
                ("sure", {">=": [{"var": "score"}, 90]}, "shadow"),
                ("soon", {">=": [{"var": "score"}, 80]}, "warn"),
            )
        ),
        gate(None, source="qualified", target="won"),
    )
    deals = await fill_deals(own_world, 60)
    poor = [each for each in deals if each.stage == "qualified" and not each.satisfies(LOST)]
    found = await stuck(own_world, own_world.admin)
    (clause,) = (each for each in found["clauses"])
    assert found["totalCount"] == clause["records"] == clause["opens"] == len(poor) > 0
    assert (clause["criterion"], clause["to"]) == ("rich", None)


async def test_a_criterion_closes_ways_from_its_day_on(own_world: World) -> None:
    def dated(name: str, day: str) -> dict[str, Any]:
        rule = {"filled": {"var": "margin"}}
        given = {"object": "deal", "name": name, "rule": rule, "leaving": "lead", "mode": "warn"}
        return {"addCriterion": {**given, "enforcedFrom": day}}

    await own_world.api.change(own_world.admin, dated("past", "2020-01-01"), dated("future", "2120-01-01"))
    deals = await fill_deals(own_world, 60)
    found = await stuck(own_world, own_world.admin, where={"stage": {"eq": "lead"}})
    empty = [each for each in deals if each.stage == "lead" and each.values["margin"] is None]
    assert found["totalCount"] == len(empty) > 0
    assert "future" not in {each["criterion"] for each in found["clauses"]}


async def test_nobody_is_stuck_where_there_is_nothing(own_world: World) -> None:
    found = await stuck(own_world, own_world.admin)
    assert found == {
        "totalCount": 0,
        "unpermitted": 0,
        "clauses": [],
        "records": {"totalCount": 0, "nodes": []},
    }
