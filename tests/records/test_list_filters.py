"""`some`, `every` and `none` say what Python's any and all say of the list that the caller sees."""

from typing import Any

import pytest

CONDITIONS: dict[str, Any] = {
    "anything": ({}, lambda deal: True),
    "a comparison": ({"score": {"gt": 50}}, lambda deal: deal["score"] is not None and deal["score"] > 50),
    "null": ({"amount": {"isNull": True}}, lambda deal: deal["amount"] is None),
    "not": (
        {"not": {"score": {"gt": 50}}},
        lambda deal: not (deal["score"] is not None and deal["score"] > 50),
    ),
    "a relation": ({"account": {"sector": {"eq": "software"}}}, lambda deal: True),
}
QUANTIFIERS: dict[str, Any] = {"some": any, "every": all, "none": lambda found: not any(found)}
LISTS = "{ accounts(first: 100) { nodes { id deals(first: 100) { nodes { score amount { amount } } } } } }"
FILTER = "query ($where: AccountWhere) { accounts(where: $where, first: 500) { nodes { id } } }"


@pytest.mark.parametrize("role", ["rep", "manager"])
@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("quantifier", QUANTIFIERS)
async def test_it_agrees_with_the_list(world, role, name, quantifier):
    token = world.token(role)
    where, holds = CONDITIONS[name]
    accounts = (await world.api.data(token, LISTS))["accounts"]["nodes"]
    wanted = {
        account["id"]
        for account in accounts
        if QUANTIFIERS[quantifier](holds(deal) for deal in account["deals"]["nodes"])
    }
    found = await world.api.data(token, FILTER, {"where": {"deals": {quantifier: where}}})
    assert {node["id"] for node in found["accounts"]["nodes"]} == wanted


async def test_null_is_refused_with_its_place(world):
    found = await world.api.ask(world.manager, FILTER, {"where": {"deals": {"some": None}}})
    (error,) = found["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", ["where", "deals", "some"])


async def test_who_cannot_read_the_list_cannot_filter_by_it(world):
    document = "{ accounts(where: { contacts: { some: {} } }) { totalCount } }"
    assert await world.api.codes(world.viewer, document) != []
    document = "{ deals(where: { account: { contacts: { some: {} } } }) { totalCount } }"
    assert await world.api.codes(world.viewer, document) == ["GRAPHQL_VALIDATION_FAILED"]


def followed(hops: int, quantifier: str, *, of_deals: bool = True) -> dict[str, Any]:
    """A filter that follows so many relations, to and fro between deals and accounts."""
    if hops == 0:
        return {"version": {"gt": 0}}
    inner = followed(hops - 1, quantifier, of_deals=not of_deals)
    return {"account": inner} if of_deals else {"deals": {quantifier: inner}}


@pytest.mark.parametrize("quantifier", QUANTIFIERS)
async def test_relations_in_a_filter_are_bounded(world, quantifier):
    document = "query ($where: DealWhere) { deals(where: $where) { totalCount } }"
    assert await world.api.codes(world.manager, document, {"where": followed(7, quantifier)}) == []
    for hops in (9, 29, 61):
        found = await world.api.ask(world.manager, document, {"where": followed(hops, quantifier)})
        (error,) = found["errors"]
        assert (error["extensions"]["code"], error["path"]) == ("QUERY_TOO_COMPLEX", ["where"])
    many = " ".join(
        f'a{number}: deals(where: {{ account: {{ parent: {{ name: {{ eq: "x" }} }} }} }}) {{ totalCount }}'
        for number in range(60)
    )
    assert await world.api.codes(world.manager, "{ " + many + " }") == ["QUERY_TOO_COMPLEX"]
