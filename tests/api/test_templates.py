"""Templates through the API: told in the caller's language, installed as one version, and their gates work."""

import asyncio
from typing import Any

import pytest

from metadata.templates.all_templates import TEMPLATES
from tests.api.conftest import FreshTenant
from tests.api.template_samples import SAMPLES, Sample
from tests.client import Api
from tests.world import World, labels

INSTALL = """mutation ($name: String!, $objects: [TemplateObjectNameInput!], $roles: [TemplateRoleNameInput!],
    $gateAt: String, $dryRun: Boolean, $expectedVersion: Int) {
  done: installTemplate(name: $name, objects: $objects, roles: $roles, gateAt: $gateAt, dryRun: $dryRun,
    expectedVersion: $expectedVersion) {
    version steps { sentence risk rows } warnings { message } errors { code message path hint } } }"""
TOLD = """{ catalogTemplates { name label description
    objects { name plural label use present fields { name type label present }
      stages { name kind label objective gated } }
    roles { name label present } } }"""
VERSIONS = "{ catalogVersions { version note } }"
VERSION = "{ catalog { version objects { name } roles { name } } }"


async def install(api: Api, token: str, name: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(token, INSTALL, {"name": name, **given}))["done"]
    return found


async def installed(api: Api, token: str, name: str, **given: Any) -> dict[str, Any]:
    found = await install(api, token, name, **given)
    assert found["errors"] == [], found
    assert found["warnings"] == [], found
    return found


async def version(api: Api, token: str) -> int:
    found: int = (await api.data(token, VERSION))["catalog"]["version"]
    return found


# What is told


async def test_templates_are_told_in_the_language_of_the_caller(api: Api, fresh: FreshTenant):
    told = {
        language: (await api.data(fresh.admin, TOLD, **{"Accept-Language": language}))["catalogTemplates"]
        for language in ("en", "zh-CN")
    }
    assert [each["name"] for each in told["en"]] == [*TEMPLATES]
    for english, chinese in zip(told["en"], told["zh-CN"], strict=True):
        template = TEMPLATES[english["name"]]
        assert english["description"] == template.description["en"]
        assert chinese["description"] == template.description["zh-CN"]
        assert english["objects"][-1]["label"] == template.objects[-1].labels["en"]
    funnel = told["zh-CN"][0]
    assert [stage["label"] for stage in funnel["objects"][2]["stages"]][:2] == ["线索", "市场认可线索（MQL）"]


async def test_what_the_tenant_has_of_a_template_is_told(api: Api, fresh: FreshTenant):
    await installed(api, fresh.admin, "simpleFunnel")
    told = {each["name"]: each for each in (await api.data(fresh.admin, TOLD))["catalogTemplates"]}
    account, contact, deal, _ = told["b2bFunnel"]["objects"]
    assert (account["use"], account["present"], deal["use"], deal["present"]) == (
        "shares",
        True,
        "adds",
        False,
    )
    assert {each["name"] for each in account["fields"] if each["present"]} == {"name", "city", "notes"}
    assert not any(each["present"] for each in contact["fields"])
    assert [each["present"] for each in told["simpleFunnel"]["roles"]] == [True]


async def test_only_who_may_configure_learns_of_templates(world: World):
    token = world.rep
    assert await world.api.codes(token, "{ catalogTemplates { name } }") == ["FORBIDDEN"]
    assert await world.api.codes(token, INSTALL, {"name": "bant"}) == ["FORBIDDEN"]
    assert await world.api.codes(None, "{ catalogTemplates { name } }") == ["UNAUTHENTICATED"]


# The installation


async def test_an_installation_is_one_version_and_a_dry_run_is_none(api: Api, fresh: FreshTenant):
    before = await version(api, fresh.admin)
    tried = await installed(api, fresh.admin, "b2bFunnel", dryRun=True)
    assert await version(api, fresh.admin) == before
    done = await installed(api, fresh.admin, "b2bFunnel")
    assert done == tried
    assert done["version"] == before + 1
    catalog = (await api.data(fresh.admin, VERSION))["catalog"]
    assert [each["name"] for each in catalog["objects"]] == ["account", "contact", "deal", "activity"]
    (latest, *_) = (await api.data(fresh.admin, VERSIONS))["catalogVersions"]
    assert latest == {"version": before + 1, "note": "Template: B2B funnel in seven stages"}


