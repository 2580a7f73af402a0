"""Criteria and the fields that stages require: what they refuse, and what each caller is told."""

from typing import Any

import pytest

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels

DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text", "labels": labels("Title", "标题")},
        {"name": "amount", "type": "integer"},
        {"name": "budget", "type": "boolean"},
        {"name": "site", "type": "address"},
        {"name": "margin", "type": "integer"},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "offer"}, {"name": "won", "kind": "won"}],
    "transitions": [
        {"source": "lead", "target": "offer"},
        {"source": "offer", "target": "won"},
        {"source": "lead", "target": "won"},
    ],
}
CLAUSES = "open clauses { pointer satisfied severity criterion sentence field redacted }"
PROMOTE = f"""mutation ($id: ID!, $to: String!, $input: DealUpdateInput) {{
  done: promoteDeal(id: $id, to: $to, input: $input) {{
    promoted deal {{ stage }} errors {{ code }} verdict {{ {CLAUSES} }}
  }}
}}"""
AHEAD = f"query ($id: ID!) {{ deal(id: $id) {{ transitions {{ to allowed verdict {{ {CLAUSES} }} }} }} }}"
LARGE = {">=": [{"var": "amount"}, 1000]}
TOO_SMALL = labels("Too small a deal.", "金额太小。")


class Deals:
    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug

    async def change(self, *changes: dict[str, Any]) -> dict[str, Any]:
        return await self.api.change(self.admin, *changes)

    async def create(self, **values: Any) -> str:
        created = "mutation ($input: DealCreateInput!) { done: createDeal(input: $input) { deal { id } } }"
        found = await self.api.data(self.admin, created, {"input": values})
        id_: str = found["done"]["deal"]["id"]
        return id_

    async def promote(self, id_: str, to: str, token: str = "", **given: Any) -> dict[str, Any]:
        language = given.pop("language", "en")
        values = {"id": id_, "to": to, "input": given or None}
        headers = {"Accept-Language": language}
        done: dict[str, Any] = (await self.api.data(token or self.admin, PROMOTE, values, **headers))["done"]
        return done

    async def ahead(self, id_: str, token: str = "") -> dict[str, dict[str, Any]]:
        found = await self.api.data(token or self.admin, AHEAD, {"id": id_})
        return {each["to"]: each for each in found["deal"]["transitions"]}


@copied
async def deals(api: Api) -> Deals:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Deals(api, fresh)


def told(done: dict[str, Any]) -> list[tuple[str, bool, str]]:
    return [(each["criterion"], each["satisfied"], each["severity"]) for each in done["verdict"]["clauses"]]


async def test_criteria_are_asked_where_they_say(deals: Deals):
    filled, planned = {"filled": {"var": "title"}}, {"var": "budget"}
    await deals.change(
        {"addCriterion": {"object": "deal", "name": "exit", "rule": filled, "leaving": "lead"}},
        {"addCriterion": {"object": "deal", "name": "entry", "rule": LARGE, "entering": "won"}},
        {"addCriterion": {"object": "deal", "name": "edge", "rule": planned, "leaving": "lead", "entering": "won"}},
        {"addCriterion": {"object": "deal", "name": "any", "rule": {"!=": [{"var": "amount"}, 13]}}},
    )  # fmt: skip
    deal = await deals.create(amount=1)
    ahead = await deals.ahead(deal)
    names = {to: {each["criterion"] for each in one["verdict"]["clauses"]} for to, one in ahead.items()}
    assert names == {"offer": {"exit", "any"}, "won": {"exit", "entry", "edge", "any"}}
    refused = await deals.promote(deal, "offer")
    assert (refused["promoted"], [each["code"] for each in refused["errors"]]) == (False, ["GATE_CLOSED"])
    assert ("exit", False, "block") in told(refused)
    assert (await deals.promote(deal, "offer", title="One"))["promoted"]
    refused = await deals.promote(deal, "won")
    assert {each[0] for each in told(refused)} == {"entry", "any"}
    assert (await deals.promote(deal, "won", amount=2000))["promoted"]


async def test_required_fields_are_clauses_of_their_own(deals: Deals):
    required = {"object": "deal", "stage": "offer", "fields": ["title", "amount", "site"]}
    await deals.change({"setStageRequired": required})
    deal = await deals.create(title="One")
    refused = await deals.promote(deal, "offer")
    clauses = {each["pointer"]: each for each in refused["verdict"]["clauses"]}
    assert {pointer: each["satisfied"] for pointer, each in clauses.items()} == {
        "/stages/1/required/0": True,
        "/stages/1/required/1": False,
        "/stages/1/required/2": False,
    }
    assert clauses["/stages/1/required/1"]["sentence"] == "amount must be filled in"
    assert clauses["/stages/1/required/1"]["field"] == "amount"
    assert (await deals.promote(deal, "offer", amount=0, site={"country": "DE", "city": "Köln"}))["promoted"]


