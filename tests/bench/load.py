"""The load: a process of its own that sends encoded requests over kept connections and takes the times.

It does as little as can be done for each answer, so that it is never what is measured.
"""

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import perf_counter
from typing import cast

import uvloop

END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Job:
    """What to send.

    Attributes:
        requests: whole HTTP requests, sent in turn from `begin`.
        most: how many to send at most; None where they can be sent again and again.
        seconds: how long to go on sending.
    """

    port: int
    requests: list[bytes]
    begin: int
    most: int | None
    connections: int
    seconds: float


@dataclass(frozen=True)
class Sent:
    """What came of a job.

    Attributes:
        times: of each request, in seconds.
        elapsed: of the whole job, in seconds.
        end: where the next job is to begin.
        failure: the first answer that was not 200 or had errors.
    """

    times: list[float]
    elapsed: float
    end: int
    failure: str | None


class Turns:
    """Gives out the requests in turn until the time is up or something failed."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.next = job.begin
        self.times: list[float] = []
        self.failure: str | None = None
        self.deadline = perf_counter() + job.seconds

    def take(self, now: float) -> bytes | None:
        """The next request, or None to stop."""
        requests, most = self._job.requests, self._job.most
        over = most is not None and self.next - self._job.begin >= most
        if over or now >= self.deadline or self.failure is not None:
            return None
        position = self.next
        self.next += 1
        return requests[position % len(requests)]


class Client(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self, turns: Turns, done: asyncio.Future[None]) -> None:
        self._turns = turns
        self._done = done
        self._received = b""
        self._needed = -1
        self._begun = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by class
        self._send(perf_counter())

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._turns.failure = self._turns.failure or f"the connection was lost: {exc}"
            self._done.set_result(None)

    def _send(self, now: float) -> None:
        request = self._turns.take(now)
        if request is None:
            self._done.set_result(None)
            return
        self._received, self._needed, self._begun = b"", -1, now
        assert self._transport is not None
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received = self._received + data if self._received else data
        if self._needed < 0:
            self._needed = whole_length(self._received)
        whole = (
            len(self._received) >= self._needed if self._needed > 0 else self._received.endswith(LAST_CHUNK)
        )
        if self._needed >= 0 and whole:
            now = perf_counter()
            self._turns.times.append(now - self._begun)
            if not self._received.startswith(b"HTTP/1.1 200") or b'"errors":[{' in self._received:
                self._turns.failure = self._received.decode("utf-8", "replace")[:2000]
            self._send(now)


LAST_CHUNK = b"\r\n0\r\n\r\n"


def whole_length(received: bytes) -> int:
    """Bytes of the whole answer; -1 while its head is not complete, 0 where it comes in chunks."""
    end = received.find(END_OF_HEAD)
    if end < 0:
        return -1
    head = received[:end].lower()
    at = head.find(b"content-length:")
    if at < 0:
        return 0
    return end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])


async def run(job: Job) -> Sent:
    """Do one job."""
    loop = asyncio.get_running_loop()
    turns = Turns(job)
    begun = perf_counter()
    waits: list[asyncio.Future[None]] = []
    transports = []
    for _ in range(job.connections):
        done: asyncio.Future[None] = loop.create_future()
        waits.append(done)
        transport, _ = await loop.create_connection(
            lambda done=done: Client(turns, done), "127.0.0.1", job.port
        )
        transports.append(transport)
    await asyncio.gather(*waits)
    elapsed = perf_counter() - begun
    for transport in transports:
        transport.close()
    return Sent(turns.times, elapsed, turns.next, turns.failure)


def _work(pipe: Connection) -> None:
    while (job := pipe.recv()) is not None:
        pipe.send(uvloop.run(run(job)))


@contextmanager
def load_process() -> Iterator[Callable[[Job], Sent]]:
    """A process that does jobs, one after the other."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(there,), daemon=True)
    process.start()

    def send(job: Job) -> Sent:
        here.send(job)
        while not here.poll(1):
            if not process.is_alive():
                raise RuntimeError("the load process ended")
        found: Sent = here.recv()
        return found

    try:
        yield send
    finally:
        here.send(None)
        process.join(10)
