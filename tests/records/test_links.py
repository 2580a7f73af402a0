"""Many to many: records linked through a field of type `relations`, read from both sides, and changed by one write."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, add_member, make_world

TAG = {
    "name": "tag",
    "plural": "tags",
    "display": "name",
    "fields": [{"name": "name", "type": "text", "required": True}, {"name": "weight", "type": "integer"}],
}
PROJECT = {
    "name": "project",
    "plural": "projects",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "tags", "type": "relations", "target": "tag", "reverse": "projects"},
        {"name": "related", "type": "relations", "target": "project", "reverse": "relatedBy"},
    ],
}
OWN_TAGS = {
    "name": "picky",
    "grants": [
        {"object": "project", "action": "*"},
        {"object": "tag", "action": "read", "rows": "own"},
        {"object": "tag", "action": "create"},
    ],
}
BLIND = {
    "name": "blind",
    "grants": [
        {"object": "project", "action": "*"},
        {"object": "tag", "action": "*"},
        {"object": "project", "action": "read", "field": "tags", "effect": "deny"},
    ],
}
NO_TAGS = {"name": "tagless", "grants": [{"object": "project", "action": "*"}]}

NAMES = "tags(orderBy: [{ field: name }]) { totalCount nodes { name } }"


@dataclass(frozen=True)
class Linking:
    """A world of projects and tags; `tags` is name to id."""

    world: World
    tags: dict[str, str]

    @property
    def admin(self) -> str:
        return self.world.admin

    async def token(self, role: dict[str, Any]) -> str:
        """The token of a new member with that role, which the catalog is to have."""
        token, _ = await add_member(self.world.api, self.admin, self.world.slug, role["name"])
        return token

    async def create(self, title: str, *tags: str, token: str | None = None) -> str:
        given = {"set": [self.tags[tag] for tag in tags]}
        return await self.world.create(token or self.admin, "project", title=title, tags=given)

    async def update(self, record: str, token: str | None = None, **values: Any) -> Any:
        document = (
            "mutation ($id: ID!, $input: ProjectUpdateInput!) { done: updateProject(id: $id, input: $input) "
            f"{{ project {{ version {NAMES} }} errors {{ code path message hint }} }} }}"
        )
        found = await self.world.api.data(token or self.admin, document, {"id": record, "input": values})
        return found["done"]

    async def link(self, record: str, token: str | None = None, **lists: list[str]) -> Any:
        """The answer to an update of the tags, which are given by name."""
        ids = {key: [self.tags.get(tag, tag) for tag in names] for key, names in lists.items()}
        return await self.update(record, token, tags=ids)

    async def names(self, record: str, token: str | None = None) -> list[str]:
        document = f"query ($id: ID!) {{ project(id: $id) {{ {NAMES} }} }}"
        found = await self.world.api.data(token or self.admin, document, {"id": record})
        return named(found["project"])

    async def titles(self, where: dict[str, Any], token: str | None = None) -> list[str]:
        document = (
            "query ($where: ProjectWhere) "
            "{ projects(where: $where, orderBy: [{ field: title }]) { nodes { title } } }"
        )
        found = await self.world.api.data(token or self.admin, document, {"where": where})
        return [node["title"] for node in found["projects"]["nodes"]]


def named(project: dict[str, Any]) -> list[str]:
    names = [node["name"] for node in project["tags"]["nodes"]]
    assert project["tags"]["totalCount"] == len(names)
    return names


@copied
async def linking(api: Api) -> Linking:
    world = await make_world(api)
    await api.change(
        world.admin,
        {"addObject": TAG},
        {"addObject": PROJECT},
        *({"addRole": role} for role in (OWN_TAGS, BLIND, NO_TAGS)),
    )
    tags = {
        name: await world.create(world.admin, "tag", name=name, weight=weight)
        for weight, name in enumerate(("blue", "green", "red", "客户"))
    }
    return Linking(world, tags)


async def test_links_are_set_added_and_removed(linking: Linking) -> None:
    project = await linking.create("p", "red", "green", "red")
    assert await linking.names(project) == ["green", "red"]
    for lists, wanted in (
        ({"add": ["blue", "red"]}, ["blue", "green", "red"]),
        ({"remove": ["green", "客户"]}, ["blue", "red"]),
        ({"add": ["客户"], "remove": ["red"]}, ["blue", "客户"]),
        ({"set": ["red", "blue"]}, ["blue", "red"]),
        ({"set": []}, []),
    ):
        answer = await linking.link(project, **lists)
        assert answer["errors"] == []
        # The answer of the write is what is read afterwards.
        assert named(answer["project"]) == wanted == await linking.names(project)
    assert answer["project"]["version"] == 6
    await linking.link(project, set=["red"])
    assert named((await linking.update(project, title="q"))["project"]) == ["red"]
    assert named((await linking.update(project, tags={}))["project"]) == ["red"]
    assert named((await linking.update(project, tags=None))["project"]) == []


async def test_both_sides_are_lists_with_all_that_lists_have(linking: Linking) -> None:
    for title, tags in (("a", ["red"]), ("b", ["red", "green"]), ("c", ["red", "blue"])):
        await linking.create(title, *tags)
    document = """{ tag(id: "RED") { projects(first: 2, orderBy: [{ field: title, direction: DESC }]) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { cursor node { title tags(where: { name: { ne: "red" } }) { totalCount nodes { name } } } } } } }"""
    found = await linking.world.api.data(linking.admin, document.replace("RED", linking.tags["red"]))
    page = found["tag"]["projects"]
    assert page["totalCount"] == 3
    assert page["pageInfo"]["hasNextPage"] is True
    assert [edge["node"]["title"] for edge in page["edges"]] == ["c", "b"]
    assert [named(edge["node"]) for edge in page["edges"]] == [["blue"], ["green"]]
    after = """query ($after: String) { tag(id: "RED") { projects(
        first: 2, after: $after, orderBy: [{ field: title, direction: DESC }]) { nodes { title } } } }"""
    rest = await linking.world.api.data(
        linking.admin, after.replace("RED", linking.tags["red"]), {"after": page["pageInfo"]["endCursor"]}
    )
    assert rest["tag"]["projects"]["nodes"] == [{"title": "a"}]
    groups = """{ projects(orderBy: [{ field: title }]) { nodes { tagsGroups { count sum { weight } } } }
        tags(orderBy: [{ field: name }]) { nodes { projectsGroups { count } } } }"""
    found = await linking.world.api.data(linking.admin, groups)
    assert [node["tagsGroups"] for node in found["projects"]["nodes"]] == [
        [{"count": 1, "sum": {"weight": "2"}}],
        [{"count": 2, "sum": {"weight": "3"}}],
        [{"count": 2, "sum": {"weight": "2"}}],
    ]
    assert [node["projectsGroups"][0]["count"] for node in found["tags"]["nodes"]] == [1, 1, 3, 0]


async def test_filters_of_both_sides(linking: Linking) -> None:
    for title, tags in (("a", ["red"]), ("b", ["red", "green"]), ("c", [])):
        await linking.create(title, *tags)
    red = {"name": {"eq": "red"}}
    assert await linking.titles({"tags": {"some": red}}) == ["a", "b"]
    assert await linking.titles({"tags": {"every": red}}) == ["a", "c"]
    assert await linking.titles({"tags": {"none": red}}) == ["c"]
    assert await linking.titles({"tags": {"some": {}}}) == ["a", "b"]
    assert await linking.titles({"tags": {"some": {"id": {"eq": linking.tags["green"]}}}}) == ["b"]
    nested = {"projects": {"some": {"title": {"eq": "b"}}}, "name": {"ne": "green"}}
    assert await linking.titles({"tags": {"some": nested}}) == ["a", "b"]
    document = "query ($where: TagWhere) { tags(where: $where) { nodes { name } } }"
    found = await linking.world.api.data(linking.admin, document, {"where": {"projects": {"none": {}}}})
    assert [node["name"] for node in found["tags"]["nodes"]] == ["blue", "客户"]


async def test_an_object_linked_with_itself_has_two_lists(linking: Linking) -> None:
    first = await linking.create("first")
    second = await linking.world.create(linking.admin, "project", title="second", related={"add": [first]})
    document = """query ($id: ID!) { project(id: $id) {
        related { nodes { title } } relatedBy { nodes { title } } } }"""
    told = [
        (await linking.world.api.data(linking.admin, document, {"id": each}))["project"]
        for each in (first, second)
    ]
    assert told == [
        {"related": {"nodes": []}, "relatedBy": {"nodes": [{"title": "second"}]}},
        {"related": {"nodes": [{"title": "first"}]}, "relatedBy": {"nodes": []}},
    ]
    itself = await linking.update(first, related={"set": [first]})
    assert itself["errors"] == []
    found = await linking.world.api.data(linking.admin, document, {"id": first})
    assert found["project"]["related"]["nodes"] == [{"title": "first"}]


async def test_a_deleted_record_is_out_of_the_list_until_it_is_restored(linking: Linking) -> None:
    project = await linking.create("p", "red", "green")
    write = "mutation ($id: ID!) { done: %sTag(id: $id) { errors { code } } }"
    await linking.world.api.data(linking.admin, write % "delete", {"id": linking.tags["red"]})
    assert await linking.names(project) == ["green"]
    assert await linking.titles({"tags": {"some": {"name": {"eq": "red"}}}}) == []
    # What is not in the list is not replaced with it.
    await linking.link(project, set=["blue"])
    refused = await linking.link(project, add=["red"])
    assert [error["code"] for error in refused["errors"]] == ["RELATION_NOT_FOUND"]
    await linking.world.api.data(linking.admin, write % "restore", {"id": linking.tags["red"]})
    assert await linking.names(project) == ["blue", "red"]


async def test_ids_of_records_that_are_not_seen_are_refused_and_nothing_is_done(linking: Linking) -> None:
    picky = await linking.token(OWN_TAGS)
    own = await linking.world.create(picky, "tag", name="own")
    project = await linking.create("p", "red")
    nobody = "01980000-0000-7000-8000-000000000000"
    for key in ("set", "add", "remove"):
        hidden, absent = [
            await linking.link(project, picky, **{key: [own, each]}) for each in (linking.tags["red"], nobody)
        ]
        assert hidden == absent
        assert hidden["project"] is None
        (error,) = hidden["errors"]
        assert (error["code"], error["path"]) == ("RELATION_NOT_FOUND", ["input", "tags", key])
        assert error["hint"]
    document = """mutation ($tags: LinksInput) { createProject(input: { title: "q", tags: $tags }) {
        project { id } errors { code path } } }"""
    refused = await linking.world.api.data(picky, document, {"tags": {"add": [linking.tags["red"]]}})
    assert refused["createProject"] == {
        "project": None,
        "errors": [{"code": "RELATION_NOT_FOUND", "path": ["input", "tags", "add"]}],
    }
    assert await linking.titles({}) == ["p"]
    # What the caller does not see stays linked, and is not counted.
    answer = await linking.link(project, picky, set=[own])
    assert named(answer["project"]) == ["own"]
    assert await linking.names(project) == ["own", "red"]
    assert await linking.titles({"tags": {"some": {"name": {"eq": "red"}}}}, picky) == []
    assert await linking.titles({"tags": {"every": {"name": {"eq": "own"}}}}, picky) == ["p"]


@pytest.mark.parametrize("role", [BLIND, NO_TAGS], ids=lambda role: role["name"])
async def test_a_hidden_field_or_object_has_no_list_on_either_side(linking: Linking, role: Any) -> None:
    token = await linking.token(role)
    asked = [
        "{ projects { nodes { tags { totalCount } } } }",
        "{ projects { nodes { tagsGroups { count } } } }",
        "{ projects(where: { tags: { some: {} } }) { totalCount } }",
        "{ tags { nodes { projects { totalCount } } } }",
        "{ tags(where: { projects: { none: {} } }) { totalCount } }",
    ]
    if role is NO_TAGS:
        asked.append("mutation { createProject(input: { tags: { set: [] } }) { project { id } } }")
    for document in asked:
        codes = await linking.world.api.codes(token, document)
        assert set(codes) == {"GRAPHQL_VALIDATION_FAILED"}, document


async def test_input_that_contradicts_itself_is_refused(linking: Linking) -> None:
    project = await linking.create("p", "red")
    red = linking.tags["red"]
    many = [f"01980000-0000-7000-8000-{number:012}" for number in range(500)]
    document = (
        "mutation ($id: ID!, $tags: LinksInput) { done: updateProject(id: $id, input: { tags: $tags }) "
        "{ errors { code path hint } } }"
    )
    for tags, code, path in (
        ({"set": [red], "add": [red]}, "BAD_USER_INPUT", ["input", "tags"]),
        ({"add": [red], "remove": [red]}, "BAD_USER_INPUT", ["input", "tags"]),
        ({"add": None}, "BAD_USER_INPUT", ["input", "tags", "add"]),
        ({"add": ["no id"]}, "BAD_USER_INPUT", ["input", "tags", "add", 0]),
        ({"set": [red] * 500 + many}, "OUT_OF_RANGE", ["input", "tags"]),
    ):
        answer = await linking.world.api.ask(linking.admin, document, {"id": project, "tags": tags})
        errors = answer["data"]["done"]["errors"]
        assert [(error["code"], error["path"]) for error in errors] == [(code, path)], tags
        assert errors[0]["hint"]
    assert await linking.names(project) == ["red"]


async def test_the_whole_list_is_set_whoever_writes_at_the_same_time(linking: Linking) -> None:
    project = await linking.create("p")
    names = [*linking.tags] * 3
    answers = await asyncio.gather(*(linking.link(project, set=[name]) for name in names))
    assert all(answer["errors"] == [] for answer in answers)
    assert [named(answer["project"]) for answer in answers] == [[name] for name in names]
    last = max(answers, key=lambda answer: answer["project"]["version"])
    assert await linking.names(project) == named(last["project"])
    assert last["project"]["version"] == 1 + len(names)
    await asyncio.gather(*(linking.link(project, add=[name]) for name in names))
    assert await linking.names(project) == sorted(linking.tags)


async def test_a_change_of_links_is_told_of_the_record_that_has_them(linking: Linking) -> None:
    project = await linking.create("p")
    await linking.link(project, add=["red"])
    namespace = await linking.world.namespace()
    rows = await linking.world.api.engine.database.fetch(
        f"SELECT kind, changed FROM {namespace}.sluice_outbox ORDER BY xid, seq", [], affinity=namespace
    )
    catalog = await linking.world.api.data(
        linking.admin, "{ catalog { objects { name fields { id name } } } }"
    )
    (field,) = [
        field["id"]
        for of in catalog["catalog"]["objects"]
        if of["name"] == "project"
        for field in of["fields"]
        if field["name"] == "tags"
    ]
    assert [tuple(row) for row in rows][-2:] == [("created", []), ("updated", [field])]


async def test_a_promotion_can_link_too(linking: Linking) -> None:
    pipeline = {
        "object": "project",
        "name": "flow",
        "stages": [{"name": "open"}, {"name": "done", "kind": "won"}],
        "transitions": [{"source": "open", "target": "done"}],
    }
    await linking.world.api.change(linking.admin, {"addPipeline": pipeline})
    project = await linking.create("p", "red")
    document = f"""mutation ($id: ID!, $input: ProjectUpdateInput) {{
        done: promoteProject(id: $id, to: "done", input: $input) {{ promoted project {{ {NAMES} }} }} }}"""
    given = {"id": project, "input": {"tags": {"set": [linking.tags["blue"]]}}}
    found = await linking.world.api.data(linking.admin, document, given)
    assert found["done"]["promoted"] is True
    assert named(found["done"]["project"]) == ["blue"] == await linking.names(project)


async def test_names_change_and_links_stay(linking: Linking) -> None:
    project = await linking.create("p", "red")
    api = linking.world.api
    await api.change(
        linking.admin,
        {"renameField": {"object": "project", "field": "tags", "name": "marks"}},
        {"renameObject": {"object": "tag", "name": "mark", "plural": "marks"}},
    )
    document = "query ($id: ID!) { project(id: $id) { marks { nodes { name projects { totalCount } } } } }"
    found = await api.data(linking.admin, document, {"id": project})
    assert found["project"]["marks"]["nodes"] == [{"name": "red", "projects": {"totalCount": 1}}]
    used = await api.try_change(linking.admin, {"removeObject": {"object": "mark"}})
    assert [error["code"] for error in used["errors"]] == ["CATALOG_IN_USE"]
    catalog = await api.data(
        linking.admin, "{ catalog { objects { name fields { name type target reverse } } } }"
    )
    (of,) = [each for each in catalog["catalog"]["objects"] if each["name"] == "project"]
    assert of["fields"][1] == {
        "name": "marks",
        "type": "relations",
        "target": "mark",
        "reverse": "projects",
    }
    removed = await api.change(
        linking.admin,
        {"removeField": {"object": "project", "field": "marks"}},
        {"removeObject": {"object": "mark"}},
        {"removeObject": {"object": "project"}},
    )
    assert [step["risk"] for step in removed["steps"]] == ["hides"] * 3
    await api.change(
        linking.admin, {"eraseObject": {"object": "project"}}, {"eraseObject": {"object": "mark"}}
    )
    namespace = await linking.world.namespace()
    left = await api.engine.database.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace AND relname LIKE 'link%'",
        [namespace],
        affinity=namespace,
    )
    assert left == []
