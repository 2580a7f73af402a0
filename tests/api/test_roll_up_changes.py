"""Publishing formulas over relations and roll-ups: what is refused, what follows, what is in use."""

from typing import Any

import pytest

from tests.api.market import COMPUTED, FIRM, SALE, field, filled, roll_up
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, make_world


@copied
async def market(api: Api) -> World:
    world = await make_world(api)
    await api.change(world.admin, {"addObject": FIRM}, {"addObject": SALE}, *COMPUTED)
    return world


async def change(world: World, *changes: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    found = await world.api.try_change(world.admin, *changes)
    return [(each["code"], each["path"]) for each in found["errors"]]


@pytest.mark.parametrize(
    ("type_", "settings", "code", "path"),
    [
        ("decimal", roll_up("sum", "pieces", relation="nothing"), "CATALOG_UNKNOWN", ["rollUp", "relation"]),
        ("decimal", roll_up("sum", "nothing"), "CATALOG_UNKNOWN", ["rollUp", "field"]),
        ("decimal", roll_up("sum"), "CATALOG_INVALID", ["rollUp", "field"]),
        ("integer", roll_up("count", "pieces"), "CATALOG_INVALID", ["rollUp", "field"]),
        ("decimal", roll_up("sum", "title"), "RULE_TYPE", ["rollUp", "field"]),
        ("integer", roll_up("sum", "pieces"), "RULE_TYPE", ["type"]),
        ("decimal", roll_up("sum", "price"), "RULE_TYPE", ["type"]),
        ("text", roll_up("max", "due"), "CATALOG_INVALID", ["rollUp"]),
        ("decimal", roll_up("max", "due"), "RULE_TYPE", ["type"]),
        (
            "integer",
            roll_up("count", where={"var": "nothing"}),
            "RULE_UNKNOWN_PATH",
            ["rollUp", "where", "var"],
        ),
        ("integer", roll_up("count", where={"var": "pieces"}), "RULE_TYPE", ["rollUp", "where"]),
        ("integer", {**roll_up("count"), "required": True}, "CATALOG_INVALID", ["required"]),
        ("integer", {**roll_up("count"), "unique": True}, "CATALOG_INVALID", ["unique"]),
        ("decimal", {**roll_up("count"), "formula": {"var": "credit"}}, "CATALOG_INVALID", ["rollUp"]),
        ("decimal", {"formula": {"var": "mother.nothing"}}, "RULE_UNKNOWN_PATH", ["formula", "var"]),
        ("boolean", {"formula": {"==": [{"var": "mother.id"}, None]}}, "FORMULA_INVALID", ["formula"]),
    ],
)
async def test_what_none_can_be(
    market: World, type_: str, settings: dict[str, Any], code: str, path: list[Any]
) -> None:
    assert await change(market, field("firm", "extra", type_, **settings)) == [
        (code, ["changes", 0, "addField", "field", *path])
    ]


async def test_circles_over_objects_are_refused_with_the_way(market: World) -> None:
    refused = await market.api.try_change(
        market.admin,
        {
            "setFormula": {
                "object": "sale",
                "field": "twofold",
                "formula": {"*": [{"var": "firm.doubled"}, 2]},
            }
        },
    )
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("FORMULA_INVALID", ["changes", 0, "setFormula", "formula"])
    assert "sale.twofold → firm.doubled → sale.twofold" in error["message"]
    above = {"setFormula": {"object": "firm", "field": "rest", "formula": {"+": [{"var": "mother.rest"}, 1]}}}
    assert await change(market, above) == [("FORMULA_INVALID", ["changes", 0, "setFormula", "formula"])]


async def test_nobody_builds_a_bomb_of_them(market: World) -> None:
    """A chain of relations, roll-ups within roll-ups, and formulas that grow with each other are refused."""
    changes = [field("firm", "level0", "decimal", formula={"var": "mother.mother.credit"})]
    changes += [
        field("firm", f"level{level}", "decimal", formula={"var": f"mother.mother.level{level - 1}"})
        for level in range(1, 5)
    ]
    assert await change(market, *changes) == [
        ("FORMULA_INVALID", ["changes", 4, "addField", "field", "formula"])
    ]
    assert await change(market, *changes[:4]) == []
    deep: Any = {"var": "level3"}
    for _ in range(30):
        deep = {"+": [deep, 1]}
    document = """query ($rule: JSON) {
      firms(where: {rule: $rule, level3: {gte: "0"}}, orderBy: [{mother: {field: level3}}]) {
      nodes { level3 mother { level3 } } } }"""
    assert await market.api.data(market.admin, document, {"rule": {">": [deep, 1]}}) == {
        "firms": {"nodes": []}
    }
    nested = [
        field("firm", f"nested{level}", "decimal", **roll_up("sum", below, relation="daughters"))
        for level, below in enumerate(("pieces", "nested0"))
    ]
    assert await change(market, nested[0]) == []
    assert await change(market, nested[1]) == [
        ("FORMULA_INVALID", ["changes", 0, "addField", "field", "rollUp"])
    ]
    many = {"+": [{"var": "mother.credit"}] * 51}
    assert await change(market, field("firm", "many", "decimal", formula=many)) == [
        ("FORMULA_INVALID", ["changes", 0, "addField", "field", "formula"])
    ]
    doubling: dict[str, Any] = {"var": "mother.credit"}
    for _ in range(6):
        doubling = {"max": [doubling, 1]}
    assert await change(market, field("firm", "doubling", "decimal", formula=doubling)) == [
        ("FORMULA_INVALID", ["changes", 0, "addField", "field", "formula"])
    ]


async def test_formulas_move_between_columns_and_none(api: Api, market: World) -> None:
    await filled(market)
    add = field("firm", "twice", "decimal", formula={"*": [{"var": "plain"}, 2]})
    await api.change(
        market.admin, field("firm", "plain", "decimal", formula={"+": [{"var": "credit"}, 1]}), add
    )

    async def values() -> list[tuple[str, str]]:
        found = await api.data(market.admin, "{ firms { nodes { plain twice } } }")
        return [(each["plain"], each["twice"]) for each in found["firms"]["nodes"]]

    assert await values() == [("101.00", "202.00"), ("51.00", "102.00")]

    def formula(rule: Any) -> dict[str, Any]:
        return {"setFormula": {"object": "firm", "field": "plain", "formula": rule}}

    await api.change(market.admin, formula({"+": [{"var": "mother.credit"}, 1]}))
    assert await values() == [(None, None), ("101.00", "202.00")]
    await api.change(market.admin, {"renameField": {"object": "firm", "field": "plain", "name": "plainer"}})
    await api.change(market.admin, {"renameField": {"object": "firm", "field": "plainer", "name": "plain"}})
    await api.change(market.admin, formula({"-": [{"var": "credit"}, 1]}))
    assert await values() == [("99.00", "198.00"), ("49.00", "98.00")]
    await api.change(market.admin, formula({"+": [{"var": "pieces"}, 1]}))
    assert await values() == [("1.00", "2.00"), ("8.00", "16.00")]
    gone = [{"removeField": {"object": "firm", "field": name}} for name in ("twice", "plain")]
    await api.change(market.admin, *gone)


async def test_they_follow_renames_on_the_way(api: Api, market: World) -> None:
    await filled(market)
    await api.change(
        market.admin,
        {"renameField": {"object": "firm", "field": "mother", "name": "parent"}},
        {"renameField": {"object": "firm", "field": "title", "name": "name"}},
        {"renameField": {"object": "sale", "field": "live", "name": "running"}},
        {"renameField": {"object": "sale", "field": "pieces", "name": "count"}},
        {"renameObject": {"object": "sale", "name": "purchase", "plural": "purchases"}},
    )
    found = await api.data(
        market.admin, "{ firms { nodes { openPieces } } purchases(first: 1) { nodes { buyer share } } }"
    )
    assert [each["openPieces"] for each in found["firms"]["nodes"]] == ["0", "3"]
    assert found["purchases"]["nodes"] == [{"buyer": "苏州精密 / 苏州集团", "share": "0.429"}]
    shown = "{ catalog { objects { name fields { name rollUp { relation function field where } } } } }"
    catalog = await api.data(market.admin, shown)
    (fields,) = [each["fields"] for each in catalog["catalog"]["objects"] if each["name"] == "firm"]
    (rolled,) = [each["rollUp"] for each in fields if each["name"] == "openPieces"]
    assert rolled == {"relation": "sales", "function": "sum", "field": "count", "where": {"var": "running"}}


async def test_another_roll_up_holds_at_once(api: Api, market: World) -> None:
    await filled(market)
    new = roll_up("max", "pieces", {"!": {"var": "live"}})["rollUp"]
    await api.change(market.admin, {"setRollUp": {"object": "firm", "field": "pieces", "rollUp": new}})
    found = await api.data(market.admin, "{ firms { nodes { pieces rest } } }")
    assert [(each["pieces"], each["rest"]) for each in found["firms"]["nodes"]] == [
        (None, None),
        ("4", "46.00"),
    ]
    sums = {"setRollUp": {"object": "firm", "field": "rest", "rollUp": new}}
    assert await change(market, sums) == [("CATALOG_INVALID", ["changes", 0, "setRollUp", "field"])]
    bad = {
        "setRollUp": {
            "object": "firm",
            "field": "pieces",
            "rollUp": {"relation": "sales", "function": "sum"},
        }
    }
    assert await change(market, bad) == [("CATALOG_INVALID", ["changes", 0, "setRollUp", "rollUp", "field"])]


@pytest.mark.parametrize(
    ("removal", "user"),
    [
        ({"removeField": {"object": "sale", "field": "pieces"}}, "the roll-up firm.pieces"),
        ({"removeField": {"object": "sale", "field": "live"}}, "the roll-up firm.openPieces"),
        ({"removeField": {"object": "sale", "field": "firm"}}, "the roll-up firm.number"),
        ({"removeField": {"object": "firm", "field": "pieces"}}, "the formula of firm.rest"),
        ({"removeField": {"object": "firm", "field": "mother"}}, "the formula of sale.buyer"),
        ({"removeObject": {"object": "sale"}}, "firm.number"),
    ],
)
async def test_what_they_read_cannot_be_removed(market: World, removal: dict[str, Any], user: str) -> None:
    refused = await market.api.try_change(market.admin, removal)
    (error,) = refused["errors"]
    assert error["code"] == "CATALOG_IN_USE"
    assert user in error["message"]
