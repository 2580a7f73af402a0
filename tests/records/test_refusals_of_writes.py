"""Refusals by row rules and constraints: whatever is given, and with nothing told that the writer may not know."""

from typing import Any

import pytest

from tests.world import World, add_member

TAG = {"name": "tag", "plural": "tags", "fields": [{"name": "name", "type": "text"}]}
TASK = {
    "name": "task",
    "plural": "tasks",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "region", "type": "text"},
        {"name": "code", "type": "text", "unique": True, "defaultFormula": {"var": "region"}},
        {"name": "parent", "type": "relation", "target": "task"},
        {"name": "tags", "type": "relations", "target": "tag"},
        {"name": "tagCount", "type": "integer", "rollUp": {"relation": "tags", "function": "count"}},
    ],
}
NOWHERE = "01980000-0000-7000-8000-000000000000"


@pytest.fixture
async def tasks(own_world: World) -> World:
    await own_world.api.change(own_world.admin, {"addObject": TAG}, {"addObject": TASK})
    return own_world


async def member(world: World, *grants: dict[str, Any]) -> str:
    await world.api.change(world.admin, {"addRole": {"name": "worker", "grants": [*grants]}})
    return (await add_member(world.api, world.admin, world.slug, "worker"))[0]


async def refused(world: World, token: str, call: str, **variables: Any) -> list[dict[str, Any]]:
    types = {"create": "$input: TaskCreateInput!", "restore": "$id: ID!"}
    given = types.get(call.partition("T")[0], "$id: ID!, $input: TaskUpdateInput!")
    document = f"mutation ({given}) {{ done: {call} {{ errors {{ code path message }} }} }}"
    found: list[dict[str, Any]] = (await world.api.data(token, document, variables))["done"]["errors"]
    return found


async def test_a_row_rule_over_a_relation_tells_nothing_of_a_record_that_is_not_seen(tasks: World) -> None:
    east = {"==": [{"var": "parent.region"}, "East"]}
    token = await member(
        tasks,
        {"object": "task", "action": "read", "rows": "own"},
        {"object": "task", "action": "create", "rule": east},
    )
    hidden = await tasks.create(tasks.admin, "task", region="East")
    call = "createTask(input: $input)"
    for parent in (hidden, NOWHERE):
        (error,) = await refused(tasks, token, call, input={"parentId": parent})
        assert error["code"] == "RELATION_NOT_FOUND"
    (error,) = await refused(tasks, token, call, input={"title": "x"})
    assert error["code"] == "ROW_FORBIDDEN"


async def test_a_row_rule_holds_a_write_that_gives_links_alone(tasks: World) -> None:
    token = await member(
        tasks,
        {"object": "task", "action": "read"},
        {"object": "tag", "action": "read"},
        {"object": "task", "action": "update", "rule": {"==": [{"var": "tagCount"}, 0]}},
    )
    tag = await tasks.create(tasks.admin, "tag", name="a")
    task = await tasks.create(tasks.admin, "task", title="x")
    call = "updateTask(id: $id, input: $input)"
    for given in ({"tags": {"add": [tag]}}, {"title": "y", "tags": {"set": [tag]}}):
        (error,) = await refused(tasks, token, call, id=task, input=given)
        assert (error["code"], error["path"]) == ("ROW_FORBIDDEN", ["input"])
    assert await refused(tasks, token, call, id=task, input={"tags": {"set": []}}) == []


async def test_a_unique_field_that_the_writer_may_not_know_is_not_named(tasks: World) -> None:
    token = await member(
        tasks,
        {"object": "task", "action": "*"},
        *(
            {"object": "task", "action": action, "field": "code", "effect": "deny"}
            for action in ("read", "create", "update")
        ),
    )
    first = await tasks.create(tasks.admin, "task", region="East")
    call = "createTask(input: $input)"
    (known,) = await refused(tasks, tasks.admin, call, input={"region": "East"})
    assert (known["code"], known["path"]) == ("UNIQUE", ["input", "code"])
    (error,) = await refused(tasks, token, call, input={"region": "East"})
    assert (error["code"], error["path"]) == ("UNIQUE", ["input"])
    assert "code" not in error["message"]
    await tasks.api.data(
        tasks.admin, "mutation ($id: ID!) { deleteTask(id: $id) { errors { code } } }", {"id": first}
    )
    await tasks.create(tasks.admin, "task", region="East")
    (error,) = await refused(tasks, token, "restoreTask(id: $id)", id=first)
    assert (error["code"], error["path"]) == ("UNIQUE", ["id"])
    assert "code" not in error["message"]
