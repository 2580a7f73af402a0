"""What planning one operation knows, and the readings of the document that all of it shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from graphql import GraphQLField, GraphQLObjectType, get_argument_values, get_named_type

from api.planning.parameters import Shape, as_input
from api.planning.selections import Document, Selected, inner_fields
from metadata.catalog import Catalog
from policies.access import Access
from records.plans.inputs import Input

Arguments = Mapping[str, object]
Parts = tuple[tuple[str, str], ...]
"""The leaves selected of a small fixed type: (response name, field name)."""


@dataclass(frozen=True)
class Planning:
    """What planning one operation knows."""

    document: Document
    shape: Shape
    catalog: Catalog
    namespace: str
    access: Access
    language: str

    def arguments(self, selected: Selected, field: GraphQLField) -> Arguments:
        """The arguments of a field, with parameters in the place of the variables' bound values."""
        return get_argument_values(field, selected.nodes[0], self.document.values)

    def inner_as(self, selected: Selected, of: GraphQLObjectType) -> tuple[Selected, ...]:
        """What is selected of the field's value, which is of the type `of`."""
        return inner_fields(self.document, of, selected)

    def inner(self, selected: Selected, field: GraphQLField) -> tuple[Selected, ...]:
        """What is selected of the field's value, an object."""
        return self.inner_as(selected, object_type(field))

    def parts(self, selected: Selected, field: GraphQLField) -> Parts:
        """The leaves selected of a small fixed type."""
        return tuple((each.name, each.field) for each in self.inner(selected, field))


def object_type(field: GraphQLField) -> GraphQLObjectType:
    """The object type that the field gives, lists and non-nulls looked through."""
    return cast(GraphQLObjectType, get_named_type(field.type))


def given(arguments: Arguments, name: str) -> Input | None:
    """An argument as an input, None where it is absent or null."""
    value = arguments.get(name)
    return None if value is None else as_input(value)


def names_of(selected: tuple[Selected, ...]) -> tuple[str, ...]:
    """The response names."""
    return tuple(each.name for each in selected)
