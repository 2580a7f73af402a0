"""Operations generated from a GraphQL schema, so that a root field that is new is tried like all others."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    get_introspection_query,
    get_named_type,
    is_composite_type,
    is_required_argument,
    is_required_input_field,
)

from tests.client import Api

SCALAR_SAMPLES: Mapping[str, Any] = {
    # The name of a role of the world too, so that a list of roles is not what is refused.
    "String": "rep",
    "Int": 1,
    "Float": 1.5,
    "Boolean": True,
    "Decimal": "1",
    "Date": "2026-01-31",
    "DateTime": "2026-01-31T09:30:00Z",
    "JSON": {"==": [1, 1]},
}

NOWHERE = "0197f5d2-0000-7000-8000-000000000000"
"""An id that no record has."""

INTROSPECTION = get_introspection_query(descriptions=True, input_value_deprecation=True, one_of=True)


async def schema_of(api: Api, token: str | None) -> GraphQLSchema:
    """The GraphQL schema that introspection shows for these credentials."""
    return build_client_schema(await introspection_of(api, token))  # type: ignore[arg-type]


async def introspection_of(api: Api, token: str | None) -> dict[str, Any]:
    """What introspection answers."""
    return await api.data(token, INTROSPECTION)


def told_beyond(of_all: dict[str, Any], answer: dict[str, Any]) -> str:
    """What an introspection tells beyond what those without credentials are told, whose words hide nothing."""
    known = {each["name"]: each for each in of_all["__schema"]["types"]}
    told = [each for each in answer["__schema"]["types"] if each != known.get(each["name"])]
    for root in told:
        if root["name"] in known and root["fields"]:
            of_root = known[root["name"]]["fields"]
            root["fields"] = [each for each in root["fields"] if each not in of_root]
    return json.dumps(told, ensure_ascii=False).lower()


def roots_of(schema: GraphQLSchema) -> list[tuple[str, str, GraphQLField]]:
    """(`query` or `mutation`, name, field) of every root field."""
    found: list[tuple[str, str, GraphQLField]] = []
    for kind, type_ in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        if type_ is not None:
            found += [(kind, name, field) for name, field in type_.fields.items()]
    return found


Wanted = Callable[[str, GraphQLInputType], bool]
"""Whether an argument or input field that may be left out is to be given all the same: (name, type)."""


def ids_wanted(_: str, type_: GraphQLInputType) -> bool:
    """Give every id that can be given."""
    return get_named_type(type_).name == "ID"


def sample_of(type_: GraphQLInputType, record: str, wanted: Wanted, depth: int = 0) -> Any:
    """A value of the type; every id in it is `record`."""
    match type_:
        case GraphQLNonNull(of_type=inner):
            return sample_of(inner, record, wanted, depth)
        case GraphQLList(of_type=inner):
            return [sample_of(inner, record, wanted, depth)]
        case GraphQLEnumType(values=values):
            return next(iter(values))
        case GraphQLInputObjectType(name=name, fields=fields, is_one_of=is_one_of):
            # Of the key of an upsert none must be given, and one is: those of the world have one field each.
            keyed = name.endswith("UpsertRow")
            if is_one_of or name.endswith("UpsertBy"):
                name, field = next(iter(fields.items()))
                return {name: sample_of(field.type, record, wanted, depth + 1)}
            return {
                name: sample_of(field.type, record, wanted, depth + 1)
                for name, field in fields.items()
                if is_required_input_field(field) or wanted(name, field.type) or (keyed and name == "input")
            }
    name = get_named_type(type_).name
    return record if name == "ID" else SCALAR_SAMPLES[name]


def operation_of(
    kind: str, name: str, field: GraphQLField, record: str, wanted: Wanted
) -> tuple[str, dict[str, Any]]:
    """A document that asks for the root field, and its variables."""
    given = {
        argument: definition
        for argument, definition in field.args.items()
        if is_required_argument(definition)
        or wanted(argument, definition.type)
        or (isinstance(get_named_type(definition.type), GraphQLInputObjectType) and argument == "input")
    }
    declared = ", ".join(f"${argument}: {definition.type}" for argument, definition in given.items())
    passed = ", ".join(f"{argument}: ${argument}" for argument in given)
    head = f"{kind} ({declared})" if declared else kind
    arguments = f"({passed})" if passed else ""
    variables = {
        # No record is merged into itself.
        argument: sample_of(definition.type, NOWHERE if argument == "into" else record, wanted)
        for argument, definition in given.items()
    }
    return f"{head} {{ {name}{arguments} {selection_of(field)} }}", variables


def selection_of(field: GraphQLField, depth: int = 2) -> str:
    """Everything the field answers, some levels deep, errors in full."""
    type_ = get_named_type(field.type)
    if not is_composite_type(type_):
        return ""
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    parts = ["__typename"]
    for name, inner in type_.fields.items():
        named = get_named_type(inner.type)
        if any(is_required_argument(argument) for argument in inner.args.values()):
            continue
        if not is_composite_type(named):
            parts.append(name)
        elif depth > 0:
            parts.append(f"{name} {selection_of(inner, depth - 1)}")
    return "{ " + " ".join(parts) + " }"
