"""Stages and edges of a pipeline are changed while records are in them."""

import asyncio
from typing import Any

from sqlalchemy import func, select

from tenants.namespace import namespace_tables
from tests.world import QUALIFIED_GATE, World, labels

SHOWN = """query ($id: ID!) { deal(id: $id) {
  stage version updatedBy { id }
  stageHistory { from to occurredAt recordedAt by { id } catalogVersion }
  transitions { to } } }"""
PROMOTE = """mutation ($id: ID!, $to: String!) {
  promoteDeal(id: $id, to: $to) { promoted deal { stage } errors { code } } }"""
GATE = {"in": [{"var": "stage"}, ["lead", "lost"]]}


def on_deal(kind: str, **given: Any) -> dict[str, Any]:
    return {kind: {"object": "deal", **given}}


async def shown(world: World, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = (await world.api.data(world.manager, SHOWN, {"id": id_}))["deal"]
    return found


async def promote(world: World, id_: str, to: str) -> None:
    moved = await world.api.data(world.manager, PROMOTE, {"id": id_, "to": to})
    assert moved["promoteDeal"]["errors"] == []


async def admin_id(world: World) -> str:
    return str((await world.api.engine.authenticator.caller(world.admin, None)).member_id)


async def events(world: World) -> list[tuple[str, int, list[str]]]:
    outbox = namespace_tables(await world.namespace()).outbox
    wanted = select(outbox.c.kind, outbox.c.record_version, outbox.c.changed).order_by(outbox.c.seq)
    rows = await world.api.engine.database.rows(wanted, affinity=await world.namespace())
    return [tuple(row) for row in rows]


async def test_a_stage_and_its_edges_can_be_added_and_used(own_world: World) -> None:
    world = own_world
    deal = await world.create(world.manager, "deal", name="Alpha", score=70)
    offer = {
        "name": "offer",
        "probability": 60,
        "labels": labels("Offer", "报价"),
        "gate": {">": [{"var": "score"}, 50]},
    }
    told = await world.api.change(
        world.admin,
        on_deal("addStage", stage=offer, before="won"),
        on_deal("addTransition", transition={"source": "lead", "target": "offer"}),
        on_deal(
            "addTransition",
            transition={"source": "offer", "target": "won", "gate": {"filled": {"var": "name"}}},
        ),
        on_deal("removeTransition", source="lead", target="qualified"),
        on_deal("setStage", stage="qualified", probability=35, objective=labels("Agree.", "达成一致。")),
    )
    assert {step["rows"] for step in told["steps"]} == {0}
    assert [each["to"] for each in (await shown(world, deal))["transitions"]] == ["lost", "offer"]
    await promote(world, deal, "offer")
    await promote(world, deal, "won")
    document = """{ catalog { objects { name pipeline { stages { name kind probability objective { text } }
      transitions { source target } } } } }"""
    objects = (await world.api.data(world.admin, document))["catalog"]["objects"]
    (pipeline,) = [each["pipeline"] for each in objects if each["name"] == "deal"]
    assert [(each["name"], each["probability"]) for each in pipeline["stages"]] == [
        ("lead", 0), ("qualified", 35), ("offer", 60), ("won", 100), ("lost", 0),
    ]  # fmt: skip
    assert pipeline["stages"][1]["objective"] == [{"text": "Agree."}, {"text": "达成一致。"}]
    assert {"source": "lead", "target": "qualified"} not in pipeline["transitions"]


async def test_new_records_start_in_the_stage_that_is_first_now(own_world: World) -> None:
    world = own_world
    old = await world.create(world.manager, "deal", name="Old")
    await world.api.change(world.admin, on_deal("addStage", stage={"name": "inbox"}, before="lead"))
    assert (await shown(world, await world.create(world.manager, "deal", name="New")))["stage"] == "inbox"
    assert (await shown(world, old))["stage"] == "lead"
    await world.api.change(world.admin, on_deal("moveStage", stage="qualified", before="inbox"))
    new = await shown(world, await world.create(world.manager, "deal", name="Newer"))
    assert (new["stage"], new["stageHistory"][0]["to"]) == ("qualified", "qualified")


async def test_everything_follows_a_renamed_stage(own_world: World) -> None:
    world, api = own_world, own_world.api
    deal = await world.create(world.manager, "deal", name="Alpha")
    await promote(world, deal, "lost")
    await promote(world, deal, "lead")
    lead = await shown(world, deal)
    gone = await world.create(world.manager, "deal", name="Deleted")
    await api.data(
        world.manager, "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }", {"id": gone}
    )
    await api.change(world.admin, on_deal("setGate", stage="won", rule=GATE))
    told_before = await events(world)
    rename = on_deal("renameStage", stage="lead", name="inbox")
    dry = await api.change(world.admin, rename, dryRun=True)
    told = await api.change(world.admin, rename)
    assert dry["steps"] == told["steps"]
    assert (told["steps"][0]["rows"], told["steps"][0]["risk"]) == (2, "rewrites")
    after = await shown(world, deal)
    assert (after["stage"], after["version"]) == ("inbox", lead["version"])
    moves = [(each["from"], each["to"]) for each in after["stageHistory"]]
    assert sorted(moves, key=str) == [("inbox", "lost"), ("lost", "inbox"), (None, "inbox")]
    assert [each["occurredAt"] for each in after["stageHistory"]] == [
        each["occurredAt"] for each in lead["stageHistory"]
    ]
    assert [each["to"] for each in after["transitions"]] == ["qualified", "lost"]
    assert await events(world) == told_before
    document = "{ catalog { objects { name pipeline { stages { name gate } } } } }"
    objects = (await api.data(world.admin, document))["catalog"]["objects"]
    (stages,) = [each["pipeline"]["stages"] for each in objects if each["name"] == "deal"]
    gates = {each["name"]: each["gate"] for each in stages}
    assert gates["won"] == {"in": [{"var": "stage"}, ["inbox", "lost"]]}
    assert gates["qualified"] == QUALIFIED_GATE
    restore = "mutation ($id: ID!) { restoreDeal(id: $id) { deal { stage } } }"
    assert (await api.data(world.manager, restore, {"id": gone}))["restoreDeal"]["deal"] == {"stage": "inbox"}
    assert (await shown(world, await world.create(world.manager, "deal", name="New")))["stage"] == "inbox"
    counted = await api.data(world.manager, "{ deals(where: { stage: { eq: inbox } }) { totalCount } }")
    assert counted["deals"]["totalCount"] == 3


async def test_records_of_a_removed_stage_move_on_record(own_world: World) -> None:
    world, api = own_world, own_world.api
    deals = [await world.create(world.manager, "deal", name=f"D{at}") for at in range(3)]
    for each in deals:
        await promote(world, each, "lost")
    await api.data(
        world.manager, "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }", {"id": deals[2]}
    )
    stays = await world.create(world.manager, "deal", name="Stays")
    before = await shown(world, deals[0])
    told_before = await events(world)
    removal = on_deal("removeStage", stage="lost", replacement="qualified")
    dry = await api.change(world.admin, removal, dryRun=True)
    assert dry["steps"][0]["rows"] == 3
    assert await shown(world, deals[0]) == before
    just_before = await world.create(world.manager, "deal", name="Just before")
    await promote(world, just_before, "lost")
    told = await api.change(world.admin, removal)
    assert (told["steps"][0]["rows"], told["steps"][0]["risk"]) == (4, "rewrites")
    after, admin = await shown(world, deals[0]), await admin_id(world)
    assert (after["stage"], after["version"], after["updatedBy"]) == (
        "qualified",
        before["version"] + 1,
        {"id": admin},
    )
    (move,) = [each for each in after["stageHistory"] if each not in before["stageHistory"]]
    assert (move["from"], move["to"], move["by"]) == ("lost", "qualified", {"id": admin})
    assert move["catalogVersion"] == told["version"]
    assert (
        move["occurredAt"] == move["recordedAt"] > max(each["occurredAt"] for each in before["stageHistory"])
    )
    assert (await shown(world, just_before))["stage"] == "qualified"
    assert (await shown(world, stays))["stageHistory"][0]["to"] == "lead"
    # One event for each that is not deleted, beside the two of the record made in between.
    moved = (await events(world))[len(told_before) + 2 :]
    assert moved == [("promoted", 3, ["stage"])] * 3
    restore = "mutation ($id: ID!) { restoreDeal(id: $id) { deal { stage stageHistory { to } } } }"
    restored = (await api.data(world.manager, restore, {"id": deals[2]}))["restoreDeal"]["deal"]
    assert restored["stage"] == "qualified"
    assert len(restored["stageHistory"]) == 3
    stale = "mutation ($id: ID!) { updateDeal(id: $id, input: {score: 1}, expectedVersion: 2) { errors { code } } }"
    refused = await api.data(world.manager, stale, {"id": deals[0]})
    assert refused["updateDeal"]["errors"] == [{"code": "VERSION_CONFLICT"}]


async def test_a_stage_with_records_is_not_removed_without_saying_where_they_go(own_world: World) -> None:
    world, api = own_world, own_world.api
    deal = await world.create(world.manager, "deal", name="Alpha")
    await promote(world, deal, "lost")
    removal = on_deal("removeStage", stage="lost")
    for changes in (
        [removal],
        [on_deal("renameStage", stage="lost", name="gone"), on_deal("removeStage", stage="gone")],
        [on_deal("removeStage", stage="lost", replacement="won"), on_deal("removeStage", stage="won")],
    ):
        for dry in (True, False):
            (error,) = (await api.try_change(world.admin, *changes, dryRun=dry))["errors"]
            assert error["code"] == "CATALOG_ROWS_CONFLICT"
            assert error["path"] == ["changes", len(changes) - 1, "removeStage", "replacement"]
            assert error["hint"]
    assert (await shown(world, deal))["stage"] == "lost"
    await promote(world, deal, "lead")
    told = await api.change(world.admin, removal)
    assert (told["steps"][0]["rows"], told["steps"][0]["risk"]) == (0, "safe")
    history = (await shown(world, deal))["stageHistory"]
    assert sorted([str(each["from"]), each["to"]] for each in history) == [
        ["None", "lead"], ["lead", "lost"], ["lost", "lead"],
    ]  # fmt: skip


async def test_changes_of_one_publish_count_what_those_before_have_left(own_world: World) -> None:
    world = own_world
    deals = [await world.create(world.manager, "deal", name=f"D{at}") for at in range(2)]
    await promote(world, deals[1], "lost")
    changes = [
        on_deal("renameStage", stage="lead", name="inbox"),
        on_deal("addStage", stage={"name": "lead"}, before="inbox"),
        on_deal("removeStage", stage="inbox", replacement="lost"),
        on_deal("removeStage", stage="lead"),
        on_deal("addStage", stage={"name": "first"}, before="qualified"),
        on_deal("removeStage", stage="lost", replacement="first"),
    ]
    dry = await world.api.change(world.admin, *changes[:3], *changes[4:], dryRun=True)
    assert [step["rows"] for step in dry["steps"]] == [1, 0, 1, 0, 2]
    told = await world.api.change(world.admin, *changes)
    assert [step["rows"] for step in told["steps"]] == [1, 0, 1, 0, 0, 2]
    found = [await shown(world, deal) for deal in deals]
    assert [(each["stage"], each["version"]) for each in found] == [("first", 3), ("first", 3)]


async def test_a_pipeline_that_came_in_the_same_publish(own_world: World) -> None:
    world = own_world
    await world.create(world.manager, "account", name="Globex")
    stages = [{"name": "new"}, {"name": "old"}]
    pipeline = {"object": "account", "name": "care", "stages": stages, "transitions": []}
    removal = {"object": "account", "stage": "new"}
    (error,) = (await world.api.try_change(world.admin, {"addPipeline": pipeline}, {"removeStage": removal}))[
        "errors"
    ]
    assert error["code"] == "CATALOG_ROWS_CONFLICT"
    told = await world.api.change(
        world.admin, {"addPipeline": pipeline}, {"removeStage": {**removal, "replacement": "old"}}
    )
    assert [step["rows"] for step in told["steps"]] == [1, 1]
    found = await world.api.data(world.manager, "{ accounts { nodes { stage stageHistory { from to } } } }")
    assert found["accounts"]["nodes"] == [{"stage": "old", "stageHistory": [{"from": "new", "to": "old"}]}]


async def test_what_a_rule_names_stays(own_world: World) -> None:
    world, api = own_world, own_world.api
    grants = [{"object": "deal", "action": "read", "rule": {"==": [{"var": "stage"}, "lost"]}}]
    await api.change(world.admin, {"addRole": {"name": "mourner", "grants": grants}})
    (error,) = (await api.try_change(world.admin, on_deal("removeStage", stage="lost", replacement="lead")))[
        "errors"
    ]
    assert (error["code"], error["path"]) == ("CATALOG_IN_USE", ["changes", 0, "removeStage", "stage"])
    assert error["message"] == "The stage lost of deal is used by the row rule of role mourner."
    await api.change(world.admin, on_deal("renameStage", stage="lost", name="gone"))
    document = "{ catalog { roles { name grants { rule } } } }"
    roles = (await api.data(world.admin, document))["catalog"]["roles"]
    (mourner,) = [each for each in roles if each["name"] == "mourner"]
    assert mourner["grants"] == [{"rule": {"==": [{"var": "stage"}, "gone"]}}]


async def test_promotions_at_the_same_time_lose_nothing(own_world: World) -> None:
    world, api = own_world, own_world.api
    deals = [await world.create(world.manager, "deal", name=f"D{at}") for at in range(20)]

    async def move(deal: str) -> list[str]:
        answer = await api.ask(world.manager, PROMOTE, {"id": deal, "to": "lost"})
        return [error["extensions"]["code"] for error in answer.get("errors", [])] + [
            error["code"] for error in answer["data"]["promoteDeal"]["errors"]
        ]

    changes = [
        on_deal("renameStage", stage="lead", name="inbox"),
        on_deal("removeStage", stage="lost", replacement="qualified"),
    ]
    _, *refused = await asyncio.gather(api.change(world.admin, *changes), *(move(deal) for deal in deals))
    assert {code for codes in refused for code in codes} <= {"STAGE_UNKNOWN"}
    for deal, codes in zip(deals, refused, strict=True):
        found = await shown(world, deal)
        assert found["stage"] == ("inbox" if codes else "qualified")
        moves = sorted(found["stageHistory"], key=lambda each: each["occurredAt"])
        expected = [(None, "inbox"), ("inbox", "lost"), ("lost", "qualified")]
        assert [(each["from"], each["to"]) for each in moves] == (expected[:1] if codes else expected)


async def test_a_removal_that_cannot_be_published_moves_nothing(own_world: World) -> None:
    world = own_world
    deal = await world.create(world.manager, "deal", name="Alpha")
    before = await events(world)
    refused = await world.api.try_change(
        world.admin,
        on_deal("removeStage", stage="lead", replacement="qualified"),
        {"removeRole": {"role": "nobody"}},
    )
    assert refused["errors"][0]["path"][:2] == ["changes", 1]
    assert (await shown(world, deal))["stage"] == "lead"
    assert await events(world) == before
    history = namespace_tables(await world.namespace()).stage_history
    counted = await world.api.engine.database.rows(
        select(func.count()).select_from(history), affinity=await world.namespace()
    )
    assert counted[0][0] == 1
