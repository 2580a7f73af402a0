"""A short run of the fuzzer, always of the same cases; `make fuzz` runs it long."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from tests.client import Api
from tests.fuzz.__main__ import asking, introspection
from tests.fuzz.inputs import register_scalars
from tests.fuzz.running import Fuzzing, operations_of, types_of
from tests.fuzz.tenants import make_fuzzed
from tests.protocols.serving import serving

OPERATIONS, CASES = 8, 4
"""So many root fields of each caller, each so many times."""


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")
async def test_nothing_that_is_sent_is_answered_with_a_fault(
    api: Api, database_url: str, tmp_path: Path
) -> None:
    register_scalars()
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        async with serving(database_url, output) as served:
            found = Fuzzing(served.address)
            for who, token, ids in await asking(api, await make_fuzzed(api)):
                types = types_of(await introspection(found, who, token))
                reads = [
                    each for each in operations_of(types) if who != "operator" or each.startswith("Query")
                ]
                for operation in Random(who).sample(sorted(reads), min(OPERATIONS, len(reads))):
                    await asyncio.to_thread(found.operation, types, operation, (who, token, ids), CASES, 1)
            found.client.close()
    assert found.faults == []
    assert [line for line in log.read_text().splitlines() if "Traceback" in line] == []
    assert found.cases > 100
    assert found.codes["ok"] > found.cases / 4
