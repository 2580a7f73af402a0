"""Lists of several changes about the same records are prepared as a whole, each upon what the earlier ones make."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.leads import CHANGE, CREATE, ROWS, STOP, TO_INTEGER, UNIQUE, UPDATE, Leads
from tests.api.test_fillings import removed
from tests.api.test_fillings import tenant_with_leads as with_options
from tests.api.test_number_fillings import added
from tests.api.test_prepared_by_id import tenant_with_leads as with_values
from tests.api.test_stage_fillings import tenant_with_leads as with_stages
from tests.client import Api

TO_PROSPECT = {"renameObject": {"object": "lead", "name": "prospect", "plural": "prospects"}}
TO_LEAD = {"renameObject": {"object": "prospect", "name": "lead", "plural": "leads"}}
PAIR = {"object": "lead", "name": "pair", "fields": ["name", "value"]}
KINDS = {"renameField": {"object": "lead", "field": "source", "name": "kind"}}


def last_removed(field: str = "source", of: str = "lead") -> dict[str, Any]:
    return {"removeOption": {"object": of, "field": field, "option": "other", "replacement": "fair"}}


def fair_removed(field: str, replacement: str | None = "other", of: str = "lead") -> dict[str, Any]:
    return {"removeOption": {"object": of, "field": field, "option": "fair", "replacement": replacement}}


def stage_removed(stage: str, replacement: str) -> dict[str, Any]:
    return {"removeStage": {"object": "lead", "stage": stage, "replacement": replacement}}


def stage_renamed(stage: str, name: str, of: str = "lead") -> dict[str, Any]:
    return {"renameStage": {"object": of, "stage": stage, "name": name}}


def unique(wanted: bool, field: str = "value") -> dict[str, Any]:
    return {"setUnique": {"object": "lead", "field": field, "unique": wanted}}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns are filled for a hundred records too, and of moved ones the publish moves the last hundred."""
    monkeypatch.setattr("metadata.fillings.FEW_CHANGED", 100)
    monkeypatch.setattr("metadata.operations.moving.FEW_STALE", 100)


async def done_as_at_once(leads: Leads, others: Leads, changes: list[Any]) -> Any:
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"]) == ("done", [])
    await others.api.change(others.admin, *changes)
    whose = ("catalog_version", "createdAt")
    assert await leads.kept(*whose) == await others.kept(*whose)
    await leads.read_through()
    await leads.sound()
    return done


@pytest.mark.parametrize(
    "changes",
    [
        [removed("source", "fair"), last_removed()],
        [removed("channels", "fair"), fair_removed("channels", None)],
        [removed("channels"), fair_removed("channels"), removed("region"), fair_removed("region")],
        [removed("source", "fair"), KINDS, last_removed("kind"), TO_PROSPECT, TO_LEAD],
        [TO_PROSPECT, fair_removed("channels", of="prospect"), TO_LEAD, removed("channels", "other")],
        [
            removed("source", "fair"),
            {"addUniqueKey": {"object": "lead", "name": "pair", "fields": ["source", "name"]}},
            KINDS,
            last_removed("kind"),
        ],
        [
            {"addOption": {"object": "lead", "field": "source", "option": {"key": "call"}}},
            removed("source", "call"),
            {"removeOption": {"object": "lead", "field": "source", "option": "other", "replacement": "call"}},
        ],
    ],
)
async def test_options(api: Api, unused: Callable[[], list[Any]], changes: list[Any]) -> None:
    await done_as_at_once(await with_options(api), await with_options(api), changes)
    assert unused() == []


@pytest.mark.parametrize(
    "changes",
    [
        [removed("source", "fair"), last_removed()],
        [removed("channels", "other"), fair_removed("channels", "other")],
        [KINDS, removed("kind", "other"), TO_PROSPECT, last_removed("kind", "prospect"), TO_LEAD],
    ],
)
async def test_options_with_history(api: Api, unused: Callable[[], list[Any]], changes: list[Any]) -> None:
    both = (await with_options(api), await with_options(api))
    for each in both:
        kept = [{"object": "lead", "field": name, "trackHistory": True} for name in ("source", "channels")]
        await each.api.change(each.admin, *({"setTrackHistory": one} for one in kept))
    assert (await done_as_at_once(*both, changes))["moved"] > 1_000
    assert unused() == []


