"""The working calendar of a tenant: set, shown, taken back, and counted by in rules, formulas and gates."""

from typing import Any

import pytest

from tests.client import Api
from tests.world import World

TASK: dict[str, Any] = {
    "name": "task",
    "plural": "tasks",
    "fields": [
        {"name": "made", "type": "datetime"},
        {"name": "due", "type": "date"},
        {
            "name": "remaining",
            "type": "decimal",
            "scale": 0,
            "formula": {"working_days_between": [{"var": "made"}, {"var": "due"}]},
        },
        {
            "name": "answerBy",
            "type": "date",
            "formula": {"working_days_add": [{"var": "made"}, 2]},
        },
        {"name": "worked", "type": "boolean", "formula": {"is_working_day": {"var": "due"}}},
    ],
}
VALUES = "{ tasks { nodes { remaining answerBy worked } } }"
SHOWN = """{ catalog { version workingCalendar {
  weekdays hours { start end } holidays { date name } extraWorkingDays { date name } } } }"""
NATIONAL_DAY = [{"date": f"2026-10-0{day}", "name": "国庆节"} for day in range(1, 8)]
CHINA = {
    "weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday"],
    "hours": [{"start": "09:00", "end": "12:00"}, {"start": "13:30", "end": "18:00"}],
    "holidays": NATIONAL_DAY,
    "extraWorkingDays": [{"date": "2026-09-20", "name": None}, {"date": "2026-10-10", "name": "补班"}],
}


@pytest.fixture
async def office(own_world: World) -> World:
    api, admin = own_world.api, own_world.admin
    await api.change(admin, {"setTimeZone": {"timeZone": "Asia/Shanghai"}})
    await api.change(admin, {"addObject": TASK})
    document = "mutation ($input: TaskCreateInput!) { createTask(input: $input) { errors { code } } }"
    # Wednesday, in Shanghai; the day it is due is a Saturday on which China worked.
    await api.data(admin, document, {"input": {"made": "2026-09-29T17:00:00Z", "due": "2026-10-10"}})
    return own_world


async def values(world: World) -> tuple[Any, ...]:
    found = await world.api.data(world.admin, VALUES)
    return tuple(found["tasks"]["nodes"][0].values())


async def test_formulas_count_by_it_from_the_publish_on(office: World) -> None:
    assert await values(office) == ("7", "2026-10-02", False)
    await office.api.change(office.admin, {"setWorkingCalendar": CHINA})
    assert await values(office) == ("3", "2026-10-09", True)


async def test_it_is_shown_and_taken_back(api: Api, office: World) -> None:
    before = (await api.data(office.admin, SHOWN))["catalog"]
    assert before["workingCalendar"] == {
        "weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday"],
        "hours": [{"start": "09:00", "end": "17:00"}],
        "holidays": [],
        "extraWorkingDays": [],
    }
    await api.change(office.admin, {"setWorkingCalendar": CHINA})
    assert (await api.data(office.admin, SHOWN))["catalog"]["workingCalendar"] == CHINA
    back = "mutation ($to: Int!) { rollBackCatalog(to: $to) { errors { code } } }"
    await api.data(office.admin, back, {"to": before["version"]})
    assert (await api.data(office.admin, SHOWN))["catalog"]["workingCalendar"] == before["workingCalendar"]


async def test_what_is_wrong_with_it_is_said_where_it_stands(api: Api, office: World) -> None:
    twice = {"holidays": [{"date": "2026-10-01"}, {"date": "2026-13-01"}], "weekdays": []}
    refused = await api.try_change(office.admin, {"setWorkingCalendar": twice})
    place = ["changes", 0, "setWorkingCalendar"]
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [
        ("CATALOG_INVALID", [*place, "weekdays"]),
        ("CATALOG_INVALID", [*place, "holidays", 1, "date"]),
    ]


async def test_a_gate_and_its_example_count_by_it(api: Api, office: World) -> None:
    """The example says that a move is refused that the office week would let through: a publish without it fails."""
    stages = [{"name": name, "kind": kind} for name, kind in (("asked", "open"), ("done", "won"))]
    gate = {"<=": [{"working_days_between": [{"var": "made"}, {"today": []}]}, 3]}
    example = {
        "object": "task",
        "name": "afterTheHoliday",
        "leaving": "asked",
        "entering": "done",
        "record": {"made": "2026-09-30T04:00:00Z"},
        "open": True,
        "now": "2026-10-10T04:00:00Z",
    }
    added = [
        {
            "addPipeline": {
                "object": "task",
                "name": "work",
                "stages": stages,
                "transitions": [{"source": "asked", "target": "done"}],
            }
        },
        {"setGate": {"object": "task", "stage": "done", "rule": gate}},
        {"addGateExample": example},
    ]
    refused = await api.try_change(office.admin, *added)
    assert [each["code"] for each in refused["errors"]] == ["EXAMPLE_FAILED"]
    await api.change(office.admin, {"setWorkingCalendar": CHINA}, *added)
    refused = await api.try_change(office.admin, {"setWorkingCalendar": {"weekdays": CHINA["weekdays"]}})
    assert [each["code"] for each in refused["errors"]] == ["EXAMPLE_FAILED"]


async def test_a_draft_of_a_calendar_is_tried(api: Api, office: World) -> None:
    await api.change(
        office.admin,
        {"setWorkingCalendar": CHINA},
        {
            "addPipeline": {
                "object": "task",
                "name": "work",
                "stages": [{"name": "asked"}, {"name": "done", "kind": "won"}],
                "transitions": [{"source": "asked", "target": "done"}],
            }
        },
        {"setGate": {"object": "task", "stage": "done", "rule": {"is_working_day": {"var": "due"}}}},
    )
    draft = """query ($changes: [CatalogChange!]!) {
      simulateGate(object: "task", changes: $changes) { records newlyBlocked newlyAllowed } }"""
    found = await api.data(office.admin, draft, {"changes": [{"setWorkingCalendar": {}}]})
    assert found["simulateGate"] == {"records": 1, "newlyBlocked": 1, "newlyAllowed": 0}


async def test_a_document_in_force_brings_it(api: Api, office: World) -> None:
    await api.change(office.admin, {"setWorkingCalendar": CHINA})
    shown = await api.data(office.admin, "{ catalogDocument { document } }")
    document = shown["catalogDocument"]["document"]
    assert document["workingCalendar"]["holidays"] == NATIONAL_DAY
    await api.change(office.admin, {"setWorkingCalendar": {}})
    put = """mutation ($document: JSON!) {
      applyCatalog(document: $document) { errors { code message path } } }"""
    applied = await api.data(office.admin, put, {"document": document})
    assert applied["applyCatalog"]["errors"] == []
    assert (await api.data(office.admin, SHOWN))["catalog"]["workingCalendar"] == CHINA
