"""Choices and stages are ordered as they are defined, in lists as in groups, and pages follow when that changes."""

from typing import Any

import pytest

from tests.world import World

PAGE = """
query ($order: [DealOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  deals(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { name } }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
  }
}"""
BY_SOURCE = [{"field": "source"}, {"field": "name"}]


async def page(world: World, order: list[Any], **arguments: Any) -> tuple[list[str], dict[str, Any]]:
    """The names of the page and its facts."""
    data = await world.api.data(world.manager, PAGE, {"order": order, **arguments})
    return [edge["node"]["name"] for edge in data["deals"]["edges"]], data["deals"]["pageInfo"]


@pytest.fixture
async def sourced(own_world: World) -> World:
    """Deals that are named after the source that they have."""
    for source in ("referral", None, "web"):
        await own_world.create(own_world.manager, "deal", name=str(source), source=source)
    return own_world


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("ASC", ["web", "referral", "None"]),
        ("ASC_NULLS_FIRST", ["None", "web", "referral"]),
        ("DESC", ["referral", "web", "None"]),
        ("DESC_NULLS_FIRST", ["None", "referral", "web"]),
    ],
)
async def test_options_come_as_they_are_defined(sourced, direction, expected):
    order = [{"field": "source", "direction": direction}]
    assert (await page(sourced, order))[0] == expected
    found: list[str] = []
    facts: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while facts["hasNextPage"]:
        names, facts = await page(sourced, order, first=1, after=facts["endCursor"])
        found += names
    assert found == expected
    found, facts = [], {"hasPreviousPage": True, "startCursor": None}
    while facts["hasPreviousPage"]:
        names, facts = await page(sourced, order, last=1, before=facts["startCursor"])
        found = names + found
    assert found == expected


async def test_stages_come_as_they_are_defined(own_world):
    """By their names the lost one would come second."""
    for name, to in (("a", "lost"), ("b", "qualified"), ("c", None)):
        account = await own_world.create(own_world.manager, "account", name=name, sector="software")
        values = {"name": name, "budgetConfirmed": True, "score": 90, "accountId": account}
        deal = await own_world.create(own_world.manager, "deal", **values)
        document = "mutation ($id: ID!, $to: String!) { promoteDeal(id: $id, to: $to) { promoted } }"
        if to is not None:
            moved = await own_world.api.data(own_world.manager, document, {"id": deal, "to": to})
            assert moved == {"promoteDeal": {"promoted": True}}
    assert (await page(own_world, [{"field": "stage"}]))[0] == ["c", "b", "a"]
    assert (await page(own_world, [{"field": "stage", "direction": "DESC"}]))[0] == ["a", "b", "c"]


async def test_a_related_record_orders_by_its_choice(own_world):
    """The sectors are made to be `software` and `retail`, in this order."""
    await own_world.api.change(
        own_world.admin, {"moveOption": {"object": "account", "field": "sector", "option": "retail"}}
    )
    for sector in ("software", None, "retail"):
        account = await own_world.create(own_world.manager, "account", name=str(sector), sector=sector)
        await own_world.create(own_world.manager, "deal", name=str(sector), accountId=account)
    order = [{"account": {"field": "sector"}}]
    assert (await page(own_world, order))[0] == ["software", "retail", "None"]
    first = (await page(own_world, order, first=1))[1]["endCursor"]
    assert (await page(own_world, order, after=first))[0] == ["retail", "None"]


async def test_pages_go_on_when_options_are_added_and_moved(sourced):
    cursor = (await page(sourced, BY_SOURCE, first=1))[1]["endCursor"]
    await sourced.api.change(
        sourced.admin,
        {"addOption": {"object": "deal", "field": "source", "before": "web", "option": {"key": "fair"}}},
    )
    assert (await page(sourced, BY_SOURCE, after=cursor))[0] == ["referral", "None"]
    await sourced.api.change(
        sourced.admin,
        {"moveOption": {"object": "deal", "field": "source", "option": "referral", "before": "fair"}},
    )
    assert (await page(sourced, BY_SOURCE))[0] == ["referral", "web", "None"]
    assert (await page(sourced, BY_SOURCE, after=cursor))[0] == ["None"]


async def test_a_cursor_at_an_option_that_was_removed_is_refused(sourced):
    cursor = (await page(sourced, BY_SOURCE, first=1))[1]["endCursor"]
    await sourced.api.change(
        sourced.admin, {"removeOption": {"object": "deal", "field": "source", "option": "web"}}
    )
    variables = {"order": BY_SOURCE, "after": cursor}
    assert await sourced.api.codes(sourced.manager, PAGE, variables) == ["CURSOR_INVALID"]
