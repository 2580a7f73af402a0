"""The whole of GraphQL's language over records: each construct wherever it can stand, in one statement."""

from typing import Any

import pytest

from tests.client import Api, observed
from tests.world import World

DESCRIPTIONS = """query ($type: String!) { __type(name: $type) { description
  fields { name description } inputFields { name description } enumValues { name description } } }"""


async def described(api: Api, token: str, type_: str, language: str) -> dict[str, Any]:
    headers = {"Accept-Language": language}
    return (await api.data(token, DESCRIPTIONS, {"type": type_}, **headers))["__type"]


@pytest.mark.parametrize(
    ("language", "label", "amount", "stage"),
    [
        ("en", "Deal", "Amount", "Qualified"),
        ("zh-CN", "商机", "金额", "已确认"),
        ("zh", "商机", "金额", "已确认"),
        ("de, zh-CN;q=0.5, en;q=0.1", "商机", "金额", "已确认"),
        ("fr", "Deal", "Amount", "Qualified"),
    ],
)
async def test_descriptions_are_in_the_callers_language(api, world, language, label, amount, stage):
    deal = await described(api, world.manager, "Deal", language)
    assert deal["description"] == label
    assert {field["name"]: field["description"] for field in deal["fields"]}["amount"] == amount
    stages = await described(api, world.manager, "DealStage", language)
    assert {value["name"]: value["description"] for value in stages["enumValues"]}["qualified"] == stage
    given = await described(api, world.manager, "DealCreateInput", language)
    assert {field["name"]: field["description"] for field in given["inputFields"]}["amount"] == amount


async def statements(api: Api, token: str, document: str, variables: dict[str, Any] | None = None) -> Any:
    """The data of a query, which must have run one statement."""
    await api.data(token, document, variables)  # what the caches lack is read now
    with observed(api.engine.database) as seen:
        data = await api.data(token, document, variables)
    assert len(seen) == 1, seen
    return data


EVERYTHING = """
query Everything(
  $id: ID!, $ids: [ID!]! = [], $first: Int = 2, $where: DealWhere, $deep: Boolean!, $order: OrderDirection = DESC
) {
  one: deal(id: $id) { ...deal }
  other: node(id: $id) { __typename ... on Deal @include(if: $deep) { ...deal } ... on Account { name } }
  several: nodes(ids: $ids) { i: id ... { __typename } }
  list: deals(first: $first, where: $where, orderBy: [{ field: name, direction: $order }]) {
    total: totalCount
    totalCount
    edges { c: cursor node { ...deal } }
    again: nodes { name ... on Node { id } }
    pageInfo { more: hasNextPage __typename }
    __typename
  }
  groups: dealGroups(by: [{ field: stage }], where: $where) { k: keys { v: value } n: count }
  accounts(first: 1, orderBy: [{ field: name }]) @skip(if: false) {
    nodes {
      first: deals(first: 1, orderBy: [{ field: name }]) { nodes { name } }
      last: deals(last: 1, orderBy: [{ field: name }]) { nodes { name account { name ...parent } } }
      ...parent
    }
  }
  __typename
}
fragment deal on Deal { id title: name money: amount { value: amount __typename } ...more @include(if: $deep) }
fragment more on Deal { account { name parent { name } } owner { who: name } score @skip(if: true) }
fragment parent on Account { parent { name } }
"""


async def test_everything_at_once_is_one_statement(api: Api, world: World):
    variables = {
        "id": world.ids["alpha"],
        "ids": [world.ids["globex"], world.ids["zeta"]],
        "where": {"account": {"sector": {"eq": "software"}}},
        "deep": True,
    }
    data = await statements(api, world.manager, EVERYTHING, variables)
    deal = {
        "id": world.ids["alpha"],
        "title": "Alpha",
        "money": {"value": "1000.00", "__typename": "Money"},
        "account": {"name": "Globex", "parent": {"name": "Globex Holding"}},
        "owner": {"who": "Manager"},
    }
    assert data["one"] == deal
    assert data["other"] == {"__typename": "Deal", **deal}
    assert data["several"] == [{"i": world.ids["globex"], "__typename": "Account"}, None]
    listed = data["list"]
    assert (listed["total"], listed["totalCount"]) == (4, 4)
    assert [edge["node"]["title"] for edge in listed["edges"]] == ["Gamma", "Epsilon"]
    assert [node["name"] for node in listed["again"]] == ["Gamma", "Epsilon"]
    assert listed["pageInfo"] == {"more": True, "__typename": "PageInfo"}
    assert data["groups"] == [{"k": [{"v": "lead"}], "n": 3}, {"k": [{"v": "qualified"}], "n": 1}]
    (account,) = data["accounts"]["nodes"]
    assert account["first"] == {"nodes": [{"name": "Alpha"}]}
    assert account["last"]["nodes"][0]["account"] == {"name": "Globex", "parent": {"name": "Globex Holding"}}
    assert list(data) == ["one", "other", "several", "list", "groups", "accounts", "__typename"]


async def test_what_is_left_out_is_not_there(api: Api, world: World):
    data = await statements(api, world.manager, EVERYTHING, {"id": world.ids["alpha"], "deep": False})
    assert set(data["one"]) == {"id", "title", "money"}
    assert data["other"] == {"__typename": "Deal"}
    assert data["several"] == []


async def test_mutations_run_in_the_order_of_the_document(scratch: World):
    document = """mutation ($name: String!) {
      z: createAccount(input: { name: $name }) { account { id version } errors { code } }
      a: createAccount(input: { name: $name }) { account { id } errors { code path } }
    }"""
    data = await scratch.api.data(scratch.manager, document, {"name": "In order"})
    assert list(data) == ["z", "a"]
    assert data["z"]["errors"] == []
    assert data["a"] == {"account": None, "errors": [{"code": "UNIQUE", "path": ["input", "name"]}]}


@pytest.mark.parametrize(
    "document",
    [
        "{ deals { nodes { name } } deals { totalCount(x: 1) } }",
        "{ deals { nodes { name: id name } } }",
        "{ a: deal(id: 1) { name } a: deal(id: 2) { name } }",
        "query ($unused: Int) { deals { totalCount } }",
        "query { deals(first: $undefined) { totalCount } }",
        "fragment f on Deal { name } { deals { totalCount } }",
        "{ deals { nodes { ...f } } } fragment f on Deal { name ...f }",
        "{ deals { nodes { ... on Account { name } } } }",
        "{ deals { nodes { account } } }",
        "{ deals @skip(if: true) @skip(if: true) { totalCount } }",
        '{ deals(where: { name: { eq: "a" }, name: { eq: "b" } }) { totalCount } }',
        "mutation { deals { totalCount } }",
        "{}",
        "{ deals {} }",
        "{ deals { nodes { ...f } } } fragment f on Deal {}",
        "subscription { dealChanged { id } accountChanged { id } }",
    ],
)
async def test_validation_is_that_of_the_specification(api: Api, world: World, document: str):
    assert set(await api.codes(world.manager, document)) <= {
        "GRAPHQL_VALIDATION_FAILED",
        "GRAPHQL_PARSE_FAILED",
    }
    assert await api.codes(world.manager, document) != []
