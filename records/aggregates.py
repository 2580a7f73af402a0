"""Aggregates over groups of records, and the level of the statement that they are read from.

Amounts of different currencies are never added. Where one field of money is computed over, the records are grouped by
the keys and its currency, and a level above brings these parts together by the keys (`Partial`). Where that cannot give
what is asked for (several fields of money, different values to be counted) they are grouped twice in the same pass, by
the keys, and by the keys and each currency (`ByCurrency`, GROUPING SETS); that takes half as long again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Numeric,
    Subquery,
    Text,
    and_,
    cast,
    func,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import TypeEngine

from metadata.field_types.all_types import FIELD_TYPES
from metadata.field_types.base import Scalar
from records.binding import Convert, as_given
from records.build import Build
from records.constants import constant
from records.json_sql import EMPTY
from records.plans.groups import COUNT, Aggregate, Function

Column = ColumnElement[Any]


@dataclass(frozen=True)
class Flat:
    """The records, grouped by the keys."""

    source: Subquery
    keys: tuple[Column, ...]

    def value(self, aggregate: Aggregate, currency: Column | None) -> Column:
        """An aggregate of no money."""
        return computed(aggregate, self.source)

    def by_currency(self, aggregate: Aggregate, parts: tuple[tuple[str, str], ...]) -> Column:
        raise ValueError(f"{aggregate} is of money, which is grouped by its currency")


@dataclass(frozen=True)
class Partial:
    """Groups by the keys and the one currency column, to be brought together by the keys.

    Attributes:
        code: the currency.
        names: aggregate to its column in `source`; of an average of numbers, to its sum's.
    """

    source: Subquery
    keys: tuple[Column, ...]
    code: Column
    names: Mapping[tuple[Function, str | None], str]

    @classmethod
    def over(
        cls,
        build: Build,
        records: Subquery,
        keys: tuple[Column, ...],
        currency: str,
        aggregates: list[Aggregate],
    ) -> "Partial":
        """Group the records by the keys and the currency."""
        distinct = {
            each.key: each for each in (COUNT, *(part for each in aggregates for part in _parts_of(each)))
        }
        names = {key: f"s{position}" for position, key in enumerate(distinct)}
        code = records.c[f"m_{currency}"]
        grouped = (
            select(
                *(key.label(f"k{position}") for position, key in enumerate(keys)),
                code.label("c"),
                *(computed(each, records).label(names[key]) for key, each in distinct.items()),
            )
            .select_from(records)
            .group_by(*keys, code)
            .correlate_except(records)
            .subquery(build.fresh("c"))
        )
        again = tuple(grouped.c[f"k{position}"] for position in range(len(keys)))
        return cls(grouped, again, grouped.c.c, names)

    def value(self, aggregate: Aggregate, currency: Column | None) -> Column:
        """The aggregate; of money, in that currency."""
        if is_money(aggregate):
            return func.max(self._part(aggregate)).filter(self.code == currency)
        match aggregate.function:
            case "count":
                return cast(func.coalesce(func.sum(self._part(aggregate)), constant(0)), BigInteger)
            case "sum":
                return func.sum(self._part(aggregate))
            case "avg":
                whole, number = (func.sum(self._part(each)) for each in _parts_of(aggregate))
                average = cast(whole, Numeric()) / func.nullif(number, constant(0))
                return func.round(average, constant(_decimals(aggregate)), type_=Numeric())
            case "min":
                return func.min(self._part(aggregate))
            case "max":
                return func.max(self._part(aggregate))
            case "countDistinct":
                raise ValueError("different values cannot be counted in parts")
        assert_never(aggregate.function)

    def _part(self, aggregate: Aggregate) -> Column:
        return self.source.c[self.names[aggregate.key]]

    def by_currency(self, aggregate: Aggregate, parts: tuple[tuple[str, str], ...]) -> Column:
        """The amounts, one entry for each currency."""
        return entries(self.code, self._part(aggregate), parts, self.code.is_not(None))


def _parts_of(aggregate: Aggregate) -> tuple[Aggregate, ...]:
    """What an aggregate of the whole is made of: an average of a sum and a count."""
    if aggregate.function != "avg" or is_money(aggregate):
        return (aggregate,)
    return (
        Aggregate("sum", aggregate.column, aggregate.field),
        Aggregate("count", aggregate.column, aggregate.field),
    )


def entries(
    code: Column, amount: Column, parts: tuple[tuple[str, str], ...], there: ColumnElement[bool]
) -> Column:
    """Amounts as a JSON array in the order of their currencies."""
    pairs: list[Column] = []
    for response_name, part in parts:
        told = {"amount": cast(amount, Text), "currency": code, "__typename": constant("Money")}[part]
        pairs += [constant(response_name), told]
    entry = aggregate_order_by(func.json_build_object(*pairs), code)
    return func.coalesce(func.json_agg(entry).filter(there), EMPTY)


@dataclass(frozen=True)
class ByCurrency:
    """Groups by the keys, and beside them groups by the keys and each currency.

    Attributes:
        names: aggregate to its column in `source`.
        sets: currency column, or None for the keys alone, to the number of its grouping set.
    """

    source: Subquery
    keys: tuple[Column, ...]
    names: Mapping[tuple[Function, str | None], str]
    sets: Mapping[str | None, int]

    @classmethod
    def over(
        cls,
        build: Build,
        records: Subquery,
        keys: tuple[Column, ...],
        currencies: list[str],
        aggregates: list[Aggregate],
    ) -> "ByCurrency":
        """Group the records by the keys, and by the keys and each of the currencies."""
        distinct = {each.key: each for each in (COUNT, *aggregates)}
        names = {key: f"s{position}" for position, key in enumerate(distinct)}
        columns = [records.c[f"m_{name}"] for name in currencies]
        grouping = func.grouping_sets(tuple_(*keys), *(tuple_(*keys, column) for column in columns))
        grouped = (
            select(
                *(key.label(f"k{position}") for position, key in enumerate(keys)),
                *(column.label(f"c_{name}") for name, column in zip(currencies, columns, strict=True)),
                func.grouping(*columns).label("level"),
                *(computed(each, records).label(names[key]) for key, each in distinct.items()),
            )
            .select_from(records)
            .group_by(grouping)
            .correlate_except(records)
            .subquery(build.fresh("c"))
        )
        # GROUPING sets a bit for each column that a set does not group by, the last column's being the lowest.
        every = 2 ** len(currencies) - 1
        sets: dict[str | None, int] = {None: every}
        for position, name in enumerate(currencies):
            sets[name] = every - 2 ** (len(currencies) - 1 - position)
        again = tuple(grouped.c[f"k{position}"] for position in range(len(keys)))
        return cls(grouped, again, names, sets)

    def value(self, aggregate: Aggregate, currency: Column | None) -> Column:
        """The aggregate; of money, in that currency."""
        name = currency_of(aggregate) if is_money(aggregate) else None
        there = self.source.c.level == constant(self.sets[name])
        if name is not None:
            there = and_(there, self.source.c[f"c_{name}"] == currency)
        # There is at most one such row in a group.
        return func.max(self.source.c[self.names[aggregate.key]]).filter(there)

    def by_currency(self, aggregate: Aggregate, parts: tuple[tuple[str, str], ...]) -> Column:
        """The amounts, one entry for each currency."""
        name = currency_of(aggregate)
        code, amount = self.source.c[f"c_{name}"], self.source.c[self.names[aggregate.key]]
        there = and_(self.source.c.level == constant(self.sets[name]), code.is_not(None))
        return entries(code, amount, parts, there)


Level = Flat | Partial | ByCurrency


def computed(aggregate: Aggregate, records: FromClause) -> Column:
    """The aggregate over the records."""
    if aggregate.column is None:
        return func.count()
    column = records.c[f"m_{aggregate.column}"]
    match aggregate.function:
        case "count":
            return func.count(column)
        case "countDistinct":
            return func.count(column.distinct())
        case "sum":
            return func.sum(column)
        case "avg":
            return func.round(func.avg(column), constant(_decimals(aggregate)), type_=Numeric())
        case "min":
            return func.min(column)
        case "max":
            return func.max(column)
    assert_never(aggregate.function)


def as_shown(aggregate: Aggregate, value: Column) -> Column:
    """The value in the shape clients see."""
    if aggregate.field is None or aggregate.function in ("count", "countDistinct"):
        return value
    kind = FIELD_TYPES[aggregate.field.type]
    if aggregate.function in ("sum", "avg") and kind.totals is Scalar.DECIMAL:
        return cast(value, Text)
    return kind.shown(value)


def _decimals(aggregate: Aggregate) -> int:
    """Of an average, which is always of a field."""
    if aggregate.field is None:
        raise ValueError(f"{aggregate} has no average")
    return FIELD_TYPES[aggregate.field.type].average_decimals(aggregate.field)


def comparable(aggregate: Aggregate) -> Convert:
    """How what an aggregate is compared with takes the form that it has in SQL."""
    field = aggregate.field
    if field is None or aggregate.function in ("count", "countDistinct"):
        return as_given
    kind = FIELD_TYPES[field.type]
    return lambda value, path: kind.comparable(field, value, whole=True)


def is_money(aggregate: Aggregate) -> bool:
    return aggregate.field is not None and FIELD_TYPES[aggregate.field.type].scalar is Scalar.MONEY


def currency_of(aggregate: Aggregate) -> str:
    return f"{aggregate.column}__currency"


def type_of(aggregate: Aggregate, value: Column) -> TypeEngine[Any]:
    match aggregate.function:
        case "count" | "countDistinct":
            return BigInteger()
        case "sum" | "avg":
            return Numeric()
        case "min" | "max":
            return value.type
    assert_never(aggregate.function)
