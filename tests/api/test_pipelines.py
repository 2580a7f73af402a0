"""An object with several pipelines, from the publish of the second to a record that moves between them."""

from typing import Any

from tests.api.test_catalog_document import apply, read
from tests.api.test_rollback import roll_back, version_of
from tests.world import World, labels

RENEWAL: dict[str, Any] = {
    "addPipeline": {
        "object": "deal",
        "name": "renewal",
        "labels": labels("Renewals", "续约"),
        "stages": [
            {"name": "due", "labels": labels("Due", "到期")},
            {"name": "renewed", "kind": "won", "gate": {">=": [{"var": "score"}, 60]}},
            {"name": "churned", "kind": "lost"},
        ],
        "transitions": [
            {"source": "due", "target": "renewed"},
            {"source": "due", "target": "churned"},
            {"source": "lead", "target": "due", "gate": {"filled": {"var": "closeDate"}}},
            {"source": "churned", "target": "lead"},
        ],
    }
}
SHOWN = """query ($id: ID!) { deal(id: $id) {
  stage version stageHistory { from to } transitions { to kind verdict { open } } } }"""
CREATE = """mutation ($pipeline: String, $name: String!) {
  createDeal(pipeline: $pipeline, input: { name: $name }) {
    deal { id stage stageHistory { from to } } errors { code path hint } } }"""
PROMOTE = """mutation ($id: ID!, $to: String!, $input: DealUpdateInput) {
  promoteDeal(id: $id, to: $to, input: $input) {
    promoted deal { stage } verdict { clauses { pointer satisfied } } errors { code } } }"""
CATALOG = """{ catalog { objects { name pipeline { name further { name label labels { text } }
  stages { name pipeline } transitions { source target kind } } } } }"""


