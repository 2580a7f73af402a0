"""Since when a record is in its stage: every writer that moves it says so, and it is read, asked and counted by."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.api.test_criteria import DEAL, PIPELINE, Deals
from tests.client import Api
from tests.tenant_copies import copied

READ = """query ($id: ID!) { deal(id: $id) { stage stageEnteredAt createdAt
  stageHistory { occurredAt leftAt duration workingDuration } } }"""
LONG_AGO = "2026-01-05T09:00:00+00:00"
CREATE = """mutation ($input: DealCreateInput!, $at: DateTime) {
  done: createDeal(input: $input, occurredAt: $at) { deal { id } errors { code } } }"""
MOVE = """mutation ($id: ID!, $to: String!, $at: DateTime) {
  done: promoteDeal(id: $id, to: $to, occurredAt: $at) { promoted deal { stageEnteredAt } errors { code } } }"""


@copied
async def deals(api: Api) -> Deals:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Deals(api, fresh)


async def read(deals: Deals, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = (await deals.api.data(deals.admin, READ, {"id": id_}))["deal"]
    return found


async def sound(deals: Deals) -> None:
    """Of every record there is, deleted ones too, it is the moment of the last move in its history."""
    namespace = (await deals.api.engine.authenticator.caller(deals.admin, None)).namespace
    rows = await deals.api.engine.database.fetch(
        f"""SELECT deal.title, "stageEnteredAt", max(occurred_at) FROM {namespace}.deal
        LEFT JOIN {namespace}.sluice_stage_history ON record_id = deal.id GROUP BY deal.id""",
        [],
        affinity="",
    )
    assert rows
    assert [tuple(row) for row in rows if row[1] != row[2]] == []


async def old_deal(deals: Deals, **values: Any) -> str:
    given = {"input": {"title": "Old", **values}, "at": LONG_AGO}
    id_: str = (await deals.api.data(deals.admin, CREATE, given))["done"]["deal"]["id"]
    return id_


async def test_a_creation_says_when_and_a_move_says_when(deals: Deals):
    deal = await old_deal(deals)
    assert (await read(deals, deal))["stageEnteredAt"] == LONG_AGO
    at = "2026-02-03T10:30:00+00:00"
    moved = (await deals.api.data(deals.admin, MOVE, {"id": deal, "to": "offer", "at": at}))["done"]
    assert moved == {"promoted": True, "deal": {"stageEnteredAt": at}, "errors": []}
    moved = (await deals.api.data(deals.admin, MOVE, {"id": deal, "to": "won"}))["done"]
    now = datetime.fromisoformat(moved["deal"]["stageEnteredAt"])
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=5)
    assert (await read(deals, deal))["stageEnteredAt"] == moved["deal"]["stageEnteredAt"]
    await sound(deals)


async def test_a_refused_move_and_an_edit_leave_it(deals: Deals):
    await deals.change({"setGate": {"object": "deal", "stage": "offer", "rule": {"var": "budget"}}})
    deal = await old_deal(deals)
    assert not (await deals.promote(deal, "offer"))["promoted"]
    update = "mutation ($id: ID!) { updateDeal(id: $id, input: { budget: true }) { errors { code } } }"
    await deals.api.data(deals.admin, update, {"id": deal})
    assert (await read(deals, deal))["stageEnteredAt"] == LONG_AGO


async def test_writes_of_many_say_it_of_each(deals: Deals):
    create = """mutation ($inputs: [DealRowInput!]!) {
      done: createDeals(inputs: $inputs) { done errors { code } } }"""
    inputs = [{"title": f"{number}", "amount": number} for number in range(4)]
    await deals.api.data(deals.admin, create, {"inputs": inputs})
    await sound(deals)
    promote = """mutation { done: promoteDeals(where: { amount: { gte: 2 } }, to: "offer") { done } }"""
    assert (await deals.api.data(deals.admin, promote))["done"]["done"] == 2
    await sound(deals)


async def test_a_removed_stage_a_renamed_one_and_a_removed_pipeline(deals: Deals):
    first, second = await old_deal(deals), await old_deal(deals)
    for deal in (first, second):
        given = {"id": deal, "to": "offer", "at": "2026-02-03T10:30:00+00:00"}
        assert (await deals.api.data(deals.admin, MOVE, given))["done"]["promoted"]
    await deals.change({"renameStage": {"object": "deal", "stage": "offer", "name": "proposal"}})
    assert (await read(deals, first))["stageEnteredAt"] == "2026-02-03T10:30:00+00:00"
    await deals.change({"removePipeline": {"object": "deal", "days": 30}})
    await deals.change({"restorePipeline": {"object": "deal", "pipeline": "sales"}})
    assert (await read(deals, first))["stageEnteredAt"] == "2026-02-03T10:30:00+00:00"
    await deals.change({"removeStage": {"object": "deal", "stage": "proposal", "replacement": "lead"}})
    found = await read(deals, first)
    assert (found["stage"], found["stageEnteredAt"]) == ("lead", found["stageHistory"][-1]["occurredAt"])
    await sound(deals)


async def test_records_from_before_the_pipeline_are_in_its_first_stage_since_it_is_there(
    api: Api, fresh: FreshTenant
):
    await api.change(fresh.admin, {"addObject": DEAL})
    deals = Deals(api, fresh)
    deal = await deals.create(title="One")
    await api.change(fresh.admin, {"addPipeline": PIPELINE})
    found = await read(deals, deal)
    assert found["stage"] == "lead"
    assert datetime.fromisoformat(found["stageEnteredAt"]) >= datetime.fromisoformat(found["createdAt"])


async def test_an_erased_pipeline_leaves_nothing(deals: Deals):
    await deals.create(title="One")
    await deals.change({"removePipeline": {"object": "deal", "days": 1}})
    await deals.change({"erasePipeline": {"object": "deal", "pipeline": "sales"}})
    namespace = (await deals.api.engine.authenticator.caller(deals.admin, None)).namespace
    left = await deals.api.engine.database.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND NOT attisdropped"
        " AND (attname LIKE 'sluice\\_removed%' OR attname ILIKE '%stage%')",
        [f"{namespace}.deal"],
        affinity="",
    )
    assert left == []


async def test_it_is_filtered_ordered_grouped_and_summed_up(deals: Deals):
    await old_deal(deals)
    await deals.create(title="New")
    document = """query ($rule: JSON!) {
      stale: deals(where: { stageEnteredAt: { lt: "2026-02-01T00:00:00Z" } }) { nodes { title } }
      newest: deals(orderBy: [{ field: stageEnteredAt, direction: DESC }]) { nodes { title } }
      rule: deals(where: { rule: $rule }) { nodes { title } }
      groups: dealGroups(by: [{ field: stageEnteredAt, bucket: MONTH }]) { count keys { value } }
      oldest: dealGroups(by: [{ field: stage }]) { min { stageEnteredAt } } }"""
    rule = {">": [{"days_between": [{"var": "stageEnteredAt"}, {"today": []}]}, 30]}
    found = await deals.api.data(deals.admin, document, {"rule": rule})
    assert [each["title"] for each in found["stale"]["nodes"]] == ["Old"]
    assert [each["title"] for each in found["newest"]["nodes"]] == ["New", "Old"]
    assert [each["title"] for each in found["rule"]["nodes"]] == ["Old"]
    assert {"count": 1, "keys": [{"value": "2026-01-01"}]} in found["groups"]
    assert len(found["groups"]) == 2
    assert found["oldest"] == [{"min": {"stageEnteredAt": LONG_AGO}}]


async def test_a_gate_asks_how_long_a_record_has_been_where_it_is(deals: Deals):
    """By the time before the move, and that of the stage it leaves, not the one it enters."""
    ripe = {">=": [{"days_between": [{"var": "stageEnteredAt"}, {"today": []}]}, 7]}
    await deals.change({"setGate": {"object": "deal", "stage": "offer", "rule": ripe}})
    old, new = await old_deal(deals), await deals.create(title="New")
    refused = await deals.promote(new, "offer")
    assert not refused["promoted"]
    assert [each["sentence"] for each in refused["verdict"]["clauses"]] == [
        "the number of days from In this stage since to today must be at least 7"
    ]
    assert (await deals.promote(old, "offer"))["promoted"]
    await sound(deals)


async def test_validations_that_read_it_are_asked_of_a_move(deals: Deals):
    """Back-dated into the past beyond what is allowed: the rule sees the moment that the move would set."""
    after = {">": [{"var": "stageEnteredAt"}, "2026-01-01T00:00:00Z"]}
    rule = {
        "object": "deal",
        "name": "recent",
        "rule": after,
        "messages": [{"language": "en", "text": "Too old."}],
    }
    await deals.change({"addValidation": rule})
    given = {"input": {"title": "Old"}, "at": "2025-12-31T00:00:00Z"}
    found = (await deals.api.data(deals.admin, CREATE, given))["done"]
    assert [each["code"] for each in found["errors"]] == ["VALIDATION_FAILED"]


async def test_a_replayed_move_is_judged_by_how_long_the_record_had_been_there_then(deals: Deals):
    soon, late = await old_deal(deals), await old_deal(deals)
    for deal, at in ((soon, "2026-01-06T09:00:00Z"), (late, "2026-01-26T09:00:00Z")):
        await deals.api.data(deals.admin, MOVE, {"id": deal, "to": "offer", "at": at})
    week = {">=": [{"days_between": [{"var": "stageEnteredAt"}, {"today": []}]}, 7]}
    document = """query ($changes: [CatalogChange!]!) {
      replayGate(object: "deal", changes: $changes, months: 24) {
        moves stopped clauses { basis stopped } samples { id } } }"""
    gate = {"setGate": {"object": "deal", "stage": "offer", "rule": week}}
    found = (await deals.api.data(deals.admin, document, {"changes": [gate]}))["replayGate"]
    assert (found["moves"], found["stopped"]) == (2, 1)
    assert found["clauses"] == [{"basis": "history", "stopped": 1}]
    assert [each["id"] for each in found["samples"]] == [soon]


async def test_its_history_tells_how_long_it_was_in_each_stage(deals: Deals):
    hours = [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}]
    weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday"]
    await deals.change({"setWorkingCalendar": {"weekdays": weekdays, "hours": hours}})
    zone = (await deals.api.data(deals.admin, "{ catalog { timeZone } }"))["catalog"]["timeZone"]
    assert zone == "UTC"
    deal = await old_deal(deals)  # a Monday, 9 o'clock
    given = {"id": deal, "to": "offer", "at": "2026-01-13T10:00:00Z"}
    await deals.api.data(deals.admin, MOVE, given)
    left, there = (await read(deals, deal))["stageHistory"]
    assert (left["duration"], left["workingDuration"]) == ("P8DT1H", "P2DT1H")
    assert there["leftAt"] is None
    assert there["duration"].startswith("P")
