"""A stage that many records are in, or have been in, is renamed in the background, and removed."""

import asyncio
from typing import Any

import pytest

from tests.api.leads import CHANGE, CREATE, STOP, Leads
from tests.client import Api
from tests.world import sign_up

ROWS = 2_000
LEAD = {
    "name": "lead",
    "plural": "leads",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "value", "type": "text"},
    ],
}
PIPELINE = {
    "object": "lead",
    "name": "sales",
    "stages": [{"name": "fresh"}, {"name": "known"}, {"name": "lost", "kind": "lost"}],
    "transitions": [{"source": "fresh", "target": "known"}, {"source": "known", "target": "lost"}],
}
FORMULAS = [
    {"name": "early", "type": "boolean", "formula": {"==": [{"var": "stage"}, "fresh"]}},
    {"name": "late", "type": "boolean", "formula": {"!": [{"var": "early"}]}},
    {"name": "gone", "type": "boolean", "formula": {"==": [{"var": "stage"}, "lost"]}},
]
FILL = """
INSERT INTO {0}.lead (id, "createdAt", "updatedAt", name, value, stage, "deletedAt")
SELECT md5(n::text)::uuid, moment, moment, 'L' || n, n::text, (ARRAY['fresh', 'known', 'lost'])[1 + n % 3],
    CASE WHEN n % 10 = 0 THEN moment END
FROM generate_series(1, 2000) AS n, LATERAL (SELECT timestamptz '2026-01-01' + n * interval '1 hour') AS t(moment)
"""
HISTORY = """
INSERT INTO {0}.sluice_stage_history
    (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, catalog_version)
SELECT owner.object_id, of.id, owner.pipeline_id, moved.before, moved.after, of."createdAt", 1
FROM {0}.lead AS of, (
    SELECT object #>> '{{id}}' AS object_id, object #>> '{{pipeline,id}}' AS pipeline_id
    FROM {0}.sluice_catalog_version, jsonb_array_elements(catalog -> 'objects') AS object
    ORDER BY version DESC LIMIT 1
) AS owner, (VALUES (NULL, 'fresh'), ('fresh', 'known'), ('known', 'lost')) AS moved(before, after)
WHERE moved.after <> of.stage OR of.stage = 'fresh'
"""
PROMOTE = """
mutation ($id: ID!) {
  promoteLead(id: $id, to: "known") { promoted lead { stage } errors { code } }
}"""
RENAME = {"renameStage": {"object": "lead", "stage": "fresh", "name": "first"}}


async def tenant_with_leads(api: Api, *, formulas: bool = True) -> Leads:
    admin, _ = await sign_up(api)
    await api.change(admin, {"addObject": LEAD}, {"addPipeline": PIPELINE})
    if formulas:
        await api.change(admin, *({"addField": {"object": "lead", "field": each}} for each in FORMULAS))
    found = Leads(api, admin, (await api.engine.authenticator.caller(admin, None)).namespace)
    await found.run(FILL)
    await found.run(HISTORY)
    return found


@pytest.fixture
async def leads(api: Api) -> Leads:
    return await tenant_with_leads(api)


@pytest.fixture
async def others(api: Api) -> Leads:
    """A tenant with the same records."""
    return await tenant_with_leads(api)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns are filled for a hundred records too."""
    monkeypatch.setattr("metadata.fillings.FEW_CHANGED", 100)


async def id_in(leads: Leads, stage: str, which: str = "min") -> str:
    rows = await leads.run(f"SELECT {which}(id::text) FROM {{0}}.lead WHERE stage = '{stage}'")
    return str(rows[0][0])


@pytest.mark.parametrize(
    "changes",
    [
        [RENAME],
        [RENAME, {"renameStage": {"object": "lead", "stage": "lost", "name": "gone"}}],
        [RENAME, {"moveStage": {"object": "lead", "stage": "first"}}],
        [RENAME, {"removeStage": {"object": "lead", "stage": "known", "replacement": "first"}}],
        [
            {"removeStage": {"object": "lead", "stage": "known", "replacement": "fresh"}},
            RENAME,
        ],
        [{"renameField": {"object": "lead", "field": "early", "name": "begun"}}, RENAME],
    ],
)
async def test_in_the_background_as_at_once(leads: Leads, others: Leads, changes: list[Any]) -> None:
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"]) == ("done", [])
    await others.api.change(others.admin, *changes)
    # What has moved has done so under the version before.
    assert await leads.kept("catalog_version") == await others.kept("catalog_version")
    await leads.sound()
    await leads.read_through()


async def test_records_are_read_through_whoever_looks_meanwhile(
    leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who looked whether the operation is to stop found that it had ended, and broke the reading off."""
    monkeypatch.setattr("metadata.operations.running.LOOK_SECONDS", 0.0)
    done = await leads.ended(await leads.begin(RENAME))
    assert (done["state"], done["errors"]) == ("done", [])
    await leads.read_through()


