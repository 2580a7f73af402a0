"""What a GraphQL schema lets a request leave out, its resolver does without."""

import dataclasses
import inspect
from collections.abc import Iterator

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull, GraphQLObjectType, GraphQLSchema
from strawberry.types.field import StrawberryField

from api.fixed.root import FIXED_SCHEMA
from api.operators.root import OPERATORS


def resolved(types: GraphQLSchema) -> Iterator[tuple[str, str, bool, inspect.Parameter]]:
    """(field, argument, whether it must be given, parameter of the resolver)."""
    for named in types.type_map.values():
        if not isinstance(named, GraphQLObjectType):
            continue
        for name, field in named.fields.items():
            definition = field.extensions.get("strawberry-definition")
            if not isinstance(definition, StrawberryField) or definition.base_resolver is None:
                continue
            taken = inspect.signature(definition.base_resolver.wrapped_func).parameters
            given = {each.extensions["strawberry-definition"]: each for each in field.args.values()}
            for argument in definition.arguments:
                required = isinstance(given[argument].type, GraphQLNonNull)
                yield f"{named}.{name}", argument.python_name, required, taken[argument.python_name]


BOTH = pytest.mark.parametrize("types", [FIXED_SCHEMA, OPERATORS._schema], ids=["tenants", "operators"])


@BOTH
def test_a_resolver_does_without_what_may_be_left_out(types: GraphQLSchema) -> None:
    found = list(resolved(types))
    assert len(found) > 20
    for field, name, required, parameter in found:
        assert required or parameter.default is not inspect.Parameter.empty, (field, name)


@BOTH
def test_an_input_is_made_without_what_may_be_left_out(types: GraphQLSchema) -> None:
    inputs = [each for each in types.type_map.values() if isinstance(each, GraphQLInputObjectType)]
    assert inputs
    for made in inputs:
        for field in made.fields.values():
            defined = field.extensions["strawberry-definition"]
            defaults = {defined.default, defined.default_factory} - {dataclasses.MISSING}
            assert isinstance(field.type, GraphQLNonNull) or defaults, (made.name, defined.python_name)
