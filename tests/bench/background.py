"""How long others wait while many records are converted, indexed, judged, moved: `python -m tests.bench.background`.

`python -m tests.bench.background 1000000 removed unique` does so with a million, the operations alone with
one of the words in their names.
Records are created, and lists of twenty read, one after the other through the API while an operation runs; the longest
wait of either is told, and how many were created.
"""

import asyncio
import gc
import sys
import tempfile
from collections.abc import Sequence
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
        {"name": "score", "type": "text"},
        {"name": "source", "type": "choice", "options": OPTIONS},
        {"name": "origin", "type": "choice", "options": OPTIONS},
        {"name": "channel", "type": "choice", "options": OPTIONS},
    ],
}
KEPT = {"object": "lead", "field": "origin", "trackHistory": True}
PIPELINE = {
    "object": "lead",
    "name": "sales",
    "stages": [
        {"name": "fresh"},
        {"name": "known"},
        {"name": "lost", "kind": "lost"},
        {"name": "asleep"},
        {"name": "gone", "kind": "lost"},
    ],
    "transitions": [
        {"source": "fresh", "target": "known"},
        {"source": "known", "target": "lost"},
        {"source": "known", "target": "asleep"},
        {"source": "asleep", "target": "gone"},
    ],
}
FILL = """
INSERT INTO {}.lead (name, value, score, source, origin, channel, stage)
SELECT 'lead ' || n, n::text, n::text, option, option, option,
    (ARRAY['fresh', 'known', 'lost', 'asleep', 'gone'])[1 + n % 5]
FROM generate_series(1, {}) AS n, LATERAL (SELECT (ARRAY['web', 'fair', 'other'])[1 + n % 3]) AS o(option)
"""
CHANGE = """
mutation ($changes: [CatalogChange!]!) {
  changeCatalog(changes: $changes, background: true) { operation { id } errors { message } }
}"""
STATE = "query ($id: ID!) { catalogOperation(id: $id) { state phase rows rowsDone errors { message } } }"
READ = "{ leads(first: 20) { nodes { id value } } }"
CREATE = "mutation ($input: LeadCreateInput!) { createLead(input: $input) { errors { code } } }"


def _added(name: str, kind: str, of: str = "lead", **more: Any) -> dict[str, Any]:
    return {"addField": {"object": of, "field": {"name": name, "type": kind, **more}}}


def _option_removed(field: str, option: str = "web") -> dict[str, Any]:
    return {"removeOption": {"object": "lead", "field": field, "option": option, "replacement": "other"}}


def _stage_removed(stage: str, replacement: str) -> dict[str, Any]:
    return {"removeStage": {"object": "lead", "stage": stage, "replacement": replacement}}


NUMBERING = {"format": "L-{000000}"}
UNIQUE = {"setUnique": {"object": "lead", "field": "value", "unique": True}}
CHANGES: tuple[tuple[str, tuple[dict[str, Any], ...]], ...] = (
    ("unique", (UNIQUE,)),
    ("required", ({"setRequired": {"object": "lead", "field": "value", "required": True}},)),
    (
        "unique key of two fields",
        ({"addUniqueKey": {"object": "lead", "name": "pair", "fields": ["name", "source"]}},),
    ),
    ("required field with a default added", (_added("rank", "integer", required=True, default=1),)),
    ("formula added", (_added("fair", "boolean", formula={"==": [{"var": "source"}, "fair"]}),)),
    ("relation added", (_added("parent", "relation", target="lead"),)),
    ("field restored, unique", ({"restoreField": {"object": "lead", "field": "value", "unique": True}},)),
    ("searchable", ({"setSearchable": {"object": "lead", "field": "name", "searchable": True}},)),
    ("no longer searchable", ({"setSearchable": {"object": "lead", "field": "name", "searchable": False}},)),
    ("auto-number added", (_added("number", "autoNumber", numbering=NUMBERING),)),
    (
        "auto-number restored, all records without one",
        ({"restoreField": {"object": "lead", "field": "number"}},),
    ),
    ("option removed, a third of the records", (_option_removed("source"),)),
    ("option removed, a third of the records, history kept", (_option_removed("origin"),)),
    (
        "two options of a field removed, two thirds of the records",
        (_option_removed("channel"), _option_removed("channel", "fair")),
    ),
    (
        "stage renamed, a fifth of the records",
        ({"renameStage": {"object": "lead", "stage": "known", "name": "met"}},),
    ),
    ("stage removed, a fifth of the records", (_stage_removed("lost", "fresh"),)),
    (
        "two stages removed, two fifths of the records",
        (_stage_removed("gone", "fresh"), _stage_removed("asleep", "fresh")),
    ),
    (
        "text to integer, unique and required",
        ({"setFieldType": {"object": "lead", "field": "value", "type": "integer"}},),
    ),
    (
        "unique, then text to integer",
        (
            {"setUnique": {"object": "lead", "field": "score", "unique": True}},
            {"setFieldType": {"object": "lead", "field": "score", "type": "integer"}},
        ),
    ),
    (
        "object renamed and auto-number added",
        (
            {"renameObject": {"object": "lead", "name": "prospect", "plural": "prospects"}},
            _added("code", "autoNumber", "prospect", numbering=NUMBERING),
        ),
    ),
)
"""Each list is published by itself, upon what those before it have left. The last takes its name from the object."""

