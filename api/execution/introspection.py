"""Answers `__schema` and `__type`: the specification's introspection, by graphql-core's own resolvers.

A tenant of 200 objects has some 190,000 values that tools ask for in one go. graphql-core's executor, which must be
ready for any resolver, takes half a minute for them, in which a process answers nobody else. These resolvers are
functions of the GraphQL schema alone, which neither wait nor fail: a selection is read once into functions, and these
are called, letting others in between.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, cast

import orjson
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.values import get_argument_values

from api.planning.selections import Document, Selected, inner_fields
from api.types.lazy_schema import LazySchema

META_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
"""The root fields that are answered here."""

TURN = 0.005
"""Seconds after which others get their turn."""

Reader = Callable[[Any], Any]
"""From a value as resolvers pass it on to the JSON value of what is selected of it."""


@dataclass(frozen=True, slots=True)
class _Info:
    """What of graphql-core's `GraphQLResolveInfo` the resolvers of introspection look at."""

    schema: GraphQLSchema


async def introspected(document: Document, selected: Selected) -> bytes:
    """The JSON of one of `META_FIELDS`; its selection must be valid.

    Args:
        document: with the variables of the request as they are, none of them a parameter.

    Raises:
        GraphQLError: a variable is null where an argument must not be.
    """
    turns = _Turns()
    if isinstance(document.types, LazySchema):
        for _ in document.types.growing():
            await turns.pause()
    field = META_FIELDS[selected.field]
    value = _resolver(document, field, selected)(document.types)
    if value is None:
        return b"null"
    of = cast(GraphQLObjectType, get_named_type(field.type))
    parts = [
        orjson.dumps(each.name) + b":" + await _in_turns(turns, document, of, each, value)
        for each in inner_fields(document, of, selected)
    ]
    return b"{" + b",".join(parts) + b"}"


class _Turns:
    """Keeps this process answering others."""

    def __init__(self) -> None:
        self._began = perf_counter()

    async def pause(self) -> None:
        """Let others in, where it is time."""
        if perf_counter() - self._began > TURN:
            await asyncio.sleep(0)
            self._began = perf_counter()


async def _in_turns(
    turns: _Turns, document: Document, of: GraphQLObjectType, selected: Selected, value: object
) -> bytes:
    """The JSON of a field of `value`, with pauses between the items of a list."""
    field = of.fields.get(selected.field)
    type_ = None if field is None else get_nullable_type(field.type)
    if field is None or not is_list_type(type_):
        return orjson.dumps(_field(document, of, selected)(value))
    found = _resolver(document, field, selected)(value)
    if found is None:
        return b"null"
    read = _reader(document, type_.of_type, selected)
    items: list[bytes] = []
    for each in found:
        items.append(orjson.dumps(read(each)))
        await turns.pause()
    return b"[" + b",".join(items) + b"]"


def _field(document: Document, of: GraphQLObjectType, selected: Selected) -> Reader:
    """Reads a field of a value of the type `of`."""
    if selected.field == "__typename":
        return lambda _: of.name
    field = of.fields[selected.field]
    resolve, read = _resolver(document, field, selected), _reader(document, field.type, selected)
    return lambda value: read(resolve(value))


def _resolver(document: Document, field: GraphQLField, selected: Selected) -> Reader:
    """The value of a field, of the value that has it."""
    resolve, info = field.resolve, _Info(document.types)
    if resolve is None:
        raise TypeError(f"introspection's `{selected.field}` has no resolver")
    arguments = get_argument_values(field, selected.nodes[0], document.values)
    return lambda value: resolve(value, info, **arguments)


def _reader(document: Document, type_: GraphQLOutputType, selected: Selected) -> Reader:
    """Reads what is selected of a value of the type."""
    given = get_nullable_type(type_)
    if is_list_type(given):
        item = _reader(document, given.of_type, selected)
        return lambda value: None if value is None else [item(each) for each in value]
    if is_leaf_type(given):
        serialize = given.serialize
        return lambda value: None if value is None else serialize(value)
    of = cast(GraphQLObjectType, given)
    fields = [(each.name, _field(document, of, each)) for each in inner_fields(document, of, selected)]
    return lambda value: None if value is None else {name: read(value) for name, read in fields}
