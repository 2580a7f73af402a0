"""An operation, and what happens beside it: it is stopped while an index is built, and others publish in other ways."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from metadata.operations import upon_head
from metadata.operations.building import way_done
from metadata.operations.pages import FEWEST_AT_ONCE, MOST_AT_ONCE, fitting
from metadata.operations.preparing import Preparing
from tests.api.leads import ROWS, STOP, TO_INTEGER, UNIQUE, Leads

SAVE = """mutation ($changes: [CatalogChange!]!) {
  saveCatalogDraft(changes: $changes, name: "Others") { draft { id } errors { code } } }"""
PUBLISH = """mutation ($id: ID!) {
  publishCatalogDraft(id: $id, expectedRevision: 1, background: false) { version errors { code } } }"""
ROLL_BACK = """mutation ($to: Int!) {
  rollBackCatalog(to: $to, background: false) { version errors { code message } } }"""
BUILDING = """
SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = '{0}'::regnamespace AND NOT indisvalid AND relname LIKE 'sluice\\_new%'"""
RUNNING = "SELECT FROM pg_stat_activity WHERE query LIKE 'CREATE UNIQUE INDEX CONCURRENTLY%{0}%' AND state = 'active'"


@asynccontextmanager
async def transaction(url: str, sql: str) -> AsyncIterator[None]:
    """Somebody's transaction that does this and does not end; an index that is being built waits for it."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read"):
            await connection.fetch(sql)
            yield
    finally:
        await connection.close()


async def until(leads: Leads, found: str, *, there: bool = True) -> None:
    async with asyncio.timeout(30):
        while True:
            if bool(await leads.run(found)) is there:
                return
            await asyncio.sleep(0.05)


async def published_draft(leads: Leads, *changes: Any) -> int:
    draft = (await leads.ask(SAVE, changes=[*changes]))["draft"]
    done = await leads.ask(PUBLISH, id=draft["id"])
    assert done["errors"] == []
    return int(done["version"])


async def version(leads: Leads) -> int:
    return int((await leads.ask("{ catalog { version } }"))["version"])


async def test_it_is_stopped_while_an_index_waits_for_who_is_older(leads: Leads, database_url: str) -> None:
    before = await version(leads)
    async with transaction(database_url, f"SELECT count(*) FROM {leads.namespace}.sluice_member"):
        wanted = await leads.begin(UNIQUE)
        await until(leads, BUILDING)
        assert (await leads.operation(wanted))["phase"] == "indexing"
        assert (await leads.ask(STOP, id=wanted))["errors"] == []
        stopped = await leads.ended(wanted)
        # Who is older is there still: nobody has waited for them.
        assert (stopped["state"], stopped["version"]) == ("stopped", None)
        assert await leads.run(BUILDING) == []
        assert await leads.run(RUNNING) == []
        await leads.sound()
    assert await version(leads) == before
    assert (await leads.ended(await leads.begin(UNIQUE)))["state"] == "done"


