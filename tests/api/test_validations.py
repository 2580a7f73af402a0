"""Validation rules and conditional requirements over records: when they are asked, and what each caller is told."""

from typing import Any

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels

TOLD = "errors { code message path details } warnings { code message path details }"
WRITE = {
    "create": f"mutation ($input: DealCreateInput!) {{ done: createDeal(input: $input) {{ deal {{ id }} {TOLD} }} }}",
    "update": "mutation ($id: ID!, $input: DealUpdateInput!) "
    f"{{ done: updateDeal(id: $id, input: $input) {{ deal {{ id }} {TOLD} }} }}",
    "promote": "mutation ($id: ID!, $to: String!, $input: DealUpdateInput) "
    f"{{ done: promoteDeal(id: $id, to: $to, input: $input) {{ deal {{ id stage }} promoted {TOLD} }} }}",
    "delete": f"mutation ($id: ID!) {{ done: deleteDeal(id: $id) {{ deal {{ id }} {TOLD} }} }}",
    "restore": f"mutation ($id: ID!) {{ done: restoreDeal(id: $id) {{ deal {{ id }} {TOLD} }} }}",
}
ACCOUNT = {
    "name": "account",
    "plural": "accounts",
    "fields": [{"name": "name", "type": "text"}, {"name": "ceiling", "type": "integer"}],
}
DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "discount", "type": "integer"},
        {"name": "most", "type": "integer"},
        {"name": "fee", "type": "money"},
        {"name": "reason", "type": "text", "labels": labels("Reason", "原因")},
        {"name": "account", "type": "relation", "target": "account"},
        {"name": "double", "type": "decimal", "formula": {"*": [{"var": "discount"}, 2]}},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "won", "kind": "won"}, {"name": "lost", "kind": "lost"}],
    "transitions": [{"source": "lead", "target": "won"}, {"source": "lead", "target": "lost"}],
}
BELOW = {
    "object": "deal",
    "name": "discountBelowMost",
    "rule": {"!": [{">": [{"var": "discount"}, {"var": "most"}]}]},
    "messages": labels("The discount is too high.", "折扣过高。"),
    "fields": ["discount"],
}
GRANTS = [
    {"object": "deal", "action": "*"},
    {"object": "account", "action": "read"},
    {"object": "deal", "action": "read", "field": "most", "effect": "deny"},
]


class Deals:
    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug

    async def set(self, **change: Any) -> dict[str, Any]:
        return await self.api.change(self.admin, change)

    async def write(
        self, kind: str, *, token: str = "", language: str = "en", **given: Any
    ) -> dict[str, Any]:
        found = await self.api.data(token or self.admin, WRITE[kind], given, **{"Accept-Language": language})
        done: dict[str, Any] = found["done"]
        return done

    async def create(self, **values: Any) -> str:
        made = await self.write("create", input=values)
        assert (made["errors"], made["warnings"]) == ([], []), made
        found: str = made["deal"]["id"]
        return found

    async def codes(self, kind: str, **given: Any) -> list[str]:
        return [each["code"] for each in (await self.write(kind, **given))["errors"]]


@copied
async def deals(api: Api) -> Deals:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": ACCOUNT}, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Deals(api, fresh)


async def test_a_blocking_rule_refuses_in_the_language_of_the_caller_at_its_field(deals: Deals):
    await deals.set(addValidation=BELOW)
    told = await deals.write("create", language="zh-CN", input={"discount": 20, "most": 10})
    assert told == {
        "deal": None,
        "errors": [
            {
                "code": "VALIDATION_FAILED",
                "message": "折扣过高。",
                "path": ["input", "discount"],
                "details": {"validation": "discountBelowMost"},
            }
        ],
        "warnings": [],
    }
    deal = await deals.create(discount=10, most=10)
    assert await deals.codes("update", id=deal, input={"discount": 11}) == ["VALIDATION_FAILED"]
    assert await deals.codes("update", id=deal, input={"most": 9}) == ["VALIDATION_FAILED"]
    assert await deals.codes("update", id=deal, input={"discount": 12, "most": 12}) == []
    assert await deals.codes("promote", id=deal, to="won", input={"discount": 13}) == ["VALIDATION_FAILED"]
    assert await deals.codes("update", id=deal, input={"most": None}) == []


