"""JSON is one value: kept and answered as it is, and no part of the statement."""

from typing import Any

import pytest

from tests.client import Api
from tests.world import World, make_world

EVENT = {
    "name": "event",
    "plural": "events",
    "fields": [
        {"name": "payload", "type": "json"},
        {"name": "settings", "type": "json", "required": True, "default": {"tags": [], "it's": "50%"}},
    ],
}
CREATE = """mutation ($input: EventCreateInput!) { createEvent(input: $input) {
  event { id payload settings } errors { code path hint } } }"""


@pytest.fixture(scope="module")
async def events(api: Api) -> World:
    world = await make_world(api)
    await api.change(world.admin, {"addObject": EVENT})
    return world


async def created(world: World, **given: Any) -> Any:
    return (await world.api.data(world.admin, CREATE, {"input": given}))["createEvent"]


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"a": None},
        [None, [], {}],
        {"errors": {"deep": [{"x": 1}, {"y": "线索 \\ \" ' %"}]}},
        [{"a": 1}, {"b": 2}],
        ["a", "b"],
        0.1,
        -0.25e-3,
        2**70,
        "null",
        "",
        False,
        True,
    ],
    ids=str,
)
async def test_any_json_goes_in_and_comes_out(events, value):
    made = await created(events, payload=value)
    assert made["errors"] == []
    assert made["event"]["payload"] == value
    assert type(made["event"]["payload"]) is type(value)


async def test_the_default_is_json_too(events):
    made = await created(events, payload=None)
    assert made["event"]["payload"] is None
    assert made["event"]["settings"] == {"tags": [], "it's": "50%"}


async def test_a_literal_in_a_document_may_hold_variables(events):
    document = """mutation ($n: Int, $inner: JSON) { createEvent(input: {
        payload: { n: $n, inner: $inner, list: [{ a: 1.5 }, null, "x"] }
    }) { event { payload } errors { code } } }"""
    data = await events.api.data(events.admin, document, {"n": 7, "inner": {"k": [1]}})
    assert data["createEvent"] == {
        "event": {"payload": {"n": 7, "inner": {"k": [1]}, "list": [{"a": 1.5}, None, "x"]}},
        "errors": [],
    }


async def test_json_of_another_shape_takes_the_same_plan(events, api_statements):
    for payload in ({"a": 1}, {"b": [1, {"c": 2}]}, [{"d": {}}], {}):
        await created(events, payload=payload)
    assert len(set(api_statements[-4:])) == 1


async def test_it_is_filtered_by_being_there_alone(events):
    document = "query ($where: EventWhere) { events(where: $where) { totalCount } }"
    there = await events.api.data(events.admin, document, {"where": {"payload": {"isNull": False}}})
    missing = await events.api.data(events.admin, document, {"where": {"payload": {"isNull": True}}})
    every = await events.api.data(events.admin, document, {})
    counts = [found["events"]["totalCount"] for found in (there, missing, every)]
    assert counts[0] + counts[1] == counts[2]
    for where in ({"payload": {"eq": {}}}, {"payload": {"contains": "a"}}):
        assert await events.api.codes(events.admin, document, {"where": where}) == ["BAD_USER_INPUT"]
    rule = {"rule": {"filled": {"var": "payload"}}}
    assert await events.api.codes(events.admin, document, {"where": rule}) == ["RULE_UNKNOWN_PATH"]


async def test_what_is_too_large_or_too_deep_changes_nothing(events):
    too_large = await created(events, payload={"notes": ["线" * 1_000] * 40})
    assert too_large["event"] is None
    (error,) = too_large["errors"]
    assert (error["code"], error["path"]) == ("OUT_OF_RANGE", ["input", "payload"])
    assert error["hint"]
    deep: Any = 1
    for _ in range(101):
        deep = [deep]
    assert await events.api.codes(events.admin, CREATE, {"input": {"payload": deep}}) == ["BAD_USER_INPUT"]


async def test_a_rule_in_a_variable_still_decides_the_statement(events):
    """It is JSON as well."""
    document = "query ($rule: JSON!) { events(where: { rule: $rule }) { totalCount } }"
    for version, expected in ((0, True), (1_000, False)):
        rule = {">": [{"var": "version"}, version]}
        data = await events.api.data(events.admin, document, {"rule": rule})
        assert (data["events"]["totalCount"] > 0) is expected