async def test_it_tells_how_far_an_index_is(
    leads: Leads, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metadata.operations.building.TELL_SECONDS", 0.05)
    name = {"setUnique": {"object": "lead", "field": "name", "unique": True}}
    seen = []
    async with transaction(database_url, f"SELECT count(*) FROM {leads.namespace}.sluice_member"):
        # Of two indexes the first is built, and waits for who is older: that is half of the records of both.
        wanted = await leads.begin(UNIQUE, name)
        async with asyncio.timeout(30):
            while not seen or seen[-1]["phase"] != "indexing" or seen[-1]["rowsDone"] < ROWS:
                seen.append(await leads.operation(wanted))
                await asyncio.sleep(0.02)
        assert (seen[-1]["phase"], seen[-1]["rows"], seen[-1]["rowsDone"]) == ("indexing", 2 * ROWS, ROWS)
    assert (await leads.ended(wanted))["state"] == "done"
    told = [each["rowsDone"] for each in seen if each["phase"] == "indexing"]
    assert told == sorted(told)
    await leads.sound()


def test_the_way_of_an_index_never_leads_back() -> None:
    nothing, half = (0, 0), (5, 10)
    course = [
        way_done("initializing", nothing, nothing),
        way_done("waiting for writers before build", nothing, nothing),
        way_done("building index: scanning table", half, nothing),
        way_done("building index: scanning table", (10, 10), nothing),
        way_done("building index: sorting live tuples", (10, 10), nothing),
        way_done("building index: loading tuples in tree", nothing, half),
        way_done("waiting for writers before validation", nothing, nothing),
        way_done("index validation: scanning index", half, nothing),
        way_done("index validation: sorting tuples", nothing, nothing),
        way_done("index validation: scanning table", half, nothing),
        way_done("waiting for old snapshots", nothing, nothing),
    ]
    assert course == sorted(course)
    assert (course[0], course[2], course[-2], course[-1]) == (0.0, 0.2, 0.9, 1.0)


async def test_it_is_stopped_while_an_index_waits_for_who_writes(
    leads: Leads, held: Any, database_url: str
) -> None:
    unique = {"setUnique": {"object": "lead", "field": "name", "unique": True}}
    wanted = await leads.begin(TO_INTEGER, unique)
    await asyncio.wait_for(held.reached.wait(), 30)
    async with transaction(
        database_url, f"UPDATE {leads.namespace}.lead SET name = 'mine' WHERE value = '7'"
    ):
        held.go_on.set()
        await until(leads, BUILDING)
        assert (await leads.ask(STOP, id=wanted))["errors"] == []
        # The building ends at once; what it leaves goes when the writer has ended.
        await until(leads, RUNNING, there=False)
        await asyncio.sleep(1.5)
        assert (await leads.operation(wanted))["stopping"]
    assert (await leads.ended(wanted))["state"] == "stopped"
    assert await leads.run("SELECT name FROM {0}.lead WHERE value = '7'") == [("mine",)]
    await leads.sound()


async def test_others_publish_a_draft_and_take_it_back(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    before = await version(leads)
    renamed = {"renameField": {"object": "lead", "field": "value", "name": "worth"}}
    added = {"addField": {"object": "lead", "field": {"name": "extra", "type": "text"}}}
    assert await published_draft(leads, renamed, added) == before + 1
    assert (await leads.ask(ROLL_BACK, to=before))["errors"] == []
    assert await published_draft(leads, renamed) == before + 3
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"], done["version"]) == ("done", [], before + 4)
    assert await leads.run("SELECT worth FROM {0}.lead WHERE name = 'L1999'") == [(1999,)]
    await leads.sound()


async def test_others_roll_back_to_where_the_object_was_not(leads: Leads, held: Any) -> None:
    before = await version(leads)
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(ROLL_BACK, to=before - 1))["errors"] == []
    held.go_on.set()
    failed = await leads.ended(wanted)
    assert (failed["state"], [each["code"] for each in failed["errors"]]) == ("failed", ["CATALOG_CONFLICT"])
    assert await leads.left() == []
    # The object comes back as it was, and nothing of the operation is in it.
    assert (await leads.ask(ROLL_BACK, to=before))["errors"] == []
    assert await leads.run("SELECT value FROM {0}.lead WHERE name = 'L7'") == [("7",)]
    await leads.sound()


async def test_others_roll_back_what_an_operation_has_just_put_in_force(leads: Leads) -> None:
    before = await version(leads)
    first = await leads.begin(TO_INTEGER)
    second = await leads.begin({"setLabels": {"object": "lead", "labels": [{"language": "en", "text": "L"}]}})
    assert (await leads.ended(first))["state"] == "done"
    assert (await leads.ended(second))["state"] == "done"
    assert (await leads.ask(ROLL_BACK, to=before))["errors"] == []
    assert await leads.run("SELECT value FROM {0}.lead WHERE name = 'L7'") == [("7",)]
    await leads.sound()


@pytest.mark.parametrize("kind", ["removeObject", "eraseObject"])
async def test_others_remove_the_object_meanwhile(leads: Leads, held: Any, kind: str) -> None:
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.api.change(leads.admin, {"removeObject": {"object": "lead"}})
    if kind == "eraseObject":
        await leads.api.change(leads.admin, {"eraseObject": {"object": "lead"}})
    held.go_on.set()
    failed = await leads.ended(wanted)
    assert (failed["state"], [each["code"] for each in failed["errors"]]) == ("failed", ["CATALOG_CONFLICT"])
    assert await leads.left() == []


async def test_two_operations_that_collide_are_done_one_after_the_other(leads: Leads, held: Any) -> None:
    first = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    second = await leads.begin({"setFieldType": {"object": "lead", "field": "value", "type": "decimal"}})
    third = await leads.begin({"renameField": {"object": "lead", "field": "value", "name": "worth"}})
    held.go_on.set()
    assert [(await leads.ended(each))["state"] for each in (first, second, third)] == [
        "done",
        "failed",
        "done",
    ]
    assert [each["code"] for each in (await leads.operation(second))["errors"]] == ["CATALOG_CONFLICT"]
    assert await leads.run("SELECT worth FROM {0}.lead WHERE name = 'L7'") == [(7,)]
    await leads.sound()


async def test_others_set_the_time_zone_while_days_become_moments(leads: Leads, held: Any) -> None:
    """What was converted by the clocks of the old zone is converted anew."""
    day = {"name": "day", "type": "date", "default": "2026-01-02"}
    await leads.api.change(leads.admin, {"addField": {"object": "lead", "field": day}})
    await leads.api.change(leads.admin, {"setDefault": {"object": "lead", "field": "day"}})
    wanted = await leads.begin({"setFieldType": {"object": "lead", "field": "day", "type": "datetime"}})
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.api.change(leads.admin, {"setTimeZone": {"timeZone": "Asia/Shanghai"}})
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    days = await leads.run("SELECT day AT TIME ZONE 'Asia/Shanghai', count(*) FROM {0}.lead GROUP BY 1")
    assert [(str(moment), count) for moment, count in days] == [("2026-01-02 00:00:00", ROWS)]
    await leads.sound()


async def test_it_ends_although_others_never_stop_writing(
    leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had gone after each new record, and ended when nobody wrote one between two of its pages."""
    page = upon_head.UponHead.page

    @asynccontextmanager
    async def written(self: Any) -> AsyncIterator[Any]:
        await leads.run("INSERT INTO {0}.lead (name, value) VALUES ('more', '1')")
        async with page(self) as connection:
            yield connection

    monkeypatch.setattr(upon_head.UponHead, "page", written)
    done = await leads.ended(await leads.begin(TO_INTEGER))
    assert (done["state"], done["errors"]) == ("done", [])
    (more,) = await leads.run("SELECT count(*), min(value), max(value) FROM {0}.lead WHERE name = 'more'")
    assert 1 < more[0] < 50
    assert more[1:] == (1, 1)
    await leads.sound()


@pytest.mark.parametrize(
    ("rows", "seconds", "wanted"),
    [
        (500, 0.2, 500),
        (500, 0.4, 250),
        (500, 0.01, 1_000),
        (4_000, 0.0, MOST_AT_ONCE),
        (500, 9.0, FEWEST_AT_ONCE),
    ],
)
def test_a_page_has_as_many_rows_as_fit_the_time(rows: int, seconds: float, wanted: int) -> None:
    assert fitting(rows, seconds) == wanted


async def test_a_page_is_converted_as_a_whole(leads: Leads, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large page what was beyond a smaller one had counted as locked by others, to be caught up with."""
    monkeypatch.setattr("metadata.conversions.ROWS_AT_ONCE", 100)
    noted: list[int] = []
    note = Preparing._note

    async def seen(self: Preparing, watched: str, ids: Any) -> None:
        noted.append(len(ids))
        await note(self, watched, ids)

    monkeypatch.setattr(Preparing, "_note", seen)
    done = await leads.ended(await leads.begin(TO_INTEGER))
    assert (done["state"], done["errors"], noted) == ("done", [], [0])
    await leads.sound()


async def test_many_locked_records_are_caught_up_with(leads: Leads, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than PostgreSQL takes values of in one statement had been named each by itself."""
    note = Preparing._note

    async def more(self: Preparing, watched: str, ids: Any) -> None:
        await note(self, watched, [uuid4() for _ in range(40_000)])

    monkeypatch.setattr(Preparing, "_note", more)
    done = await leads.ended(await leads.begin(TO_INTEGER))
    assert (done["state"], done["errors"]) == ("done", [])
    await leads.sound()
