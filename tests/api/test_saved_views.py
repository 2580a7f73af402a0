"""Saved views of lists: kept by ids, shared or one's own, and without what who looks may not read."""

from typing import Any

import pytest

from metadata import saved_views as kept
from metadata.saved_filters import DEEPEST_FILTER, MOST_CONDITIONS
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, add_member, make_world

VIEW = (
    """id object name shared mine mayChange revision columns filters orderBy { field descending } groupBy"""
)
SAVE = f"""mutation ($input: SavedViewInput!, $id: ID, $expectedRevision: Int) {{
  saveView(input: $input, id: $id, expectedRevision: $expectedRevision) {{
    view {{ {VIEW} }} errors {{ code path message }} }} }}"""
LIST = f"query ($object: String!) {{ savedViews(object: $object) {{ {VIEW} }} }}"
REMOVE = "mutation ($id: ID!) { removeView(id: $id) { id errors { code path } } }"
RICH = {
    "object": "deal",
    "name": "大单",
    "columns": ["name", "margin", "stage"],
    "filters": {
        "all": [
            {"field": "margin", "operator": "gte", "value": "0.2"},
            {
                "any": [
                    {"field": "name", "operator": "contains", "value": "测试"},
                    {"field": "stage", "operator": "in", "value": ["lead"]},
                ]
            },
        ]
    },
    "orderBy": [{"field": "margin", "descending": True}, {"field": "updatedAt"}],
    "groupBy": "stage",
}


@copied
async def viewed(api: Api) -> World:
    return await make_world(api)


async def save(world: World, token: str, given: dict[str, Any], **arguments: Any) -> dict[str, Any]:
    done = (await world.api.data(token, SAVE, {"input": given, **arguments}))["saveView"]
    assert done["errors"] == [], done
    view: dict[str, Any] = done["view"]
    return view


async def refused(
    world: World, token: str, given: dict[str, Any], **arguments: Any
) -> list[tuple[str, list[Any]]]:
    done = (await world.api.data(token, SAVE, {"input": given, **arguments}))["saveView"]
    assert done["view"] is None
    return [(each["code"], each["path"]) for each in done["errors"]]


async def listed(world: World, token: str, of: str = "deal") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await world.api.data(token, LIST, {"object": of}))["savedViews"]
    return found


async def test_a_view_is_kept_as_it_was_saved(viewed: World) -> None:
    made = await save(viewed, viewed.admin, RICH)
    assert made == {
        "id": made["id"],
        **RICH,
        "shared": False,
        "mine": True,
        "mayChange": True,
        "revision": 1,
        "orderBy": [{"field": "margin", "descending": True}, {"field": "updatedAt", "descending": False}],
    }
    assert await listed(viewed, viewed.admin) == [made]
    assert await listed(viewed, viewed.admin, "account") == []
    bare = await save(viewed, viewed.admin, {"object": "deal", "name": "Alles"}, id=made["id"])
    assert (bare["revision"], bare["columns"], bare["filters"], bare["groupBy"]) == (2, [], None, None)


async def test_ones_own_is_seen_by_nobody_else(viewed: World) -> None:
    made = await save(viewed, viewed.rep, {"object": "deal", "name": "Mine"})
    assert await listed(viewed, viewed.admin) == []
    given = {"object": "deal", "name": "Taken"}
    assert await refused(viewed, viewed.admin, given, id=made["id"]) == [("NOT_FOUND", ["id"])]
    gone = (await viewed.api.data(viewed.admin, REMOVE, {"id": made["id"]}))["removeView"]
    assert gone["errors"] == [{"code": "NOT_FOUND", "path": ["id"]}]
    assert await listed(viewed, viewed.rep) == [made]


async def test_who_looks_as_somebody_sees_what_is_shared_alone(viewed: World) -> None:
    await save(viewed, viewed.rep, {"object": "deal", "name": "Mine"})
    await save(viewed, viewed.rep, {"object": "deal", "name": "Ours", "shared": True})
    begin = "mutation ($input: ViewAsInput!) { viewAs(input: $input) { token } }"
    done = await viewed.api.data(viewed.admin, begin, {"input": {"memberId": viewed.members["rep"]}})
    assert [each["name"] for each in await listed(viewed, done["viewAs"]["token"])] == ["Ours"]


async def test_a_shared_view_leaves_out_what_a_role_may_not_read(viewed: World) -> None:
    made = await save(viewed, viewed.admin, {**RICH, "shared": True})
    (seen,) = await listed(viewed, viewed.rep)
    assert (seen["mine"], seen["mayChange"]) == (False, False)
    assert seen["columns"] == ["name", "stage"]
    assert seen["filters"] == {"all": [RICH["filters"]["all"][1]]}  # type: ignore[index]
    assert seen["orderBy"] == [{"field": "updatedAt", "descending": False}]
    given = {"input": {"object": "deal", "name": "X"}, "id": made["id"]}
    assert await viewed.api.codes(viewed.rep, SAVE, given) == ["FORBIDDEN"]
    assert await viewed.api.codes(viewed.rep, REMOVE, {"id": made["id"]}) == ["FORBIDDEN"]
    assert len(await listed(viewed, viewed.rep)) == 1


async def test_a_filter_on_what_is_hidden_alone_is_none(viewed: World) -> None:
    only = {"any": [{"field": "margin", "operator": "gte", "value": 1}]}
    await save(viewed, viewed.admin, {**RICH, "filters": only, "groupBy": "margin", "shared": True})
    (seen,) = await listed(viewed, viewed.rep)
    assert (seen["filters"], seen["groupBy"]) == (None, None)


