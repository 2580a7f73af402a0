"""Criteria that are asked in one of several pipelines, from the publish to verdicts, numbers and their end."""

from typing import Any

from tests.api.test_catalog_document import apply, read
from tests.api.test_pipelines import RENEWAL, promoted, started
from tests.api.test_rollback import roll_back, version_of
from tests.world import World

SITED = {"filled": {"var": "website"}}
VIEW = """{ catalog { objects { name pipeline { criteria { name leaving entering pipeline } } } } }"""
VERDICTS = """query ($id: ID!) { deal(id: $id) { transitions { to verdict {
  open clauses { criterion satisfied sentence field } } } } }"""
MANY = """mutation ($ids: [ID!]!, $to: String!) { promoteDeals(ids: $ids, to: $to, mode: EACH) {
  done refused } }"""
DUE = """{ deals(where: {dueCriteria: {criterion: "sited"}}) { nodes { name dueCriteria { criterion } } } }"""


def sited(**asked: Any) -> dict[str, Any]:
    return {"addCriterion": {"object": "deal", "name": "sited", "rule": SITED, **asked}}


async def criteria(world: World) -> list[dict[str, Any]]:
    objects = (await world.api.data(world.admin, VIEW))["catalog"]["objects"]
    (deal,) = [each for each in objects if each["name"] == "deal"]
    return list(deal["pipeline"]["criteria"])


async def told(world: World, id_: str) -> dict[str, list[tuple[str, bool, str]]]:
    """By stage to go to, the clauses of criteria: name, satisfied, sentence."""
    deal = (await world.api.data(world.manager, VERDICTS, {"id": id_}))["deal"]
    return {
        each["to"]: [
            (clause["criterion"], clause["satisfied"], clause["sentence"])
            for clause in each["verdict"]["clauses"]
            if clause["criterion"] is not None
        ]
        for each in deal["transitions"]
    }


async def test_it_is_asked_within_its_pipeline_and_into_it(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL, sited(pipeline="renewal"))
    assert await criteria(world) == [
        {"name": "sited", "leaving": None, "entering": None, "pipeline": "renewal"}
    ]
    clause = ("sited", False, "website must be filled in")
    sale = await world.create(world.manager, "deal", name="Sale", closeDate="2027-01-01")
    # Nobody is asked who creates a record, or edits one.
    renewal = (await started(world, "renewal"))["id"]
    assert await told(world, sale) == {"qualified": [], "lost": [], "due": [clause]}
    assert await told(world, renewal) == {"renewed": [clause], "churned": [clause]}
    for id_, to in ((sale, "due"), (renewal, "churned")):
        refused = await promoted(world, id_, to)
        assert refused["errors"] == [{"code": "GATE_CLOSED"}]
        assert [each["satisfied"] for each in refused["verdict"]["clauses"]].count(False) == 1
    assert (await promoted(world, sale, "due", website="https://a.example"))["promoted"]
    assert (await promoted(world, renewal, "churned", website="https://a.example"))["promoted"]
    await world.api.data(
        world.manager,
        "mutation ($id: ID!) { updateDeal(id: $id, input: {website: null}) { errors { code } } }",
        {"id": renewal},
    )
    # Out of it leads what is asked elsewhere.
    assert await told(world, renewal) == {"lead": []}
    assert (await promoted(world, renewal, "lead"))["promoted"]
    again = """query ($record: ID!) { pastVerdicts(object: "deal", record: $record) { outcome agrees } }"""
    past = (await world.api.data(world.manager, again, {"record": renewal}))["pastVerdicts"]
    # Nothing was asked of the last move.
    assert past == [{"outcome": "moved", "agrees": True}, {"outcome": "refused", "agrees": True}]


async def test_many_are_moved_but_for_those_of_its_pipeline(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL, sited(pipeline="renewal", leaving="lead"))
    sale = await world.create(world.manager, "deal", name="Sale", closeDate="2027-01-01")
    other = await world.create(
        world.manager, "deal", name="Other", closeDate="2027-01-01", website="https://a.example"
    )
    given = {"ids": [sale, other], "to": "due"}
    found = (await world.api.data(world.manager, MANY, given))["promoteDeals"]
    assert found == {"done": 1, "refused": 1}
    # It asks of those that leave another stage.
    renewal = (await started(world, "renewal"))["id"]
    assert (await promoted(world, renewal, "churned"))["promoted"]


