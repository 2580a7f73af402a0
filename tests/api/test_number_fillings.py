"""An auto-number that is added to many records gives them their numbers in the background."""

import asyncio
from typing import Any

import pytest

from tests.api.leads import CHANGE, STOP, Leads
from tests.client import Api
from tests.world import sign_up

ROWS = 2_000
LEAD = {"name": "lead", "plural": "leads", "fields": [{"name": "name", "type": "text"}]}
FILL = """
INSERT INTO {0}.lead (id, "createdAt", "updatedAt", name, "deletedAt")
SELECT md5(n::text)::uuid, moment, moment, 'L' || n, CASE WHEN n % 10 = 0 THEN moment END
FROM generate_series(1, 2000) AS n,
    LATERAL (SELECT timestamptz '2024-01-01' + (n % 700) * interval '1 day') AS t(moment)
"""
CREATE = """
mutation ($input: LeadCreateInput!) {
  createLead(input: $input) { lead { id } errors { code path } }
}"""


def added(restart: str = "never", **more: Any) -> dict[str, Any]:
    numbering = {"format": "L-{YYYY}{MM}-{000}", "restart": restart, **more}
    return {
        "addField": {
            "object": "lead",
            "field": {"name": "number", "type": "autoNumber", "numbering": numbering},
        }
    }


async def tenant_with_leads(api: Api) -> Leads:
    admin, _ = await sign_up(api)
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


async def create(leads: Leads, name: str) -> None:
    assert (await leads.ask(CREATE, input={"name": name}))["errors"] == []


async def numbers(leads: Leads) -> dict[str, str]:
    return dict(await leads.run("SELECT name, number FROM {0}.lead"))


@pytest.mark.parametrize(
    "changes",
    [
        [added()],
        [added("year", start=50)],
        [added("month")],
        [{"setTimeZone": {"timeZone": "Asia/Shanghai"}}, added("month")],
        [added(), {"setSearchable": {"object": "lead", "field": "number", "searchable": True}}],
        [added(), {"renameField": {"object": "lead", "field": "number", "name": "code"}}],
    ],
)
async def test_numbers_as_at_once(leads: Leads, others: Leads, changes: list[Any]) -> None:
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"]) == ("done", [])
    await others.api.change(others.admin, *changes)
    assert await leads.kept() == await others.kept()
    await leads.read_through()
    await leads.sound()
    # The next record gets the next number.
    for each in (leads, others):
        await create(each, "new")
    whose = ("id", "record_id", "createdAt")
    assert await leads.kept(*whose) == await others.kept(*whose)


async def test_records_that_are_made_meanwhile_are_numbered_last(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(added())
    await asyncio.wait_for(held.reached.wait(), 30)
    running = await leads.operation(wanted)
    assert (running["state"], running["phase"], running["rows"]) == ("running", "filling", ROWS)
    assert 0 < running["rowsDone"] < ROWS
    for name in ("first", "second"):
        await create(leads, name)
    await leads.run("UPDATE {0}.lead SET name = 'other' WHERE name = 'L5'")
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    await create(leads, "third")
    found = await numbers(leads)
    assert len({*found.values()}) == ROWS + 3
    assert [found[each].split("-")[2] for each in ("first", "second", "third")] == ["2001", "2002", "2003"]
    assert [
        row[1] for row in await leads.run('SELECT id, number FROM {0}.lead ORDER BY "createdAt", id LIMIT 3')
    ] == [
        "L-202401-001",
        "L-202401-002",
        "L-202401-003",
    ]
    await leads.sound()


async def test_so_many_are_made_meanwhile_that_they_are_numbered_before(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(added("year"))
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.run("INSERT INTO {0}.lead (name) SELECT 'M' || n FROM generate_series(1, 1200) AS n")
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    found = await numbers(leads)
    made = sorted(int(number.split("-")[2]) for name, number in found.items() if name.startswith("M"))
    assert made == [*range(1, 1201)]
    await leads.sound()


async def test_numbering_is_stopped(leads: Leads, held: Any) -> None:
    before = await leads.kept()
    wanted = await leads.begin(added())
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(STOP, id=wanted))["errors"] == []
    assert (await leads.ended(wanted))["state"] == "stopped"
    held.go_on.set()
    assert await leads.kept() == before
    await leads.sound()


async def test_a_killed_process_leaves_numbering_to_the_next(leads: Leads, others: Leads, held: Any) -> None:
    wanted = await leads.begin(added())
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.kill()
    held.go_on.set()
    assert (await leads.ended(wanted))["state"] == "done"
    await others.api.change(others.admin, added())
    assert await leads.kept() == await others.kept()
    await leads.sound()


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"renameObject": {"object": "lead", "name": "prospect", "plural": "prospects"}},
        # Days begin at another time: all numbers are worked out anew.
        {"setTimeZone": {"timeZone": "Asia/Shanghai"}},
    ],
)
async def test_others_publish_while_records_are_numbered(
    leads: Leads, others: Leads, held: Any, meanwhile: Any
) -> None:
    wanted = await leads.begin(added("month"))
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.api.change(leads.admin, meanwhile)
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    name = "prospect" if "renameObject" in meanwhile else "lead"
    await leads.sound()
    await others.api.change(others.admin, *([meanwhile] if name == "lead" else []), added("month"))
    found = dict(await leads.run(f"SELECT name, number FROM {{0}}.{name}"))
    assert found == await numbers(others)


