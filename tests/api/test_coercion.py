"""Values are coerced as graphql-core coerces them, and what it refuses is left to it."""

from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    build_schema,
    get_variable_values,
    parse,
    print_schema,
)
from graphql.utilities import coerce_input_value
from hypothesis import given, settings
from hypothesis import strategies as st

from api.fixed.root import FIXED_SCHEMA
from api.planning.coercion import Coercions, UnfitError
from api.types.tenant_types import tenant_graphql_schema
from policies.decide import decide
from tests.policies.world import NAMESPACE, Grant, catalog, role

OWNER = role("owner", Grant("*", "*"))
CATALOG = catalog(OWNER)
TYPES: GraphQLSchema = tenant_graphql_schema(
    CATALOG, decide(CATALOG, NAMESPACE, [OWNER.id]), FIXED_SCHEMA, "en"
)
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, "x", "", 1, -1, 1.5, True, [], {}, ["x"], {"x": 1}, 2**40]
)
SCALARS = st.sampled_from(
    [
        "1",
        "1.50",
        "2026-01-31",
        "2026-01-31T00:00:00Z",
        "name",
        7,
        2**31,
        True,
        {"==": [1, 1]},
        "\N{GRINNING FACE}",
    ]
)


def values_of(type_: GraphQLInputType, depth: int = 0) -> st.SearchStrategy[Any]:
    """JSON values that mostly fit the type."""
    fitting: st.SearchStrategy[Any]
    match type_:
        case GraphQLNonNull(of_type=inner):
            return values_of(inner, depth)
        case GraphQLList(of_type=item):
            fitting = st.lists(values_of(item, depth + 1), max_size=2) | values_of(item, depth + 1)
        case GraphQLInputObjectType(fields=fields) if depth < 5:
            inside = {
                name: st.deferred(lambda f=field: values_of(f.type, depth + 1))
                for name, field in fields.items()
            }
            required = {n: s for n, s in inside.items() if isinstance(fields[n].type, GraphQLNonNull)}
            names = st.lists(st.sampled_from(sorted(inside)), max_size=3, unique=True)
            fitting = names.flatmap(
                lambda chosen: st.fixed_dictionaries({**required, **{name: inside[name] for name in chosen}})
            )
        case GraphQLEnumType(values=values):
            fitting = st.sampled_from(sorted(values))
        case GraphQLScalarType():
            fitting = SCALARS
        case _:
            fitting = st.just({})
    return st.integers(0, 19).flatmap(lambda dice: JUNK if dice == 0 else fitting)


INPUTS = sorted(name for name, type_ in TYPES.type_map.items() if isinstance(type_, GraphQLInputObjectType))


@pytest.mark.parametrize("name", INPUTS)
def test_as_graphql_core_does(name):
    type_ = TYPES.type_map[name]
    assert isinstance(type_, GraphQLInputObjectType)
    coerce = Coercions(TYPES).of(GraphQLNonNull(type_))

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(values_of(type_))
    def check(value: Any) -> None:
        wanted = coerce_input_value(value, GraphQLNonNull(type_))
        if wanted is Undefined:
            with pytest.raises(UnfitError):
                coerce(value)
        else:
            found = coerce(value)
            assert found == wanted
            assert repr(found) == repr(wanted)  # the order of an input's fields too

    check()


SDL = """
type Query { find(where: Where, limit: Int = 5): String }
input Where { name: String = "any", tags: [[String!]!], inner: Where, choice: Choice, kind: Kind = BIG, must: Int! }
input Choice @oneOf { a: Int, b: String }
enum Kind { BIG SMALL }
"""
OPERATION = """
query ($where: Where, $limit: Int! = 3, $list: [Int], $must: String!, $choice: Choice = {a: 1}) { __typename }"""
GIVEN: list[dict[str, Any]] = [
    {},
    {"must": 1},
    {"must": None},
    {"must": "a", "where": None, "limit": None},
    {"must": "a", "where": {"must": 1}, "limit": 4},
    {"must": "a", "where": {"must": 1, "tags": "t", "inner": {"must": 2, "kind": "SMALL", "name": None}}},
    {"must": "a", "where": {"must": 1, "inner": {}}},
    {"must": "a", "where": {"unknown": 1, "must": 1}},
    {"must": "a", "list": 1, "unknown": 2},
    {"must": "a", "list": [1, None], "choice": {"b": "x"}},
    {"must": "a", "choice": {"a": 1, "b": "x"}},
    {"must": "a", "choice": {"a": None}},
    {"must": "a", "choice": {}},
    {"must": "a", "choice": None},
]
UNUSED = "query ($id: ID, $must: String!) { __typename }"


@pytest.mark.parametrize("document", [OPERATION, UNUSED])
@pytest.mark.parametrize("sent", GIVEN)
def test_variables_and_their_defaults(sent, document):
    types = build_schema(SDL)
    (operation,) = parse(document).definitions
    definitions = operation.variable_definitions or ()
    wanted = get_variable_values(types, definitions, sent)
    read = Coercions(types).variables(definitions).read
    if isinstance(wanted, list):
        with pytest.raises(UnfitError):
            read(sent)
    else:
        assert read(sent) == wanted.coerced


def test_the_world_has_what_is_tried():
    """Lists, logic, relations, one-of inputs and defaults are among the inputs."""
    printed = print_schema(TYPES)
    assert "DealWhere" in INPUTS
    assert "@oneOf" in printed
    assert len(INPUTS) > 30
