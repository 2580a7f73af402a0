"""The tenant's time zone: whose days count in rules, formulas and groups."""

from typing import Any

import pytest

from tests.client import Api
from tests.world import World

VISIT: dict[str, Any] = {
    "name": "visit",
    "plural": "visits",
    "fields": [
        {"name": "at", "type": "datetime"},
        {"name": "due", "type": "date"},
        {"name": "dayAt", "type": "date", "formula": {"date_of": {"var": "at"}}},
        {"name": "yearAt", "type": "decimal", "scale": 0, "formula": {"year": {"var": "at"}}},
        {"name": "later", "type": "datetime", "formula": {"date_add": [{"var": "at"}, 1, "month"]}},
        {
            "name": "wait",
            "type": "decimal",
            "scale": 0,
            "formula": {"days_between": [{"var": "at"}, {"var": "due"}]},
        },
        {"name": "passed", "type": "boolean", "formula": {"<": [{"var": "due"}, {"today": []}]}},
    ],
}
VALUES = "dayAt yearAt later wait"


@pytest.fixture
async def diary(own_world: World) -> World:
    api, admin = own_world.api, own_world.admin
    await api.change(admin, {"addObject": VISIT})
    for at in ("2025-12-31T15:59:59Z", "2025-12-31T16:00:00Z", "2026-01-31T20:00:00Z"):
        document = "mutation ($input: VisitCreateInput!) { createVisit(input: $input) { errors { code } } }"
        await api.data(admin, document, {"input": {"at": at, "due": "2026-01-02"}})
    return own_world


async def in_zone(world: World, zone: str) -> None:
    await world.api.change(world.admin, {"setTimeZone": {"timeZone": zone}})


async def values(world: World) -> list[tuple[Any, ...]]:
    found = await world.api.data(world.admin, f"{{ visits {{ nodes {{ {VALUES} }} }} }}")
    return [tuple(each.values()) for each in found["visits"]["nodes"]]


async def test_a_day_begins_where_the_tenant_is(diary: World) -> None:
    assert await values(diary) == [
        ("2025-12-31", "2025", "2026-01-31T15:59:59+00:00", "2"),
        ("2025-12-31", "2025", "2026-01-31T16:00:00+00:00", "2"),
        ("2026-01-31", "2026", "2026-02-28T20:00:00+00:00", "-29"),
    ]
    await in_zone(diary, "Asia/Shanghai")
    assert await values(diary) == [
        ("2025-12-31", "2025", "2026-01-31T15:59:59+00:00", "2"),
        ("2026-01-01", "2026", "2026-01-31T16:00:00+00:00", "1"),
        ("2026-02-01", "2026", "2026-02-28T20:00:00+00:00", "-30"),
    ]
    await in_zone(diary, "UTC")
    assert [each[0] for each in await values(diary)] == ["2025-12-31", "2025-12-31", "2026-01-31"]


async def test_rules_and_groups_follow_it(api: Api, diary: World) -> None:
    document = """query ($rule: JSON) {
      visits(where: {rule: $rule}) { totalCount }
      own: visitGroups(by: [{field: at, bucket: YEAR}]) { keys { label } count }
      other: visitGroups(by: [{field: at, bucket: YEAR, timeZone: "UTC"}]) { keys { label } count }
    }"""
    rule = {"==": [{"date_of": {"var": "at"}}, "2026-01-01"]}

    async def asked() -> tuple[Any, ...]:
        found = await api.data(diary.admin, document, {"rule": rule})
        groups = [
            [(each["keys"][0]["label"], each["count"]) for each in found[name]] for name in ("own", "other")
        ]
        return found["visits"]["totalCount"], *groups

    assert await asked() == (0, [("2025", 2), ("2026", 1)], [("2025", 2), ("2026", 1)])
    await in_zone(diary, "Asia/Shanghai")
    assert await asked() == (1, [("2025", 1), ("2026", 2)], [("2025", 2), ("2026", 1)])


async def test_the_catalog_tells_it_and_takes_it_back(api: Api, diary: World) -> None:
    shown = "{ catalog { version timeZone } }"
    before = (await api.data(diary.admin, shown))["catalog"]
    assert before["timeZone"] == "UTC"
    await in_zone(diary, "Asia/Shanghai")
    assert (await api.data(diary.admin, shown))["catalog"]["timeZone"] == "Asia/Shanghai"
    refused = await api.try_change(diary.admin, {"setTimeZone": {"timeZone": "Asia/Shangai"}})
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("CATALOG_UNKNOWN", ["changes", 0, "setTimeZone", "timeZone"])
    assert "Asia/Shanghai" in error["hint"]
    back = "mutation ($to: Int!) { rollBackCatalog(to: $to) { errors { code } } }"
    await api.data(diary.admin, back, {"to": before["version"]})
    assert (await api.data(diary.admin, shown))["catalog"]["timeZone"] == "UTC"
