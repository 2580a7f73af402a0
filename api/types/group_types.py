"""The GraphQL types of groups: `dealGroups`, what it can group by, and what it answers of each group."""

from collections.abc import Mapping
from typing import Literal

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)
from graphql.type import GraphQLInputType, GraphQLOutputType

from api.types.bindings import KEY
from api.types.group_bindings import (
    AggregateLeaf,
    GroupColumn,
    GroupOneOf,
    GroupRelation,
    HavingBinding,
    HavingCount,
    HavingFunction,
    HavingLogic,
)
from api.types.lean_types import LeanInputType, LeanObjectType
from api.types.record_types import (
    AGGREGATE_FUNCTION,
    DATE_BUCKET,
    DIRECTION,
    GROUP_KEY,
    MONEY,
    SCALARS,
    non_null_list,
)
from api.types.tenant_inputs import InputTypes
from api.types.type_names import NamedTypes
from metadata.catalog import Object
from metadata.field_types.all_types import FIELD_TYPES, input_name, parts_of
from metadata.field_types.base import Scalar
from metadata.field_types.one_column import MOMENTS, ORDER
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.names import enum_name
from metadata.system_fields import PIPELINE, STAGE, STAGE_ENTERED
from records.plans.groups import Function

MOMENT_FIELDS = ("createdAt", "updatedAt")
"""System columns that aggregates and groups know beside the owner and the stage."""

PERIODS: Mapping[Scalar, Literal["date", "datetime"]] = {Scalar.DATE: "date", Scalar.DATETIME: "datetime"}


