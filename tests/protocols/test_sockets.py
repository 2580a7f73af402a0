"""graphql-transport-ws: every rule of the protocol, and what stands around it."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.client import Api
from tests.protocols.serving import Served, ServedHere
from tests.protocols.sockets import PROTOCOL, opened
from tests.protocols.waiting import PATIENCE, until
from tests.world import World

TOLD = "subscription { dealChanged { kind node { name } } }"
CREATE = 'mutation { createDeal(input: {name: "Alpha"}) { deal { name } } }'


def told(id_: str, name: str, kind: str = "CREATED") -> dict[str, Any]:
    payload = {"data": {"dealChanged": {"kind": kind, "node": {"name": name}}}}
    return {"id": id_, "type": "next", "payload": payload}


# The connection


async def test_a_socket_that_says_nothing_is_closed(
    here: ServedHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.socket.INIT_SECONDS", 0.1)
    async with opened(here.socket_url) as socket:
        assert await socket.closed() == (4408, "Connection initialisation timeout")


async def test_the_subprotocol_must_be_offered(served: Served) -> None:
    async with connect(served.socket_url, proxy=None) as connection:
        await connection.wait_closed()
        assert (connection.close_code, connection.close_reason) == (4406, "Subprotocol not acceptable")


async def test_nothing_is_run_before_the_acknowledgement(served: Served) -> None:
    async with opened(served.socket_url) as socket:
        await socket.subscribe("1", "{ __typename }")
        assert await socket.closed() == (4401, "Unauthorized")


async def test_a_connection_is_initialised_once(served: Served) -> None:
    async with opened(served.socket_url) as socket:
        await socket.initialise()
        await socket.send(type="connection_init")
        assert await socket.closed() == (4429, "Too many initialisation requests")


async def test_wrong_credentials_are_refused(served: Served) -> None:
    for payload in ({"Authorization": "Bearer nonsense"}, {"authorization": "Basic x"}):
        async with opened(served.socket_url) as socket:
            await socket.send(type="connection_init", payload=payload)
            assert await socket.closed() == (4403, "Forbidden: UNAUTHENTICATED")


async def test_a_tenant_that_is_not_the_callers_is_refused(served: Served, scratch: World) -> None:
    async with opened(served.socket_url) as socket:
        payload = {"authorization": f"Bearer {scratch.manager}", "X-Sluice-Tenant": "nobodys"}
        await socket.send(type="connection_init", payload=payload)
        assert await socket.closed() == (4403, "Forbidden: TENANT_REQUIRED")


async def test_the_credentials_may_be_headers_of_the_upgrade(served: Served, world: World) -> None:
    async with opened(served.socket_url, Authorization=f"Bearer {world.manager}") as socket:
        await socket.initialise()
        await socket.subscribe("1", "{ me { roles } }")
        assert (await socket.receive())["payload"]["data"]["me"]["roles"] == ["manager"]


async def test_the_language_is_that_of_the_upgrade(served: Served, world: World) -> None:
    document = '{ __type(name: "Deal") { description } }'
    async with opened(served.socket_url, world.manager, **{"Accept-Language": "zh-CN"}) as socket:
        await socket.subscribe("1", document)
        assert (await socket.receive())["payload"]["data"]["__type"]["description"] == "商机"


async def test_whoever_has_no_credentials_is_anonymous(served: Served) -> None:
    async with opened(served.socket_url) as socket:
        await socket.initialise()
        await socket.subscribe("1", "{ __typename }")
        assert await socket.receive() == {
            "id": "1",
            "type": "next",
            "payload": {"data": {"__typename": "Query"}},
        }
        assert await socket.receive() == {"id": "1", "type": "complete"}
        await socket.subscribe("1", TOLD)
        refused = await socket.receive()
        assert (refused["id"], refused["type"]) == ("1", "error")
        assert refused["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_ping_is_answered_at_any_time(served: Served) -> None:
    async with opened(served.socket_url) as socket:
        for _ in range(2):
            await socket.send(type="ping", payload={"a": 1})
            assert await socket.receive() == {"type": "pong"}
            await socket.send(type="pong")
            await socket.initialise() if _ == 0 else None


@pytest.mark.parametrize(
    "message",
    [
        "nonsense",
        "[]",
        "{}",
        '{"type": "next"}',
        '{"type": 1}',
        '{"type": "ping", "type": "ping"}',
        '{"type": "complete"}',
        '{"type": "subscribe", "payload": {"query": "{ me }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ me }"}}',
        '{"type": "subscribe", "id": 1, "payload": {"query": "{ me }"}}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "id": "1", "payload": "{ me }"}',
        '{"type": "subscribe", "id": "1", "payload": {}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ me }", "variables": []}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ me }", "operationName": 1}}',
        b'{"type": "ping"}',
    ],
)
async def test_what_is_no_message_closes_the_socket(served: Served, message: str | bytes) -> None:
    async with opened(served.socket_url) as socket:
        await socket.initialise()
        await socket.connection.send(message)
        code, reason = await socket.closed()
        assert code == 4400
        assert reason


@pytest.mark.parametrize("payload", ["text", 1, [], {"authorization": 1}])
async def test_a_payload_of_another_form_closes_the_socket(served: Served, payload: object) -> None:
    async with opened(served.socket_url) as socket:
        await socket.send(type="connection_init", payload=payload)
        assert (await socket.closed())[0] == 4400


async def test_a_message_that_is_too_long_closes_the_socket(served: Served) -> None:
    async with opened(served.socket_url) as socket:
        await socket.initialise()
        await socket.subscribe("1", "{ __typename }" + " " * 1_000_000)
        assert (await socket.closed())[0] == 1009


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1", "http://[nonsense"]
)
async def test_a_page_of_another_site_cannot_connect(served: Served, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with opened(served.socket_url, Origin=origin):
            pass
    assert refused.value.response.status_code == 403
    body = json.loads(refused.value.response.body or b"")
    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_page_of_ours_can(served: Served) -> None:
    async with opened(served.socket_url, Origin=served.address) as socket:
        await socket.initialise()


async def test_a_page_behind_a_proxy_that_takes_tls_off_can(served: Served) -> None:
    host, _, port = served.address.removeprefix("http://").partition(":")
    async with connect(
        "ws://crm.example/graphql",
        subprotocols=[PROTOCOL],
        proxy=None,
        additional_headers={"Origin": "https://crm.example"},
        host=host,
        port=int(port),
    ) as connection:
        assert connection.subprotocol == PROTOCOL


async def test_a_process_has_no_more_sockets_than_it_may(
    here: ServedHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.view.SOCKETS", 1)
    async with opened(here.socket_url):
        with pytest.raises(InvalidStatus) as refused:
            async with opened(here.socket_url):
                pass
    assert refused.value.response.status_code == 429


# Operations


async def test_queries_and_mutations(served: Served, own_world: World) -> None:
    async with opened(served.socket_url, own_world.manager) as socket:
        await socket.subscribe("a", CREATE)
        assert await socket.receive() == {
            "id": "a",
            "type": "next",
            "payload": {
                "data": {"createDeal": {"deal": {"name": "Alpha"}}},
                "extensions": {"cost": {"rows": 1, "limit": 100000}},
            },
        }
        assert await socket.receive() == {"id": "a", "type": "complete"}
        await socket.subscribe("a", "query ($n: Int) { deals(first: $n) { nodes { name } } }", {"n": 3})
        assert (await socket.receive())["payload"]["data"] == {"deals": {"nodes": [{"name": "Alpha"}]}}
        assert await socket.receive() == {"id": "a", "type": "complete"}


async def test_a_document_that_does_not_fit_is_an_error_and_not_completed(
    served: Served, world: World
) -> None:
    async with opened(served.socket_url, world.manager) as socket:
        for query in ("{ nothing }", "{", "subscription { dealChanged { nothing } }", "{ me { \0 } }"):
            await socket.subscribe("1", query)
            found = await socket.receive()
            assert (found["id"], found["type"]) == ("1", "error")
            assert found["payload"][0]["extensions"]["code"]
        await socket.subscribe("1", "{ __typename }")
        assert (await socket.receive())["type"] == "next"


async def test_a_subscription_until_the_client_completes_it(here: ServedHere, own_world: World) -> None:
    async with opened(here.socket_url, own_world.manager) as socket:
        await socket.subscribe("s", TOLD)
        # Sent without waiting for anything: the place is taken before the next message is read.
        await socket.subscribe("m", CREATE)
        received = [await socket.receive() for _ in range(3)]
        assert told("s", "Alpha") in received
        await socket.send(type="complete", id="s")
        await until(lambda: here.engine.following.count == 0)
        await own_world.create(own_world.manager, "deal", name="Beta")
        await socket.send(type="ping")
        assert await socket.receive() == {"type": "pong"}
        await socket.subscribe("s", TOLD)
        await socket.subscribe("m", CREATE)
        assert told("s", "Alpha") in [await socket.receive() for _ in range(3)]


async def test_several_subscriptions_over_one_socket(served: Served, own_world: World) -> None:
    async with opened(served.socket_url, own_world.manager) as socket:
        await socket.subscribe("deals", TOLD)
        await socket.subscribe("contacts", "subscription { contactChanged { node { name } } }")
        await socket.send(type="ping")
        assert await socket.receive() == {"type": "pong"}
        await own_world.create(own_world.manager, "deal", name="Alpha")
        await own_world.create(own_world.manager, "contact", name="Ada")
        received = {
            each["id"]: each["payload"]["data"] for each in [await socket.receive(), await socket.receive()]
        }
        assert received == {
            "deals": {"dealChanged": {"kind": "CREATED", "node": {"name": "Alpha"}}},
            "contacts": {"contactChanged": {"node": {"name": "Ada"}}},
        }


async def test_an_id_in_use_closes_the_socket(served: Served, own_world: World) -> None:
    async with opened(served.socket_url, own_world.manager) as socket:
        await socket.subscribe("1", TOLD)
        await socket.subscribe("1", TOLD)
        assert await socket.closed() == (4409, "Subscriber for 1 already exists")


async def test_to_complete_what_is_not_there_does_nothing(served: Served) -> None:
    async with opened(served.socket_url) as socket:
        await socket.initialise()
        await socket.send(type="complete", id="nothing")
        await socket.send(type="ping")
        assert await socket.receive() == {"type": "pong"}


async def test_a_socket_has_no_more_operations_than_it_may(
    here: ServedHere, own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.socket.OPERATIONS", 2)
    async with opened(here.socket_url, own_world.manager) as socket:
        for id_ in ("1", "2", "3"):
            await socket.subscribe(id_, TOLD)
        refused = await socket.receive()
        assert (refused["id"], refused["type"]) == ("3", "error")
        assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"


async def test_changes_that_nobody_waits_for_count_until_they_are_done(
    here: ServedHere, own_world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.socket.OPERATIONS", 2)
    namespace = await own_world.namespace()
    holder = await asyncpg.connect(database_url)
    try:
        await holder.execute("BEGIN")
        await holder.execute(f"LOCK TABLE {namespace}.deal IN ACCESS EXCLUSIVE MODE")
        async with opened(here.socket_url, own_world.manager) as socket:
            for id_ in ("1", "2"):
                await socket.subscribe(id_, CREATE)
            await until(lambda: here.engine.database.pool().in_use == 2)
            for id_ in ("1", "2"):
                await socket.send(type="complete", id=id_)
            await socket.subscribe("3", CREATE)
            refused = await socket.receive()
            assert (refused["id"], refused["type"]) == ("3", "error")
            assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
    finally:
        await holder.close()


async def test_a_revoked_key_ends_its_subscriptions(served: Served, own_world: World) -> None:
    made = await own_world.api.data(
        own_world.admin,
        'mutation ($m: ID!) { createApiKey(input: {name: "k", memberId: $m}) { token apiKey { id } } }',
        {"m": own_world.members["manager"]},
    )
    async with opened(served.socket_url, made["createApiKey"]["token"]) as socket:
        await socket.subscribe("1", TOLD)
        await socket.send(type="ping")
        assert await socket.receive() == {"type": "pong"}
        await own_world.api.data(
            own_world.admin,
            "mutation ($id: ID!) { revokeApiKey(id: $id) { errors { code } } }",
            {"id": made["createApiKey"]["apiKey"]["id"]},
        )
        ended = await socket.receive()
        assert (ended["id"], ended["type"]) == ("1", "error")
        assert ended["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"


# Ends


async def test_a_client_that_goes_away_leaves_nothing_behind(here: ServedHere, own_world: World) -> None:
    async with opened(here.socket_url, own_world.manager) as socket:
        for id_ in ("1", "2"):
            await socket.subscribe(id_, TOLD)
        await until(lambda: here.engine.following.count == 2)
        socket.connection.transport.abort()
        await until(lambda: here.engine.following.count == 0)


WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active' AND query LIKE $1
"""


