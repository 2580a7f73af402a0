"""Addresses: their parts in filters, orders, groups, rules and gates, and what is required of them."""

from typing import Any

import pytest

from tests.api.conftest import fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import labels

SITE = {
    "name": "site",
    "plural": "sites",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "address", "type": "address", "labels": labels("Address", "地址"), "region": "CN"},
    ],
}
PIPELINE = {
    "object": "site",
    "name": "visit",
    "stages": [
        {"name": "planned"},
        {"name": "done", "kind": "won", "gate": {"==": [{"var": "address.city"}, "深圳市"]}},
    ],
    "transitions": [{"source": "planned", "target": "done"}],
}
ADDRESSES = {
    "a": {"province": "广东省", "city": "深圳市", "street": "深南大道 1 号\n三楼", "postalCode": "518000"},
    "b": {"province": "广东省", "city": "广州市"},
    "c": {"country": "DE", "city": "Berlin"},
    "d": None,
}
CREATE = """mutation ($input: SiteCreateInput!) {
  createSite(input: $input) { site { id address { city } } errors { code path message hint } } }"""


class Sites:
    """A tenant with four sites, and the hands the tests need."""

    def __init__(self, api: Api, token: str) -> None:
        self.api = api
        self.token = token
        self.ids: dict[str, str] = {}

    async def create(self, title: str, address: Any) -> dict[str, Any]:
        given = {"input": {"title": title, "address": address}}
        found: dict[str, Any] = (await self.api.data(self.token, CREATE, given))["createSite"]
        return found

    async def titles(self, where: dict[str, Any] | None = None, order: str = "") -> str:
        document = f"query ($where: SiteWhere) {{ sites(where: $where, orderBy: [{order}]) {{ nodes {{ title }} }} }}"
        found = await self.api.data(self.token, document, {"where": where})
        return "".join(each["title"] for each in found["sites"]["nodes"])

    async def errors(self, kind: str, **given: Any) -> list[str]:
        change = {kind: {"object": "site", "field": "address", **given}}
        return [each["code"] for each in (await self.api.try_change(self.token, change))["errors"]]


@copied
async def sites(api: Api) -> Sites:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": SITE}, {"addPipeline": PIPELINE})
    found = Sites(api, fresh.admin)
    for title, address in ADDRESSES.items():
        made = await found.create(title, address)
        assert made["errors"] == []
        found.ids[title] = made["site"]["id"]
    return found


async def test_an_address_is_read_whole_or_in_parts(sites: Sites) -> None:
    document = """query ($id: ID!) { site(id: $id) {
      whole: address { country province city district street postalCode }
      address { __typename zip: postalCode country } } }"""
    found = await sites.api.data(sites.token, document, {"id": sites.ids["a"]})
    assert found["site"] == {
        "whole": {"country": "CN", "district": None, **ADDRESSES["a"]},
        "address": {"__typename": "PostalAddress", "zip": "518000", "country": "CN"},
    }
    assert list(found["site"]["whole"]) == ["country", "province", "city", "district", "street", "postalCode"]
    none = await sites.api.data(sites.token, document, {"id": sites.ids["d"]})
    assert none["site"] == {"whole": None, "address": None}


@pytest.mark.parametrize(
    ("where", "titles"),
    [
        ({"address": {"city": {"eq": "深圳市"}}}, "a"),
        ({"address": {"province": {"eq": "广东省"}, "city": {"ne": "深圳市"}}}, "b"),
        ({"address": {"country": {"in": ["DE", "FR"]}}}, "c"),
        ({"address": {"street": {"contains": "三楼"}}}, "a"),
        ({"address": {"postalCode": {"isNull": False}}}, "a"),
        ({"address": {"isNull": True}}, "d"),
        ({"address": {"isNull": False, "country": {"startsWith": "C"}}}, "ab"),
        ({"rule": {"==": [{"var": "address.province"}, "广东省"]}}, "ab"),
        ({"rule": {"missing": ["address.street"]}}, "bcd"),
    ],
)
async def test_filters_and_rules(sites: Sites, where: dict[str, Any], titles: str) -> None:
    assert await sites.titles(where) == titles


