"""What the fields of the types about groups stand for (`api.types.bindings` for those of records)."""

from dataclasses import dataclass
from typing import Literal

from graphql import GraphQLField, GraphQLInputField

from api.types.bindings import KEY
from metadata.catalog import Object
from metadata.fields import Field
from records.plans.groups import Function


@dataclass(frozen=True)
class GroupColumn:
    """The Python value of an entry of `DealGroupField`. Not a string, so that variables keep it as structure.

    Attributes:
        field: id of the field, None for a system column.
        groupable: whether records can be grouped by it.
        period: says which buckets fit.
        functions: what can be computed over it.
    """

    column: str
    field: str | None
    groupable: bool
    period: Literal["none", "date", "datetime"]
    functions: tuple[Function, ...]
    money: bool = False


@dataclass(frozen=True)
class GroupRelation:
    """An entry of `by`: a field of the record that the relation points to."""

    relation: Field
    target: Object


@dataclass(frozen=True)
class GroupOneOf:
    """An entry of `by`: the objects of a reference, each with a field of its records."""

    reference: Field


@dataclass(frozen=True)
class AggregateLeaf:
    """A field of the types of aggregates. The function is told by the field around it."""

    column: str
    field: Field | None
    money: bool


@dataclass(frozen=True)
class HavingCount:
    """A condition on the number of records."""


@dataclass(frozen=True)
class HavingFunction:
    """Conditions on the aggregates of one function."""

    function: Function


@dataclass(frozen=True)
class HavingLogic:
    operator: Literal["and", "or", "not"]


HavingBinding = HavingCount | HavingFunction | HavingLogic


def aggregate_leaf(field: GraphQLField | GraphQLInputField) -> AggregateLeaf:
    """What a field of the types of aggregates stands for."""
    found: AggregateLeaf = field.extensions[KEY]
    return found


def having_binding(field: GraphQLInputField) -> HavingBinding:
    """What an entry of `having` stands for."""
    found: HavingBinding = field.extensions[KEY]
    return found


def group_relation(field: GraphQLInputField) -> GroupRelation | GroupOneOf:
    """The relation or the reference that an entry of `by` walks."""
    found: GroupRelation | GroupOneOf = field.extensions[KEY]
    return found