class GroupTypes:
    """Builds the types of groups of one catalog under one access."""

    def __init__(self, names: NamedTypes, inputs: InputTypes) -> None:
        self._names = names
        self._inputs = inputs
        self._known: dict[str, dict[str, GroupColumn]] = {}

    def arguments(self, of: Object) -> dict[str, GraphQLArgument]:
        """The arguments of a list of groups."""
        by = GraphQLNonNull(GraphQLList(GraphQLNonNull(self.by(of))))
        return {
            "by": GraphQLArgument(
                by, default_value=[], description="Nothing gives one group, of all the records."
            ),
            "where": GraphQLArgument(self._inputs.where(of), description="Which records are grouped."),
            **self._inputs.search_argument(of),
            "having": GraphQLArgument(self.having(of), description="Which groups are answered."),
            "orderBy": GraphQLArgument(
                GraphQLList(GraphQLNonNull(self.order(of))), description="The keys come last in any case."
            ),
            "first": GraphQLArgument(GraphQLInt, description="At most so many; 100 where nothing is said."),
        }

    # What is answered

    def group(self, of: Object) -> GraphQLObjectType:
        """`DealGroup`."""
        return self._names.once(
            f"{of.type_name}Group",
            lambda name: LeanObjectType(
                name,
                lambda: self._group_fields(of),
                description="Records that agree in what they are grouped by.",
            ),
        )

    def _group_fields(self, of: Object) -> dict[str, GraphQLField]:
        found = {
            "keys": GraphQLField(non_null_list(GROUP_KEY), description="In the order of `by`."),
            "count": GraphQLField(GraphQLNonNull(GraphQLInt)),
        }
        found["countDistinct"] = GraphQLField(
            GraphQLNonNull(GraphQLInt),
            {"field": GraphQLArgument(GraphQLNonNull(self._field(of)))},
            description="How many different values there are; null is none.",
        )
        numbers = self.numbers(of)
        if numbers is not None:
            found["sum"] = GraphQLField(GraphQLNonNull(numbers))
            found["avg"] = GraphQLField(GraphQLNonNull(numbers))
        found["min"] = GraphQLField(GraphQLNonNull(self._extremes(of)))
        found["max"] = GraphQLField(GraphQLNonNull(self._extremes(of)))
        return found

    def numbers(self, of: Object) -> GraphQLObjectType | None:
        """`DealNumbers`: sums or averages; None where the object has nothing to add."""
        columns = self._columns(of, "sum")
        if not columns:
            return None
        return self._names.once(
            f"{of.type_name}Numbers",
            lambda name: LeanObjectType(
                name,
                {
                    each: GraphQLField(
                        _amounts(column, _totals(of, column)),
                        deprecation_reason=self._deprecation(of, column),
                        extensions={KEY: _leaf(of, column)},
                    )
                    for each, column in columns.items()
                },
                description="Of money one entry for each currency; of numbers null where there are none.",
            ),
        )

    def _extremes(self, of: Object) -> GraphQLObjectType:
        """`DealExtremes`: the smallest or the largest values."""
        columns = self._columns(of, "min")
        return self._names.once(
            f"{of.type_name}Extremes",
            lambda name: LeanObjectType(
                name,
                {
                    each: GraphQLField(
                        _amounts(column, _scalar(of, column)),
                        deprecation_reason=self._deprecation(of, column),
                        extensions={KEY: _leaf(of, column)},
                    )
                    for each, column in columns.items()
                },
                description="Of money one entry for each currency; null where there is no value.",
            ),
        )

    def _columns(self, of: Object, function: Function) -> dict[str, GroupColumn]:
        """What a function can be computed over."""
        return {name: each for name, each in self._group_columns(of).items() if function in each.functions}

    def _group_columns(self, of: Object) -> dict[str, GroupColumn]:
        """Everything that records can be grouped by, or that can be computed over."""
        if of.id not in self._known:
            self._known[of.id] = self._found_columns(of)
        return self._known[of.id]

    def _found_columns(self, of: Object) -> dict[str, GroupColumn]:
        distinct: tuple[Function, ...] = ("countDistinct",)
        moments: tuple[Function, ...] = MOMENTS
        found = {name: GroupColumn(name, None, True, "datetime", moments) for name in MOMENT_FIELDS}
        found["ownerId"] = GroupColumn("ownerId", None, True, "none", distinct)
        if of.pipeline is not None:
            found[STAGE] = GroupColumn(STAGE, None, True, "none", distinct)
            found[STAGE_ENTERED] = GroupColumn(STAGE_ENTERED, None, True, "datetime", moments)
            if of.pipeline.further:
                found[PIPELINE] = GroupColumn(PIPELINE, None, True, "none", distinct)
        for field in self._names.readable(of):
            kind = FIELD_TYPES[field.type]
            if kind.groupable or kind.aggregates:
                found[input_name(field)] = GroupColumn(
                    kind.columns(field)[0].name,
                    field.id,
                    kind.groupable,
                    PERIODS.get(kind.scalar, "none"),
                    kind.aggregates,
                    kind.scalar is Scalar.MONEY,
                )
            if field.targets:
                named = object_column(field)
                found[named] = GroupColumn(named, field.id, True, "none", distinct)
            for part, column in parts_of(field):
                if part.groupable:
                    found[f"{field.name}_{part.name}"] = GroupColumn(column, field.id, True, "none", distinct)
        return found

    # What is asked

    def by(self, of: Object) -> GraphQLInputObjectType:
        """`DealGroupBy`: one key, of the record or of one that it points to."""
        return self._names.once(
            f"{of.type_name}GroupBy",
            lambda name: LeanInputType(
                name,
                lambda: self._by_entries(of),
                description="Name `field`, or one relation and what to group by of what it points to.",
            ),
        )

    def _by_entries(self, of: Object) -> dict[str, GraphQLInputField]:
        found = {
            "field": GraphQLInputField(self._field(of)),
            "bucket": GraphQLInputField(DATE_BUCKET, description="The period, of a date or a moment."),
            "timeZone": GraphQLInputField(
                GraphQLString,
                description="Whose days count, of a moment in a bucket: an IANA name; UTC where nothing is said.",
            ),
        }
        for field in self._names.readable(of):
            if field.target is not None:
                target = self._names.catalog.target_of(field)
                found[field.name] = GraphQLInputField(
                    self.by(target),
                    deprecation_reason=self._names.deprecation(field),
                    extensions={KEY: GroupRelation(field, target)},
                )
            if field.targets:
                found[field.name] = GraphQLInputField(
                    self._by_referred(of, field),
                    deprecation_reason=self._names.deprecation(field),
                    extensions={KEY: GroupOneOf(field)},
                )
        return found

    def _by_referred(self, of: Object, reference: Field) -> GraphQLInputObjectType:
        """`ActivitySubjectGroupBy`: one object of a reference, and what to group by of its records."""
        return self._names.once(
            f"{enum_name(of, reference)}GroupBy",
            lambda name: LeanInputType(
                name,
                lambda: {
                    each.name: GraphQLInputField(
                        self.by(each), extensions={KEY: GroupRelation(reference, each)}
                    )
                    for each in self._names.targets(reference)
                },
                description="Name one object; what names a record of another has no such key.",
            ),
        )

    def _field(self, of: Object) -> GraphQLEnumType:
        """`DealGroupField`."""
        return self._names.once(
            f"{of.type_name}GroupField",
            lambda name: GraphQLEnumType(
                name,
                {
                    key: GraphQLEnumValue(column, deprecation_reason=self._deprecation(of, column))
                    for key, column in self._group_columns(of).items()
                },
            ),
        )

    def order(self, of: Object) -> GraphQLInputObjectType:
        """`DealGroupOrder`: a key by its place in `by`, or an aggregate."""
        return self._names.once(
            f"{of.type_name}GroupOrder",
            lambda name: LeanInputType(
                name,
                lambda: {
                    "key": GraphQLInputField(GraphQLInt, description="A key, by its place in `by`, from 0."),
                    "aggregate": GraphQLInputField(AGGREGATE_FUNCTION),
                    "field": GraphQLInputField(
                        self._field(of), description="What is computed over; of COUNT nothing."
                    ),
                    "currency": GraphQLInputField(
                        GraphQLString, description="Of money: in which currency amounts are compared."
                    ),
                    "direction": GraphQLInputField(DIRECTION, description="ASC where nothing is said."),
                },
                description="Name `key`, or `aggregate` and its `field`.",
            ),
        )

    def having(self, of: Object) -> GraphQLInputObjectType:
        """`DealHaving`: all given conditions must hold."""
        return self._names.once(
            f"{of.type_name}Having",
            lambda name: LeanInputType(name, lambda: self._having_entries(of)),
        )

    def _having_entries(self, of: Object) -> dict[str, GraphQLInputField]:
        many = GraphQLList(GraphQLNonNull(self.having(of)))
        counts = self._inputs.filter_of(Scalar.INT, ORDER)
        found = {
            "and": _input(many, HavingLogic("and")),
            "or": _input(many, HavingLogic("or")),
            "not": _input(self.having(of), HavingLogic("not")),
            "count": _input(counts, HavingCount()),
        }
        if self._columns(of, "sum"):
            numbers = self._conditions(of, "Numbers", "sum")
            found["sum"] = _input(numbers, HavingFunction("sum"))
            found["avg"] = _input(numbers, HavingFunction("avg"))
        extremes = self._conditions(of, "Extremes", "min")
        found["min"] = _input(extremes, HavingFunction("min"))
        found["max"] = _input(extremes, HavingFunction("max"))
        return found

    def _conditions(self, of: Object, suffix: str, function: Function) -> GraphQLInputObjectType:
        """`DealNumbersHaving` and the like: a filter for each column."""
        return self._names.once(
            f"{of.type_name}{suffix}Having",
            lambda name: LeanInputType(
                name,
                lambda: {
                    each: GraphQLInputField(
                        self._filter(of, column, function),
                        deprecation_reason=self._deprecation(of, column),
                        extensions={KEY: _leaf(of, column)},
                    )
                    for each, column in self._columns(of, function).items()
                },
            ),
        )

    def _deprecation(self, of: Object, column: GroupColumn) -> str | None:
        field = _field(of, column)
        return None if field is None else self._names.deprecation(field)

    def _filter(self, of: Object, column: GroupColumn, function: Function) -> GraphQLInputObjectType:
        if column.money:
            return self._inputs.amount_filter()
        scalar = _totals(of, column) if function == "sum" else _scalar(of, column)
        return self._inputs.filter_of(scalar, ORDER)


def _input(type_: GraphQLInputType, binding: HavingBinding) -> GraphQLInputField:
    return GraphQLInputField(type_, extensions={KEY: binding})


def _leaf(of: Object, column: GroupColumn) -> AggregateLeaf:
    return AggregateLeaf(column.column, _field(of, column), column.money)


def _field(of: Object, column: GroupColumn) -> Field | None:
    return None if column.field is None else of.field_by_id[column.field]


def _amounts(column: GroupColumn, scalar: Scalar) -> GraphQLOutputType:
    return non_null_list(MONEY) if column.money else SCALARS[scalar]


def _totals(of: Object, column: GroupColumn) -> Scalar:
    field = _field(of, column)
    return Scalar.DECIMAL if field is None else FIELD_TYPES[field.type].totals


def _scalar(of: Object, column: GroupColumn) -> Scalar:
    field = _field(of, column)
    return Scalar.DATETIME if field is None else FIELD_TYPES[field.type].scalar