async def test_a_record_older_than_the_rule_is_written_elsewhere(deals: Deals):
    old, gone = await deals.create(discount=20, most=10), await deals.create(discount=20, most=10)
    await deals.write("delete", id=gone)
    planned = await deals.api.data(
        deals.admin,
        "mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes, dryRun: true) "
        "{ steps { sentence rows unfit { rows ids } } errors { code } } }",
        {"changes": [{"addValidation": BELOW}]},
    )
    assert planned["changeCatalog"] == {
        "steps": [
            {
                "sentence": "Refuse writes of deal that do not satisfy discountBelowMost.",
                "rows": 0,
                "unfit": {"rows": 1, "ids": [old]},
            }
        ],
        "errors": [],
    }
    await deals.set(addValidation=BELOW)
    assert await deals.codes("update", id=old, input={"title": "a"}) == []
    assert await deals.codes("update", id=old, input={"title": "b", "discount": 20, "most": 10}) == []
    assert await deals.codes("update", id=old, input={"discount": 19}) == ["VALIDATION_FAILED"]
    assert await deals.codes("promote", id=old, to="lost") == []
    assert await deals.codes("delete", id=old) == []
    for record in (old, gone):
        told = await deals.write("restore", id=record)
        assert told["deal"] == {"id": record}
        (warning,) = told["warnings"]
        assert (warning["code"], warning["path"]) == ("VALIDATION_FAILED", ["id"])


async def test_a_dry_run_counts_by_related_records_and_not_what_comes_with_it(deals: Deals):
    made = await deals.api.data(
        deals.admin, "mutation { createAccount(input: {ceiling: 5}) { account { id } } }"
    )
    account = made["createAccount"]["account"]["id"]
    over = await deals.create(discount=6, accountId=account)
    await deals.create(discount=5, accountId=account)
    rule = {"!": [{">": [{"var": "discount"}, {"var": "account.ceiling"}]}]}
    document = (
        "mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes, dryRun: true) "
        "{ steps { unfit { rows ids } } errors { code } } }"
    )
    rename = {"renameField": {"object": "account", "field": "ceiling", "name": "atMost"}}
    moved = {"!": [{">": [{"var": "discount"}, {"var": "account.atMost"}]}]}
    for changes in (
        [{"addValidation": {**BELOW, "rule": rule}}],
        [rename, {"addValidation": {**BELOW, "rule": moved}}],
        [{"setRequiredWhen": {"object": "deal", "field": "reason", "rule": {">": [{"var": "double"}, 11]}}}],
    ):
        planned = await deals.api.data(deals.admin, document, {"changes": changes})
        assert planned["changeCatalog"]["steps"][-1]["unfit"] == {"rows": 1, "ids": [over]}
    field = {"addField": {"object": "deal", "field": {"name": "new", "type": "boolean"}}}
    changes = [field, {"addValidation": {**BELOW, "rule": {"var": "new"}}}]
    planned = await deals.api.data(deals.admin, document, {"changes": changes})
    assert planned["changeCatalog"]["steps"][-1]["unfit"] is None


async def test_a_warning_lets_the_write_happen(deals: Deals):
    await deals.set(addValidation={**BELOW, "severity": "warn"})
    told = await deals.write("create", input={"discount": 20, "most": 10})
    assert told["errors"] == []
    assert [(each["message"], each["path"]) for each in told["warnings"]] == [
        ("The discount is too high.", ["input", "discount"])
    ]
    deal = told["deal"]["id"]
    assert (await deals.write("update", id=deal, input={"title": "a"}))["warnings"] == []
    assert len((await deals.write("update", id=deal, input={"discount": 21}))["warnings"]) == 1
    assert len((await deals.write("promote", id=deal, to="won", input={"discount": 22}))["warnings"]) == 1


async def test_a_rule_of_the_stage_judges_the_stage_that_is_entered(deals: Deals):
    won = {"==": [{"var": "stage"}, "won"]}
    await deals.set(setRequiredWhen={"object": "deal", "field": "reason", "rule": won})
    deal = await deals.create()
    told = await deals.write("promote", language="zh-CN", id=deal, to="won")
    assert told["promoted"] is False
    assert [(each["code"], each["message"], each["path"]) for each in told["errors"]] == [
        ("REQUIRED", "此处必须填写原因。", ["input", "reason"])
    ]
    assert await deals.codes("promote", id=deal, to="won", input={"reason": "Price"}) == []
    assert await deals.codes("update", id=deal, input={"reason": None}) == ["REQUIRED"]
    assert await deals.codes("update", id=deal, input={"title": "a"}) == []