async def test_orders_and_groups(sites: Sites) -> None:
    assert await sites.titles(
        order="{ field: address_country, direction: DESC }, { field: address_city }"
    ) == ("cbad")
    document = """{ siteGroups(by: [{ field: address_province }]) { count keys { name value label } } }"""
    groups = (await sites.api.data(sites.token, document))["siteGroups"]
    assert {(each["keys"][0]["value"], each["count"]) for each in groups} == {("广东省", 2), (None, 2)}
    assert {each["keys"][0]["name"] for each in groups} == {"address.province"}
    counted = "{ siteGroups { countDistinct(field: address_city) } }"
    assert (await sites.api.data(sites.token, counted))["siteGroups"] == [{"countDistinct": 3}]


async def test_a_gate_names_the_part(sites: Sites) -> None:
    document = """mutation ($id: ID!) { promoteSite(id: $id, to: "done") {
      promoted verdict { clauses { field sentence actual } } } }"""
    found = await sites.api.data(
        sites.token, document, {"id": sites.ids["b"]}, **{"Accept-Language": "zh-CN"}
    )
    (clause,) = found["promoteSite"]["verdict"]["clauses"]
    assert (clause["field"], clause["actual"]) == ("address.city", "广州市")
    assert "地址 › 城市" in clause["sentence"]
    moved = await sites.api.data(sites.token, document, {"id": sites.ids["a"]})
    assert moved["promoteSite"]["promoted"]


async def test_required_is_an_address_with_its_country(sites: Sites) -> None:
    assert await sites.errors("setRequired", required=True) == ["CATALOG_ROWS_CONFLICT"]
    update = "mutation ($id: ID!, $input: SiteUpdateInput!) { updateSite(id: $id, input: $input) { errors { code } } }"
    given = {"id": sites.ids["d"], "input": {"address": {"city": "上海市"}}}
    assert (await sites.api.data(sites.token, update, given))["updateSite"]["errors"] == []
    assert await sites.titles({"address": {"country": {"eq": "CN"}, "city": {"eq": "上海市"}}}) == "d"
    assert await sites.errors("setRequired", required=True) == []
    assert await sites.errors("setRequired", required=False) == []
    assert await sites.errors("setUnique", unique=True) == ["CATALOG_INVALID"]
    assert await sites.errors("setDefault", default={"city": "北京市"}) == []
    made = await sites.api.data(
        sites.token, "mutation { createSite(input: {}) { site { address { country city } } } }"
    )
    assert made["createSite"]["site"]["address"] == {"country": "CN", "city": "北京市"}
    assert await sites.errors("renameField", name="place") == []
    assert await sites.titles({"rule": {"==": [{"var": "place.city"}, "上海市"]}}) == "d"


async def test_a_country_that_is_none(sites: Sites) -> None:
    (error,) = (await sites.create("x", {"country": "China"}))["errors"]
    assert (error["code"], error["path"]) == ("INVALID_VALUE", ["input", "address", "country"])
    assert error["hint"]
    field = {"name": "other", "type": "address", "region": "ZZ"}
    refused = await sites.api.try_change(sites.token, {"addField": {"object": "site", "field": field}})
    assert [each["path"][-1] for each in refused["errors"]] == ["region"]


async def test_a_filter_of_a_part_that_is_null_is_refused(sites: Sites) -> None:
    """It was answered with a fault of the server; a fuzzer found it."""
    document = "query ($where: SiteWhere) { sites(where: $where) { totalCount } }"
    answer = await sites.api.ask(sites.token, document, {"where": {"address": {"city": None}}})
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["message"]) == ("BAD_USER_INPUT", "The filter city is null")
