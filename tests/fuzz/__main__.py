"""`make fuzz`: every root field, as an admin, a plain role, an operator and a stranger, against a real server.

`SLUICE_FUZZ_SECONDS` (600) is how long, `SLUICE_FUZZ_SEED` (1) which cases, `SLUICE_FUZZ_FOLDER` (a new temporary one)
where each fault is kept as soon as it is found, with the server's log beside. It ends with 1 where there was a fault.
"""

import asyncio
import os
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from random import Random

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tenants.operators import create_operator
from tenants.platform import AFFINITY
from tests.client import Api, running_api
from tests.contracts.documents import INTROSPECTION
from tests.fuzz.inputs import register_scalars
from tests.fuzz.running import Fuzzing, operations_of, types_of
from tests.fuzz.tenants import Fuzzed, make_fuzzed
from tests.protocols.serving import serving
from tests.tenant_copies import TenantCopies

FAULTS, LOG = "faults.jsonl", "server.log"
EXAMPLES = 25
"""Cases of a root field before it is another's turn."""


async def fuzz(url: str, folder: Path, seconds: float, number: int) -> Fuzzing:
    """Ask for so many seconds."""
    until = time.monotonic() + seconds
    copies = TenantCopies(url)
    with (folder / LOG).open("ab") as output:
        async with running_api(url) as api, serving(url, output) as served:
            found = Fuzzing(served.address, kept=folder / FAULTS)
            for round_ in count():
                tenants = [await copies.of("fuzzed", lambda: make_fuzzed(api)) for _ in range(2)]
                for who, token, ids in await asking(api, tenants[-1]):
                    types = types_of(await introspection(found, who, token))
                    operations = operations_of(types)
                    Random(number + round_).shuffle(operations)
                    for operation in operations:
                        if time.monotonic() > until:
                            await copies.close()
                            found.client.close()
                            return found
                        # What writes may end the tenant's own admin: each has a tenant of its own.
                        if operation.startswith("Mutation") and who in ("admin", "plain"):
                            tenant = await copies.of("fuzzed", lambda: make_fuzzed(api))
                            token, ids = tenant.tokens[who], tenant.ids
                        seed = number * 1000 + round_
                        await asyncio.to_thread(
                            found.operation, types, operation, (who, token, ids), EXAMPLES, seed
                        )
                print(f"round {round_}: {found.cases} cases, {len(found.faults)} faults", flush=True)
    raise AssertionError("count() does not end")


async def asking(api: Api, tenant: Fuzzed) -> list[tuple[str, str, tuple[str, ...]]]:
    """Who asks: (who, token, ids)."""
    async with api.engine.database.transaction(affinity=AFFINITY) as connection:
        operator, _ = await create_operator(connection, f"Olga {time.monotonic()}")
    callers = [(who, token, tenant.ids) for who, token in tenant.tokens.items()]
    return [*callers, ("operator", operator, (tenant.slug,)), ("stranger", "", tenant.ids)]


async def introspection(found: Fuzzing, who: str, token: str) -> dict[str, object]:
    """Of the GraphQL schema that the caller is shown."""
    path = "/operator/graphql" if who == "operator" else "/graphql"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = found.client.post(f"{found.address}{path}", json={"query": INTROSPECTION}, headers=headers)
    data: dict[str, object] = answer.json()["data"]
    return data


def main() -> int:
    """Run, print what was found."""
    seconds = float(os.environ.get("SLUICE_FUZZ_SECONDS", "600"))
    number = int(os.environ.get("SLUICE_FUZZ_SEED", "1"))
    register_scalars()
    kept = Path(os.environ.get("SLUICE_FUZZ_FOLDER") or tempfile.mkdtemp(prefix="sluice-fuzz-kept-"))
    kept.mkdir(parents=True, exist_ok=True)
    print(f"faults and the server's log are kept in {kept}", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="sluice-fuzz-") as folder,
        embedded_postgres(Path(folder) / "data", {"fsync": "off"}) as url,
    ):

        async def run() -> Fuzzing:
            await upgrade(url)
            return await fuzz(url, kept, seconds, number)

        found = asyncio.run(run())
    tracebacks = [line for line in (kept / LOG).read_text().splitlines() if '"fault"' in line]
    print(dict(found.codes.most_common()))
    print(f"{found.cases} cases, {len(found.faults)} faults, {len(tracebacks)} tracebacks in the log")
    return 1 if found.faults or tracebacks else 0


if __name__ == "__main__":
    sys.exit(main())
