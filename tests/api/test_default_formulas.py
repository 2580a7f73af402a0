"""Defaults that are formulas: what a new record gets where no value is given, and what is said where it fits not."""

from typing import Any

import pytest

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels

VALUES = "title region priority score fee due closing code stage"
CREATE = f"""mutation ($input: DealCreateInput!) {{
  done: createDeal(input: $input) {{ deal {{ id {VALUES} }} errors {{ code message path hint }} }} }}"""
CHANGE = """mutation ($changes: [CatalogChange!]!) {
  changeCatalog(changes: $changes) { version errors { code message path } } }"""

VIP = {"if": [{">=": [{"var": "score"}, 50]}, "high", "low"]}
ACCOUNT = {
    "name": "account",
    "plural": "accounts",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "region", "type": "text"},
        {"name": "factor", "type": "decimal", "scale": 4},
        {"name": "secret", "type": "text"},
    ],
}
DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "account", "type": "relation", "target": "account"},
        {"name": "region", "type": "text", "defaultFormula": {"var": "account.region"}},
        {
            "name": "priority",
            "type": "choice",
            "options": [{"key": "high"}, {"key": "low"}],
            "defaultFormula": VIP,
        },
        {
            "name": "score",
            "type": "integer",
            "minimum": 0,
            "maximum": 100,
            "defaultFormula": {"*": [{"var": "account.factor"}, 10]},
        },
        {"name": "fee", "type": "decimal", "precision": 4, "scale": 1},
        {"name": "due", "type": "date"},
        {"name": "closing", "type": "date", "defaultFormula": {"date_add": [{"var": "due"}, 30, "day"]}},
        {"name": "code", "type": "text"},
        {"name": "double", "type": "decimal", "formula": {"*": [{"var": "score"}, 2]}},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "lead", "target": "won"}],
}


class Deals:
    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug

    async def set(self, **change: Any) -> None:
        await self.api.change(self.admin, change)

    async def refused(self, **change: Any) -> dict[str, Any]:
        found = (await self.api.data(self.admin, CHANGE, {"changes": [change]}))["changeCatalog"]
        assert found["version"] is None
        (error,) = found["errors"]
        told: dict[str, Any] = error
        return told

    async def default(self, field: str, formula: Any, **given: Any) -> None:
        await self.set(setDefault={"object": "deal", "field": field, "formula": formula, **given})

    async def refused_default(self, field: str, formula: Any) -> dict[str, Any]:
        return await self.refused(setDefault={"object": "deal", "field": field, "formula": formula})

    async def write(self, token: str = "", **values: Any) -> dict[str, Any]:
        found: dict[str, Any] = (await self.api.data(token or self.admin, CREATE, {"input": values}))["done"]
        return found

    async def create(self, **values: Any) -> dict[str, Any]:
        made = await self.write(**values)
        assert made["errors"] == [], made
        found: dict[str, Any] = made["deal"]
        return found

    async def seller(self, grants: list[dict[str, Any]]) -> str:
        await self.set(addRole={"name": "seller", "grants": grants})
        return (await add_member(self.api, self.admin, self.slug, "seller"))[0]

    async def account(self, **values: Any) -> str:
        text = (
            "mutation ($input: AccountCreateInput!) { done: createAccount(input: $input) { account { id } } }"
        )
        found = await self.api.data(self.admin, text, {"input": values})
        id_: str = found["done"]["account"]["id"]
        return id_


@copied
async def deals(api: Api) -> Deals:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": ACCOUNT}, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Deals(api, fresh)


async def test_a_default_reads_what_is_given_related_records_and_other_defaults(deals: Deals):
    account = await deals.account(region="华南", factor="6.04")
    made = await deals.create(accountId=account, due="2026-01-31")
    # 6.04 * 10 is rounded to a whole number, which the default of the priority reads.
    assert (made["region"], made["score"], made["priority"]) == ("华南", 60, "high")
    assert made["closing"] == "2026-03-02"
    bare = await deals.create()
    # What is not known is not at least 50.
    assert (bare["region"], bare["score"], bare["priority"], bare["closing"]) == (None, None, "low", None)


async def test_a_given_value_wins_and_so_does_null(deals: Deals):
    account = await deals.account(region="North", factor="9")
    made = await deals.create(accountId=account, region="South", score=3)
    assert (made["region"], made["score"], made["priority"]) == ("South", 3, "low")
    made = await deals.create(accountId=account, region=None, score=None, priority=None)
    assert (made["region"], made["score"], made["priority"]) == (None, None, None)


