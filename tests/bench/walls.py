"""What the role of a tenant costs a request: a server with walls beside one without, in turns.

`warm`: one tenant asks, so its connections keep its role. `changing`: two tenants take turns over a single connection,
so each request takes up another role, the worst that there is.

Run `python -m tests.bench.walls`; it prints a table. The variables are those of `make bench`.
"""

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

import uvloop

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.bench.all_sides import SIDES
from tests.bench.load import load_process
from tests.bench.measure import Clock, Line, Pace, compare, contenders, measure, running
from tests.bench.questions import QUESTIONS
from tests.bench.record import Recording, Tape, record
from tests.bench.rows import Sizes
from tests.bench.run import WARM_SECONDS, ask
from tests.bench.settings import BenchSettings
from tests.bench.sides import Side, Site
from tests.bench.tenant import Tenant, make_tenant
from tests.client import running_api

ASKED = ("by-id", "list", "update")
SLUICE = next(side for side in SIDES if side.name == "sluice")

Made = tuple[Tenant, list[Recording]]


def side(walls: str, pool: int, other: Made | None) -> Side:
    """A server with walls or without, which every other request asks as another tenant, where there is one."""
    settings = {"SLUICE_WALLS": walls, "SLUICE_POOL_SIZE": str(pool)}

    def request(site: Site, recording: Recording, number: int) -> bytes | None:
        if other is not None and number % 2:
            tenant, recordings = other
            recording = next(each for each in recordings if each.question is recording.question)
            site = replace(site, tenant=tenant)
        return SLUICE.request(site, recording, number)

    return replace(
        SLUICE,
        name=f"walls {walls}",
        environment=lambda site: {**SLUICE.environment(site), **settings},
        request=request,
    )


async def make(url: str, scale: float) -> list[Made]:
    """Two tenants with their recorded questions."""
    await upgrade(url)
    made = []
    async with running_api(url) as api:
        for _ in range(2):
            tenant = await make_tenant(api, url, Sizes.at(scale))
            tape = Tape(tenant.namespace)
            tape.attach(api)
            asked = [each for each in QUESTIONS if each.name in ASKED]
            made.append((tenant, [await record(api, tenant, question, tape) for question in asked]))
    return made


def main() -> int:
    """Measure and print."""
    settings = BenchSettings.from_environment(os.environ)
    pace = Pace(settings.connections, settings.rounds, settings.seconds, WARM_SECONDS)
    print("| case | question | without µs | with µs | part of it in PostgreSQL | more |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    with (
        tempfile.TemporaryDirectory(prefix="sluice-walls-") as folder,
        embedded_postgres(Path(folder) / "data") as url,
    ):
        made = uvloop.run(make(url, settings.scale))
        site = Site(url, *made[0], Path(folder), settings.folder)
        for case, pool, other in (("warm", 8, None), ("changing", 1, made[1])):
            sides = [side(walls, pool, other) for walls in ("off", "on")]
            with load_process() as send, running(sides, site) as servers:
                for recording in site.recordings:
                    found = contenders(sides, servers, site, recording)
                    compare(found, recording, ask)
                    off, on = measure(found, send, pace, Clock(url))
                    print(row(case, recording.question.name, off, on), flush=True)
    return 0


def row(case: str, question: str, off: Line, on: Line) -> str:
    """One line of the table."""
    more = on.cpu_us / off.cpu_us - 1
    p50 = median(on.times) / median(off.times) - 1
    return (
        f"| {case} | {question} | {off.cpu_us:.1f} | {on.cpu_us:.1f} |"
        f" {off.database_us:.1f} → {on.database_us:.1f} | {more:+.1%} (p50 {p50:+.1%}) |"
    )


if __name__ == "__main__":
    sys.exit(main())
