"""Sales with computed fields, for the tests of formulas."""

from typing import Any

from tests.world import World, labels

SALE: dict[str, Any] = {
    "name": "sale",
    "plural": "sales",
    "display": "title",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "buyer", "type": "text"},
        {"name": "amount", "type": "money"},
        {"name": "cost", "type": "decimal"},
        {"name": "pieces", "type": "integer"},
        {"name": "due", "type": "date"},
        {
            "name": "kind",
            "type": "choice",
            "options": [{"key": "goods", "labels": labels("Goods", "货物")}, {"key": "service"}],
        },
        {"name": "margin", "type": "decimal", "formula": {"-": [{"var": "amount"}, {"var": "cost"}]}},
        {
            "name": "marginPart",
            "type": "decimal",
            "scale": 3,
            "formula": {"/": [{"var": "margin"}, {"var": "amount"}]},
        },
        {"name": "perPiece", "type": "decimal", "formula": {"/": [{"var": "amount"}, {"var": "pieces"}]}},
        {"name": "rich", "type": "boolean", "formula": {">": [{"var": "margin"}, 100]}},
        {"name": "remindAt", "type": "date", "formula": {"date_subtract": [{"var": "due"}, 1, "week"]}},
        {
            "name": "line",
            "type": "text",
            "formula": {
                "cat": [
                    {"var": "buyer"},
                    " · 100% \\ it's ",
                    {"var": "pieces"},
                    "/",
                    {"var": "due"},
                    " ",
                    {"var": "kind"},
                ]
            },
        },
        {"name": "sort", "type": "text", "formula": {"var": "kind"}},
    ],
}
COMPUTED = "margin marginPart perPiece rich remindAt line sort"
GIVEN = {
    "title": "O-1",
    "buyer": "苏州精密",
    "amount": {"amount": "1000.00", "currency": "CNY"},
    "cost": "700",
    "pieces": 3,
    "due": "2026-03-05",
    "kind": "goods",
}
ANSWERED = {
    "margin": "300.00",
    "marginPart": "0.300",
    "perPiece": "333.33",
    "rich": True,
    "remindAt": "2026-02-26",
    "line": "苏州精密 · 100% \\ it's 3/2026-03-05 goods",
    "sort": "goods",
}
CREATE = f"""mutation ($input: SaleCreateInput!) {{
  createSale(input: $input) {{ sale {{ id {COMPUTED} }} errors {{ code path }} }} }}"""
UPDATE = f"""mutation ($id: ID!, $input: SaleUpdateInput!) {{
  updateSale(id: $id, input: $input) {{ sale {{ {COMPUTED} }} errors {{ code path }} }} }}"""


async def create(world: World, **given: Any) -> dict[str, Any]:
    found = await world.api.data(world.admin, CREATE, {"input": {**GIVEN, **given}})
    assert found["createSale"]["errors"] == []
    sale: dict[str, Any] = found["createSale"]["sale"]
    return sale


async def change(world: World, *changes: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    """The codes and paths of what is refused."""
    found = await world.api.try_change(world.admin, *changes)
    return [(each["code"], each["path"]) for each in found["errors"]]


def added(**field: Any) -> dict[str, Any]:
    return {"addField": {"object": "sale", "field": {"name": "extra", "type": "decimal", **field}}}
