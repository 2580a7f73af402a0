"""`pipeline` in rules: in which of several pipelines a record is."""

import random
from typing import Any

from json_logic import jsonLogic

from tests.api.test_pipelines import PROMOTE, RENEWAL, promoted, started
from tests.world import World, labels

RENEWED = {"==": [{"var": "pipeline"}, "renewal"]}
DATED = {"or": [{"!=": [{"var": "pipeline"}, "renewal"]}, {"filled": {"var": "closeDate"}}]}
COUNTED = "query ($rule: JSON) { deals(where: {rule: $rule}) { nodes { name } } }"
VERDICTS = """query ($id: ID!) { deal(id: $id) { transitions { to verdict {
  clauses { criterion satisfied sentence field actual needed } } } } }"""


def criterion(name: str, rule: Any, **more: Any) -> dict[str, Any]:
    return {"addCriterion": {"object": "deal", "name": name, "rule": rule, **more}}


async def names(world: World, rule: Any) -> set[str]:
    found = await world.api.data(world.manager, COUNTED, {"rule": rule})
    return {each["name"] for each in found["deals"]["nodes"]}


async def refused(world: World, *changes: dict[str, Any]) -> list[str]:
    return [each["code"] for each in (await world.api.try_change(world.admin, *changes))["errors"]]


async def test_rules_everywhere_read_the_pipeline(own_world: World) -> None:
    world = own_world
    assert await refused(world, criterion("early", RENEWED)) == ["RULE_UNKNOWN_PATH"]
    formula = {"if": [RENEWED, "again", "new"]}
    stays = {"!": [{"and": [{"==": [{"var": "before.pipeline"}, "renewal"]}, {"!": [RENEWED]}]}]}
    few = {"<=": [{"count": [{"var": "account.deals"}, RENEWED]}, 1]}
    await world.api.change(
        world.admin,
        RENEWAL,
        criterion("dated", DATED),
        criterion("few", few),
        {"addField": {"object": "deal", "field": {"name": "sort", "type": "text", "formula": formula}}},
        {
            "addValidation": {
                "object": "deal",
                "name": "stays",
                "rule": stays,
                "messages": labels("It stays.", "不得离开。"),
            }
        },
        {
            "addGateExample": {
                "object": "deal",
                "name": "churned",
                "leaving": "due",
                "entering": "churned",
                "record": {"account.deals": [{"stage": "due"}, {"stage": "lead"}]},
                "open": False,
            }
        },
    )
    assert await refused(world, criterion("no", {"==": [{"var": "pipeline"}, "renewals"]})) == [
        "RULE_UNKNOWN_OPTION"
    ]
    account = await world.create(world.manager, "account", name="Globex")
    sales = await world.create(world.manager, "deal", name="Sales", accountId=account)
    renewal = (await started(world, "renewal"))["id"]
    assert (await names(world, RENEWED), await names(world, {"==": [{"var": "sort"}, "new"]})) == (
        {"New"},
        {"Sales"},
    )
    found = (await world.api.data(world.manager, VERDICTS, {"id": renewal}))["deal"]["transitions"]
    (churned,) = [each for each in found if each["to"] == "churned"]
    (clause, other) = churned["verdict"]["clauses"]
    assert (clause["criterion"], clause["satisfied"], other["satisfied"]) == ("dated", False, True)
    assert clause["sentence"] == "either Pipeline must not be Renewals or Close date must be filled in"
    closed = await promoted(world, renewal, "churned")
    assert closed["errors"] == [{"code": "GATE_CLOSED"}]
    assert (await promoted(world, renewal, "churned", closeDate="2026-12-01", accountId=account))["promoted"]
    # Into the other pipeline it may not go, and the other way nothing keeps a record.
    assert (await promoted(world, renewal, "lead"))["errors"] == [{"code": "VALIDATION_FAILED"}]
    assert (await promoted(world, sales, "due", closeDate="2026-12-01"))["promoted"]
    # By now there are two of the account.
    assert (await promoted(world, sales, "churned"))["errors"] == [{"code": "GATE_CLOSED"}]
    again = """query ($record: ID!) { pastVerdicts(object: "deal", record: $record) { outcome agrees } }"""
    past = (await world.api.data(world.manager, again, {"record": sales}))["pastVerdicts"]
    assert past == [{"outcome": "refused", "agrees": True}, {"outcome": "moved", "agrees": True}]


