"""A GraphQL schema whose types come into being when they are first looked at.

A tenant of 30 objects with 25 fields has some 800 types with 7,000 fields: 25 ms and 4 MB, and tens of thousands of
values for the garbage collector to walk through. An operation looks at a few of them. Fields of a type are made lazily
anyway (`LeanObjectType`); what makes all of them is graphql-core's own class, which collects every type when it is
built. This one collects them when somebody asks for all: introspection, and suggestions for a name that there is not.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache, cached_property
from typing import cast

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)
from graphql.type.schema import InterfaceImplementations, TypeMap

Types = Mapping[str, GraphQLNamedType]


class LazySchema(GraphQLSchema):
    """The GraphQL schema of one caller. It is valid by construction; a test asks graphql-core itself.

    Args:
        roots: `Query`, `Mutation`, and `Subscription` where there is one.
        made: the types that have been made so far, by name; it grows.
        shared: the GraphQL schema whose types and directives all have.
        further: types that all have who have any record.
        node: name of the interface of records.
        nodes: the types that implement the interface `node`.

    Attributes:
        fixed: `shared`, to build another one like this.
    """

    def __init__(
        self,
        roots: tuple[GraphQLObjectType, GraphQLObjectType, GraphQLObjectType | None],
        made: Types,
        shared: GraphQLSchema,
        further: Collection[GraphQLNamedType],
        node: str,
        nodes: list[GraphQLObjectType],
    ) -> None:
        # graphql-core's own constructor is what is to be avoided.
        self.assume_valid = True
        self._validation_errors = []
        self.description = None
        self.extensions = {}
        self.ast_node = None
        self.extension_ast_nodes = ()
        self.query_type, self.mutation_type, self.subscription_type = roots
        self.directives = shared.directives
        self._sub_type_map = {}
        self._implementations_map = {node: InterfaceImplementations(objects=nodes, interfaces=[])}
        self._roots = {each.name: each for each in roots if each is not None}
        self._made = made
        self.fixed = shared
        self._shared = _beside_roots(shared)
        self._further = {each.name: each for each in further}
        self.type_map = cast(TypeMap, _TypesByName(self))

    def at_hand(self, name: str) -> GraphQLNamedType | None:
        """The type, if it has been made already."""
        for types in (self._made, self._shared, self._roots, self._further):
            if name in types:
                return types[name]
        return None

    @cached_property
    def whole(self) -> Types:
        """All types by name, in graphql-core's order."""
        query, mutation, subscription = self.query_type, self.mutation_type, self.subscription_type
        types = list(self._shared.values())
        return GraphQLSchema(
            query, mutation, subscription, types=types, directives=self.directives, assume_valid=True
        ).type_map

    def growing(self) -> Iterator[None]:
        """Make all types, as `whole` does at once, with a stop after each: for whoever has others to let in."""
        pending: list[GraphQLNamedType] = list(self._roots.values())
        seen: set[str] = set()
        while pending:
            type_ = pending.pop()
            if type_.name in seen:
                continue
            seen.add(type_.name)
            pending += _mentioned(type_)
            yield

    @property
    def own_fields(self) -> int:
        """How many fields of the caller's own types have been made."""
        every = (*self._made.values(), *self._roots.values())
        return sum(len(vars(each).get("fields", ())) for each in every)

    @property
    def own_types(self) -> int:
        """How many of the caller's own types have been made, with or without their fields."""
        return len(self._made) + len(self._roots)


def _mentioned(type_: GraphQLNamedType) -> Iterator[GraphQLNamedType]:
    """The types of its fields, which are made by that, and of their arguments."""
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType():
            for field in type_.fields.values():
                yield get_named_type(field.type)
                yield from (get_named_type(each.type) for each in field.args.values())
        case GraphQLInputObjectType():
            yield from (get_named_type(each.type) for each in type_.fields.values())
        case GraphQLUnionType():
            yield from type_.types


@cache
def _beside_roots(shared: GraphQLSchema) -> Types:
    roots = (shared.query_type, shared.mutation_type)
    return {name: each for name, each in shared.type_map.items() if each not in roots}


class _TypesByName(Mapping[str, GraphQLNamedType]):
    """The types of a GraphQL schema; all of them are made where one is asked for that has not been made yet."""

    def __init__(self, schema: LazySchema) -> None:
        self._schema = schema

    def __getitem__(self, name: str) -> GraphQLNamedType:
        found = self._schema.at_hand(name)
        return found if found is not None else self._schema.whole[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._schema.whole)

    def __len__(self) -> int:
        return len(self._schema.whole)
