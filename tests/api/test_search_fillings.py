"""The words that search finds are filled in beside the requests, and are those that a publish makes at once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.leads import CHANGE, CREATE, STOP, UPDATE, Leads
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import make_world

ROWS = 2_000
FIELDS: list[dict[str, Any]] = [
    {"name": "name", "type": "text", "searchable": True},
    {"name": "notes", "type": "longText"},
    {"name": "home", "type": "address", "searchable": True},
    {"name": "phone", "type": "phone", "region": "CN"},
]
FILL = """
INSERT INTO {0}.lead (name, notes, home__country, home__city, phone, "deletedAt")
SELECT 'L' || n, CASE WHEN n % 3 > 0 THEN 'notes ' || n END, 'CN', '上海' || n % 7, '+8613800' || 100000 + n,
    CASE WHEN n % 10 = 0 THEN now() END
FROM generate_series(1, 2000) AS n
"""
NOTES = {"setSearchable": {"object": "lead", "field": "notes", "searchable": True}}
TWICE = """mutation ($changes: [CatalogChange!]!, $background: Boolean) {
  changeCatalog(changes: $changes, background: $background) {
    version operation { id } errors { code message path hint } } }"""
FOUND = "query ($text: String) { leads(search: $text) { nodes { name } } }"
REMOVED = {"removeField": {"object": "lead", "field": "home"}}


@copied
async def leads(api: Api) -> Leads:
    world = await make_world(api)
    lead = {"name": "lead", "plural": "leads", "display": "name", "fields": FIELDS}
    await api.change(world.admin, {"addObject": lead})
    found = Leads(api, world.admin, await world.namespace())
    await found.run(FILL)
    return found


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns are filled for a hundred records too."""
    monkeypatch.setattr("metadata.fillings.FEW_CHANGED", 100)


async def found(leads: Leads, text: str) -> list[str]:
    return [each["name"] for each in (await leads.ask(FOUND, text=text))["nodes"]]


async def table_file(leads: Leads, table: str = "lead") -> list[Any]:
    """What is another when PostgreSQL has written the table anew."""
    return await leads.run(f"SELECT pg_relation_filenode('{{0}}.{table}')")


def a_field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"addField": {"object": "lead", "field": {"name": name, "type": kind, "searchable": True, **more}}}


def renamed(field: str, name: str, of: str = "lead") -> dict[str, Any]:
    return {"renameField": {"object": of, "field": field, "name": name}}


@pytest.mark.parametrize(
    "changes",
    [
        [NOTES],
        [{"setSearchable": {"object": "lead", "field": "home", "searchable": False}}],
        [REMOVED],
        [a_field("kind", "text", default="it's 50% 新")],
        [a_field("kind", "text"), a_field("site", "url", default="https://example.com/a")],
        [{"setFieldType": {"object": "lead", "field": "name", "type": "longText"}}],
        [
            {"setFieldType": {"object": "lead", "field": "name", "type": "richText"}},
            NOTES,
            renamed("name", "headLine"),
        ],
        [
            renamed("notes", "remarks"),
            a_field("notes", "text", default="other"),
            {"setSearchable": {"object": "lead", "field": "remarks", "searchable": True}},
        ],
        [
            {"renameObject": {"object": "lead", "name": "prospect", "plural": "prospects"}},
            {"setSearchable": {"object": "prospect", "field": "phone", "searchable": True}},
        ],
        [a_field("number", "autoNumber", numbering={"format": "N{0000}"}), renamed("number", "no")],
        [NOTES, {"setUnique": {"object": "lead", "field": "phone", "unique": True}}],
    ],
)
async def test_in_the_background_as_at_once(leads: Leads, changes: list[Any]) -> None:
    before = await table_file(leads)
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"]) == ("done", [])
    await leads.sound()
    table = "prospect" if "renameObject" in changes[0] else "lead"
    assert await table_file(leads, table) == before
    await leads.run(f"UPDATE {{0}}.{table} SET phone = '+8613900000001' WHERE phone = '+8613800100001'")
    await leads.sound()


async def test_a_field_is_restored(leads: Leads) -> None:
    await leads.api.change(leads.admin, REMOVED)
    before = await table_file(leads)
    done = await leads.ended(
        await leads.begin({"restoreField": {"object": "lead", "field": "home", "name": "place"}})
    )
    assert (done["state"], done["errors"]) == ("done", [])
    assert await table_file(leads) == before
    await leads.sound()


@pytest.mark.parametrize(
    "changes",
    [
        [
            a_field("kind", "text", default="a"),
            {"setFieldType": {"object": "lead", "field": "kind", "type": "longText"}},
        ],
        [REMOVED, {"restoreField": {"object": "lead", "field": "home"}}, NOTES],
        [{"removeObject": {"object": "lead"}}, {"restoreObject": {"object": "lead"}}, NOTES],
    ],
)
async def test_what_is_made_in_the_publish(leads: Leads, changes: list[Any]) -> None:
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"]) == ("done", [])
    await leads.sound()


