"""How long a writer waits while many records are converted, indexed, judged, moved: `python -m tests.bench.background`.

Records are created one after the other through the API while an operation runs; the longest wait is told, and how many
were created.
"""

import asyncio
import gc
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.bench.tables import table
from tests.client import Api, running_api
from tests.world import sign_up

ROWS = 300_000
"""Unless a number is given; it then takes some minutes."""
PAUSE = 0.003
OPTIONS = [{"key": "web"}, {"key": "fair"}, {"key": "other"}]
LEAD = {
    "name": "lead",
    "plural": "leads",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "value", "type": "text"},
        {"name": "source", "type": "choice", "options": OPTIONS},
        {"name": "origin", "type": "choice", "options": OPTIONS},
    ],
}
KEPT = {"object": "lead", "field": "origin", "trackHistory": True}
PIPELINE = {
    "object": "lead",
    "name": "sales",
    "stages": [{"name": "fresh"}, {"name": "known"}, {"name": "lost", "kind": "lost"}],
    "transitions": [{"source": "fresh", "target": "known"}, {"source": "known", "target": "lost"}],
}
FILL = """
INSERT INTO {}.lead (name, value, source, origin, stage)
SELECT 'lead ' || n, n::text, option, option, (ARRAY['fresh', 'known', 'lost'])[1 + n % 3]
FROM generate_series(1, {}) AS n, LATERAL (SELECT (ARRAY['web', 'fair', 'other'])[1 + n % 3]) AS o(option)
"""
CHANGE = """
mutation ($changes: [CatalogChange!]!) {
  changeCatalog(changes: $changes, background: true) { operation { id } errors { message } }
}"""
STATE = "query ($id: ID!) { catalogOperation(id: $id) { state errors { message } } }"
CREATE = "mutation ($input: LeadCreateInput!) { createLead(input: $input) { errors { code } } }"
CHANGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("unique", {"setUnique": {"object": "lead", "field": "value", "unique": True}}),
    ("searchable", {"setSearchable": {"object": "lead", "field": "name", "searchable": True}}),
    ("no longer searchable", {"setSearchable": {"object": "lead", "field": "name", "searchable": False}}),
    ("required", {"setRequired": {"object": "lead", "field": "value", "required": True}}),
    (
        "auto-number added",
        {
            "addField": {
                "object": "lead",
                "field": {"name": "number", "type": "autoNumber", "numbering": {"format": "L-{000000}"}},
            }
        },
    ),
    (
        "option removed, a third of the records",
        {"removeOption": {"object": "lead", "field": "source", "option": "web", "replacement": "other"}},
    ),
    (
        "option removed, a third of the records, history kept",
        {"removeOption": {"object": "lead", "field": "origin", "option": "web", "replacement": "other"}},
    ),
    (
        "stage renamed, a third of the records",
        {"renameStage": {"object": "lead", "stage": "known", "name": "met"}},
    ),
    (
        "stage removed, a third of the records",
        {"removeStage": {"object": "lead", "stage": "lost", "replacement": "met"}},
    ),
    (
        "text to integer, unique and required",
        {"setFieldType": {"object": "lead", "field": "value", "type": "integer"}},
    ),
)


@dataclass(frozen=True)
class Waited:
    """One operation: how long it took, and the longest wait of a writer meanwhile, in seconds."""

    name: str
    seconds: float
    longest: float
    written: int


async def waits(url: str, rows: int) -> list[Waited]:
    """Each operation on as many records, with a writer beside it."""
    async with running_api(url) as api:
        gc.collect()
        gc.freeze()
        token, _ = await sign_up(api, "bench")
        await api.change(token, {"addObject": LEAD}, {"addPipeline": PIPELINE}, {"setTrackHistory": KEPT})
        namespace = (await api.engine.authenticator.caller(token, None)).namespace
        async with api.engine.database.transaction(affinity=namespace) as connection:
            await connection.execute("SET LOCAL statement_timeout = 0")
            await connection.execute(FILL.format(namespace, rows))
            await connection.execute(f"ANALYZE {namespace}.lead")
        return [await _waited(api, token, name, change, rows) for name, change in CHANGES]


async def _waited(api: Api, token: str, name: str, change: dict[str, Any], rows: int) -> Waited:
    begun, longest, written = perf_counter(), 0.0, 0
    asked = (await api.data(token, CHANGE, {"changes": [change]}))["changeCatalog"]
    assert asked["errors"] == [], asked
    state = "queued"
    while state in ("queued", "running"):
        for _ in range(20):
            at = perf_counter()
            value: Any = rows * 10 + int(at * 1000)
            given = {"input": {"name": "new", "value": str(value)}}
            found = await api.ask(token, CREATE, given)
            if "errors" not in found and found["data"]["createLead"]["errors"] == []:
                written += 1
            longest = max(longest, perf_counter() - at)
            await asyncio.sleep(PAUSE)
        told = (await api.data(token, STATE, {"id": asked["operation"]["id"]}))["catalogOperation"]
        state = told["state"]
    assert state == "done", told
    return Waited(name, perf_counter() - begun, longest, written)


def table_of(found: list[Waited]) -> str:
    """As Markdown."""
    rows = (
        (each.name, f"{each.seconds:.0f}", str(each.written), f"{each.longest * 1000:.0f}") for each in found
    )
    return table(("operation", "seconds", "records created meanwhile", "longest wait of a writer, ms"), rows)


def main() -> int:
    """Measure on a database of its own, and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with (
        tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder,
        embedded_postgres(Path(folder) / "data") as url,
    ):
        uvloop.run(upgrade(url))
        print(table_of(uvloop.run(waits(url, rows))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