REMOVED = {"auto-number restored, all records without one": "number", "field restored, unique": "value"}
"""Before these the field is removed."""
UNNUMBERED = {"auto-number restored, all records without one"}
"""Before these what the records have in it is taken away, too."""
HIDDEN = """
SELECT attname FROM pg_attribute
WHERE attrelid = '{}.lead'::regclass AND attname LIKE 'sluice\\_removed\\_%' AND NOT attisdropped
"""


@dataclass(frozen=True)
class Waited:
    """One operation: how long it took, and the longest waits of a writer and a reader meanwhile, in seconds."""

    name: str
    seconds: float
    writer: float
    reader: float
    written: int


async def waits(url: str, rows: int, among: Sequence[str] = ()) -> list[Waited]:
    """Each operation on as many records, with a writer beside it.

    Args:
        among: words of the names of the operations; all of them where there is none.
    """
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
        found = []
        for name, changes in CHANGES:
            if among and not any(each in name for each in among):
                continue
            if name in REMOVED:
                await api.change(token, {"removeField": {"object": "lead", "field": REMOVED[name]}})
            if name in UNNUMBERED:
                await _without_numbers(api, namespace)
            found.append(await _waited(api, token, name, changes, rows))
            print(found[-1], file=sys.stderr, flush=True)
        return found


async def _without_numbers(api: Api, namespace: str) -> None:
    async with api.engine.database.transaction(affinity=namespace) as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        (row,) = await connection.fetch(HIDDEN.format(namespace))
        await connection.execute(f"UPDATE {namespace}.lead SET {row[0]} = NULL")


async def _waited(api: Api, token: str, name: str, changes: Sequence[dict[str, Any]], rows: int) -> Waited:
    begun = perf_counter()
    asked = (await api.data(token, CHANGE, {"changes": [*changes]}))["changeCatalog"]
    assert asked["errors"] == [], asked
    ended = asyncio.Event()
    others = asyncio.gather(_write(api, token, rows, ended), _read(api, token, ended))
    state = "queued"
    while state in ("queued", "running"):
        await asyncio.sleep(0.2)
        told = (await api.data(token, STATE, {"id": asked["operation"]["id"]}))["catalogOperation"]
        state = told["state"]
    assert state == "done", told
    seconds = perf_counter() - begun
    ended.set()
    (written, writer), reader = await others
    return Waited(name, seconds, writer, reader, written)


async def _write(api: Api, token: str, rows: int, ended: asyncio.Event) -> tuple[int, float]:
    """Create records until then: how many were created, and the longest wait."""
    written, longest = 0, 0.0
    while not ended.is_set():
        at = perf_counter()
        given = {"input": {"name": "new", "value": str(rows * 10 + int(at * 1000))}}
        found = await api.ask(token, CREATE, given)
        written += "errors" not in found and found["data"]["createLead"]["errors"] == []
        longest = max(longest, perf_counter() - at)
        await asyncio.sleep(PAUSE)
    return written, longest


async def _read(api: Api, token: str, ended: asyncio.Event) -> float:
    """Read lists until then: the longest wait."""
    longest = 0.0
    while not ended.is_set():
        at = perf_counter()
        # Where the object gets another name, the last one is refused.
        await api.ask(token, READ, {})
        longest = max(longest, perf_counter() - at)
        await asyncio.sleep(PAUSE)
    return longest


def table_of(found: list[Waited]) -> str:
    """As Markdown."""
    rows = (
        (
            each.name,
            f"{each.seconds:.0f}",
            str(each.written),
            f"{each.writer * 1000:.0f}",
            f"{each.reader * 1000:.0f}",
        )
        for each in found
    )
    waits_of = ("longest wait of a writer, ms", "of a reader, ms")
    return table(("operation", "seconds", "records created meanwhile", *waits_of), rows)


def main() -> int:
    """Measure on a database of its own, and print."""
    rows, among = (int(sys.argv[1]), sys.argv[2:]) if len(sys.argv) > 1 else (ROWS, [])
    with (
        tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder,
        embedded_postgres(Path(folder) / "data") as url,
    ):
        uvloop.run(upgrade(url))
        print(table_of(uvloop.run(waits(url, rows, among))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
