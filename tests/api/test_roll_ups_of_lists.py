"""Roll-ups over lists that are not those of a relation: links of many to many, on both sides, and references."""

from typing import Any

import pytest

from tests.api.market import cny, create, field, roll_up
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, add_member, make_world

TAG = {
    "name": "tag",
    "plural": "tags",
    "display": "title",
    "fields": [{"name": "title", "type": "text"}, {"name": "weight", "type": "decimal"}],
}
WEIGHTED = roll_up("sum", "weight", relation="tags")["rollUp"]
PROJECT: dict[str, Any] = {
    "name": "project",
    "plural": "projects",
    "display": "title",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "budget", "type": "money"},
        {"name": "tags", "type": "relations", "target": "tag", "reverse": "projects"},
        {"name": "near", "type": "relations", "target": "project", "reverse": "nearOf"},
        {"name": "weight", "type": "decimal", "rollUp": WEIGHTED},
    ],
}
CALL: dict[str, Any] = {
    "name": "call",
    "plural": "calls",
    "display": "title",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "minutes", "type": "integer"},
        {"name": "done", "type": "boolean"},
        {"name": "day", "type": "date"},
        {"name": "about", "type": "reference", "targets": ["project", "tag"], "reverse": "calls"},
    ],
}
COMPUTED = [
    field("project", "tagCount", "integer", **roll_up("count", relation="tags")),
    field("project", "heavy", "integer", **roll_up("count", None, {">": [{"var": "weight"}, 2]}, "tags")),
    field("project", "nearCount", "integer", **roll_up("count", relation="near")),
    field("project", "nearOfCount", "integer", **roll_up("count", relation="nearOf")),
    field("project", "callCount", "integer", **roll_up("count", relation="calls")),
    field("project", "minutes", "decimal", scale=0, **roll_up("sum", "minutes", {"var": "done"}, "calls")),
    field("project", "lastCall", "date", **roll_up("max", "day", relation="calls")),
    field("project", "perTag", "decimal", formula={"/": [{"var": "weight"}, {"var": "tagCount"}]}),
    field("tag", "budget", "money", **roll_up("sum", "budget", relation="projects")),
    field("tag", "meanWeight", "decimal", **roll_up("avg", "weight", relation="projects")),
    field("tag", "fewest", "decimal", **roll_up("min", "minutes", relation="calls")),
]
OF_PROJECT = "title tagCount weight heavy nearCount nearOfCount callCount minutes lastCall perTag"
OF_TAG = "title budget { amount currency } meanWeight fewest"


@copied
async def board(api: Api) -> World:
    world = await make_world(api)
    added = [{"addObject": each} for each in (TAG, PROJECT, CALL)]
    await api.change(world.admin, *added, *COMPUTED)
    return world


async def filled(world: World) -> dict[str, str]:
    """Two projects, of which one is near the other, with tags of which they share one, and calls about both kinds."""
    tags = [
        await create(world, "tag", title=title, weight=weight) for title, weight in (("a", "1"), ("b", "4"))
    ]
    gone = await create(world, "tag", title="gone", weight="100")
    first = await create(world, "project", title="甲", budget=cny("10.50"), tags={"set": [*tags, gone]})
    second = await create(
        world, "project", title="乙", budget=cny("0.25"), tags={"set": tags[:1]}, near={"set": [first]}
    )
    for title, about, minutes, done in (
        ("x", first, 5, True),
        ("y", first, 7, False),
        ("z", tags[0], 3, True),
    ):
        await create(world, "call", title=title, aboutId=about, minutes=minutes, done=done, day="2026-03-01")
    await world.api.data(
        world.admin, "mutation ($id: ID!) { deleteTag(id: $id) { errors { code } } }", {"id": gone}
    )
    return {"first": first, "second": second, "tag": tags[0], "heavy": tags[1]}


FIRST = {
    "title": "甲",
    "tagCount": 2,
    "weight": "5",
    "heavy": 1,
    "nearCount": 0,
    "nearOfCount": 1,
    "callCount": 2,
    "minutes": "5",
    "lastCall": "2026-03-01",
    "perTag": "2.50",
}
SECOND = {
    "title": "乙",
    "tagCount": 1,
    "weight": "1",
    "heavy": 0,
    "nearCount": 1,
    "nearOfCount": 0,
    "callCount": 0,
    "minutes": "0",
    "lastCall": None,
    "perTag": "1.00",
}


