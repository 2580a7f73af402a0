"""What a gate saves: `python -m tests.bench.against_a_client` prints the numbers of docs/performance.md.

Deals are promoted through six clauses, two of them over their activities; beside it a client that has no gates reads
each deal with its activities, judges it, and writes it. Both ask the same application in this process, from the bytes
of a request to those of its answer; `--round-trip` adds what a network takes, to each request of either. The client's
writes are plain updates: it keeps no history of stages, and what it has read may be another's by the time it writes.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from api.app import create_app
from core.embedded import embedded_postgres
from core.settings import Settings
from migrations.run import upgrade
from tests.bench.in_process import Asking
from tests.bench.measure import DifferentError
from tests.bench.rows import Sizes
from tests.bench.tenant import Tenant, make_tenant
from tests.client import running_api

PAGE = 200
SINGLE = 400
"""Deals promoted one by one."""

RULE = {
    "and": [
        {"filled": {"var": "source"}},
        {">=": [{"var": "fitScore"}, 5]},
        {">=": [{"var": "amount"}, 1_000]},
        {"filled": {"var": "nextStep"}},
        {"some": [{"var": "activities"}, {"==": [{"var": "kind"}, "meeting"]}]},
        {"none": [{"var": "activities"}, {">": [{"var": "minutes"}, 10_000]}]},
    ]
}
_READ = """id version source fitScore amount { amount } nextStep
  activities(first: 100) { nodes { kind minutes } }"""
_PAGE = f"""query ($where: DealWhere!, $after: String) {{ deals(where: $where, first: {PAGE}, after: $after) {{
  nodes {{ {_READ} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
_ONE = f"query ($id: ID!) {{ deal(id: $id) {{ {_READ} }} }}"
_WRITE = """mutation ($id: ID!, $version: Int!) {
  done: updateDeal(id: $id, expectedVersion: $version, input: {margin: "0.3"}) { errors { code } } }"""
_PROMOTE = 'mutation ($id: ID!) { done: promoteDeal(id: $id, to: "mql") { promoted errors { code } } }'
_PROMOTE_MANY = """mutation ($where: DealWhere!) {
  done: promoteDeals(where: $where, to: "mql", mode: EACH) { matched done refused } }"""


def judged(deal: dict[str, Any]) -> bool:
    """The rule, as a client asks it of what it has read."""
    activities = deal["activities"]["nodes"]
    return (
        deal["source"] is not None
        and deal["fitScore"] is not None
        and deal["fitScore"] >= 5
        and deal["amount"] is not None
        and Decimal(deal["amount"]["amount"]) >= 1_000
        and bool(deal["nextStep"])
        and any(each["kind"] == "meeting" for each in activities)
        and not any(each["minutes"] is not None and each["minutes"] > 10_000 for each in activities)
    )


@dataclass(frozen=True)
class Client:
    """Connections that a client has kept open.

    Attributes:
        round_trip: seconds that a request and its answer are on their way.
    """

    connections: tuple[Asking, ...]
    round_trip: float

    async def data(self, document: str, variables: dict[str, Any], connection: int = 0) -> Any:
        """`data` of an answer."""
        await asyncio.sleep(self.round_trip)
        answer = await self.connections[connection].answer(document, variables)
        return json.loads(answer)["data"]

    async def pages(self, where: dict[str, Any]) -> list[dict[str, Any]]:
        """All deals, read a page after the other."""
        found: list[dict[str, Any]] = []
        after = None
        while True:
            page = (await self.data(_PAGE, {"where": where, "after": after}))["deals"]
            found += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]

    async def write(self, deals: list[dict[str, Any]]) -> None:
        """Each by itself, on all connections at once."""
        waiting = iter(deals)

        async def some(connection: int) -> None:
            for deal in waiting:
                await self.write_one(deal, connection)

        await asyncio.gather(*(some(number) for number in range(len(self.connections))))

    async def write_one(self, deal: dict[str, Any], connection: int = 0) -> None:
        """One, as it was read."""
        given = {"id": deal["id"], "version": deal["version"]}
        found = await self.data(_WRITE, given, connection)
        if found["done"]["errors"]:
            raise RuntimeError(str(found))


async def many(client: Client) -> None:
    """All deals of one stage."""
    where = {"stage": {"eq": "lead"}}
    begun = time.perf_counter()
    read = await client.pages(where)
    open_ = [each for each in read if judged(each)]
    reading = time.perf_counter() - begun
    await client.write(open_)
    by_hand = time.perf_counter() - begun
    begun = time.perf_counter()
    found = (await client.data(_PROMOTE_MANY, {"where": where}))["done"]
    taken = time.perf_counter() - begun
    if (found["matched"], found["done"]) != (len(read), len(open_)):
        raise DifferentError(f"promoteDeals says {found}, the client {len(open_)} of {len(read)}")
    print(f"{len(read):,} deals judged and {len(open_):,} of them moved")
    print(f"  promoteDeals, mode EACH         {taken:8.2f} s")
    print(f"  read {PAGE} a page, judge, write  {by_hand:8.2f} s ({reading:.2f} of it reading and judging)")
    print(f"  times as long                   {by_hand / taken:8.1f}")


async def single(client: Client) -> None:
    """Deals that are open, one by one, in alternation: each is written, read and written, and then promoted."""
    read = await client.pages({"stage": {"eq": "lead"}, "fitScore": {"gte": 90}})
    chosen = [each["id"] for each in read if judged(each)][:SINGLE]
    times: dict[str, list[float]] = {"a plain update": [], "read, judge, update": [], "promote": []}

    async def update(id_: str) -> None:
        await client.write_one({"id": id_, "version": versions[id_]})

    async def by_hand(id_: str) -> None:
        deal = (await client.data(_ONE, {"id": id_}))["deal"]
        if not judged(deal):
            raise DifferentError(f"deal {id_} is not open to the client any more")
        await client.write_one(deal)

    async def promote(id_: str) -> None:
        found = (await client.data(_PROMOTE, {"id": id_}))["done"]
        if not found["promoted"]:
            raise DifferentError(f"deal {id_} is open to the client and not to the gate: {found}")

    versions = {each["id"]: each["version"] for each in read}
    ways: tuple[Callable[[str], Coroutine[Any, Any, None]], ...] = (update, by_hand, promote)
    for id_ in chosen:
        for way, taken in zip(ways, times.values(), strict=True):
            begun = time.perf_counter()
            await way(id_)
            taken.append(time.perf_counter() - begun)
    plain = median(times["a plain update"])
    print(f"{len(chosen):,} deals one by one, medians")
    for name, taken in times.items():
        print(f"  {name:20} {median(taken) * 1e6:8.0f} us {median(taken) / plain:8.2f} of the update")


async def measured(url: str, tenant: Tenant, connections: int, round_trip: float) -> None:
    app = create_app(Settings.from_environment({}), url)
    async with app.router.lifespan_context(app) as state:
        asking = tuple(Asking(app, dict(state or {}), tenant.keys["admin"]) for _ in range(connections))
        client = Client(asking, round_trip)
        await single(client)
        await many(client)
        for each in asking:
            each.close()


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scale", type=float, default=1.0, help="part of the records")
    arguments.add_argument("--connections", type=int, default=8, help="on which the client writes at once")
    arguments.add_argument("--round-trip", type=float, default=0, help="milliseconds of the network")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder)) as url:
        await upgrade(url)
        async with running_api(url) as api:
            tenant = await make_tenant(api, url, Sizes.at(given.scale))
            gate = {"object": "deal", "stage": "mql", "rule": RULE}
            await api.change(tenant.keys["admin"], {"setGate": gate})
        await measured(url, tenant, given.connections, given.round_trip / 1000)


if __name__ == "__main__":
    asyncio.run(main())
