"""Tasks of stages: done and reopened, shown and found, and what they keep from going on."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.client import Api, observed
from tests.world import World, labels, make_world

LIST = "stageTasks { name label required done doneAt doneBy { id name } note }"
CLAUSES = "open clauses { pointer satisfied field operator actual needed sentence severity redacted }"
FIXES = "fixes { changes { field operator needed sentence } }"
ERRORS = "errors { code path message hint }"
COMPLETE = f"""mutation ($id: ID!, $task: String!, $note: String, $version: Int, $key: String) {{
  done: completeDealTask(id: $id, task: $task, note: $note, expectedVersion: $version, idempotencyKey: $key) {{
    deal {{ version stage {LIST} transitions {{ to allowed }} }} {ERRORS} }} }}"""
REOPEN = f"""mutation ($id: ID!, $task: String!, $version: Int) {{
  done: reopenDealTask(id: $id, task: $task, expectedVersion: $version) {{
    deal {{ version {LIST} transitions {{ to allowed }} }} {ERRORS} }} }}"""
PROMOTE = f"""mutation ($id: ID!, $to: String!, $override: OverrideInput) {{
  done: promoteDeal(id: $id, to: $to, override: $override) {{
    promoted deal {{ stage {LIST} }}
    verdict {{ {CLAUSES} {FIXES} tree {{ kind pointer satisfied sentence }} }} {ERRORS} }} }}"""

TASKS = (
    {"stage": "lead", "name": "call", "labels": labels("Call them", "致电客户")},
    {"stage": "lead", "name": "research", "required": False},
    {"stage": "qualified", "name": "contract", "labels": labels("Contract signed", "签订合同")},
)


@pytest.fixture(scope="module")
async def desk(api: Api) -> World:
    """A world whose deals have tasks and no other gates; the tests change no catalog of it."""
    world = await make_world(api)
    await world.api.change(
        world.admin,
        {"setGate": {"object": "deal", "stage": "qualified"}},
        {"setGate": {"object": "deal", "source": "qualified", "target": "won"}},
        {"addTransition": {"object": "deal", "transition": {"source": "qualified", "target": "lead"}}},
        {"addTransition": {"object": "deal", "transition": {"source": "lead", "target": "won"}}},
        *({"addStageTask": {"object": "deal", **each}} for each in TASKS),
    )
    return world


async def deal_in(world: World, stage: str = "lead", **values: Any) -> str:
    made = await world.create(world.manager, "deal", name="Deal", **values)
    if stage != "lead":
        await done(world, COMPLETE, made, task="call")
        assert (await done(world, PROMOTE, made, to=stage))["promoted"]
    return made


async def done(world: World, document: str, record: str, **given: Any) -> dict[str, Any]:
    token = given.pop("token", world.manager)
    found: dict[str, Any] = (await world.api.data(token, document, {"id": record, **given}))["done"]
    return found


def codes(payload: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [(each["code"], each["path"]) for each in payload["errors"]]


def marks(payload: Mapping[str, Any]) -> dict[str, bool]:
    return {each["name"]: each["done"] for each in payload["stageTasks"]}


async def test_a_task_is_done_by_somebody_and_open_again(desk: World) -> None:
    deal = await deal_in(desk)
    first = await done(desk, COMPLETE, deal, task="call", note="  They will buy. ")
    assert first["errors"] == []
    assert first["deal"]["version"] == 2
    call, research = first["deal"]["stageTasks"]
    assert (call["label"], call["required"], call["done"]) == ("Call them", True, True)
    assert call["doneBy"] == {"id": desk.members["manager"], "name": "Manager"}
    assert (call["note"], call["doneAt"] is not None) == ("They will buy.", True)
    assert research == {
        "name": "research", "label": "research", "required": False, "done": False, "doneAt": None,
        "doneBy": None, "note": None,
    }  # fmt: skip
    again = await done(desk, COMPLETE, deal, task="call", note="Again")
    assert codes(again) == [("TASK_UNCHANGED", ["task"])]
    assert again["deal"] is None
    opened = await done(desk, REOPEN, deal, task="call")
    assert (opened["deal"]["version"], marks(opened["deal"])) == (3, {"call": False, "research": False})
    assert codes(await done(desk, REOPEN, deal, task="call")) == [("TASK_UNCHANGED", ["task"])]
    assert (await done(desk, COMPLETE, deal, task="call"))["deal"]["version"] == 4
    history = """query ($id: ID!) { deal(id: $id) {
      stageHistory { tasks { task note doneBy { name } reopenedAt reopenedBy { name } } } } }"""
    (stay,) = (await desk.api.data(desk.manager, history, {"id": deal}))["deal"]["stageHistory"]
    first, second = stay["tasks"]
    assert (first["note"], first["reopenedBy"]) == ("They will buy.", {"name": "Manager"})
    assert first["reopenedAt"] is not None
    assert second == {
        "task": "call", "note": None, "doneBy": {"name": "Manager"}, "reopenedAt": None, "reopenedBy": None,
    }  # fmt: skip


async def test_what_is_refused(desk: World) -> None:
    deal = await deal_in(desk)
    cases: list[tuple[str, dict[str, Any], tuple[str, list[str]]]] = [
        (COMPLETE, {"task": "cal"}, ("TASK_UNKNOWN", ["task"])),
        (COMPLETE, {"task": "contract"}, ("TASK_NOT_HERE", ["task"])),
        (REOPEN, {"task": "contract"}, ("TASK_NOT_HERE", ["task"])),
        (COMPLETE, {"task": "call", "version": 7}, ("VERSION_CONFLICT", ["expectedVersion"])),
        (COMPLETE, {"task": "call", "note": "n" * 2001}, ("OUT_OF_RANGE", ["note"])),
    ]
    for document, given, expected in cases:
        answer = await done(desk, document, deal, **given)
        assert codes(answer) == [expected]
        assert answer["errors"][0]["hint"]
    absent = await done(desk, COMPLETE, "00000000-0000-7000-8000-000000000000", task="call")
    assert codes(absent) == [("RECORD_NOT_FOUND", ["id"])]
    read = f"query ($id: ID!) {{ deal(id: $id) {{ version {LIST} }} }}"
    found = (await desk.api.data(desk.manager, read, {"id": deal}))["deal"]
    assert (found["version"], marks(found)) == (1, {"call": False, "research": False})


async def test_only_who_may_update_the_record_does_its_tasks(desk: World) -> None:
    deal, own = await deal_in(desk, score=99), await desk.create(desk.rep, "deal", name="Own")
    assert codes(await done(desk, COMPLETE, deal, task="call", token=desk.rep)) == [
        ("RECORD_NOT_FOUND", ["id"])
    ]
    assert (await done(desk, COMPLETE, own, task="call", token=desk.rep))["errors"] == []
    assert await desk.api.codes(desk.viewer, COMPLETE, {"id": deal, "task": "call"}) == [
        "GRAPHQL_VALIDATION_FAILED"
    ]
    seen = await desk.api.data(
        desk.viewer, f"query ($id: ID!) {{ deal(id: $id) {{ {LIST} }} }}", {"id": deal}
    )
    assert marks(seen["deal"]) == {"call": False, "research": False}


async def test_the_same_key_does_it_once(desk: World) -> None:
    deal = await deal_in(desk)
    first = await done(desk, COMPLETE, deal, task="call", key="k1")
    assert await done(desk, COMPLETE, deal, task="call", key="k1") == first
    assert codes(await done(desk, COMPLETE, deal, task="research", key="k1")) == [
        ("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])
    ]


async def test_a_record_goes_on_when_its_tasks_are_done(desk: World) -> None:
    deal = await deal_in(desk)
    for to in ("qualified", "won"):
        shut = await done(desk, PROMOTE, deal, to=to)
        assert (shut["promoted"], codes(shut)) == (False, [("GATE_CLOSED", ["to"])])
        (clause,) = shut["verdict"]["clauses"]
        assert clause == {
            "pointer": "/stages/0/tasks/0", "satisfied": False, "field": "stageTasks.call", "operator": "done",
            "actual": False, "needed": True, "sentence": "The task “Call them” must be done",
            "severity": "block", "redacted": False,
        }  # fmt: skip
        (node,) = shut["verdict"]["tree"]
        assert (node["kind"], node["pointer"], node["satisfied"]) == ("comparison", clause["pointer"], False)
        assert node["sentence"] == clause["sentence"]
        (fix,) = shut["verdict"]["fixes"]
        assert fix["changes"] == [{key: clause[key] for key in ("field", "operator", "needed", "sentence")}]
    chinese = await desk.api.data(
        desk.manager,
        "query ($id: ID!) { deal(id: $id) { stageTasks { label } "
        "transitions { to kind allowed verdict { clauses { sentence } } } } }",
        {"id": deal},
        **{"Accept-Language": "zh-CN"},
    )
    assert chinese["deal"]["stageTasks"][0]["label"] == "致电客户"
    told = {each["to"]: each for each in chinese["deal"]["transitions"]}
    assert told["qualified"]["verdict"]["clauses"] == [{"sentence": "任务“致电客户”必须完成"}]
    assert {to: each["allowed"] for to, each in told.items()} == {
        "qualified": False,
        "won": False,
        "lost": True,
    }
    finished = await done(desk, COMPLETE, deal, task="call")
    assert {"to": "qualified", "allowed": True} in finished["deal"]["transitions"]
    moved = await done(desk, PROMOTE, deal, to="qualified")
    # What the verdict says is of the stage that was left, what the record has of the one that it came to.
    assert (moved["verdict"]["open"], moved["verdict"]["clauses"][0]["satisfied"]) == (True, True)
    assert moved["deal"]["stage"] == "qualified"
    assert marks(moved["deal"]) == {"contract": False}


async def test_a_list_begins_anew_with_each_entry(desk: World) -> None:
    deal = await deal_in(desk, "qualified", score=90)
    assert (await done(desk, PROMOTE, deal, to="lead"))["promoted"], "tasks keep nobody from going back"
    assert codes(await done(desk, PROMOTE, deal, to="qualified")) == [("GATE_CLOSED", ["to"])]
    assert codes(await done(desk, REOPEN, deal, task="call")) == [("TASK_UNCHANGED", ["task"])]
    assert (await done(desk, COMPLETE, deal, task="call"))["errors"] == []
    assert (await done(desk, PROMOTE, deal, to="qualified"))["promoted"]
    history = """query ($id: ID!) { deal(id: $id) {
      stageHistory { to tasks { task label done: doneAt doneBy { name } reopenedAt reopenedBy { name } } } } }"""
    stays = (await desk.api.data(desk.viewer, history, {"id": deal}))["deal"]["stageHistory"]
    assert [(each["to"], [one["task"] for one in each["tasks"]]) for each in stays] == [
        ("lead", ["call"]), ("qualified", []), ("lead", ["call"]), ("qualified", [])
    ]  # fmt: skip
    (call,) = stays[2]["tasks"]
    assert (call["label"], call["doneBy"]["name"]) == ("Call them", "Manager")
    assert (call["reopenedAt"], call["reopenedBy"]) == (None, None)
    lost = await done(desk, PROMOTE, deal, to="lost")
    assert (lost["promoted"], lost["deal"]["stageTasks"]) == (True, [])


async def test_an_override_goes_past_a_task_and_keeps_which(desk: World) -> None:
    deal = await deal_in(desk)
    past = await done(desk, PROMOTE, deal, to="qualified", override={"reason": "They called us."})
    assert past["promoted"]
    data = await desk.api.data(
        desk.admin,
        'query ($id: ID!) { pastVerdicts(object: "deal", record: $id) { outcome override open agrees '
        "clauses { pointer satisfied sentence operator actual } } }",
        {"id": deal},
    )
    (verdict,) = data["pastVerdicts"]
    assert verdict == {
        "outcome": "overridden", "override": "They called us.", "open": False, "agrees": True,
        "clauses": [{
            "pointer": "/stages/0/tasks/0", "satisfied": False, "operator": "done", "actual": False,
            "sentence": "The task “Call them” must be done",
        }],
    }  # fmt: skip


async def test_records_are_found_by_their_tasks(desk: World) -> None:
    name = "Found by tasks"
    ids = [await desk.create(desk.manager, "deal", name=name) for _ in range(3)]
    await done(desk, COMPLETE, ids[1], task="call")
    await done(desk, COMPLETE, ids[2], task="call")
    assert (await done(desk, PROMOTE, ids[2], to="qualified"))["promoted"]

    async def found(**asked: Any) -> list[int]:
        document = "query ($where: DealWhere) { deals(where: $where) { nodes { id } } }"
        where = {"name": {"eq": name}, "stageTasks": asked}
        nodes = (await desk.api.data(desk.manager, document, {"where": where}))["deals"]["nodes"]
        return sorted(ids.index(each["id"]) for each in nodes)

    assert await found() == [0, 1, 2]
    assert await found(required=True, done=False) == [0, 2]
    assert await found(required=False) == [0, 1]
    assert await found(task="call", done=True) == [1]
    assert await found(task="contract") == [2]
    for asked, code in (({"task": "cal"}, "TASK_UNKNOWN"), ({"done": None}, "BAD_USER_INPUT")):
        document = "query ($where: DealWhere) { deals(where: $where) { totalCount } }"
        assert await desk.api.codes(desk.manager, document, {"where": {"stageTasks": asked}}) == [code]


async def test_a_board_with_its_tasks_is_one_statement(desk: World) -> None:
    document = f"""{{ deals(first: 50, where: {{ stageTasks: {{ done: false }} }}) {{
      nodes {{ id {LIST} transitions {{ to allowed }} }} }} }}"""
    with observed(desk.api.engine.database) as texts:
        await desk.api.data(desk.manager, document)
    assert len([each for each in texts if "sluice_task" in each]) == 1


async def test_many_move_that_have_done_theirs(desk: World) -> None:
    ids = [await desk.create(desk.manager, "deal", name="Many") for _ in range(3)]
    for each in ids[:2]:
        await done(desk, COMPLETE, each, task="call")
    document = f"""mutation ($ids: [ID!], $mode: BulkMode!) {{
      done: promoteDeals(ids: $ids, to: "qualified", mode: $mode) {{
      done refused outcomes {{ id done errors {{ code }} deal {{ stage {LIST} }} verdict {{ {CLAUSES} }} }} }} }}"""
    whole = (await desk.api.data(desk.manager, document, {"ids": ids, "mode": "ALL"}))["done"]
    assert (whole["done"], whole["refused"]) == (0, 1)
    found = (await desk.api.data(desk.manager, document, {"ids": ids, "mode": "EACH"}))["done"]
    assert (found["done"], found["refused"]) == (2, 1)
    for outcome in found["outcomes"]:
        went = outcome["id"] in ids[:2]
        assert outcome["errors"] == ([] if went else [{"code": "GATE_CLOSED"}])
        assert [each["satisfied"] for each in outcome["verdict"]["clauses"]] == [went]
        assert marks(outcome["deal"]) == ({"contract": False} if went else {"call": False, "research": False})


async def test_stuck_records_are_told_by_their_task(own_world: World) -> None:
    world = own_world
    await world.api.change(
        world.admin,
        {"setGate": {"object": "deal", "stage": "qualified"}},
        {"removeTransition": {"object": "deal", "source": "lead", "target": "lost"}},
        {"addStageTask": {"object": "deal", **TASKS[0]}},
    )
    deal = await world.create(world.manager, "deal", name="Stuck")
    stuck = "{ stuckDeals { totalCount clauses { pointer sentence field records opens } } }"
    assert (await world.api.data(world.manager, stuck))["stuckDeals"] == {
        "totalCount": 1,
        "clauses": [
            {
                "pointer": "/stages/0/tasks/0",
                "sentence": "The task “Call them” must be done",
                "field": "stageTasks.call",
                "records": 1,
                "opens": 1,
            }
        ],
    }
    await done(world, COMPLETE, deal, task="call")
    assert (await world.api.data(world.manager, stuck))["stuckDeals"]["totalCount"] == 0


async def test_followers_are_told(desk: World) -> None:
    deal = await deal_in(desk)
    await done(desk, COMPLETE, deal, task="call")
    namespace = await desk.namespace()
    found = await desk.api.engine.database.fetch(
        f"SELECT kind, changed, record_version FROM {namespace}.sluice_outbox WHERE record_id = $1 ORDER BY seq",
        [deal],
        affinity="",
    )
    assert [tuple(each) for each in found] == [("created", [], 1), ("updated", ["stageTasks"], 2)]
