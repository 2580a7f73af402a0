"""What gates cost before anything moves: `python -m tests.bench.gates` prints the numbers of docs/performance.md.

The tenant of the benchmark with its 200,000 deals: a draft tried on all of them (`simulateGate`), and a board of 200
deals with the verdict of every way out. Everything goes through the API, in this process.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.bench.rows import Sizes
from tests.bench.tenant import Tenant, make_tenant
from tests.client import Api, observed, running_api

ROUNDS = 9
BOARDS = 60

SIMULATE = """query ($changes: [CatalogChange!]!) { simulateGate(object: "deal", changes: $changes, value: "amount") {
  records newlyBlocked newlyAllowed unchanged newlyStuck blockedValue { amount currency }
  edges { source target newlyBlocked newlyAllowed stillOpen stillClosed blockedValue { amount currency } }
  owners { owner { name } records newlyBlocked blockedValue { amount currency } }
  samples { id title stage moves { to change clauses { sentence satisfied actual needed } } } } }"""
BOARD = """{ deals(first: 200, where: {stage: {in: [lead, mql, sql, opportunity, proposal, negotiation]}}) { nodes {
  id name stage amount { amount currency } transitions { to allowed verdict { open clauses {
    pointer satisfied sentence field operator actual needed redacted } } } } } }"""


def gate(stage: str, rule: dict[str, Any] | None) -> dict[str, Any]:
    return {"setGate": {"object": "deal", "stage": stage, "rule": rule}}


SIX = {
    "and": [
        {"==": [{"var": "budgetConfirmed"}, True]},
        {">=": [{"var": "fitScore"}, 40]},
        {">=": [{"var": "amount"}, 1_000_000]},
        {"filled": {"var": "nextStep"}},
        {">=": [{"var": "account.employees"}, 100]},
        {"in": [{"var": "account.region"}, ["east", "south", "north"]]},
    ]
}
DRAFTS = {
    "one field, one stage": [gate("proposal", {">=": [{"var": "amount"}, 2_000_000]})],
    "six clauses, two of the account": [gate("proposal", SIX)],
    "six clauses at every stage": [
        gate(stage, SIX) for stage in ("mql", "sql", "opportunity", "proposal", "negotiation", "won")
    ],
}


async def timed(api: Api, token: str, document: str, variables: dict[str, Any], rounds: int) -> float:
    """The median time of an answer in milliseconds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        await api.data(token, document, variables)
        times.append(time.perf_counter() - began)
    return median(times) * 1000


async def measured(api: Api, tenant: Tenant, *, explain: bool) -> None:
    token = tenant.keys["admin"]
    for title, changes in DRAFTS.items():
        variables = {"changes": changes}
        found = (await api.data(token, SIMULATE, variables))["simulateGate"]
        taken = await timed(api, token, SIMULATE, variables, ROUNDS)
        told = f"{found['newlyBlocked']:,} of {found['records']:,} newly blocked"
        print(f"simulateGate, {title:34} {taken:8.0f} ms   {told}")
    taken = await timed(api, token, BOARD, {}, BOARDS)
    print(f"board of 200 with verdicts {taken:8.1f} ms")
    if explain:
        await explained(api, token, SIMULATE, {"changes": DRAFTS["six clauses at every stage"]})


async def explained(api: Api, token: str, document: str, variables: dict[str, Any]) -> None:
    """Print a statement; how PostgreSQL runs it is to be asked of it."""
    with observed(api.engine.database) as seen:
        await api.data(token, document, variables)
    print(seen[-1])


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scale", type=float, default=1.0, help="part of the records")
    arguments.add_argument("--explain", action="store_true", help="print the statement of the last draft too")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder)) as url:
        await upgrade(url)
        async with running_api(url) as api:
            tenant = await make_tenant(api, url, Sizes.at(given.scale))
            await measured(api, tenant, explain=given.explain)


if __name__ == "__main__":
    asyncio.run(main())
