"""Options that depend on another field: a city goes with its province, whoever writes either."""

from typing import Any

import pytest

from tests.api.conftest import fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels

SHOP = {
    "name": "shop",
    "plural": "shops",
    "fields": [
        {"name": "title", "type": "text"},
        {
            "name": "city",
            "type": "choice",
            "dependsOn": "province",
            "options": [
                {"key": "guangzhou", "labels": labels("Guangzhou", "广州"), "onlyWith": ["guangdong"]},
                {"key": "shenzhen", "onlyWith": ["guangdong"]},
                {"key": "hangzhou", "onlyWith": ["zhejiang"]},
                {"key": "elsewhere"},
            ],
        },
        {
            "name": "province",
            "type": "choice",
            "options": [{"key": "guangdong"}, {"key": "zhejiang"}, {"key": "fujian"}],
        },
        {
            "name": "brands",
            "type": "multiChoice",
            "dependsOn": "province",
            "options": [{"key": "a", "onlyWith": ["guangdong", "zhejiang"]}, {"key": "b"}],
        },
    ],
}
CREATE = """mutation ($input: ShopCreateInput!) {
  done: createShop(input: $input) { shop { id province city brands } errors { code path message hint } } }"""
UPDATE = """mutation ($id: ID!, $input: ShopUpdateInput!) {
  done: updateShop(id: $id, input: $input) { shop { province city } errors { code path message } } }"""
ROLL_BACK = "mutation ($to: Int!) { rollBackCatalog(to: $to) { version errors { code message path } } }"
FIELDS = "{ catalog { objects { fields { name dependsOn options { key onlyWith } } } } }"


class Shops:
    """A tenant with shops, and the hands the tests need."""

    def __init__(self, api: Api, token: str, slug: str) -> None:
        self.api = api
        self.token = token
        self.slug = slug

    async def create(self, token: str | None = None, **given: Any) -> dict[str, Any]:
        found = await self.api.data(token or self.token, CREATE, {"input": given})
        return dict(found["done"])

    async def made(self, **given: Any) -> str:
        done = await self.create(**given)
        assert done["errors"] == []
        return str(done["shop"]["id"])

    async def update(self, shop: str, token: str | None = None, **given: Any) -> list[tuple[str, Any]]:
        found = await self.api.data(token or self.token, UPDATE, {"id": shop, "input": given})
        return [(each["code"], each["path"]) for each in found["done"]["errors"]]

    async def change(self, kind: str, **given: Any) -> list[dict[str, Any]]:
        change = {kind: {"object": "shop", **given}}
        errors: list[dict[str, Any]] = (await self.api.try_change(self.token, change))["errors"]
        return errors

    async def fields(self, token: str | None = None) -> dict[str, Any]:
        found = (await self.api.data(token or self.token, FIELDS))["catalog"]["objects"][0]["fields"]
        return {
            each["name"]: (
                each["dependsOn"],
                {option["key"]: option["onlyWith"] for option in each["options"] if option["onlyWith"]},
            )
            for each in found
        }


@copied
async def shops(api: Api) -> Shops:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": SHOP})
    return Shops(api, fresh.admin, fresh.slug)


MISMATCH = "OPTION_MISMATCH"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"province": "guangdong", "city": "shenzhen"}, None),
        ({"province": "fujian", "city": "elsewhere", "brands": ["b"]}, None),
        ({"city": "elsewhere"}, None),
        ({"province": "guangdong", "brands": ["b", "a"]}, None),
        ({"province": "zhejiang", "city": "shenzhen"}, "city"),
        ({"city": "shenzhen"}, "city"),
        ({"province": None, "city": "shenzhen"}, "city"),
        ({"province": "fujian", "brands": ["b", "a"]}, "brands"),
        ({"brands": ["a"]}, "brands"),
    ],
)
async def test_a_new_record(shops: Shops, given: dict[str, Any], place: str | None) -> None:
    done = await shops.create(**given)
    wanted = [] if place is None else [(MISMATCH, ["input", place])]
    assert [(each["code"], each["path"]) for each in done["errors"]] == wanted
    assert (done["shop"] is None) is bool(wanted)


