"""Values that a publish gives to many records are filled in before it, and are those that it gives at once."""

import asyncio
from typing import Any

import pytest

from tests.api.leads import CHANGE, CREATE, STOP, UPDATE, Leads
from tests.client import Api
from tests.world import sign_up

ROWS = 2_000
OPTIONS = [{"key": "web"}, {"key": "fair"}, {"key": "other"}]
FIELDS: list[dict[str, Any]] = [
    {"name": "name", "type": "text"},
    {
        "name": "source",
        "type": "choice",
        "options": OPTIONS,
        "default": "fair",
        "required": True,
    },
    {"name": "channels", "type": "multiChoice", "options": OPTIONS},
    {"name": "region", "type": "choice", "options": OPTIONS},
    {
        "name": "area",
        "type": "choice",
        "options": [{"key": "near", "onlyWith": ["web", "fair"]}, {"key": "far"}],
        "dependsOn": "region",
    },
    {"name": "met", "type": "boolean", "formula": {"==": [{"var": "source"}, "fair"]}},
    {"name": "often", "type": "boolean", "formula": {"!": [{"var": "met"}]}},
]
FILL = """
INSERT INTO {0}.lead (id, "createdAt", "updatedAt", name, source, channels, region, "deletedAt")
SELECT md5(n::text)::uuid, moment, moment, 'L' || n, (ARRAY['web', 'fair', 'other'])[1 + n % 3],
    (ARRAY['{{web}}', '{{web,fair}}', '{{fair,other}}', '{{web,fair,other}}', NULL])[1 + n % 5]::text[],
    (ARRAY['web', 'fair', 'other', NULL])[1 + n % 4], CASE WHEN n % 10 = 0 THEN moment END
FROM generate_series(1, 2000) AS n, LATERAL (SELECT timestamptz '2026-01-01' + n * interval '1 hour') AS t(moment)
"""


def removed(field: str, replacement: str | None = None) -> dict[str, Any]:
    return {"removeOption": {"object": "lead", "field": field, "option": "web", "replacement": replacement}}


async def tenant_with_leads(api: Api) -> Leads:
    admin, _ = await sign_up(api)
    key = {"object": "lead", "name": "once", "fields": ["name", "source"]}
    lead = {"name": "lead", "plural": "leads", "fields": FIELDS}
    await api.change(admin, {"addObject": lead}, {"addUniqueKey": key})
    namespace = (await api.engine.authenticator.caller(admin, None)).namespace
    found = Leads(api, admin, namespace)
    await found.run(FILL)
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


@pytest.mark.parametrize(
    "changes",
    [
        [removed("source", "fair")],
        [removed("channels", "fair")],
        [removed("channels")],
        [removed("region")],
        [removed("region", "other")],
        [removed("source", "other"), removed("channels", "other"), removed("region", "fair")],
        [
            removed("region", "fair"),
            {"removeOption": {"object": "lead", "field": "region", "option": "fair", "replacement": "other"}},
            {"setRequired": {"object": "lead", "field": "region", "required": False}},
        ],
        [
            removed("source", "fair"),
            {"addUniqueKey": {"object": "lead", "name": "pair", "fields": ["source", "name"]}},
            {"renameField": {"object": "lead", "field": "source", "name": "origin"}},
        ],
    ],
)
async def test_in_the_background_as_at_once(leads: Leads, others: Leads, changes: list[Any]) -> None:
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"]) == ("done", [])
    assert done["version"] == (await leads.ask("{ catalog { version } }"))["version"]
    await others.api.change(others.admin, *changes)
    assert await leads.kept() == await others.kept()
    await leads.sound()


async def test_an_option_is_removed_while_records_are_written(leads: Leads, held: Any) -> None:
    async def id_of(name: str) -> str:
        ((found,),) = await leads.run(f"SELECT id FROM {{0}}.lead WHERE name = '{name}'")
        return str(found)

    first, last = [
        row[0]
        for row in await leads.run(
            "SELECT min(id::text)::uuid::text FROM {0}.lead WHERE source = 'web'"
            " UNION ALL SELECT max(id::text) FROM {0}.lead WHERE source = 'web'"
        )
    ]
    wanted = await leads.begin(removed("source", "other"))
    await asyncio.wait_for(held.reached.wait(), 30)
    running = await leads.operation(wanted)
    assert (running["state"], running["phase"], running["rows"]) == ("running", "filling", ROWS)
    assert 0 < running["rowsDone"] < ROWS
    # Nothing is to be seen of it: not of a record that is filled, not of one that is not.
    seen = await leads.run("SELECT count(*) FROM {0}.lead WHERE source = 'web'")
    assert seen == [(666,)]
    assert (await leads.ask(UPDATE, id=first, input={"source": "fair"}))["errors"] == []
    assert (await leads.ask(UPDATE, id=last, input={"name": "last"}))["errors"] == []
    assert (await leads.ask(CREATE, input={"name": "new", "source": "web"}))["errors"] == []
    assert (await leads.ask(UPDATE, id=await id_of("L4"), input={"source": "web"}))["errors"] == []
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    found = dict(await leads.run("SELECT name, source FROM {0}.lead"))
    assert len(found) == ROWS + 1
    assert "web" not in found.values()
    assert (found["new"], found["last"], found["L4"]) == ("other", "other", "other")
    assert await leads.run(f"SELECT source FROM {{0}}.lead WHERE id = '{first}'") == [("fair",)]
    await leads.sound()