@pytest.mark.parametrize(
    ("changes", "moved"),
    [
        ([stage_removed("fresh", "known"), stage_removed("known", "lost")], True),
        ([stage_removed("fresh", "lost"), stage_removed("known", "lost")], True),
        ([stage_removed("fresh", "known"), stage_renamed("known", "met")], True),
        ([stage_renamed("known", "met"), stage_removed("fresh", "met")], True),
        (
            [
                TO_PROSPECT,
                stage_renamed("fresh", "first", "prospect"),
                TO_LEAD,
                stage_removed("first", "lost"),
            ],
            True,
        ),
        ([stage_renamed("fresh", "first"), stage_renamed("first", "new")], False),
        (
            [
                stage_renamed("fresh", "first"),
                stage_renamed("known", "fresh"),
                stage_renamed("first", "known"),
            ],
            False,
        ),
    ],
)
async def test_stages(api: Api, unused: Callable[[], list[Any]], changes: list[Any], moved: bool) -> None:
    both = (await with_stages(api, formulas=False), await with_stages(api, formulas=False))
    for each in both:
        edge = {"object": "lead", "transition": {"source": "begun", "target": "lost"}}
        begun = {"object": "lead", "stage": {"name": "begun"}, "before": "fresh"}
        await each.api.change(each.admin, {"addStage": begun}, {"addTransition": edge})
    assert ((await done_as_at_once(*both, changes))["moved"] > 0) is moved
    assert unused() == []


@pytest.mark.parametrize(
    "changes",
    [
        [UNIQUE, TO_INTEGER],
        [UNIQUE, unique(False), UNIQUE, TO_INTEGER],
        [UNIQUE, TO_INTEGER, unique(False)],
        [{"addUniqueKey": PAIR}, UNIQUE, TO_INTEGER],
        [{"addUniqueKey": PAIR}, TO_INTEGER, {"removeUniqueKey": {"object": "lead", "uniqueKey": "pair"}}],
        [UNIQUE, {"renameField": {"object": "lead", "field": "value", "name": "worth"}}],
    ],
)
async def test_indexes_of_values_that_are_converted_later(
    api: Api, unused: Callable[[], list[Any]], changes: list[Any]
) -> None:
    await done_as_at_once(await with_values(api), await with_values(api), changes)
    assert unused() == []


@pytest.mark.parametrize(
    "changes",
    [
        [TO_PROSPECT, {"addField": {**added()["addField"], "object": "prospect"}}, TO_LEAD],
        [TO_PROSPECT, {"addField": {**added("year")["addField"], "object": "prospect"}}, TO_LEAD, TO_INTEGER],
    ],
)
async def test_numbers(api: Api, unused: Callable[[], list[Any]], changes: list[Any]) -> None:
    await done_as_at_once(await with_values(api), await with_values(api), changes)
    assert unused() == []


TWICE = [removed("source", "fair"), KINDS, last_removed("kind")]


async def value_of(leads: Leads, name: str, field: str) -> Any:
    ((found,),) = await leads.run(f"SELECT {field} FROM {{0}}.lead WHERE name = '{name}'")
    return found


async def test_others_write_while_columns_are_filled_for_two_changes(api: Api, held: Any) -> None:
    leads = await with_options(api)
    rows = await leads.run('SELECT id FROM {0}.lead WHERE "deletedAt" IS NULL ORDER BY id')
    first, last = str(rows[0][0]), str(rows[-1][0])
    wanted = await leads.begin(*TWICE)
    await asyncio.wait_for(held.reached.wait(), 30)
    running = await leads.operation(wanted)
    assert (running["phase"], running["rows"]) == ("filling", ROWS)
    for id_, source in ((first, "web"), (last, "other")):
        assert (await leads.ask(UPDATE, id=id_, input={"source": source}))["errors"] == []
    assert (await leads.ask(CREATE, input={"name": "new", "source": "web"}))["errors"] == []
    # Nothing of it is seen before its version is in force.
    assert await value_of(leads, "new", "source") == "web"
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    assert await leads.run("SELECT kind, count(*) FROM {0}.lead GROUP BY kind") == [("fair", ROWS + 1)]
    await leads.sound()


@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_it_is_stopped_or_killed_while_columns_are_filled(
    api: Api, held: Any, how: str, unused: Callable[[], list[Any]]
) -> None:
    leads, others = await with_options(api), await with_options(api)
    before = await leads.kept()
    wanted = await leads.begin(*TWICE)
    await asyncio.wait_for(held.reached.wait(), 30)
    if how == "kill":
        await leads.kill()
    else:
        assert (await leads.ask(STOP, id=wanted))["errors"] == []
        assert (await leads.ended(wanted))["state"] == "stopped"
        assert await leads.kept() == before
        await leads.sound()
    held.go_on.set()
    if how == "stop":
        wanted = await leads.begin(*TWICE)
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"], unused()) == ("done", [], [])
    await others.api.change(others.admin, *TWICE)
    assert await leads.kept("catalog_version") == await others.kept("catalog_version")
    await leads.sound()