async def test_many_records_are_numbered_in_the_background(
    leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metadata.operations.asking.MANY_ROWS", ROWS - 1)
    asked = await leads.ask(CHANGE, changes=[added()])
    assert asked["version"] is None
    assert (await leads.ended(asked["operation"]["id"]))["state"] == "done"
    await leads.sound()


REMOVE = {"removeField": {"object": "lead", "field": "number"}}
RESTORE = {"restoreField": {"object": "lead", "field": "number"}}
UNNUMBERED = """
INSERT INTO {0}.lead (id, "createdAt", name)
SELECT md5('u' || n)::uuid, timestamptz '2025-01-01' + n * interval '1 hour', 'U' || n
FROM generate_series(1, 1500) AS n
"""


async def without_numbers(leads: Leads, *first: Any) -> None:
    """Numbers are given and taken away; then there are records that have none."""
    await leads.api.change(leads.admin, *first)
    await leads.api.change(leads.admin, REMOVE)
    await leads.run(UNNUMBERED)


@pytest.mark.parametrize(
    ("first", "changes"),
    [
        ([added()], [RESTORE]),
        ([added("year", start=50)], [{"setTimeZone": {"timeZone": "Pacific/Honolulu"}}, RESTORE]),
        (
            [added(), {"setSearchable": {"object": "lead", "field": "number", "searchable": True}}],
            [RESTORE, {"renameField": {"object": "lead", "field": "number", "name": "code"}}],
        ),
        # What is removed and comes back in one list is numbered in the publish, and all have numbers.
        ([added()], [RESTORE, REMOVE, {"restoreField": {**RESTORE["restoreField"], "name": "code"}}]),
    ],
)
async def test_restored_numbers_as_at_once(
    leads: Leads, others: Leads, first: list[Any], changes: list[Any]
) -> None:
    for each in (leads, others):
        await without_numbers(each, *first)
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"]) == ("done", [])
    await others.api.change(others.admin, *changes)
    whose = ("id", "record_id", "createdAt")
    for each in (leads, others):
        await create(each, "new")
    assert await leads.kept(*whose) == await others.kept(*whose)
    await leads.read_through()
    await leads.sound()


async def test_restored_numbers_of_records_that_are_made_meanwhile(leads: Leads, held: Any) -> None:
    await without_numbers(leads, added())
    wanted = await leads.begin(RESTORE)
    await asyncio.wait_for(held.reached.wait(), 30)
    running = await leads.operation(wanted)
    assert (running["phase"], running["rows"]) == ("filling", ROWS + 1500)
    await create(leads, "first")
    # The next process begins anew, and gives that record its number among the others.
    await leads.kill()
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    await create(leads, "second")
    found = {name: number.split("-")[2] for name, number in (await numbers(leads)).items()}
    assert [found[each] for each in ("U1", "U1500", "first", "second")] == ["2001", "3500", "3501", "3502"]
    assert len({*found.values()}) == ROWS + 1502
    await leads.sound()


async def test_few_missing_numbers_are_given_in_place(leads: Leads, others: Leads) -> None:
    for each in (leads, others):
        await each.api.change(each.admin, added())
        await each.api.change(each.admin, REMOVE)
        await create(each, "without")
    assert (await leads.ended(await leads.begin(RESTORE)))["state"] == "done"
    await others.api.change(others.admin, RESTORE)
    for each in (leads, others):
        await create(each, "next")
        found = await numbers(each)
        assert [found[name].split("-")[2] for name in ("without", "next")] == ["2001", "2002"]
    await leads.sound()
