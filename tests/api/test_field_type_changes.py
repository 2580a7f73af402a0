"""The type of a field is changed while records have values."""

from typing import Any

import pytest

from tests.client import Api
from tests.world import World, labels

CREATE = "mutation ($input: LeadCreateInput!) { createLead(input: $input) { lead { id } errors { code } } }"
DELETE = "mutation ($id: ID!) { deleteLead(id: $id) { errors { code } } }"
RESTORE = "mutation ($id: ID!) { restoreLead(id: $id) { lead { value } errors { code } } }"


async def lead_object(world: World, type_: str = "text", **settings: Any) -> None:
    """An object `lead` whose field `value` is to change."""
    fields = [
        {"name": "name", "type": "text"},
        {"name": "value", "type": type_, **settings},
    ]
    await world.api.change(world.admin, {"addObject": {"name": "lead", "plural": "leads", "fields": fields}})


async def filled(world: World, *values: Any) -> list[str]:
    found = []
    for at, value in enumerate(values):
        given = {"input": {"name": f"L{at}", "value": value}}
        made = (await world.api.data(world.admin, CREATE, given))["createLead"]
        assert made["errors"] == []
        found.append(made["lead"]["id"])
    return found


async def shown(world: World, selection: str = "value") -> list[Any]:
    asked = f"{{ leads(orderBy: [{{ field: name }}]) {{ nodes {{ {selection} }} }} }}"
    found = (await world.api.data(world.admin, asked))["leads"]["nodes"]
    return [each["value"] for each in found]


def to(type_: str, **more: Any) -> dict[str, Any]:
    return {"setFieldType": {"object": "lead", "field": "value", "type": type_, **more}}


ALIKE = [
    {"key": "web", "labels": labels("Web", "网站")},
    {"key": "fair", "labels": labels("Trade fair", "展会")},
]
CONVERTED: dict[str, tuple[str, dict[str, Any], list[Any], dict[str, Any], str, list[Any]]] = {
    "texts to numbers": ("text", {}, ["12", " 1,200 ", None, "-3"], to("integer"), "value", [12, 1200, None, -3]),
    "numbers to texts": ("decimal", {"scale": 1}, ["1.5", "2"], to("text"), "value", ["1.5", "2.0"]),
    "more decimals": ("decimal", {"scale": 1}, ["1.5"], to("decimal", scale=3), "value", ["1.500"]),
    "numbers to amounts": (
        "decimal", {}, ["12.50", None], to("money", currency="EUR"), "value { amount currency }",
        [{"amount": "12.50", "currency": "EUR"}, None],
    ),
    "amounts to texts": (
        "money", {}, [{"amount": "1", "currency": "CNY"}], to("text"), "value", ["1.00 CNY"],
    ),
    "labels to options": (
        "text", {}, ["web", "展会", "TRADE FAIR"], to("choice", options=ALIKE), "value", ["web", "fair", "fair"],
    ),
    "options to texts": ("choice", {"options": ALIKE}, ["fair"], to("longText"), "value", ["fair"]),
    "one option to several": (
        "choice", {"options": ALIKE}, ["fair", None], to("multiChoice"), "value", [["fair"], None],
    ),
    "several options to one": (
        "multiChoice", {"options": ALIKE}, [["web"]], to("choice"), "value", ["web"],
    ),
    "texts to days": ("text", {}, ["2026/1/31", "2026年2月1日"], to("date"), "value", ["2026-01-31", "2026-02-01"]),
    "days to moments": ("date", {}, ["2026-01-31"], to("datetime"), "value", ["2026-01-31T00:00:00+00:00"]),
    "texts to phones": ("text", {}, ["138 0013 8000"], to("phone", region="CN"), "value", ["+8613800138000"]),
    "words to yes and no": ("text", {}, ["是", "no", " "], to("boolean"), "value", [True, False, None]),
    "numbers to lengths": ("text", {}, ["PT90M"], to("duration"), "value", ["PT1H30M"]),
    "formatted to plain": ("richText", {}, ["<p>a <b>b</b></p>"], to("text"), "value", ["a b"]),
    "texts to JSON": ("text", {}, ['{"a": [1]}'], to("json"), "value", [{"a": [1]}]),
}  # fmt: skip


@pytest.mark.parametrize("case", CONVERTED.values(), ids=CONVERTED)
async def test_values_are_converted(own_world: World, case: Any) -> None:
    type_, settings, values, change, selection, expected = case
    await lead_object(own_world, type_, **settings)
    await filled(own_world, *values)
    told = await own_world.api.change(own_world.admin, change, dryRun=True)
    assert [(step["risk"], step["rows"]) for step in told["steps"]] == [("rewrites", len(values))]
    await own_world.api.change(own_world.admin, change)
    assert await shown(own_world, selection) == expected


