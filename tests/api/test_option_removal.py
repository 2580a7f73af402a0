"""Records of a removed option of a field whose history is kept get another one in the background, each for itself."""

import asyncio
from typing import Any

import pytest

from metadata.operations import pages
from tests.api.leads import CREATE, STOP, UPDATE, Leads
from tests.api.test_fillings import ROWS, removed, tenant_with_leads
from tests.client import Api

WITH_IT = 666
"""Records with the source `web`."""
TRACKED = [
    {"setTrackHistory": {"object": "lead", "field": "source", "trackHistory": True}},
    {"setTrackHistory": {"object": "lead", "field": "channels", "trackHistory": True}},
    {"setTrackHistory": {"object": "lead", "field": "region", "trackHistory": True}},
]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records move where there are a hundred of them."""
    monkeypatch.setattr("metadata.fillings.FEW_CHANGED", 100)
    monkeypatch.setattr("metadata.operations.moving.FEW_STALE", 100)


async def tracked(api: Api) -> Leads:
    found = await tenant_with_leads(api)
    await api.change(found.admin, *TRACKED)
    return found


@pytest.fixture
async def leads(api: Api) -> Leads:
    return await tracked(api)


@pytest.fixture
async def others(api: Api) -> Leads:
    """A tenant with the same records."""
    return await tracked(api)


async def told(leads: Leads) -> dict[str, int]:
    """Rows of the history by what a record got instead of the removed option."""
    rows = await leads.run(
        "SELECT new::text, count(*) FROM {0}.sluice_field_history WHERE old::text = '\"web\"' GROUP BY 1"
    )
    return dict(rows)


async def having(leads: Leads, option: str) -> int:
    ((count,),) = await leads.run(f"SELECT count(*) FROM {{0}}.lead WHERE source = '{option}'")
    return int(count)


@pytest.mark.parametrize(
    ("changes", "moved"),
    [
        ([removed("source", "fair")], True),
        ([removed("channels", "fair")], True),
        ([removed("channels")], True),
        ([removed("source", "other"), removed("channels", "other")], True),
        # Options of `area` go with those of `region`: what a record has there would not fit it meanwhile.
        ([removed("region", "fair")], False),
        # The base has the field required, under another name, or not the replacement.
        (
            [{"setRequired": {"object": "lead", "field": "source", "required": False}}, removed("source")],
            False,
        ),
        (
            [
                {"addOption": {"object": "lead", "field": "source", "option": {"key": "call"}}},
                removed("source", "call"),
            ],
            False,
        ),
    ],
)
async def test_in_the_background_as_at_once(
    leads: Leads, others: Leads, changes: list[Any], moved: bool
) -> None:
    done = await leads.ended(await leads.begin(*changes))
    assert (done["state"], done["errors"]) == ("done", [])
    assert (done["moved"] > 0) is moved
    await others.api.change(others.admin, *changes)
    assert await leads.kept("catalog_version") == await others.kept("catalog_version")
    await leads.sound()


async def test_others_write_while_records_get_another(leads: Leads, held: Any) -> None:
    ((version,),) = await leads.run("SELECT catalog_version FROM {0}.sluice_head")
    ((first,),) = await leads.run("SELECT min(id::text) FROM {0}.lead WHERE source = 'web'")
    ((last,),) = await leads.run("SELECT max(id::text) FROM {0}.lead WHERE source = 'web'")
    wanted = await leads.begin(removed("source", "other"))
    await asyncio.wait_for(held.reached.wait(), 30)
    running = await leads.operation(wanted)
    assert (running["phase"], running["rows"]) == ("moving", WITH_IT)
    assert running["moved"] == running["rowsDone"] == pages.ROWS_AT_ONCE
    # Each has its history, and whoever asks sees what it has.
    assert await told(leads) == {'"other"': pages.ROWS_AT_ONCE}
    assert await having(leads, "web") == WITH_IT - pages.ROWS_AT_ONCE
    versions = await leads.run("SELECT DISTINCT catalog_version FROM {0}.sluice_field_history")
    assert versions == [(version,)]
    assert (await leads.ask(UPDATE, id=first, input={"source": "web"}))["errors"] == []
    assert (await leads.ask(UPDATE, id=last, input={"source": "fair"}))["errors"] == []
    assert (await leads.ask(CREATE, input={"name": "new", "source": "web"}))["errors"] == []
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    assert await having(leads, "web") == 0
    # The last one went another way; the first went twice; the new one.
    assert await told(leads) == {'"other"': WITH_IT - 1 + 1 + 1, '"fair"': 1}
    await leads.sound()


async def test_what_has_moved_keeps_it_where_it_is_stopped(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(removed("source", "other"))
    await asyncio.wait_for(held.reached.wait(), 30)
    assert (await leads.ask(STOP, id=wanted))["errors"] == []
    stopped = await leads.ended(wanted)
    assert (stopped["state"], stopped["errors"], stopped["moved"]) == ("stopped", [], pages.ROWS_AT_ONCE)
    held.go_on.set()
    assert await having(leads, "web") == WITH_IT - pages.ROWS_AT_ONCE
    assert await told(leads) == {'"other"': pages.ROWS_AT_ONCE}
    await leads.sound()
    # The same change, asked for again, does the rest.
    assert (await leads.ended(await leads.begin(removed("source", "other"))))["state"] == "done"
    assert await told(leads) == {'"other"': WITH_IT}


async def test_a_killed_process_leaves_it_to_the_next(leads: Leads, others: Leads, held: Any) -> None:
    wanted = await leads.begin(removed("source", "other"))
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.kill()
    held.go_on.set()
    assert (await leads.ended(wanted))["state"] == "done"
    await others.api.change(others.admin, removed("source", "other"))
    assert await leads.kept("catalog_version") == await others.kept("catalog_version")
    await leads.sound()


async def test_others_remove_the_replacement_meanwhile(leads: Leads, held: Any) -> None:
    wanted = await leads.begin(removed("source", "other"))
    await asyncio.wait_for(held.reached.wait(), 30)
    gone = {"removeOption": {"object": "lead", "field": "source", "option": "other", "replacement": "fair"}}
    await leads.api.change(leads.admin, gone)
    held.go_on.set()
    failed = await leads.ended(wanted)
    assert [each["code"] for each in failed["errors"]] == ["CATALOG_CONFLICT"]
    assert await having(leads, "web") == WITH_IT - pages.ROWS_AT_ONCE
    await leads.sound()


async def test_nothing_moves_where_records_do_not_fit(leads: Leads) -> None:
    failed = await leads.ended(await leads.begin(removed("source")))
    assert ([each["code"] for each in failed["errors"]], failed["moved"]) == (["CATALOG_ROWS_CONFLICT"], 0)
    assert (await having(leads, "web"), await told(leads)) == (WITH_IT, {})
    assert ROWS > WITH_IT