async def test_a_default_knows_the_day_the_stage_and_what_is_computed(deals: Deals):
    await deals.default("due", {"date_add": [{"today": []}, 1, "day"]})
    await deals.default("title", {"cat": [{"var": "stage"}, "/", {"var": "region"}]})
    await deals.default("fee", {"var": "double"})
    account = await deals.account(region="x", factor="2")
    made = await deals.create(accountId=account)
    assert (made["title"], made["fee"]) == ("lead/x", "40.0")
    rule = {
        "and": [
            {"==": [{"date_add": [{"today": []}, 1, "day"]}, {"var": "due"}]},
            {"==": [{"date_add": [{"today": []}, 31, "day"]}, {"var": "closing"}]},
        ]
    }
    text = "query ($rule: JSON!) { deals(where: {rule: $rule}) { totalCount } }"
    days = await deals.api.data(deals.admin, text, {"rule": rule})
    assert days["deals"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("field", "formula", "code", "input_"),
    [
        ("score", 101, "OUT_OF_RANGE", {}),
        ("score", -1, "OUT_OF_RANGE", {}),
        ("score", {"*": [9_000_000_000, 9]}, "OUT_OF_RANGE", {}),
        ("fee", "1e3", "OUT_OF_RANGE", {}),
        ("priority", {"cat": [{"var": "title"}, ""]}, "INVALID_VALUE", {"title": "middle"}),
        ("code", {"cat": [{"var": "title"}, "!!"]}, "OUT_OF_RANGE", {"title": "long"}),
    ],
)
async def test_a_default_that_does_not_fit_refuses_the_write(
    deals: Deals, field: str, formula: Any, code: str, input_: dict[str, Any]
):
    await deals.set(setBounds={"object": "deal", "field": "code", "maxLength": 5})
    formula = {"*": [1000, 1]} if formula == "1e3" else formula
    await deals.default(field, formula if isinstance(formula, dict) else {"+": [formula, 0]})
    refused = await deals.write(**input_)
    assert refused["deal"] is None
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [(code, ["input", field])]
    given = {"score": 1, "fee": "1", "priority": "low", "code": "x"}
    assert (await deals.create(**input_, **{field: given[field]}))["id"]


async def test_a_required_field_may_get_its_value_from_a_formula(deals: Deals):
    await deals.set(setRequired={"object": "deal", "field": "region", "required": True})
    account, without = await deals.account(region="North"), await deals.account()
    assert (await deals.create(accountId=account))["region"] == "North"
    refused = await deals.write(accountId=without)
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [("REQUIRED", ["input", "region"])]
    refused = await deals.write(accountId=account, region=None)
    assert [each["code"] for each in refused["errors"]] == ["REQUIRED"]


async def test_a_unique_default_and_rules_of_records_judge_what_the_default_gives(deals: Deals):
    await deals.set(setUnique={"object": "deal", "field": "code", "unique": True})
    await deals.default("code", {"cat": [{"var": "title"}, "-1"]})
    assert (await deals.create(title="a"))["code"] == "a-1"
    assert [each["code"] for each in (await deals.write(title="a"))["errors"]] == ["UNIQUE"]
    rule = {"!": [{"==": [{"var": "code"}, "b-1"]}]}
    await deals.set(
        addValidation={"object": "deal", "name": "notB", "rule": rule, "messages": labels("No b.", "不")}
    )
    assert [each["code"] for each in (await deals.write(title="b"))["errors"]] == ["VALIDATION_FAILED"]


async def test_defaults_of_dependent_options_go_together(deals: Deals):
    await deals.set(
        addField={
            "object": "deal",
            "field": {
                "name": "speed",
                "type": "choice",
                "dependsOn": "priority",
                "options": [{"key": "express", "onlyWith": ["high"]}, {"key": "slow"}],
                "defaultFormula": {"if": [{"filled": {"var": "title"}}, "express", "slow"]},
            },
        }
    )
    assert [each["code"] for each in (await deals.write(title="x"))["errors"]] == ["OPTION_MISMATCH"]
    assert (await deals.create(title="x", score=90))["priority"] == "high"
    assert (await deals.create())["priority"] == "low"


