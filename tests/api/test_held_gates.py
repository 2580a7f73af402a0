"""What a gate reads beyond the record holds until the move is committed, whoever writes it meanwhile (decision 38).

Another writer is a connection of its own that has not committed yet, so that each order of the two is met for certain.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tests.api.bids import CLIENTS_BIDS, VISITS, pipeline, promoted, visit
from tests.api.market import create
from tests.api.meanwhile import HOLD, judged_writes_wait, writing
from tests.client import Api, observed, running_api
from tests.protocols.waiting import PATIENCE
from tests.world import World, add_member

RUNNING = {"==": [{"var": "stage"}, "running"]}
FEWER_THAN_TWO_RUN = {"<": [{"count": [CLIENTS_BIDS, RUNNING]}, 2]}
NO_DEMO_IS_OPEN = {"none": [VISITS, {"and": [{"==": [{"var": "kind"}, "demo"]}, {"!": {"var": "done"}}]}]}
PROMOTE_MANY = """mutation ($ids: [ID!], $mode: BulkMode! = ALL) {
  done: promoteBids(ids: $ids, to: "running", mode: $mode) { matched done refused errors { code details } } }"""


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Api]:
    """A second process."""
    async with running_api(database_url) as running:
        yield running


async def refused(task: "asyncio.Task[Any]") -> bool:
    answer = await task
    return answer["promoted"] is False and answer["errors"] == [{"code": "GATE_CLOSED"}]


async def running_of(world: World, client: str) -> int:
    document = (
        """query ($id: ID!) { client(id: $id) { bids(where: { stage: { eq: running } }) { totalCount } } }"""
    )
    found = await world.api.data(world.admin, document, {"id": client})
    count: int = found["client"]["bids"]["totalCount"]
    return count


async def bids_of(board: World, rule: Any, many: int) -> tuple[str, list[str]]:
    await board.api.change(board.admin, pipeline(rule))
    client = await create(board, "client", title="C")
    return client, [await create(board, "bid", title=f"{number}", clientId=client) for number in range(many)]


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


# Records of a list that the gate looks through


@pytest.mark.parametrize("bulk", [False, True])
async def test_a_record_that_comes_to_a_list_while_a_promotion_waits_is_counted(
    api: Api, board: World, database_url: str, bulk: bool
) -> None:
    _, (bid, free) = await bids_of(board, NO_DEMO_IS_OPEN, 2)

    async def many() -> Any:
        return (await api.data(board.admin, PROMOTE_MANY, {"ids": [free, bid], "mode": "EACH"}))["done"]

    async with writing(board, database_url) as held:
        await held.run("""INSERT INTO $n.visit ("bidId", kind) VALUES ($1, 'demo')""", bid)
        await held.run("UPDATE $n.bid SET version = version WHERE id = $1", bid)
        task = await held.kept_waiting(many() if bulk else promoted(api, board.admin, bid))
    if not bulk:
        assert await refused(task)
        return
    answer = await task
    assert (answer["matched"], answer["done"], answer["refused"]) == (2, 1, 1)
    document = "query ($id: ID!) { bid(id: $id) { version stage stageHistory { to } } }"
    moved = (await api.data(board.admin, document, {"id": free}))["bid"]
    assert moved == {"version": 2, "stage": "running", "stageHistory": [{"to": "open"}, {"to": "running"}]}


WRITES = {
    "create": "mutation ($bid: ID!) { done: createVisit(input: { bidId: $bid, kind: demo }) { errors { code } } }",
    "give": "mutation ($id: ID!, $bid: ID!) { done: updateVisit(id: $id, input: { bidId: $bid }) { errors { code } } }",
    "take": "mutation ($away: ID!) { done: updateVisit(id: $away, input: { bidId: null }) { errors { code } } }",
    "change": "mutation ($away: ID!) { done: updateVisit(id: $away, input: { done: true }) { errors { code } } }",
    "many": "mutation ($away: ID!) { done: updateVisits(ids: [$away], input: { done: true }) { errors { code } } }",
    "delete": "mutation ($away: ID!) { done: deleteVisit(id: $away) { errors { code } } }",
    "deleteMany": "mutation ($away: ID!) { done: deleteVisits(ids: [$away]) { errors { code } } }",
    "restore": "mutation ($gone: ID!) { done: restoreVisit(id: $gone) { errors { code } } }",
}


@pytest.mark.parametrize("write", list(WRITES))
async def test_who_changes_a_list_waits_for_the_promotion_that_looks_through_it(
    api: Api, board: World, database_url: str, write: str
) -> None:
    _, (bid, elsewhere) = await bids_of(board, NO_DEMO_IS_OPEN, 2)
    ids = {
        "bid": bid,
        "away": await visit(board, bid, "demo", done=True),
        "id": await visit(board, elsewhere, "demo"),
        "gone": await visit(board, bid, "demo"),
    }
    await api.data(board.admin, WRITES["delete"], {"away": ids["gone"]})
    given = {name: each for name, each in ids.items() if f"${name}:" in WRITES[write]}
    async with writing(board, database_url) as held:
        await held.run("SELECT FROM $n.bid WHERE id = $1 FOR SHARE", bid)
        task = await held.kept_waiting(api.data(board.admin, WRITES[write], given))
    assert (await task)["done"]["errors"] == []
    document = "query ($id: ID!) { bid(id: $id) { version updatedAt createdAt } }"
    untouched = (await api.data(board.admin, document, {"id": bid}))["bid"]
    assert untouched["version"] == 1
    assert untouched["updatedAt"] == untouched["createdAt"]


async def test_who_changes_nothing_that_a_gate_reads_waits_for_nobody(
    api: Api, board: World, database_url: str
) -> None:
    _, (bid,) = await bids_of(board, NO_DEMO_IS_OPEN, 1)
    away = await visit(board, bid, "demo", done=True)
    note = await create(board, "note", text="n", aboutId=bid)
    update = """mutation ($away: ID!, $note: ID!) {
      updateVisit(id: $away, input: { title: "T", minutes: 3 }) { errors { code } }
      updateNote(id: $note, input: { text: "m" }) { errors { code } }
      deleteNote(id: $note) { errors { code } } }"""
    async with writing(board, database_url) as held:
        await held.run("SELECT FROM $n.bid WHERE id = $1 FOR UPDATE", bid)
        with observed(api.engine.database) as texts:
            async with asyncio.timeout(PATIENCE):
                await api.data(board.admin, update, {"away": away, "note": note})
    assert not any("touched" in each for each in texts)


async def test_links_that_others_give_are_waited_for(api: Api, board: World, database_url: str) -> None:
    vetted = {"some": [{"var": "tags"}, {"==": [{"var": "title"}, "vetted"]}]}
    _, (bid,) = await bids_of(board, vetted, 1)
    tag = await create(board, "tag", title="vetted")
    give = "mutation ($id: ID!, $tag: ID!) { updateBid(id: $id, input: { tags: { add: [$tag] } }) { errors { code } } }"
    await api.data(board.admin, give, {"id": bid, "tag": tag})
    rename = 'mutation ($id: ID!) { done: updateTag(id: $id, input: { title: "no" }) { errors { code } } }'
    async with writing(board, database_url) as held:
        await held.run("SELECT FROM $n.bid WHERE id = $1 FOR SHARE", bid)
        task = await held.kept_waiting(api.data(board.admin, rename, {"id": tag}))
        assert not task.done()
    assert (await task)["done"]["errors"] == []
    assert not (await promoted(api, board.admin, bid))["promoted"]


async def test_a_list_of_references_and_one_within_another_are_held(
    api: Api, board: World, database_url: str
) -> None:
    heard = {"some": [VISITS, {"none": [{"var": "notes"}, {"filled": {"var": "text"}}]}]}
    _, (bid,) = await bids_of(board, heard, 1)
    done = await visit(board, bid, "demo")
    async with writing(board, database_url) as held:
        await held.run(
            """INSERT INTO $n.note ("aboutId", "aboutObject", text)
               SELECT $1, (SELECT id FROM json_to_recordset($2::json) AS t(id text)), 'no'""",
            done,
            f'[{{"id": "{await object_id(board, "visit")}"}}]',
        )
        await held.run("UPDATE $n.visit SET version = version WHERE id = $1", done)
        task = await held.kept_waiting(promoted(api, board.admin, bid))
    assert await refused(task)
    async with writing(board, database_url) as held:
        await held.run("SELECT FROM $n.visit WHERE id = $1 FOR SHARE", done)
        document = (
            'mutation ($id: ID!) { createNote(input: { text: "x", aboutId: $id }) { errors { code } } }'
        )
        task = await held.kept_waiting(api.data(board.admin, document, {"id": done}))
    assert (await task)["createNote"]["errors"] == []


async def object_id(world: World, name: str) -> str:
    found = await world.api.data(world.admin, "{ catalog { objects { id name } } }")
    return next(str(each["id"]) for each in found["catalog"]["objects"] if each["name"] == name)


async def test_a_roll_up_that_a_gate_reads_is_held(api: Api, board: World, database_url: str) -> None:
    minutes = {
        "object": "bid",
        "field": {
            "name": "minutes",
            "type": "decimal",
            "rollUp": {"relation": "visits", "function": "sum", "field": "minutes"},
        },
    }
    await api.change(board.admin, {"addField": minutes})
    _, (bid,) = await bids_of(board, {"<": [{"var": "minutes"}, 60]}, 1)
    seen = await visit(board, bid, "demo", minutes=10)
    async with writing(board, database_url) as held:
        await held.run("UPDATE $n.visit SET minutes = 90 WHERE id = $1", seen)
        await held.run("UPDATE $n.bid SET version = version WHERE id = $1", bid)
        task = await held.kept_waiting(promoted(api, board.admin, bid))
    assert await refused(task)
    longer = "mutation ($id: ID!) { updateVisit(id: $id, input: { minutes: 5 }) { errors { code } } }"
    async with writing(board, database_url) as held:
        await held.run("SELECT FROM $n.bid WHERE id = $1 FOR SHARE", bid)
        task = await held.kept_waiting(api.data(board.admin, longer, {"id": seen}))
    assert (await task)["updateVisit"]["errors"] == []


# Records that the gate reads along a path


async def test_a_record_that_a_gate_names_is_judged_as_it_is_when_the_move_is_done(
    api: Api, board: World, database_url: str
) -> None:
    client, (bid,) = await bids_of(board, {"==": [{"var": "client.title"}, "C"]}, 1)
    async with writing(board, database_url) as held:
        await held.run("UPDATE $n.client SET title = 'D' WHERE id = $1", client)
        task = await held.kept_waiting(promoted(api, board.admin, bid))
    assert await refused(task)


async def test_nobody_changes_a_record_that_a_gate_names_before_the_move_is_committed(
    api: Api, board: World, database_url: str
) -> None:
    client, (bid, also) = await bids_of(board, {"==": [{"var": "client.title"}, "C"]}, 2)
    await judged_writes_wait(board)
    async with writing(board, database_url) as held, writing(board, database_url) as late:
        await held.run(HOLD)
        task = await held.kept_waiting(promoted(api, board.admin, bid))
        # Another that only reads it does not wait for it.
        await late.run("SELECT FROM $n.client WHERE id = $1 FOR SHARE NOWAIT", client)
        with pytest.raises(asyncpg.LockNotAvailableError):
            async with late.raw.transaction():
                await late.run("SELECT FROM $n.client WHERE id = $1 FOR NO KEY UPDATE NOWAIT", client)
    assert (await task)["promoted"]
    assert (await promoted(api, board.admin, also))["promoted"]


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