async def test_they_are_read_on_both_sides_and_deleted_records_are_none(api: Api, board: World) -> None:
    await filled(board)
    document = f"{{ projects {{ nodes {{ {OF_PROJECT} }} }} tags {{ nodes {{ {OF_TAG} }} }} }}"
    found = await api.data(board.admin, document)
    assert [plain(each) for each in found["projects"]["nodes"]] == [FIRST, SECOND]
    assert [plain(each) for each in found["tags"]["nodes"]] == [
        {"title": "a", "budget": cny("10.75"), "meanWeight": "3", "fewest": "3"},
        {"title": "b", "budget": cny("10.50"), "meanWeight": "5", "fewest": None},
    ]


def plain(record: dict[str, Any]) -> dict[str, Any]:
    """The record without the zeros at the ends of its whole decimals."""
    return {
        name: value.removesuffix(".00") if isinstance(value, str) and name != "perTag" else value
        for name, value in record.items()
    }


async def test_lists_filter_order_and_group_by_them(api: Api, board: World) -> None:
    await filled(board)
    found = await api.data(
        board.admin,
        """query ($rule: JSON) {
          heavy: projects(where: {heavy: {gte: 1}, callCount: {eq: 2}}) { nodes { title } }
          ruled: projects(where: {rule: $rule}) { nodes { title } }
          ordered: projects(orderBy: [{field: weight}]) { nodes { title } }
          projectGroups(by: [{field: tagCount}]) { keys { value } count }
          tags(where: {projects: {some: {nearCount: {eq: 1}}}}) { nodes { title projects { nodes { tagCount } } } }
        }""",
        {"rule": {"<": [{"var": "weight"}, 2]}},
    )
    assert found["heavy"]["nodes"] == [{"title": "甲"}]
    assert found["ruled"]["nodes"] == [{"title": "乙"}]
    assert [each["title"] for each in found["ordered"]["nodes"]] == ["乙", "甲"]
    assert found["projectGroups"] == [
        {"keys": [{"value": 1}], "count": 1},
        {"keys": [{"value": 2}], "count": 1},
    ]
    assert found["tags"]["nodes"] == [
        {"title": "a", "projects": {"nodes": [{"tagCount": 2}, {"tagCount": 1}]}}
    ]


PIPELINE = {
    "object": "project",
    "name": "work",
    "stages": [
        {"name": "open"},
        {"name": "done", "kind": "won", "gate": {">=": [{"var": "tagCount"}, 2]}},
    ],
    "transitions": [{"source": "open", "target": "done"}],
}
PROMOTE = """mutation ($id: ID!, $with: ProjectUpdateInput) { promoteProject(id: $id, to: "done", input: $with) {
  promoted project { tagCount } verdict { clauses { actual satisfied } } } }"""


@pytest.mark.parametrize("key", ["set", "add"])
async def test_a_gate_counts_the_links_that_the_promotion_gives(api: Api, board: World, key: str) -> None:
    await api.change(board.admin, {"addPipeline": PIPELINE})
    ids = await filled(board)
    second = {"id": ids["second"]}
    refused = (await api.data(board.admin, PROMOTE, second))["promoteProject"]
    assert refused["verdict"]["clauses"] == [{"actual": 1, "satisfied": False}]
    # The one that it has already, too: a link given twice is one.
    with_ = {"tags": {key: [ids["tag"], ids["heavy"]]}}
    moved = (await api.data(board.admin, PROMOTE, {**second, "with": with_}))["promoteProject"]
    assert moved == {
        "promoted": True,
        "project": {"tagCount": 2},
        "verdict": {"clauses": [{"actual": 2, "satisfied": True}]},
    }


@pytest.mark.parametrize("without", [{"set": []}, {"remove": "tag"}])
async def test_a_gate_does_not_count_the_links_that_go(
    api: Api, board: World, without: dict[str, Any]
) -> None:
    await api.change(board.admin, {"addPipeline": PIPELINE})
    ids = await filled(board)
    gone = {key: [ids[value]] if value else [] for key, value in without.items()}
    found = (await api.data(board.admin, PROMOTE, {"id": ids["first"], "with": {"tags": gone}}))[
        "promoteProject"
    ]
    assert not found["promoted"]
    assert found["verdict"]["clauses"] == [
        {"actual": 2 - len(gone.get("remove", [1, 2])), "satisfied": False}
    ]


async def test_a_rule_of_the_object_is_asked_where_the_links_change(api: Api, board: World) -> None:
    validation = {
        "name": "tagged",
        "rule": {">=": [{"var": "tagCount"}, 1]},
        "messages": [{"language": "en", "text": "Give it a tag."}],
    }
    ids = await filled(board)
    await api.change(board.admin, {"addValidation": {"object": "project", **validation}})
    update = """mutation ($id: ID!, $with: ProjectUpdateInput!) { updateProject(id: $id, input: $with) {
      project { tagCount } errors { code message } } }"""
    none = {"id": ids["second"], "with": {"tags": {"set": []}}}
    refused = (await api.data(board.admin, update, none))["updateProject"]
    assert refused["errors"] == [{"code": "VALIDATION_FAILED", "message": "Give it a tag."}]
    more = {"id": ids["second"], "with": {"tags": {"add": [ids["heavy"]]}}}
    done = (await api.data(board.admin, update, more))["updateProject"]
    assert done == {"project": {"tagCount": 2}, "errors": []}