async def test_a_draft_of_it_is_tried(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL)
    await world.create(world.manager, "deal", name="Sale", closeDate="2027-01-01")
    await started(world, "renewal")
    tried = """query ($changes: [CatalogChange!]) { simulateGate(object: "deal", changes: $changes) {
      edges { source target newlyBlocked } } }"""
    asked = (await world.api.data(world.admin, tried, {"changes": [sited(pipeline="renewal")]}))[
        "simulateGate"
    ]
    blocked = {(each["source"], each["target"]) for each in asked["edges"] if each["newlyBlocked"]}
    assert blocked == {("lead", "due"), ("due", "churned")}


async def test_who_is_in_its_pipeline_has_passed_it(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL)
    await world.create(world.manager, "deal", name="Sale")
    renewal = (await started(world, "renewal"))["id"]
    await world.api.change(world.admin, sited(pipeline="renewal", graceUntil="2026-01-01"))
    assert (await world.api.data(world.manager, DUE))["deals"]["nodes"] == [
        {"name": "New", "dueCriteria": [{"criterion": "sited"}]}
    ]
    assert (await promoted(world, renewal, "churned"))["errors"] == [{"code": "GATE_CLOSED"}]


async def test_it_follows_its_pipeline_and_ends_with_it(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL, sited(pipeline="renewal"))
    renamed = {"renamePipeline": {"object": "deal", "pipeline": "renewal", "name": "合同续约"}}
    answer = await world.api.try_change(world.admin, renamed)
    assert [each["code"] for each in answer["errors"]] == ["CATALOG_NAME_INVALID"]
    renamed["renamePipeline"]["name"] = "contracts"
    await world.api.change(world.admin, renamed)
    assert [each["pipeline"] for each in await criteria(world)] == ["contracts"]
    before = await version_of(world)
    gone = [
        {"removeStage": {"object": "deal", "stage": stage, "replacement": into}}
        for stage, into in (("renewed", "won"), ("churned", "lost"), ("due", "lead"))
    ]
    await world.api.change(world.admin, *gone)
    assert await criteria(world) == []
    assert (await roll_back(world, before))["errors"] == []
    assert [each["pipeline"] for each in await criteria(world)] == ["contracts"]


async def test_a_document_says_it(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL, sited(pipeline="renewal"))
    document = (await read(world.api, world.admin))["document"]
    (deal,) = [each for each in document["objects"] if each["name"] == "deal"]
    (said,) = deal["pipeline"]["criteria"]
    assert said["pipeline"] == "renewal"
    said["pipeline"] = "renewals"
    refused = await apply(world.api, world.admin, document, dryRun=True)
    assert [(each["code"], each["path"][-3:]) for each in refused["errors"]] == [
        ("CATALOG_UNKNOWN", ["criteria", 0, "pipeline"])
    ]
    said["pipeline"] = "sales"
    done = await apply(world.api, world.admin, document)
    assert done["errors"] == []
    assert [(each["name"], each["pipeline"]) for each in await criteria(world)] == [("sited", "sales")]


async def test_a_publish_warns_of_one_that_nobody_is_asked(own_world: World) -> None:
    world = own_world
    document = """mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes, dryRun: true) {
      warnings { code path } errors { code } } }"""
    changes = [RENEWAL, sited(pipeline="renewal", leaving="won")]
    found = (await world.api.data(world.admin, document, {"changes": changes}))["changeCatalog"]
    assert found["errors"] == []
    assert {"code": "CRITERION_NEVER_ASKED", "path": ["objects", "deal", "pipeline", "criteria", 0]} in found[
        "warnings"
    ]


async def test_a_stage_with_a_gate_that_no_edge_leads_to_is_not_entered(own_world: World) -> None:
    world = own_world
    # A criterion of all moves is asked of those to the first stage, too, and there are none.
    await world.api.change(
        world.admin, RENEWAL, sited(), {"setGate": {"object": "deal", "stage": "due", "rule": SITED}},
        {"removeTransition": {"object": "deal", "source": "lead", "target": "due"}},
    )  # fmt: skip
    deal = await world.create(world.manager, "deal", name="Sale")
    refused = await promoted(world, deal, "due")
    assert [each["code"] for each in refused["errors"]] == ["TRANSITION_NOT_ALLOWED"]
    found = (await world.api.data(world.manager, MANY, {"ids": [deal], "to": "due"}))["promoteDeals"]
    assert found == {"done": 0, "refused": 1}
    again = """query ($record: ID!) { pastVerdicts(object: "deal", record: $record) { outcome } }"""
    assert (await world.api.data(world.manager, again, {"record": deal}))["pastVerdicts"] == []
