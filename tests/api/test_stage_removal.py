"""The records of a stage that is removed move in the background, each for itself, and stay where they have moved."""

import asyncio
from typing import Any

import pytest

from metadata.operations import pages
from tests.api.leads import CHANGE, CREATE, STOP, Leads
from tests.api.test_stage_fillings import ROWS, tenant_with_leads
from tests.client import Api

REMOVE = {"removeStage": {"object": "lead", "stage": "fresh", "replacement": "known"}}
IN_IT = 666
"""Records in the stage `fresh`."""


@pytest.fixture
async def leads(api: Api) -> Leads:
    return await tenant_with_leads(api, formulas=False)


@pytest.fixture
async def others(api: Api) -> Leads:
    """A tenant with the same records."""
    return await tenant_with_leads(api, formulas=False)


async def stages(leads: Leads) -> dict[str, int]:
    return dict(await leads.run("SELECT stage, count(*) FROM {0}.lead GROUP BY stage"))


async def in_force(leads: Leads) -> int:
    return int((await leads.ask("{ catalog { version } }"))["version"])


async def test_records_move_as_at_once(leads: Leads, others: Leads) -> None:
    before = await in_force(leads)
    done = await leads.ended(await leads.begin(REMOVE))
    assert (done["state"], done["errors"], done["moved"]) == ("done", [], IN_IT)
    await others.api.change(others.admin, REMOVE)
    assert await leads.kept("catalog_version") == await others.kept("catalog_version")
    versions = await leads.run("SELECT catalog_version, count(*) FROM {0}.sluice_outbox GROUP BY 1")
    assert versions == [(before, 600)]
    await leads.sound()


async def test_others_write_while_records_move(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(REMOVE)
    await asyncio.wait_for(held.reached.wait(), 30)
    running = await leads.operation(wanted)
    assert (running["phase"], running["rows"]) == ("moving", IN_IT)
    assert running["moved"] == running["rowsDone"] == pages.ROWS_AT_ONCE
    # Each is moved for good, and whoever asks sees it where it is; new ones begin in the stage as ever.
    assert (await stages(leads))["fresh"] == IN_IT - pages.ROWS_AT_ONCE
    made = await leads.ask(CREATE, input={"name": "new"})
    assert made["errors"] == []
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    assert await stages(leads) == {"known": 667 + IN_IT + 1, "lost": ROWS - 667 - IN_IT}
    history = await leads.run(
        f"SELECT from_stage, to_stage FROM {{0}}.sluice_stage_history"
        f" WHERE record_id = '{made['lead']['id']}' ORDER BY id"
    )
    assert history == [(None, "fresh"), ("fresh", "known")]
    await leads.sound()


async def test_what_has_moved_stays_where_it_is_stopped(leads: Leads, held: Any) -> None:
    before = await in_force(leads)
    wanted = await leads.begin(REMOVE)
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(STOP, id=wanted))["errors"] == []
    stopped = await leads.ended(wanted)
    assert (stopped["state"], stopped["errors"], stopped["moved"]) == ("stopped", [], 500)
    held.go_on.set()
    assert await stages(leads) == {"fresh": IN_IT - 500, "known": 667 + 500, "lost": ROWS - 667 - IN_IT}
    assert await in_force(leads) == before
    assert await leads.run("SELECT count(*), max(version) FROM {0}.lead WHERE version > 1") == [(500, 2)]
    await leads.sound()
    # The same changes, asked for again, move the rest.
    done = await leads.ended(await leads.begin(REMOVE))
    assert (done["state"], done["errors"]) == ("done", [])
    assert await stages(leads) == {"known": 667 + IN_IT, "lost": ROWS - 667 - IN_IT}


async def test_a_killed_process_leaves_moving_to_the_next(leads: Leads, others: Leads, held: Any) -> None:
    wanted = await leads.begin(REMOVE)
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.kill()
    held.go_on.set()
    done = await leads.ended(wanted)
    # The publish has moved the last ones.
    assert (done["state"], done["moved"]) == ("done", 500)
    await others.api.change(others.admin, REMOVE)
    assert await leads.kept("catalog_version") == await others.kept("catalog_version")
    await leads.sound()


async def test_others_rename_the_stages_meanwhile(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(REMOVE)
    await asyncio.wait_for(held.reached.wait(), 30)
    renamed = [
        {"renameStage": {"object": "lead", "stage": "fresh", "name": "first"}},
        {"renameObject": {"object": "lead", "name": "prospect", "plural": "prospects"}},
    ]
    await leads.api.change(leads.admin, *renamed)
    held.go_on.set()
    done = await leads.ended(wanted)
    assert [each["code"] for each in done["errors"]] == ["CATALOG_CONFLICT"]
    assert (done["state"], done["moved"]) == ("failed", 500)
    await leads.sound()


async def test_others_rename_the_object_meanwhile(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(REMOVE)
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.api.change(
        leads.admin,
        {"renameObject": {"object": "lead", "name": "prospect", "plural": "prospects"}},
        {"renameStage": {"object": "prospect", "stage": "known", "name": "met"}},
    )
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    found = dict(await leads.run("SELECT stage, count(*) FROM {0}.prospect GROUP BY stage"))
    assert found == {"met": 667 + IN_IT, "lost": ROWS - 667 - IN_IT}
    await leads.sound()


async def test_where_records_cannot_move_before(leads: Leads, others: Leads) -> None:
    """To a stage that the list itself makes."""
    changes = [
        {"addStage": {"object": "lead", "stage": {"name": "met"}}},
        {"removeStage": {"object": "lead", "stage": "fresh", "replacement": "met"}},
    ]
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"], done["moved"]) == ("done", [], 0)
    await others.api.change(others.admin, *changes)
    assert await leads.kept() == await others.kept()
    await leads.sound()


async def test_nothing_moves_where_the_records_do_not_fit(leads: Leads) -> None:
    unfit = {"setFieldType": {"object": "lead", "field": "value", "type": "integer"}}
    await leads.run("UPDATE {0}.lead SET value = 'many' WHERE name = 'L7'")
    failed = await leads.ended(await leads.begin(REMOVE, unfit))
    assert (failed["state"], failed["moved"]) == ("failed", 0)
    assert [each["code"] for each in failed["errors"]] == ["CATALOG_ROWS_CONFLICT"]
    assert (await stages(leads))["fresh"] == IN_IT
    await leads.sound()


async def test_records_move_beside_a_conversion(leads: Leads, others: Leads) -> None:
    changes = [REMOVE, {"setFieldType": {"object": "lead", "field": "value", "type": "integer"}}]
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"], done["moved"]) == ("done", [], IN_IT)
    await others.api.change(others.admin, *changes)
    assert await leads.kept("catalog_version") == await others.kept("catalog_version")
    await leads.sound()


@pytest.mark.parametrize("few", [IN_IT, IN_IT - 1])
async def test_who_asks_for_nothing_waits_for_few_records_only(
    leads: Leads, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("metadata.operations.asking.MANY_ROWS", ROWS - 1)
    monkeypatch.setattr("metadata.fillings.FEW_CHANGED", few)
    asked = await leads.ask(CHANGE, changes=[REMOVE])
    assert (asked["errors"], asked["operation"] is None) == ([], few == IN_IT)
    if asked["operation"] is not None:
        assert (await leads.ended(asked["operation"]["id"]))["state"] == "done"
    assert await stages(leads) == {"known": 667 + IN_IT, "lost": ROWS - 667 - IN_IT}
    await leads.sound()
