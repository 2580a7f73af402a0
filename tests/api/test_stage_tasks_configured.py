"""Tasks of stages, configured: what becomes of records in a stage whose list changes, tried beforehand and after."""

from typing import Any

import pytest

from tests.api.gate_deals import simulated
from tests.api.test_catalog_uses import uses_of
from tests.api.test_replay import replayed
from tests.api.test_rollback import roll_back, version_of
from tests.api.test_rule_health import HEALTH
from tests.api.test_stage_tasks import COMPLETE, LIST, PROMOTE, TASKS, codes, done, marks
from tests.world import World

CALL = {"addStageTask": {"object": "deal", **TASKS[0]}}
FREE = [{"setGate": {"object": "deal", "stage": "qualified"}}]
READ = f"query ($id: ID!) {{ deal(id: $id) {{ {LIST} }} }}"
CATALOG = "{ catalog { objects { name pipeline { stages { name tasks { name label required } } } } } }"


def change(kind: str, **given: Any) -> dict[str, Any]:
    return {f"{kind}StageTask": {"object": "deal", **given}}


async def tasks_of(world: World, token: str) -> list[tuple[str, str, bool]]:
    objects = (await world.api.data(token, CATALOG))["catalog"]["objects"]
    (deal,) = (each for each in objects if each["name"] == "deal")
    stages = {each["name"]: each["tasks"] for each in deal["pipeline"]["stages"]}
    return [(each["name"], each["label"], each["required"]) for each in stages["lead"]]


async def test_a_list_changes_under_records_and_what_was_done_stays_known(own_world: World) -> None:
    world = own_world
    schema = "{ __schema { mutationType { fields { name } } } }"
    fields = (await world.api.data(world.manager, schema))["__schema"]["mutationType"]["fields"]
    assert "completeDealTask" not in {each["name"] for each in fields}
    await world.api.change(world.admin, *FREE, CALL)
    version = await version_of(world)
    deal = await world.create(world.manager, "deal", name="Deal")
    await done(world, COMPLETE, deal, task="call", note="Said yes")
    await world.api.change(
        world.admin,
        change("set", task="call", name="ring", labels=[{"language": "en", "text": "Ring them"}]),
        change("add", stage="lead", name="visit", required=False, before="ring"),
        change("add", stage="lead", name="mail"),
        change("move", task="visit"),
    )
    assert await tasks_of(world, world.manager) == [
        ("ring", "Ring them", True), ("mail", "mail", True), ("visit", "visit", False)
    ]  # fmt: skip
    found = (await world.api.data(world.manager, READ, {"id": deal}))["deal"]
    assert marks(found) == {"ring": True, "mail": False, "visit": False}
    # What comes to a list is asked of those that are in the stage already; what is made optional keeps nobody.
    assert codes(await done(world, PROMOTE, deal, to="qualified")) == [("GATE_CLOSED", ["to"])]
    assert await uses_of(world, {"stageTask": {"object": "deal", "task": "mail"}}) == {
        "blocked": False, "uses": []
    }  # fmt: skip
    await world.api.change(
        world.admin, change("set", task="mail", required=False), change("remove", task="ring")
    )
    assert marks((await world.api.data(world.manager, READ, {"id": deal}))["deal"]) == {
        "mail": False, "visit": False
    }  # fmt: skip
    history = "query ($id: ID!) { deal(id: $id) { stageHistory { tasks { task label note } } } }"
    (stay,) = (await world.api.data(world.manager, history, {"id": deal}))["deal"]["stageHistory"]
    assert stay["tasks"] == [{"task": None, "label": None, "note": "Said yes"}]
    assert (await roll_back(world, version))["errors"] == []
    (call,) = (await world.api.data(world.manager, READ, {"id": deal}))["deal"]["stageTasks"]
    assert (call["name"], call["done"], call["note"]) == ("call", True, "Said yes")
    assert (await done(world, PROMOTE, deal, to="qualified"))["promoted"]


