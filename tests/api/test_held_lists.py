"""Lists and records that a gate reads are held until the move is committed, whoever writes them (decision 38).

Another writer is a connection of its own that has not committed yet, as in `test_held_gates.py`.
"""

import asyncio
from typing import Any

import asyncpg
import pytest

from tests.api.bids import VISITS, promoted, visit
from tests.api.held import NO_DEMO_IS_OPEN, PROMOTE_MANY, bids_of, refused
from tests.api.market import create
from tests.api.meanwhile import HOLD, judged_writes_wait, writing
from tests.client import Api, observed
from tests.protocols.waiting import PATIENCE
from tests.world import World

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
