"""The clients that front ends use, from npm: graphql-ws, graphql-sse, and urql over either."""

from typing import Any

import pytest

from tests.protocols.clients import run_client
from tests.protocols.serving import Served
from tests.world import World

CLIENTS = {
    "graphql_ws.mjs": ("ws", ()),
    "graphql_sse.mjs": ("sse", ()),
    "urql.mjs over WebSocket": ("urql socket", ("socket",)),
    "urql.mjs by fetch": ("urql fetch", ("fetch",)),
}


def without(value: Any, *names: str) -> Any:
    """A JSON value without these entries."""
    match value:
        case dict():
            return {name: without(inner, *names) for name, inner in value.items() if name not in names}
        case list():
            return [without(inner, *names) for inner in value]
        case _:
            return value


@pytest.mark.usefixtures("node_clients")
@pytest.mark.parametrize("client", CLIENTS)
async def test_a_client_queries_changes_and_subscribes(served: Served, own_world: World, client: str) -> None:
    prefix, arguments = CLIENTS[client]
    url = served.socket_url if client == "graphql_ws.mjs" else served.url
    lines = await run_client(client.split()[0], url, own_world.manager, *arguments)
    steps = {line["step"]: line["value"] for line in lines}
    assert list(steps) == ["created", "first", "second", "read", "refused"]
    assert steps["created"]["data"]["createDeal"]["deal"]["name"] == f"{prefix} 1"
    for step, number in (("first", 1), ("second", 2)):
        assert without(steps[step], "cursor", "__typename") == {
            "data": {
                "dealChanged": {
                    "kind": "CREATED",
                    "node": {"name": f"{prefix} {number}"},
                    "changedFields": [],
                }
            }
        }
    assert [each["stage"] for each in steps["read"]["data"]["deals"]["nodes"]] == ["lead", "lead"]
    assert "nothing" in steps["refused"][0]["message"]
    assert steps["refused"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
