"""Writes of many records by one statement: judged each by itself, and all written, or those that may be."""

from typing import Any

import pytest

from tests.world import World

PROMOTE = """
mutation ($ids: [ID!], $where: DealWhere, $to: String!, $mode: BulkMode! = ALL, $input: DealUpdateInput) {
  done: promoteDeals(ids: $ids, where: $where, to: $to, mode: $mode, input: $input) {
    matched done refused errors { code path details }
    outcomes {
      id done deal { id name stage version score stageHistory { from to } }
      verdict { open clauses { satisfied sentence actual } } errors { code path }
    }
  }
}"""
NOWHERE = "01980000-0000-7000-8000-000000000000"


async def promote(world: World, token: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await world.api.data(token, PROMOTE, variables))["done"]
    return found


async def deals(world: World, token: str, *scores: int | None) -> list[str]:
    """Deals of a company of the software sector, with these scores."""
    account = await world.create(world.manager, "account", name=f"Of {scores}", sector="software")
    return [
        await world.create(
            token, "deal", name=f"D{score}", score=score, budgetConfirmed=True, accountId=account
        )
        for score in scores
    ]


async def stages(world: World, ids: list[str]) -> list[str]:
    nodes = (
        await world.api.data(
            world.manager, "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Deal { stage } } }", {"ids": ids}
        )
    )["nodes"]
    return [each["stage"] for each in nodes]


async def test_all_move_or_none(own_world: World) -> None:
    ids = await deals(own_world, own_world.manager, 70, 40, 90)
    found = await promote(own_world, own_world.manager, ids=ids, to="qualified")
    assert (found["matched"], found["done"], found["refused"]) == (3, 0, 1)
    assert found["errors"] == [{"code": "GATE_CLOSED", "path": ["to"], "details": {"records": 1}}]
    assert await stages(own_world, ids) == ["lead"] * 3
    refused = [each for each in found["outcomes"] if each["errors"]]
    assert [each["deal"]["name"] for each in refused] == ["D40"]
    assert [each["verdict"]["open"] for each in found["outcomes"]] == [True, False, True]
    found = await promote(own_world, own_world.manager, ids=[ids[0], ids[2]], to="qualified")
    assert (found["matched"], found["done"], found["refused"]) == (2, 2, 0)
    assert found["errors"] == []
    assert [each["deal"]["stage"] for each in found["outcomes"]] == ["qualified"] * 2
    assert found["outcomes"][0]["deal"]["stageHistory"] == [
        {"from": None, "to": "lead"},
        {"from": "lead", "to": "qualified"},
    ]
    assert await stages(own_world, ids) == ["qualified", "lead", "qualified"]


async def test_each_moves_that_may(own_world: World) -> None:
    ids = await deals(own_world, own_world.manager, 70, 40, 90)
    given = [*ids, NOWHERE, ids[0]]
    found = await promote(own_world, own_world.manager, ids=given, to="qualified", mode="EACH")
    assert (found["matched"], found["done"], found["refused"]) == (4, 2, 2)
    assert {each["code"]: each["details"] for each in found["errors"]} == {
        "GATE_CLOSED": {"records": 1},
        "RECORD_NOT_FOUND": {"records": 1},
    }
    assert [each["done"] for each in found["outcomes"]] == [False, True, False, True]
    assert found["outcomes"][0] == {
        "id": NOWHERE,
        "done": False,
        "deal": None,
        "verdict": None,
        "errors": [{"code": "RECORD_NOT_FOUND", "path": ["id"]}],
    }
    assert await stages(own_world, ids) == ["qualified", "lead", "qualified"]


async def test_the_input_counts_for_the_gate_and_is_kept(own_world: World) -> None:
    ids = await deals(own_world, own_world.manager, 10, 20)
    found = await promote(
        own_world, own_world.manager, where={"score": {"lt": 30}}, to="qualified", input={"score": 61}
    )
    assert (found["matched"], found["done"]) == (2, 2)
    assert [each["deal"]["score"] for each in found["outcomes"]] == [61, 61]
    assert await stages(own_world, ids) == ["qualified"] * 2


async def test_a_refused_record_answers_as_it_was(own_world: World) -> None:
    await deals(own_world, own_world.manager, 10)
    found = await promote(own_world, own_world.manager, where={}, to="qualified", input={"score": 20})
    (outcome,) = found["outcomes"]
    assert outcome["deal"]["score"] == 10
    assert outcome["verdict"]["clauses"][1]["actual"] == 20


async def test_what_the_row_rules_do_not_reach_is_not_moved(own_world: World) -> None:
    own = await deals(own_world, own_world.rep, 70)
    other = await deals(own_world, own_world.manager, 80)
    found = await promote(own_world, own_world.rep, ids=[*own, *other], to="qualified")
    assert (found["matched"], found["done"], found["refused"]) == (2, 0, 1)
    assert [each["code"] for each in found["errors"]] == ["RECORD_NOT_FOUND"]
    # Of a condition, what the caller does not see is no part.
    found = await promote(own_world, own_world.rep, where={}, to="qualified")
    assert (found["matched"], found["done"], found["refused"]) == (1, 1, 0)
    assert await stages(own_world, [*own, *other]) == ["qualified", "lead"]


@pytest.mark.parametrize("named", [{}, {"ids": [], "where": {}}])
async def test_records_are_named_in_one_way(world: World, named: dict[str, Any]) -> None:
    found = await promote(world, world.manager, to="qualified", **named)
    assert [each["code"] for each in found["errors"]] == ["BAD_USER_INPUT"]


async def test_no_ids_are_no_records(world: World) -> None:
    found = await promote(world, world.manager, to="qualified", ids=[])
    assert found == {"matched": 0, "done": 0, "refused": 0, "errors": [], "outcomes": []}
