"""What a quiet tenant waits beside one that floods: `python -m tests.bench.noisy` prints what docs/performance.md says.

Two servers on one database take turns: Sluice as it is, where tenants take turns at the connections, and the same with
connections in the order in which requests come. One client of the quiet tenant asks for a record by its id, again and
again; the noisy tenant has 64 requests under way. Each flood is measured in every round on both servers.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import uvloop

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.bench.all_sides import SLUICE
from tests.bench.load import Job, load_process
from tests.bench.measure import Line, Send, running
from tests.bench.questions import QUESTIONS
from tests.bench.rows import Sizes
from tests.bench.sides import Site, graphql
from tests.bench.tables import table
from tests.bench.tenant import Tenant, make_tenant
from tests.client import running_api

FAIR = replace(SLUICE, name="in turns", command=lambda _: [sys.executable, "-m", "api.command", "serve"])
IN_ORDER = replace(
    SLUICE, name="in order", command=lambda _: [sys.executable, "-m", "tests.bench.servers.in_order"]
)
SIDES = (FAIR, IN_ORDER)
FLOODS = ("none", "list", "groups")
"""None, then lists of twenty of one account and groups over all deals: what is quick, and what is slow."""
CLIENTS = 64
WARM_SECONDS = 1.0


async def _tenants(url: str, scale: float) -> tuple[Tenant, Tenant]:
    await upgrade(url)
    async with running_api(url) as api:
        return await make_tenant(api, url, Sizes.at(scale)), await make_tenant(api, url, Sizes.at(0.01))


def _requests(tenant: Tenant, name: str) -> list[bytes]:
    question = next(each for each in QUESTIONS if each.name == name)
    credential = f"Authorization: Bearer {tenant.keys['admin']}"
    return [
        graphql("/graphql", question.document, variables, credential)
        for variables in question.variables(tenant.filled)[:200]
    ]


@contextmanager
def _flooded(send: Send, requests: list[bytes], port: int, seconds: float) -> Iterator[list[int]]:
    """A block beside which the noisy tenant asks; then the number of its requests is in the list."""
    answered: list[int] = []
    if not requests:
        yield answered
        return

    def flood() -> None:
        sent = send(Job(port, requests, 0, None, CLIENTS, seconds))
        if sent.failure is not None:
            raise RuntimeError(f"the noisy tenant is refused: {sent.failure}")
        answered.append(len(sent.times))

    thread = Thread(target=flood)
    thread.start()
    yield answered
    thread.join()


def measured(scale: float, rounds: int, seconds: float) -> list[list[str]]:
    """A row for each flood and side: p50 and p99 of the quiet tenant in milliseconds, requests of both a second."""
    with (
        tempfile.TemporaryDirectory(prefix="sluice-noisy-") as folder,
        embedded_postgres(Path(folder) / "data") as url,
        load_process() as quiet_send,
        load_process() as noisy_send,
    ):
        noisy, quiet = uvloop.run(_tenants(url, scale))
        site = Site(url, noisy, [], Path(folder), Path(folder))
        asked = _requests(quiet, "by-id")
        lines = {(flood, side.name): Line(flood, side.name) for flood in FLOODS for side in SIDES}
        flooded = dict.fromkeys(lines, 0)
        with running(list(SIDES), site) as servers:
            for turn in range(rounds):
                for side in SIDES[:: 1 if turn % 2 else -1]:
                    port = servers[side.name].port
                    for flood in FLOODS:
                        requests = [] if flood == "none" else _requests(noisy, flood)
                        with _flooded(noisy_send, requests, port, seconds + WARM_SECONDS) as answered:
                            quiet_send(Job(port, asked, 0, None, 1, WARM_SECONDS))
                            sent = quiet_send(Job(port, asked, 0, None, 1, seconds - 0.2))
                        if sent.failure is not None:
                            raise RuntimeError(f"the quiet tenant is refused: {sent.failure}")
                        lines[flood, side.name].times += sent.times
                        flooded[flood, side.name] += sum(answered)
        return [
            _row(line, side, flooded[flood, side], rounds, seconds) for (flood, side), line in lines.items()
        ]


def _row(line: Line, side: str, flooded: int, rounds: int, seconds: float) -> list[str]:
    return [
        line.question,
        side,
        f"{line.percentile(0.5):.1f}",
        f"{line.percentile(0.99):.1f}",
        f"{len(line.times) / rounds / (seconds - 0.2):,.0f}",
        f"{flooded / rounds / (seconds + WARM_SECONDS):,.0f}",
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.25)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=4.0)
    given = parser.parse_args()
    heads = ["flood", "connections", "p50 ms", "p99 ms", "requests/s", "of the noisy tenant"]
    print(table(heads, measured(given.scale, given.rounds, given.seconds)))


if __name__ == "__main__":
    main()