async def test_it_is_stopped(leads: Leads, held: Any) -> None:
    before = await leads.kept()
    wanted = await leads.begin(removed("channels", "fair"))
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(STOP, id=wanted))["errors"] == []
    assert (await leads.ended(wanted))["state"] == "stopped"
    held.go_on.set()
    assert await leads.kept() == before
    await leads.sound()


async def test_a_killed_process_leaves_it_to_the_next(leads: Leads, others: Leads, held: Any) -> None:
    wanted = await leads.begin(removed("channels", "fair"))
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.kill()
    held.go_on.set()
    assert (await leads.ended(wanted))["state"] == "done"
    await others.api.change(others.admin, removed("channels", "fair"))
    assert await leads.kept() == await others.kept()
    await leads.sound()


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"renameField": {"object": "lead", "field": "channels", "name": "ways"}},
        {"renameObject": {"object": "lead", "name": "prospect", "plural": "prospects"}},
        # What the values are made of is another then: it begins anew.
        {"addOption": {"object": "lead", "field": "channels", "option": {"key": "call"}, "before": "fair"}},
        {"setRequired": {"object": "lead", "field": "source", "required": False}},
    ],
)
async def test_others_publish_meanwhile(leads: Leads, held: Any, meanwhile: Any) -> None:
    wanted = await leads.begin(removed("channels", "other"))
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.api.change(leads.admin, meanwhile)
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    object_ = "prospect" if "renameObject" in meanwhile else "lead"
    field = "ways" if "renameField" in meanwhile else "channels"
    found = await leads.run(f"SELECT DISTINCT {field} FROM {{0}}.{object_} ORDER BY 1")
    assert found == [(["fair", "other"],), (["other"],), (None,)]
    await leads.sound()


async def test_others_remove_the_replacement_meanwhile(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(removed("channels", "other"))
    await asyncio.wait_for(held.reached.wait(), 30)
    gone = {"removeOption": {"object": "lead", "field": "channels", "option": "other", "replacement": "fair"}}
    await leads.api.change(leads.admin, gone)
    held.go_on.set()
    failed = await leads.ended(wanted)
    assert failed["state"] == "failed"
    assert [each["code"] for each in failed["errors"]] == ["CATALOG_CONFLICT"]
    await leads.sound()


async def test_a_required_field_is_not_emptied(leads: Leads) -> None:
    failed = await leads.ended(await leads.begin(removed("source")))
    assert [each["code"] for each in failed["errors"]] == ["CATALOG_ROWS_CONFLICT"]
    await leads.sound()


async def test_who_asks_for_nothing_waits_for_few_records_only(
    leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metadata.operations.asking.MANY_ROWS", ROWS - 1)
    monkeypatch.setattr("metadata.fillings.FEW_CHANGED", 400)
    # 400 records have it, 500 the other.
    single = {"object": "lead", "field": "region", "option": "web", "replacement": "fair"}
    asked = await leads.ask(CHANGE, changes=[{"removeOption": single}])
    assert asked["version"] is None
    assert (await leads.ended(asked["operation"]["id"]))["state"] == "done"
    await leads.run("UPDATE {0}.lead SET region = NULL WHERE region = 'other' AND name < 'L2'")
    asked = await leads.ask(CHANGE, changes=[{"removeOption": {**single, "option": "other"}}])
    assert (asked["errors"], asked["operation"]) == ([], None)
    await leads.sound()


async def test_few_records_are_written_in_place(leads: Leads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("metadata.fillings.FEW_CHANGED", ROWS)
    ((place,),) = await leads.run(
        "SELECT attnum FROM pg_attribute WHERE attrelid = '{0}.lead'::regclass AND attname = 'source'"
    )
    done = await leads.ended(await leads.begin(removed("source", "other")))
    assert (done["state"], done["errors"]) == ("done", [])
    assert await leads.run(
        "SELECT attnum FROM pg_attribute WHERE attrelid = '{0}.lead'::regclass AND attname = 'source'"
    ) == [(place,)]
    assert await leads.run("SELECT count(*) FROM {0}.lead WHERE source = 'web'") == [(0,)]
    await leads.sound()
