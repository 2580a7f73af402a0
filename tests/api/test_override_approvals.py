"""Overrides that a second person approves: who may ask, who may decide, for how long it holds, and what is kept."""

import asyncio
from typing import Any

from sqlalchemy import text

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels

DEAL = {
    "name": "deal",
    "plural": "deals",
    "labels": labels("Deal", "商机"),
    "fields": [{"name": "title", "type": "text"}, {"name": "score", "type": "integer"}],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [
        {"name": "lead"},
        {"name": "offer", "gate": {">": [{"var": "score"}, 10]}},
        {"name": "won", "kind": "won", "gate": {">": [{"var": "score"}, 20]}},
    ],
    "transitions": [
        {"source": "lead", "target": "offer"},
        {"source": "offer", "target": "won"},
        {"source": "offer", "target": "lead"},
    ],
}
REQUEST = """id object recordId fromStage toStage reason state remark expiresAt
    requestedBy { id name } decidedBy { id name }"""
TOLD = f"request {{ {REQUEST} }} errors {{ code path message }}"
ASK = f"""mutation ($id: ID!, $to: String!, $reason: String!) {{
    done: requestOverride(object: "deal", id: $id, to: $to, reason: $reason) {{ {TOLD} }} }}"""
DECIDE = f"""mutation ($id: ID!, $approve: Boolean!, $remark: String) {{
    done: decideOverride(id: $id, approve: $approve, remark: $remark) {{ {TOLD} }} }}"""
LIST = f"query ($pending: Boolean!) {{ overrideRequests(pending: $pending) {{ {REQUEST} }} }}"
PROMOTE = """mutation ($id: ID!, $to: String!, $override: OverrideInput) {
  done: promoteDeal(id: $id, to: $to, override: $override) {
    promoted errors { code path message }
    deal { stage stageHistory { to override overrideApprovedBy { id name } overrideApprovedUntil } } } }"""
ACTIONS = ("read", "create", "update", "promote")


class Deals:
    """A tenant whose overrides need a second person: the admin, two managers and a clerk who may not override."""

    def __init__(self, api: Api, tenant: FreshTenant, namespace: str) -> None:
        self.api, self.admin, self.slug, self.namespace = api, tenant.admin, tenant.slug, namespace
        self.one = self.other = self.clerk = self.loner = ""

    async def people(self) -> None:
        grants = [{"object": "deal", "action": each} for each in ACTIONS]
        over = [*grants, {"object": "deal", "action": "override"}]
        own = [{**each, "rows": "own"} if each["action"] in ("read", "override") else each for each in over]
        for name, given in (("one", over), ("other", over), ("clerk", grants), ("loner", own)):
            await self.api.change(self.admin, {"addRole": {"name": name, "grants": given}})
            token, _ = await add_member(self.api, self.admin, self.slug, name)
            setattr(self, name, token)

    async def create(self, token: str = "", **values: Any) -> str:
        created = "mutation ($input: DealCreateInput!) { done: createDeal(input: $input) { deal { id } } }"
        found = await self.api.data(token or self.one, created, {"input": values})
        made: str = found["done"]["deal"]["id"]
        return made

    async def promote(self, token: str, id_: str, to: str, **headers: str) -> dict[str, Any]:
        values = {"id": id_, "to": to, "override": {"reason": "The CFO has agreed."}}
        done: dict[str, Any] = (await self.api.data(token, PROMOTE, values, **headers))["done"]
        return done

    async def ask(self, token: str, id_: str, to: str = "offer", reason: str = "Key account.") -> Any:
        return (await self.api.data(token, ASK, {"id": id_, "to": to, "reason": reason}))["done"]

    async def decide(self, token: str, id_: str, approve: bool, **given: Any) -> Any:
        return (await self.api.data(token, DECIDE, {"id": id_, "approve": approve, **given}))["done"]

    async def listed(self, token: str, *, pending: bool = True) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.api.data(token, LIST, {"pending": pending}))[
            "overrideRequests"
        ]
        return found

    async def age(self, column: str, days: int) -> None:
        """Let a moment of every request be so many days before."""
        earlier = f"UPDATE {self.namespace}.sluice_override SET {column} = {column} - interval '{days} days'"
        async with self.api.engine.database.transaction(affinity=self.namespace) as connection:
            await connection.execute(text(earlier))


