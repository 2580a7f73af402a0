"""Publishes in the background: records are converted, indexed and judged while others read and write them."""

import asyncio
from functools import partial
from typing import Any

import pytest

from metadata.operations.running import tenants_with_operations
from tenants.acting import close, reopen, resume, suspend
from tests.api.leads import CHANGE, CREATE, REQUIRED, ROWS, STOP, TO_INTEGER, UNIQUE, UPDATE, Leads
from tests.world import add_member


async def test_a_type_changes_while_records_are_written(leads: Leads, held: Any) -> None:
    first, last = [
        str(row[0])
        for row in await leads.run("SELECT id FROM {0}.lead WHERE name IN ('L1', 'L2000') ORDER BY id")
    ]
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    running = await leads.operation(wanted)
    assert (running["state"], running["phase"], running["rows"]) == ("running", "converting", ROWS)
    assert 0 < running["rowsDone"] < ROWS
    # One that is converted already, one that is not yet, a new one, one that is emptied.
    for id_, value in ((first, "71"), (last, "72")):
        assert (await leads.ask(UPDATE, id=id_, input={"value": value}))["errors"] == []
    assert (await leads.ask(CREATE, input={"name": "new", "value": "73"}))["errors"] == []
    await leads.run("UPDATE {0}.lead SET value = NULL WHERE name = 'L3'")
    assert (await leads.operation(wanted))["state"] == "running"
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    assert done["version"] == (await leads.ask("{ catalog { version } }"))["version"]
    found = await leads.run("SELECT name, value FROM {0}.lead")
    values = {row[0]: row[1] for row in found}
    assert len(values) == ROWS + 1
    assert {"L1": 71, "L2000": 72, "new": 73, "L3": None, "L4": 4, "L1999": 1999}.items() <= values.items()
    await leads.sound()


