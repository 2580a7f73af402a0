"""Asking all sides in alternation, and what it cost: times, and the CPU time of server and database."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import parse_qs, urlsplit

import psutil

from tests.bench.facts import difference
from tests.bench.load import Job, Sent
from tests.bench.record import Recording
from tests.bench.sides import Side, Site, Started, launched, wait_for

Send = Callable[[Job], Sent]


class DifferentError(Exception):
    """Two sides answer a question differently, or one refuses it: nothing is measured then."""


@dataclass(frozen=True)
class Pace:
    """How much is sent.

    Attributes:
        connections: requests under way at a time.
        rounds: how often each side has its turn.
        seconds: of one turn.
        warm_seconds: before the first turn, of each side.
    """

    connections: int
    rounds: int
    seconds: float
    warm_seconds: float


@dataclass
class Line:
    """What one side did with one question, over all rounds.

    Attributes:
        times: of each request, in seconds.
        rates: requests a second of each round.
        server_cpu, database_cpu: in seconds.
        memory: resident bytes of the server, after the last round.
    """

    question: str
    side: str
    times: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    server_cpu: float = 0.0
    database_cpu: float = 0.0
    memory: int = 0

    @property
    def throughput(self) -> float:
        """Requests a second: the median round, so that a burst of other work on the machine does not decide."""
        return median(self.rates)

    def percentile(self, part: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000

    @property
    def server_us(self) -> float:
        """CPU of the server a request, in microseconds."""
        return self.server_cpu / len(self.times) * 1e6

    @property
    def database_us(self) -> float:
        """CPU of PostgreSQL a request, in microseconds."""
        return self.database_cpu / len(self.times) * 1e6

    @property
    def cpu_us(self) -> float:
        """CPU of both a request, in microseconds."""
        return self.server_us + self.database_us


@dataclass
class Contender:
    """A side that runs, with its requests for one question."""

    side: Side
    server: Started
    line: Line
    requests: list[bytes]
    once: bool
    next: int = 0


class Clock:
    """CPU times of process trees. Of children that ended in between only those that were waited for are counted."""

    def __init__(self, url: str) -> None:
        (folder,) = parse_qs(urlsplit(url).query)["host"]
        self._folder = Path(folder)
        self._database = psutil.Process(self._postmaster())

    def _postmaster(self) -> int:
        for process in psutil.process_iter(["name", "cmdline"]):
            if process.info["name"] == "postgres" and str(self._folder) in (process.info["cmdline"] or ()):
                return int(process.pid)
        raise RuntimeError("the database server is not a process of this machine")

    def database(self) -> float:
        """Seconds of PostgreSQL."""
        return seconds_of(self._database)

    @staticmethod
    def server(process: psutil.Process) -> float:
        """Seconds of a server."""
        return seconds_of(process)


def seconds_of(process: psutil.Process) -> float:
    """CPU seconds of a process, of its living children, and of those it has waited for."""
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def memory_of(process: psutil.Process) -> int:
    """Resident bytes of a process and its children."""
    return sum(int(each.memory_info().rss) for each in (process, *process.children(recursive=True)))


@contextmanager
def running(sides: list[Side], site: Site) -> Iterator[dict[str, Started]]:
    """All servers at once; who is not asked costs nothing."""
    with ExitStack() as stack:
        servers = {side.name: stack.enter_context(launched(side, site)) for side in sides}
        for name, server in servers.items():
            wait_for(name, server, site)
        yield servers


def contenders(
    sides: list[Side], servers: dict[str, Started], site: Site, recording: Recording
) -> list[Contender]:
    """Who answers the question, each with requests of its own where they can be sent only once."""
    question = recording.question
    numbers = range(len(recording.values))
    asked = [side for side in sides if side.request(site, recording, 0) is not None]
    found: list[Contender] = []
    for position, side in enumerate(asked):
        own = numbers[position :: len(asked)] if question.once else numbers
        requests = [
            request for number in own if (request := side.request(site, recording, number)) is not None
        ]
        line = Line(question.name, side.name)
        found.append(Contender(side, servers[side.name], line, requests, question.once))
    return found


def compare(found: list[Contender], recording: Recording, ask: Callable[[int, bytes], bytes]) -> None:
    """Ask each the first question.

    Raises:
        DifferentError: with the first difference.
    """
    truth = None
    for each in found:
        answer = ask(each.server.port, each.requests[0])
        each.next = 1
        body = answer.partition(b"\r\n\r\n")[2]
        if not answer.startswith(b"HTTP/1.1 200") or b'"errors":[{' in body:
            raise DifferentError(
                f"{recording.question.name}: {each.side.name} refuses: {answer.decode()[:2000]}"
            )
        told = each.side.facts(recording.question, body)
        if truth is None:
            truth = told
        elif (unlike := difference(truth, told)) is not None:
            raise DifferentError(
                f"{recording.question.name}: {found[0].side.name} (here) and {each.side.name} (there) differ: {unlike}"
            )


def measure(found: list[Contender], send: Send, pace: Pace, clock: Clock) -> list[Line]:
    """Rounds in which each side has its turn.

    Raises:
        DifferentError: a request was refused.
    """
    for each in found:
        _turn(each, send, pace, pace.warm_seconds)
    for number in range(pace.rounds):
        first = number % len(found)
        for each in (*found[first:], *found[:first]):
            server, database = clock.server(each.server.process), clock.database()
            sent = _turn(each, send, pace, pace.seconds)
            line = each.line
            line.server_cpu += clock.server(each.server.process) - server
            line.database_cpu += clock.database() - database
            line.times += sent.times
            line.rates.append(len(sent.times) / sent.elapsed)
            line.memory = memory_of(each.server.process)
    return [each.line for each in found]


def _turn(each: Contender, send: Send, pace: Pace, seconds: float) -> Sent:
    # What can be sent only once must last for all turns and the one that warms up.
    most = (len(each.requests) - 1) // (pace.rounds + 1) if each.once else None
    sent = send(Job(each.server.port, each.requests, each.next, most, pace.connections, seconds))
    each.next = sent.end
    if sent.failure is not None:
        raise DifferentError(f"{each.line.question}: {each.side.name} fails under load: {sent.failure}")
    return sent


def cores() -> int:
    """Of this machine."""
    return os.cpu_count() or 1