@copied
async def deals(api: Api) -> Deals:
    fresh = await fresh_tenant(api)
    approval = {"setOverrideApproval": {"object": "deal", "hours": 24}}
    await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE}, approval)
    found = "SELECT namespace FROM platform.tenant WHERE slug = $1"
    (row,) = await api.engine.database.fetch(found, [fresh.slug], affinity="platform")
    made = Deals(api, fresh, row["namespace"])
    await made.people()
    return made


def codes(done: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    return [(each["code"], tuple(each["path"])) for each in done["errors"]]


async def test_one_asks_another_approves_and_the_first_moves(deals: Deals):
    deal = await deals.create(score=5)
    assert codes(await deals.promote(deals.one, deal, "offer")) == [("OVERRIDE_UNAPPROVED", ("override",))]
    asked = await deals.ask(deals.one, deal)
    assert asked["errors"] == []
    request = asked["request"]
    assert (request["object"], request["recordId"]) == ("deal", deal)
    assert (request["fromStage"], request["toStage"], request["reason"]) == ("lead", "offer", "Key account.")
    assert (request["state"], request["requestedBy"]["name"]) == ("PENDING", "One")
    assert await deals.listed(deals.other) == [request]
    assert codes(await deals.promote(deals.one, deal, "offer")) == [("OVERRIDE_UNAPPROVED", ("override",))]
    decided = await deals.decide(deals.other, request["id"], True, remark="Once.")
    assert decided["errors"] == []
    assert (decided["request"]["state"], decided["request"]["remark"]) == ("APPROVED", "Once.")
    assert decided["request"]["decidedBy"]["name"] == "Other"
    assert await deals.listed(deals.other) == []
    assert await deals.listed(deals.one, pending=False) == [decided["request"]]
    # It is the first one's to do, and no one else's.
    assert codes(await deals.promote(deals.other, deal, "offer")) == [("OVERRIDE_UNAPPROVED", ("override",))]
    done = await deals.promote(deals.one, deal, "offer")
    assert (done["promoted"], done["deal"]["stage"]) == (True, "offer")
    created, moved = done["deal"]["stageHistory"]
    assert created["overrideApprovedBy"] is None
    assert moved["override"] == "The CFO has agreed."
    assert moved["overrideApprovedBy"]["name"] == "Other"
    assert moved["overrideApprovedUntil"][:19] == decided["request"]["expiresAt"][:19]
    # The next gate is another override.
    assert codes(await deals.promote(deals.one, deal, "won")) == [("OVERRIDE_UNAPPROVED", ("override",))]


async def test_an_open_gate_needs_nobody(deals: Deals):
    deal = await deals.create(score=15)
    done = await deals.promote(deals.one, deal, "offer")
    assert done["promoted"]
    assert done["deal"]["stageHistory"][1] == {
        "to": "offer",
        "override": None,
        "overrideApprovedBy": None,
        "overrideApprovedUntil": None,
    }


async def test_nobody_approves_their_own(deals: Deals):
    deal = await deals.create(score=5)
    request = (await deals.ask(deals.one, deal))["request"]
    assert codes(await deals.decide(deals.one, request["id"], True)) == [
        ("OVERRIDE_UNAPPROVED", ("approve",))
    ]
    chinese = await deals.api.data(
        deals.one, DECIDE, {"id": request["id"], "approve": True}, **{"Accept-Language": "zh-CN"}
    )
    assert chinese["done"]["errors"][0]["message"] == "任何人都不能批准自己申请的强制推进。"
    withdrawn = await deals.decide(deals.one, request["id"], False)
    assert withdrawn["request"]["state"] == "WITHDRAWN"
    assert codes(await deals.decide(deals.other, request["id"], True)) == [("NOT_FOUND", ("id",))]
    assert not (await deals.promote(deals.one, deal, "offer"))["promoted"]


async def test_what_is_declined_stays_closed(deals: Deals):
    deal = await deals.create(score=5)
    request = (await deals.ask(deals.one, deal))["request"]
    declined = await deals.decide(deals.other, request["id"], False, remark="Not yet.")
    assert (declined["request"]["state"], declined["request"]["expiresAt"]) == ("DECLINED", None)
    refused = await deals.promote(deals.one, deal, "offer", **{"Accept-Language": "zh-CN"})
    assert refused["errors"][0]["message"] == "此次强制推进需要第二人批准，目前没有仍然有效的批准。"
    assert refused["deal"]["stage"] == "lead"


async def test_an_approval_ends(deals: Deals):
    deal = await deals.create(score=5)
    request = (await deals.ask(deals.one, deal))["request"]
    await deals.decide(deals.other, request["id"], True)
    await deals.age("expires_at", 2)
    assert codes(await deals.promote(deals.one, deal, "offer")) == [("OVERRIDE_UNAPPROVED", ("override",))]
    assert [each["state"] for each in await deals.listed(deals.one, pending=False)] == ["EXPIRED"]


async def test_an_approval_is_for_one_move(deals: Deals):
    """By itself and among many; a move through an open gate takes none."""
    deal = await deals.create(score=15)
    update = (
        "mutation ($id: ID!, $score: Int) { updateDeal(id: $id, input: {score: $score}) { errors { code } } }"
    )
    back = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "lead") { promoted } }'
    request = (await deals.ask(deals.one, deal))["request"]
    await deals.decide(deals.other, request["id"], True)
    assert (await deals.promote(deals.one, deal, "offer"))["promoted"]
    await deals.api.data(deals.one, back, {"id": deal})
    assert [each["state"] for each in await deals.listed(deals.one, pending=False)] == ["APPROVED"]
    await deals.api.data(deals.one, update, {"id": deal, "score": 5})
    assert (await deals.promote(deals.one, deal, "offer"))["promoted"]
    await deals.api.data(deals.one, back, {"id": deal})
    assert codes(await deals.promote(deals.one, deal, "offer")) == [("OVERRIDE_UNAPPROVED", ("override",))]
    many = """mutation ($ids: [ID!]!) { promoteDeals(ids: $ids, to: "offer", mode: EACH,
        override: {reason: "Agreed."}) { done errors { code } } }"""
    found = (await deals.api.data(deals.one, many, {"ids": [deal]}))["promoteDeals"]
    assert found == {"done": 0, "errors": [{"code": "OVERRIDE_UNAPPROVED"}]}
    assert [each["state"] for each in await deals.listed(deals.one, pending=False)] == ["USED"]
    again = (await deals.ask(deals.one, deal))["request"]
    await deals.decide(deals.other, again["id"], True)
    found = (await deals.api.data(deals.one, many, {"ids": [deal]}))["promoteDeals"]
    assert found == {"done": 1, "errors": []}
    assert [each["state"] for each in await deals.listed(deals.one, pending=False)] == ["USED", "USED"]


