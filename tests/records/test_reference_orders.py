"""Orders by a field of what a reference names: pages run both ways, and tell nothing of what may not be seen."""

from typing import Any

import pytest

from tests.api.market import create
from tests.client import Api
from tests.world import World, add_member, make_world

OBJECTS: list[dict[str, Any]] = [
    {"name": "city", "plural": "cities", "fields": [{"name": "people", "type": "integer"}]},
    {
        "name": "firm",
        "plural": "firms",
        "fields": [
            {"name": "size", "type": "integer"},
            {"name": "secret", "type": "integer"},
            {"name": "city", "type": "relation", "target": "city"},
        ],
    },
    {"name": "person", "plural": "persons", "fields": [{"name": "age", "type": "integer"}]},
    {
        "name": "note",
        "plural": "notes",
        "fields": [
            {"name": "number", "type": "integer"},
            {"name": "about", "type": "reference", "targets": ["firm", "person"], "reverse": "notes"},
        ],
    },
    {
        "name": "reply",
        "plural": "replies",
        "fields": [{"name": "mark", "type": "reference", "targets": ["note"], "reverse": "replies"}],
    },
]
CLERK = [
    *({"object": each, "action": "read"} for each in ("note", "reply")),
    {"object": "firm", "action": "read", "rule": {"<": [{"var": "size"}, 20]}},
    {"object": "firm", "action": "read", "field": "secret", "effect": "deny"},
]
PAGE = """
query ($order: [NoteOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  notes(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { number } } pageInfo { hasNextPage hasPreviousPage }
  }
}"""
DIRECTIONS = ("ASC", "ASC_NULLS_FIRST", "DESC", "DESC_NULLS_FIRST")


@pytest.fixture(scope="module")
async def notes(api: Api) -> World:
    """Notes 0 to 6: about firms of 10, 30, unknown and 10, about people of 40 and 20, and about nothing."""
    world = await make_world(api)
    role = {"name": "clerk", "grants": CLERK}
    await api.change(world.admin, *({"addObject": each} for each in OBJECTS), {"addRole": role})
    for number, size in enumerate((10, 30, None, 10)):
        city = await create(world, "city", people=100 - number)
        firm = await create(world, "firm", size=size, secret=number, cityId=city)
        note = await create(world, "note", number=number, aboutId=firm)
        await create(world, "reply", markId=note)
    for number, age in ((4, 40), (5, 20)):
        await create(world, "note", number=number, aboutId=await create(world, "person", age=age))
    await create(world, "note", number=6)
    return world


async def page(world: World, order: list[Any], token: str | None = None, **arguments: Any) -> dict[str, Any]:
    found: dict[str, Any] = await world.api.data(token or world.admin, PAGE, {"order": order, **arguments})
    return found["notes"]


def numbers(found: dict[str, Any]) -> list[int]:
    return [edge["node"]["number"] for edge in found["edges"]]


@pytest.mark.parametrize("direction", DIRECTIONS)
async def test_pages_run_both_ways(notes: World, direction: str) -> None:
    order = [
        {"about": {"firm": {"field": "size", "direction": direction}}},
        {"about": {"person": {"field": "age"}}},
        {"field": "number"},
    ]
    whole = numbers(await page(notes, order))
    known, unknown = [0, 3, 1] if direction.startswith("ASC") else [1, 0, 3], [5, 4, 2, 6]
    assert whole == (unknown + known if direction.endswith("FIRST") else known + unknown)
    for size in (1, 2, 3):
        forward: list[int] = []
        found = await page(notes, order, first=size)
        while True:
            forward += numbers(found)
            if not found["pageInfo"]["hasNextPage"]:
                break
            found = await page(notes, order, first=size, after=found["edges"][-1]["cursor"])
        backward: list[int] = []
        found = await page(notes, order, last=size)
        while True:
            backward = numbers(found) + backward
            if not found["pageInfo"]["hasPreviousPage"]:
                break
            found = await page(notes, order, last=size, before=found["edges"][0]["cursor"])
        assert forward == backward == whole


async def test_a_cursor_of_another_object_is_refused(notes: World) -> None:
    found = await page(notes, [{"about": {"firm": {"field": "id"}}}], first=1)
    for order in ([{"about": {"person": {"field": "id"}}}], [{"field": "id"}]):
        variables = {"order": order, "after": found["edges"][0]["cursor"]}
        assert await notes.api.codes(notes.admin, PAGE, variables) == ["CURSOR_INVALID"]


async def test_it_goes_on_from_the_record_that_is_named(notes: World) -> None:
    order = [{"about": {"firm": {"city": {"field": "people"}}}}, {"field": "number"}]
    assert numbers(await page(notes, order)) == [3, 2, 1, 0, 4, 5, 6]
    document = """{ replies(orderBy: [{ mark: { note: { about: { firm: { field: size, direction: DESC } } } } }])
        { nodes { mark { ... on Note { number } } } } }"""
    found = await notes.api.data(notes.admin, document)
    assert [each["mark"]["number"] for each in found["replies"]["nodes"]] == [1, 0, 3, 2]


async def test_what_is_not_seen_orders_nothing(notes: World) -> None:
    """The firm of 30 is as none, people are no objects to order by, and neither is a hidden field."""
    token, _ = await add_member(notes.api, notes.admin, notes.slug, "clerk")
    order = [{"about": {"firm": {"field": "size", "direction": "DESC"}}}, {"field": "number"}]
    assert numbers(await page(notes, order, token)) == [0, 3, 1, 2, 4, 5, 6]
    for hidden in ({"about": {"person": {"field": "age"}}}, {"about": {"firm": {"field": "secret"}}}):
        assert await notes.api.codes(token, PAGE, {"order": [hidden]}) == await notes.api.codes(
            token, PAGE, {"order": [{"about": {"nothing": {"field": "age"}}}]}
        )
        assert numbers(await page(notes, [hidden])) != []
    shown = await notes.api.data(token, '{ __type(name: "NoteAboutOrder") { inputFields { name } } }')
    assert shown == {"__type": {"inputFields": [{"name": "firm"}]}}


@pytest.mark.parametrize(
    ("order", "path"),
    [
        ([{"about": {}}], ["orderBy", 0, "about"]),
        ([{"about": {"firm": {"field": "size"}, "person": {"field": "age"}}}], ["orderBy", 0, "about"]),
        ([{"about": {"firm": {}}}], ["orderBy", 0, "about", "firm"]),
        ([{"about": {"firm": {"field": "size"}}, "direction": "ASC"}], ["orderBy", 0, "direction"]),
    ],
)
async def test_a_key_names_one_thing(notes: World, order: list[Any], path: list[Any]) -> None:
    answer = await notes.api.ask(notes.admin, PAGE, {"order": order})
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", path)
    assert error["extensions"]["hint"]
