"""What is kept of judgements: of moves, of refusals, and of overrides, which need their permission and a reason."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from tenants.namespace import namespace_tables
from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member

DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "amount", "type": "money"},
        {"name": "channels", "type": "multiChoice", "options": [{"key": "mail"}, {"key": "phone"}]},
        {"name": "parent", "type": "relation", "target": "deal"},
    ],
}
GATE = {"and": [{">=": [{"var": "amount"}, 1000]}, {"filled": {"var": "parent.title"}}]}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "offer", "gate": GATE}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "lead", "target": "offer"}, {"source": "offer", "target": "won"}],
}
CALLED = {
    "object": "deal",
    "name": "called",
    "rule": {"has": [{"var": "channels"}, "phone"]},
    "mode": "shadow",
}
PROMOTE = """mutation ($id: ID!, $to: String!, $override: OverrideInput) {
  done: promoteDeal(id: $id, to: $to, override: $override) {
    promoted errors { code path } verdict { open }
    deal { stage stageHistory { id from to override leftAt occurredAt } }
  }
}"""


class Deals:
    def __init__(self, api: Api, tenant: FreshTenant, namespace: str) -> None:
        self.api, self.admin, self.slug, self.namespace = api, tenant.admin, tenant.slug, namespace

    async def create(self, **values: Any) -> str:
        created = "mutation ($input: DealCreateInput!) { done: createDeal(input: $input) { deal { id } } }"
        found = await self.api.data(self.admin, created, {"input": values})
        id_: str = found["done"]["deal"]["id"]
        return id_

    async def promote(self, id_: str, to: str, reason: str | None = None, token: str = "") -> dict[str, Any]:
        override = None if reason is None else {"reason": reason}
        values = {"id": id_, "to": to, "override": override}
        done: dict[str, Any] = (await self.api.data(token or self.admin, PROMOTE, values))["done"]
        return done

    async def rows(self, table: str) -> list[dict[str, Any]]:
        wanted = getattr(namespace_tables(self.namespace), table)
        found = await self.api.engine.database.rows(select(wanted), affinity=self.namespace)
        return [
            {
                column.name: json.loads(row[at]) if column.name == "judged" and row[at] else row[at]
                for at, column in enumerate(wanted.c)
            }
            for row in found
        ]


@copied
async def deals(api: Api) -> Deals:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE}, {"addCriterion": CALLED})
    found = "SELECT namespace FROM platform.tenant WHERE slug = $1"
    (row,) = await api.engine.database.fetch(found, [fresh.slug], affinity="platform")
    return Deals(api, fresh, row["namespace"])


async def test_a_move_keeps_what_its_gate_saw(deals: Deals):
    parent = await deals.create(title="Parent")
    deal = await deals.create(
        amount={"amount": "1000.50", "currency": "EUR"}, parentId=parent, channels=["mail"]
    )
    assert (await deals.promote(deal, "offer"))["promoted"]
    created, moved = [each for each in await deals.rows("stage_history") if str(each["record_id"]) == deal]
    assert created["judged"] is None
    catalog = await deals.api.engine.catalogs.head(deals.namespace)
    of = catalog.object_by_name["deal"]
    amount, channels, up, title = (
        of.field_by_name[name].id for name in ("amount", "channels", "parent", "title")
    )
    assert moved["judged"]["values"] == {
        amount: "1000.50",
        channels: "{mail}",
        f"{up}.{of.id}.{title}": "Parent",
    }
    assert of.pipeline is not None
    (shadow,) = moved["judged"]["closed"]
    assert shadow.startswith(f"{of.pipeline.criteria[0].id}/")
    assert await deals.rows("refusal") == []


async def test_a_refusal_is_kept_and_counted_and_nothing_moves(deals: Deals):
    deal = await deals.create(amount={"amount": "5", "currency": "EUR"})
    for _ in range(3):
        assert not (await deals.promote(deal, "offer"))["promoted"]
    (refusal,) = await deals.rows("refusal")
    assert (str(refusal["record_id"]), refusal["times"], refusal["record_version"]) == (deal, 3, 1)
    assert len(refusal["judged"]["closed"]) == 3
    assert "override" not in refusal["judged"]
    changed = 'mutation ($id: ID!) { updateDeal(id: $id, input: {title: "A"}) { errors { code } } }'
    await deals.api.data(deals.admin, changed, {"id": deal})
    await deals.promote(deal, "offer")
    assert sorted(each["times"] for each in await deals.rows("refusal")) == [1, 3]
    # What is no refusal of a gate is not kept.
    await deals.promote(deal, "won")
    assert len(await deals.rows("refusal")) == 2


async def test_an_override_needs_its_permission_and_a_reason(deals: Deals):
    grants = [{"object": "deal", "action": each} for each in ("read", "create", "update", "promote")]
    await deals.api.change(deals.admin, {"addRole": {"name": "rep", "grants": grants}})
    rep, _ = await add_member(deals.api, deals.admin, deals.slug, "rep")
    deal = await deals.create()
    without = (
        'mutation ($id: ID!) { promoteDeal(id: $id, to: "offer", override: {reason: "x"}) { promoted } }'
    )
    refused = await deals.api.ask(rep, without, {"id": deal})
    assert "override" in refused["errors"][0]["message"]
    for reason, code in (("  ", "REQUIRED"), ("x" * 2_001, "OUT_OF_RANGE")):
        done = await deals.promote(deal, "offer", reason)
        assert (done["promoted"], done["errors"]) == (False, [{"code": code, "path": ["override", "reason"]}])
    done = await deals.promote(deal, "offer", " The CFO has agreed. ")
    assert (done["promoted"], done["verdict"]["open"], done["deal"]["stage"]) == (True, False, "offer")
    created, moved = done["deal"]["stageHistory"]
    assert (created["override"], moved["override"]) == (None, "The CFO has agreed.")
    assert created["leftAt"] == moved["occurredAt"]
    assert moved["leftAt"] is None
    (kept,) = [each for each in await deals.rows("stage_history") if str(each["id"]) == moved["id"]]
    assert (len(kept["judged"]["closed"]), kept["judged"]["override"]) == (3, "The CFO has agreed.")
    assert await deals.rows("refusal") == []
    # Where the gate is open there is nothing to override.
    done = await deals.promote(deal, "won", "For nothing.")
    assert done["deal"]["stageHistory"][-1]["override"] is None


async def test_an_override_opens_no_way_that_the_pipeline_has_not(deals: Deals):
    deal = await deals.create()
    done = await deals.promote(deal, "won", "Now.")
    assert [each["code"] for each in done["errors"]] == ["TRANSITION_NOT_ALLOWED"]


async def test_many_at_once_are_kept_each_for_itself(deals: Deals):
    parent = await deals.create(title="Parent")
    rich = {"amount": {"amount": "2000", "currency": "EUR"}, "parentId": parent}
    good, bad = await deals.create(**rich), await deals.create()
    many = """mutation ($ids: [ID!]!) {
      promoteDeals(ids: $ids, to: "offer", mode: EACH) { done refused }
    }"""
    found = await deals.api.data(deals.admin, many, {"ids": [good, bad]})
    assert found["promoteDeals"] == {"done": 1, "refused": 1}
    (refusal,) = await deals.rows("refusal")
    assert str(refusal["record_id"]) == bad
    assert None in refusal["judged"]["values"].values()
    moved = [each for each in await deals.rows("stage_history") if each["from_stage"] == "lead"]
    assert [str(each["record_id"]) for each in moved] == [good]
    assert "2000.00" in moved[0]["judged"]["values"].values()


MANY = """mutation ($ids: [ID!], $to: String!, $mode: BulkMode!, $reason: String!) {
  done: promoteDeals(ids: $ids, to: $to, mode: $mode, override: {reason: $reason}) {
    done refused errors { code path }
    outcomes { id deal { stage stageHistory { to override } } verdict { open } errors { code } }
  }
}"""


async def test_an_override_of_many_is_kept_where_their_gate_was_closed(deals: Deals):
    parent = await deals.create(title="Parent")
    rich = {"amount": {"amount": "2000", "currency": "EUR"}, "parentId": parent}
    good, bad, gone = await deals.create(**rich), await deals.create(), await deals.create(**rich)
    assert (await deals.promote(gone, "offer"))["promoted"]
    given = {"ids": [good, bad, gone], "to": "offer", "mode": "EACH", "reason": " The quarter ends. "}
    found = (await deals.api.data(deals.admin, MANY, given))["done"]
    assert (found["done"], found["refused"]) == (2, 1)
    # It opens no way that the pipeline has not.
    assert [each["code"] for each in found["errors"]] == ["TRANSITION_NOT_ALLOWED"]
    by_id = {each["id"]: each for each in found["outcomes"]}
    assert [by_id[each]["verdict"]["open"] for each in (good, bad)] == [True, False]
    last = {id_: each["deal"]["stageHistory"][-1] for id_, each in by_id.items()}
    assert [last[each]["override"] for each in (good, bad, gone)] == [None, "The quarter ends.", None]
    assert await deals.rows("refusal") == []
    kept = {
        str(each["record_id"]): each["judged"] for each in await deals.rows("stage_history") if each["judged"]
    }
    assert [len(kept[each]["closed"]) for each in (good, bad)] == [1, 3]


@pytest.mark.parametrize(("reason", "code"), [("  ", "REQUIRED"), ("x" * 2_001, "OUT_OF_RANGE")])
async def test_an_override_of_many_needs_a_reason(deals: Deals, reason: str, code: str):
    deal = await deals.create()
    given = {"ids": [deal], "to": "offer", "mode": "EACH", "reason": reason}
    found = (await deals.api.data(deals.admin, MANY, given))["done"]
    assert (found["done"], found["errors"]) == (0, [{"code": code, "path": ["override", "reason"]}])
    assert (await deals.promote(deal, "offer"))["deal"]["stage"] == "lead"


async def test_who_may_override_only_what_is_theirs_overrides_nothing_else_of_many(deals: Deals):
    grants: list[dict[str, Any]] = [
        {"object": "deal", "action": each} for each in ("read", "create", "promote")
    ]
    grants.append({"object": "deal", "action": "override", "rows": "own"})
    none = {"name": "mover", "grants": grants[:3]}
    await deals.api.change(deals.admin, {"addRole": {"name": "lead", "grants": grants}}, {"addRole": none})
    lead, _ = await add_member(deals.api, deals.admin, deals.slug, "lead")
    mover, _ = await add_member(deals.api, deals.admin, deals.slug, "mover")
    other = await deals.create()
    created = "mutation { done: createDeal(input: {}) { deal { id } } }"
    own = (await deals.api.data(lead, created))["done"]["deal"]["id"]
    given = {"ids": [own, other], "to": "offer", "mode": "EACH", "reason": "Mine."}
    refused = await deals.api.ask(mover, MANY, given)
    assert "override" in refused["errors"][0]["message"]
    found = (await deals.api.data(lead, MANY, given))["done"]
    assert (found["done"], found["refused"]) == (1, 1)
    by_id = {each["id"]: each for each in found["outcomes"]}
    assert by_id[own]["deal"]["stageHistory"][-1]["override"] == "Mine."
    assert [each["code"] for each in by_id[other]["errors"]] == ["RECORD_NOT_FOUND"]
    assert (await deals.promote(other, "offer"))["deal"]["stage"] == "lead"


async def test_what_gates_saw_of_an_erased_field_goes_with_it(deals: Deals):
    deal = await deals.create(amount={"amount": "5", "currency": "EUR"}, channels=["phone"])
    await deals.promote(deal, "offer")
    await deals.api.change(
        deals.admin,
        {"removeCriterion": {"object": "deal", "criterion": "called"}},
        {"removeField": {"object": "deal", "field": "channels"}},
    )
    await deals.api.change(deals.admin, {"eraseField": {"object": "deal", "field": "channels"}})
    (refusal,) = await deals.rows("refusal")
    assert "{phone}" not in refusal["judged"]["values"].values()
    assert "5.00" in refusal["judged"]["values"].values()
    assert len(refusal["judged"]["closed"]) == 2
