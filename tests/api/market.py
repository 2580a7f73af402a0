"""Firms and their sales, with formulas over relations and roll-ups of every kind."""

from typing import Any

from tests.world import World

FIRM: dict[str, Any] = {
    "name": "firm",
    "plural": "firms",
    "display": "title",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "credit", "type": "decimal"},
        {"name": "mother", "type": "relation", "target": "firm", "reverse": "daughters"},
    ],
}
SALE: dict[str, Any] = {
    "name": "sale",
    "plural": "sales",
    "display": "title",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "firm", "type": "relation", "target": "firm", "reverse": "sales"},
        {"name": "price", "type": "money"},
        {"name": "pieces", "type": "integer"},
        {"name": "due", "type": "date"},
        {"name": "live", "type": "boolean"},
        {"name": "twofold", "type": "decimal", "formula": {"*": [{"var": "pieces"}, 2]}},
    ],
}


def field(of: str, name: str, type_: str, **settings: Any) -> dict[str, Any]:
    return {"addField": {"object": of, "field": {"name": name, "type": type_, **settings}}}


def roll_up(
    function: str, of: str | None = None, where: Any = None, relation: str = "sales"
) -> dict[str, Any]:
    found: dict[str, Any] = {"relation": relation, "function": function}
    return {"rollUp": found | ({"field": of} if of else {}) | ({"where": where} if where is not None else {})}


COMPUTED = [
    field("firm", "number", "integer", **roll_up("count")),
    field("firm", "pieces", "decimal", scale=0, **roll_up("sum", "pieces")),
    field("firm", "turnover", "money", **roll_up("sum", "price")),
    field("firm", "openPieces", "decimal", scale=0, **roll_up("sum", "pieces", {"var": "live"})),
    field("firm", "meanPieces", "decimal", **roll_up("avg", "pieces")),
    field("firm", "fewest", "integer", **roll_up("min", "pieces")),
    field("firm", "lastDue", "date", **roll_up("max", "due")),
    field("firm", "doubled", "decimal", **roll_up("sum", "twofold")),
    field("firm", "rest", "decimal", formula={"-": [{"var": "credit"}, {"var": "pieces"}]}),
    field(
        "sale",
        "buyer",
        "text",
        formula={"cat": [{"var": "firm.title"}, " / ", {"var": "firm.mother.title"}]},
    ),
    field("sale", "share", "decimal", scale=3, formula={"/": [{"var": "pieces"}, {"var": "firm.pieces"}]}),
    field("sale", "late", "boolean", formula={"<": [{"var": "due"}, {"today": []}]}),
]
VALUES = "number pieces turnover { amount currency } openPieces meanPieces fewest lastDue doubled rest"


async def create(world: World, of: str, **given: Any) -> str:
    name = of[0].upper() + of[1:]
    document = f"""mutation ($input: {name}CreateInput!) {{
      create{name}(input: $input) {{ {of} {{ id }} errors {{ code path }} }} }}"""
    found = (await world.api.data(world.admin, document, {"input": given}))[f"create{name}"]
    assert found["errors"] == []
    record: str = found[of]["id"]
    return record


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


async def filled(world: World) -> tuple[str, str]:
    """A firm with three sales, one of them deleted, and its mother without any."""
    mother = await create(world, "firm", title="苏州集团", credit="100")
    firm = await create(world, "firm", title="苏州精密", credit="50", motherId=mother)
    await create(
        world, "sale", title="a", firmId=firm, price=cny("10.50"), pieces=3, due="2020-01-31", live=True
    )
    await create(world, "sale", title="b", firmId=firm, price=cny("0.25"), pieces=4, due="9000-02-01")
    gone = await create(world, "sale", title="c", firmId=firm, price=cny("99"), pieces=99, due="9999-01-01")
    await world.api.data(
        world.admin, "mutation ($id: ID!) { deleteSale(id: $id) { errors { code } } }", {"id": gone}
    )
    return mother, firm
