"""Every mutation that publishes may do so in the background: drafts, rollbacks, documents, templates."""

import asyncio
from typing import Any

import pytest

from tests.api.leads import OPERATION, REQUIRED, ROWS, STOP, TO_INTEGER, UNIQUE, Leads

ASKED = "version operation { id state sentences draft startedAt } errors { code path hint }"
SAVE = """mutation ($id: ID, $changes: [CatalogChange!]!) {
  saveCatalogDraft(id: $id, changes: $changes, name: "Numbers") {
    draft { id revision operation { id } } errors { code path hint } } }"""
DRAFT = """query ($id: ID!) { catalogDraft(id: $id) {
  revision changes operation { id state draft errors { code details } } } }"""
PUBLISH = f"""mutation ($id: ID!, $revision: Int!, $background: Boolean) {{
  publishCatalogDraft(id: $id, expectedRevision: $revision, background: $background) {{ {ASKED} }} }}"""
DISCARD = "mutation ($id: ID!) { discardCatalogDraft(id: $id) { id errors { code path } } }"
ROLL_BACK = f"""mutation ($to: Int!, $background: Boolean) {{
  rollBackCatalog(to: $to, background: $background) {{ {ASKED} }} }}"""
APPLY = f"""mutation ($catalog: JSON!, $background: Boolean) {{
  applyCatalog(document: $catalog, background: $background) {{ {ASKED} }} }}"""
INSTALL = f"""mutation ($background: Boolean) {{
  installTemplate(name: "fieldService", background: $background) {{ {ASKED} }} }}"""
FAR = """query ($id: ID!) { catalogOperation(id: $id) {
  state phase rows rowsDone startedAt phaseEndsAt updatedAt endedAt sentences createdBy } }"""


async def saved(leads: Leads, *changes: Any, **arguments: Any) -> Any:
    found = await leads.ask(SAVE, changes=[*changes], **arguments)
    assert found["errors"] == []
    return found["draft"]


async def begun(leads: Leads, draft: Any, background: bool | None = True) -> Any:
    asked = await leads.ask(PUBLISH, id=draft["id"], revision=draft["revision"], background=background)
    assert (asked["errors"], asked["version"]) == ([], None)
    return asked["operation"]


async def version(leads: Leads) -> int:
    found: int = (await leads.ask("{ catalog { version } }"))["version"]
    return found


async def test_a_draft_is_published_and_gone(leads: Leads, held: Any) -> None:
    draft = await saved(leads, TO_INTEGER, UNIQUE)
    operation = await begun(leads, draft)
    assert operation["draft"] == draft["id"]
    assert operation["sentences"] == [
        "Convert the field lead.value to integer.",
        "Make the field lead.value unique.",
    ]
    await asyncio.wait_for(held.reached.wait(), 30)
    seen = await leads.ask(DRAFT, id=draft["id"])
    assert (seen["operation"]["id"], seen["operation"]["state"]) == (operation["id"], "running")
    again = {"id": draft["id"], "revision": 1}
    refused = [
        await leads.ask(PUBLISH, **again, background=True),
        await leads.ask(PUBLISH, **again, background=False),
        await leads.ask(SAVE, id=draft["id"], changes=[REQUIRED]),
        await leads.ask(DISCARD, id=draft["id"]),
    ]
    assert [[(each["code"], each["path"]) for each in found["errors"]] for found in refused] == [
        [("DRAFT_CONFLICT", ["id"])]
    ] * 4
    assert "stopCatalogOperation" in refused[0]["errors"][0]["hint"]
    held.go_on.set()
    done = await leads.ended(operation["id"])
    assert (done["state"], done["note"], done["errors"]) == ("done", "Numbers", [])
    assert await leads.ask(DRAFT, id=draft["id"]) is None
    assert await leads.ask("{ catalogDrafts { id } }") == []
    await leads.sound()


async def test_a_field_is_converted_at_once_while_an_operation_converts_it(leads: Leads, held: Any) -> None:
    """The publish had met the operation's column, which was told as an unexpected fault."""
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    to_decimal = {"setFieldType": {"object": "lead", "field": "value", "type": "decimal"}}
    await leads.api.change(leads.admin, to_decimal)
    held.go_on.set()
    failed = await leads.ended(wanted)
    assert (failed["state"], [each["code"] for each in failed["errors"]]) == ("failed", ["CATALOG_CONFLICT"])
    await leads.sound()


async def test_a_draft_stays_where_its_operation_is_stopped(leads: Leads, held: Any) -> None:
    draft = await saved(leads, TO_INTEGER)
    first = await begun(leads, draft)
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(STOP, id=first["id"]))["errors"] == []
    assert (await leads.ended(first["id"]))["state"] == "stopped"
    seen = await leads.ask(DRAFT, id=draft["id"])
    assert (seen["revision"], seen["operation"]["state"]) == (1, "stopped")
    held.go_on.set()
    second = await begun(leads, draft)
    assert (await leads.ended(second["id"]))["state"] == "done"
    assert await leads.ask(DRAFT, id=draft["id"]) is None