async def test_a_stage_is_renamed_while_records_are_written(leads: Leads, held: Any) -> None:
    moved = await id_in(leads, "fresh")
    wanted = await leads.begin(RENAME)
    await asyncio.wait_for(held.reached.wait(), 30)
    running = await leads.operation(wanted)
    assert (running["state"], running["phase"], running["rows"]) == ("running", "filling", ROWS)
    assert 0 < running["rowsDone"] < ROWS
    made = await leads.ask(CREATE, input={"name": "new"})
    assert made["errors"] == []
    promoted = await leads.ask(PROMOTE, id=moved)
    assert (promoted["promoted"], promoted["lead"]) == (True, {"stage": "known"})
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    found = {str(row[0]): row[1] for row in await leads.run("SELECT id, stage FROM {0}.lead")}
    assert (found[moved], found[made["lead"]["id"]]) == ("known", "first")
    assert {*found.values()} == {"first", "known", "lost"}
    history = await leads.run("SELECT record_id::text, from_stage, to_stage FROM {0}.sluice_stage_history")
    assert (moved, "first", "known") in history
    assert (made["lead"]["id"], None, "first") in history
    assert "fresh" not in {stage for row in history for stage in row[1:]}
    # New records start there as ever.
    again = await leads.ask(CREATE, input={"name": "again"})
    assert await leads.run(f"SELECT stage FROM {{0}}.lead WHERE id = '{again['lead']['id']}'") == [("first",)]
    await leads.sound()


async def test_renaming_is_stopped(leads: Leads, held: Any) -> None:
    before = await leads.kept()
    wanted = await leads.begin(RENAME)
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(STOP, id=wanted))["errors"] == []
    assert (await leads.ended(wanted))["state"] == "stopped"
    held.go_on.set()
    assert await leads.kept() == before
    await leads.sound()


async def test_a_killed_process_leaves_renaming_to_the_next(leads: Leads, others: Leads, held: Any) -> None:
    wanted = await leads.begin(RENAME)
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.kill()
    held.go_on.set()
    assert (await leads.ended(wanted))["state"] == "done"
    await others.api.change(others.admin, RENAME)
    assert await leads.kept() == await others.kept()
    await leads.sound()


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"renameObject": {"object": "lead", "name": "prospect", "plural": "prospects"}},
        {"renameStage": {"object": "lead", "stage": "known", "name": "met"}},
        {"removeStage": {"object": "lead", "stage": "known", "replacement": "fresh"}},
    ],
)
async def test_others_publish_while_a_stage_is_renamed(leads: Leads, held: Any, meanwhile: Any) -> None:
    wanted = await leads.begin(RENAME)
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.api.change(leads.admin, meanwhile)
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    (name,) = {"prospect", "lead"} & {row[0] for row in await leads.run(TABLES)}
    stages = {row[0] for row in await leads.run(f"SELECT DISTINCT stage FROM {{0}}.{name}")}
    second = {"renameStage": {"met"}, "removeStage": set()}.get(*meanwhile, {"known"})
    assert stages == {"first", "lost"} | second
    history = await leads.run(
        "SELECT DISTINCT unnest(ARRAY[from_stage, to_stage]) FROM {0}.sluice_stage_history"
    )
    assert ("fresh",) not in history
    await leads.sound()


async def test_a_stage_that_many_have_been_in_is_renamed_in_the_background(
    leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metadata.operations.asking.MANY_ROWS", ROWS)
    monkeypatch.setattr("metadata.fillings.FEW_CHANGED", ROWS // 2)
    await leads.run("UPDATE {0}.lead SET stage = 'lost'")
    asked = await leads.ask(CHANGE, changes=[RENAME])
    assert asked["version"] is None
    assert (await leads.ended(asked["operation"]["id"]))["state"] == "done"
    history = await leads.run(
        "SELECT DISTINCT unnest(ARRAY[from_stage, to_stage]) FROM {0}.sluice_stage_history"
    )
    assert ("fresh",) not in history
    await leads.sound()


TABLES = "SELECT relname FROM pg_class WHERE relnamespace = '{0}'::regnamespace"