async def test_either_is_changed(shops: Shops) -> None:
    shop = await shops.made(province="guangdong", city="shenzhen", brands=["a"])
    assert await shops.update(shop, city="hangzhou") == [(MISMATCH, ["input", "city"])]
    assert await shops.update(shop, province="fujian") == [(MISMATCH, ["input", "province"])]
    assert await shops.update(shop, province=None) == [(MISMATCH, ["input", "province"])]
    assert await shops.update(shop, province="zhejiang", city="hangzhou") == []
    assert await shops.update(shop, province="fujian", city=None) == [(MISMATCH, ["input", "province"])]
    assert await shops.update(shop, province="fujian", city=None, brands=None) == []
    assert await shops.update(shop, title="free of all this") == []


async def test_what_is_said_of_it(shops: Shops) -> None:
    done = await shops.create(province="zhejiang", city="shenzhen")
    assert done["errors"] == [
        {
            "code": MISMATCH,
            "path": ["input", "city"],
            "message": "The city of the record would not go with its province.",
            "hint": "Give the city an option that goes with the province, or none.",
        }
    ]


async def test_records_keep_what_they_have(shops: Shops) -> None:
    shop = await shops.made(province="guangdong", city="shenzhen")
    assert await shops.change("setOption", field="city", option="shenzhen", onlyWith=["zhejiang"]) == []
    assert await shops.update(shop, title="other") == []
    assert await shops.update(shop, province="guangdong", city="shenzhen") == []
    assert await shops.update(shop, province="guangdong") == []
    assert await shops.update(shop, province="fujian") == [(MISMATCH, ["input", "province"])]
    assert await shops.update(shop, province="zhejiang") == []


async def test_an_option_that_others_go_with_is_removed(shops: Shops) -> None:
    shop = await shops.made(province="zhejiang", city="hangzhou")
    (error,) = await shops.change("removeOption", field="province", option="zhejiang")
    assert (error["code"], error["path"][-1]) == ("CATALOG_IN_USE", "option")
    assert "hangzhou" in error["message"]
    given = {"field": "province", "option": "zhejiang", "replacement": "fujian"}
    assert await shops.change("removeOption", **given) == []
    assert (await shops.fields())["city"][1]["hangzhou"] == ["fujian"]
    assert (await shops.fields())["brands"][1] == {"a": ["guangdong", "fujian"]}
    assert await shops.update(shop, city="hangzhou", title="same") == []
    assert await shops.update(shop, city="shenzhen") == [(MISMATCH, ["input", "city"])]
    assert await shops.change("removeOption", field="city", option="shenzhen") == []
    (error,) = await shops.change("removeField", field="province")
    assert error["code"] == "CATALOG_IN_USE"