@pytest.mark.parametrize("way", ["complete", "leave"])
async def test_a_read_is_cancelled_and_a_write_is_finished(
    served: Served, own_world: World, database_url: str, api: Api, way: str
) -> None:
    namespace = await own_world.namespace()

    async def waiting(wanted: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                (row,) = await api.engine.database.fetch(WAITING, [f"%{namespace}%"], affinity="")
                if row[0] == wanted:
                    return
                await asyncio.sleep(0.02)

    holder = await asyncpg.connect(database_url)
    try:
        await holder.execute("BEGIN")
        await holder.execute(f"LOCK TABLE {namespace}.deal IN ACCESS EXCLUSIVE MODE")
        async with opened(served.socket_url, own_world.manager) as socket:
            await socket.subscribe("read", "{ deals { nodes { name } } }")
            await socket.subscribe("write", CREATE)
            await waiting(2)
            if way == "complete":
                for id_ in ("read", "write"):
                    await socket.send(type="complete", id=id_)
                await waiting(1)
                await holder.execute("COMMIT")
                await socket.send(type="ping")
                assert await socket.receive() == {"type": "pong"}, "nobody is told of what was completed"
        if way == "leave":
            await waiting(1)
            await holder.execute("COMMIT")
        await waiting(0)
    finally:
        await holder.close()
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await api.data(own_world.manager, "{ deals { nodes { name } } }")
            if found["deals"]["nodes"]:
                break
            await asyncio.sleep(0.02)
    assert found["deals"]["nodes"] == [{"name": "Alpha"}]
