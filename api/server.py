"""Running the application: its address, its worker processes, and an orderly end."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from api.http.metrics import SHARED_FOLDER
from api.http.protocol import Protocol
from api.request import BODY_BYTES
from api.stopping import hang_up
from core.errors import fault
from core.logging import set_up_logging
from core.settings import Settings

GRACE_SECONDS = 10
"""How long requests that run may take to end."""


UNTAKEN_MILLISECONDS = 60_000
"""How long a client may take nothing of what stands ready for it, where the system can tell (Linux)."""


TLS_ONLY = ("Strict-Transport-Security", "max-age=31536000")


def application() -> Starlette:
    """The application of one worker process, from the environment that `serve` has completed."""
    settings = Settings.from_environment(os.environ)
    set_up_logging(settings.log_format)
    if settings.database_url is None:
        raise fault("SETTING_INVALID", "SLUICE_DATABASE_URL is not set", "SLUICE_DATABASE_URL")
    app = create_app(settings, settings.database_url, told_of_stop)
    # What has been loaded by now stays: no collection of garbage need look at it again, which takes 60 ms each time.
    gc.collect()
    gc.freeze()
    return app


@contextlib.contextmanager
def told_of_stop(tell: Callable[[], None]) -> Iterator[None]:
    """A block in which `tell` is called when the process is asked to stop, before uvicorn waits for requests to end.

    A stream of events does not end by itself, and uvicorn tells an application nothing until all have.
    """
    loop = asyncio.get_running_loop()

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(tell)
        uvicorns = before[signal.Signals(number)]
        if callable(uvicorns):
            uvicorns(number, frame)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        # From here on the process only ends, and Python would first look through all that it holds for garbage: seconds
        # of a processor for the catalogs of some hundred tenants, and a minute where others want it too.
        gc.freeze()


def bind(settings: Settings) -> socket.socket:
    """Take the address before anything else is started.

    Raises:
        SluiceError: SETTING_INVALID when it cannot be had.
    """
    place = f"{settings.host}:{settings.port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            # For its connections: who takes nothing of what it is sent, its machine being there or not, is cut off.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNTAKEN_MILLISECONDS)
        listener.bind(address)
        # From here on nobody else gets the address, and who comes early waits instead of being refused.
        listener.listen(2048)
    except OSError as error:
        raise fault(
            "SETTING_INVALID",
            f"cannot listen on {place}: {error.strerror or error}",
            "SLUICE_PORT",
            hint="Stop what listens there, or set SLUICE_PORT (and SLUICE_HOST) to a free address.",
        ) from error
    return listener


def uvicorn_config(
    app: ASGIApp | str, *, workers: int = 1, port: int = 8000, secure: bool = False
) -> uvicorn.Config:
    """How uvicorn serves the application, or the function of this name that makes it.

    Args:
        secure: people come by https, and browsers shall come by nothing else (RFC 6797).
    """
    return uvicorn.Config(
        app,
        http=Protocol,
        factory=isinstance(app, str),
        workers=workers,
        port=port,
        log_config=None,
        access_log=False,
        # `api.process.proxies` does it, for requests of the short way too.
        proxy_headers=False,
        server_header=False,
        headers=[TLS_ONLY] if secure else [],
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws="websockets-sansio",
        ws_max_size=BODY_BYTES,
        # Each socket would keep the state of two compressors, and events are small.
        ws_per_message_deflate=False,
    )


def serve(settings: Settings, database_url: str, listener: socket.socket) -> None:
    """Answer requests until the process is asked to stop."""
    # The workers are processes of their own and read their settings from the environment.
    os.environ["SLUICE_DATABASE_URL"] = database_url
    os.environ.pop("SLUICE_DATABASE_URL_FILE", None)
    config = uvicorn_config(
        "api.server:application", workers=settings.workers, secure=settings.public_url.startswith("https://")
    )
    if settings.workers > 1:
        with tempfile.TemporaryDirectory(prefix="sluice-metrics-") as folder:
            os.environ[SHARED_FOLDER] = folder
            supervisor = Multiprocess(config, sockets=[listener])
            # It would take a closed terminal as a wish for fresh workers.
            signal.signal(signal.SIGHUP, hang_up)
            supervisor.run()
    else:
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
        if not server.started:
            raise fault("UNAVAILABLE", "the application did not start; the log says why")
