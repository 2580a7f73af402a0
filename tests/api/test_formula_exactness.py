"""No formula and no roll-up fails a list, whatever it computes; and what it computes is exact."""

from typing import Any

import pytest

from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, make_world

LARGEST = "9" * 38
PART: dict[str, Any] = {
    "name": "part",
    "plural": "parts",
    "fields": [
        {"name": "large", "type": "decimal", "precision": 38, "scale": 0},
        {"name": "small", "type": "decimal", "precision": 38, "scale": 30},
        {"name": "whole", "type": "integer"},
        {"name": "dueOn", "type": "date"},
        {"name": "at", "type": "datetime"},
        {"name": "box", "type": "relation", "target": "part", "reverse": "inside"},
    ],
}
OPERATIONS: dict[str, Any] = {
    "+": {"+": [{"var": "LARGE"}, {"var": "LARGE"}]},
    "-": {"-": [{"-": [{"var": "LARGE"}]}, {"var": "LARGE"}]},
    "*": {"*": [{"var": "LARGE"}] * 240},
    "/": {"/": [{"*": [{"var": "LARGE"}] * 100}, {"*": [{"var": "SMALL"}] * 100}]},
    "%": {"%": [{"*": [{"var": "LARGE"}] * 100}, {"*": [{"var": "SMALL"}] * 30}]},
    "zero": {"/": [1, {"-": [{"var": "LARGE"}, {"var": "LARGE"}]}]},
    "none": {"%": [1, {"-": [{"var": "SMALL"}, {"var": "SMALL"}]}]},
    "max": {"max": [{"*": [{"var": "LARGE"}, {"var": "LARGE"}]}, 1]},
    "min": {"min": [{"-": [{"*": [{"var": "LARGE"}, {"var": "LARGE"}]}]}, 1]},
    "whole": {"*": [{"var": "WHOLE"}] * 3},
}


@copied
async def store(api: Api) -> World:
    world = await make_world(api)
    await api.change(world.admin, {"addObject": PART})
    return world


async def create(world: World, **given: Any) -> str:
    document = (
        "mutation ($input: PartCreateInput!) { createPart(input: $input) { part { id } errors { code } } }"
    )
    made = (await world.api.data(world.admin, document, {"input": given}))["createPart"]
    assert made["errors"] == []
    record: str = made["part"]["id"]
    return record


def added(name: str, type_: str = "decimal", **settings: Any) -> dict[str, Any]:
    return {"addField": {"object": "part", "field": {"name": name, "type": type_, **settings}}}


def over(rule: Any, prefix: str) -> Any:
    """The rule over the record itself, or over the one it is in."""
    if isinstance(rule, dict):
        return {
            key: prefix + part.lower() if key == "var" else over(part, prefix) for key, part in rule.items()
        }
    # Other records are looked at 50 times at most.
    most = 24 if prefix else len(rule) if isinstance(rule, list) else 0
    return [over(part, prefix) for part in rule[:most]] if isinstance(rule, list) else rule


@pytest.mark.parametrize("prefix", ["", "box."], ids=["column", "inlined"])
@pytest.mark.parametrize("name", OPERATIONS)
async def test_what_is_beyond_all_bounds_is_null(api: Api, store: World, name: str, prefix: str) -> None:
    await api.change(
        store.admin,
        added("value", scale=2, formula=over(OPERATIONS[name], prefix)),
        added("total", rollUp={"relation": "inside", "function": "sum", "field": "value"}),
        added("mean", rollUp={"relation": "inside", "function": "avg", "field": "value"}),
    )
    values = {"large": LARGEST, "small": f"0.{'0' * 29}1", "whole": 2147483647}
    box = await create(store, **values)
    await create(store, **values, boxId=box)
    document = """{ parts(orderBy: [{field: value}, {field: total}]) { nodes { value total mean } }
      partGroups(by: []) { sum { value total } avg { value } } }"""
    found = await api.data(store.admin, document)
    values_of = {each["value"] for each in found["parts"]["nodes"]}
    if name == "whole":
        assert "9903520300447984150353281023.00" in values_of
    elif name == "%":
        # Each is a multiple of the smallest: there is no remainder.
        assert values_of <= {"0.00", None}
    else:
        assert values_of == {None}


async def test_sums_and_means_are_exact(api: Api, store: World) -> None:
    await api.change(
        store.admin,
        added(
            "total",
            precision=38,
            scale=30,
            rollUp={"relation": "inside", "function": "sum", "field": "small"},
        ),
        added(
            "mean", precision=38, scale=30, rollUp={"relation": "inside", "function": "avg", "field": "small"}
        ),
        added(
            "entire",
            precision=38,
            scale=0,
            rollUp={"relation": "inside", "function": "sum", "field": "large"},
        ),
    )
    box = await create(store)
    for small, large in (("0.1", "4" * 37), ("0.2", "1" * 37), ("0.000000000000000000000000000003", None)):
        await create(store, small=small, large=large, boxId=box)
    found = await api.data(store.admin, "{ parts(first: 1) { nodes { total mean entire } } }")
    assert found["parts"]["nodes"] == [
        {
            "total": "0.300000000000000000000000000003",
            "mean": "0.100000000000000000000000000001",
            "entire": "5" * 37,
        }
    ]
    for _ in range(2):
        await create(store, large=LARGEST, boxId=box)
    found = await api.data(store.admin, "{ parts(first: 1) { nodes { entire } } }")
    assert found["parts"]["nodes"] == [{"entire": None}]


async def test_days_beyond_the_calendar_are_null(api: Api, store: World) -> None:
    later: dict[str, Any] = {"var": "box.at"}
    for _ in range(15):
        later = {"date_add": [later, 100, "year"]}
    await api.change(
        store.admin,
        {"setTimeZone": {"timeZone": "Asia/Shanghai"}},
        added("day", "date", formula={"date_of": {"var": "at"}}),
        added("later", "datetime", formula=later),
        added("year", formula={"year": later}),
        added("days", formula={"days_between": [{"var": "dueOn"}, later]}),
        added("last", "date", rollUp={"relation": "inside", "function": "max", "field": "day"}),
    )
    box = await create(store, at="9999-12-31T23:59:59Z", dueOn="9999-12-31")
    await create(store, at="0001-01-01T00:00:00Z", dueOn="0001-01-01", boxId=box)
    found = await api.data(
        store.admin, "{ parts(orderBy: [{field: day}]) { nodes { day later year days last } } }"
    )
    by_day = {each["day"]: each for each in found["parts"]["nodes"]}
    assert by_day[None]["last"] == "0001-01-01"
    assert by_day["0001-01-01"]["later"] is None
    assert by_day["0001-01-01"]["year"] == "11500.00"