async def test_two_who_move_at_once_by_one_approval_move_once(deals: Deals):
    """However often the record comes back meanwhile."""
    deal = await deals.create(score=5)
    request = (await deals.ask(deals.one, deal))["request"]
    await deals.decide(deals.other, request["id"], True)
    back = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "lead") { promoted } }'

    async def there_and_back() -> bool:
        done: bool = (await deals.promote(deals.one, deal, "offer"))["promoted"]
        await deals.api.data(deals.one, back, {"id": deal})
        return done

    assert sum(await asyncio.gather(*(there_and_back() for _ in range(8)))) == 1


async def test_a_request_waits_for_a_time(deals: Deals):
    deal = await deals.create(score=5)
    request = (await deals.ask(deals.one, deal))["request"]
    await deals.age("requested_at", 13)
    assert [each["id"] for each in await deals.listed(deals.other)] == [request["id"]]
    await deals.age("requested_at", 2)
    assert await deals.listed(deals.other) == []
    (old,) = await deals.listed(deals.other, pending=False)
    assert (old["state"], old["expiresAt"]) == ("EXPIRED", None)
    for approve in (True, False):
        refused = await deals.decide(deals.other, request["id"], approve)
        assert codes(refused) == [("NOT_FOUND", ("id",))]
    new = (await deals.ask(deals.one, deal))["request"]
    assert (await deals.decide(deals.other, new["id"], True))["request"]["state"] == "APPROVED"
    assert (await deals.promote(deals.one, deal, "offer"))["promoted"]