async def test_what_a_role_may_not_read_is_no_name(viewed: World) -> None:
    hidden = [{"field": "margin", "operator": "gte", "value": 1}]
    for name in ("margin", "nowhere"):
        given = {
            "object": "deal",
            "name": "X",
            "columns": [name],
            "filters": {"all": [{**hidden[0], "field": name}]},
            "orderBy": [{"field": name}],
            "groupBy": name,
        }
        assert await refused(viewed, viewed.rep, given) == [
            ("CATALOG_UNKNOWN", ["input", part]) for part in ("columns", "filters", "orderBy", "groupBy")
        ]
    await viewed.api.change(viewed.admin, {"addRole": {"name": "none"}})
    blind, _ = await add_member(viewed.api, viewed.admin, viewed.slug, "none")
    shared = await save(viewed, viewed.admin, {"object": "deal", "name": "Ours", "shared": True})
    assert await refused(viewed, blind, {"object": "deal", "name": "X"}) == [
        ("CATALOG_UNKNOWN", ["input", "object"])
    ]
    gone = (await viewed.api.data(blind, REMOVE, {"id": shared["id"]}))["removeView"]
    assert gone["errors"] == [{"code": "NOT_FOUND", "path": ["id"]}]


async def test_it_follows_a_field_that_is_renamed_and_forgets_one_that_is_removed(viewed: World) -> None:
    condition = {"field": "website", "operator": "eq", "value": "https://a.example"}
    given = {**RICH, "columns": ["name", "website"], "filters": {"all": [condition]}, "groupBy": "website"}
    await save(viewed, viewed.admin, {**given, "orderBy": [{"field": "website"}]})
    renamed = {"renameField": {"object": "deal", "field": "website", "name": "site"}}
    await viewed.api.change(viewed.admin, renamed)
    (seen,) = await listed(viewed, viewed.admin)
    assert seen["columns"] == ["name", "site"]
    assert seen["filters"] == {"all": [{**condition, "field": "site"}]}
    assert (seen["orderBy"][0]["field"], seen["groupBy"]) == ("site", "site")
    await viewed.api.change(viewed.admin, {"removeField": {"object": "deal", "field": "site"}})
    (seen,) = await listed(viewed, viewed.admin)
    assert (seen["columns"], seen["filters"], seen["orderBy"], seen["groupBy"]) == (["name"], None, [], None)


async def test_an_admin_changes_and_removes_what_is_shared_and_it_stays_whose_it_is(viewed: World) -> None:
    made = await save(viewed, viewed.rep, {"object": "deal", "name": "Ours", "shared": True})
    changed = await save(
        viewed,
        viewed.admin,
        {"object": "deal", "name": "Renamed", "shared": True},
        id=made["id"],
        expectedRevision=1,
    )
    assert (changed["mine"], changed["revision"]) == (False, 2)
    (mine,) = await listed(viewed, viewed.rep)
    assert (mine["name"], mine["mine"]) == ("Renamed", True)
    stale = {"object": "deal", "name": "Old", "shared": True}
    assert await refused(viewed, viewed.rep, stale, id=made["id"], expectedRevision=1) == [
        ("SAVED_VIEW_CONFLICT", ["expectedRevision"])
    ]
    other = {"object": "account", "name": "Elsewhere"}
    assert await refused(viewed, viewed.rep, other, id=made["id"]) == [("NOT_FOUND", ["id"])]
    gone = (await viewed.api.data(viewed.admin, REMOVE, {"id": made["id"]}))["removeView"]
    assert gone == {"id": made["id"], "errors": []}
    assert await listed(viewed, viewed.rep) == []


def nested(depth: int) -> dict[str, Any]:
    return {"all": [nested(depth - 1)]} if depth > 1 else {"all": []}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"name": "  "}, "INVALID_VALUE", ["input", "name"]),
        ({"name": "x" * (kept.MOST_NAME_CHARACTERS + 1)}, "INVALID_VALUE", ["input", "name"]),
        ({"filters": {"all": [], "any": []}}, "INVALID_VALUE", ["input", "filters"]),
        ({"filters": [1]}, "INVALID_VALUE", ["input", "filters"]),
        ({"filters": {"all": [{"field": "name"}]}}, "INVALID_VALUE", ["input", "filters", "all", 0]),
        ({"filters": {"field": "name", "operator": "eq", "value": "长" * 10_000}}, "SAVED_VIEW_LIMIT", None),
        ({"filters": nested(DEEPEST_FILTER + 1)}, "SAVED_VIEW_LIMIT", None),
        (
            {"filters": {"all": [{"field": "name", "operator": "eq"}] * MOST_CONDITIONS}},
            "SAVED_VIEW_LIMIT",
            ["input", "filters"],
        ),
        ({"orderBy": [{"field": "name"}] * (kept.MOST_ORDERS + 1)}, "SAVED_VIEW_LIMIT", ["input", "columns"]),
    ],
)
async def test_what_cannot_be_kept_is_refused(
    world: World, given: dict[str, Any], code: str, path: list[Any] | None
) -> None:
    ((found, at),) = await refused(world, world.rep, {"object": "deal", "name": "X", **given})
    assert found == code
    assert path is None or at == path


async def test_there_are_only_so_many(viewed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_VIEWS", 2)
    monkeypatch.setattr(kept, "MOST_SHARED", 1)
    given = {"object": "deal", "name": "X"}
    first = await save(viewed, viewed.rep, {**given, "shared": True})
    assert await refused(viewed, viewed.admin, {**given, "shared": True}) == [("SAVED_VIEW_LIMIT", [])]
    await save(viewed, viewed.rep, {**given, "object": "account"})
    assert await refused(viewed, viewed.rep, given) == [("SAVED_VIEW_LIMIT", [])]
    await save(viewed, viewed.rep, {**given, "name": "Y"}, id=first["id"])
    assert [each["name"] for each in await listed(viewed, viewed.rep)] == ["Y"]
