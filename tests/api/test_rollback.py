"""Versions compared, and an earlier one put in force again."""

from typing import Any

import pytest

from tests.client import Api
from tests.world import World

DIFFERENCES = """query ($from: Int!, $to: Int!) {
  catalogDifferences(from: $from, to: $to) { sentence risk breaks change }
}"""
ROLL_BACK = """mutation ($to: Int!, $expectedVersion: Int, $dryRun: Boolean, $note: String) {
  rollBackCatalog(to: $to, expectedVersion: $expectedVersion, dryRun: $dryRun, note: $note) {
    version steps { sentence risk rows } errors { code path hint }
  }
}"""


async def version_of(world: World) -> int:
    found = await world.api.data(world.admin, "{ catalog { version } }")
    version: int = found["catalog"]["version"]
    return version


async def differences(world: World, before: int, after: int) -> list[dict[str, Any]]:
    found = await world.api.data(world.admin, DIFFERENCES, {"from": before, "to": after})
    listed: list[dict[str, Any]] = found["catalogDifferences"]
    return listed


async def roll_back(world: World, to: int, **arguments: Any) -> dict[str, Any]:
    found = await world.api.data(world.admin, ROLL_BACK, {"to": to, **arguments})
    payload: dict[str, Any] = found["rollBackCatalog"]
    return payload


async def test_there_and_back(api: Api, own_world: World) -> None:
    before = await version_of(own_world)
    await own_world.create(own_world.manager, "deal", name="Alpha", score=70)
    await api.change(
        own_world.admin,
        {"renameField": {"object": "deal", "field": "score", "name": "points"}},
        {"addField": {"object": "deal", "field": {"name": "extra", "type": "integer"}}},
        {"setGrants": {"role": "viewer", "grants": [{"object": "deal", "action": "*"}]}},
    )
    changed = await version_of(own_world)
    listed = await differences(own_world, before, changed)
    assert sorted(each["change"]["kind"] for each in listed) == ["addField", "renameField", "setGrants"]
    back = await differences(own_world, changed, before)
    assert {each["risk"] for each in back} == {"safe", "hides"}
    assert "Remove the field deal.extra; it can be restored for 30 days." in {
        each["sentence"] for each in back
    }

    told = await roll_back(own_world, before, dryRun=True)
    assert told["errors"] == []
    assert await version_of(own_world) == changed
    done = await roll_back(own_world, before)
    assert done == {**told, "version": changed + 1}
    assert await version_of(own_world) == changed + 1
    assert await differences(own_world, before, changed + 1) == []
    found = await api.data(own_world.manager, "{ deals { nodes { name score } } }")
    assert found["deals"]["nodes"] == [{"name": "Alpha", "score": 70}], "a renamed field keeps its values"
    noted = await api.data(own_world.admin, "{ catalogVersions(first: 1) { note } }")
    assert noted["catalogVersions"][0]["note"] == f"Back to version {before}"


async def test_a_removed_field_comes_back_with_its_values(api: Api, own_world: World) -> None:
    before = await version_of(own_world)
    await own_world.create(own_world.manager, "deal", name="Alpha", notes="kept?")
    await api.change(own_world.admin, {"removeField": {"object": "deal", "field": "notes"}})
    done = await roll_back(own_world, before)
    assert done["errors"] == []
    found = await api.data(own_world.manager, "{ deals { nodes { name notes } } }")
    assert found["deals"]["nodes"] == [{"name": "Alpha", "notes": "kept?"}]


async def test_what_cannot_be_is_refused_with_a_place(api: Api, own_world: World) -> None:
    current = await version_of(own_world)
    same = await roll_back(own_world, current)
    assert [(each["code"], each["path"]) for each in same["errors"]] == [("CATALOG_INVALID", ["to"])]
    for unknown in (current + 1, 0, -1):
        refused = await roll_back(own_world, unknown)
        assert [each["code"] for each in refused["errors"]] == ["CATALOG_UNKNOWN"]
    stale = await roll_back(own_world, 1, expectedVersion=current - 1)
    assert [each["code"] for each in stale["errors"]] == ["CATALOG_CONFLICT"]
    assert await version_of(own_world) == current
    with_pipeline = {"object": "contact", "name": "care", "stages": [{"name": "a"}], "transitions": []}
    await api.change(own_world.admin, {"addPipeline": with_pipeline})
    assert (await roll_back(own_world, current))["errors"] == []