async def test_names_in_rules_follow_a_pipeline_and_keep_it(own_world: World) -> None:
    world = own_world
    first = {"==": [{"var": "pipeline"}, "sales"]}
    grants = [{"object": "deal", "action": "read", "rule": first}]
    formula = {"if": [{"in": [{"var": "pipeline"}, ["renewal"]]}, "again", "new"]}
    await world.api.change(
        world.admin,
        RENEWAL,
        criterion("dated", DATED),
        {"addField": {"object": "deal", "field": {"name": "sort", "type": "text", "formula": formula}}},
        {"addRole": {"name": "seller", "grants": grants}},
    )
    await world.create(world.manager, "deal", name="Sales")
    made = await started(world, "renewal")
    await world.api.change(
        world.admin,
        {"renamePipeline": {"object": "deal", "pipeline": "renewal", "name": "contracts"}},
        {"renamePipeline": {"object": "deal", "pipeline": "sales", "name": "first"}},
    )
    view = """{ catalog { roles { name grants { rule } } objects { name fields { name formula }
      pipeline { criteria { rule } } } } }"""
    shown = (await world.api.data(world.admin, view))["catalog"]
    (deal,) = [each for each in shown["objects"] if each["name"] == "deal"]
    (rule,) = [each["rule"] for each in deal["pipeline"]["criteria"]]
    assert rule == {"or": [{"!=": [{"var": "pipeline"}, "contracts"]}, {"filled": {"var": "closeDate"}}]}
    (named,) = [each["formula"] for each in deal["fields"] if each["name"] == "sort"]
    assert named == {"if": [{"in": [{"var": "pipeline"}, ["contracts"]]}, "again", "new"]}
    (granted,) = [each["grants"][0]["rule"] for each in shown["roles"] if each["name"] == "seller"]
    assert granted == {"==": [{"var": "pipeline"}, "first"]}
    assert await names(world, {"==": [{"var": "sort"}, "again"]}) == {"New"}
    # It goes with its last stage, and stays as long as a rule names it.
    ends = [
        {"removeStage": {"object": "deal", "stage": stage, "replacement": into}}
        for stage, into in (("renewed", "won"), ("churned", "lost"), ("due", "lead"))
    ]
    assert await refused(world, *ends) == ["CATALOG_IN_USE"]
    assert (await promoted(world, made["id"], "churned", closeDate="2026-12-01"))["promoted"]


async def test_a_draft_is_tried_by_the_pipelines_that_it_makes(own_world: World) -> None:
    world = own_world
    await world.create(world.manager, "deal", name="Sales")
    tried = """query ($changes: [CatalogChange!]) { simulateGate(object: "deal", changes: $changes) {
      records absent edges { source newlyBlocked } } }"""
    never = criterion("never", {"!=": [{"var": "pipeline"}, "contracts"]})
    anew = {"renamePipeline": {"object": "deal", "pipeline": "renewal", "name": "contracts"}}
    for changes in ([RENEWAL, anew, never], [anew, never]):
        asked = (await world.api.data(world.admin, tried, {"changes": changes}))["simulateGate"]
        blocked = {each["source"]: each["newlyBlocked"] for each in asked["edges"] if each["newlyBlocked"]}
        assert asked["absent"] == []
        if changes[0] is RENEWAL:
            assert (asked["records"], blocked) == (1, {})
            await world.api.change(world.admin, RENEWAL)
            await started(world, "renewal")
        else:
            assert (asked["records"], blocked) == (2, {"due": 1})
    made = await started(world, "renewal")
    await promoted(world, made["id"], "churned")
    replay = """query ($changes: [CatalogChange!]) { replayGate(object: "deal", changes: $changes) {
      moves stopped clauses { basis } } }"""
    found = (await world.api.data(world.admin, replay, {"changes": [anew, never]}))["replayGate"]
    assert (found["moves"], found["stopped"], found["clauses"][0]) == (1, 1, {"basis": "history"})
    # And a dry run counts the records that a validation would be told of.
    rule = {
        "addValidation": {
            "object": "deal",
            "name": "one",
            "rule": {"!": [RENEWED]},
            "messages": labels("!", "!"),
        }
    }
    counting = """mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes, dryRun: true) {
      steps { unfit { rows } } } }"""
    (step,) = (await world.api.data(world.admin, counting, {"changes": [rule]}))["changeCatalog"]["steps"]
    assert step["unfit"]["rows"] == 2


async def test_records_of_all_pipelines_are_filtered_as_another_evaluator_does(own_world: World) -> None:
    world, source = own_world, random.Random(3)
    await world.api.change(world.admin, RENEWAL)
    data: dict[str, dict[str, Any]] = {}
    for at in range(8):
        pipeline, stage = source.choice((("sales", "lead"), ("renewal", "due")))
        given = {"name": f"D{at}", "pipeline": pipeline}
        document = """mutation ($pipeline: String, $name: String!) {
          createDeal(pipeline: $pipeline, input: { name: $name }) { deal { id } } }"""
        made = (await world.api.data(world.manager, document, given))["createDeal"]["deal"]
        data[f"D{at}"] = {"pipeline": pipeline, "stage": stage, "score": 0}
        if stage == "due" and source.random() < 0.5:
            await world.api.data(world.manager, PROMOTE, {"id": made["id"], "to": "churned"})
            data[f"D{at}"]["stage"] = "churned"

    def rule(depth: int) -> Any:
        kind = source.choice(("is", "in", "stage", "and", "or", "!") if depth else ("is", "in", "stage"))
        match kind:
            case "is":
                sides = [{"var": "pipeline"}, source.choice(("sales", "renewal"))]
                return {source.choice(("==", "!=")): sides}
            case "in":
                return {
                    "in": [{"var": "pipeline"}, source.sample(["sales", "renewal"], source.randint(0, 2))]
                }
            case "stage":
                return {"==": [{"var": "stage"}, source.choice(("lead", "due", "churned"))]}
            case "!":
                return {"!": [rule(depth - 1)]}
            case joint:
                return {joint: [rule(depth - 1) for _ in range(source.randint(1, 3))]}

    for _ in range(25):
        asked = rule(3)
        expected = {name for name, each in data.items() if jsonLogic(asked, each)}
        assert await names(world, asked) == expected, asked
