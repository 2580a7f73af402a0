"""What gates cost: `python -m tests.bench.gates` prints the numbers of docs/performance.md.

The tenant of the benchmark with its 200,000 deals: a draft tried on all of them (`simulateGate`) and on 600,000 moves
(`replayGate`), the deals that are stuck, a board of 200 deals with the verdict of every way out, and many deals
promoted at once. Everything goes through the API, in this process.
"""

import argparse
import asyncio
import time
from statistics import median
from typing import Any

from tests.bench.tenant import Tenant, served_tenant
from tests.client import Api

ROUNDS = 9
BOARDS = 60

SIMULATE = """query ($changes: [CatalogChange!]!) { simulateGate(object: "deal", changes: $changes, value: "amount") {
  records newlyBlocked newlyAllowed unchanged newlyStuck blockedValue { amount currency }
  edges { source target newlyBlocked newlyAllowed stillOpen stillClosed blockedValue { amount currency } }
  owners { owner { name } records newlyBlocked blockedValue { amount currency } }
  samples { id title stage moves { to change clauses { sentence satisfied actual needed } } } } }"""
REPLAY = """query ($changes: [CatalogChange!]!) { replayGate(object: "deal", changes: $changes, months: 12) {
  moves stopped records ended { won lost open } clauses { sentence basis stopped }
  edges { source target moves stopped } samples { title source target clauses { sentence satisfied } } } }"""
STUCK = """{ stuckDeals { totalCount clauses { sentence field to records opens } records(first: 20) {
  nodes { id name stage } } } }"""
BOARD = """{ deals(first: 200, where: {stage: {in: [lead, mql, sql, opportunity, proposal, negotiation]}}) { nodes {
  id name stage amount { amount currency } transitions { to allowed verdict { open clauses {
    pointer satisfied sentence field operator actual needed redacted } } } } } }"""
PLAIN_BOARD = BOARD[: BOARD.index("transitions")] + "} } }"

PROMOTE = """mutation ($where: DealWhere!, $to: String!, $mode: BulkMode!) {
  promoteDeals(where: $where, to: $to, mode: $mode) { matched done refused errors { code }
    outcomes(first: 100, refused: true) { id verdict { open clauses { sentence satisfied } } errors { code } } } }"""


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
MOSTLY_OPEN = {
    "and": [
        {"filled": {"var": "stage"}},
        {">=": [{"var": "fitScore"}, 5]},
        {">=": [{"var": "amount"}, 0]},
        {"filled": {"var": "name"}},
        {">=": [{"var": "account.employees"}, 1]},
        {"filled": {"var": "account.region"}},
    ]
}
EVERYWHERE = [
    gate(stage, SIX) for stage in ("mql", "sql", "opportunity", "proposal", "negotiation", "won", "lost")
]
DRAFTS = {
    "one field, one stage": [gate("proposal", {">=": [{"var": "amount"}, 2_000_000]})],
    "six clauses, two of the account": [gate("proposal", SIX)],
    "six clauses at every stage": EVERYWHERE,
}


MOVES = """
  INSERT INTO {0}.sluice_stage_history
    (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, recorded_at, catalog_version)
  SELECT '{1}', d.id, '{2}', e.source, e.target, at, at, 1
  FROM {0}.deal d,
    (VALUES ('lead', 'mql', 1), ('mql', 'sql', 2), ('sql', 'opportunity', 3)) e(source, target, n),
    LATERAL (SELECT now() - make_interval(days => (abs(hashtext(d.id::text)) % 300) + 60 - n)) t(at)"""
"""Three moves of each deal within the last year."""


