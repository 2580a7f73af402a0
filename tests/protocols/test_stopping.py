"""A server that is asked to stop stops, whoever is subscribed."""

import gc
import signal

from api.server import told_of_stop
from tests.protocols.events import subscribed
from tests.protocols.serving import STOP_SECONDS, serving
from tests.protocols.sockets import opened
from tests.world import World


async def test_open_streams_do_not_hold_up_the_end(database_url: str, own_world: World) -> None:
    async with (
        serving(database_url) as served,
        subscribed(served.url, own_world.manager, "subscription { dealChanged { id } }") as stream,
    ):
        served.process.send_signal(signal.SIGTERM)
        # A stream that uvicorn breaks off after its ten seconds ends in the middle, which httpx would tell.
        assert await stream.message() is None, "without `complete`: the client shall come back"
        assert served.process.wait(STOP_SECONDS) == 0


async def test_sockets_are_told_that_the_server_starts_again(database_url: str, own_world: World) -> None:
    document = "subscription { dealChanged { id } }"
    async with (
        serving(database_url) as served,
        opened(served.socket_url, own_world.manager) as subscriber,
        opened(served.socket_url) as silent,
    ):
        await subscriber.subscribe("1", document)
        await subscriber.send(type="ping")
        assert await subscriber.receive() == {"type": "pong"}
        served.process.send_signal(signal.SIGTERM)
        for socket in (subscriber, silent):
            assert (await socket.closed())[0] == 1012
        assert served.process.wait(STOP_SECONDS) == 0


async def test_workers_stop_too(database_url: str, own_world: World) -> None:
    async with (
        serving(database_url, SLUICE_WORKERS="2") as served,
        subscribed(served.url, own_world.manager, "subscription { dealChanged { id } }") as stream,
    ):
        served.process.send_signal(signal.SIGTERM)
        assert await stream.message() is None
        assert served.process.wait(STOP_SECONDS) == 0


async def test_a_process_that_ends_does_not_look_for_garbage_first() -> None:
    """With what a server holds of a few hundred tenants it took longer than whoever asked it to stop waited."""
    before = gc.get_freeze_count()
    with told_of_stop(lambda: None):
        assert gc.get_freeze_count() == before
    try:
        assert gc.get_freeze_count() > before + 10_000
    finally:
        gc.unfreeze()
