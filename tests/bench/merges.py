"""What merges cost: `python -m tests.bench.merges` prints the numbers of docs/performance.md.

The tenant of the benchmark with its 200,000 deals: accounts are merged two by two, tried and done, and then the hundred
that most deals point to; beside it the same pointers, set by plain updates. Everything goes through the API, in this
process.
"""

import argparse
import asyncio
import time
from statistics import median
from typing import Any
from uuid import UUID

from tests.bench.tenant import Tenant, served_tenant
from tests.client import Api

PAIRS = 60
MANY = 100

MERGE = """mutation ($into: ID!, $from: [ID!]!, $dry: Boolean) {
  done: mergeAccounts(into: $into, from: $from, dryRun: $dry) {
    account { id version } mergedValues { field value from } movedRecords { object field records }
    errors { code message path } } }"""
CHOSEN = """SELECT "accountId" AS id FROM {0}.deal WHERE "accountId" IS NOT NULL
  GROUP BY "accountId" ORDER BY count(*) {1}, "accountId" LIMIT {2}"""
POINTING = ("deal", "contact")


async def chosen(api: Api, namespace: str, order: str, many: int) -> list[str]:
    rows = await api.engine.database.fetch(CHOSEN.format(namespace, order, many), [], affinity=namespace)
    return [str(row["id"]) for row in rows]


async def merged(api: Api, tenant: Tenant, into: str, others: list[str], *, dry: bool) -> tuple[float, Any]:
    """How many milliseconds it took, and what it answered."""
    began = time.perf_counter()
    given = {"into": into, "from": others, "dry": dry}
    done = (await api.data(tenant.keys["admin"], MERGE, given))["done"]
    if done["errors"]:
        raise RuntimeError(done["errors"])
    return (time.perf_counter() - began) * 1000, done


async def measured(api: Api, tenant: Tenant) -> None:
    ids = await chosen(api, tenant.namespace, "ASC", 2 * PAIRS)
    for title, dry in (("tried", True), ("done", False)):
        pairs = zip(ids[::2], ids[1::2], strict=True)
        times = [(await merged(api, tenant, into, [other], dry=dry))[0] for into, other in pairs]
        print(f"two accounts, {title:6} {median(times):8.1f} ms, the first {times[0]:.0f} ms")
    into, *others = await chosen(api, tenant.namespace, "DESC", MANY + 1)
    plain = await by_hand(api, tenant.namespace, into, others)
    for title, dry in (("tried", True), ("done", False)):
        taken, done = await merged(api, tenant, into, others, dry=dry)
        moved = ", ".join(f"{each['records']:,} {each['object']}s" for each in done["movedRecords"])
        print(f"{MANY} accounts, {title:6} {taken:8.0f} ms   {moved}")
    print(f"the same pointers by plain updates {plain:8.0f} ms")


async def by_hand(api: Api, namespace: str, into: str, others: list[str]) -> float:
    """How long plain updates of the same pointers take, which are taken back."""
    given = [UUID(into), [UUID(each) for each in others]]
    try:
        async with api.engine.database.transaction(affinity=namespace) as connection:
            began = time.perf_counter()
            for name in POINTING:
                sql = f"""UPDATE {namespace}.{name} SET "accountId" = $1, version = version + 1
                          WHERE "accountId" = ANY ($2)"""
                await connection.fetch(sql, given)
            raise UndoneError((time.perf_counter() - began) * 1000)
    except UndoneError as undone:
        return undone.taken


class UndoneError(Exception):
    """Nothing of it is to stay."""

    def __init__(self, taken: float) -> None:
        super().__init__()
        self.taken = taken


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scale", type=float, default=1.0, help="part of the records")
    given = arguments.parse_args()
    async with served_tenant(given.scale) as (api, _, tenant):
        await measured(api, tenant)


if __name__ == "__main__":
    asyncio.run(main())