async def test_a_row_rule_over_links_is_asked_of_them_as_they_would_be(api: Api, board: World) -> None:
    """A role that sees what is tagged may tag: what it sees of tags is judged as they are before the write."""
    seen: dict[str, Any] = {"rule": {"<=": [{"var": "meanWeight"}, 1000]}}
    grants = [
        {"object": "*", "action": "read"},
        {"object": "tag", "action": "read", **seen},
        {"object": "project", "action": "update", "rule": {">=": [{"var": "tagCount"}, 1]}},
    ]
    await api.change(board.admin, {"addRole": {"name": "clerk", "grants": grants}})
    clerk, _ = await add_member(api, board.admin, board.slug, "clerk")
    ids = await filled(board)
    update = """mutation ($id: ID!, $with: ProjectUpdateInput!) { updateProject(id: $id, input: $with) {
      project { tagCount } errors { code } } }"""
    done = await api.data(clerk, update, {"id": ids["second"], "with": {"tags": {"set": [ids["heavy"]]}}})
    assert done["updateProject"] == {"project": {"tagCount": 1}, "errors": []}


async def test_amounts_of_linked_records_are_not_mixed(api: Api, board: World) -> None:
    ids = await filled(board)
    dollars = {"amount": "7", "currency": "USD"}
    await create(board, "project", title="丙", budget=dollars, tags={"set": [ids["tag"]]})
    found = await api.data(board.admin, "{ tags { nodes { budget { amount currency } } } }")
    assert [each["budget"] for each in found["tags"]["nodes"]] == [None, cny("10.50")]


@pytest.mark.parametrize(
    ("of", "name", "rolled", "code"),
    [
        ("tag", "share", roll_up("sum", "weight", relation="projects"), None),
        ("tag", "weightAgain", roll_up("sum", "meanWeight", relation="projects"), "CATALOG_UNKNOWN"),
        ("tag", "lost", roll_up("count", relation="tags"), "CATALOG_UNKNOWN"),
        ("call", "lost", roll_up("count", relation="about"), "CATALOG_UNKNOWN"),
        ("project", "words", roll_up("max", "title", relation="tags"), "RULE_TYPE"),
    ],
)
async def test_what_does_not_fit_is_refused(
    api: Api, board: World, of: str, name: str, rolled: dict[str, Any], code: str | None
) -> None:
    found = await api.try_change(board.admin, field(of, name, "decimal", **rolled))
    assert [each["code"] for each in found["errors"]] == ([] if code is None else [code])


async def test_circles_over_links_are_refused(api: Api, board: World) -> None:
    circle = {"object": "project", "field": "weight", "rollUp": {**WEIGHTED, "field": "meanWeight"}}
    found = await api.try_change(board.admin, {"setRollUp": circle})
    assert [each["code"] for each in found["errors"]] == ["FORMULA_INVALID"]
    assert "project.weight → tag.meanWeight → project.weight" in found["errors"][0]["message"]


async def test_what_a_roll_up_goes_over_is_renamed_and_not_removed(api: Api, board: World) -> None:
    await filled(board)
    for of, name, error in (
        ("project", "tags", "tags"),
        ("call", "about", "about"),
        ("tag", "weight", "weight"),
    ):
        removed = await api.try_change(board.admin, {"removeField": {"object": of, "field": name}})
        assert [each["code"] for each in removed["errors"]] == ["CATALOG_IN_USE"], error
    await api.change(
        board.admin,
        {"renameField": {"object": "project", "field": "tags", "name": "labels"}},
        {"renameField": {"object": "tag", "field": "weight", "name": "mass"}},
    )
    found = await api.data(board.admin, "{ projects { nodes { tagCount weight heavy } } }")
    assert [plain(each) for each in found["projects"]["nodes"]] == [
        {"tagCount": 2, "weight": "5", "heavy": 1},
        {"tagCount": 1, "weight": "1", "heavy": 0},
    ]
    shown = "{ catalog { objects { name fields { name rollUp { relation function field where } } } } }"
    objects = (await api.data(board.admin, shown))["catalog"]["objects"]
    listed = next(each for each in objects if each["name"] == "project")["fields"]
    assert next(each for each in listed if each["name"] == "heavy")["rollUp"] == {
        "relation": "labels",
        "function": "count",
        "field": None,
        "where": {">": [{"var": "mass"}, 2]},
    }