async def test_a_rule_of_a_formula_and_of_a_related_record(deals: Deals):
    made = await deals.api.data(
        deals.admin, "mutation { createAccount(input: {ceiling: 5}) { account { id } } }"
    )
    account = made["createAccount"]["account"]["id"]
    rule = {"!": [{">": [{"var": "double"}, {"var": "account.ceiling"}]}]}
    await deals.set(addValidation={**BELOW, "rule": rule, "fields": ["account", "discount"]})
    deal = await deals.create(discount=9)
    told = await deals.write("update", id=deal, input={"accountId": account})
    assert [each["path"] for each in told["errors"]] == [["input", "accountId"], ["input", "discount"]]
    await deals.write("update", id=deal, input={"discount": 2})
    assert await deals.codes("update", id=deal, input={"accountId": account}) == []
    assert await deals.codes("update", id=deal, input={"discount": 3}) == ["VALIDATION_FAILED"] * 2


async def test_who_may_not_read_what_a_rule_reads_is_told_nothing_of_it(deals: Deals):
    await deals.set(addRole={"name": "rep", "grants": GRANTS})
    token, _ = await add_member(deals.api, deals.admin, deals.slug, "rep")
    await deals.set(addValidation=BELOW)
    told = await deals.write("create", token=token, input={"discount": 20, "most": 10})
    assert told["errors"] == [
        {
            "code": "VALIDATION_FAILED",
            "message": "The record does not satisfy a rule about fields that your role may not read.",
            "path": ["input"],
            "details": None,
        }
    ]
    shown = await deals.api.data(token, "{ catalog { objects { name validations { name } } } }")
    assert [each["validations"] for each in shown["catalog"]["objects"]] == [[], []]
    shown = await deals.api.data(
        deals.admin, "{ catalog { objects { validations { name rule severity fields } } } }"
    )
    assert shown["catalog"]["objects"][1]["validations"] == [
        {"name": "discountBelowMost", "rule": BELOW["rule"], "severity": "block", "fields": ["discount"]}
    ]
    # That a rule is not asked would tell what the record has: giving the same again is asked of who cannot read it.
    await deals.set(removeValidation={"object": "deal", "validation": "discountBelowMost"})
    old = await deals.create(discount=20, most=10)
    await deals.set(addValidation=BELOW)
    assert await deals.codes("update", token=token, id=old, input={"most": 10}) == ["VALIDATION_FAILED"]
    assert await deals.codes("update", token=token, id=old, input={"most": 9}) == ["VALIDATION_FAILED"]
    # A warning about what cannot be read helps nobody.
    await deals.set(setValidation={"object": "deal", "validation": "discountBelowMost", "severity": "warn"})
    told = await deals.write("update", token=token, id=old, input={"discount": 30})
    assert (told["errors"], told["warnings"]) == ([], [])


async def test_a_required_field_that_the_caller_may_not_give_is_not_named(deals: Deals):
    grants = [
        *GRANTS,
        *(
            {"object": "deal", "action": each, "field": "reason", "effect": "deny"}
            for each in ("read", "create")
        ),
    ]
    await deals.set(addRole={"name": "rep", "grants": grants})
    token, _ = await add_member(deals.api, deals.admin, deals.slug, "rep")
    await deals.set(
        setRequiredWhen={"object": "deal", "field": "reason", "rule": {">": [{"var": "discount"}, 5]}}
    )
    (error,) = (await deals.write("create", token=token, input={"discount": 6}))["errors"]
    assert (error["code"], error["path"]) == ("REQUIRED", ["input"])
    assert error["message"] == "A field that your role may not give a value is required here."


async def test_a_validation_is_renamed_and_removed(deals: Deals):
    await deals.set(addValidation=BELOW)
    await deals.set(setValidation={"object": "deal", "validation": "discountBelowMost", "name": "cheap"})
    told = await deals.write("create", input={"discount": 2, "most": 1})
    assert told["errors"][0]["details"] == {"validation": "cheap"}
    await deals.set(removeValidation={"object": "deal", "validation": "cheap"})
    await deals.create(discount=2, most=1)