async def test_the_version_is_called_in_the_language_of_who_installs(api: Api, fresh: FreshTenant):
    chinese = {"Accept-Language": "zh-CN"}
    done = (await api.data(fresh.admin, INSTALL, {"name": "simpleFunnel"}, **chinese))["done"]
    assert done["errors"] == []
    back = "mutation { done: rollBackCatalog(to: 1) { errors { code message } } }"
    assert (await api.data(fresh.admin, back, **chinese))["done"] == {"errors": []}
    told = (await api.data(fresh.admin, VERSIONS))["catalogVersions"]
    assert [each["note"] for each in told[:2]] == ["回到版本 1", "模板：小企业简易漏斗"]


async def test_fields_of_an_installed_object_stand_in_sections(api: Api, fresh: FreshTenant):
    await installed(api, fresh.admin, "b2bFunnel")
    told = "{ catalog { objects { name sections { label fields } } } }"
    found = (await api.data(fresh.admin, told, **{"Accept-Language": "zh-CN"}))["catalog"]["objects"]
    sections = {each["name"]: each["sections"] for each in found}
    assert [each["label"] for each in sections["contact"]] == ["个人信息", "联系方式"]
    assert sections["deal"][-1] == {"label": "输单信息", "fields": ["lostReason", "competitor"]}
    assert sections["activity"] == []


async def test_names_that_are_taken_stop_it_before_anything_happens(api: Api, fresh: FreshTenant):
    await installed(api, fresh.admin, "b2bFunnel")
    before = await version(api, fresh.admin)
    refused = [await install(api, fresh.admin, "b2bFunnel", dryRun=dry_run) for dry_run in (True, False)]
    assert refused[0] == refused[1]
    assert refused[0]["version"] is None
    assert {each["code"] for each in refused[0]["errors"]} == {"CATALOG_NAME_TAKEN"}
    assert [each["message"] for each in refused[0]["errors"]][:2] == [
        "The name is taken: there is an object deal already.",
        "The name is taken: there is an object activity already.",
    ]
    assert await version(api, fresh.admin) == before


async def test_it_is_installed_again_under_other_names(api: Api, fresh: FreshTenant):
    await installed(api, fresh.admin, "b2bFunnel")
    roles = [{"role": each.name, "name": f"{each.name}Renewals"} for each in TEMPLATES["b2bFunnel"].roles]
    objects = [
        {"object": "deal", "name": "renewal", "plural": "renewals"},
        {"object": "activity", "name": "renewalActivity", "plural": "renewalActivities"},
    ]
    await installed(api, fresh.admin, "b2bFunnel", objects=objects, roles=roles)
    document = """{ renewals { totalCount } accounts { nodes { deals { totalCount } renewals { totalCount } } }
        contacts { nodes { decidesRenewals { totalCount } } } }"""
    assert (await api.data(fresh.admin, document))["renewals"] == {"totalCount": 0}


async def test_records_of_a_used_tenant_stay(api: Api, fresh: FreshTenant):
    own = {
        "name": "account",
        "plural": "accounts",
        "labels": labels("Firm", "公司"),
        "pluralLabels": labels("Firms", "公司"),
        "fields": [
            {"name": "name", "type": "text", "required": True, "labels": labels("Name", "名称")},
            {"name": "vat", "type": "text", "labels": labels("VAT number", "税号")},
        ],
    }
    await api.change(fresh.admin, {"addObject": own})
    await api.data(
        fresh.admin, 'mutation { createAccount(input: {name: "恒岳", vat: "9"}) { account { id } } }'
    )
    done = await installed(api, fresh.admin, "b2bFunnel")
    assert {step["risk"] for step in done["steps"] if "account" in step["sentence"]} == {"safe"}
    read = "{ accounts { nodes { name vat version city deals { totalCount } } } }"
    assert (await api.data(fresh.admin, read))["accounts"]["nodes"] == [
        {"name": "恒岳", "vat": "9", "version": 1, "city": None, "deals": {"totalCount": 0}}
    ]


async def test_of_two_at_once_one_is_installed(api: Api, fresh: FreshTenant):
    found = await asyncio.gather(*(install(api, fresh.admin, "simpleFunnel") for _ in range(4)))
    assert sorted(each["version"] is None for each in found) == [False, True, True, True]
    codes = {error["code"] for each in found for error in each["errors"]}
    assert codes <= {"CATALOG_CONFLICT", "CATALOG_NAME_TAKEN"}


