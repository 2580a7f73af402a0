"""A request whose head is known is answered as any other, however its bytes come."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.client import Api
from tests.protocols.known_heads import DEALS, asked, facts, learnt, short_ways
from tests.protocols.raw import RawConnection, cut, raw_connection, raw_request
from tests.protocols.serving import ServedHere
from tests.world import World


@pytest.fixture
async def connection(here: ServedHere) -> AsyncIterator[RawConnection]:
    async with raw_connection(here.url) as opened:
        yield opened


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
