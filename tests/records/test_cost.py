"""The cost of an operation: rows it may return, told with every answer, bounded before anything runs."""

from typing import Any

import pytest

from records.cost import MOST_ROWS
from tests.world import World


def cost_of(answer: dict[str, Any]) -> int:
    assert "errors" not in answer, answer
    assert answer["extensions"]["cost"]["limit"] == MOST_ROWS
    rows: int = answer["extensions"]["cost"]["rows"]
    return rows


@pytest.mark.parametrize(
    ("document", "rows"),
    [
        ('{ deal(id: "@alpha") { name } }', 1),
        ('{ a: deal(id: "@alpha") { name account { name } } node(id: "@alpha") { id } }', 2),
        ('{ nodes(ids: ["@alpha", "@beta", "@gamma"]) { id } }', 3),
        ('{ nodes(ids: ["@globex", "@beta"]) { ... on Account { deals(first: 7) { nodes { id } } } } }', 16),
        ("{ deals { nodes { name } } }", 20),
        ("{ deals(first: 3) { totalCount } }", 0),
        ("{ deals(first: 3) { pageInfo { hasNextPage } } }", 0),
        ("{ deals(first: 3) { edges { cursor } } }", 3),
        ("{ deals(first: 3) { edges { a: node { id } b: node { id } } nodes { id } } }", 9),
        ("{ deals(last: 30) { nodes { account { name parent { name } } } } }", 30),
        ("{ accounts(first: 20) { nodes { deals(first: 5) { nodes { name } } } } }", 120),
        ("{ accounts(first: 0) { nodes { deals(first: 500) { nodes { name } } } } }", 0),
        (
            "{ accounts(first: 10) { nodes { deals(first: 5) { nodes { name } } contacts { nodes { id } } } } "
            "contacts(first: 1) { nodes { id } } }",
            10 + 50 + 200 + 1,
        ),
        (
            "{ accounts(first: 2) { nodes { subsidiaries(first: 3) { nodes { deals(first: 4) { nodes { id } } } } } }"
            " }",
            2 + 6 + 24,
        ),
        ("{ me { roles } deals(first: 2) { nodes { id } } }", 2),
    ],
)
async def test_rows_are_counted_from_the_plan(world: World, document: str, rows: int) -> None:
    for name, id_ in world.ids.items():
        document = document.replace(f"@{name}", id_)
    assert cost_of(await world.api.ask(world.manager, document)) == rows


async def test_page_sizes_are_values_of_the_request(world: World) -> None:
    document = """query ($n: Int, $m: Int!, $ids: [ID!]!) {
      accounts(first: $n) { nodes { deals(first: $m) { nodes { id } } } } nodes(ids: $ids) { id } }"""
    for n, m, many in ((1, 1, 0), (4, 5, 2), (100, 7, 1)):
        variables = {"n": n, "m": m, "ids": [world.ids["alpha"]] * many}
        assert cost_of(await world.api.ask(world.manager, document, variables)) == n + n * m + many


async def test_what_reads_no_records_has_no_cost(world: World) -> None:
    for document in ("{ me { roles } }", "{ __typename }", "{ catalog { version } }"):
        assert "extensions" not in await world.api.ask(world.manager, document)


async def test_too_many_rows_are_refused_before_anything_runs(
    world: World, api_statements: list[str]
) -> None:
    document = """query ($n: Int!) { accounts(first: 500) { nodes {
      deals(first: $n) { nodes { id } } contacts(first: 100) { nodes { id } } } } }"""
    assert cost_of(await world.api.ask(world.manager, document, {"n": 99})) == 100_000
    api_statements.clear()
    answer = await world.api.ask(world.manager, document, {"n": 100})
    # Only the head is read, to see that the plan was made for the catalog in force.
    assert [text for text in api_statements if "deal" in text] == []
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    assert error["extensions"]["details"] == {"rows": 100_500, "limit": MOST_ROWS}
    assert "100,500 rows" in error["message"]


async def test_the_same_list_under_many_aliases_is_counted_each_time(world: World) -> None:
    lists = " ".join(f"a{n}: deals(first: 500) {{ nodes {{ id }} }}" for n in range(90))
    document = f"{{ {lists} accounts(first: 500) {{ nodes {{ deals(first: 200) {{ nodes {{ id }} }} }} }} }}"
    assert await world.api.codes(world.manager, document) == ["QUERY_TOO_COMPLEX"]


MANY_WRITES = """mutation ($id: ID!, $n: Int!) {
  a: updateAccount(id: $id, input: { employees: 1 }) { account { deals(first: $n) { nodes { id } } } }
  b: updateAccount(id: $id, input: { employees: 2 }) { account { contacts(first: 3) { nodes { id } } } }
}"""


async def test_the_writes_of_an_operation_are_counted_together(scratch: World) -> None:
    account = await scratch.create(scratch.manager, "account", name="Counted")
    assert cost_of(await scratch.api.ask(scratch.manager, MANY_WRITES, {"id": account, "n": 4})) == 9
    inner = "deals(first: 500) { nodes { account { deals(first: 190) { nodes { id } } } } }"
    dear = " ".join(
        f"m{n}: updateAccount(id: $id, input: {{ employees: {n + 10} }}) {{ account {{ {inner} }} }}"
        for n in range(2)
    )
    answer = await scratch.api.ask(scratch.manager, f"mutation ($id: ID!) {{ {dear} }}", {"id": account})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["QUERY_TOO_COMPLEX"]
    assert answer.get("data") is None
    found = await scratch.api.data(
        scratch.manager, "query ($id: ID!) { account(id: $id) { employees } }", {"id": account}
    )
    assert found["account"]["employees"] == 2


async def test_a_refused_write_counts_what_it_might_have_answered(scratch: World) -> None:
    document = (
        'mutation { deleteDeal(id: "0197f5d2-0000-7000-8000-000000000000") { deal { id } errors { code } } }'
    )
    assert cost_of(await scratch.api.ask(scratch.manager, document)) == 1
