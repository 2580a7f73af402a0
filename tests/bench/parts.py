"""What each part of a write costs the database: `python -m tests.bench.parts` (docs/performance.md, section Requests).

The final statement of a write, the same without one of its parts, and the bare change, in turns on connections of their
own. Measured is the time that the process of each connection was on a processor, which other work on the machine
stretches less than what a clock says. Linux alone tells it.
"""

import asyncio
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID

from core.connection import DriverConnection, connect
from core.embedded import embedded_postgres
from tests.bench.configuration import PROMOTED_FROM
from tests.bench.record import Recording
from tests.bench.rows import Sizes
from tests.bench.run import Result, prepare
from tests.bench.settings import BenchSettings

ROUNDS, WARM_ROUNDS, EXECUTIONS = 250, 5, 8
"""Turns of each statement, those before they count, and how often it runs in one."""
VACUUM_EVERY = 20
PARTS = {
    "history": ("moved",),
    "event": ("told",),
    "refusals": ("refused",),
    "what the gate read held": (r"held\d+",),
}
"""Title to the steps that are left out."""
_RACED = re.compile(r"CASE WHEN \(\(SELECT held\d+\.place.*?THEN CAST\('RACED ' AS TEXT\) END, ", re.DOTALL)


@dataclass
class Measured:
    """One statement on its connection.

    Attributes:
        process: of PostgreSQL.
        times: of one execution, in microseconds, for each turn.
    """

    title: str
    sql: str
    values: list[list[object]]
    connection: DriverConnection
    process: int
    times: list[float] = field(default_factory=list)


async def main() -> None:
    settings = BenchSettings(questions=("create", "update", "promote"))
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder) / "data") as url:
        prepared = await prepare(url, Result(Sizes.at(settings.scale), settings))
        namespace = prepared.tenant.namespace
        for recording in prepared.recordings:
            statements = variants(recording, namespace)
            measured = [
                Measured(title, sql, values, *await _connected(url))
                for title, (sql, values) in statements.items()
            ]
            await measure(url, namespace, recording, measured)
            tell(recording.question.name, measured)


def variants(recording: Recording, namespace: str) -> dict[str, tuple[str, list[list[object]]]]:
    """Title to statement and values: the whole first, the bare change last."""
    whole, bare = recording.sql, recording.question.bare
    assert bare is not None
    found = {"all of it": (whole, recording.values)}
    without_all = whole
    for title, steps in PARTS.items():
        sql = without(whole, steps)
        if sql != whole:
            found[f"without: {title}"] = (sql, recording.values)
            without_all = without(without_all, steps)
    found["without all of these"] = (without_all, recording.values)
    values = [bare.values(each) for each in recording.variables]
    found["the bare change"] = (bare.sql.replace("{namespace}", namespace), values)
    return found


def without(sql: str, steps: Sequence[str]) -> str:
    """The statement without the steps that match, and without the check of what is held where that is one."""
    for step in steps:
        while (begin := re.search(rf",\s+{step} AS \n\(", sql)) is not None:
            end, open_ = begin.end(), 1
            while open_:
                open_ += {"(": 1, ")": -1}.get(sql[end], 0)
                end += 1
            sql = _RACED.sub("", sql[: begin.start()] + sql[end:])
    return sql


async def measure(url: str, namespace: str, recording: Recording, measured: list[Measured]) -> None:
    """Let the statements take turns."""
    other, _ = await _connected(url)
    for number in range(WARM_ROUNDS + ROUNDS):
        first = number % len(measured)
        for each in (*measured[first:], *measured[:first]):
            at = number * EXECUTIONS % (len(each.values) - EXECUTIONS)
            if recording.question.once:
                asked = [str(one["id"]) for one in recording.variables[at : at + EXECUTIONS]]
                await _put_back(other, namespace, asked)
            before = on_processor(each.process)
            for values in each.values[at : at + EXECUTIONS]:
                await each.connection.fetch(each.sql, *values)
            if number >= WARM_ROUNDS:
                each.times.append((on_processor(each.process) - before) / EXECUTIONS)
        if number % VACUUM_EVERY == 0:
            await other.execute(f"vacuum {namespace}.deal")
            await other.execute(f"vacuum {namespace}.account")
    for connection in (other, *(each.connection for each in measured)):
        await connection.close(timeout=5)


async def _put_back(connection: DriverConnection, namespace: str, ids: Sequence[str]) -> None:
    """Have the deals where they can be promoted from once more."""
    await connection.execute(
        f"update {namespace}.deal set stage = $1, version = 1 where id = any($2::uuid[]) and stage <> $1",
        PROMOTED_FROM,
        [UUID(each) for each in ids],
    )


async def _connected(url: str) -> tuple[DriverConnection, int]:
    connection = await connect(url, {"jit": "off"})
    (row,) = await connection.fetch("select pg_backend_pid()")
    return connection, int(row[0])


def on_processor(process: int) -> float:
    """Microseconds that a process has run."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e3


def tell(question: str, measured: list[Measured]) -> None:
    """Print what a tenth of the turns stayed below, the median, and the median part of the whole, turn by turn."""
    whole = measured[0].times
    for each in measured:
        ordered = sorted(each.times)
        part = median(time / of for time, of in zip(each.times, whole, strict=True))
        tenth = ordered[len(ordered) // 10]
        print(f"| {question} | {each.title} | {tenth:.0f} | {median(ordered):.0f} | {part:.2f} |", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