@pytest.mark.parametrize(
    ("field", "formula", "code"),
    [
        ("score", {"var": "title"}, "RULE_TYPE"),
        ("title", {"var": "nothing"}, "RULE_UNKNOWN_PATH"),
        ("title", {"var": "title"}, "FORMULA_INVALID"),
        ("score", {"if": [{"==": [{"var": "priority"}, "high"]}, 1, 2]}, "FORMULA_INVALID"),
        ("score", {"var": "double"}, "FORMULA_INVALID"),
        ("priority", "middle", "INVALID_VALUE"),
        ("priority", {"if": [{"filled": {"var": "title"}}, "high", "middle"]}, "INVALID_VALUE"),
        ("account", {"var": "accountId"}, "CATALOG_INVALID"),
        ("double", 1, "CATALOG_INVALID"),
    ],
)
async def test_what_cannot_be_a_default_is_refused_at_publish(
    deals: Deals, field: str, formula: Any, code: str
):
    refused = await deals.refused_default(field, formula)
    assert refused["code"] == code, refused
    assert refused["path"][:4] == ["changes", 0, "setDefault", "formula"], refused


async def test_what_is_wrong_with_a_default_is_told_of_it_alone(deals: Deals):
    fields = [
        {"name": "day", "type": "date"},
        {"name": "good", "type": "date", "defaultFormula": {"date_add": [{"var": "day"}, 1, "day"]}},
        {"name": "bad", "type": "date", "defaultFormula": {"date_add": [{"var": "day"}, 1.5, "day"]}},
    ]
    refused = await deals.refused(addObject={"name": "visit", "plural": "visits", "fields": fields})
    assert refused["path"][:5] == ["changes", 0, "addObject", "fields", 2]


async def test_a_default_reads_no_number_that_the_record_gets_last(deals: Deals):
    number = {"name": "number", "type": "autoNumber", "numbering": {"format": "D-{0}"}}
    await deals.set(addField={"object": "deal", "field": number})
    refused = await deals.refused_default("code", {"cat": [{"var": "number"}, "/1"]})
    assert (refused["code"], refused["path"]) == (
        "FORMULA_INVALID",
        ["changes", 0, "setDefault", "formula"],
    )


async def test_a_default_is_a_value_or_a_formula_and_stands_beside_no_pattern(deals: Deals):
    both = await deals.refused(
        setDefault={"object": "deal", "field": "title", "default": "x", "formula": "y"}
    )
    assert both["code"] == "CATALOG_INVALID"
    pattern = await deals.refused(setBounds={"object": "deal", "field": "region", "pattern": "[a-z]+"})
    assert "pattern" in pattern["message"]


async def test_a_default_follows_renames_and_holds_what_it_reads(deals: Deals):
    await deals.set(renameField={"object": "account", "field": "region", "name": "area"})
    await deals.set(renameField={"object": "deal", "field": "score", "name": "points"})
    used = await deals.refused(removeField={"object": "account", "field": "area"})
    assert used["code"] == "CATALOG_IN_USE"
    assert "the default of deal.region" in used["message"]
    account = await deals.account(area="East", factor="7")
    text = "mutation ($input: DealCreateInput!) { createDeal(input: $input) { deal { region points priority } } }"
    made = (await deals.api.data(deals.admin, text, {"input": {"accountId": account}}))["createDeal"]
    assert made["deal"] == {"region": "East", "points": 70, "priority": "high"}
    used = await deals.refused(removeOption={"object": "deal", "field": "priority", "option": "low"})
    assert (used["code"], used["path"]) == ("CATALOG_IN_USE", ["changes", 0, "removeOption", "option"])
    assert "the default of deal.priority" in used["message"]


async def test_the_catalog_tells_the_formula_to_who_may_read_all_that_it_reads(deals: Deals):
    await deals.default("code", {"var": "account.secret"})
    grants = [
        {"object": "deal", "action": "*"},
        {"object": "account", "action": "read"},
        {"object": "account", "action": "read", "field": "secret", "effect": "deny"},
    ]
    token = await deals.seller(grants)
    text = "{ catalog { objects { name fields { name default defaultFormula } } } }"
    for who, told in ((deals.admin, {"var": "account.secret"}), (token, None)):
        objects = (await deals.api.data(who, text))["catalog"]["objects"]
        (fields,) = (each["fields"] for each in objects if each["name"] == "deal")
        by_name = {each["name"]: each for each in fields}
        assert by_name["code"]["defaultFormula"] == told
        assert by_name["region"]["defaultFormula"] == {"var": "account.region"}