async def test_asked_again_with_another_reason_the_old_one_cannot_be_approved(deals: Deals):
    deal = await deals.create(score=5)
    first = (await deals.ask(deals.one, deal, reason="Small."))["request"]
    second = (await deals.ask(deals.one, deal, reason="Large."))["request"]
    assert codes(await deals.decide(deals.other, first["id"], True)) == [("NOT_FOUND", ("id",))]
    assert [each["id"] for each in await deals.listed(deals.other)] == [second["id"]]


async def test_two_who_decide_at_once_decide_once(deals: Deals):
    deal = await deals.create(score=5)
    request = (await deals.ask(deals.one, deal))["request"]
    done = await asyncio.gather(
        deals.decide(deals.other, request["id"], True), deals.decide(deals.admin, request["id"], False)
    )
    assert sorted(len(each["errors"]) for each in done) == [0, 1]


async def test_who_may_not_override_neither_asks_nor_sees_nor_decides(deals: Deals):
    deal = await deals.create(score=5)
    request = (await deals.ask(deals.one, deal))["request"]
    for document, given in (
        (ASK, {"id": deal, "to": "offer", "reason": "x"}),
        (DECIDE, {"id": request["id"], "approve": True}),
        (LIST, {"pending": True}),
    ):
        assert await deals.api.codes(deals.clerk, document, given) == ["FORBIDDEN"]
    loner = deals.loner
    assert codes(await deals.ask(loner, deal)) == [("RECORD_NOT_FOUND", ("id",))]
    assert await deals.listed(loner, pending=False) == []
    assert codes(await deals.decide(loner, request["id"], True)) == [("NOT_FOUND", ("id",))]
    anonymous = await deals.api.ask(None, LIST, {"pending": True})
    assert anonymous["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_what_cannot_be_asked_for(deals: Deals):
    deal = await deals.create(score=5)
    for to, reason, code, path in (
        ("won", "x", "TRANSITION_NOT_ALLOWED", "to"),
        ("nowhere", "x", "STAGE_UNKNOWN", "to"),
        ("offer", "  ", "REQUIRED", "reason"),
        ("offer", "x" * 2001, "OUT_OF_RANGE", "reason"),
    ):
        assert codes(await deals.ask(deals.one, deal, to, reason)) == [(code, (path,))]
    assert codes(await deals.ask(deals.one, "nothing")) == [("NOT_FOUND", ("id",))]


async def test_many_at_once_need_their_approvals_each(deals: Deals):
    approved, other = await deals.create(score=5), await deals.create(score=5)
    request = (await deals.ask(deals.one, approved))["request"]
    await deals.decide(deals.other, request["id"], True)
    document = """mutation ($ids: [ID!]!) { promoteDeals(ids: $ids, to: "offer", mode: EACH,
        override: {reason: "Agreed."}) { done refused outcomes { id done errors { code } } } }"""
    found = (await deals.api.data(deals.one, document, {"ids": [approved, other]}))["promoteDeals"]
    assert (found["done"], found["refused"]) == (1, 1)
    outcomes = {each["id"]: each for each in found["outcomes"]}
    assert outcomes[approved]["done"]
    assert outcomes[other]["errors"] == [{"code": "OVERRIDE_UNAPPROVED"}]


async def test_without_the_setting_one_person_is_enough(deals: Deals):
    deal = await deals.create(score=5)
    await deals.api.change(deals.admin, {"setOverrideApproval": {"object": "deal"}})
    assert codes(await deals.ask(deals.one, deal)) == [("BAD_USER_INPUT", ("object",))]
    done = await deals.promote(deals.one, deal, "offer")
    assert done["deal"]["stageHistory"][1]["override"] == "The CFO has agreed."
    hours = "{ catalog { objects { pipeline { approvalHours } } } }"
    for given in (1, 8760):
        await deals.api.change(deals.admin, {"setOverrideApproval": {"object": "deal", "hours": given}})
        (found,) = (await deals.api.data(deals.admin, hours))["catalog"]["objects"]
        assert found["pipeline"]["approvalHours"] == given
    for given in (0, 8761):
        change = {"setOverrideApproval": {"object": "deal", "hours": given}}
        refused = await deals.api.try_change(deals.admin, change)
        assert [each["code"] for each in refused["errors"]] == ["CATALOG_LIMIT"]
