"""What a publish in the background finds done, whatever object and field are called by then."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from metadata.ahead import Ahead, Standing
from tests.api.leads import CREATE, REQUIRED, STOP, TO_INTEGER, UNIQUE, UPDATE, Leads
from tests.client import Api
from tests.world import sign_up

RENAME = {"renameField": {"object": "lead", "field": "value", "name": "worth"}}
RENAME_OBJECT = {"renameObject": {"object": "lead", "name": "prospect", "plural": "prospects"}}
SEARCHABLE = {"setSearchable": {"object": "lead", "field": "worth", "searchable": True}}
REMOVE = {"removeField": {"object": "lead", "field": "value"}}
RESTORE = {"restoreField": {"object": "lead", "field": "value", "unique": True}}
LEAD = {
    "name": "lead",
    "plural": "leads",
    "fields": [{"name": "name", "type": "text"}, {"name": "value", "type": "text"}],
}
FILL = """
INSERT INTO {0}.lead (id, name, value) SELECT md5(n::text)::uuid, 'L' || n, n::text FROM generate_series(1, 2000) AS n
"""


def integer(field: str = "worth", of: str = "lead") -> dict[str, Any]:
    return {"setFieldType": {"object": of, "field": field, "type": "integer"}}


def unique(field: str = "worth", of: str = "lead") -> dict[str, Any]:
    return {"setUnique": {"object": of, "field": field, "unique": True}}


async def tenant_with_leads(api: Api) -> Leads:
    admin, _ = await sign_up(api, f"margin{secrets.token_hex(3)}")
    await api.change(admin, {"addObject": LEAD})
    found = Leads(api, admin, (await api.engine.authenticator.caller(admin, None)).namespace)
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


@pytest.fixture
def stood(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[int, int, int]]:
    """Says how many conversions and indexes the publish found standing, and how many of either it has not used."""
    found: list[tuple[int, int, Standing]] = []
    standing = Ahead.standing

    async def seen(self: Ahead, *args: Any) -> Standing:
        made = await standing(self, *args)
        found.append((len(made.converted), len(made.indexes), made))
        return made

    monkeypatch.setattr(Ahead, "standing", seen)

    def told() -> tuple[int, int, int]:
        converted, indexes, made = found[-1]
        return converted, indexes, len(made.converted) + len(made.indexes) + len(made.columns)

    return told


@pytest.mark.parametrize(
    ("first", "changes", "conversions", "indexes"),
    [
        ([], [RENAME, integer()], 1, 0),
        ([], [REQUIRED, TO_INTEGER], 1, 0),
        ([], [RENAME_OBJECT, integer("value", "prospect")], 1, 0),
        ([UNIQUE], [RENAME_OBJECT, integer("value", "prospect")], 1, 1),
        ([UNIQUE, REQUIRED], [RENAME, integer(), RENAME_OBJECT], 1, 1),
        ([], [RENAME, unique()], 0, 1),
        ([], [RENAME_OBJECT, RENAME, unique()], 0, 1),
        ([], [TO_INTEGER, UNIQUE], 1, 1),
        ([], [TO_INTEGER, RENAME, unique(), RENAME_OBJECT], 1, 1),
        (
            [],
            [RENAME, integer(), {"setRequired": {"object": "lead", "field": "worth", "required": True}}],
            1,
            0,
        ),
        ([], [RENAME, SEARCHABLE, unique()], 0, 2),
        ([REMOVE], [RESTORE], 0, 1),
        (
            [REMOVE],
            [RENAME_OBJECT, {"restoreField": {**RESTORE["restoreField"], "object": "prospect"}}],
            0,
            1,
        ),
        # The two fields change places: each index is over the values that its field has.
        (
            [],
            [
                {"renameField": {"object": "lead", "field": "name", "name": "other"}},
                {"renameField": {"object": "lead", "field": "value", "name": "name"}},
                {"renameField": {"object": "lead", "field": "other", "name": "value"}},
                {"addUniqueKey": {"object": "lead", "name": "pair", "fields": ["value", "name"]}},
                unique("name"),
            ],
            0,
            2,
        ),
        # Values of a second type are made of those that the base has, and so is the index over them.
        (
            [],
            [TO_INTEGER, {"setFieldType": {**integer("value")["setFieldType"], "type": "decimal"}}, UNIQUE],
            1,
            1,
        ),
    ],
)
async def test_as_at_once(
    leads: Leads,
    others: Leads,
    stood: Callable[[], tuple[int, int, int]],
    first: list[Any],
    changes: list[Any],
    conversions: int,
    indexes: int,
) -> None:
    changes = [
        _in_prospect(each) if RENAME_OBJECT in changes[:at] else each for at, each in enumerate(changes)
    ]
    for each in (leads, others):
        if first:
            await each.api.change(each.admin, *first)
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"]) == ("done", [])
    assert stood() == (conversions, indexes, 0)
    await others.api.change(others.admin, *changes)
    name = "prospect" if RENAME_OBJECT in changes else "lead"
    assert await rows(leads, name) == await rows(others, name)
    await leads.read_through()
    await leads.sound()


def _in_prospect(change: dict[str, Any]) -> dict[str, Any]:
    return {kind: {**given, "object": "prospect"} for kind, given in change.items()}


async def rows(leads: Leads, name: str) -> list[Any]:
    wanted = "to_jsonb(of) - 'createdAt' - 'updatedAt' - 'createdBy' - 'updatedBy' - 'ownerId'"
    return [row[0] for row in await leads.run(f"SELECT ({wanted})::text FROM {{0}}.{name} AS of ORDER BY id")]


async def test_a_renamed_field_is_converted_while_records_are_written(
    leads: Leads, held: Any, stood: Callable[[], tuple[int, int, int]]
) -> None:
    ids = {row[0]: str(row[1]) for row in await leads.run("SELECT name, id FROM {0}.lead ORDER BY id")}
    first, last = next(iter(ids)), [*ids][-1]
    wanted = await leads.begin(RENAME, integer(), unique())
    await asyncio.wait_for(held.reached.wait(), 30)
    running = await leads.operation(wanted)
    assert (running["phase"], running["rows"]) == ("converting", 2_000)
    assert 0 < running["rowsDone"] < 2_000
    for name, value in ((first, "7001"), (last, "7002")):
        assert (await leads.ask(UPDATE, id=ids[name], input={"value": value}))["errors"] == []
    assert (await leads.ask(CREATE, input={"name": "new", "value": "7003"}))["errors"] == []
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    assert stood() == (1, 1, 0)
    found = dict(await leads.run("SELECT name, worth FROM {0}.lead"))
    assert (found[first], found[last], found["new"]) == (7001, 7002, 7003)
    await leads.sound()


async def test_a_value_that_is_written_meanwhile_is_not_unique(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(RENAME, integer(), unique())
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(CREATE, input={"name": "new", "value": "07"}))["errors"] == []
    held.go_on.set()
    failed = await leads.ended(wanted)
    assert (failed["state"], [each["code"] for each in failed["errors"]]) == (
        "failed",
        ["CATALOG_ROWS_CONFLICT"],
    )
    await leads.sound()


async def test_it_is_stopped(leads: Leads, held: Any) -> None:
    before = await leads.kept()
    wanted = await leads.begin(RENAME, integer(), unique())
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(STOP, id=wanted))["errors"] == []
    assert (await leads.ended(wanted))["state"] == "stopped"
    held.go_on.set()
    assert await leads.kept() == before
    await leads.sound()


async def test_a_killed_process_leaves_it_to_the_next(
    leads: Leads, held: Any, stood: Callable[[], tuple[int, int, int]]
) -> None:
    wanted = await leads.begin(RENAME_OBJECT, integer("value", "prospect"))
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.kill()
    held.go_on.set()
    assert (await leads.ended(wanted))["state"] == "done"
    assert stood() == (1, 0, 0)
    assert await leads.run("SELECT value FROM {0}.prospect WHERE name = 'L7'") == [(7,)]
    await leads.sound()