async def test_two_types_of_a_field_in_one_list_are_prepared_with_its_words(
    leads: Leads, unused: Callable[[], list[Any]]
) -> None:
    """The second conversion and the words were made in the publish, and everybody waited; then they were refused."""
    first, second = (
        {"setFieldType": {"object": "lead", "field": "name", "type": kind}}
        for kind in ("longText", "richText")
    )
    done = await leads.ended(await leads.begin(first, NOTES, second))
    assert (done["state"], done["errors"], unused()) == ("done", [], [])
    assert await found(leads, "L1999") == ["L1999"]
    await leads.sound()


async def test_two_types_of_a_field_can_be_asked_for_at_once(
    leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who says `background: false` has chosen to wait."""
    monkeypatch.setattr("metadata.operations.asking.MANY_ROWS", 100)
    changes = [
        {"setFieldType": {"object": "lead", "field": "name", "type": kind}}
        for kind in ("longText", "richText")
    ]
    published = await leads.ask(TWICE, changes=changes, background=False)
    assert (published["errors"], published["operation"]) == ([], None)
    await leads.sound()


async def test_a_field_becomes_searchable_while_records_are_written(leads: Leads, held: Any) -> None:
    first, last = [
        str(row[0])
        for row in await leads.run("SELECT id FROM {0}.lead WHERE name IN ('L1', 'L1999') ORDER BY id")
    ]
    wanted = await leads.begin(NOTES)
    await asyncio.wait_for(held.reached.wait(), 30)
    running = await leads.operation(wanted)
    assert (running["state"], running["phase"], running["rows"]) == ("running", "filling", ROWS)
    assert 0 < running["rowsDone"] < ROWS
    # Until it is done searches find what they found.
    assert await found(leads, "notes") == []
    for id_, text in ((first, "quokka early"), (last, "quokka late")):
        assert (await leads.ask(UPDATE, id=id_, input={"notes": text}))["errors"] == []
    assert (await leads.ask(CREATE, input={"name": "new", "notes": "quokka new"}))["errors"] == []
    await leads.run("UPDATE {0}.lead SET notes = NULL WHERE name = 'L4'")
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    assert {*await found(leads, "quokka")} == {"L1", "L1999", "new"}
    assert len(await found(leads, "L4")) > 1
    assert await found(leads, "notes 7") != []
    await leads.sound()


async def test_it_is_stopped(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(NOTES)
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(STOP, id=wanted))["errors"] == []
    assert (await leads.ended(wanted))["state"] == "stopped"
    held.go_on.set()
    assert await found(leads, "notes") == []
    assert await found(leads, "L7") != []
    await leads.sound()


async def test_a_killed_process_leaves_it_to_the_next(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(NOTES)
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.kill()
    held.go_on.set()
    assert (await leads.ended(wanted))["state"] == "done"
    assert await found(leads, "notes 7") != []
    await leads.sound()


@pytest.mark.parametrize(
    "meanwhile",
    [
        renamed("name", "heading"),
        renamed("notes", "remarks"),
        {"renameObject": {"object": "lead", "name": "prospect", "plural": "prospects"}},
        # What the words are made of is something else then: it begins anew.
        a_field("kind", "text", default="quokka"),
        {"setFieldType": {"object": "lead", "field": "name", "type": "longText"}},
        REMOVED,
    ],
)
async def test_others_publish_meanwhile(leads: Leads, held: Any, meanwhile: Any) -> None:
    wanted = await leads.begin(NOTES)
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.api.change(leads.admin, meanwhile)
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    await leads.sound()


async def test_who_asks_for_nothing_has_it_in_the_background(
    leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metadata.operations.asking.MANY_ROWS", ROWS - 1)
    asked = await leads.ask(CHANGE, changes=[NOTES])
    assert (asked["version"], asked["steps"][0]["rows"]) == (None, ROWS)
    assert (await leads.ended(asked["operation"]["id"]))["state"] == "done"
    asked = await leads.ask(CHANGE, changes=[renamed("notes", "remarks")])
    assert (asked["errors"], asked["operation"]) == ([], None)
    await leads.sound()


async def test_the_words_of_few_records_are_made_in_the_publish(
    leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metadata.fillings.FEW_CHANGED", ROWS)
    before = await table_file(leads)
    done = await leads.ended(await leads.begin(NOTES))
    assert (done["state"], done["errors"]) == ("done", [])
    assert await table_file(leads) != before
    await leads.sound()
