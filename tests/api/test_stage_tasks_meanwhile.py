"""Whoever moves a record and whoever says what is done for it at the same time: never are both right.

The first of the two is held where it has judged, has its locks and has not committed, so that each order is met for
certain.
"""

import asyncio
from typing import Any

import pytest

from tests.api.meanwhile import HOLD, Writer, judged_writes_wait, writing
from tests.api.test_stage_tasks import COMPLETE, PROMOTE, REOPEN, TASKS, codes, done
from tests.client import Api
from tests.protocols.waiting import PATIENCE
from tests.world import World, make_world

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
MANY = """mutation ($id: ID!, $to: String!) {
  done: promoteDeals(ids: [$id], to: $to, mode: EACH) { done errors { code } } }"""
REOPEN_MANY = """mutation ($id: ID!, $task: String!) {
  done: reopenDealTasks(ids: [$id], task: $task, mode: EACH) { done errors { code path } } }"""
COMPLETE_MANY = """mutation ($id: ID!, $task: String!, $note: String) {
  done: completeDealTasks(ids: [$id], task: $task, note: $note, mode: EACH) { done errors { code path } } }"""


@pytest.fixture(scope="module")
async def desk(api: Api) -> World:
    """A world whose deals have tasks, and whose writes wait where they tell of themselves if somebody holds them."""
    world = await make_world(api)
    await world.api.change(
        world.admin,
        {"setGate": {"object": "deal", "stage": "qualified"}},
        {"addStageTask": {"object": "deal", **TASKS[0]}},
    )
    await judged_writes_wait(world)
    return world


async def ready(world: World) -> str:
    deal = await world.create(world.manager, "deal", name="Ready")
    assert (await done(world, COMPLETE, deal, task="call"))["errors"] == []
    return deal


async def waiting(held: Writer) -> int:
    """How many wait for a lock."""
    # In a transaction it is what was seen first.
    await held.run("SELECT pg_stat_clear_snapshot()")
    found: int = await held.raw.fetchval(WAITING)
    return found


async def one_after_the_other(world: World, url: str, first: Any, second: Any) -> tuple[Any, Any]:
    """What both come to: the second begins when the first is about to commit."""
    async with writing(world, url) as held, asyncio.timeout(PATIENCE):
        await held.run(HOLD)
        tasks = []
        for write in (first, second):
            tasks.append(asyncio.create_task(write))
            while await waiting(held) < len(tasks):
                assert not tasks[-1].done(), tasks[-1].result()
                await asyncio.sleep(0.01)
    return (await tasks[0], await tasks[1])


@pytest.mark.parametrize("reopen", [REOPEN, REOPEN_MANY], ids=["of one", "of many"])
@pytest.mark.parametrize("document", [PROMOTE, MANY], ids=["one", "many"])
async def test_a_record_does_not_go_on_without_a_task_that_was_just_reopened(
    desk: World, database_url: str, document: str, reopen: str
) -> None:
    deal = await ready(desk)
    opening, moving = done(desk, reopen, deal, task="call"), done(desk, document, deal, to="qualified")
    opened, moved = await one_after_the_other(desk, database_url, opening, moving)
    assert opened["errors"] == []
    assert [each["code"] for each in moved["errors"]] == ["GATE_CLOSED"]


@pytest.mark.parametrize("reopen", [REOPEN, REOPEN_MANY], ids=["of one", "of many"])
@pytest.mark.parametrize("document", [PROMOTE, MANY], ids=["one", "many"])
async def test_a_task_is_not_reopened_once_the_record_has_gone_on(
    desk: World, database_url: str, document: str, reopen: str
) -> None:
    deal = await ready(desk)
    opening, moving = done(desk, reopen, deal, task="call"), done(desk, document, deal, to="qualified")
    moved, opened = await one_after_the_other(desk, database_url, moving, opening)
    assert moved["errors"] == []
    assert codes(opened) == [("TASK_NOT_HERE", ["task"])]
    namespace = await desk.namespace()
    (row,) = await desk.api.engine.database.fetch(
        f"SELECT reopened_at FROM {namespace}.sluice_task WHERE record_id = $1", [deal], affinity=""
    )
    assert row[0] is None, "what was done in the stay that is over stays as it was"


@pytest.mark.parametrize("late", [COMPLETE, COMPLETE_MANY], ids=["one", "many"])
async def test_a_task_is_done_once(desk: World, database_url: str, late: str) -> None:
    deal = await desk.create(desk.manager, "deal", name="Twice")
    both = [
        done(desk, how, deal, task="call", note=note) for how, note in ((COMPLETE, "first"), (late, "second"))
    ]
    first, second = await one_after_the_other(desk, database_url, *both)
    assert (first["errors"], codes(second)) == ([], [("TASK_UNCHANGED", ["task"])])
    assert first["deal"]["stageTasks"][0]["note"] == "first"


async def test_of_many_at_once_the_outcome_is_one_that_can_be(desk: World) -> None:
    for _ in range(5):
        deal = await ready(desk)
        opened, moved = await asyncio.gather(
            done(desk, REOPEN, deal, task="call"), done(desk, PROMOTE, deal, to="qualified")
        )
        assert moved["promoted"] is (opened["errors"] != [])
