"""Records grouped by a reference: by the record that it names, by that one's object, and by fields of it."""

from typing import Any

import pytest

from tests.api.market import create
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, add_member, make_world

OBJECTS: list[dict[str, Any]] = [
    {
        "name": "firm",
        "plural": "firms",
        "display": "title",
        "labels": [{"language": "en", "text": "Firm"}, {"language": "zh-CN", "text": "公司"}],
        "fields": [{"name": "title", "type": "text"}, {"name": "sector", "type": "text"}],
    },
    {
        "name": "person",
        "plural": "persons",
        "display": "title",
        "fields": [
            {"name": "title", "type": "text"},
            {"name": "firm", "type": "relation", "target": "firm", "reverse": "persons"},
        ],
    },
    {
        "name": "call",
        "plural": "calls",
        "fields": [
            {"name": "minutes", "type": "integer"},
            {"name": "about", "type": "reference", "targets": ["firm", "person"], "reverse": "calls"},
        ],
    },
]


@copied
async def calls(api: Api) -> World:
    world = await make_world(api)
    await api.change(world.admin, *({"addObject": each} for each in OBJECTS))
    firm = await create(world, "firm", title="甲", sector="steel")
    other = await create(world, "firm", title="乙", sector="paper")
    person = await create(world, "person", title="Ada", firmId=firm)
    for about, minutes in ((firm, 1), (firm, 2), (other, 4), (person, 8), (None, 16)):
        await create(world, "call", aboutId=about, minutes=minutes)
    return world


ASKED = "{{ callGroups(by: [{}], orderBy: [{{ key: 0 }}]) {{ keys {{ name value label }} count sum {{ minutes }} }} }}"


async def grouped(api: Api, who: str, by: str) -> list[tuple[Any, ...]]:
    """Values and labels of the keys, the number of calls and the sum of their minutes."""
    found = (await api.data(who, ASKED.format(by)))["callGroups"]
    return [
        (*((key["value"], key["label"]) for key in each["keys"]), each["count"], each["sum"]["minutes"])
        for each in found
    ]


async def test_by_the_record(api: Api, calls: World) -> None:
    found = await grouped(api, calls.admin, "{ field: aboutId }")
    assert [(key[1], count, total) for key, count, total in found] == [
        ("甲", 2, "3"),
        ("乙", 1, "4"),
        ("Ada", 1, "8"),
        (None, 1, "16"),
    ]
    names = await api.data(calls.admin, "{ callGroups(by: [{ field: aboutId }]) { keys { name } } }")
    assert {each["keys"][0]["name"] for each in names["callGroups"]} == {"aboutId"}
    distinct = (
        "{ callGroups { records: countDistinct(field: aboutId) objects: countDistinct(field: aboutObject) } }"
    )
    assert (await api.data(calls.admin, distinct))["callGroups"] == [{"records": 3, "objects": 2}]


async def test_by_its_object(api: Api, calls: World) -> None:
    assert await grouped(api, calls.admin, "{ field: aboutObject }") == [
        (("firm", "Firm"), 3, "7"),
        (("person", "person"), 1, "8"),
        ((None, None), 1, "16"),
    ]


async def test_by_a_field_of_it_and_further_along(api: Api, calls: World) -> None:
    assert await grouped(api, calls.admin, "{ about: { firm: { field: sector } } }") == [
        (("paper", "paper"), 1, "4"),
        (("steel", "steel"), 2, "3"),
        ((None, None), 2, "24"),
    ]
    by = "{ about: { person: { firm: { field: sector } } } }, { about: { firm: { field: sector } } }"
    assert await grouped(api, calls.admin, by) == [
        (("steel", "steel"), (None, None), 1, "8"),
        ((None, None), ("paper", "paper"), 1, "4"),
        ((None, None), ("steel", "steel"), 2, "3"),
        ((None, None), (None, None), 1, "16"),
    ]
    names = await api.data(calls.admin, f"{{ callGroups(by: [{by}]) {{ keys {{ name }} }} }}")
    assert [each["name"] for each in names["callGroups"][0]["keys"]] == [
        "about.person.firm.sector",
        "about.firm.sector",
    ]


@pytest.mark.parametrize(
    "by",
    [
        "{ about: {} }",
        "{ about: { firm: { field: sector }, person: { field: title } } }",
        "{ about: { firm: {} } }",
        "{ field: aboutId, about: { firm: { field: sector } } }",
        '{ about: { firm: { field: sector } }, timeZone: "UTC" }',
        "{ field: aboutObject, bucket: DAY }",
    ],
)
async def test_what_names_no_one_thing_is_refused(api: Api, calls: World, by: str) -> None:
    assert await api.codes(calls.admin, ASKED.format(by)) == ["BAD_USER_INPUT"]


async def test_what_the_caller_does_not_see_is_as_none(api: Api, calls: World) -> None:
    """Neither a hidden object nor a hidden record has a group of its own, by whatever it is asked for."""
    steel: dict[str, Any] = {"==": [{"var": "sector"}, "steel"]}
    grants = [
        {"object": "call", "action": "read"},
        {"object": "firm", "action": "read", "rule": steel},
        {"object": "firm", "action": "read", "field": "sector", "effect": "deny"},
    ]
    await api.change(calls.admin, {"addRole": {"name": "clerk", "grants": grants}})
    clerk, _ = await add_member(api, calls.admin, calls.slug, "clerk")
    found = await grouped(api, clerk, "{ field: aboutId }")
    assert [(key[1], count) for key, count, _ in found] == [("甲", 2), (None, 3)]
    assert await grouped(api, clerk, "{ field: aboutObject }") == [
        (("firm", "Firm"), 2, "3"),
        ((None, None), 3, "28"),
    ]
    assert await grouped(api, clerk, "{ about: { firm: { field: title } } }") == [
        (("甲", "甲"), 2, "3"),
        ((None, None), 3, "28"),
    ]
    for by in ("{ about: { firm: { field: sector } } }", "{ about: { person: { field: title } } }"):
        assert await api.codes(clerk, ASKED.format(by)) == ["GRAPHQL_VALIDATION_FAILED"]


async def test_a_deleted_record_keeps_its_group_without_a_name(api: Api, calls: World) -> None:
    firms = (await api.data(calls.admin, "{ firms { nodes { id } } }"))["firms"]["nodes"]
    delete = "mutation ($id: ID!) { deleteFirm(id: $id) { errors { code } } }"
    await api.data(calls.admin, delete, {"id": firms[1]["id"]})
    found = await grouped(api, calls.admin, "{ field: aboutId }")
    assert [(key[1], count) for key, count, _ in found] == [("甲", 2), (None, 1), ("Ada", 1), (None, 1)]
    assert [key[0] for key, _, _ in found][1] == firms[1]["id"]