async def test_a_draft_stays_and_says_why_its_operation_failed(leads: Leads) -> None:
    await leads.run("UPDATE {0}.lead SET value = 'many' WHERE name = 'L2'")
    draft = await saved(leads, TO_INTEGER)
    operation = await begun(leads, draft)
    assert (await leads.ended(operation["id"]))["state"] == "failed"
    seen = await leads.ask(DRAFT, id=draft["id"])
    assert seen["operation"]["id"] == operation["id"]
    (error,) = seen["operation"]["errors"]
    assert (error["code"], error["details"]["rows"]) == ("CATALOG_ROWS_CONFLICT", 1)
    changed = await saved(leads, UNIQUE, id=draft["id"])
    assert (changed["revision"], changed["operation"]["id"]) == (2, operation["id"])
    assert (await leads.ended((await begun(leads, changed))["id"]))["state"] == "done"


async def test_of_many_who_publish_a_draft_one_does(leads: Leads) -> None:
    draft = await saved(leads, UNIQUE)
    given = {"id": draft["id"], "revision": 1}
    outcomes = await asyncio.gather(
        *(leads.ask(PUBLISH, **given, background=number % 3 != 0) for number in range(9)),
        leads.ask(DISCARD, id=draft["id"]),
    )
    codes = [error["code"] for each in outcomes for error in each["errors"]]
    assert len(codes) == len(outcomes) - 1
    assert {*codes} <= {"DRAFT_CONFLICT", "NOT_FOUND", "CATALOG_UNCHANGED", "CATALOG_CONFLICT"}
    for each in await leads.ask("{ catalogOperations { id } }"):
        await leads.ended(each["id"])
    assert await leads.ask(DRAFT, id=draft["id"]) is None
    await leads.sound()


async def test_a_rollback(leads: Leads, held: Any) -> None:
    before = await version(leads)
    await leads.api.change(leads.admin, TO_INTEGER)
    asked = await leads.ask(ROLL_BACK, to=before, background=True)
    assert (asked["errors"], asked["version"]) == ([], None)
    await asyncio.wait_for(held.reached.wait(), 30)
    # What others publish meanwhile is no part of what is taken back.
    added = {"addField": {"object": "lead", "field": {"name": "extra", "type": "text"}}}
    await leads.api.change(leads.admin, added)
    held.go_on.set()
    done = await leads.ended(asked["operation"]["id"])
    assert (done["state"], done["note"], done["version"]) == ("done", f"Back to version {before}", before + 3)
    assert await leads.run("SELECT value, extra FROM {0}.lead WHERE name = 'L7'") == [("7", None)]
    await leads.sound()


async def test_a_document(leads: Leads) -> None:
    found = await leads.ask("{ catalogDocument { document } }")
    (lead,) = [each for each in found["document"]["objects"] if each["name"] == "lead"]
    lead["fields"][1]["unique"] = True
    asked = await leads.ask(APPLY, catalog=found["document"], background=True)
    assert (asked["errors"], asked["version"]) == ([], None)
    assert (await leads.ended(asked["operation"]["id"]))["state"] == "done"
    again = await leads.ask(APPLY, catalog=found["document"], background=True)
    assert (again["errors"], again["operation"], again["version"]) == ([], None, await version(leads))
    await leads.sound()


async def test_a_template(leads: Leads) -> None:
    asked = await leads.ask(INSTALL, background=True)
    assert (asked["errors"], asked["version"]) == ([], None)
    done = await leads.ended(asked["operation"]["id"])
    assert (done["state"], done["errors"]) == ("done", [])
    names = {each["name"] for each in (await leads.ask("{ catalog { objects { name } } }"))["objects"]}
    assert {"lead", "workOrder"} <= names
    await leads.sound()


async def test_each_is_done_in_the_background_where_it_takes_long(
    leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await version(leads)
    monkeypatch.setattr("metadata.operations.asking.MANY_ROWS", ROWS - 1)
    draft = await saved(leads, TO_INTEGER)
    operation = await begun(leads, draft, background=None)
    assert (await leads.ended(operation["id"]))["state"] == "done"
    asked = await leads.ask(ROLL_BACK, to=before)
    assert (await leads.ended(asked["operation"]["id"]))["state"] == "done"
    there = await leads.ask("query ($v: Int) { catalogDocument(version: $v) { document } }", v=before + 1)
    asked = await leads.ask(APPLY, catalog=there["document"])
    assert (await leads.ended(asked["operation"]["id"]))["state"] == "done"
    # What touches no large object, and what is wanted at once, is published at once.
    assert (await leads.ask(INSTALL))["operation"] is None
    assert (await leads.ask(ROLL_BACK, to=before, background=False))["operation"] is None
    await leads.sound()


async def test_how_far_it_is_and_when_it_ends(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(TO_INTEGER)
    await asyncio.wait_for(held.reached.wait(), 30)
    far = await leads.ask(FAR, id=wanted)
    assert 0 < far["rowsDone"] < far["rows"]
    assert far["startedAt"] <= far["updatedAt"] < far["phaseEndsAt"]
    assert far["sentences"] == ["Convert the field lead.value to integer."]
    held.go_on.set()
    await leads.ended(wanted)
    far = await leads.ask(FAR, id=wanted)
    assert (far["phaseEndsAt"], far["startedAt"] < far["endedAt"]) == (None, True)
    assert (await leads.ask(OPERATION, id=wanted))["state"] == "done"
