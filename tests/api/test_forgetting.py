"""How long the refusals of gates are kept, and that nothing else goes with them."""

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest
from starlette.applications import Starlette

from api.app import create_app
from api.process.forgetting import forget
from core.settings import Settings
from tenants import refusals
from tests.api.test_judgements import Deals, deals
from tests.client import Api
from tests.protocols.waiting import PATIENCE
from tests.world import make_world

__all__ = ["deals"]

PAST = """query ($id: ID!) { pastVerdicts(object: "deal", record: $id) { outcome } }"""


async def aged(given: Deals, days: int) -> None:
    """As if its judgements were so many days older."""
    await given.api.engine.database.fetch(
        f"""WITH moved AS (UPDATE {given.namespace}.sluice_stage_history SET
              occurred_at = occurred_at - interval '{days} d', recorded_at = recorded_at - interval '{days} d')
            UPDATE {given.namespace}.sluice_refusal SET at = at - interval '{days} d'""",
        [],
        affinity="",
    )


async def outcomes(given: Deals, deal: str) -> list[str]:
    found = await given.api.data(given.admin, PAST, {"id": deal})
    return [each["outcome"] for each in found["pastVerdicts"]]


async def test_refusals_go_when_their_days_are_over_and_moves_stay(deals: Deals) -> None:
    database = deals.api.engine.database
    deal = await deals.create()
    await deals.promote(deal, "offer")
    await deals.promote(deal, "offer", "Agreed.")
    before = await outcomes(deals, deal)
    assert len(before) == 2
    await aged(deals, 29)
    assert await forget(database, 30) == 0
    await aged(deals, 2)
    assert await forget(database, 30) == 1
    assert await outcomes(deals, deal) == [each for each in before if "REFUSED" not in each.upper()]
    assert await deals.rows("refusal") == []
    assert len([each for each in await deals.rows("stage_history") if each["judged"]]) == 1


async def test_one_that_is_repeated_stays_as_long_again(deals: Deals) -> None:
    deal = await deals.create()
    await deals.promote(deal, "offer")
    await aged(deals, 40)
    await deals.promote(deal, "offer")
    assert await forget(deals.api.engine.database, 30) == 0
    (kept,) = await deals.rows("refusal")
    assert kept["times"] == 2


async def test_many_go_lot_by_lot(deals: Deals, monkeypatch) -> None:
    monkeypatch.setattr(refusals, "MOST_AT_ONCE", 2)
    for _ in range(5):
        await deals.promote(await deals.create(), "offer")
    await aged(deals, 31)
    kept = await deals.create()
    await deals.promote(kept, "offer")
    assert await forget(deals.api.engine.database, 30) == 5
    assert [str(each["record_id"]) for each in await deals.rows("refusal")] == [kept]


async def test_what_is_broken_in_one_tenant_keeps_no_other_waiting(api: Api, deals: Deals) -> None:
    broken = await make_world(api)
    namespace = await broken.namespace()
    other = await broken.create(broken.admin, "deal", name="Refused")
    refused = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "qualified") { promoted } }'
    await api.data(broken.admin, refused, {"id": other})
    deal = await deals.create()
    await deals.promote(deal, "offer")
    await aged(deals, 31)
    database = api.engine.database
    await database.fetch(
        f"ALTER TABLE {namespace}.sluice_refusal RENAME COLUMN at TO was_at", [], affinity=""
    )
    try:
        assert await forget(database, 30) == 1
    finally:
        await database.fetch(
            f"ALTER TABLE {namespace}.sluice_refusal RENAME COLUMN was_at TO at", [], affinity=""
        )
    assert await deals.rows("refusal") == []


def running_tasks() -> set[str]:
    return {task.get_name() for task in asyncio.all_tasks()}


async def test_the_setting_has_it_done_beside_the_requests(
    deals: Deals, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, younger = await deals.create(), await deals.create()
    await deals.promote(old, "offer")
    await aged(deals, 2)
    await deals.promote(younger, "offer")
    await aged(deals, 29)
    monkeypatch.setattr("api.process.rounds.PERIOD_SECONDS", 0.05)
    async with running(create_app(Settings.from_environment({}), database_url)):
        assert "sweeping" in running_tasks()
        assert "forgetting" not in running_tasks()
    async with (
        running(create_app(Settings.from_environment({"SLUICE_REFUSAL_DAYS": "30"}), database_url)),
        asyncio.timeout(PATIENCE),
    ):
        assert "forgetting" in running_tasks()
        left = await deals.rows("refusal")
        while len(left) > 1:
            await asyncio.sleep(0.02)
            left = await deals.rows("refusal")
    assert [str(each["record_id"]) for each in left] == [younger]
    assert "forgetting" not in running_tasks()


def running(app: Starlette) -> AbstractAsyncContextManager[object]:
    """The application for as long as the block lasts."""
    return app.router.lifespan_context(app)