async def test_others_publish_and_another_operation_waits_meanwhile(api: Api, held: Any) -> None:
    leads = await with_options(api)
    wanted = await leads.begin(*TWICE)
    await asyncio.wait_for(held.reached.wait(), 30)
    second = await leads.begin(removed("channels", "other"), fair_removed("channels"))
    await leads.api.change(
        leads.admin, {"renameField": {"object": "lead", "field": "source", "name": "origin"}}
    )
    held.go_on.set()
    # The list itself renames the field.
    failed = await leads.ended(wanted)
    assert (failed["state"], [each["code"] for each in failed["errors"]]) == ("failed", ["CATALOG_CONFLICT"])
    done = await leads.ended(second)
    assert (done["state"], done["errors"]) == ("done", [])
    rows = await leads.run("SELECT DISTINCT channels FROM {0}.lead ORDER BY channels")
    assert [row[0] for row in rows] == [["other"], None]
    await leads.sound()


TO_OPTIONS = {
    "setFieldType": {
        "object": "lead",
        "field": "value",
        "type": "choice",
        "options": [{"key": "seven"}, {"key": "eight"}],
    }
}
FROM_SEVEN = {"removeOption": {"object": "lead", "field": "value", "option": "seven", "replacement": "eight"}}
TO_TEXT = {"setFieldType": {"object": "lead", "field": "value", "type": "longText"}}
ADD_STAGE = {"addStage": {"object": "lead", "stage": {"name": "met"}}}


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ([ADD_STAGE, stage_removed("fresh", "met")], 1),
        ([TO_OPTIONS, FROM_SEVEN, TO_TEXT], 1),
    ],
)
async def test_what_would_be_left_to_the_publish_is_refused(
    api: Api, monkeypatch: pytest.MonkeyPatch, changes: list[Any], refused: int
) -> None:
    """The publish had gone through a million records while everybody waited."""
    leads = await with_stages(api, formulas=False)
    monkeypatch.setattr("metadata.operations.asking.MANY_ROWS", 1_000)
    monkeypatch.setattr("metadata.operations.asking.FEW_CHANGED", 100)
    await leads.run("UPDATE {0}.lead SET value = 'seven'")
    for background in (None, True):
        asked = await leads.ask(CHANGE_TOLD, changes=changes, background=background)
        (error,) = asked["errors"]
        (kind,) = changes[refused]
        assert (error["code"], error["path"]) == ("CATALOG_INVALID", ["changes", refused, kind])
        assert "Publish the change before it in the list first" in error["hint"]
        # A dry run, and the plan of a draft, say the same beforehand.
        tried = await leads.ask(CHANGE_TOLD, changes=changes, background=background, dryRun=True)
        assert tried["errors"] == [error]
        assert await planned_draft(leads, changes, background) == [error]
    tried = await leads.ask(CHANGE_TOLD, changes=changes, background=False, dryRun=True)
    assert (tried["errors"], len(tried["steps"])) == ([], len(changes))
    assert await planned_draft(leads, changes, False) == []
    # As the hint has it, or in the publish for who wants that.
    done = await leads.ended(await leads.begin(*changes[:refused]))
    assert done["state"] == "done"
    done = await leads.ended(await leads.begin(*changes[refused:]))
    assert (done["state"], done["errors"]) == ("done", [])
    await leads.sound()
    others = await with_stages(api, formulas=False)
    await others.run("UPDATE {0}.lead SET value = 'seven'")
    at_once = await others.ask(CHANGE, changes=changes, background=False)
    assert (at_once["errors"], at_once["operation"]) == ([], None)


async def planned_draft(leads: Leads, changes: list[Any], background: bool | None) -> Any:
    draft = await leads.ask(SAVE_TOLD, changes=changes)
    planned = await leads.ask(PLAN, id=draft["draft"]["id"], background=background)
    return planned["plan"]["errors"]


CHANGE_TOLD = (
    CHANGE.replace("errors { code message }", "errors { code message path hint }")
    .replace("$background: Boolean,", "$background: Boolean, $dryRun: Boolean,")
    .replace("background: $background,", "background: $background, dryRun: $dryRun,")
)
SAVE_TOLD = """mutation ($changes: [CatalogChange!]!) {
  saveCatalogDraft(changes: $changes, name: "List") { draft { id } } }"""
PLAN = """query ($id: ID!, $background: Boolean) {
  catalogDraft(id: $id) { plan(background: $background) { errors { code message path hint } } } }"""