async def test_the_dependency_is_changed_and_rolled_back(shops: Shops) -> None:
    before = await shops.fields()
    assert before["city"] == (
        "province",
        {"guangzhou": ["guangdong"], "shenzhen": ["guangdong"], "hangzhou": ["zhejiang"]},
    )
    version = (await shops.api.data(shops.token, "{ catalog { version } }"))["catalog"]["version"]
    assert await shops.change("renameField", field="province", name="state") == []
    assert await shops.change("setDependency", field="city") == []
    assert (await shops.fields())["city"] == (None, {})
    given = {"dependsOn": "state", "options": [{"option": "elsewhere", "onlyWith": ["fujian"]}]}
    assert await shops.change("setDependency", field="city", **given) == []
    assert (await shops.fields())["city"] == ("state", {"elsewhere": ["fujian"]})
    assert await shops.change("setDependency", field="brands") == []
    assert await shops.change("removeOption", field="state", option="zhejiang") == []
    rolled = await shops.api.data(shops.token, ROLL_BACK, {"to": version})
    assert rolled["rollBackCatalog"]["errors"] == []
    assert await shops.fields() == before


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"field": "city", "dependsOn": "title"}, "CATALOG_UNKNOWN", ["dependsOn"]),
        ({"field": "city", "dependsOn": "brands"}, "CATALOG_UNKNOWN", ["dependsOn"]),
        ({"field": "city", "dependsOn": "nothing"}, "CATALOG_UNKNOWN", ["dependsOn"]),
        ({"field": "city", "dependsOn": "city"}, "CATALOG_INVALID", ["dependsOn"]),
        ({"field": "province", "dependsOn": "city"}, "CATALOG_INVALID", ["dependsOn"]),
        ({"field": "title", "dependsOn": "city"}, "CATALOG_INVALID", ["dependsOn"]),
        ({"options": [{"option": "x", "onlyWith": []}]}, "CATALOG_UNKNOWN", ["options", 0, "option"]),
        (
            {"options": [{"option": "elsewhere", "onlyWith": ["guangdong", "x"]}]},
            "CATALOG_UNKNOWN",
            ["options", 0, "onlyWith", 1],
        ),
        (
            {"options": [{"option": "elsewhere", "onlyWith": ["guangdong"] * 2}]},
            "CATALOG_INVALID",
            ["options", 0, "onlyWith", 1],
        ),
        ({"options": [{"option": "elsewhere", "onlyWith": ["x"] * 10_000}]}, "CATALOG_LIMIT", ["options"]),
        (
            {"dependsOn": None, "options": [{"option": "elsewhere", "onlyWith": ["guangdong"]}]},
            "CATALOG_INVALID",
            ["options", 0, "onlyWith"],
        ),
    ],
)
async def test_a_dependency_that_is_none(
    shops: Shops, given: dict[str, Any], code: str, path: list[Any]
) -> None:
    given = {"field": "city", "dependsOn": "province", **given}
    errors = await shops.change("setDependency", **given)
    assert (code, ["changes", 0, "setDependency", *path]) in [(each["code"], each["path"]) for each in errors]


async def test_defaults_go_together(shops: Shops) -> None:
    (error,) = await shops.change("setDefault", field="city", default="shenzhen")
    assert (error["code"], error["path"][-1]) == ("CATALOG_INVALID", "default")
    assert await shops.change("setDefault", field="province", default="guangdong") == []
    assert await shops.change("setDefault", field="city", default="shenzhen") == []
    assert (await shops.create())["errors"] == []
    refused = await shops.create(province="fujian")
    assert [each["path"] for each in refused["errors"]] == [["input", "province"]]
    (error,) = await shops.change("setDefault", field="province", default="fujian")
    assert error["code"] == "CATALOG_INVALID"


async def test_nothing_is_told_of_a_field_that_is_hidden(api: Api, shops: Shops) -> None:
    hide = [
        {"object": "shop", "action": action, "field": "province", "effect": "deny"}
        for action in ("read", "create", "update")
    ]
    await api.change(
        shops.token,
        {"addRole": {"name": "clerk", "grants": [{"object": "shop", "action": "*"}, *hide]}},
    )
    clerk, _ = await add_member(api, shops.token, shops.slug, "clerk")
    assert (await shops.fields(clerk))["city"] == (None, {})
    shop = await shops.made(province="guangdong", city="shenzhen")
    update = UPDATE.replace("province city", "city")
    found = await api.data(clerk, update, {"id": shop, "input": {"city": "hangzhou"}})
    (error,) = found["done"]["errors"]
    assert error == {
        "code": MISMATCH,
        "path": ["input", "city"],
        "message": "The city does not go with what else the record has.",
    }


async def test_no_option_has_a_label_of_ten_thousand_characters(shops: Shops) -> None:
    option = {"key": "long", "labels": labels("x" * 10_000)}
    (error,) = await shops.change("addOption", field="city", option=option)
    assert (error["code"], error["path"][-2:]) == ("CATALOG_LIMIT", ["labels", "en"])
    assert error["hint"]


async def test_what_options_depend_on_becomes_of_no_other_type(shops: Shops) -> None:
    """A city does, as nothing depends on it; it depends on nothing then."""
    (error,) = await shops.change("setFieldType", field="province", type="text")
    assert (error["code"], error["path"]) == ("CATALOG_IN_USE", ["changes", 0, "setFieldType", "type"])
    assert error["message"] == (
        "As a text field shop.province does not fit the options of shop.city; the options of shop.brands."
    )
    assert await shops.change("setFieldType", field="city", type="text") == []
    assert (await shops.fields())["city"] == (None, {})