@pytest.mark.parametrize(
    ("mode", "day", "promoted", "shown"),
    [
        ("enforce", None, False, [("large", False, "block")]),
        ("warn", None, True, [("large", False, "warn")]),
        ("shadow", None, True, []),
        ("warn", "2999-01-01", True, [("large", False, "warn")]),
        ("shadow", "2999-01-01", True, []),
        ("warn", "2020-01-01", False, [("large", False, "block")]),
        ("shadow", "2020-01-01", False, [("large", False, "block")]),
    ],
)
async def test_a_mode_and_the_day_from_which_it_is_enforced(
    deals: Deals, mode: str, day: str | None, promoted: bool, shown: list[Any]
):
    criterion = {"object": "deal", "name": "large", "rule": LARGE, "entering": "offer"}
    await deals.change({"addCriterion": {**criterion, "mode": mode, "enforcedFrom": day}})
    deal = await deals.create(amount=1)
    ahead = (await deals.ahead(deal))["offer"]
    assert (ahead["allowed"], ahead["verdict"]["open"], told(ahead)) == (promoted, promoted, shown)
    done = await deals.promote(deal, "offer")
    assert (done["promoted"], done["verdict"]["open"], told(done)) == (promoted, promoted, shown)
    assert done["deal"]["stage"] == ("offer" if promoted else "lead")


async def test_the_author_has_the_word(deals: Deals):
    both = {"and": [LARGE, {"filled": {"var": "title"}}]}
    said = {"object": "deal", "name": "large", "rule": both, "entering": "offer", "messages": TOO_SMALL}
    await deals.change({"addCriterion": said})
    deal = await deals.create(amount=1)
    (clause,) = (await deals.promote(deal, "offer"))["verdict"]["clauses"]
    assert (clause["pointer"], clause["sentence"]) == ("/criteria/0/rule", "Too small a deal.")
    (clause,) = (await deals.promote(deal, "offer", language="zh-CN"))["verdict"]["clauses"]
    assert clause["sentence"] == "金额太小。"


async def test_who_may_not_read_the_field_reads_no_message_about_it(deals: Deals):
    grants = [
        {"object": "deal", "action": "*"},
        {"object": "deal", "action": "read", "field": "margin", "effect": "deny"},
    ]
    rich = {">": [{"var": "margin"}, 30]}
    messages = labels("The margin must be above 30.", "毛利须高于30。")
    criterion = {"object": "deal", "name": "rich", "rule": rich, "entering": "offer", "messages": messages}
    await deals.change(
        {"addRole": {"name": "rep", "grants": grants}},
        {"addCriterion": criterion},
        {"setStageRequired": {"object": "deal", "stage": "offer", "fields": ["margin", "title"]}},
    )
    rep, _ = await add_member(deals.api, deals.admin, deals.slug, "rep")
    deal = await deals.create(margin=1, title="One")
    refused = await deals.promote(deal, "offer", rep)
    hidden = [each for each in refused["verdict"]["clauses"] if each["redacted"]]
    assert [each["pointer"] for each in hidden] == ["/stages/1/required/0", "/criteria/0/rule"]
    assert {each["sentence"] for each in hidden} == {"A condition that your role may not read"}
    assert {each["field"] for each in hidden} == {None}
    view = "{ catalog { objects { pipeline { criteria { name } stages { name required } } } } }"
    pipeline = (await deals.api.data(rep, view))["catalog"]["objects"][0]["pipeline"]
    assert pipeline["criteria"] == []
    assert pipeline["stages"][1] == {"name": "offer", "required": ["title"]}
    pipeline = (await deals.api.data(deals.admin, view))["catalog"]["objects"][0]["pipeline"]
    assert (pipeline["criteria"], pipeline["stages"][1]["required"]) == (
        [{"name": "rich"}],
        ["margin", "title"],
    )