async def test_an_installation_is_taken_back(api: Api, fresh: FreshTenant):
    await installed(api, fresh.admin, "simpleFunnel")
    before = await version(api, fresh.admin)
    await installed(api, fresh.admin, "b2bFunnel")
    back = "mutation ($to: Int!) { rollBackCatalog(to: $to) { version errors { code message } } }"
    assert (await api.data(fresh.admin, back, {"to": before}))["rollBackCatalog"]["errors"] == []
    catalog = (await api.data(fresh.admin, VERSION))["catalog"]
    assert [each["name"] for each in catalog["objects"]] == ["account", "opportunity"]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"name": "b2bFunel"}, "CATALOG_UNKNOWN", ["name"]),
        ({"name": ""}, "CATALOG_UNKNOWN", ["name"]),
        ({"name": "x" * 10_000}, "CATALOG_UNKNOWN", ["name"]),
        ({"name": "bant"}, "CATALOG_UNKNOWN", ["objects"]),
        (
            {"name": "bant", "objects": [{"object": "deal", "name": "gone"}]},
            "CATALOG_UNKNOWN",
            ["objects", 0],
        ),
        ({"name": "simpleFunnel", "gateAt": "new"}, "CATALOG_INVALID", ["gateAt"]),
        ({"name": "simpleFunnel", "expectedVersion": 99}, "CATALOG_CONFLICT", ["expectedVersion"]),
        (
            {"name": "simpleFunnel", "objects": [{"object": "account", "name": "a", "plural": "select"}]},
            "CATALOG_NAME_RESERVED",
            ["changes", 0, "addObject", "plural"],
        ),
        (
            {
                "name": "simpleFunnel",
                "objects": [{"object": "opportunity", "name": "x" * 10_000, "plural": "y"}],
            },
            "CATALOG_NAME_TOO_LONG",
            None,
        ),
        (
            {"name": "simpleFunnel", "roles": [{"role": "salesperson", "name": "老板"}]},
            "CATALOG_NAME_INVALID",
            None,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_does_not_fit_is_told(
    api: Api, fresh: FreshTenant, given: dict[str, Any], code: str, path: list[Any] | None
):
    refused = (await api.data(fresh.admin, INSTALL, given))["done"]
    assert refused["version"] is None
    assert {each["code"] for each in refused["errors"]} == {code}
    assert all(each["hint"] and len(each["message"]) < 300 for each in refused["errors"])
    if path is not None:
        assert refused["errors"][0]["path"] == path
    assert await version(api, fresh.admin) == 1


# The gates


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: each.template)
async def test_gates_refuse_an_empty_record_and_let_a_sample_pass(
    api: Api, fresh: FreshTenant, sample: Sample
):
    for name in sample.before:
        await installed(api, fresh.admin, name)
    await installed(
        api, fresh.admin, sample.template, **({"gateAt": sample.gate_at} if sample.gate_at else {})
    )
    me = (await api.data(fresh.admin, "{ me { member { id } } }"))["me"]["member"]["id"]
    ids: dict[str, str] = {"me": me}
    for type_name, values in sample.related:
        ids[type_name] = await create(api, fresh.admin, type_name, filled_in(values, ids))
    record = await create(api, fresh.admin, sample.type_name, filled_in(sample.required, ids))
    for type_name, values in sample.parts:
        await create(api, fresh.admin, type_name, filled_in(values, {**ids, "record": record}))
    gated = 0
    for stage, values in sample.way:
        bare = await promote(api, fresh.admin, sample.type_name, record, stage, {})
        assert bare["promoted"] is (not values), (stage, bare)
        if not values:
            continue
        gated += 1
        assert {each["satisfied"] for each in bare["verdict"]["clauses"]} >= {False}
        passed = await promote(api, fresh.admin, sample.type_name, record, stage, filled_in(values, ids))
        assert passed["promoted"], (stage, passed)
    assert gated


