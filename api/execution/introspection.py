"""Answers `__schema` and `__type`: the specification's introspection, by graphql-core's own resolvers.

A tenant of 200 objects has some 190,000 values that tools ask for in one go. graphql-core's executor, which must be
ready for any resolver, takes half a minute for them, in which a process answers nobody else. These resolvers are
functions of the GraphQL schema alone, which neither wait nor fail: a selection is read once into functions, and these
are called, letting others in between.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
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
    is_object_type,
)
from graphql.execution.values import get_argument_values

from api.planning.selections import Document, Selected, inner_fields
from api.types.lazy_schema import LazySchema
from core.errors import fault

META_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
"""The root fields that are answered here."""

TURN = 0.005
"""Seconds after which others get their turn."""

MOST_ITEMS = 1_000_000
"""How many items the lists of one operation may have. Tools ask for some 450 of each object; lists within lists can ask
for any number."""

Reader = Callable[[Any], Any]
"""From a value as resolvers pass it on to the JSON value of what is selected of it."""


@dataclass(frozen=True, slots=True)
class _Info:
    """What of graphql-core's `GraphQLResolveInfo` the resolvers of introspection look at."""

    schema: GraphQLSchema


@dataclass(frozen=True, slots=True)
class _Part:
    """A field that is selected of an object.

    Attributes:
        name: its JSON, with the colon.
        resolve: its value, of the object.
        read: the JSON value of that.
        item: what is read of an item where it is a list of objects that others may come between; else None.
    """

    name: bytes
    resolve: Reader
    read: Reader
    item: "tuple[_Part, ...] | None" = None


class Introspection:
    """Answers the introspection of one operation, whose selections must be valid.

    Args:
        document: with the variables of the request as they are, none of them a parameter.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._info = _Info(document.types)
        self._began = perf_counter()
        self._items = 0

    async def json(self, selected: Selected) -> bytes:
        """The JSON of one of `META_FIELDS`.

        Raises:
            GraphQLError: a variable is null where an argument must not be.
            SluiceError: QUERY_TOO_COMPLEX where lists have more items than `MOST_ITEMS`.
        """
        if isinstance(self._document.types, LazySchema):
            for _ in self._document.types.growing():
                await self._pause()
        field = META_FIELDS[selected.field]
        value = self._resolver(field, selected)(self._document.types)
        if value is None:
            return b"null"
        of = cast(GraphQLObjectType, get_named_type(field.type))
        return await self._told(self._parts(of, selected, levels=2), value)

    async def _told(self, parts: Sequence[_Part], value: object) -> bytes:
        """The JSON of an object, with pauses between the items of its lists, and of theirs."""
        texts = []
        for part in parts:
            found = part.resolve(value)
            if part.item is None or found is None:
                texts.append(part.name + orjson.dumps(part.read(found)))
                continue
            items = []
            for each in self._counted(found):
                items.append(await self._told(part.item, each))
                await self._pause()
            texts.append(part.name + b"[" + b",".join(items) + b"]")
        return b"{" + b",".join(texts) + b"}"

    async def _pause(self) -> None:
        """Let others in, where it is time."""
        if perf_counter() - self._began > TURN:
            await asyncio.sleep(0)
            self._began = perf_counter()

    def _counted(self, items: Collection[Any]) -> Collection[Any]:
        self._items += len(items)
        if self._items > MOST_ITEMS:
            raise fault(
                "QUERY_TOO_COMPLEX",
                f"The lists of this introspection have more than {MOST_ITEMS:,} items",
                hint="Ask for the names of types within lists, and for the types themselves beside.",
            )
        return items

    def _parts(self, of: GraphQLObjectType, selected: Selected, levels: int) -> tuple[_Part, ...]:
        """What is selected of an object. So many levels of lists are told item by item."""
        found = []
        for each in inner_fields(self._document, of, selected):
            name = orjson.dumps(each.name) + b":"
            if each.field == "__typename":
                found.append(_Part(name, lambda _: of.name, lambda text: text))
                continue
            field = of.fields[each.field]
            item = None
            type_ = get_nullable_type(field.type)
            if levels and is_list_type(type_) and is_object_type(inner := get_named_type(type_)):
                item = self._parts(inner, each, levels - 1)
            found.append(_Part(name, self._resolver(field, each), self._reader(field.type, each), item))
        return tuple(found)

    def _resolver(self, field: GraphQLField, selected: Selected) -> Reader:
        """The value of a field, of the value that has it."""
        resolve, info = field.resolve, self._info
        if resolve is None:
            raise TypeError(f"introspection's `{selected.field}` has no resolver")
        arguments = get_argument_values(field, selected.nodes[0], self._document.values)
        return lambda value: resolve(value, info, **arguments)

    def _reader(self, type_: GraphQLOutputType, selected: Selected) -> Reader:
        """Reads what is selected of a value of the type."""
        given = get_nullable_type(type_)
        if is_list_type(given):
            item = self._reader(given.of_type, selected)
            return lambda value: None if value is None else [item(each) for each in self._counted(value)]
        if is_leaf_type(given):
            serialize = given.serialize
            return lambda value: None if value is None else serialize(value)
        of = cast(GraphQLObjectType, given)
        fields = [(each.name, self._field(of, each)) for each in inner_fields(self._document, of, selected)]
        return lambda value: None if value is None else {name: read(value) for name, read in fields}

    def _field(self, of: GraphQLObjectType, selected: Selected) -> Reader:
        """Reads a field of a value of the type `of`."""
        if selected.field == "__typename":
            return lambda _: of.name
        field = of.fields[selected.field]
        resolve, read = self._resolver(field, selected), self._reader(field.type, selected)
        return lambda value: read(resolve(value))
