"""Warnings of a publish: told, acknowledged, and listed for the catalog in force."""

from typing import Any

from tests.world import World

CHANGE = """mutation ($changes: [CatalogChange!]!, $dryRun: Boolean, $acknowledge: [String!]) {
  changeCatalog(changes: $changes, dryRun: $dryRun, acknowledge: $acknowledge) {
    version errors { code path hint message details } warnings { id code message path hint details }
  }
}"""
LISTED = "{ catalogWarnings { id code message path } }"
LABELS = [{"language": "en", "text": "Stray"}, {"language": "zh-CN", "text": "游离"}]
STRAY = [{"addStage": {"object": "deal", "stage": {"name": "stray", "labels": LABELS}}}]


async def change(world: World, changes: list[dict[str, Any]], **arguments: Any) -> dict[str, Any]:
    found = await world.api.data(world.admin, CHANGE, {"changes": changes, **arguments})
    payload: dict[str, Any] = found["changeCatalog"]
    return payload


async def listed(world: World) -> list[dict[str, Any]]:
    found = await world.api.data(world.admin, LISTED)
    warnings: list[dict[str, Any]] = found["catalogWarnings"]
    return warnings


async def test_a_warning_is_told_by_the_dry_run_acknowledged_and_listed(own_world: World) -> None:
    before = await listed(own_world)
    told = await change(own_world, STRAY, dryRun=True)
    assert [each["code"] for each in told["warnings"]] == ["STAGE_UNREACHABLE", "STAGE_WITHOUT_END"]
    assert await listed(own_world) == before

    refused = await change(own_world, STRAY, acknowledge=[told["warnings"][0]["id"]])
    assert (refused["version"], refused["warnings"]) == (None, [])
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("WARNING_NOT_ACKNOWLEDGED", ["acknowledge"])
    assert error["details"]["id"] == told["warnings"][1]["id"]
    assert error["hint"].endswith("Or give its id in `acknowledge`.")
    assert await listed(own_world) == before

    done = await change(own_world, STRAY, acknowledge=[each["id"] for each in told["warnings"]])
    assert done["errors"] == []
    assert done["warnings"] == told["warnings"]
    new = {each["id"] for each in await listed(own_world)} - {each["id"] for each in before}
    assert new == {each["id"] for each in told["warnings"]}


async def test_who_does_not_ask_is_told_and_not_refused(own_world: World) -> None:
    done = await change(own_world, STRAY)
    assert done["errors"] == []
    assert len(done["warnings"]) == 2
    again = await change(own_world, [{"setLabels": {"object": "deal", "labels": []}}], acknowledge=[])
    assert "STAGE_UNREACHABLE" not in {each["code"] for each in again["warnings"]}, "it was there before"


async def test_a_gate_that_contradicts_itself_names_the_clauses(own_world: World) -> None:
    rule = {"and": [{">": [{"var": "score"}, 10]}, {"filled": {"var": "name"}}, {"<": [{"var": "score"}, 5]}]}
    stage = await own_world.api.data(
        own_world.admin, "{ catalog { objects { name pipeline { stages { name } } } } }"
    )
    (deal,) = [each for each in stage["catalog"]["objects"] if each["name"] == "deal"]
    name = deal["pipeline"]["stages"][1]["name"]
    done = await change(
        own_world, [{"setGate": {"object": "deal", "stage": name, "rule": rule}}], dryRun=True
    )
    (warning,) = [each for each in done["warnings"] if each["code"] == "RULE_NEVER_HOLDS"]
    assert warning["details"] == {"pointers": ["/and/0", "/and/2"]}
    assert warning["path"] == ["objects", "deal", "pipeline", "stages", 1, "gate"]


async def test_warnings_are_for_who_may_configure(own_world: World) -> None:
    assert await own_world.api.codes(own_world.viewer, LISTED) == ["FORBIDDEN"]
