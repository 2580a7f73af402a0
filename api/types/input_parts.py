"""What the input types of every object are made of: filters and orders of system fields, and single fields."""

from collections.abc import Mapping

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
)
from graphql.type import GraphQLInputType

from api.types.bindings import KEY, InputBinding
from metadata.field_types.base import Scalar
from metadata.field_types.one_column import EQUALITY, ORDER
from metadata.system_fields import STAGE_ENTERED

SYSTEM_FILTERS: Mapping[str, tuple[str, Scalar, tuple[str, ...]]] = {
    "id": ("id", Scalar.ID, EQUALITY),
    "version": ("version", Scalar.INT, ORDER),
    "ownerId": ("ownerId", Scalar.ID, EQUALITY),
    "createdAt": ("createdAt", Scalar.DATETIME, ORDER),
    "createdById": ("createdBy", Scalar.ID, EQUALITY),
    "updatedAt": ("updatedAt", Scalar.DATETIME, ORDER),
    "updatedById": ("updatedBy", Scalar.ID, EQUALITY),
}
"""Name of the filter to the system column, what it holds, and the operators."""

STAGE_FILTERS: Mapping[str, tuple[str, Scalar, tuple[str, ...]]] = {
    STAGE_ENTERED: (STAGE_ENTERED, Scalar.DATETIME, ORDER),
}
"""The same of the objects with a pipeline, beside `stage`, which has a type of its own."""

SYSTEM_ORDERS: Mapping[str, Scalar] = {
    "id": Scalar.ID,
    "createdAt": Scalar.DATETIME,
    "updatedAt": Scalar.DATETIME,
}

InputLeaf = (
    GraphQLScalarType
    | GraphQLEnumType
    | GraphQLInputObjectType
    | GraphQLList[GraphQLNonNull[GraphQLEnumType]]
)


def input_field(
    type_: GraphQLInputType, binding: InputBinding, about: str | None = None, deprecated: str | None = None
) -> GraphQLInputField:
    """A field of an input type with what the planning reads of it."""
    return GraphQLInputField(
        type_, description=about, deprecation_reason=deprecated, extensions={KEY: binding}
    )


def given(type_: InputLeaf, required: bool) -> GraphQLInputType:
    """The type where a value has to be given, or may be left out."""
    return GraphQLNonNull(type_) if required else type_


def operator_fields(leaf: GraphQLInputType, operators: tuple[str, ...]) -> dict[str, GraphQLInputField]:
    """The operators of a filter over values of this type."""
    found: dict[str, GraphQLInputField] = {}
    for operator in operators:
        match operator:
            case "in" | "notIn" | "hasAny" | "hasAll":
                found[operator] = GraphQLInputField(GraphQLList(GraphQLNonNull(leaf)))
            case "isNull":
                found[operator] = GraphQLInputField(GraphQLBoolean)
            case _:
                found[operator] = GraphQLInputField(leaf)
    return found
