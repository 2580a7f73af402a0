"""Fields that a formula gives: read, filtered, grouped, used in gates, changed, hidden with what they are made of."""

from typing import Any

import pytest

from tests.api.formula_sales import ANSWERED, COMPUTED, SALE, UPDATE, added, change, create
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, add_member, make_world


@copied
async def shop(api: Api) -> World:
    world = await make_world(api)
    await api.change(world.admin, {"addObject": SALE})
    return world


async def test_a_formula_is_answered_by_create_read_and_update(api: Api, shop: World) -> None:
    made = await create(shop)
    record = made.pop("id")
    assert made == ANSWERED
    read = await api.data(
        shop.admin, f"query ($id: ID!) {{ sale(id: $id) {{ {COMPUTED} }} }}", {"id": record}
    )
    assert read["sale"] == ANSWERED
    changed = await api.data(
        shop.admin, UPDATE, {"id": record, "input": {"cost": "950", "pieces": 0, "due": None}}
    )
    assert changed["updateSale"]["sale"] == {
        **ANSWERED,
        "margin": "50.00",
        "marginPart": "0.050",
        "perPiece": None,
        "rich": False,
        "remindAt": None,
        "line": "苏州精密 · 100% \\ it's 0/ goods",
    }


async def test_of_nothing_nothing_comes(shop: World) -> None:
    made = await create(shop, amount=None, buyer=None, pieces=None, due=None, kind=None)
    del made["id"]
    assert made == {
        "margin": None,
        "marginPart": None,
        "perPiece": None,
        "rich": False,
        "remindAt": None,
        "line": " · 100% \\ it's / ",
        "sort": None,
    }


async def test_the_largest_values_can_be_read(api: Api, shop: World) -> None:
    await create(
        shop, amount={"amount": "9999999999999999.99", "currency": "CNY"}, cost="-9999999999999999.99"
    )
    found = await api.data(shop.admin, "{ sales { nodes { margin marginPart } } }")
    assert found["sales"]["nodes"] == [{"margin": "19999999999999999.98", "marginPart": "2.000"}]


async def test_lists_filter_order_and_group_by_it(api: Api, shop: World) -> None:
    for title, cost in (("a", "990"), ("b", "100"), ("c", "500")):
        await create(shop, title=title, cost=cost)
    document = """query ($rule: JSON) {
      rich: sales(where: {margin: {gt: "100"}}, orderBy: [{field: margin, direction: DESC}]) { nodes { title } }
      ruled: sales(where: {rule: $rule}) { nodes { title } }
      page: sales(first: 1, orderBy: [{field: margin}]) { edges { cursor node { title } } }
      saleGroups(by: [{field: rich}]) { keys { value } count sum { margin } }
    }"""
    found = await api.data(shop.admin, document, {"rule": {">": [{"var": "marginPart"}, 0.6]}})
    assert [each["title"] for each in found["rich"]["nodes"]] == ["b", "c"]
    assert [each["title"] for each in found["ruled"]["nodes"]] == ["b"]
    assert sorted(
        (each["keys"][0]["value"], each["count"], each["sum"]["margin"]) for each in found["saleGroups"]
    ) == [
        (False, 1, "10.00"),
        (True, 2, "1400.00"),
    ]
    (edge,) = found["page"]["edges"]
    assert edge["node"] == {"title": "a"}
    after = await api.data(
        shop.admin,
        "query ($after: String) { sales(first: 1, after: $after, orderBy: [{field: margin}]) { nodes { title } } }",
        {"after": edge["cursor"]},
    )
    assert after["sales"]["nodes"] == [{"title": "c"}]


async def test_nobody_gives_its_value(api: Api, shop: World) -> None:
    for document in (
        'mutation { createSale(input: {margin: "1"}) { sale { id } } }',
        'mutation { updateSale(id: "x", input: {line: "x"}) { sale { id } } }',
    ):
        assert await api.codes(shop.admin, document) == ["GRAPHQL_VALIDATION_FAILED"]
    found = await api.data(
        shop.admin, "{ catalog { objects { name fields { name formula canRead canCreate canUpdate } } } }"
    )
    (fields,) = [each["fields"] for each in found["catalog"]["objects"] if each["name"] == "sale"]
    (margin,) = [each for each in fields if each["name"] == "margin"]
    assert margin == {
        "name": "margin",
        "formula": {"-": [{"var": "amount"}, {"var": "cost"}]},
        "canRead": True,
        "canCreate": False,
        "canUpdate": False,
    }


