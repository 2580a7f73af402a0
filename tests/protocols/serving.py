"""A served Sluice on a free port and a database that is there already: `sluice serve` as a process of its own, or the
application within this one, where a test wants to look into it."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import IO

import httpx
import uvicorn

from api.app import create_app
from api.context import Engine
from api.server import uvicorn_config
from core.settings import Settings
from tests.ports import free_port
from tests.protocols.waiting import until

START_SECONDS = 120
STOP_SECONDS = 60


@dataclass(frozen=True)
class Served:
    """A running server.

    Attributes:
        address: `http://127.0.0.1:port`.
    """

    address: str
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where GraphQL is."""
        return f"{self.address}/graphql"

    @property
    def socket_url(self) -> str:
        """Where GraphQL is over WebSocket."""
        return self.url.replace("http://", "ws://")

    def kill(self) -> None:
        """End the process as a fault of the machine would."""
        self.process.kill()
        self.process.wait()


@asynccontextmanager
async def serving(database_url: str, log: IO[bytes] | None = None, **settings: str) -> AsyncIterator[Served]:
    """A server, stopped in order at the end; what it logs goes where that of this process goes, or to `log`."""
    port = free_port()
    environment = {**os.environ, "SLUICE_DATABASE_URL": database_url, "SLUICE_PORT": str(port), **settings}
    environment |= {"PYTHONFAULTHANDLER": "1"}
    process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
        [sys.executable, "-m", "api.command", "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=log
    )
    served = Served(f"http://127.0.0.1:{port}", process)
    try:
        await _ready(served)
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.to_thread(process.wait, STOP_SECONDS)
            except subprocess.TimeoutExpired:
                # It writes where each of its threads is into its log, and ends.
                process.send_signal(signal.SIGABRT)
                await asyncio.to_thread(process.wait)
                raise


async def _ready(served: Served) -> None:
    async with asyncio.timeout(START_SECONDS), httpx.AsyncClient() as client:
        while True:
            assert served.process.poll() is None, "the server ended before it was ready"
            try:
                response = await client.get(f"{served.address}/readyz")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if response.status_code == 200:
                return
            await asyncio.sleep(0.05)


class ServerHere(uvicorn.Server):
    """uvicorn in the event loop of the test, which keeps the signals to itself."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True)
class ServedHere:
    """A server in this process.

    Attributes:
        engine: of the application, to look into.
    """

    url: str
    engine: Engine
    server: uvicorn.Server

    @property
    def socket_url(self) -> str:
        """Where GraphQL is over WebSocket."""
        return self.url.replace("http://", "ws://")


@asynccontextmanager
async def serving_here(database_url: str, **settings: str) -> AsyncIterator[ServedHere]:
    """The application served in the loop of the test."""
    read = Settings.from_environment(settings)
    app = create_app(read, database_url)
    port = free_port()
    server = ServerHere(uvicorn_config(app, port=port, secure=read.public_url.startswith("https://")))
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield ServedHere(f"http://127.0.0.1:{port}/graphql", app.state.engine, server)
    app.state.engine.following.stop()
    server.should_exit = True
    await running
