"""Introspection answers what graphql-core's own executor does, and lets others in meanwhile."""

import asyncio
from typing import Any

import orjson
import pytest
from graphql import (
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLSchema,
    execute,
    get_introspection_query,
    get_variable_values,
    parse,
    validate,
)

from api.execution import introspection
from api.execution.introspection import Introspection
from api.fixed.root import FIXED_SCHEMA
from api.guards import operation_of
from api.planning.selections import Document, selected_fields
from api.types.lazy_schema import LazySchema
from api.types.tenant_types import tenant_graphql_schema
from policies.decide import decide
from tests.bench.tenants import tenant_catalog
from tests.world import World

WHOLE = get_introspection_query(
    specified_by_url=True,
    directive_is_repeatable=True,
    schema_description=True,
    input_value_deprecation=True,
)
PARTS = """query ($name: String!, $all: Boolean!, $old: Boolean) {
  __typename
  first: __type(name: $name) {
    ...named kind fields(includeDeprecated: $all) { ...field isDeprecated deprecationReason }
  }
  second: __type(name: "Thing1Where") { name inputFields { name type { ofType { name } } defaultValue } isOneOf }
  none: __type(name: "Nothing") { name }
  __schema {
    __typename
    queryType { name fields @include(if: $all) { name } }
    subscriptionType { name @skip(if: $all) kind }
    types { ...named ... on __Type { fields { ...field } } enumValues(includeDeprecated: $old) { __typename name } }
    directives { name locations args(includeDeprecated: $all) { name type { name } } isRepeatable }
    twice: types { possibleTypes { name } interfaces { name } }
  }
}
fragment named on __Type { name description }
fragment field on __Field { __typename name args { name description defaultValue } type { name kind ofType { name } } }
"""


def tenant_types(objects: int = 3) -> LazySchema:
    catalog = tenant_catalog(0, objects)
    return tenant_graphql_schema(catalog, decide(catalog, "t_test", ("rol_admin",)), FIXED_SCHEMA, "zh-CN")


async def answered(types: GraphQLSchema, text: str, variables: dict[str, Any]) -> dict[str, Any]:
    document = parse(text)
    assert validate(types, document) == []
    node = operation_of(document, None, read_only=True)
    values = get_variable_values(types, node.variable_definitions or (), variables)
    assert not isinstance(values, list)
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    read = Document(types, fragments, values)
    assert types.query_type is not None
    roots = selected_fields(read, types.query_type, [node.selection_set])
    answering = Introspection(read)
    return {
        each.name: orjson.loads(await answering.json(each))
        for each in roots
        if each.field in introspection.META_FIELDS
    }


@pytest.mark.parametrize("types", [FIXED_SCHEMA, tenant_types()], ids=["anonymous", "tenant"])
@pytest.mark.parametrize(
    ("document", "variables"),
    [
        (WHOLE, {}),
        (PARTS, {"name": "Thing1", "all": True}),
        (PARTS, {"name": "Query", "all": False, "old": True}),
        (PARTS, {"name": "__Type", "all": True, "old": False}),
    ],
    ids=["whole", "record", "query", "type"],
)
async def test_it_answers_what_graphql_core_does(
    types: GraphQLSchema, document: str, variables: dict[str, Any]
):
    expected = execute(types, parse(document), variable_values=variables)
    assert isinstance(expected, ExecutionResult)
    assert expected.errors is None
    assert expected.data is not None
    data = {name: value for name, value in expected.data.items() if name != "__typename"}
    found = await answered(types, document, variables)
    assert found == data
    # The order of a response is that of its selection.
    assert orjson.dumps(found) == orjson.dumps(data)


async def test_others_are_let_in_after_each_type(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(introspection, "TURN", 0)
    turns = 0
    done = False

    async def others() -> None:
        nonlocal turns
        while not done:
            turns += 1
            await asyncio.sleep(0)

    types = tenant_types()
    waiting = asyncio.create_task(others())
    found = await answered(types, WHOLE, {})
    done = True
    await waiting
    # Once when it is told, and all but those of introspection itself once when it is made.
    assert turns > 1.9 * len(found["__schema"]["types"])


async def test_all_types_are_made_one_after_the_other():
    types = tenant_types()
    steps = sum(1 for _ in types.growing())
    fields = types.own_fields
    assert fields > 0
    assert steps <= len(types.type_map)
    assert types.own_fields == fields


async def test_a_null_where_none_may_be_is_told_of_the_root_field(world: World):
    document = 'query ($old: Boolean) { __type(name: "Deal") { fields(includeDeprecated: $old) { name } } }'
    body = await world.api.ask(world.manager, document, {"old": None})
    assert body["data"] is None
    (error,) = body["errors"]
    assert error["path"] == ["__type"]
    assert "includeDeprecated" in error["message"]


async def test_lists_without_end_are_refused(world: World, monkeypatch: pytest.MonkeyPatch):
    document = "{ __schema { types { name fields { name args { type { inputFields { name } } } } } } }"
    whole = await world.api.data(world.manager, document)
    lists: list[list[Any]] = [whole["__schema"]["types"]]
    for type_ in whole["__schema"]["types"]:
        lists.append(type_["fields"] or [])
        for field in type_["fields"] or []:
            lists.append(field["args"])
            lists += [each["type"]["inputFields"] or [] for each in field["args"]]
    monkeypatch.setattr(introspection, "MOST_ITEMS", sum(map(len, lists)))
    assert await world.api.data(world.manager, document) == whole
    monkeypatch.setattr(introspection, "MOST_ITEMS", sum(map(len, lists)) - 1)
    assert await world.api.codes(world.manager, document) == ["QUERY_TOO_COMPLEX"]


async def test_it_stands_beside_records_and_configuration(world: World):
    document = (
        '{ a: __type(name: "Deal") { name } deals(first: 1) { totalCount } me { roles } b: __typename }'
    )
    data = await world.api.data(world.manager, document)
    assert list(data) == ["a", "deals", "me", "b"]
    assert data["a"] == {"name": "Deal"}
    assert data["b"] == "Query"