async def test_where_a_criterion_is_used_and_its_end(deals: Deals):
    criterion = {"object": "deal", "name": "large", "rule": LARGE, "entering": "offer"}
    await deals.change({"addCriterion": criterion})
    uses = "query ($of: CatalogPart!) { catalogUses(of: $of) { blocked uses { kind sentence } } }"
    found = await deals.api.data(deals.admin, uses, {"of": {"field": {"object": "deal", "field": "amount"}}})
    read = {"kind": "criterion", "sentence": "The criterion large of deal reads it."}
    assert (found["catalogUses"]["blocked"], found["catalogUses"]["uses"]) == (True, [read])
    of = {"of": {"criterion": {"object": "deal", "criterion": "large"}}}
    assert (await deals.api.data(deals.admin, uses, of))["catalogUses"] == {"blocked": False, "uses": []}
    deal = await deals.create(amount=1)
    assert not (await deals.promote(deal, "offer"))["promoted"]
    await deals.change(
        {"setCriterion": {"object": "deal", "criterion": "large", "rule": {"<": [{"var": "amount"}, 9]}}}
    )
    assert (await deals.ahead(deal))["offer"]["allowed"]
    await deals.change({"removeCriterion": {"object": "deal", "criterion": "large"}})
    assert (await deals.promote(deal, "offer"))["promoted"]


EXAMPLE = {"object": "deal", "leaving": "lead", "entering": "offer"}


async def test_no_publish_says_otherwise_than_an_example(deals: Deals):
    await deals.change(
        {"setGate": {"object": "deal", "stage": "offer", "rule": LARGE}},
        {"addGateExample": {**EXAMPLE, "name": "enough", "record": {"amount": 1000}, "open": True}},
        {"addGateExample": {**EXAMPLE, "name": "none", "record": {}, "open": False}},
    )
    stricter = {"setGate": {"object": "deal", "stage": "offer", "rule": {">": [{"var": "amount"}, 1000]}}}
    for dry_run in (True, False):
        refused = await deals.api.try_change(deals.admin, stricter, dry_run=dry_run)
        (error,) = refused["errors"]
        assert error["code"] == "EXAMPLE_FAILED"
        assert error["path"] == ["objects", "deal", "pipeline", "examples", "enough"]
        assert "it would be refused: amount must be more than 1,000" in error["message"], error
        assert error["details"]["sentences"] == ["amount must be more than 1,000"]
    open_to_all = {"setGate": {"object": "deal", "stage": "offer", "rule": None}}
    (error,) = (await deals.api.try_change(deals.admin, open_to_all))["errors"]
    assert error["path"][-1] == "none"
    warned = {"object": "deal", "name": "named", "rule": {"filled": {"var": "title"}}, "mode": "warn"}
    await deals.change({"addCriterion": warned})
    enforced = {"setCriterion": {"object": "deal", "criterion": "named", "mode": "enforce"}}
    (error,) = (await deals.api.try_change(deals.admin, enforced))["errors"]
    assert (error["code"], error["path"][-1]) == ("EXAMPLE_FAILED", "enough")
    await deals.change({"removeGateExample": {"object": "deal", "example": "enough"}}, enforced)
    view = "{ catalog { objects { pipeline { examples { name leaving entering record open now } } } } }"
    (found,) = (await deals.api.data(deals.admin, view))["catalog"]["objects"][0]["pipeline"]["examples"]
    ends = {"leaving": "lead", "entering": "offer"}
    assert found == {"name": "none", **ends, "record": {}, "open": False, "now": None}


async def test_an_example_has_formulas_of_what_it_says_and_a_moment_of_its_own(deals: Deals):
    double = {"name": "double", "type": "decimal", "formula": {"*": [{"var": "amount"}, 2]}}
    rule = {"and": [{">": [{"var": "double"}, 10]}, {"<": [{"today": []}, "2026-01-02"]}]}
    await deals.change(
        {"addField": {"object": "deal", "field": double}},
        {"setGate": {"object": "deal", "source": "lead", "target": "offer", "rule": rule}},
    )
    then, later = "2026-01-01T12:00:00Z", "2026-01-02T12:00:00Z"
    for name, amount, now, is_open in (
        ("one", 6, then, True),
        ("two", 5, then, False),
        ("three", 6, later, False),
    ):
        said = {**EXAMPLE, "name": name, "record": {"amount": amount}, "now": now}
        refused = await deals.api.try_change(deals.admin, {"addGateExample": {**said, "open": not is_open}})
        assert [each["code"] for each in refused["errors"]] == ["EXAMPLE_FAILED"]
        await deals.change({"addGateExample": {**said, "open": is_open}})


async def test_nothing_uses_an_example(deals: Deals):
    await deals.change({"addGateExample": {**EXAMPLE, "name": "none", "record": {}, "open": True}})
    uses = "query ($of: CatalogPart!) { catalogUses(of: $of) { blocked uses { kind } } }"
    of = {"of": {"gateExample": {"object": "deal", "example": "none"}}}
    assert (await deals.api.data(deals.admin, uses, of))["catalogUses"] == {"blocked": False, "uses": []}
