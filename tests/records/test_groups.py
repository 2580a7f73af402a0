"""Groups agree with what one gets by grouping the records that the list gives."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.world import World

NUMBERS = itertools.count()
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "score": st.sampled_from([None, -3, 0, 7, 7, 50]),
            "margin": st.sampled_from([None, "0", "-1.25", "2.5"]),
            "amount": st.sampled_from(
                [
                    None,
                    *(
                        {"amount": each, "currency": code}
                        for each in ("1", "-2.50")
                        for code in ("EUR", "CNY")
                    ),
                ]
            ),
            "closeDate": st.sampled_from([None, "2025-12-29", "2026-01-01", "2026-03-31", "2027-01-03"]),
            "signedAt": st.sampled_from(
                [None, "2026-03-29T00:59:59Z", "2026-03-29T22:30:00Z", "2026-12-31T23:30:00Z"]
            ),
            "source": st.sampled_from([None, "web", "referral"]),
            "budgetConfirmed": st.sampled_from([None, True, False]),
            "account": st.sampled_from([None, 0, 1]),
        }
    ),
    max_size=8,
)


def week(day: date) -> date:
    return day - timedelta(days=day.weekday())


PERIODS: dict[str, Callable[[date], date]] = {
    "DAY": lambda day: day,
    "WEEK": week,
    "MONTH": lambda day: day.replace(day=1),
    "QUARTER": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    "YEAR": lambda day: day.replace(month=1, day=1),
}


@dataclass(frozen=True)
class Key:
    """One entry of `by`, and the same in Python."""

    by: dict[str, Any]
    of: Callable[[dict[str, Any]], Any]


def plain(name: str) -> Key:
    return Key({"field": name}, lambda row: row[name])


def by_date(period: str) -> Key:
    def of(row: dict[str, Any]) -> Any:
        return (
            None if row["closeDate"] is None else str(PERIODS[period](date.fromisoformat(row["closeDate"])))
        )

    return Key({"field": "closeDate", "bucket": period}, of)


def by_moment(period: str, zone: str | None) -> Key:
    def of(row: dict[str, Any]) -> Any:
        if row["signedAt"] is None:
            return None
        local = datetime.fromisoformat(row["signedAt"]).astimezone(ZoneInfo(zone or "UTC"))
        return str(PERIODS[period](local.date()))

    return Key({"field": "signedAt", "bucket": period} | ({"timeZone": zone} if zone else {}), of)


def account(row: dict[str, Any], name: str) -> Any:
    return None if row["account"] is None else row["account"][name]


KEYS = [
    *(
        plain(name)
        for name in ("score", "margin", "source", "budgetConfirmed", "stage", "accountId", "ownerId")
    ),
    *(by_date(period) for period in PERIODS),
    *(by_moment("DAY", zone) for zone in (None, "Asia/Shanghai", "Europe/Berlin", "America/St_Johns")),
    by_moment("YEAR", "Asia/Shanghai"),
    Key({"account": {"field": "employees"}}, lambda row: account(row, "employees")),
    Key({"account": {"field": "sector"}}, lambda row: account(row, "sector")),
]
LIST = """query ($where: DealWhere) { deals(where: $where, first: 500) { nodes {
  score margin amount { amount currency } closeDate signedAt source budgetConfirmed stage accountId ownerId
  account { employees sector } } } }"""
GROUPS = """query ($where: DealWhere, $by: [DealGroupBy!]!) { dealGroups(where: $where, by: $by) {
  keys { value } count
  scores: countDistinct(field: score) margins: countDistinct(field: margin) sources: countDistinct(field: source)
  sum { score margin amount { amount currency } } avg { score margin amount { amount currency } }
  min { score margin closeDate amount { amount currency } } max { score margin signedAt amount { amount currency } }
} }"""
IN_PARTS = "\n".join(line for line in GROUPS.split("\n") if "countDistinct" not in line)
"""Without different values to count the statement has another form."""


async def made(world: World, rows: list[dict[str, Any]]) -> str:
    """The rows as deals; their names begin alike."""
    prefix = f"grouped {next(NUMBERS)}:"
    accounts = [
        await world.create(
            world.manager, "account", name=f"{prefix}{place}", employees=place, sector="retail"
        )
        for place in range(2)
    ]
    for row in rows:
        values = {name: value for name, value in row.items() if name != "account"}
        if row["account"] is not None:
            values["accountId"] = accounts[row["account"]]
        await world.create(world.manager, "deal", name=prefix, **values)
    return prefix


def amounts(rows: Iterable[dict[str, Any]], compute: Callable[[list[Decimal]], Decimal]) -> list[Any]:
    found: dict[str, list[Decimal]] = {}
    for row in rows:
        if row["amount"] is not None:
            found.setdefault(row["amount"]["currency"], []).append(Decimal(row["amount"]["amount"]))
    return [(code, compute(values)) for code, values in sorted(found.items())]


def told(entries: list[dict[str, str]]) -> list[Any]:
    return [(entry["currency"], Decimal(entry["amount"])) for entry in entries]


def mean(values: list[Decimal], places: int) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal(1).scaleb(-places))


def check(group: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """A group tells what Python computes of its rows."""
    assert group["count"] == len(rows)
    scores = [Decimal(row["score"]) for row in rows if row["score"] is not None]
    margins = [Decimal(row["margin"]) for row in rows if row["margin"] is not None]
    dates = [row["closeDate"] for row in rows if row["closeDate"] is not None]
    for name, values, places in (("score", scores, 4), ("margin", margins, 8)):
        total, average = group["sum"][name], group["avg"][name]
        assert (None if total is None else Decimal(total)) == (sum(values, Decimal(0)) if values else None)
        # Halves are rounded away from zero there and to even here.
        wanted = mean(values, places) if values else None
        assert (average is None) == (wanted is None)
        if wanted is not None:
            assert abs(Decimal(average) - wanted) <= Decimal(1).scaleb(-places)
        least = group["min"][name]
        assert (None if least is None else Decimal(least)) == (min(values) if values else None)
    assert group["min"]["closeDate"] == (min(dates) if dates else None)
    assert told(group["sum"]["amount"]) == amounts(rows, lambda values: sum(values, Decimal(0)))
    assert told(group["min"]["amount"]) == amounts(rows, min)
    assert told(group["max"]["amount"]) == amounts(rows, max)
    averages = amounts(rows, lambda values: mean(values, 6))
    assert [(code, round(value, 5)) for code, value in told(group["avg"]["amount"])] == [
        (code, round(value, 5)) for code, value in averages
    ]
    if "scores" in group:
        for name in ("score", "margin", "source"):
            different = {row[name] for row in rows if row[name] is not None}
            assert group[f"{name}s"] == len(different)


@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(
    rows=ROWS,
    keys=st.lists(st.sampled_from(KEYS), max_size=3, unique_by=lambda key: str(key.by)),
    data=st.data(),
)
async def test_groups_are_those_of_the_list(scratch, rows, keys, data):
    where = {"name": {"startsWith": await made(scratch, rows)}}
    document = data.draw(st.sampled_from([GROUPS, IN_PARTS]))
    listed = (await scratch.api.data(scratch.manager, LIST, {"where": where}))["deals"]["nodes"]
    variables = {"where": where, "by": [key.by for key in keys]}
    groups = (await scratch.api.data(scratch.manager, document, variables))["dealGroups"]
    wanted: dict[tuple[Any, ...], list[dict[str, Any]]] = {} if keys else {(): []}
    for row in listed:
        wanted.setdefault(tuple(key.of(row) for key in keys), []).append(row)
    found = {tuple(key["value"] for key in group["keys"]): group for group in groups}
    assert len(found) == len(groups)
    assert found.keys() == wanted.keys()
    for key, group in found.items():
        check(group, wanted[key])


HAVING: dict[str, tuple[dict[str, Any], Callable[[dict[str, Any]], bool]]] = {
    "count": ({"count": {"gt": 1}}, lambda group: group["count"] > 1),
    "money": (
        {"sum": {"amount": {"currency": "EUR", "gte": "1"}}},
        lambda group: any(code == "EUR" and amount >= 1 for code, amount in told(group["sum"]["amount"])),
    ),
    "no money": (
        {"sum": {"amount": {"currency": "CNY", "isNull": True}}},
        lambda group: all(code != "CNY" for code, _ in told(group["sum"]["amount"])),
    ),
    "average": (
        {"avg": {"score": {"lt": "7"}}},
        lambda group: group["avg"]["score"] is not None and Decimal(group["avg"]["score"]) < 7,
    ),
    "a date": (
        {"min": {"closeDate": {"lt": "2026-01-01"}}},
        lambda group: group["min"]["closeDate"] is not None and group["min"]["closeDate"] < "2026-01-01",
    ),
    "logic": (
        {"or": [{"not": {"count": {"eq": 1}}}, {"max": {"score": {"isNull": True}}}]},
        lambda group: group["count"] != 1 or group["max"]["score"] is None,
    ),
}


@pytest.mark.parametrize("name", HAVING)
async def test_having_leaves_the_groups_that_meet_it(scratch, name):
    having, holds = HAVING[name]
    rows = [
        {
            "score": [None, 7, 7, 50, 0][place % 5],
            "margin": None,
            "amount": [None, {"amount": "1", "currency": "EUR"}, {"amount": "2", "currency": "CNY"}][
                place % 3
            ],
            "closeDate": [None, "2025-12-29", "2026-03-31"][place % 3],
            "account": None,
            "source": [None, "web", "referral"][(place // 2) % 3],
        }
        for place in range(9)
    ]
    where = {"name": {"startsWith": await made(scratch, rows)}}
    by = [{"field": "source"}, {"field": "score"}]
    every = (await scratch.api.data(scratch.manager, GROUPS, {"where": where, "by": by}))["dealGroups"]
    document = GROUPS.replace("$by: [DealGroupBy!]!", "$by: [DealGroupBy!]!, $having: DealHaving").replace(
        "by: $by", "by: $by, having: $having"
    )
    variables = {"where": where, "by": by, "having": having}
    left = (await scratch.api.data(scratch.manager, document, variables))["dealGroups"]
    assert left == [group for group in every if holds(group)]
    assert len(left) < len(every)


ORDER = """query ($by: [DealGroupBy!]!, $order: [DealGroupOrder!], $having: DealHaving, $first: Int) {
  dealGroups(by: $by, orderBy: $order, having: $having, first: $first) { count } }"""
STAGE = [{"field": "stage"}]
BAD: dict[str, tuple[dict[str, Any], str, list[Any]]] = {
    "a key of nothing": ({"by": [{}]}, "BAD_USER_INPUT", ["by", 0]),
    "a key of two things": (
        {"by": [{"field": "stage", "account": {"field": "name"}}]},
        "BAD_USER_INPUT",
        ["by", 0],
    ),
    "a period of no date": (
        {"by": [{"field": "stage", "bucket": "DAY"}]},
        "BAD_USER_INPUT",
        ["by", 0, "bucket"],
    ),
    "a zone of a date": (
        {"by": [{"field": "closeDate", "bucket": "DAY", "timeZone": "UTC"}]},
        "BAD_USER_INPUT",
        ["by", 0, "timeZone"],
    ),
    "a zone without a period": (
        {"by": [{"field": "signedAt", "timeZone": "UTC"}]},
        "BAD_USER_INPUT",
        ["by", 0, "timeZone"],
    ),
    "a period beside a relation": (
        {"by": [{"account": {"field": "name"}, "bucket": "DAY"}]},
        "BAD_USER_INPUT",
        ["by", 0, "bucket"],
    ),
    "no zone": (
        {"by": [{"field": "signedAt", "bucket": "DAY", "timeZone": "Mars/Base'; --"}]},
        "BAD_USER_INPUT",
        ["by", 0, "timeZone"],
    ),
    "a key twice": ({"by": STAGE * 2}, "BAD_USER_INPUT", ["by", 1]),
    "too many keys": ({"by": STAGE * 9}, "QUERY_TOO_COMPLEX", ["by"]),
    "an order of nothing": ({"by": STAGE, "order": [{}]}, "BAD_USER_INPUT", ["orderBy", 0]),
    "an order by no key": ({"by": STAGE, "order": [{"key": 1}]}, "BAD_USER_INPUT", ["orderBy", 0, "key"]),
    "an order by key and aggregate": (
        {"by": STAGE, "order": [{"key": 0, "aggregate": "COUNT"}]},
        "BAD_USER_INPUT",
        ["orderBy", 0],
    ),
    "a sum of nothing": (
        {"by": STAGE, "order": [{"aggregate": "SUM"}]},
        "BAD_USER_INPUT",
        ["orderBy", 0, "field"],
    ),
    "a sum of dates": (
        {"by": STAGE, "order": [{"aggregate": "SUM", "field": "closeDate"}]},
        "BAD_USER_INPUT",
        ["orderBy", 0, "field"],
    ),
    "money without its currency": (
        {"by": STAGE, "order": [{"aggregate": "SUM", "field": "amount"}]},
        "BAD_USER_INPUT",
        ["orderBy", 0, "currency"],
    ),
    "a currency of a number": (
        {"by": STAGE, "order": [{"aggregate": "SUM", "field": "score", "currency": "EUR"}]},
        "BAD_USER_INPUT",
        ["orderBy", 0, "currency"],
    ),
    "a null condition": (
        {"by": STAGE, "having": {"count": {"gt": None}}},
        "BAD_USER_INPUT",
        ["having", "count", "gt"],
    ),
    "money to group by": ({"by": [{"field": "amount"}]}, "BAD_USER_INPUT", ["by", 0, "field"]),
    "too many groups": ({"by": STAGE, "first": 501}, "PAGE_SIZE", ["first"]),
    "fewer than none": ({"by": STAGE, "first": -1}, "PAGE_SIZE", ["first"]),
}


@pytest.mark.parametrize("name", BAD)
async def test_what_makes_no_sense_is_refused_with_its_place(world, name):
    variables, code, path = BAD[name]
    found = await world.api.ask(world.manager, ORDER, variables)
    (error,) = found["errors"]
    assert (error["extensions"]["code"], error["path"]) == (code, path)
    assert error["extensions"]["hint"]


async def test_an_average_among_several_values(own_world: World) -> None:
    """The list stood on the left of the comparison, which PostgreSQL does not read."""
    world = own_world
    for source, margin in (("web", "1"), ("web", "2"), ("referral", "7")):
        await world.create(world.admin, "deal", name=source, source=source, margin=margin)
    document = """query ($having: DealHaving) {
        dealGroups(by: [{ field: source }], having: $having) { keys { value } }
    }"""
    for operator, source in (("in", "web"), ("notIn", "referral")):
        having = {"avg": {"margin": {operator: ["1.5", "3"]}}}
        groups = (await world.api.data(world.admin, document, {"having": having}))["dealGroups"]
        assert groups == [{"keys": [{"value": source}]}]