@pytest.mark.parametrize(
    ("field", "code", "path"),
    [
        ({"formula": {"var": "nothing"}}, "RULE_UNKNOWN_PATH", ["formula", "var"]),
        ({"formula": {"var": "buyer"}}, "RULE_TYPE", ["formula"]),
        ({"formula": {"cat": ["a"]}}, "RULE_TYPE", ["formula"]),
        ({"formula": {"+": [{"var": "buyer"}, 1]}}, "RULE_TYPE", ["formula", "+", 0]),
        ({"type": "boolean", "formula": {"==": [{"var": "ownerId"}, None]}}, "FORMULA_INVALID", ["formula"]),
        ({"formula": {"+": [{"var": "extra"}, 1]}}, "FORMULA_INVALID", ["formula"]),
        ({"formula": {"var": "cost"}, "required": True}, "CATALOG_INVALID", ["required"]),
        ({"formula": {"var": "cost"}, "unique": True}, "CATALOG_INVALID", ["unique"]),
        ({"formula": {"var": "cost"}, "default": "1"}, "CATALOG_INVALID", ["default"]),
        (
            {"type": "text", "formula": {"var": "buyer"}, "searchable": True},
            "CATALOG_INVALID",
            ["searchable"],
        ),
        ({"type": "integer", "formula": {"var": "pieces"}}, "CATALOG_INVALID", ["formula"]),
        ({"type": "money", "formula": {"var": "amount"}}, "CATALOG_INVALID", ["formula"]),
    ],
)
async def test_what_no_formula_can_be(shop: World, field: dict[str, Any], code: str, path: list[Any]) -> None:
    assert await change(shop, added(**field)) == [(code, ["changes", 0, "addField", "field", *path])]


async def test_formulas_in_a_circle_are_refused(shop: World) -> None:
    circle = {
        "setFormula": {"object": "sale", "field": "margin", "formula": {"*": [{"var": "marginPart"}, 2]}}
    }
    refused = await shop.api.try_change(shop.admin, circle)
    (error,) = refused["errors"]
    assert error["code"] == "FORMULA_INVALID"
    assert error["path"] == ["changes", 0, "setFormula", "formula"]
    assert "margin → marginPart → margin" in error["message"]


async def test_formulas_that_grow_beyond_all_bounds_are_refused(shop: World) -> None:
    """Each reads the one before ten times: written out, the fifth would have a hundred thousand parts."""
    changes = [added(name="level0", formula={"+": [{"var": "cost"}, 1]})]
    for level in range(1, 6):
        parts = [{"var": f"level{level - 1}"}] * 10
        changes.append(added(name=f"level{level}", formula={"+": parts}))
    assert await change(shop, *changes) == [
        ("FORMULA_INVALID", ["changes", 3, "addField", "field", "formula"])
    ]


async def test_a_formula_holds_for_records_that_exist_and_follows_a_rename(api: Api, shop: World) -> None:
    record = (await create(shop))["id"]
    await api.change(
        shop.admin,
        added(name="twice", formula={"*": [{"var": "cost"}, 2]}),
        {"renameField": {"object": "sale", "field": "cost", "name": "outlay"}},
    )
    found = await api.data(shop.admin, "{ sales { nodes { twice margin } } }")
    assert found["sales"]["nodes"] == [{"twice": "1400.00", "margin": "300.00"}]
    changed = await api.data(
        shop.admin,
        'mutation ($id: ID!) { updateSale(id: $id, input: {outlay: "1"}) { sale { twice margin } } }',
        {"id": record},
    )
    assert changed["updateSale"]["sale"] == {"twice": "2.00", "margin": "999.00"}
    catalog = await api.data(shop.admin, "{ catalog { objects { name fields { name formula } } } }")
    (fields,) = [each["fields"] for each in catalog["catalog"]["objects"] if each["name"] == "sale"]
    (margin,) = [each["formula"] for each in fields if each["name"] == "margin"]
    assert margin == {"-": [{"var": "amount"}, {"var": "outlay"}]}


