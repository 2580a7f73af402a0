"""What numbers are compared with has more decimals, or more digits, than they are kept with: nothing is rounded."""

from decimal import Decimal
from typing import Any

import pytest

from tests.world import World

MARGINS: list[str | None] = [None, "0", "0.0001", "-0.0001", "999999.9999"]
ASKED = ["0.00004", "-0.00004", "0.00005", "0.0001", "0.00010000001", "999999.99994", "1e150", "-1e150"]
SINGLE = {
    "eq": lambda has, asked: has is not None and has == asked,
    "ne": lambda has, asked: has != asked,
    "lt": lambda has, asked: has is not None and has < asked,
    "lte": lambda has, asked: has is not None and has <= asked,
    "gt": lambda has, asked: has is not None and has > asked,
    "gte": lambda has, asked: has is not None and has >= asked,
}
FIND = "query ($where: DealWhere) { deals(where: $where) { nodes { name } } }"
GROUP = """query ($where: DealWhere, $having: DealHaving) {
  dealGroups(by: [{ field: name }], where: $where, having: $having) { keys { value } } }"""


@pytest.fixture(scope="module")
async def priced(scratch: World) -> World:
    """A deal for each margin, named after it, three of them with an amount."""
    amounts = {"0.0001": "0", "-0.0001": "0", "999999.9999": "0.01"}
    for margin in MARGINS:
        amount = amounts.get(margin or "")
        values = {"margin": margin, "amount": amount and {"amount": amount, "currency": "EUR"}}
        await scratch.create(scratch.manager, "deal", name=f"priced {margin}", **values)
    return scratch


async def found(world: World, condition: dict[str, Any]) -> set[str]:
    where = {"and": [{"name": {"startsWith": "priced "}}, condition]}
    data = await world.api.data(world.manager, FIND, {"where": where})
    return {node["name"].removeprefix("priced ") for node in data["deals"]["nodes"]}


@pytest.mark.parametrize("asked", ASKED)
async def test_no_decimal_is_rounded(priced: World, asked: str) -> None:
    for operator, holds in SINGLE.items():
        wanted = {
            str(margin)
            for margin in MARGINS
            if holds(None if margin is None else Decimal(margin), Decimal(asked))
        }
        assert await found(priced, {"margin": {operator: asked}}) == wanted, operator
    among = [*ASKED, asked]
    wanted = {str(each) for each in MARGINS if each is not None and Decimal(each) in map(Decimal, among)}
    assert await found(priced, {"margin": {"in": among}}) == wanted
    assert await found(priced, {"margin": {"notIn": among}}) == {str(each) for each in MARGINS} - wanted


@pytest.mark.parametrize(
    ("operator", "wanted"), [("eq", set()), ("gte", {"999999.9999"}), ("lt", {"0.0001", "-0.0001"})]
)
async def test_no_amount_is_rounded(priced: World, operator: str, wanted: set[str]) -> None:
    assert await found(priced, {"amount": {operator: "0.001"}}) == wanted


@pytest.mark.parametrize(
    ("operator", "wanted"), [("eq", set()), ("lt", {"0", "-0.0001"}), ("gt", {"0.0001", "999999.9999"})]
)
@pytest.mark.parametrize("aggregate", ["min", "max", "sum"])
async def test_no_aggregate_is_compared_with_a_rounded_one(
    priced: World, aggregate: str, operator: str, wanted: set[str]
) -> None:
    variables = {
        "where": {"name": {"startsWith": "priced "}},
        "having": {aggregate: {"margin": {operator: "0.00004"}}},
    }
    data = await priced.api.data(priced.manager, GROUP, variables)
    keys = {group["keys"][0]["value"].removeprefix("priced ") for group in data["dealGroups"]}
    assert keys == wanted