async def make_moves(api: Api, tenant: Tenant) -> None:
    database, namespace = api.engine.database, tenant.namespace
    catalog = await api.engine.catalogs.head(namespace)
    deal = catalog.object_by_name["deal"]
    assert deal.pipeline is not None
    async with database.transaction(affinity=namespace) as connection:
        await connection.raw.execute("SET LOCAL statement_timeout = 0")
        await connection.raw.execute(MOVES.format(namespace, deal.id, deal.pipeline.id))
    await database.fetch(f"VACUUM ANALYZE {namespace}.sluice_stage_history", [], affinity="")


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
    await make_moves(api, tenant)
    for title in ("one field, one stage", "six clauses at every stage"):
        variables = {"changes": DRAFTS[title]}
        found = (await api.data(token, REPLAY, variables))["replayGate"]
        taken = await timed(api, token, REPLAY, variables, ROUNDS)
        print(
            f"replayGate, {title:36} {taken:8.0f} ms   {found['stopped']:,} of {found['moves']:,} moves stopped"
        )
    await api.change(token, *EVERYWHERE)
    found = (await api.data(token, STUCK))["stuckDeals"]
    taken = await timed(api, token, STUCK, {}, ROUNDS)
    print(f"stuckDeals {taken:8.0f} ms   {found['totalCount']:,} stuck, {len(found['clauses'])} clauses")
    for title, document in {"a board of 200 with verdicts": BOARD, "the same without": PLAIN_BOARD}.items():
        taken = await timed(api, token, document, {}, BOARDS)
        print(f"{title:30} {taken:8.1f} ms")
    await promoted(api, token, tenant.namespace)
    if explain:
        for document in (SIMULATE, STUCK, BOARD):
            variables = {"changes": DRAFTS["one field, one stage"]} if document is SIMULATE else {}
            await explained(api, token, document, variables)


async def promoted(api: Api, token: str, namespace: str) -> None:
    """Half of all deals judged, and those that may be moved; beside it what moves as many without asking anything."""
    await api.change(token, gate("lost", MOSTLY_OPEN))
    for mode in ("ALL", "EACH"):
        variables = {"where": {"fitScore": {"lt": 50}}, "to": "lost", "mode": mode}
        began = time.perf_counter()
        found = (await api.data(token, PROMOTE, variables))["promoteDeals"]
        taken = time.perf_counter() - began
        told = f"{found['matched']:,} judged, {found['done']:,} moved, {found['refused']:,} refused"
        print(f"promoteDeals, {mode:5} {taken:8.2f} s   {told}")
    if not found["done"]:
        return
    began = time.perf_counter()
    try:
        async with api.engine.database.transaction(affinity=namespace) as connection:
            await connection.execute("SET LOCAL statement_timeout = 0")
            await connection.fetch(
                f"UPDATE {namespace}.deal SET stage = 'lead', version = version + 1 WHERE id IN"
                f" (SELECT id FROM {namespace}.deal WHERE stage = 'lost' ORDER BY \"updatedAt\" DESC LIMIT $1)",
                [found["done"]],
            )
            print(f"a plain UPDATE of as many {time.perf_counter() - began:8.2f} s")
            raise UndoneError
    except UndoneError:
        return


class UndoneError(Exception):
    """Nothing of it is to stay."""


async def explained(api: Api, token: str, document: str, variables: dict[str, Any]) -> None:
    """Print how PostgreSQL runs a statement, with values that are taken from the statement itself."""
    database = api.engine.database
    values: list[Any] = []
    fetch_row = database.fetch_row

    async def noted(sql: str, given: Any, *, affinity: str) -> Any:
        values[:] = [sql, given]
        return await fetch_row(sql, given, affinity=affinity)

    database.fetch_row = noted  # type: ignore[method-assign]
    try:
        await api.data(token, document, variables)
    finally:
        database.fetch_row = fetch_row  # type: ignore[method-assign]
    plan = await database.fetch(
        f"EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF) {values[0]}", values[1], affinity=""
    )
    print(*(line[0][:200] for line in plan), sep="\n")


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scale", type=float, default=1.0, help="part of the records")
    arguments.add_argument("--explain", action="store_true", help="print the plans too")
    given = arguments.parse_args()
    async with served_tenant(given.scale) as (api, _, tenant):
        await measured(api, tenant, explain=given.explain)


if __name__ == "__main__":
    asyncio.run(main())
