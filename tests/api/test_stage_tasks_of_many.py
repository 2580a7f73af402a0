"""A task is done, or opened again, for many records by one statement, each of them judged by itself."""

from typing import Any

from tests.api.test_stage_tasks import COMPLETE, PROMOTE, TASKS, deal_in, desk, done, marks
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, make_world

__all__ = ["desk"]

READ = """query ($id: ID!) { deal(id: $id) { version stageTasks { name done note doneBy { name } }
  transitions { to allowed } } }"""


def many(verb: str) -> str:
    note = ", note: $note" if verb == "complete" else ""
    return f"""mutation ($ids: [ID!], $where: DealWhere, $task: String!, $mode: BulkMode! = EACH, $key: String
        {", $note: String" if note else ""}) {{
      done: {verb}DealTasks(ids: $ids, where: $where, task: $task, mode: $mode, idempotencyKey: $key{note}) {{
        matched done refused errors {{ code path details }}
        outcomes {{ id done deal {{ version stageTasks {{ name done note }} transitions {{ to allowed }} }}
          errors {{ code path }} }} }} }}"""


async def marked(world: World, verb: str, token: str = "", **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await world.api.data(token or world.manager, many(verb), given))["done"]
    return found


async def told(world: World, record: str) -> dict[str, Any]:
    found: dict[str, Any] = (await world.api.data(world.manager, READ, {"id": record}))["deal"]
    return found


def onward(found: dict[str, Any]) -> bool:
    return {each["to"]: bool(each["allowed"]) for each in found["transitions"]}["qualified"]


async def test_each_record_is_judged_by_itself(desk: World, api_statements: list[str]) -> None:
    first, second, ready = [await deal_in(desk) for _ in range(3)]
    further = await deal_in(desk, "qualified")
    await done(desk, COMPLETE, ready, task="call")
    api_statements.clear()
    found = await marked(desk, "complete", ids=[first, second, ready, further], task="call", note=" Yes. ")
    assert len(api_statements) == 1
    assert (found["matched"], found["done"], found["refused"]) == (4, 2, 2)
    assert {each["code"]: each["details"]["records"] for each in found["errors"]} == {
        "TASK_UNCHANGED": 1,
        "TASK_NOT_HERE": 1,
    }
    outcomes = {each["id"]: each for each in found["outcomes"]}
    assert [outcomes[each]["done"] for each in (first, second, ready, further)] == [True, True, False, False]
    assert outcomes[ready]["errors"] == [{"code": "TASK_UNCHANGED", "path": ["task"]}]
    # The answer has each as it is afterwards.
    assert outcomes[first]["deal"]["version"] == 2
    assert outcomes[first]["deal"]["stageTasks"][0] == {"name": "call", "done": True, "note": "Yes."}
    assert onward(outcomes[first]["deal"])
    after = await told(desk, second)
    assert after["stageTasks"][0]["doneBy"] == {"name": "Manager"}
    assert (await done(desk, PROMOTE, second, to="qualified"))["promoted"]
    back = await marked(desk, "reopen", ids=[first, ready], task="call")
    assert (back["done"], back["errors"]) == (2, [])
    assert not onward(back["outcomes"][0]["deal"])
    assert marks(await told(desk, first)) == {"call": False, "research": False}


async def test_all_or_none(desk: World) -> None:
    first, second = [await deal_in(desk) for _ in range(2)]
    await done(desk, COMPLETE, second, task="call")
    found = await marked(desk, "complete", ids=[first, second], task="call", mode="ALL")
    assert (found["done"], found["refused"]) == (0, 1)
    assert not marks(await told(desk, first))["call"]


@copied
async def filtered(api: Api) -> World:
    world = await make_world(api)
    await world.api.change(
        world.admin,
        {"setGate": {"object": "deal", "stage": "qualified"}},
        *({"addStageTask": {"object": "deal", **each}} for each in TASKS),
    )
    return world


async def test_of_those_that_meet_a_condition_the_callers_own(filtered: World) -> None:
    world = filtered
    own = [await world.create(world.rep, "deal", name=each) for each in ("A", "B")]
    other = await world.create(world.manager, "deal", name="C")
    where = {"stageTasks": {"task": "call", "done": False}}
    key = "once"
    for _ in range(2):
        found = await marked(world, "complete", world.rep, where=where, task="call", key=key)
        assert (found["matched"], found["done"], found["errors"]) == (2, 2, [])
    assert [marks(await told(world, each))["call"] for each in (*own, other)] == [True, True, False]
    # Nobody's tasks are done by who may not see the record.
    found = await marked(world, "complete", world.rep, ids=[other], task="call")
    assert (found["done"], [each["code"] for each in found["errors"]]) == (0, ["RECORD_NOT_FOUND"])
    assert await world.api.codes(world.viewer, many("complete"), {"ids": own, "task": "call"}) != []
