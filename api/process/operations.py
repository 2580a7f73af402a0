"""What is known of operations that have been seen before, for the next request of their kind."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from graphql import FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import VariableValues

from api.planning.coercion import Coercions, Variables
from api.planning.selections import Document, Selected, has_directives, selected_fields
from records.run import CompiledRead

OperationKey = tuple[Hashable, str, str | None]
"""The key of a GraphQL schema, the text of a document, the name of an operation."""


@dataclass(frozen=True)
class CallerTypes:
    """A caller's GraphQL schema and what names it."""

    key: Hashable
    types: GraphQLSchema

    @cached_property
    def coercions(self) -> Coercions:
        """How values of its input types are coerced."""
        return Coercions(self.types)


@dataclass(frozen=True)
class Operation:
    """An operation that fits a GraphQL schema.

    Attributes:
        key: names the operation for the plan caches.
        types: the GraphQL schema.
        variables: reads the values of its variables.
    """

    key: OperationKey
    types: GraphQLSchema
    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables

    @cached_property
    def root_type(self) -> GraphQLObjectType:
        """`Query`, `Mutation` or `Subscription`."""
        return cast(GraphQLObjectType, self.types.get_root_type(self.node.operation))

    @cached_property
    def roots(self) -> tuple[Selected, ...] | None:
        """The root fields, None where directives decide which."""
        if has_directives(self.node.selection_set, self.fragments):
            return None
        document = Document(self.types, self.fragments, VariableValues({}, {}))
        return selected_fields(document, self.root_type, [self.node.selection_set])


@dataclass(frozen=True)
class PlannedQuery:
    """A query whose variables have a certain shape, ready to run any number of times.

    Attributes:
        names: response names of the root fields, in order.
        fixed: those that the fixed part answers.
        records: answers the others, None where there are none.
    """

    names: tuple[str, ...]
    fixed: tuple[str, ...]
    records: CompiledRead | None
