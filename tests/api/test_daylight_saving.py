"""Days of the tenant's time zone where clocks are put forward and back, beside Python's own `zoneinfo`.

Among the zones are one that moves by half an hour, one whose day begins at one o'clock when it moves, and one that has
left a whole day out.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.conftest import fresh_tenant
from tests.client import Api

AROUND = {
    "America/Havana": ("2026-03-08T05:00:00Z", "2026-11-01T05:00:00Z"),
    "Australia/Lord_Howe": ("2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z"),
    "Pacific/Apia": ("2011-12-30T10:00:00Z",),
}
"""The moments at which the clocks of a zone are moved."""

AT, ENDS = {"var": "at"}, {"var": "ends"}
FORMULAS: dict[str, tuple[str, Any]] = {
    "day": ("date", {"date_of": AT}),
    "year": ("decimal", {"year": AT}),
    "month": ("decimal", {"month": AT}),
    "days": ("decimal", {"days_between": [AT, ENDS]}),
    "hourOn": ("datetime", {"date_add": [AT, 1, "hour"]}),
    "dayOn": ("datetime", {"date_add": [AT, 1, "day"]}),
    "weekBack": ("datetime", {"date_subtract": [AT, 1, "week"]}),
}
BEGINNINGS: dict[str, Callable[[date], date]] = {
    "DAY": lambda day: day,
    "WEEK": lambda day: day - timedelta(days=day.weekday()),
    "MONTH": lambda day: day.replace(day=1),
    "QUARTER": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    "YEAR": lambda day: day.replace(month=1, day=1),
}


def moments(zone: str) -> list[datetime]:
    """Each half hour of two days around each change, and some of the months around it."""
    drawn = random.Random(zone)
    found = []
    for text in AROUND[zone]:
        change = datetime.fromisoformat(text)
        found += [change + timedelta(minutes=30 * at) for at in range(-48, 49)]
        found += [change + timedelta(minutes=drawn.randint(-60_000, 60_000)) for _ in range(20)]
    return found


def at_wall(moment: datetime, zone: ZoneInfo, days: int) -> set[datetime]:
    """What the clocks of the zone show as the same time of day so many days later: twice where they are put back."""
    shown = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return {shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}


def json_of(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("name", AROUND)
async def test_days_are_those_of_the_zone(api: Api, name: str):
    tenant = await fresh_tenant(api)
    fields = [
        {"name": each, "type": type_, "formula": formula, **({"scale": 0} if type_ == "decimal" else {})}
        for each, (type_, formula) in FORMULAS.items()
    ]
    stored = [{"name": each, "type": "datetime"} for each in ("at", "ends")]
    event = {"name": "event", "plural": "events", "fields": [*stored, *fields]}
    await api.change(tenant.admin, {"setTimeZone": {"timeZone": name}}, {"addObject": event})
    starts = moments(name)
    ends = random.Random(0).sample(starts, len(starts))
    made = await api.data(
        tenant.admin,
        "mutation ($inputs: [EventRowInput!]!) { createEvents(inputs: $inputs) { errors { code } } }",
        {"inputs": [{"at": json_of(a), "ends": json_of(b)} for a, b in zip(starts, ends, strict=True)]},
    )
    assert made["createEvents"]["errors"] == []

    zone = ZoneInfo(name)
    asked = f"{{ events(first: 500) {{ nodes {{ at ends {' '.join(FORMULAS)} }} }} }}"
    read = (await api.data(tenant.admin, asked))["events"]["nodes"]
    assert len(read) == len(starts)
    for node in read:
        at, end = datetime.fromisoformat(node["at"]), datetime.fromisoformat(node["ends"])
        day = at.astimezone(zone).date()
        assert (node["day"], node["year"], node["month"]) == (str(day), str(day.year), str(day.month)), node
        assert int(node["days"]) == (end.astimezone(zone).date() - day).days, node
        assert datetime.fromisoformat(node["hourOn"]) == at + timedelta(hours=1), node
        assert datetime.fromisoformat(node["dayOn"]) in at_wall(at, zone, 1), node
        assert datetime.fromisoformat(node["weekBack"]) in at_wall(at, zone, -7), node

    for bucket, beginning in BEGINNINGS.items():
        for by, of in (("", zone), (', timeZone: "UTC"', ZoneInfo("UTC"))):
            keys = f"[{{ field: at, bucket: {bucket}{by} }}]"
            groups = (
                await api.data(
                    tenant.admin, f"{{ eventGroups(first: 500, by: {keys}) {{ keys {{ value }} count }} }}"
                )
            )["eventGroups"]
            expected = Counter(str(beginning(each.astimezone(of).date())) for each in starts)
            assert {each["keys"][0]["value"]: each["count"] for each in groups} == expected, bucket
