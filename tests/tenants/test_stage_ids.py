"""Stages of versions from before stages had ids get one id for one stage."""

from typing import Any

from tenants.stage_ids import StageIds


def version(*stages: str, name: str = "deal", pipeline: str = "pip_sales") -> dict[str, Any]:
    found = {"id": pipeline, "name": "sales", "stages": [{"name": each} for each in stages]}
    return {
        "objects": [{"id": "obj_deal", "name": name, "pipeline": found}, {"id": "obj_note", "name": "note"}]
    }


def ids(given: Any) -> dict[str, str]:
    stages = given["objects"][0]["pipeline"]["stages"]
    return {each["name"]: each["id"] for each in stages}


def test_a_stage_keeps_its_id_whatever_happens_to_others():
    known = StageIds()
    first = ids(known.given(version("lead", "won"), []))
    assert len(set(first.values())) == 2
    assert all(each.startswith("stg_") for each in first.values())
    second = ids(known.given(version("lead", "offer", "won"), [{"kind": "addStage", "object": "deal"}]))
    assert {**second, **first} == second
    assert second["offer"] not in first.values()


def test_renamed_stages_are_followed_in_the_order_of_the_changes():
    known = StageIds()
    first = ids(known.given(version("lead", "won", "lost"), []))
    changes: list[Any] = [
        {"kind": "renameObject", "object": "deal", "name": "chance"},
        {"kind": "renameStage", "object": "chance", "stage": "won", "name": "third"},
        {"kind": "renameStage", "object": "chance", "stage": "lost", "name": "won"},
        {"kind": "renameStage", "object": "chance", "stage": "third", "name": "lost"},
    ]
    second = ids(known.given(version("lead", "won", "lost", name="chance"), changes))
    assert second == {"lead": first["lead"], "won": first["lost"], "lost": first["won"]}


def test_a_stage_that_takes_the_name_of_a_removed_one_is_itself():
    known = StageIds()
    first = ids(known.given(version("lead", "offer", "won"), []))
    changes: list[Any] = [
        {"kind": "removeStage", "object": "deal", "stage": "won"},
        {"kind": "renameStage", "object": "deal", "stage": "offer", "name": "won"},
    ]
    second = ids(known.given(version("lead", "won"), changes))
    assert second == {"lead": first["lead"], "won": first["offer"]}


def test_what_comes_back_under_its_name_is_the_same():
    known = StageIds()
    first = ids(known.given(version("lead", "won"), []))
    known.given(version("lead"), [{"kind": "removeStage", "object": "deal", "stage": "won"}])
    assert ids(known.given(version("lead", "won"), [])) == first
    known.given(
        {"objects": [{"id": "obj_note", "name": "note"}]}, [{"kind": "removeObject", "object": "deal"}]
    )
    assert ids(known.given(version("lead", "won"), [])) == first


def test_a_stage_added_and_renamed_in_one_publish():
    known = StageIds()
    known.given(version("lead"), [])
    changes: list[Any] = [
        {"kind": "addStage", "object": "deal", "stage": {"name": "offer"}},
        {"kind": "renameStage", "object": "deal", "stage": "offer", "name": "proposal"},
    ]
    second = ids(known.given(version("lead", "proposal"), changes))
    assert len(set(second.values())) == 2


def test_a_catalog_without_objects_stays_as_it_is():
    assert StageIds().given({"roles": []}, []) == {"roles": []}