async def test_a_task_is_tried_on_live_records_and_on_moves_of_the_past(own_world: World) -> None:
    world = own_world
    moved = [await world.create(world.manager, "deal", name=each) for each in ("called", "not called")]
    await world.api.change(world.admin, *FREE, change("add", **{**TASKS[0], "required": False}))
    await done(world, COMPLETE, moved[0], task="call")
    stay = await world.create(world.manager, "deal", name="Here")
    await done(world, COMPLETE, stay, task="call")
    await world.create(world.manager, "deal", name="Here too")
    for each in moved:
        assert (await done(world, PROMOTE, each, to="qualified"))["promoted"]
    required = change("set", task="call", required=True)
    tried = await simulated(world, world.admin, required)
    assert (tried["newlyBlocked"], tried["absent"]) == (1, [])
    (sample,) = tried["samples"]
    assert sample["title"] == "Here too"
    past = await replayed(world, world.admin, required)
    assert (past["moves"], past["stopped"], past["absent"]) == (2, 1, [])
    assert past["samples"][0]["title"] == "not called"
    assert past["clauses"][0]["sentence"] == "The task “Call them” must be done"
    assert past["clauses"][0]["basis"] == "history"
    # A task that nobody could do is done nowhere, which is said, and no move of the past is asked for it.
    new = change("add", stage="lead", name="mail")
    assert (await simulated(world, world.admin, new))["absent"] == ["stageTasks.mail"]
    assert (await simulated(world, world.admin, new))["newlyBlocked"] == 2
    unknown = await replayed(world, world.admin, new)
    assert (unknown["stopped"], unknown["absent"]) == (0, ["stageTasks.mail"])
    # Neither is one that was made before there was the task; later ones are.
    await world.api.change(world.admin, change("add", stage="lead", name="mail", required=False))
    known = change("set", task="mail", required=True)
    late = await replayed(world, world.admin, known)
    assert (late["moves"], late["stopped"], late["absent"]) == (2, 0, [])
    assert (await done(world, PROMOTE, stay, to="qualified"))["promoted"]
    late = await replayed(world, world.admin, known)
    assert (late["moves"], late["stopped"]) == (3, 1)
    assert [each["title"] for each in late["samples"]] == ["Here"]


async def test_examples_say_what_a_record_is_like_and_take_tasks_as_done(own_world: World) -> None:
    world = own_world
    example = {
        "object": "deal", "name": "ready", "leaving": "lead", "entering": "qualified", "record": {}, "open": True,
    }  # fmt: skip
    await world.api.change(world.admin, *FREE, {"addGateExample": example}, CALL)


async def test_a_task_is_told_in_the_health_of_rules(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, *FREE, CALL)
    deal = await world.create(world.manager, "deal", name="Deal")
    await done(world, PROMOTE, deal, to="qualified")
    await done(world, COMPLETE, deal, task="call")
    await done(world, PROMOTE, deal, to="qualified")
    found = (await world.api.data(world.admin, HEALTH, {}))["ruleHealth"]
    (told,) = (each for each in found if each["pointer"] == "/stages/0/tasks/0")
    assert (told["sentence"], told["mode"]) == ("The task “Call them” must be done", "enforce")
    assert (told["refusals"], told["records"], told["opened"]) == (1, 1, 1)


async def test_what_was_done_goes_with_what_is_erased(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, *FREE, CALL)
    deal = await world.create(world.manager, "deal", name="Deal")
    await done(world, COMPLETE, deal, task="call")
    count = f"SELECT count(*) FROM {await world.namespace()}.sluice_task"
    fetch = world.api.engine.database.fetch
    await world.api.change(world.admin, {"removePipeline": {"object": "deal"}})
    await world.api.change(world.admin, {"restorePipeline": {"object": "deal", "pipeline": "sales"}})
    found = (await world.api.data(world.manager, READ, {"id": deal}))["deal"]
    assert marks(found) == {"call": True}
    await world.api.change(
        world.admin,
        {"removePipeline": {"object": "deal"}},
        {"erasePipeline": {"object": "deal", "pipeline": "sales"}},
    )
    assert (await fetch(count, [], affinity=""))[0][0] == 0


@pytest.mark.parametrize("name", ["completeDealTask", "reopenDealTasks"])
async def test_names_that_the_writes_of_tasks_need_are_not_taken(own_world: World, name: str) -> None:
    world = own_world
    taken = {
        "name": name,
        "plural": "completions",
        "fields": [{"name": "title", "type": "text"}],
    }
    await world.api.change(world.admin, {"addObject": taken})
    refused = (await world.api.try_change(world.admin, CALL))["errors"]
    assert [each["code"] for each in refused] == ["CATALOG_NAME_TAKEN"]
    # Where no stage has tasks nobody is kept from the name.
    await world.api.change(
        world.admin,
        {"renameObject": {"object": name, "name": "completion", "plural": "others"}},
        CALL,
    )


async def test_a_fix_is_told_to_who_may_do_the_task(own_world: World) -> None:
    world = own_world
    actions = [{"object": "deal", "action": each} for each in ("read", "create", "promote", "override")]
    await world.api.change(world.admin, *FREE, CALL, {"setGrants": {"role": "rep", "grants": actions}})
    deal = await world.create(world.rep, "deal", name="Deal")
    for token, fixes in ((world.rep, 0), (world.manager, 1)):
        shut = await done(world, PROMOTE, deal, to="qualified", token=token)
        assert [each["satisfied"] for each in shut["verdict"]["clauses"]] == [False]
        assert len(shut["verdict"]["fixes"]) == fixes