async def test_what_cannot_be_converted_is_counted_and_named(api: Api, own_world: World) -> None:
    await lead_object(own_world)
    ids = await filled(own_world, "12", "a dozen", "1.234,56", None)
    await own_world.api.data(own_world.admin, DELETE, {"id": ids[2]})
    before = await own_world.api.data(own_world.admin, "{ catalog { version } }")
    for dry in (True, False):
        refused = await api.try_change(own_world.admin, to("integer"), dryRun=dry)
        (error,) = refused["errors"]
        assert (error["code"], error["path"]) == (
            "CATALOG_ROWS_CONFLICT",
            ["changes", 0, "setFieldType", "type"],
        )
        assert error["details"] == {"rows": 2, "ids": sorted(ids[1:3])}
    assert await own_world.api.data(own_world.admin, "{ catalog { version } }") == before
    assert await shown(own_world) == ["12", "a dozen", None]

    done = await api.change(own_world.admin, to("integer", emptyUnfit=True))
    assert [step["risk"] for step in done["steps"]] == ["destroys"]
    assert await shown(own_world) == [12, None, None]
    restored = (await api.data(own_world.admin, RESTORE, {"id": ids[2]}))["restoreLead"]
    assert restored == {"lead": {"value": None}, "errors": []}


async def test_what_is_set_on_the_field_follows_it(api: Api, own_world: World) -> None:
    await lead_object(own_world, "text", required=True, unique=True, default="7", searchable=True)
    await filled(own_world, "1", "2")
    told = await api.change(own_world.admin, to("integer"))
    assert "lead.value loses what a integer has not: searchable." in told["steps"][0]["breaks"]
    made = (await api.data(own_world.admin, CREATE, {"input": {"name": "L2"}}))["createLead"]
    assert made["errors"] == []
    assert await shown(own_world) == [1, 2, 7]
    again = (await api.data(own_world.admin, CREATE, {"input": {"value": 7}}))["createLead"]
    assert again["errors"] == [{"code": "UNIQUE"}]
    empty = (await api.data(own_world.admin, CREATE, {"input": {"value": None}}))["createLead"]
    assert empty["errors"] == [{"code": "REQUIRED"}]


async def test_values_that_become_the_same_are_refused_where_they_must_differ(
    api: Api, own_world: World
) -> None:
    await lead_object(own_world, "text", unique=True)
    await filled(own_world, "1", "1.0")
    refused = await api.try_change(own_world.admin, to("integer"))
    assert [each["code"] for each in refused["errors"]] == ["CATALOG_ROWS_CONFLICT"]
    assert await shown(own_world) == ["1", "1.0"]


async def test_formulas_and_search_go_on(api: Api, own_world: World) -> None:
    await lead_object(own_world, "text", searchable=True)
    shouted = {"name": "loud", "type": "text", "formula": {"cat": [{"var": "value"}, "!"]}}
    await api.change(own_world.admin, {"addField": {"object": "lead", "field": shouted}})
    await filled(own_world, "globex")
    await api.change(own_world.admin, to("longText"))
    found = await api.data(own_world.admin, '{ leads(search: "glob") { nodes { value loud } } }')
    assert found["leads"]["nodes"] == [{"value": "globex", "loud": "globex!"}]
    refused = await api.try_change(own_world.admin, to("json", emptyUnfit=True))
    (error,) = refused["errors"]
    assert (error["code"], error["message"]) == (
        "CATALOG_IN_USE", "As a json field lead.value does not fit the formula of lead.loud.",
    )  # fmt: skip


async def test_a_rollback_converts_back(api: Api, own_world: World) -> None:
    await lead_object(own_world, "text")
    await filled(own_world, "12", "3")
    version = (await api.data(own_world.admin, "{ catalog { version } }"))["catalog"]["version"]
    await api.change(
        own_world.admin, to("integer"), {"setBounds": {"object": "lead", "field": "value", "minimum": 1}}
    )
    back = await api.data(
        own_world.admin, f"mutation {{ rollBackCatalog(to: {version}) {{ errors {{ message }} }} }}"
    )
    assert back["rollBackCatalog"]["errors"] == []
    assert await shown(own_world) == ["12", "3"]


REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "to a relation": ({}, to("relation"), "CATALOG_INVALID", "type"),
    "to numbers of the database": ({}, to("autoNumber"), "CATALOG_INVALID", "type"),
    "to nothing known": ({}, to("texte"), "CATALOG_TYPE_UNKNOWN", "type"),
    "to a choice of nothing": ({}, to("choice"), "CATALOG_INVALID", "options"),
    "amounts of no currency": ({}, to("money", currency="Euro"), "INVALID_VALUE", "currency"),
    "a default that does not fit": ({"default": "many"}, to("integer"), "CATALOG_INVALID", "type"),
    "a required value emptied": (
        {"required": True},
        to("integer", emptyUnfit=True),
        "CATALOG_INVALID",
        "emptyUnfit",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_has_a_place_and_a_hint(api: Api, own_world: World, case: Any) -> None:
    settings, change, code, place = case
    await lead_object(own_world, **settings)
    refused = await api.try_change(own_world.admin, change)
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == (code, ["changes", 0, "setFieldType", place])
    assert error["hint"]


SHANGHAI = {"setTimeZone": {"timeZone": "Asia/Shanghai"}}
NEW_YORK = {"setTimeZone": {"timeZone": "America/New_York"}}
DAYS_OF_ZONES: dict[str, tuple[dict[str, Any], str, list[Any], str, list[Any]]] = {
    "moments to days": (
        SHANGHAI, "datetime", ["2026-01-01T15:59:59Z", "2026-01-01T16:00:00Z"], "date", ["2026-01-01", "2026-01-02"],
    ),
    "moments to days behind UTC": (
        NEW_YORK, "datetime", ["2026-03-08T04:59:59Z", "2026-03-09T03:59:59Z"], "date", ["2026-03-07", "2026-03-08"],
    ),
    "days to moments": (SHANGHAI, "date", ["2026-01-02"], "datetime", ["2026-01-01T16:00:00+00:00"]),
    "days to moments where clocks are put back": (
        NEW_YORK, "date", ["2026-11-01", "2026-11-02"], "datetime",
        ["2026-11-01T04:00:00+00:00", "2026-11-02T05:00:00+00:00"],
    ),
    "texts to moments": (
        SHANGHAI, "text", ["2026/1/2 09:30", "2026-01-02T09:30:00Z"], "datetime",
        ["2026-01-02T01:30:00+00:00", "2026-01-02T09:30:00+00:00"],
    ),
    "moments to texts": (SHANGHAI, "datetime", ["2026-01-01T18:00:00Z"], "text", ["2026-01-02 02:00:00+08:00"]),
}  # fmt: skip


@pytest.mark.parametrize("case", DAYS_OF_ZONES.values(), ids=DAYS_OF_ZONES)
async def test_days_are_those_of_the_time_zone(own_world: World, case: Any) -> None:
    zone, before, values, after, expected = case
    await own_world.api.change(own_world.admin, zone)
    await lead_object(own_world, before)
    await filled(own_world, *values)
    await own_world.api.change(own_world.admin, to(after))
    assert await shown(own_world) == expected


async def test_a_moment_on_no_day_of_the_time_zone_is_not_converted(own_world: World) -> None:
    """In Shanghai it is the year 10000 already, and the year 1 begins in the year before it."""
    await own_world.api.change(own_world.admin, SHANGHAI)
    await lead_object(own_world, "datetime")
    (last,) = await filled(own_world, "9999-12-31T23:00:00Z")
    (error,) = (await own_world.api.try_change(own_world.admin, to("date")))["errors"]
    assert (error["code"], error["details"]["ids"]) == ("CATALOG_ROWS_CONFLICT", [last])
    await own_world.api.change(own_world.admin, to("date", emptyUnfit=True))
    (first,) = await filled(own_world, "0001-01-01")
    (error,) = (await own_world.api.try_change(own_world.admin, to("datetime")))["errors"]
    assert (error["code"], error["details"]["ids"]) == ("CATALOG_ROWS_CONFLICT", [first])


async def test_a_default_is_converted_by_the_time_zone_too(own_world: World) -> None:
    await own_world.api.change(own_world.admin, SHANGHAI)
    await lead_object(own_world, "datetime", default="2026-01-01T18:00:00Z")
    await own_world.api.change(own_world.admin, to("date"))
    await own_world.api.data(own_world.admin, CREATE, {"input": {"name": "L"}})
    assert await shown(own_world) == ["2026-01-02"]
    await own_world.api.change(own_world.admin, to("datetime"))
    await own_world.api.data(own_world.admin, CREATE, {"input": {"name": "M"}})
    assert await shown(own_world) == ["2026-01-01T16:00:00+00:00"] * 2


@pytest.mark.parametrize(
    ("before", "after"), [("money", "money"), ("money", "decimal"), ("integer", "decimal")]
)
async def test_only_what_has_no_currency_gets_one(own_world: World, before: str, after: str) -> None:
    """Amounts keep theirs, and what is no amount has none."""
    await lead_object(own_world, before)
    (error,) = (await own_world.api.try_change(own_world.admin, to(after, scale=4, currency="EUR")))["errors"]
    assert (error["code"], error["path"]) == ("CATALOG_INVALID", ["changes", 0, "setFieldType", "currency"])
    assert error["hint"] == "Leave it out."