async def test_who_may_not_see_the_related_record_learns_nothing_of_it(deals: Deals):
    await deals.set(setRequired={"object": "deal", "field": "region", "required": True})
    # Of one that is seen it would be told that its region is missing, and that its factor is too large.
    account = await deals.account(factor="99")
    grants = [{"object": "deal", "action": "*"}, {"object": "account", "action": "read", "rows": "own"}]
    token = await deals.seller(grants)
    refused = await deals.write(token, accountId=account)
    assert [each["code"] for each in refused["errors"]] == ["RELATION_NOT_FOUND"]


async def test_a_default_of_a_field_that_the_caller_may_not_know_is_not_named(deals: Deals):
    account = await deals.account(region="North", factor="99")
    grants = [
        {"object": "deal", "action": "*"},
        {"object": "account", "action": "read"},
        *(
            {"object": "deal", "action": action, "field": "score", "effect": "deny"}
            for action in ("read", "create", "update")
        ),
    ]
    token = await deals.seller(grants)
    text = CREATE.replace(VALUES, "")
    refused = (await deals.api.data(token, text, {"input": {"accountId": account}}))["done"]
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("OUT_OF_RANGE", ["input"])
    assert "score" not in error["message"]
    await deals.create(accountId=account, score=1)


PARENT = {"name": "parent", "type": "relation", "target": "deal"}
TAG = {"name": "tag", "plural": "tags", "fields": [{"name": "weight", "type": "integer"}]}
TAGS = {"name": "tags", "type": "relations", "target": "tag"}
WEIGHT = {
    "name": "weight",
    "type": "decimal",
    "rollUp": {"relation": "tags", "function": "sum", "field": "weight"},
}


async def test_a_default_reads_a_record_of_the_same_object(deals: Deals):
    await deals.set(addField={"object": "deal", "field": PARENT})
    await deals.default("code", {"var": "parent.title"})
    first = await deals.create(title="first")
    assert (first["code"], (await deals.create(parentId=first["id"]))["code"]) == (None, "first")


async def tag(deals: Deals, weight: int) -> str:
    text = "mutation ($input: TagCreateInput!) { done: createTag(input: $input) { tag { id } } }"
    found = await deals.api.data(deals.admin, text, {"input": {"weight": weight}})
    id_: str = found["done"]["tag"]["id"]
    return id_


async def test_a_default_reads_a_roll_up_over_the_links_that_are_given(deals: Deals):
    await deals.set(addObject=TAG)
    await deals.api.change(
        deals.admin,
        {"addField": {"object": "deal", "field": TAGS}},
        {"addField": {"object": "deal", "field": WEIGHT}},
    )
    await deals.default("score", {"var": "weight"})
    tags = [await tag(deals, 20), await tag(deals, 35)]
    made = await deals.create(tags={"set": tags})
    assert (made["score"], made["priority"]) == (55, "high")


async def test_a_default_tells_nothing_of_a_linked_record_that_the_writer_may_not_see(deals: Deals):
    await deals.set(addObject=TAG)
    await deals.api.change(
        deals.admin,
        {"addField": {"object": "deal", "field": TAGS}},
        {"addField": {"object": "deal", "field": WEIGHT}},
    )
    await deals.default("score", {"var": "weight"})
    heavy = await tag(deals, 500)
    token = await deals.seller(
        [{"object": "deal", "action": "*"}, {"object": "tag", "action": "read", "rows": "own"}]
    )
    refused = await deals.write(token, tags={"set": [heavy]})
    assert [each["code"] for each in refused["errors"]] == ["RELATION_NOT_FOUND"]


async def test_a_rollback_brings_the_formula_back(deals: Deals):
    version = (await deals.api.data(deals.admin, "{ catalog { version } }"))["catalog"]["version"]
    await deals.set(setDefault={"object": "deal", "field": "priority", "default": "low"})
    assert (await deals.create(score=99))["priority"] == "low"
    text = "mutation ($to: Int!) { rollBackCatalog(to: $to) { version errors { code message } } }"
    rolled = (await deals.api.data(deals.admin, text, {"to": version}))["rollBackCatalog"]
    assert rolled["errors"] == []
    assert (await deals.create(score=99))["priority"] == "high"