@pytest.mark.parametrize("role", ["manager", "viewer"])
async def test_only_who_configures(api: Api, world: World, role: str) -> None:
    token = world.token(role)
    assert await api.codes(token, DIFFERENCES, {"from": 1, "to": 2}) == ["FORBIDDEN"]
    assert await api.codes(token, ROLL_BACK, {"to": 1}) == ["FORBIDDEN"]


async def test_stages_whose_names_changed_places_take_their_records_back(api: Api, own_world: World) -> None:
    """Won and lost have changed names since: records and their history follow their stage."""
    made = await own_world.create(own_world.manager, "deal", name="Alpha")
    moved = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "lost") { promoted } }'
    assert (await api.data(own_world.manager, moved, {"id": made}))["promoteDeal"]["promoted"]
    history = "query ($id: ID!) { deal(id: $id) { stage stageHistory { to } } }"
    told = await api.data(own_world.manager, history, {"id": made})
    before = await version_of(own_world)
    swap = [("won", "third"), ("lost", "won"), ("third", "lost")]
    renames = [{"renameStage": {"object": "deal", "stage": old, "name": new}} for old, new in swap]
    await api.change(own_world.admin, *renames)
    swapped = await api.data(own_world.manager, history, {"id": made})
    assert swapped["deal"]["stage"] == "won"
    assert (await roll_back(own_world, before))["errors"] == []
    assert await differences(own_world, before, before + 2) == []
    assert await api.data(own_world.manager, history, {"id": made}) == told
    assert told["deal"]["stage"] == "lost"


async def test_default_and_bounds_that_moved_together(api: Api, own_world: World) -> None:
    def moved(default: int, least: int, most: int) -> list[dict[str, Any]]:
        bounds = {"object": "deal", "field": "score", "minimum": least, "maximum": most}
        none: dict[str, Any] = {"object": "deal", "field": "score"}
        return [{"setDefault": none}, {"setBounds": bounds}, {"setDefault": {**none, "default": default}}]

    await api.change(own_world.admin, *moved(5, 0, 10))
    before = await version_of(own_world)
    await api.change(own_world.admin, *moved(50, 20, 100))
    assert (await roll_back(own_world, before))["errors"] == []
    assert await differences(own_world, before, before + 2) == []


async def test_an_object_whose_formula_reads_its_stage(api: Api, own_world: World) -> None:
    plan = {"object": "plan", "name": "way", "stages": [{"name": "a"}], "transitions": []}
    formula = {"name": "open", "type": "boolean", "formula": {"==": [{"var": "stage"}, "a"]}}
    await api.change(
        own_world.admin,
        {"addObject": {"name": "plan", "plural": "plans", "fields": [{"name": "note", "type": "text"}]}},
        {"addPipeline": plan},
        {"addField": {"object": "plan", "field": formula}},
    )
    before = await version_of(own_world)
    await api.change(own_world.admin, {"removeObject": {"object": "plan"}})
    assert (await roll_back(own_world, before))["errors"] == []
    made = await own_world.create(own_world.admin, "plan", note="x")
    found = await api.data(own_world.admin, "query ($id: ID!) { plan(id: $id) { open } }", {"id": made})
    assert found == {"plan": {"open": True}}


async def test_a_version_that_is_none_is_told_at_the_argument_that_names_it(own_world: World) -> None:
    done = await roll_back(own_world, 9999)
    assert [(error["code"], error["path"]) for error in done["errors"]] == [("CATALOG_UNKNOWN", ["to"])]
    for numbers, argument in (({"from": 9999, "to": 1}, "from"), ({"from": 1, "to": 9999}, "to")):
        answer = await own_world.api.ask(own_world.admin, DIFFERENCES, numbers)
        assert answer["errors"][0]["extensions"]["inputPath"] == [argument]