async def test_another_formula_holds_for_those_that_read_it_too(api: Api, shop: World) -> None:
    await create(shop)
    await api.change(
        shop.admin,
        {"setFormula": {"object": "sale", "field": "margin", "formula": {"-": [{"var": "amount"}, 100]}}},
    )
    found = await api.data(shop.admin, "{ sales { nodes { margin marginPart rich } } }")
    assert found["sales"]["nodes"] == [{"margin": "900.00", "marginPart": "0.900", "rich": True}]
    assert await change(
        shop, {"setFormula": {"object": "sale", "field": "cost", "formula": {"var": "amount"}}}
    ) == [("CATALOG_INVALID", ["changes", 0, "setFormula", "field"])]


async def test_what_a_formula_reads_cannot_be_removed(shop: World) -> None:
    refused = await shop.api.try_change(shop.admin, {"removeField": {"object": "sale", "field": "margin"}})
    (error,) = refused["errors"]
    assert error["code"] == "CATALOG_IN_USE"
    assert "the formula of sale.marginPart" in error["message"]
    removed = [
        {"removeField": {"object": "sale", "field": name}}
        for name in ("rich", "marginPart", "margin", "cost")
    ]
    assert await change(shop, *removed) == []


PIPELINE = {
    "object": "sale",
    "name": "sales",
    "stages": [{"name": "offer"}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "offer", "target": "won", "gate": {">=": [{"var": "marginPart"}, 0.25]}}],
}
PROMOTE = """mutation ($id: ID!, $with: SaleUpdateInput) {
  promoteSale(id: $id, to: "won", input: $with) {
    promoted sale { margin } errors { code }
    verdict { clauses { field actual needed satisfied sentence redacted } }
  }
}"""


async def test_a_gate_judges_by_the_record_as_it_would_be(api: Api, shop: World) -> None:
    await api.change(shop.admin, {"addPipeline": PIPELINE})
    record = (await create(shop, cost="900"))["id"]
    refused = await api.data(shop.admin, PROMOTE, {"id": record})
    (clause,) = refused["promoteSale"]["verdict"]["clauses"]
    assert clause == {
        "field": "marginPart",
        "actual": 0.1,
        "needed": 0.25,
        "satisfied": False,
        "sentence": "marginPart must be at least 0.25",
        "redacted": False,
    }
    moved = await api.data(shop.admin, PROMOTE, {"id": record, "with": {"cost": "750"}})
    assert moved["promoteSale"]["promoted"]
    assert moved["promoteSale"]["sale"] == {"margin": "250.00"}


async def test_who_may_not_read_the_parts_does_not_read_the_whole(api: Api, shop: World) -> None:
    role = {
        "name": "clerk",
        "grants": [
            {"object": "sale", "action": "*"},
            {"object": "sale", "action": "read", "field": "cost", "effect": "deny"},
        ],
    }
    await api.change(shop.admin, {"addPipeline": PIPELINE}, {"addRole": role})
    clerk, _ = await add_member(api, shop.admin, shop.slug, "clerk")
    assert await api.codes(clerk, "{ sales { nodes { margin } } }") == ["GRAPHQL_VALIDATION_FAILED"]
    for hidden in ("margin", "marginPart", "rich"):
        where = "query ($where: SaleWhere) { sales(where: $where) { totalCount } }"
        assert await api.codes(clerk, where, {"where": {"rule": {"filled": {"var": hidden}}}}) == [
            "RULE_UNKNOWN_PATH"
        ]
    record = (await create(shop, cost="900"))["id"]
    seen = await api.data(clerk, "query ($id: ID!) { sale(id: $id) { perPiece line } }", {"id": record})
    assert seen["sale"]["perPiece"] == "333.33"
    refused = await api.data(clerk, PROMOTE.replace("sale { margin } ", ""), {"id": record})
    (clause,) = refused["promoteSale"]["verdict"]["clauses"]
    assert clause["redacted"]
    assert clause["actual"] is clause["needed"] is clause["field"] is None


