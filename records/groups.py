"""Groups of records to SQL: one pass over the records, whatever is asked of them.

b   the records: their keys, and the columns that are computed over
g   the groups: keys `k0 …`, aggregates `a0 …`; those that `having` leaves, in order, no more than asked
j   what is answered of each
"""

from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Subquery,
    Text,
    and_,
    false,
    func,
    or_,
    select,
)

from records.aggregates import (
    ByCurrency,
    Flat,
    Level,
    Partial,
    as_shown,
    comparable,
    currency_of,
    is_money,
    type_of,
)
from records.binding import as_given
from records.build import Build
from records.conditions import MANY, SINGLE, compared_type
from records.constants import constant
from records.cost import FixedLength
from records.group_keys import key_value, named_value, sortable, told_of_key
from records.joins import joined, way_of
from records.json_sql import EMPTY, json_object, labelled
from records.lists import listed
from records.plans.groups import (
    COUNT,
    Aggregate,
    AggregatesPart,
    AggregateValue,
    CountPart,
    GroupOrder,
    GroupPart,
    Groups,
    Having,
    HavingAll,
    HavingAny,
    HavingCompare,
    HavingNot,
    HavingNull,
    KeysPart,
)
from records.plans.type_name import TypeName

Column = ColumnElement[Any]


def groups_sql(build: Build, groups: Groups, parent: FromClause | None) -> Column:
    """The groups as one JSON array, correlated to `parent` where they are nested."""
    with build.cost.rows_of(FixedLength(groups.first, ("first",)), 1):
        return _Grouping(build, groups, parent).array()


