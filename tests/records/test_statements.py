"""Each query, whatever its depth, and each root field of a mutation is exactly one statement on a warm process."""

import pytest

PAGE = "totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id name } }"
DEEP = f"""
query ($id: ID!, $rule: JSON!) {{
  __typename
  account(id: $id) {{
    name owner {{ name }}
    parent {{ name subsidiaries {{ nodes {{ deals {{ {PAGE} nodes {{ account {{ parent {{ name }} }} }} }} }} }} }}
    contacts {{ {PAGE} }}
    deals(where: {{ rule: $rule, account: {{ parent: {{ sector: {{ eq: retail }} }} }} }}) {{
      nodes {{ stageHistory {{ to by {{ name }} }} transitions {{ to verdict {{ clauses {{ sentence }} }} }} }}
    }}
  }}
  deals(last: 2, orderBy: [{{ field: score, direction: DESC }}, {{ field: amount }}]) {{ {PAGE} }}
  contacts(where: {{ or: [{{ account: null }}, {{ email: {{ isNull: false }} }}] }}) {{ {PAGE} }}
}}"""
QUERIES = {
    "by id": ("query ($id: ID!) { account(id: $id) { name } }", {}),
    "a list": ("{ deals { nodes { name } } }", {}),
    "a page with all its parts": (f"{{ deals(first: 2) {{ {PAGE} }} }}", {}),
    "three roots, five levels": (DEEP, {"rule": {">": [{"var": "score"}, 10]}}),
}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("role", ["admin", "manager", "rep"])
async def test_a_query_is_one_statement(world, api_statements, name, role):
    document, variables = QUERIES[name]
    if "$id" in document:
        variables = {**variables, "id": world.ids["globex"]}
    for _ in range(2):
        await world.api.data(world.token(role), "{ me { roles } }")
        api_statements.clear()
        await world.api.data(world.token(role), document, variables)
        assert len(api_statements) == 1


async def test_a_root_field_of_a_mutation_is_one_statement(scratch, api_statements):
    api, token = scratch.api, scratch.manager
    deal = await scratch.create(token, "deal", name="Counted")
    record = "deal { name account { name } stageHistory { to } } errors { code }"
    writes = [
        f'createDeal(input: {{ name: "More", amount: {{ amount: 1, currency: "EUR" }} }}) {{ {record} }}',
        f"updateDeal(id: $id, input: {{ score: 5, closeDate: null }}) {{ {record} }}",
        f'promoteDeal(id: $id, to: "qualified", input: {{ score: 7 }}) {{ {record} verdict {{ open }} }}',
        f'promoteDeal(id: $id, to: "lost") {{ {record} verdict {{ clauses {{ sentence }} }} }}',
        f"deleteDeal(id: $id) {{ {record} }}",
        f"restoreDeal(id: $id) {{ {record} }}",
        f"restoreDeal(id: $id) {{ {record} }}",
    ]
    for write in writes:
        api_statements.clear()
        declared = "($id: ID!)" if "$id" in write else ""
        await api.data(token, f"mutation {declared} {{ {write} }}", {"id": deal} if declared else None)
        assert len(api_statements) == 1, write
    aliased = " ".join(f"w{position}: {write}" for position, write in enumerate(writes))
    api_statements.clear()
    await api.data(token, f"mutation ($id: ID!) {{ {aliased} }}", {"id": deal})
    assert len(api_statements) == len(writes)


async def test_plans_are_kept_by_shape_not_by_value(world, api_statements):
    document = "query ($where: DealWhere) { deals(where: $where) { nodes { name } } }"
    texts = set()
    for wanted in (["a"], ["a", "b"], ["a", "b", "c"]):
        api_statements.clear()
        await world.api.data(world.manager, document, {"where": {"name": {"in": wanted}}})
        texts.update(api_statements)
    assert len(texts) == 1


async def test_after_a_publish_it_asks_a_few_times_and_then_once(own_world, api_statements):
    document = "{ deals { nodes { name } } }"
    added = {"object": "deal", "field": {"name": "extra", "type": "text"}}
    await own_world.api.change(own_world.admin, {"addField": added})
    api_statements.clear()
    await own_world.api.data(own_world.manager, document)
    assert 1 < len(api_statements) <= 8
    api_statements.clear()
    await own_world.api.data(own_world.manager, document)
    assert len(api_statements) == 1