async def shown(world: World, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = (await world.api.data(world.manager, SHOWN, {"id": id_}))["deal"]
    return found


async def started(world: World, pipeline: str | None) -> dict[str, Any]:
    given = {"name": "New", "pipeline": pipeline}
    made: dict[str, Any] = (await world.api.data(world.manager, CREATE, given))["createDeal"]["deal"]
    return made


async def promoted(world: World, id_: str, to: str, **values: Any) -> dict[str, Any]:
    given = {"id": id_, "to": to, "input": values or None}
    done: dict[str, Any] = (await world.api.data(world.manager, PROMOTE, given))["promoteDeal"]
    return done


async def pipeline_of(world: World) -> dict[str, Any]:
    objects = (await world.api.data(world.admin, CATALOG))["catalog"]["objects"]
    (found,) = [each["pipeline"] for each in objects if each["name"] == "deal"]
    return dict(found)


async def test_a_second_pipeline_is_published_without_touching_a_record(own_world: World) -> None:
    world = own_world
    old = await world.create(world.manager, "deal", name="Old")
    before = await shown(world, old)
    dry = await world.api.change(world.admin, RENEWAL, dryRun=True)
    told = await world.api.change(world.admin, RENEWAL)
    assert dry["steps"] == told["steps"]
    assert [(each["rows"], each["risk"]) for each in told["steps"]] == [(0, "safe")]
    after = await shown(world, old)
    assert (after["stage"], after["version"]) == (before["stage"], before["version"])
    found = await pipeline_of(world)
    assert (found["name"], found["further"]) == (
        "sales",
        [{"name": "renewal", "label": "Renewals", "labels": [{"text": "Renewals"}, {"text": "续约"}]}],
    )
    assert {each["name"]: each["pipeline"] for each in found["stages"]} == {
        **dict.fromkeys(("lead", "qualified", "won", "lost"), "sales"),
        **dict.fromkeys(("due", "renewed", "churned"), "renewal"),
    }


async def test_a_record_starts_where_its_pipeline_begins(own_world: World) -> None:
    world = own_world
    answer = await world.api.ask(world.manager, CREATE, {"name": "New", "pipeline": "sales"})
    assert "pipeline" in answer["errors"][0]["message"], "no object with one pipeline has the argument"
    await world.api.change(world.admin, RENEWAL)
    for pipeline, stage in (("renewal", "due"), ("sales", "lead"), (None, "lead"), ("renewal", "due")):
        made = await started(world, pipeline)
        assert (made["stage"], made["stageHistory"]) == (stage, [{"from": None, "to": stage}])
    many = """mutation { createDeals(pipeline: "renewal", inputs: [{ name: "A" }, { name: "B" }]) {
      outcomes { deal { id stage } } } }"""
    created = (await world.api.data(world.manager, many))["createDeals"]["outcomes"]
    assert [each["deal"]["stage"] for each in created] == ["due", "due"]
    for each in created:
        delete = "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }"
        await world.api.data(world.manager, delete, {"id": each["deal"]["id"]})
    answer = await world.api.ask(world.manager, CREATE, {"name": "New", "pipeline": "renewals"})
    assert answer["data"]["createDeal"] == {
        "deal": None,
        "errors": [
            {"code": "BAD_USER_INPUT", "path": ["pipeline"], "hint": "Its pipelines: sales, renewal."}
        ],
    }
    counted = await world.api.data(world.manager, "{ deals { totalCount } }")
    assert counted["deals"]["totalCount"] == 4
    await world.api.change(
        world.admin, {"moveStage": {"object": "deal", "stage": "churned", "before": "renewed"}}
    )
    await world.api.change(
        world.admin, {"addStage": {"object": "deal", "stage": {"name": "soon"}, "before": "due"}}
    )
    assert (await started(world, "renewal"))["stage"] == "soon"
    assert (await started(world, None))["stage"] == "lead"


async def test_a_key_holds_for_the_pipeline_too(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL)
    document = """mutation ($pipeline: String) {
      createDeal(pipeline: $pipeline, idempotencyKey: "once", input: { name: "N" }) {
        deal { id stage } errors { code } } }"""
    first = await world.api.data(world.manager, document, {"pipeline": "renewal"})
    assert await world.api.data(world.manager, document, {"pipeline": "renewal"}) == first
    other = await world.api.data(world.manager, document, {"pipeline": "sales"})
    assert other["createDeal"]["errors"] == [{"code": "IDEMPOTENCY_MISMATCH"}]


async def test_a_move_between_pipelines_is_judged_and_kept_as_any(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL)
    deal = await world.create(world.manager, "deal", name="Alpha", score=70)
    ways = {each["to"]: each["verdict"]["open"] for each in (await shown(world, deal))["transitions"]}
    assert ways == {"qualified": False, "lost": True, "due": False}
    refused = await promoted(world, deal, "due")
    assert (refused["promoted"], refused["errors"]) == (False, [{"code": "GATE_CLOSED"}])
    assert refused["verdict"]["clauses"][0]["satisfied"] is False
    unled = await promoted(world, deal, "renewed")
    assert unled["errors"] == [{"code": "TRANSITION_NOT_ALLOWED"}]
    assert (await promoted(world, deal, "due", closeDate="2026-12-01"))["promoted"]
    found = await shown(world, deal)
    assert found["stage"] == "due"
    assert sorted((each["from"] or "", each["to"]) for each in found["stageHistory"]) == [
        ("", "lead"),
        ("lead", "due"),
    ]
    kinds = {each["to"]: each["kind"] for each in found["transitions"]}
    assert kinds == {"renewed": "win", "churned": "lose"}
    edges = (await pipeline_of(world))["transitions"]
    assert {"source": "lead", "target": "due", "kind": "transfer"} in edges
    assert {"source": "lost", "target": "lead", "kind": "reopen"} in edges
    assert (await promoted(world, deal, "churned"))["promoted"]
    assert (await promoted(world, deal, "lead"))["promoted"]


async def test_a_criterion_of_every_move_holds_in_each_pipeline(own_world: World) -> None:
    world = own_world
    named = {"object": "deal", "name": "sited", "rule": {"filled": {"var": "website"}}}
    await world.api.change(world.admin, RENEWAL, {"addCriterion": named})
    made = await started(world, "renewal")
    assert (await promoted(world, made["id"], "churned"))["errors"] == [{"code": "GATE_CLOSED"}]
    assert (await promoted(world, made["id"], "churned", website="https://a.example"))["promoted"]


async def test_edges_between_pipelines_are_tried_before_they_are_published(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL)
    await world.create(world.manager, "deal", name="Alpha")
    await started(world, "renewal")
    document = """query ($changes: [CatalogChange!]!) { simulateGate(object: "deal", changes: $changes) {
      edges { source target newlyBlocked newlyAllowed } } }"""
    change = {
        "setGate": {
            "object": "deal",
            "source": "due",
            "target": "churned",
            "rule": {">": [{"var": "score"}, 5]},
        }
    }
    told = await world.api.ask(world.admin, document, {"changes": [change]})
    assert "errors" not in told, told
    edges = {(each["source"], each["target"]): each for each in told["data"]["simulateGate"]["edges"]}
    assert edges["due", "churned"]["newlyBlocked"] == 1


async def test_a_pipeline_ends_and_its_records_go_into_another(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL)
    before = await version_of(world)
    made = await started(world, "renewal")
    gone = [
        {"removeStage": {"object": "deal", "stage": stage, "replacement": into}}
        for stage, into in (("renewed", "won"), ("churned", "lost"), ("due", "lead"))
    ]
    told = await world.api.change(world.admin, *gone)
    assert [each["rows"] for each in told["steps"]] == [0, 0, 1]
    found = await pipeline_of(world)
    assert (found["further"], {each["pipeline"] for each in found["stages"]}) == ([], {"sales"})
    moved = await shown(world, made["id"])
    assert (moved["stage"], moved["version"]) == ("lead", 2)
    answer = await world.api.ask(world.manager, CREATE, {"name": "New", "pipeline": "renewal"})
    assert "errors" in answer
    done = await roll_back(world, before)
    assert done["errors"] == []
    assert [each["name"] for each in (await pipeline_of(world))["further"]] == ["renewal"]
    assert (await started(world, "renewal"))["stage"] == "due"
    assert (await shown(world, made["id"]))["stage"] == "lead"


async def test_a_pipeline_is_renamed_in_a_document(own_world: World) -> None:
    world = own_world
    await world.api.change(world.admin, RENEWAL)
    made = await started(world, "renewal")
    document = (await read(world.api, world.admin))["document"]
    (deal,) = [each for each in document["objects"] if each["name"] == "deal"]
    deal["pipeline"]["further"][0]["name"] = "contracts"
    for stage in deal["pipeline"]["stages"]:
        if stage.get("pipeline") == "renewal":
            stage["pipeline"] = "contracts"
    done = await apply(world.api, world.admin, document)
    assert done["errors"] == []
    assert [each["sentence"] for each in done["steps"]] == [
        "Rename the pipeline renewal of deal to contracts."
    ]
    assert (await started(world, "contracts"))["stage"] == "due"
    assert (await shown(world, made["id"]))["version"] == 1


async def test_pipelines_stand_in_the_order_that_is_said(own_world: World) -> None:
    world = own_world
    partners = {"object": "deal", "name": "partners", "stages": [{"name": "met"}], "transitions": []}
    await world.api.change(world.admin, RENEWAL, {"addPipeline": partners})

    async def order() -> list[str]:
        return [each["name"] for each in (await pipeline_of(world))["further"]]

    before = await version_of(world)
    move = {"movePipeline": {"object": "deal", "pipeline": "partners", "before": "renewal"}}
    told = await world.api.change(world.admin, move)
    assert [each["sentence"] for each in told["steps"]] == [
        "Move the pipeline partners of deal before renewal."
    ]
    assert await order() == ["partners", "renewal"]
    made = await started(world, "partners")
    grouped = "{ dealGroups(by: [{ field: pipeline }]) { keys { value } count } }"
    assert len((await world.api.data(world.manager, grouped))["dealGroups"]) == 1
    document = (await read(world.api, world.admin))["document"]
    (deal,) = [each for each in document["objects"] if each["name"] == "deal"]
    deal["pipeline"]["further"].reverse()
    assert (await apply(world.api, world.admin, document))["errors"] == []
    assert await order() == ["renewal", "partners"]
    await world.api.change(world.admin, move)
    assert (await roll_back(world, before))["errors"] == []
    assert await order() == ["renewal", "partners"]
    assert (await shown(world, made["id"]))["version"] == 1
    last = {"movePipeline": {"object": "deal", "pipeline": "renewal"}}
    await world.api.change(world.admin, last)
    assert await order() == ["partners", "renewal"]
    first = {"movePipeline": {"object": "deal", "pipeline": "sales"}}
    refused = await world.api.try_change(world.admin, first)
    assert [(each["code"], each["path"][-1]) for each in refused["errors"]] == [
        ("CATALOG_INVALID", "pipeline")
    ]


async def test_the_pipeline_of_a_record_is_read_filtered_and_grouped(own_world: World) -> None:
    world, api = own_world, own_world.api
    (unknown,) = (await api.ask(world.manager, "{ deals { nodes { pipeline } } }"))["errors"]
    assert unknown["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    await api.change(world.admin, RENEWAL)
    account = await world.create(world.manager, "account", name="Globex")
    deals = [await world.create(world.manager, "deal", name=f"S{at}", accountId=account) for at in range(2)]
    made = """mutation { createDeal(pipeline: "renewal", input: { name: "R" }) {
      deal { id pipeline stage } errors { code } } }"""
    renewal = (await api.data(world.manager, made))["createDeal"]["deal"]
    assert (renewal["pipeline"], renewal["stage"]) == ("renewal", "due")
    moved = """mutation ($id: ID!) { promoteDeal(id: $id, to: "churned") { deal { pipeline stage } } }"""
    done = await api.data(world.manager, moved, {"id": renewal["id"]})
    assert done["promoteDeal"]["deal"] == {"pipeline": "renewal", "stage": "churned"}
    listed = """query ($where: DealWhere) { deals(where: $where, orderBy: [{ field: name }]) {
      nodes { name pipeline } } }"""
    for where, names in (
        ({"pipeline": {"eq": "renewal"}}, ["R"]),
        ({"pipeline": {"ne": "renewal"}}, ["S0", "S1"]),
        ({"pipeline": {"in": ["renewal", "sales"]}}, ["R", "S0", "S1"]),
        ({"pipeline": {"in": []}}, []),
        ({"pipeline": {"notIn": ["sales"]}}, ["R"]),
        ({"not": {"pipeline": {"eq": "sales"}}, "stage": {"eq": "churned"}}, ["R"]),
    ):
        nodes = (await api.data(world.manager, listed, {"where": where}))["deals"]["nodes"]
        assert [each["name"] for each in nodes] == names, where
        assert {each["name"]: each["pipeline"] for each in nodes} == {
            name: "renewal" if name == "R" else "sales" for name in names
        }
    for wrong in ({"eq": None}, {"in": None}, {"eq": "nowhere"}):
        assert "errors" in await api.ask(world.manager, listed, {"where": {"pipeline": wrong}}), wrong
    grouped = "{ dealGroups(by: [{ field: pipeline }]) { keys { name value label } count } }"
    assert (await api.data(world.manager, grouped))["dealGroups"] == [
        {"keys": [{"name": "pipeline", "value": "sales", "label": "sales"}], "count": 2},
        {"keys": [{"name": "pipeline", "value": "renewal", "label": "Renewals"}], "count": 1},
    ]
    across = """{ accounts(where: { deals: { some: { pipeline: { eq: sales } } } }) {
      nodes { deals { nodes { pipeline } } } } }"""
    found = (await api.data(world.manager, across))["accounts"]["nodes"]
    assert found == [{"deals": {"nodes": [{"pipeline": "sales"}] * 2}}]
    assert len(deals) == 2


async def test_no_field_is_called_pipeline_where_there_are_several(own_world: World) -> None:
    """What comes from a CRM may have a field of this name."""
    world = own_world
    options = [{"key": "a"}]
    field = {
        "addField": {"object": "deal", "field": {"name": "pipeline", "type": "choice", "options": options}}
    }
    await world.api.change(world.admin, field)
    refused = await world.api.try_change(world.admin, RENEWAL)
    assert [(each["code"], each["hint"]) for each in refused["errors"]] == [
        ("CATALOG_NAME_TAKEN", "Rename the field.")
    ]
    away = {"renameField": {"object": "deal", "field": "pipeline", "name": "crmPipeline"}}
    await world.api.change(world.admin, away, RENEWAL)
    back = {"renameField": {"object": "deal", "field": "crmPipeline", "name": "pipeline"}}
    for again in (back, field):
        refused = await world.api.try_change(world.admin, again)
        assert {each["code"] for each in refused["errors"]} == {"CATALOG_NAME_TAKEN"}, again
