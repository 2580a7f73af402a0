"""Two who move one record at the same time: the moves stand in its history in the order in which they were made."""

import asyncio
from typing import Any

import pytest

from tests.api.meanwhile import Writer, writing
from tests.client import Api
from tests.world import World, make_world

ONE = """mutation ($id: ID!, $to: String!) { done: promoteDeal(id: $id, to: $to) { promoted errors { code } } }"""
MANY = """mutation ($id: ID!, $to: String!) {
  done: promoteDeals(ids: [$id], to: $to, mode: EACH) { done errors { code } } }"""
SHOWN = """query ($id: ID!) { deal(id: $id) {
  stage stageEnteredAt stageHistory { from to occurredAt leftAt duration } } }"""


@pytest.fixture(scope="module")
async def desk(api: Api) -> World:
    world = await make_world(api)
    await world.api.change(
        world.admin,
        {"setGate": {"object": "deal", "stage": "qualified"}},
        {"addStage": {"object": "deal", "stage": {"name": "waiting"}}},
        {"addTransition": {"object": "deal", "transition": {"source": "lead", "target": "waiting"}}},
        {"addTransition": {"object": "deal", "transition": {"source": "waiting", "target": "qualified"}}},
    )
    return world


async def moved_by_another(held: Writer, deal: str, source: str = "lead") -> None:
    """The deal comes to the stage waiting, a moment later than all that has begun, and not committed yet."""
    await held.run(
        """WITH moved AS (
             UPDATE $n.deal SET stage = 'waiting', "stageEnteredAt" = clock_timestamp(), version = version + 1
             WHERE id = $1 RETURNING id, "stageEnteredAt" AS at)
           INSERT INTO $n.sluice_stage_history
             (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, catalog_version)
           SELECT h.object_id, h.record_id, h.pipeline_id, $2, 'waiting', moved.at, h.catalog_version
           FROM moved JOIN $n.sluice_stage_history h ON h.record_id = moved.id AND h.from_stage IS NULL""",
        deal,
        source,
    )


def told_in_order(deal: dict[str, Any]) -> None:
    """Each stay begins where the one before ended, and the last one is that which the record is in."""
    history = deal["stageHistory"]
    assert [each["from"] for each in history] == [None, *(each["to"] for each in history[:-1])]
    assert [each["leftAt"] for each in history] == [*(each["occurredAt"] for each in history[1:]), None]
    moments = [each["occurredAt"] for each in history]
    assert moments == sorted(set(moments))
    assert (deal["stage"], deal["stageEnteredAt"]) == (history[-1]["to"], history[-1]["occurredAt"])
    assert not any(each["duration"].startswith("-") for each in history)


@pytest.mark.parametrize("document", [ONE, MANY], ids=["one", "many"])
async def test_who_waits_for_a_move_moves_after_it(desk: World, database_url: str, document: str) -> None:
    deal = await desk.create(desk.manager, "deal", name="Ready")
    move = desk.api.data(desk.manager, document, {"id": deal, "to": "qualified"})
    async with writing(desk, database_url) as held:
        await held.run("SELECT FROM $n.deal WHERE id = $1 FOR UPDATE", deal)
        task = await held.kept_waiting(move)
        await asyncio.sleep(0.01)
        await moved_by_another(held, deal)
    assert (await task)["done"]["errors"] == []
    shown = (await desk.api.data(desk.manager, SHOWN, {"id": deal}))["deal"]
    assert [each["to"] for each in shown["stageHistory"]] == ["lead", "waiting", "qualified"]
    told_in_order(shown)


async def test_who_removes_a_stage_moves_after_who_came_into_it(desk: World, database_url: str) -> None:
    deal = await desk.create(desk.manager, "deal", name="Ready")
    await desk.api.data(desk.manager, ONE, {"id": deal, "to": "waiting"})
    gone = {"removeStage": {"object": "deal", "stage": "waiting", "replacement": "lost"}}
    async with writing(desk, database_url) as held:
        await held.run("SELECT FROM $n.deal WHERE id = $1 FOR UPDATE", deal)
        task = await held.kept_waiting(desk.api.change(desk.admin, gone))
        await asyncio.sleep(0.01)
        # As if it had gone and come back.
        await moved_by_another(held, deal, "waiting")
    await task
    shown = (await desk.api.data(desk.manager, SHOWN, {"id": deal}))["deal"]
    assert [each["to"] for each in shown["stageHistory"]] == ["lead", "waiting", "waiting", "lost"]
    told_in_order(shown)
