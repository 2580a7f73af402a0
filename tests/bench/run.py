"""One run of the benchmark, from an empty folder to its result."""

import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.bench.all_sides import SIDES
from tests.bench.configuring import ROWS, Configured, configuration_times
from tests.bench.in_process import OwnTime, own_times
from tests.bench.load import LAST_CHUNK, load_process, whole_length
from tests.bench.measure import Clock, Line, Pace, compare, contenders, measure, running
from tests.bench.plans import Explained, explain
from tests.bench.questions import QUESTIONS
from tests.bench.record import Recording, Tape, UnknownQuestionError, record
from tests.bench.rows import Sizes
from tests.bench.settings import BenchSettings, chosen
from tests.bench.sides import Side, Site
from tests.bench.tenant import Tenant, make_tenant
from tests.client import running_api

ANSWER_SECONDS = 30
WARM_SECONDS = 2.0
"""JavaScript needs about that long until it is compiled."""

OWN_TIMES = 3
"""Times a round that what has no other side is measured."""

Tell = Callable[[str], None]


@dataclass
class Result:
    """What a run came to.

    Attributes:
        lines: for each question, one of each side that answers it.
        own: the time of our own Python, for each question.
        configured: what a change of the configuration costs.
        plans: the final SQL of each question, explained.
        skipped: side or question to why it was left out.
    """

    sizes: Sizes
    settings: BenchSettings
    lines: list[Line] = field(default_factory=list)
    own: list[OwnTime] = field(default_factory=list)
    configured: list[Configured] = field(default_factory=list)
    plans: list[Explained] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Prepared:
    """The tenant, and each question as Sluice answers it."""

    tenant: Tenant
    recordings: list[Recording]


def run(settings: BenchSettings, tell: Tell) -> Result:
    """Make the data, let the sides answer in alternation, explain the statements.

    Raises:
        DifferentError: two sides answer differently.
    """
    result = Result(Sizes.at(settings.scale), settings)
    with (
        tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder,
        embedded_postgres(Path(folder) / "data") as url,
    ):
        tell(f"filling {result.sizes.deals:,} deals and what belongs to them")
        prepared = uvloop.run(prepare(url, result))
        site = Site(url, prepared.tenant, prepared.recordings, Path(folder), settings.folder)
        tell("our own time, and the configuration")
        result.own = uvloop.run(
            own_times(url, prepared.tenant, prepared.recordings, OWN_TIMES * settings.rounds)
        )
        rows = int(ROWS * settings.scale)
        result.configured = uvloop.run(configuration_times(url, OWN_TIMES * settings.rounds, rows))
        result.plans = uvloop.run(explain(url, prepared.recordings))
        _alternate(site, _sides(result), result, tell)
    return result


def _sides(result: Result) -> list[Side]:
    names = chosen(result.settings.sides, [side.name for side in SIDES], "side")
    found: list[Side] = []
    for side in SIDES:
        if side.name not in names:
            continue
        missing = side.missing(result.settings.folder)
        if missing is None:
            found.append(side)
        else:
            result.skipped[side.name] = missing
    return found


async def prepare(url: str, result: Result) -> Prepared:
    """Make the tenant, and ask each question. What cannot be asked is noted in the result."""
    names = chosen(result.settings.questions, [question.name for question in QUESTIONS], "question")
    await upgrade(url)
    async with running_api(url) as api:
        tenant = await make_tenant(api, url, result.sizes)
        tape = Tape(tenant.namespace)
        tape.attach(api)
        recordings: list[Recording] = []
        for question in QUESTIONS:
            if question.name not in names:
                continue
            try:
                recordings.append(await record(api, tenant, question, tape))
            except UnknownQuestionError as error:
                result.skipped[question.name] = str(error)
        return Prepared(tenant, recordings)


def _alternate(site: Site, sides: list[Side], result: Result, tell: Tell) -> None:
    settings = result.settings
    pace = Pace(
        settings.connections, settings.rounds, settings.seconds, min(WARM_SECONDS, 3 * settings.seconds)
    )
    clock = Clock(site.url)
    with load_process() as send, running(sides, site) as servers:
        for recording in site.recordings:
            tell(recording.question.title)
            found = contenders(sides, servers, site, recording)
            compare(found, recording, ask)
            result.lines += measure(found, send, pace, clock)


def ask(port: int, request: bytes) -> bytes:
    """One request over a connection of its own: the whole answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS) as connection:
        connection.sendall(request)
        received = b""
        while True:
            part = connection.recv(1 << 20)
            received += part
            needed = whole_length(received)
            whole = len(received) >= needed if needed > 0 else received.endswith(LAST_CHUNK)
            if not part or (needed >= 0 and whole):
                return received
