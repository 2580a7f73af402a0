"""Filters that go along a reference, against a reading of their own: what each record would be as plain JSON."""

from collections.abc import Callable, Mapping
from operator import eq, gt, le
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.market import create
from tests.client import Api
from tests.world import World, add_member, make_world

OBJECTS: list[dict[str, Any]] = [
    {
        "name": "firm",
        "plural": "firms",
        "fields": [{"name": "size", "type": "integer"}, {"name": "secret", "type": "integer"}],
    },
    {
        "name": "person",
        "plural": "persons",
        "fields": [
            {"name": "age", "type": "integer"},
            {"name": "firm", "type": "relation", "target": "firm"},
        ],
    },
    {
        "name": "note",
        "plural": "notes",
        "fields": [
            {"name": "number", "type": "integer", "required": True},
            {"name": "about", "type": "reference", "targets": ["firm", "person"], "reverse": "notes"},
        ],
    },
    {
        "name": "reply",
        "plural": "replies",
        "fields": [
            {"name": "number", "type": "integer", "required": True},
            {"name": "mark", "type": "reference", "targets": ["note", "firm"], "reverse": "replies"},
        ],
    },
]
GRANTS = [
    {"object": "reply", "action": "read"},
    {"object": "note", "action": "read", "rule": {"<": [{"var": "number"}, 4]}},
    {"object": "person", "action": "read", "rule": {">": [{"var": "age"}, 20]}},
    {"object": "firm", "action": "read"},
    {"object": "firm", "action": "read", "field": "secret", "effect": "deny"},
]

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {">": gt, "<=": le, "==": eq}
Record = Mapping[str, Any]
Reading = Callable[[str], Any]


async def _filled(world: World) -> dict[str, tuple[str, Record]]:
    """Name of each record to its object and values; `@name` is another, `deleted` ones are deleted."""
    records: dict[str, tuple[str, Record]] = {
        "f1": ("firm", {"size": 3}),
        "f2": ("firm", {"size": None}),
        "gone": ("firm", {"size": 3, "deleted": True}),
        "p1": ("person", {"age": 30, "firm": "f1"}),
        "p2": ("person", {"age": 10, "firm": "gone"}),
        "p3": ("person", {"age": 25, "firm": None}),
    }
    for number, about in enumerate(("f1", "f2", "gone", "p1", "p2", "p3", None)):
        records[f"n{number}"] = ("note", {"number": number, "about": about})
    for number, mark in enumerate([*(f"n{each}" for each in range(7)), "f1", "gone", None]):
        records[f"r{number}"] = ("reply", {"number": number, "mark": mark})
    ids: dict[str, str] = {}
    for name, (of, values) in records.items():
        given = {
            f"{key}Id" if key in ("firm", "about", "mark") else key: ids.get(str(value), value)
            for key, value in values.items()
            if key != "deleted"
        }
        ids[name] = await create(world, of, **given)
    document = "mutation ($id: ID!) { deleteFirm(id: $id) { errors { code } } }"
    await world.api.data(world.admin, document, {"id": ids["gone"]})
    return records


def _seen(of: str, values: Record) -> bool:
    """The row rules of `GRANTS`."""
    if of == "note":
        return bool(values["number"] < 4)
    return bool(of != "person" or values["age"] > 20)


def _reading(records: Mapping[str, tuple[str, Record]], start: str, everything: bool) -> Reading:
    """What the paths of rules over a reply mean; with `everything` whatever may be seen."""

    def value(path: str) -> Any:
        parts, record, values = path.split("."), start, records[start][1]
        while len(parts) > 1:
            name = values[parts.pop(0)]
            if name is None:
                return None
            of, there = records[name]
            if parts == ["object"]:
                return of if everything or _seen(of, there) else None
            if parts[0] in ("firm", "person", "note") and parts.pop(0) != of:
                return None
            if there.get("deleted") or not (everything or _seen(of, there)):
                return None
            record, values = name, there
        return record if parts == ["id"] else values[parts[0]]

    return value


def _holds(rule: Any, value: Reading) -> bool:
    """Two-valued: what compares with nothing does not hold."""
    ((operator, parts),) = rule.items()
    match operator:
        case "and":
            return all(_holds(each, value) for each in parts)
        case "or":
            return any(_holds(each, value) for each in parts)
        case "!":
            return not _holds(parts, value)
        case "filled":
            return value(parts["var"]) is not None
        case "missing":
            return any(value(path) is None for path in parts)
        case "in":
            return value(parts[0]["var"]) in parts[1]
    found, wanted = value(parts[0]["var"]), parts[1]
    return found is not None and bool(COMPARISONS[operator](found, wanted))


NUMBERS = [
    "mark.note.number",
    "mark.firm.size",
    "mark.note.about.firm.size",
    "mark.note.about.person.age",
    "number",
]
WHICH = {"mark.object": ["note", "firm"], "mark.note.about.object": ["firm", "person"]}


def _rules() -> st.SearchStrategy[Any]:
    compared = st.builds(
        lambda operator, path, number: {operator: [{"var": path}, number]},
        st.sampled_from([">", "<=", "=="]),
        st.sampled_from(NUMBERS),
        st.integers(0, 30),
    )
    which = st.sampled_from([*WHICH]).flatmap(
        lambda path: st.one_of(
            st.builds(lambda key: {"==": [{"var": path}, key]}, st.sampled_from(WHICH[path])),
            st.builds(
                lambda keys: {"in": [{"var": path}, keys]}, st.lists(st.sampled_from(WHICH[path]), min_size=1)
            ),
        )
    )
    paths = st.sampled_from(
        [*NUMBERS, *WHICH, "mark.firm.id", "mark.note.id", "mark.note.about.person.firm.size"]
    )
    there = st.builds(lambda path: {"filled": {"var": path}}, paths)
    absent = st.builds(lambda found: {"missing": found}, st.lists(paths, min_size=1, max_size=3, unique=True))
    return st.recursive(
        st.one_of(compared, which, there, absent),
        lambda inner: st.one_of(
            st.builds(lambda parts: {"and": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda parts: {"or": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda part: {"!": part}, inner),
        ),
        max_leaves=6,
    )


@pytest.fixture(scope="module")
async def readers(api: Api) -> tuple[World, dict[str, tuple[str, Record]], Mapping[bool, str]]:
    """The world, its records, and who sees everything or not."""
    world = await make_world(api)
    changes = [*({"addObject": each} for each in OBJECTS), {"addRole": {"name": "reader", "grants": GRANTS}}]
    await api.change(world.admin, *changes)
    token, _ = await add_member(api, world.admin, world.slug, "reader")
    return world, await _filled(world), {True: world.admin, False: token}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=_rules(), everything=st.booleans())
async def test_filters_agree_with_a_plain_reading(
    readers: tuple[World, dict[str, tuple[str, Record]], Mapping[bool, str]], rule: Any, everything: bool
) -> None:
    world, records, tokens = readers
    document = "query ($rule: JSON) { replies(where: { rule: $rule }, first: 50) { nodes { number } } }"
    found = await world.api.data(tokens[everything], document, {"rule": rule})
    wanted = [
        values["number"]
        for name, (of, values) in records.items()
        if of == "reply" and _holds(rule, _reading(records, name, everything))
    ]
    assert sorted(node["number"] for node in found["replies"]["nodes"]) == sorted(wanted)
