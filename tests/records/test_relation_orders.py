"""Orders by a field of a related record: the pages give the whole list, whatever is null or not to be seen."""

import itertools
from typing import Any

import pytest

from tests.world import World

PAGE = """
query ($where: DealWhere, $order: [DealOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  deals(where: $where, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { name account { name } } } pageInfo { hasNextPage hasPreviousPage }
  }
}"""
DIRECTIONS = ("ASC", "ASC_NULLS_FIRST", "DESC", "DESC_NULLS_FIRST")
NUMBERS = itertools.count()


async def filled(world: World) -> str:
    """Deals on accounts of 10, 20, unknown many and again 10 employees, and one on none; the names begin alike."""
    prefix = f"related {next(NUMBERS)}:"
    for position, employees in enumerate((10, 20, None, 10)):
        account = await world.create(
            world.manager, "account", name=f"{prefix}{position}", employees=employees
        )
        for _ in range(2):
            await world.create(world.manager, "deal", name=f"{prefix}{position}", accountId=account)
    await world.create(world.manager, "deal", name=f"{prefix}none")
    return prefix


async def page(world: World, prefix: str, order: list[Any], **arguments: Any) -> dict[str, Any]:
    variables = {"where": {"name": {"startsWith": prefix}}, "order": order, **arguments}
    found: dict[str, Any] = (await world.api.data(world.manager, PAGE, variables))["deals"]
    return found


def names(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["name"].partition(":")[2] for edge in found["edges"]]


@pytest.mark.parametrize("direction", DIRECTIONS)
async def test_pages_run_both_ways(scratch, direction):
    prefix = await filled(scratch)
    order = [{"account": {"field": "employees", "direction": direction}}, {"field": "name"}]
    whole = names(await page(scratch, prefix, order))
    tens, twenty, unknown = ["0", "0", "3", "3"], ["1", "1"], ["2", "2", "none"]
    numbers = tens + twenty if direction.startswith("ASC") else twenty + tens
    assert whole == (unknown + numbers if direction.endswith("FIRST") else numbers + unknown)
    for size in (1, 2, 3):
        forward: list[str] = []
        found = await page(scratch, prefix, order, first=size)
        while True:
            forward += names(found)
            if not found["pageInfo"]["hasNextPage"]:
                break
            found = await page(scratch, prefix, order, first=size, after=found["edges"][-1]["cursor"])
        backward: list[str] = []
        found = await page(scratch, prefix, order, last=size)
        while True:
            backward = names(found) + backward
            if not found["pageInfo"]["hasPreviousPage"]:
                break
            found = await page(scratch, prefix, order, last=size, before=found["edges"][0]["cursor"])
        assert forward == backward == whole


async def test_a_cursor_of_another_relation_is_refused(scratch):
    prefix = await filled(scratch)
    found = await page(scratch, prefix, [{"account": {"field": "name"}}], first=1)
    for order in ([{"field": "name"}], [{"account": {"parent": {"field": "name"}}}]):
        variables = {"order": order, "after": found["edges"][0]["cursor"]}
        assert await scratch.api.codes(scratch.manager, PAGE, variables) == ["CURSOR_INVALID"]


BAD_ORDERS = {
    "nothing": ([{}], ["orderBy", 0]),
    "two things": ([{"field": "name"}, {"field": "name", "account": {"field": "name"}}], ["orderBy", 1]),
    "a direction of a relation": (
        [{"account": {"field": "name"}, "direction": "DESC"}],
        ["orderBy", 0, "direction"],
    ),
    "nothing of a relation": ([{"account": {"parent": {}}}], ["orderBy", 0, "account", "parent"]),
}


@pytest.mark.parametrize("name", BAD_ORDERS)
async def test_what_is_no_key_is_refused_with_its_place(world, name):
    order, path = BAD_ORDERS[name]
    found = await world.api.ask(world.manager, PAGE, {"order": order})
    (error,) = found["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", path)
    assert error["extensions"]["hint"]


async def test_orders_are_bounded(world):
    deep: dict[str, Any] = {"field": "name"}
    for _ in range(5):
        deep = {"parent": deep}
    for order in ([{"account": deep}], [{"field": "name"}] * 11):
        assert await world.api.codes(world.manager, PAGE, {"order": order}) == ["QUERY_TOO_COMPLEX"]


async def test_a_hidden_field_orders_nothing(world):
    codes = await world.api.codes(world.rep, PAGE, {"order": [{"account": {"field": "secret"}}]})
    assert codes == ["BAD_USER_INPUT"]
    codes = await world.api.codes(world.viewer, PAGE, {"order": [{"account": {"field": "name"}}]})
    assert codes  # the viewer reads no accounts: there is no such entry, nor could `account` be selected
