"""A request whose head is known is answered as any other, however its bytes come."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.http.protocol import Protocol
from core.database import Database
from tests.client import Api
from tests.protocols.raw import RawConnection, Response, cut, raw_connection, raw_request
from tests.protocols.serving import ServedHere, serving_here
from tests.protocols.test_disconnects import until_waiting
from tests.world import World

DEALS = "query ($name: String!) { deals(where: {name: {eq: $name}}) { nodes { name } } }"
OF_ITS_OWN = {"date", "x-request-id"}


@pytest.fixture
async def connection(here: ServedHere) -> AsyncIterator[RawConnection]:
    async with raw_connection(here.url) as opened:
        yield opened


def short_ways(here: ServedHere) -> int:
    """How many requests had a head that was known."""
    return here.engine.caches.http_heads.hits


async def learnt(connection: RawConnection, token: str | None, **given: str) -> None:
    """Send a request twice, so that its head is known."""
    for _ in range(2):
        await connection.send(raw_request(token, "{ __typename }", **given))
        await connection.response()


async def asked(here: ServedHere, connection: RawConnection, request: bytes) -> tuple[Response, bool]:
    """The answer, and whether its head was known."""
    before = short_ways(here)
    await connection.send(request)
    return await connection.response(), short_ways(here) > before


def facts(response: Response) -> tuple[int, dict[str, str], bytes]:
    """What two answers to the same request have in common."""
    kept = {name: value for name, value in response.headers.items() if name not in OF_ITS_OWN}
    return response.status, kept, response.body


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "*/*"])
@pytest.mark.parametrize(
    "body",
    [
        '{"query": "{ deals { nodes { name } } }"}',
        '{"query": "{ deals { nodes { nmae } } }"}',
        '{"query": "{ deals { nodes { name }"}',
        '{"query": "query ($n: Int!) { deals(first: $n) { nodes { name } } }", "variables": {"n": "\\u0000"}}',
        '{"query": "mutation { createDeal(input: {}) { deal { id } errors { code } } }"}',
        '{"query": "{ deals { totalCount } catalogVersions { version } }"}',
        '{"query": 7}',
        "[1, 2]",
        "nothing",
        "",
    ],
)
async def test_both_ways_answer_the_same(
    here: ServedHere, connection: RawConnection, world: World, body: str, accept: str
) -> None:
    # A header that nothing else of these tests sends: the first request is read the long way.
    mark = f"X-Mark: {hash((body, accept))}"
    request = raw_request(world.viewer, "", None, mark, body=body, accept=accept)
    first, known_first = await asked(here, connection, request)
    _, known_second = await asked(here, connection, request)
    again, known_again = await asked(here, connection, request)
    assert (known_first, known_second, known_again) == (False, False, True)
    assert facts(first) == facts(again)
    assert first.headers["x-request-id"] != again.headers["x-request-id"]
    earlier, later = (parsedate_to_datetime(each.headers["date"]) for each in (first, again))
    assert earlier <= later
    # The server looks at the clock about once a second, later where the machine is busy.
    assert abs(datetime.now(UTC) - later) < timedelta(minutes=1)


async def test_a_wrong_token_is_refused_on_both_ways(here: ServedHere, connection: RawConnection) -> None:
    request = raw_request("slk_nobody", "{ deals { nodes { name } } }")
    first, _ = await asked(here, connection, request)
    await asked(here, connection, request)
    again, known = await asked(here, connection, request)
    assert known
    assert first.status == again.status == 401
    assert facts(first) == facts(again)
    assert again.headers["www-authenticate"] == "Bearer"


async def test_a_body_of_another_length_is_its_own(
    here: ServedHere, connection: RawConnection, world: World
) -> None:
    for name in ("Alpha", "Al", "Beta and more", "无此商机"):
        response, _ = await asked(here, connection, raw_request(world.manager, DEALS, {"name": name}))
        found = [each["name"] for each in response.json["data"]["deals"]["nodes"]]
        assert found == ([name] if name == "Alpha" else [])
    _, known = await asked(here, connection, raw_request(world.manager, DEALS, {"name": "y" * 1234}))
    assert known


async def test_each_caller_has_their_own_answer_on_one_connection(
    here: ServedHere, connection: RawConnection, world: World
) -> None:
    document = "{ deals { totalCount } me { member { email } } }"
    seen = set()
    for token in (world.manager, world.viewer, None) * 2:
        response, _ = await asked(here, connection, raw_request(token, document))
        seen.add((token, response.body))
    assert len(seen) == 3


@pytest.mark.parametrize(
    "header",
    [
        "Connection: close",
        "Proxy-Connection: close",
        "X-Request-Id: mine-7",
        "Transfer-Encoding: identity",
        "Content-Encoding: gzip",
        "Last-Event-ID: 4",
    ],
)
async def test_what_is_unusual_is_never_known(here: ServedHere, world: World, header: str) -> None:
    request = raw_request(world.manager, "{ __typename }", None, header)
    async with raw_connection(here.url) as connection:
        for _ in range(3):
            response, known = await asked(here, connection, request)
            assert not known
            if response.headers.get("connection") == "close":
                break


@pytest.mark.parametrize(
    "given", [{"version": "1.0"}, {"accept": "text/event-stream"}, {"accept": "image/png"}]
)
async def test_other_versions_and_types_are_never_known(
    here: ServedHere, world: World, given: dict[str, str]
) -> None:
    request = raw_request(world.manager, "{ __typename }", None, **given)
    for _ in range(3):
        before = short_ways(here)
        async with raw_connection(here.url) as connection:
            await connection.send(request)
            assert await connection.reader.read(1)
        assert short_ways(here) == before


async def test_a_head_that_comes_once_is_not_kept(
    here: ServedHere, connection: RawConnection, world: World
) -> None:
    kept = len(here.engine.caches.http_heads)
    for number in range(5):
        request = raw_request(world.manager, "{ __typename }", None, f"Traceparent: 00-{number:032x}-01")
        assert not (await asked(here, connection, request))[1]
    assert len(here.engine.caches.http_heads) == kept


async def test_a_length_that_is_too_long_is_refused_though_the_head_is_known(
    here: ServedHere, connection: RawConnection, world: World
) -> None:
    request = raw_request(world.manager, "{ __typename }")
    await learnt(connection, world.manager)
    head = request.split(b"Content-Length")[0]
    await connection.send(head + b"Content-Length: 1000001\r\n\r\n" + b" " * 1_000_001)
    assert (await connection.response()).status == 413


async def test_a_subscription_streams_over_a_known_head(here: ServedHere, own_world: World) -> None:
    document = "subscription { dealChanged { id } }"
    request = raw_request(own_world.manager, document, accept="*/*")
    async with raw_connection(here.url) as connection:
        await learnt(connection, own_world.manager, accept="*/*")
        before = short_ways(here)
        await connection.send(request)
        head = await connection.reader.readuntil(b"\r\n\r\n")
        assert short_ways(here) == before + 1
        assert b"text/event-stream" in head


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.sampled_from(["Alpha", "Beta", "Gamma", "x" * 300, "商机"]), min_size=1, max_size=4),
    places=st.lists(st.integers(0, 2_000), max_size=5),
    known=st.booleans(),
)
async def test_however_the_bytes_are_cut(
    here: ServedHere, world: World, names: list[str], places: list[int], known: bool
) -> None:
    """Pipelined, in pieces, the head known before or not: as many answers, in order, each to its own request."""
    if not known:
        for key in list(here.engine.caches.http_heads):
            here.engine.caches.http_heads.discard(key)
    requests = [raw_request(world.manager, DEALS, {"name": name}) for name in names]
    async with raw_connection(here.url) as connection:
        await connection.send(*cut(b"".join(requests), places))
        for name in names:
            response = await connection.response()
            found = [each["name"] for each in response.json["data"]["deals"]["nodes"]]
            assert found == ([name] if name in ("Alpha", "Beta", "Gamma") else []), response


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


async def test_a_fault_of_the_program_is_answered(
    here: ServedHere, connection: RawConnection, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await learnt(connection, world.manager)

    def broken(_: bytes) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("api.http.short_way.decode_json", broken)
    response, known = await asked(here, connection, raw_request(world.manager, "{ __typename }"))
    assert known
    assert response.status == 500
    assert response.json["errors"][0]["extensions"]["code"] == "INTERNAL"


async def test_a_revoked_key_is_refused_though_its_head_is_known(
    here: ServedHere, connection: RawConnection, own_world: World, api: Api
) -> None:
    made = await api.data(
        own_world.admin,
        "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } token } }",
        {"input": {"name": "short", "memberId": own_world.members["manager"]}},
    )
    token, key = made["createApiKey"]["token"], made["createApiKey"]["apiKey"]["id"]
    await learnt(connection, token)
    revoke = "mutation ($id: ID!) { revokeApiKey(id: $id) { errors { code } } }"
    assert (await api.data(own_world.admin, revoke, {"id": key}))["revokeApiKey"]["errors"] == []
    response, known = await asked(here, connection, raw_request(token, "{ deals { totalCount } }"))
    assert known
    assert response.status == 401


async def test_a_websocket_is_opened_by_get_alone(
    here: ServedHere, connection: RawConnection, world: World
) -> None:
    upgrade = (
        "Upgrade: websocket",
        "Connection: upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: eA==",
    )
    response, _ = await asked(here, connection, raw_request(world.manager, "{ __typename }", None, *upgrade))
    assert response.status == 400
