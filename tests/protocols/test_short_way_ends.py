"""Connections on which heads are known end, wait, are logged and stop as any other."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from api.http.protocol import Protocol
from core.database import Database
from tests.client import Api
from tests.protocols.known_heads import asked, learnt, short_ways
from tests.protocols.raw import RawConnection, raw_connection, raw_request
from tests.protocols.serving import ServedHere, serving_here
from tests.protocols.test_disconnects import until_waiting
from tests.world import World


@pytest.fixture
async def connection(here: ServedHere) -> AsyncIterator[RawConnection]:
    async with raw_connection(here.url) as opened:
        yield opened


async def test_what_comes_before_the_answer_waits_for_it(
    here: ServedHere, connection: RawConnection, own_world: World, database_url: str, database: Database
) -> None:
    slow = raw_request(own_world.manager, "{ contacts { totalCount } }")
    quick = raw_request(own_world.manager, "{ __typename }")
    await learnt(connection, own_world.manager)
    blocking = await asyncpg.connect(database_url)
    async with blocking.transaction():
        await blocking.execute(f"LOCK TABLE {await own_world.namespace()}.contact IN ACCESS EXCLUSIVE MODE")
        await connection.send(slow)
        await until_waiting(database, own_world, 1)
        await connection.send(quick[:100], quick[100:])
    assert "contacts" in (await connection.response()).json["data"]
    assert (await connection.response()).json == {"data": {"__typename": "Query"}}
    await blocking.close()


async def test_a_client_that_goes_ends_its_read_and_no_write(
    here: ServedHere, own_world: World, database_url: str, database: Database, api: Api
) -> None:
    create = 'mutation { createContact(input: {name: "Ada"}) { contact { id } } }'
    blocking = await asyncpg.connect(database_url)
    early = raw_request(own_world.manager, "{ __typename }")[:1]
    for document, after, left in (
        ("{ contacts { nodes { name } } }", b"", 0),
        ("{ contacts { nodes { name } } }", early, 0),
        (create, b"", 1),
    ):
        async with blocking.transaction():
            async with raw_connection(here.url) as connection:
                await learnt(connection, own_world.manager)
                lock = f"LOCK TABLE {await own_world.namespace()}.contact IN ACCESS EXCLUSIVE MODE"
                await blocking.execute(lock)
                before = short_ways(here)
                await connection.send(raw_request(own_world.manager, document))
                assert short_ways(here) == before + 1
                await until_waiting(database, own_world, 1)
                await connection.send(after)
            await asyncio.sleep(0.2)
            await until_waiting(database, own_world, left)
    await blocking.close()
    await until_waiting(database, own_world, 0)
    found = await api.data(own_world.manager, "{ contacts { nodes { name } } }")
    assert found == {"contacts": {"nodes": [{"name": "Ada"}]}}


async def test_a_server_that_stops_answers_first(
    database_url: str, own_world: World, database: Database
) -> None:
    blocking = await asyncpg.connect(database_url)
    async with serving_here(database_url) as here, raw_connection(here.url) as connection:
        await learnt(connection, own_world.manager)
        async with blocking.transaction():
            lock = f"LOCK TABLE {await own_world.namespace()}.contact IN ACCESS EXCLUSIVE MODE"
            await blocking.execute(lock)
            await connection.send(raw_request(own_world.manager, "{ contacts { totalCount } }"))
            await until_waiting(database, own_world, 1)
            here.server.should_exit = True
            await asyncio.sleep(0.3)
        response = await connection.response()
        assert response.json["data"] == {"contacts": {"totalCount": 0}}
        assert response.headers["connection"] == "close"
        assert await connection.ended()
    await blocking.close()


async def test_an_idle_connection_is_closed_after_a_while(
    here: ServedHere, connection: RawConnection, world: World
) -> None:
    await learnt(connection, world.manager)
    await asked(here, connection, raw_request(world.manager, "{ __typename }"))
    assert await connection.ended()


async def test_a_connection_is_closed_after_its_last_request_not_after_its_first(
    database_url: str, world: World
) -> None:
    async with serving_here(database_url) as here:
        here.server.config.timeout_keep_alive = 1_000
        async with raw_connection(here.url) as connection:
            await learnt(connection, world.manager)
            (served,) = here.server.server_state.connections
            assert isinstance(served, Protocol)

            def pass_over(seconds: float) -> None:
                """Let the clock ring as if the last answer had been so many seconds earlier."""
                assert served.timeout_keep_alive_task is not None
                served.timeout_keep_alive_task.cancel()
                served._rested -= seconds
                served.timeout_keep_alive_handler()

            for _ in range(4):
                _, known = await asked(here, connection, raw_request(world.manager, "{ __typename }"))
                assert known
                pass_over(600)
                assert not served.transport.is_closing()
            pass_over(400)
            assert await connection.ended()


async def test_requests_of_the_short_way_are_logged_and_counted(
    database_url: str, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    request = raw_request(world.manager, "{ deals { totalCount } }")
    async with (
        serving_here(database_url, SLUICE_LOG_REQUESTS="all") as here,
        raw_connection(here.url) as opened,
    ):
        with caplog.at_level("INFO", "sluice.access"):
            ways = [(await asked(here, opened, request))[1] for _ in range(3)]
        assert ways == [False, False, True]
        assert sum(here.engine.meters.requests["query", 2].counts) == 3
    lines = [each for each in caplog.records if each.name == "sluice.access"]
    told = [(each.method, each.path, each.status, each.tenant, each.ms > 0) for each in lines]
    assert told == [("POST", "/graphql", 200, told[0][3], True)] * 3
    assert told[0][3] is not None


async def test_a_client_that_goes_leaves_a_line_of_log(
    database_url: str, own_world: World, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    blocking = await asyncpg.connect(database_url)
    async with serving_here(database_url, SLUICE_LOG_REQUESTS="all") as here:
        async with blocking.transaction(), raw_connection(here.url) as connection:
            await learnt(connection, own_world.manager)
            lock = f"LOCK TABLE {await own_world.namespace()}.contact IN ACCESS EXCLUSIVE MODE"
            await blocking.execute(lock)
            with caplog.at_level("INFO", "sluice.access"):
                caplog.clear()
                await connection.send(raw_request(own_world.manager, "{ contacts { totalCount } }"))
                await until_waiting(database, own_world, 1)
                connection.writer.close()
                await until_waiting(database, own_world, 0)
        (line,) = [each for each in caplog.records if each.name == "sluice.access"]
        assert (line.status, line.path) == (0, "/graphql")
    await blocking.close()


async def test_a_stop_does_not_wait_for_a_body(database_url: str, own_world: World) -> None:
    """Neither for the rest of one that does not come, nor for more requests of who brings it."""
    request = raw_request(own_world.manager, "query subscription { __typename }", accept="*/*")
    async with serving_here(database_url) as here, raw_connection(here.url) as connection:
        await learnt(connection, own_world.manager, accept="*/*")
        await connection.send(request[:-5])
        here.server.should_exit = True
        await asyncio.sleep(0.3)
        await connection.send(request[-5:])
        response = await connection.response()
        assert response.json == {"data": {"__typename": "Query"}}
        assert response.headers["connection"] == "close"
        assert await connection.ended()