async def test_a_quotient_of_quotients_is_exact_and_never_divides_by_zero(api: Api, shop: World) -> None:
    """A divisor is not rounded before it divides: 1/3 would become 0.33, and 1/1000 nothing."""
    ratio = {"/": [100, {"/": [{"var": "cost"}, {"var": "pieces"}]}]}
    await api.change(
        shop.admin,
        added(name="ratio", formula=ratio),
        added(name="remnant", formula={"%": [7, ratio["/"][1]]}),
    )
    await create(shop, cost="1", pieces=3)
    await create(shop, cost="1", pieces=1000)
    await create(shop, cost="9999999999999999.99", pieces=1)
    found = await api.data(shop.admin, "{ sales { nodes { ratio } } }")
    assert [each["ratio"] for each in found["sales"]["nodes"]] == ["300.00", "100000.00", "0.00"]
    where = "query ($rule: JSON) { sales(where: {rule: $rule}) { totalCount } }"
    ruled = await api.data(shop.admin, where, {"rule": {">": [ratio, 301]}})
    assert ruled["sales"]["totalCount"] == 1


STAGES = {
    "object": "sale",
    "name": "sales",
    "stages": [{"name": "offer"}, {"name": "talk"}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "offer", "target": "won"}],
}


async def test_formulas_follow_a_renamed_stage(api: Api, shop: World) -> None:
    await api.change(
        shop.admin,
        {"addPipeline": STAGES},
        added(name="open", type="boolean", formula={"==": [{"var": "stage"}, "offer"]}),
        added(name="opening", type="text", formula={"if": [{"var": "open"}, "yes", "no"]}),
        added(name="head", type="text", formula={"cat": [{"var": "stage"}, "/", {"var": "kind"}]}),
    )
    await create(shop)
    await api.change(shop.admin, {"renameStage": {"object": "sale", "stage": "offer", "name": "bid"}})
    found = await api.data(shop.admin, "{ sales { nodes { open opening head } } }")
    assert found["sales"]["nodes"] == [{"open": True, "opening": "yes", "head": "bid/goods"}]
    assert await change(shop, {"removeStage": {"object": "sale", "stage": "talk"}}) == [], (
        "no formula names it"
    )
    assert [code for code, _ in await change(shop, {"removeStage": {"object": "sale", "stage": "bid"}})] == [
        "CATALOG_IN_USE"
    ]


async def test_no_formula_gives_what_its_type_has_not(api: Api, shop: World) -> None:
    back: dict[str, Any] = {"var": "due"}
    for _ in range(15):
        back = {"date_subtract": [back, 99, "year"]}
    power: dict[str, Any] = {"var": "cost"}
    for _ in range(5):
        power = {"*": [power, power]}
    await api.change(
        shop.admin,
        added(name="long", type="text", formula={"cat": [{"var": "buyer"}] * 50}),
        added(name="longer", type="text", formula={"cat": [{"var": "long"}] * 30}),
        added(name="antiquity", type="date", formula=back),
        added(name="earlier", type="date", formula={"date_subtract": [{"var": "antiquity"}, 99, "year"]}),
        added(name="power", formula=power),
    )
    await create(shop, buyer="x" * 1000, cost="9999999999999999.99")
    document = """{ sales(orderBy: [{field: power}, {field: antiquity}]) {
      edges { cursor node { long longer antiquity earlier power } } } }"""
    found = await api.data(shop.admin, document)
    (edge,) = found["sales"]["edges"]
    node = edge["node"]
    assert (len(node["long"]), len(node["longer"])) == (1000, 1000)
    assert (node["antiquity"], node["earlier"], node["power"]) == ("0541-03-05", "0442-03-05", None)
    assert len(edge["cursor"]) < 1_000


async def test_formulas_are_not_deeper_than_postgresql_reads(shop: World) -> None:
    changes = [added(name="level0", formula={"+": [{"var": "cost"}, 1]})]
    changes += [
        added(name=f"level{level}", formula={"+": [{"var": f"level{level - 1}"}, 1]})
        for level in range(1, 30)
    ]
    refused = await change(shop, *changes)
    assert [code for code, _ in refused] == ["FORMULA_INVALID"]
    assert await change(shop, *changes[:15]) == []
    grown = {"*": [{"var": "cost"}] * 2}
    for _ in range(12):
        grown = {"+": [grown, 1]}
    deeper = {"setFormula": {"object": "sale", "field": "level0", "formula": grown}}
    assert await change(shop, deeper) == [("FORMULA_INVALID", ["changes", 0, "setFormula", "formula"])]