async def test_a_value_that_is_written_meanwhile_and_does_not_fit(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    (made,) = [await leads.ask(CREATE, input={"name": "new", "value": "many"})]
    assert made["errors"] == []
    held.go_on.set()
    failed = await leads.ended(wanted)
    assert failed["state"] == "failed"
    (error,) = failed["errors"]
    assert (error["code"], error["details"]) == (
        "CATALOG_ROWS_CONFLICT",
        {"rows": 1, "ids": [made["lead"]["id"]]},
    )
    await leads.sound()


async def test_an_operation_is_stopped(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(STOP, id=wanted))["errors"] == []
    assert (await leads.ended(wanted))["state"] == "stopped"
    held.go_on.set()
    assert await leads.run("SELECT value FROM {0}.lead WHERE name = 'L7'") == [("7",)]
    await leads.sound()
    # What has ended stays as it is.
    assert (await leads.ask(STOP, id=wanted))["operation"] == {"state": "stopped"}


async def test_others_publish_meanwhile(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.api.change(
        leads.admin,
        {"renameField": {"object": "lead", "field": "value", "name": "worth"}},
        {"addField": {"object": "lead", "field": {"name": "extra", "type": "text"}}},
    )
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    assert await leads.run("SELECT worth FROM {0}.lead WHERE name = 'L1999'") == [(1999,)]
    await leads.sound()


async def test_others_remove_the_field_meanwhile(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.api.change(leads.admin, {"removeField": {"object": "lead", "field": "value"}})
    held.go_on.set()
    failed = await leads.ended(wanted)
    assert (failed["state"], [each["code"] for each in failed["errors"]]) == ("failed", ["CATALOG_CONFLICT"])
    await leads.sound()


async def test_a_killed_process_leaves_it_to_the_next(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.kill()
    held.go_on.set()
    assert (await leads.ended(wanted))["state"] == "done"
    assert await leads.run("SELECT value FROM {0}.lead WHERE name = 'L7'") == [(7,)]
    await leads.sound()


@pytest.mark.parametrize("how", ["suspended", "closed"])
async def test_it_waits_while_the_tenant_is_suspended(leads: Leads, held: Any, how: str) -> None:
    """It went on, and changed the catalog of a tenant that nobody is let into."""
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    slug = (await leads.ask("{ me { tenant { slug } } }"))["tenant"]["slug"]
    shut, open_ = (suspend, resume) if how == "suspended" else (partial(close, days=9), reopen)
    await shut(leads.database, "Olga", slug)
    held.go_on.set()
    state = "SELECT state, ended_at FROM {0}.sluice_operation"
    await asyncio.gather(*leads.api.engine.operating._busy.values())
    leads.api.engine.operating.wake()
    await asyncio.sleep(0.5)
    assert [row["ended_at"] for row in await leads.run(state)] == [None]
    assert leads.namespace not in await tenants_with_operations(leads.database)
    assert await leads.run("SELECT value FROM {0}.lead WHERE name = 'L7'") == [("7",)]
    await open_(leads.database, "Olga", slug)
    assert (await leads.ended(wanted))["state"] == "done"
    assert await leads.run("SELECT value AS worth FROM {0}.lead WHERE name = 'L7'") == [(7,)]
    await leads.sound()


async def test_unique_and_required(leads: Leads) -> None:
    wanted = await leads.begin(UNIQUE, REQUIRED)
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    twice = await leads.ask(CREATE, input={"name": "again", "value": "7"})
    assert twice["errors"] == [{"code": "UNIQUE", "path": ["input", "value"]}]
    await leads.sound()
    await leads.read_through()


async def test_a_type_changes_with_what_is_set_on_the_field(leads: Leads) -> None:
    await leads.api.change(leads.admin, UNIQUE, REQUIRED)
    done = await leads.ended(await leads.begin(TO_INTEGER))
    assert (done["state"], done["errors"]) == ("done", [])
    twice = await leads.ask(CREATE, input={"name": "again", "value": 7})
    assert twice["errors"] == [{"code": "UNIQUE", "path": ["input", "value"]}]
    await leads.sound()


async def test_a_key_of_several_fields_is_made_and_kept_while_a_type_changes(leads: Leads) -> None:
    key = {"object": "lead", "name": "once", "fields": ["name", "value"], "ignoreCase": True}
    done = await leads.ended(await leads.begin({"addUniqueKey": key}))
    assert (done["state"], done["errors"]) == ("done", [])
    done = await leads.ended(await leads.begin(TO_INTEGER))
    assert (done["state"], done["errors"]) == ("done", [])
    twice = await leads.ask(CREATE, input={"name": "l7", "value": 7})
    assert {each["code"] for each in twice["errors"]} == {"UNIQUE"}
    assert (await leads.ask(CREATE, input={"name": "l7", "value": 8}))["errors"] == []
    await leads.sound()


@pytest.mark.parametrize(
    ("spoil", "change"),
    [
        ("UPDATE {0}.lead SET value = '1' WHERE name = 'L2'", UNIQUE),
        ("UPDATE {0}.lead SET value = NULL WHERE name = 'L2'", REQUIRED),
        ("UPDATE {0}.lead SET value = 'two' WHERE name = 'L2'", TO_INTEGER),
    ],
)
async def test_what_records_do_not_fit(leads: Leads, spoil: str, change: Any) -> None:
    await leads.run(spoil)
    failed = await leads.ended(await leads.begin(change))
    assert (failed["state"], [each["code"] for each in failed["errors"]]) == (
        "failed",
        ["CATALOG_ROWS_CONFLICT"],
    )
    (kind,) = change
    assert failed["errors"][0]["path"][:3] == ["changes", 0, kind]
    assert failed["errors"][0]["details"]["rows"] in (1, 2)
    await leads.sound()


async def test_many_records_are_converted_in_the_background_unless_it_is_asked_for(
    leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metadata.operations.asking.MANY_ROWS", ROWS - 1)
    asked = await leads.ask(CHANGE, changes=[UNIQUE])
    assert (asked["version"], asked["steps"][0]["rows"]) == (None, ROWS)
    assert (await leads.ended(asked["operation"]["id"]))["state"] == "done"
    added = {"addField": {"object": "lead", "field": {"name": "extra", "type": "text"}}}
    for changes, background in (([TO_INTEGER], False), ([added], None)):
        asked = await leads.ask(CHANGE, changes=changes, background=background)
        assert (asked["errors"], asked["operation"]) == ([], None)
        assert asked["version"] is not None
    await leads.sound()


async def test_who_may_not_configure_sees_none(leads: Leads) -> None:
    rep, _ = await add_member(leads.api, leads.admin, "operations", "rep")
    wanted = await leads.begin(UNIQUE)
    await leads.ended(wanted)
    for document in (
        "{ catalogOperations { id } }",
        "query ($id: ID!) { catalogOperation(id: $id) { id } }",
        STOP,
    ):
        variables = {"id": wanted} if "$id" in document else {}
        assert await leads.api.codes(rep, document, variables) == ["FORBIDDEN"]
    found = await leads.ask("{ catalogOperations { id state } }")
    assert found == [{"id": wanted, "state": "done"}]


async def test_a_unique_key_whatever_the_case(leads: Leads) -> None:
    """The index over what case is folded of is made beside the requests as any other."""
    key = {"object": "lead", "name": "named", "fields": ["name", "value"], "ignoreCase": True}
    done = await leads.ended(await leads.begin({"addUniqueKey": key}))
    assert (done["state"], done["errors"]) == ("done", [])
    await leads.sound()
    refused = await leads.ask(CREATE, input={"name": "l7", "value": "7"})
    assert [(each["code"], each["path"][1]) for each in refused["errors"]] == [
        ("UNIQUE", "name"),
        ("UNIQUE", "value"),
    ]
