"""What a funnel costs: `python -m tests.bench.funnel` prints the numbers of docs/performance.md.

The tenant of the benchmark with its 200,000 deals, each with the moves that led to its stage, in the order of time.
Everything goes through the API, in this process.
"""

import argparse
import asyncio
from typing import Any

from tests.bench.gates import explained, timed
from tests.bench.tenant import Tenant, served_tenant
from tests.client import Api

ROUNDS = 9
MOVES = """
  INSERT INTO {0}.sluice_stage_history
    (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, recorded_at, catalog_version)
  SELECT '{1}', d.id, '{2}', CASE WHEN n > 1 THEN path[n - 1] END, path[n], at, at, 1
  FROM {0}.deal d,
    LATERAL (SELECT abs(hashtext(d.id::text)), ARRAY['lead', 'mql', 'sql', 'opportunity', 'proposal', 'negotiation'])
      AS s(seed, opens),
    LATERAL (SELECT CASE d.stage WHEN 'won' THEN opens || 'won'::text
      WHEN 'lost' THEN opens[:1 + seed % 6] || 'lost'::text ELSE opens[:array_position(opens, d.stage)] END) AS p(path),
    generate_series(1, cardinality(path)) AS n,
    LATERAL (SELECT d."createdAt" + make_interval(secs => (n - 1) * (86400 + seed % 1500000 + n * (seed % 7777))))
      AS t(at)
  ORDER BY at"""
"""The creation of each deal and one move for each stage up to its own; who lost did so after any of the open ones."""

COUNTED = ("reached", "entered", "advanced", "standing", "lost", "elsewhere", "won")
COUNTS = f"{' '.join(f'{each} {{ count }}' for each in COUNTED)} conversion winRate"
FUNNELS = {
    "how far the deals came, and what became of them": f"stages {{ stage {COUNTS} }}",
    "the same with what they are worth, by currency": f"stages {{ stage {COUNTS} value: reached {{ sum {{ amount {{ "
    "amount currency } } } }",
    "the same with how long they stayed": f"stages {{ stage {COUNTS} stays medianDuration averageDuration }}",
    "the same in working time": f"stages {{ stage {COUNTS} medianWorkingDuration averageWorkingDuration }}",
}
NARROWED = {
    "all": "",
    "of a quarter": '(from: "2025-01-01T00:00:00Z", to: "2025-04-01T00:00:00Z")',
    "from one source": "(where: {source: {eq: referral}})",
}


async def make_moves(api: Api, tenant: Tenant) -> int:
    """Give the deals their histories: how many rows."""
    database, namespace = api.engine.database, tenant.namespace
    catalog = await api.engine.catalogs.head(namespace)
    deal = catalog.object_by_name["deal"]
    assert deal.pipeline is not None
    async with database.transaction(affinity=namespace) as connection:
        await connection.raw.execute("SET LOCAL statement_timeout = 0")
        await connection.raw.execute(MOVES.format(namespace, deal.id, deal.pipeline.id))
    await database.fetch(f"VACUUM ANALYZE {namespace}.sluice_stage_history", [], affinity="")
    found = await database.fetch(f"SELECT count(*) FROM {namespace}.sluice_stage_history", [], affinity="")
    return int(found[0][0])


async def measured(api: Api, tenant: Tenant, *, explain: bool) -> None:
    print(f"{await make_moves(api, tenant):,} moves")
    for title, told in FUNNELS.items():
        for which, arguments in NARROWED.items():
            document = f"{{ dealFunnel{arguments} {{ records {{ count }} {told} }} }}"
            found: dict[str, Any] = (await api.data(tenant.keys["admin"], document))["dealFunnel"]
            taken = await timed(api, tenant.keys["admin"], document, {}, ROUNDS)
            print(f"{title:50} {which:16} {taken:8.0f} ms   {found['records']['count']:,} deals")
            if explain:
                await explained(api, tenant.keys["admin"], document, {})


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scale", type=float, default=1.0, help="part of the records")
    arguments.add_argument("--explain", action="store_true", help="print the plans too")
    given = arguments.parse_args()
    async with served_tenant(given.scale) as (api, _, tenant):
        await measured(api, tenant, explain=given.explain)


if __name__ == "__main__":
    asyncio.run(main())