async def test_a_quote_adds_up_and_is_sent_with_lines_and_an_allowed_discount(api: Api, fresh: FreshTenant):
    await installed(api, fresh.admin, "quotes")
    account = await create(api, fresh.admin, "Account", {"name": "恒岳"})
    product = await create(api, fresh.admin, "Product", {"name": "授权", "listPrice": "199.99"})
    rule = await create(
        api, fresh.admin, "PriceRule", {"name": "十件起", "minimumQuantity": 10, "discount": "12.5"}
    )
    quote = await create(
        api, fresh.admin, "Quote", {"subject": "授权", "accountId": account, "validUntil": "2026-06-30"}
    )
    assert not (await promote(api, fresh.admin, "Quote", quote, "sent", {}))["promoted"]
    for quantity in (10, 9):
        line = {"quoteId": quote, "productId": product, "priceRuleId": rule, "quantity": quantity}
        await create(api, fresh.admin, "QuoteLine", line)
    refused = await promote(api, fresh.admin, "Quote", quote, "sent", {"discount": "11"})
    assert not refused["promoted"]
    assert (await promote(api, fresh.admin, "Quote", quote, "sent", {"discount": "10"}))["promoted"]
    read = """{ quotes { nodes { number lineCount subtotal total
        lines(orderBy: [{ field: quantity }]) { nodes { lineDiscount total } } } } }"""
    (found,) = (await api.data(fresh.admin, read))["quotes"]["nodes"]
    assert found["number"].startswith("Q-")
    # 9 × 199.99, and 10 × 199.99 less an eighth; a tenth off their sum.
    assert [each["total"] for each in found["lines"]["nodes"]] == ["1799.91", "1749.91"]
    assert [each["lineDiscount"] for each in found["lines"]["nodes"]] == ["0.00", "12.50"]
    assert (found["lineCount"], found["subtotal"], found["total"]) == (2, "3549.82", "3194.84")


async def test_rebates_accrue_on_won_deals_by_tier_and_payouts_lessen_them(api: Api, fresh: FreshTenant):
    await installed(api, fresh.admin, "simpleFunnel")
    await installed(api, fresh.admin, "channelPartners", objects=[{"object": "deal", "name": "opportunity"}])
    tier = await create(api, fresh.admin, "PartnerTier", {"name": "金牌", "rebateRate": "8"})
    partner = await create(api, fresh.admin, "Partner", {"name": "华东代理", "tierId": tier})
    for amount in ("1000", "250.50"):
        deal = await create(
            api,
            fresh.admin,
            "Opportunity",
            {
                "name": amount,
                "partnerId": partner,
                "amount": {"amount": amount, "currency": "CNY"},
                "contactedOn": "2026-01-05",
                "need": "样机",
                "expectedCloseDate": "2026-02-01",
                "closedOn": "2026-02-01",
            },
        )
        for stage in ("contacted", "quoted", *(("won",) if amount == "1000" else ())):
            assert (await promote(api, fresh.admin, "Opportunity", deal, stage, {}))["promoted"]
    await create(
        api, fresh.admin, "RebatePayout", {"partnerId": partner, "amount": "30", "paidOn": "2026-03-01"}
    )
    read = "{ partners { nodes { wonDeals rebateAccrued rebatePaid rebateDue opportunities { nodes { rebate } } } } }"
    (found,) = (await api.data(fresh.admin, read))["partners"]["nodes"]
    assert sorted(each["rebate"] for each in found.pop("opportunities")["nodes"]) == ["20.04", "80.00"]
    assert found == {"wonDeals": 1, "rebateAccrued": "80.00", "rebatePaid": "30.00", "rebateDue": "50.00"}


def filled_in(values: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    """`@Account` as a value stands for the id of the account."""
    return {
        key: ids[value[1:]] if isinstance(value, str) and value.startswith("@") else value
        for key, value in values.items()
    }


def lower(type_name: str) -> str:
    return type_name[0].lower() + type_name[1:]


async def create(api: Api, token: str, type_name: str, values: dict[str, Any]) -> str:
    document = f"""mutation ($input: {type_name}CreateInput!) {{
      made: create{type_name}(input: $input) {{
        record: {lower(type_name)} {{ id }} errors {{ code message path }} }} }}"""
    found = (await api.data(token, document, {"input": values}))["made"]
    assert found["errors"] == [], found
    made: str = found["record"]["id"]
    return made


async def promote(
    api: Api, token: str, type_name: str, record: str, stage: str, values: dict[str, Any]
) -> dict[str, Any]:
    document = f"""mutation ($id: ID!, $to: String!, $input: {type_name}UpdateInput) {{
      moved: promote{type_name}(id: $id, to: $to, input: $input) {{
        promoted errors {{ code message }} verdict {{ open clauses {{ satisfied sentence }} }} }} }}"""
    found = await api.ask(token, document, {"id": record, "to": stage, "input": values})
    moved: dict[str, Any] = found["data"]["moved"]
    return moved
