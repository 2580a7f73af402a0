"""Who is asked: Sluice, the limit, PostGraphile, and a plain Strawberry server. A process for each."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.bench.facts import facts
from tests.bench.questions import Question
from tests.bench.record import Recording
from tests.bench.tenant import Tenant

START_SECONDS = 60


@dataclass(frozen=True)
class Started:
    """A server process that answers on a port."""

    port: int
    process: psutil.Process


@dataclass(frozen=True)
class Site:
    """What the sides need to know.

    Attributes:
        url: of the database.
        folder: for files of this run.
        packages: where packages of other languages are installed.
    """

    url: str
    tenant: Tenant
    recordings: list[Recording]
    folder: Path
    packages: Path

    @property
    def environment(self) -> dict[str, str]:
        """That of this process without the settings of Sluice."""
        return {name: value for name, value in os.environ.items() if not name.startswith("SLUICE_")}


@dataclass(frozen=True)
class Side:
    """One side.

    Attributes:
        missing: why it cannot be asked at all, or None; given the folder where packages are kept.
        command: the arguments of its process but for `{port}`.
        request: the encoded HTTP request for a question and the number of its variables, or None where it has no answer
            to such a question.
        facts: of an answer, in a form that all sides share.
    """

    name: str
    title: str
    missing: Callable[[Path], str | None]
    command: Callable[[Site], list[str]]
    environment: Callable[[Site], dict[str, str]]
    request: Callable[[Site, Recording, int], bytes | None]
    facts: Callable[[Question, bytes], Any] = lambda _, answer: facts(answer)


def encoded(path: str, body: bytes, *headers: str) -> bytes:
    """A whole HTTP request."""
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        "Accept: application/json",
        f"Content-Length: {len(body)}",
        *headers,
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def graphql(path: str, document: str, variables: dict[str, Any], *headers: str) -> bytes:
    """A GraphQL request as a client sends it."""
    return encoded(path, json.dumps({"query": document, "variables": variables}).encode(), *headers)


@contextmanager
def launched(side: Side, site: Site) -> Iterator[Started]:
    """The process of a side, which may not answer yet: see `wait_for`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [each.replace("{port}", str(port)) for each in side.command(site)]
    environment = {name: each.replace("{port}", str(port)) for name, each in side.environment(site).items()}
    with _log(side.name, site).open("wb") as output, ExitStack() as stack:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        stack.callback(process.wait, 20)
        stack.callback(process.terminate)
        yield Started(port, psutil.Process(process.pid))


def wait_for(name: str, server: Started, site: Site) -> None:
    """Wait until the server takes connections.

    Raises:
        RuntimeError: it does not in time; the end of its log is in the message.
    """
    deadline = time.monotonic() + START_SECONDS
    while not _answers(server.port):
        ended = not server.process.is_running() or server.process.status() == psutil.STATUS_ZOMBIE
        if ended or time.monotonic() > deadline:
            raise RuntimeError(f"{name} does not start:\n{_log(name, site).read_text()[-3000:]}")
        time.sleep(0.05)


def _log(name: str, site: Site) -> Path:
    return site.folder / f"{name}.log"


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
