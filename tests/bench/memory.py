"""Memory of one process that serves 1,000 tenants in turn: `make bench-memory`.

Each tenant has 30 objects of 25 fields, made through Changes (`tests.bench.tenants`). For each the process reads
the catalog from its JSON, decides the access, builds the GraphQL schema and compiles one list, as it would for a
first request; the caches are those of a server. No database is needed, because a plan is compiled without one. Two
rounds: in the second, whatever was dropped is made again.
"""

import gc
import json
import os
import statistics
import sys
import time
from typing import cast
from uuid import uuid4

import psutil

from api.context import Engine, RequestContext
from api.execution.preparation import Preparation, parsed
from api.guards import operation_of
from api.process.caches import Caches, budget
from api.request import GraphQLRequest
from core.recent import Recent
from core.settings import Settings
from metadata.catalog import Catalog
from metadata.codec import catalog_from_json, catalog_to_json
from metadata.store import BYTES_PER_CHARACTER
from policies.decide import AccessCache
from tenants.authentication import Caller
from tests.bench.tenants import FIELDS, OBJECTS, tenant_catalog

TENANTS = 1_000
ROUNDS = 2
MOST_BYTES = 1_000_000_000
LIST = """query ($where: Thing1Where, $first: Int) {
  thing1s(where: $where, first: $first, orderBy: [{ field: name }]) {
    nodes { id name field2 field4 parent { id name } children2(first: 3) { nodes { id name } } }
    pageInfo { endCursor hasNextPage }
  }
}"""


class Process:
    """The caches of a server, and what a request does with them up to the statement."""

    def __init__(self, total: int) -> None:
        self.caches = Caches(total)
        self.catalogs = Recent[str, Catalog](budget(total, "catalogs"))
        self.accesses = AccessCache(budget(total, "accesses"))
        self.times: dict[str, list[float]] = {"catalog": [], "access": [], "GraphQL schema": [], "plan": []}

    def serve(self, namespace: str, text: str) -> None:
        """One request of a tenant."""
        began = time.perf_counter()
        catalog = self.catalogs.get(namespace)
        if catalog is None:
            catalog = catalog_from_json(json.loads(text))
            self.catalogs.put(namespace, catalog, BYTES_PER_CHARACTER * len(text))
            began = self.took("catalog", began)
        access = self.accesses.access(catalog, namespace, ("rol_admin",))
        began = self.took("access", began)
        caller = Caller(uuid4(), namespace, namespace, uuid4(), ("rol_admin",), 1, "key")
        engine = cast(Engine, None)
        context = RequestContext(engine, "bench", caller=caller, catalog=catalog, access=access)
        document = parsed(self.caches, LIST)
        request = GraphQLRequest(LIST, {"first": 20, "where": {"name": {"eq": "x"}}})
        node = operation_of(document, None, read_only=False)
        preparation = Preparation(self.caches, request, context, document, node)
        prepared = preparation.prepared()
        began = self.took("GraphQL schema", began)
        preparation.query(prepared)
        self.took("plan", began)

    def took(self, what: str, began: float) -> float:
        """Note how long it took; the time now."""
        now = time.perf_counter()
        self.times[what].append((now - began) * 1000)
        return now


def resident() -> int:
    """Bytes of the process."""
    found: int = psutil.Process(os.getpid()).memory_info().rss
    return found


def main() -> int:
    """Measure and print; 1 where the process has grown beyond the bound."""
    total = Settings.from_environment({}).cache_mb * 1_000_000
    process = Process(total)
    print(f"{TENANTS:,} tenants of {OBJECTS} objects with {FIELDS} fields, {total / 1e6:,.0f} MB for caches")
    print(f"{'requests':>10}{'RSS MB':>10}{'schemas':>10}{'catalogs':>10}{'plans':>10}")
    most = 0
    made = json.dumps(catalog_to_json(tenant_catalog(0)))
    for turn in range(TENANTS * ROUNDS):
        number = turn % TENANTS
        # Half of the names are each tenant's own.
        process.serve(f"t_bench_{number}", made.replace("of0", f"of{number}").replace("of 0", f"of {number}"))
        if (turn + 1) % 100 == 0:
            now = resident()
            most = max(most, now)
            held = (len(process.caches.types), len(process.catalogs), len(process.caches.queries))
            print(f"{turn + 1:10,}{now / 1e6:10,.0f}" + "".join(f"{each:10,}" for each in held), flush=True)
    print(f"\n{'first request of a tenant':30}{'median ms':>12}{'p99 ms':>12}")
    for what, times in process.times.items():
        print(f"{what:30}{statistics.median(times):12.1f}{statistics.quantiles(times, n=100)[-1]:12.1f}")
    print(f"\n{'cache':12}{'MB':>8}{'budget':>8}{'values':>10}{'hits':>10}{'misses':>10}{'evictions':>10}")
    caches = {**process.caches.by_name(), "catalogs": process.catalogs, "accesses": process.accesses.kept}
    for name, cache in caches.items():
        sizes = f"{cache.held / 1e6:8.1f}{cache.budget / 1e6:8.1f}"
        print(f"{name:12}{sizes}{len(cache):10,}{cache.hits:10,}{cache.misses:10,}{cache.evictions:10,}")
    began = time.perf_counter()
    gc.collect()
    print(f"\na full garbage collection takes {(time.perf_counter() - began) * 1000:,.0f} ms")
    print(f"most: {most / 1e6:,.0f} MB of {MOST_BYTES / 1e6:,.0f} MB allowed")
    return 1 if most > MOST_BYTES else 0


if __name__ == "__main__":
    sys.exit(main())