@dataclass
class _Grouping:
    """Groups on their way to SQL."""

    build: Build
    groups: Groups
    parent: FromClause | None

    def array(self) -> Column:
        """The JSON array."""
        groups = self._groups()
        columns = {part.name: self._part(part, groups) for part in self.groups.parts}
        rows = (
            select(*labelled(columns))
            .select_from(groups)
            .correlate_except(groups)
            .subquery(self.build.fresh("j"))
        )
        return (
            select(func.coalesce(func.json_agg(rows.table_valued()), EMPTY))
            .correlate_except(rows)
            .scalar_subquery()
        )

    # The records

    def _records(self) -> Subquery:
        """`b`."""
        build, groups = self.build, self.groups
        rows = build.rows(groups.object)
        source, tables = joined(build, rows, tuple(key.steps for key in groups.by))
        keys = [
            key_value(build, key, tables[way_of(key.steps)], position).label(f"k{position}")
            for position, key in enumerate(groups.by)
        ]
        measured = [column.label(f"m_{name}") for name, column in self._measured(rows).items()]
        return (
            select(*keys, *measured, *([] if keys or measured else [constant(1).label("one")]))
            .select_from(source)
            .where(*listed(build, groups, self.parent, rows))
            .correlate_except(*tables.values())
            .subquery(build.fresh("b"))
        )

    def _measured(self, rows: FromClause) -> dict[str, Column]:
        """The columns that any aggregate is computed over, currencies included, as far as the caller may know them."""
        found: dict[str, Column] = {}
        for aggregate in self._aggregates():
            name, field = aggregate.column, aggregate.field
            if name is None:
                continue
            if field is not None and field.names_record:
                found[name] = named_value(self.build, field, rows, name)
                continue
            names = [name, currency_of(aggregate)] if is_money(aggregate) else [name]
            found |= {each: self.build.value(rows, self.groups.object, each) for each in names}
        return found

    def _aggregates(self) -> list[Aggregate]:
        groups = self.groups
        found = [order.by for order in groups.order if isinstance(order.by, Aggregate)]
        found += [value.aggregate for value in _values(groups.parts)]
        return [*found, *_judged(groups.having)]

    # The groups

    def _groups(self) -> Subquery:
        """`g`."""
        records = self._records()
        monies = list(
            dict.fromkeys(currency_of(aggregate) for aggregate in self._aggregates() if is_money(aggregate))
        )
        level = self._level(records, monies)
        columns = self._told(level)
        found = select(
            *(key.label(f"k{position}") for position, key in enumerate(level.keys)),
            *(column.label(name) for name, column in columns.items()),
        ).select_from(level.source)
        if level.keys:
            found = found.group_by(*level.keys)
        if self.groups.having is not None:
            found = found.having(self._having(self.groups.having, level))
        return (
            found.order_by(*self._order(level))
            .limit(constant(self.groups.first))
            .correlate_except(level.source)
            .subquery(self.build.fresh("g"))
        )

    def _level(self, records: Subquery, currencies: list[str]) -> Level:
        """Where the aggregates are read from: the cheapest form that gives what is asked for."""
        keys, aggregates = self._keys_of(records), self._aggregates()
        if not currencies:
            return Flat(records, keys)
        distinct = any(each.function == "countDistinct" for each in aggregates)
        if len(currencies) == 1 and not distinct:
            return Partial.over(self.build, records, keys, currencies[0], aggregates)
        return ByCurrency.over(self.build, records, keys, currencies, aggregates)

    def _keys_of(self, source: FromClause) -> tuple[Column, ...]:
        return tuple(source.c[f"k{position}"] for position in range(len(self.groups.by)))

    def _told(self, level: Level) -> dict[str, Column]:
        """What the answer needs of each group beside its keys."""
        found: dict[str, Column] = {"n": level.value(COUNT, None)}
        for position, value in enumerate(_values(self.groups.parts)):
            if value.parts is None:
                found[f"a{position}"] = as_shown(value.aggregate, level.value(value.aggregate, None))
            else:
                found[f"a{position}"] = level.by_currency(value.aggregate, value.parts)
        return found

    def _having(self, having: Having, level: Level) -> ColumnElement[bool]:
        self.build.count_condition()
        match having:
            case HavingAll(conditions):
                return and_(*(self._having(each, level) for each in conditions)) if conditions else ~false()
            case HavingAny(conditions):
                return or_(false(), *(self._having(each, level) for each in conditions))
            case HavingNot(condition):
                return self._having(condition, level).is_not(True)
            case HavingNull(aggregate, _, null, path):
                value = level.value(aggregate, self._bound_currency(having, path))
                return value.is_(None) if null else value.is_not(None)
            case HavingCompare(aggregate, _, operator, source, path):
                value = level.value(aggregate, self._bound_currency(having, path))
                many = operator in MANY
                convert = comparable(aggregate)
                kept = type_of(aggregate, value)
                bound = self.build.bind(source, compared_type(kept), convert, *path, many=many)
                return MANY[operator](value, bound) if many else SINGLE[operator](value, bound)
        assert_never(having)

    def _bound_currency(
        self, asked: HavingCompare | HavingNull | GroupOrder, path: tuple[str | int, ...]
    ) -> Column | None:
        if asked.currency is None:
            return None
        return self.build.bind(asked.currency, Text(), as_given, *path, "currency")

    def _order(self, level: Level) -> list[Column]:
        """The order asked for, then the keys as they stand."""
        found: list[Column] = []
        for order in self.groups.order:
            if isinstance(order.by, Aggregate):
                value = level.value(order.by, self._bound_currency(order, ("orderBy",)))
            else:
                value = self._sorts(order.by, level)
            directed = value.desc() if order.descending else value.asc()
            found.append(directed.nulls_first() if order.nulls_first else directed.nulls_last())
        return [*found, *(self._sorts(position, level).asc() for position in range(len(level.keys)))]

    def _sorts(self, position: int, level: Level) -> Column:
        return sortable(self.build, self.groups.by[position], level.keys[position])

    # The answer

    def _part(self, part: GroupPart, groups: Subquery) -> Column:
        match part:
            case KeysPart(_, parts):
                entries = [
                    json_object(
                        self.build,
                        {
                            name: told_of_key(self.build, key, groups.c[f"k{position}"], what)
                            for name, what in parts
                        },
                    )
                    for position, key in enumerate(self.groups.by)
                ]
                return func.json_build_array(*entries)
            case CountPart():
                return groups.c.n
            case AggregateValue():
                return groups.c[f"a{self._position(part)}"]
            case AggregatesPart(_, values):
                columns: dict[str, Column] = {}
                for value in values:
                    if isinstance(value, TypeName):
                        columns[value.name] = constant(value.type_name)
                    else:
                        columns[value.name] = groups.c[f"a{self._position(value)}"]
                return json_object(self.build, columns)
            case TypeName(_, type_name):
                return constant(type_name)
        assert_never(part)

    def _position(self, value: AggregateValue) -> int:
        """Which of the aggregates of `g` it is."""
        return next(place for place, each in enumerate(_values(self.groups.parts)) if each is value)


def _values(parts: tuple[GroupPart, ...]) -> list[AggregateValue]:
    """The aggregates that are told, in order."""
    found: list[AggregateValue] = []
    for part in parts:
        if isinstance(part, AggregateValue):
            found.append(part)
        elif isinstance(part, AggregatesPart):
            found += [value for value in part.values if isinstance(value, AggregateValue)]
    return found


def _judged(having: Having | None) -> list[Aggregate]:
    """The aggregates that a condition looks at."""
    match having:
        case None:
            return []
        case HavingCompare(aggregate) | HavingNull(aggregate):
            return [aggregate]
        case HavingNot(condition):
            return _judged(condition)
        case HavingAll(conditions) | HavingAny(conditions):
            return [found for each in conditions for found in _judged(each)]
    assert_never(having)
