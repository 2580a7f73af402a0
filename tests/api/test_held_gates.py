"""What a gate reads beyond the record holds until the move is committed, whoever writes it meanwhile (decision 38).

Another writer is a connection of its own that has not committed yet, so that each order of the two is met for certain.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.api.bids import CLIENTS_BIDS, pipeline, promoted, visit
from tests.api.held import (
    FEWER_THAN_TWO_RUN,
    NO_DEMO_IS_OPEN,
    PROMOTE_MANY,
    RUNNING,
    bids_of,
    refused,
    running_of,
)
from tests.api.market import create
from tests.api.meanwhile import HOLD, judged_writes_wait, writing
from tests.client import Api, observed, running_api
from tests.world import World, add_member


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Api]:
    """A second process."""
    async with running_api(database_url) as running:
        yield running


# Two promotions that count each other


async def test_the_second_of_two_promotions_is_judged_by_what_the_first_has_done(
    api: Api, board: World, database_url: str
) -> None:
    client, (first, second, third) = await bids_of(board, FEWER_THAN_TWO_RUN, 3)
    assert (await promoted(api, board.admin, first))["promoted"]
    await judged_writes_wait(board)
    async with writing(board, database_url) as held:
        await held.run(HOLD)
        before = await held.kept_waiting(promoted(api, board.admin, second))
        after = asyncio.create_task(promoted(api, board.admin, third))
        await asyncio.sleep(0.3)
    assert [(await before)["promoted"], (await after)["promoted"]] == [True, False]
    assert await running_of(board, client) == 2


async def test_of_many_promotions_in_two_processes_as_many_move_as_may(
    api: Api, board: World, other: Api
) -> None:
    client, ids = await bids_of(board, {"<": [{"count": [CLIENTS_BIDS, RUNNING]}, 3]}, 24)

    async def single(number: int) -> bool:
        answer = await promoted((api, other)[number % 2], board.admin, ids[number])
        assert answer["errors"] == ([] if answer["promoted"] else [{"code": "GATE_CLOSED"}])
        moved: bool = answer["promoted"]
        return moved

    async def bulk(number: int) -> bool:
        found = await (api, other)[number % 2].data(board.admin, PROMOTE_MANY, {"ids": [ids[number]]})
        assert [each["code"] for each in found["done"]["errors"]] == ["GATE_CLOSED"] * found["done"][
            "refused"
        ]
        moved: bool = found["done"]["done"] == 1
        return moved

    moved = await asyncio.gather(*((single, bulk)[number // 2 % 2](number) for number in range(24)))
    assert (sum(moved), await running_of(board, client)) == (3, 3)


async def test_what_is_refused_because_of_a_race_is_kept_once(
    api: Api, board: World, database_url: str
) -> None:
    _, (first, second) = await bids_of(board, {"<": [{"count": [CLIENTS_BIDS, RUNNING]}, 1]}, 2)
    async with writing(board, database_url) as held:
        await held.run("UPDATE $n.bid SET stage = 'running' WHERE id = $1", first)
        await held.run("UPDATE $n.client SET version = version")
        task = await held.kept_waiting(promoted(api, board.admin, second))
    assert await refused(task)
    namespace = await board.namespace()
    rows = await api.engine.database.fetch(
        f"SELECT times, json_array_length(judged->'closed') FROM {namespace}.sluice_refusal", [], affinity=""
    )
    assert [(row[0], row[1]) for row in rows] == [(1, 1)]


async def test_a_promotion_under_a_key_is_judged_by_what_was_written_meanwhile(
    api: Api, board: World, database_url: str
) -> None:
    _, (first, second) = await bids_of(board, {"<": [{"count": [CLIENTS_BIDS, RUNNING]}, 1]}, 2)
    document = """mutation ($id: ID!) { promoteBid(id: $id, to: "running", idempotencyKey: "k") {
      promoted errors { code } } }"""

    async def keyed() -> Any:
        return (await api.data(board.admin, document, {"id": second}))["promoteBid"]

    async with writing(board, database_url) as held:
        await held.run("UPDATE $n.bid SET stage = 'running' WHERE id = $1", first)
        await held.run("UPDATE $n.client SET version = version")
        task = await held.kept_waiting(keyed())
    assert await refused(task)


async def test_a_promotion_that_meets_nobody_is_one_statement(api: Api, board: World) -> None:
    _, (bid,) = await bids_of(board, FEWER_THAN_TWO_RUN, 1)
    with observed(api.engine.database) as texts:
        assert (await promoted(api, board.admin, bid))["promoted"]
    assert len(texts) == 1


async def test_of_records_that_count_each_other_one_write_moves_one(api: Api, board: World) -> None:
    await api.change(board.admin, pipeline({"<": [{"count": [CLIENTS_BIDS, RUNNING]}, 1]}))
    clients = [await create(board, "client", title=f"{number}") for number in range(2)]
    ids = [await create(board, "bid", title="B", clientId=client) for client in clients for _ in range(3)]
    ids += [await create(board, "bid", title="N") for _ in range(2)]
    document = """mutation ($ids: [ID!], $mode: BulkMode!) { done: promoteBids(ids: $ids, to: "running", mode: $mode) {
      matched done refused errors { code message hint details }
      outcomes { id done errors { code } verdict { open } } } }"""

    async def moved(mode: str, some: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = (await api.data(board.admin, document, {"ids": some, "mode": mode}))["done"]
        return found

    told = {
        "code": "TOO_MANY_RECORDS",
        "message": "The gate counts other bids of the same Client, and another one of these comes first.",
        "hint": "Promote it in a write of its own.",
        "details": {"records": 4},
    }
    whole = await moved("ALL", ids)
    assert (whole["done"], whole["refused"], whole["errors"]) == (0, 4, [told])
    found = await moved("EACH", ids)
    assert (found["matched"], found["done"], found["errors"]) == (8, 4, [told])
    # Those without a client have no list, so they do not count each other.
    assert [each["done"] for each in found["outcomes"]] == [
        True,
        False,
        False,
        True,
        False,
        False,
        True,
        True,
    ]
    again = await moved("EACH", [ids[1], ids[4]])
    assert [each["code"] for each in again["errors"]] == ["GATE_CLOSED"]
    assert [await running_of(board, client) for client in clients] == [1, 1]
    assert (await moved("ALL", [ids[2]]))["refused"] == 1


async def test_records_that_count_each_other_are_overridden_one_after_the_other(
    api: Api, board: World
) -> None:
    """So that the reason stands where the gate was closed, and nowhere else."""
    _, ids = await bids_of(board, {"<": [{"count": [CLIENTS_BIDS, RUNNING]}, 1]}, 2)
    document = """mutation ($ids: [ID!]) { done: promoteBids(ids: $ids, to: "running", mode: EACH,
      override: { reason: "A fair." }) { done errors { code } outcomes { bid { stageHistory { override } } } } }"""
    found = (await api.data(board.admin, document, {"ids": ids}))["done"]
    assert (found["done"], found["errors"]) == (1, [{"code": "TOO_MANY_RECORDS"}])
    moved = found["outcomes"][0]["bid"]["stageHistory"]
    assert [each["override"] for each in moved] == [None, None]
    found = (await api.data(board.admin, document, {"ids": ids[1:]}))["done"]
    assert found["outcomes"][0]["bid"]["stageHistory"][-1]["override"] == "A fair."


async def test_what_cannot_be_told_apart_is_moved_one_after_the_other(api: Api, board: World) -> None:
    _, ids = await bids_of(board, {"<": [{"count": [CLIENTS_BIDS, RUNNING]}, 3]}, 2)
    with_values = """mutation ($ids: [ID!]) { done: promoteBids(ids: $ids, to: "running", input: { title: "T" }) {
      done errors { code message } } }"""
    message = "A rule counts other records of bid, so they are written one after the other."
    whole = [{"code": "TOO_MANY_RECORDS", "message": message}]
    found = (await api.data(board.admin, with_values, {"ids": ids}))["done"]
    assert found == {"done": 0, "errors": whole}
    # Who does not see which client a bid is of does not learn that two are of the same.
    grants = [{"object": "bid", "action": action} for action in ("read", "update", "promote")]
    hidden = {"object": "bid", "action": "read", "field": "client", "effect": "deny"}
    await api.change(board.admin, {"addRole": {"name": "mover", "grants": [*grants, hidden]}})
    token, _ = await add_member(api, board.admin, board.slug, "mover")
    plain = with_values.replace(', input: { title: "T" }', "")
    assert (await api.data(token, plain, {"ids": ids}))["done"] == {"done": 0, "errors": whole}


async def test_a_gate_that_counts_bounds_the_write(
    api: Api, board: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.bulk.statement.MOST_LINKING", 2)
    _, ids = await bids_of(board, FEWER_THAN_TWO_RUN, 3)
    document = """mutation ($ids: [ID!]) {
      done: promoteBids(ids: $ids, to: "running", mode: EACH) { done errors { code message } } }"""
    message = "The gate counts records of bid, so at most 2 are promoted at a time."
    found = (await api.data(board.admin, document, {"ids": ids}))["done"]
    assert found == {"done": 0, "errors": [{"code": "TOO_MANY_RECORDS", "message": message}]}


# Nobody waits for each other for good


async def test_writers_of_the_same_lists_in_any_order_all_come_to_their_turn(
    api: Api, board: World, other: Api
) -> None:
    _, ids = await bids_of(board, NO_DEMO_IS_OPEN, 6)
    visits = [await visit(board, bid, "demo", done=True) for bid in ids for _ in range(3)]
    update = """mutation ($ids: [ID!]) {
      done: updateVisits(ids: $ids, input: { done: true }) { done errors { code } } }"""
    back = (
        """mutation ($ids: [ID!]) { done: promoteBids(ids: $ids, to: "running") { done errors { code } } }"""
    )

    async def written(number: int) -> Any:
        some = visits[number % 3 :: 2]
        found = await (api, other)[number % 2].data(
            board.admin, update, {"ids": some[:: -1 if number % 2 else 1]}
        )
        assert found["done"] == {"done": len(some), "errors": []}

    async def moved(number: int) -> Any:
        found = await (api, other)[number % 2].data(
            board.admin, back, {"ids": ids[:: 1 if number % 2 else -1]}
        )
        return found["done"]["done"]

    async with asyncio.timeout(60):
        done = await asyncio.gather(
            *(written(number) for number in range(20)), *(moved(number) for number in range(4))
        )
    assert sum(each for each in done if each) == 6
