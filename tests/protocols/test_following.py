"""What wakes a subscription, what it holds on to while it waits, and what it survives."""

import asyncio

import asyncpg
import httpx
import pytest

from core.database import Database
from migrations.run import upgrade
from records.follow import Newest, newest
from tests.client import running_api
from tests.conftest import drop_database, make_database
from tests.protocols.events import subscribed
from tests.protocols.serving import ServedHere, serving
from tests.protocols.waiting import until
from tests.world import World, make_world

SHORT = "subscription { dealChanged { kind node { name } } }"


async def test_what_this_process_writes_is_told_without_waiting_for_a_poll(
    here: ServedHere, own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.process.following.POLL_SECONDS", 3600.0)
    async with subscribed(here.url, own_world.manager, SHORT) as stream, httpx.AsyncClient() as client:
        await client.post(
            here.url,
            json={"query": 'mutation { createDeal(input: {name: "Alpha"}) { deal { id } } }'},
            headers={"Authorization": f"Bearer {own_world.manager}"},
        )
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Alpha"


async def test_a_poll_that_fails_is_not_the_last(
    here: ServedHere, own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = 0

    async def failing(database: Database, namespace: str) -> Newest | None:
        nonlocal failed
        failed += 1
        if failed < 3:
            raise asyncpg.PostgresError("no")
        return await newest(database, namespace)

    monkeypatch.setattr("api.process.following.newest", failing)
    monkeypatch.setattr("api.process.following.TROUBLE_SECONDS", 0.01)
    async with subscribed(here.url, own_world.manager, SHORT) as stream:
        await until(lambda: failed >= 3)
        # Written by another process than the one that is subscribed to.
        await own_world.create(own_world.manager, "deal", name="Alpha")
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Alpha"


async def test_a_subscription_outlives_the_connections_to_the_database(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        others = await api.engine.database.fetch("SELECT pid FROM pg_stat_activity", [], affinity="")
        async with serving(url) as served, subscribed(served.url, world.manager, SHORT) as stream:
            await api.engine.database.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> ALL ($1::int[])",
                [[row["pid"] for row in others]],
                affinity="",
            )
            await world.create(world.manager, "deal", name="Alpha")
            assert (await stream.data())["dealChanged"]["node"]["name"] == "Alpha"
    await drop_database(server_url, url)


async def test_a_client_that_goes_away_leaves_nothing_behind(here: ServedHere, own_world: World) -> None:
    async with subscribed(here.url, own_world.manager, SHORT):
        assert here.engine.following.count == 1
    await until(lambda: not here.engine.following.count)


async def test_a_quiet_stream_is_kept_alive(
    here: ServedHere, own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.stream.PING_SECONDS", 0.05)
    async with subscribed(here.url, own_world.manager, SHORT) as stream:
        asked = asyncio.create_task(stream.message())
        await until(lambda: stream.pings >= 3)
        asked.cancel()


async def test_a_tenant_has_no_more_subscriptions_than_it_may(
    here: ServedHere, own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.process.following.FOLLOWERS_OF_A_TENANT", 1)
    async with subscribed(here.url, own_world.manager, SHORT) as first:
        async with subscribed(here.url, own_world.rep, SHORT) as second:
            message = await second.message()
            assert message is not None
            assert message.json["errors"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
        await own_world.create(own_world.manager, "deal", name="Alpha")
        assert (await first.data())["dealChanged"]["node"]["name"] == "Alpha"
