"""Orders and keyset cursors.

A cursor holds the order keys of a row and its id; the next page is what comes strictly after them in the order, the
id being the tie-break. Nulls are part of the order (first or last), and every comparison below says so, because
`column > NULL` is never true.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, and_, cast, false, func, or_

from metadata.catalog import Object
from metadata.field_types.base import Scalar
from records.binding import RANK
from records.build import Build
from records.constants import constant, place_among
from records.cursors import signature
from records.joins import joined, way_of
from records.plans.search import Search
from records.plans.selections import Connection, Order
from records.plans.via import end_of
from records.search import rank_of

BY_ID = Order("id", Scalar.ID, nullable=False)
BY_RANK = Order(RANK, RANK, descending=True, nullable=False)
"""The best match first: the key is no column."""


@dataclass(frozen=True)
class Key:
    """One key of an order over certain rows.

    Attributes:
        column: what a cursor keeps of a row.
    """

    order: Order
    column: ColumnElement[Any]

    @property
    def value(self) -> ColumnElement[Any]:
        """What is compared: the place of the column's text where the order lists those there can be."""
        return place_among(self.order.listed, self.column) if self.order.listed else self.column


@dataclass(frozen=True)
class Ordered:
    """Rows with their order.

    Attributes:
        rows: the rows.
        source: the rows, joined with the related records that order them; never more or fewer rows.
        tables: what `source` consists of.
        keys: the id is the last one.
    """

    rows: FromClause
    source: FromClause
    tables: tuple[FromClause, ...]
    keys: tuple[Key, ...]


def keys_of(connection: Connection) -> tuple[Order, ...]:
    """The order with the id as its last key."""
    if connection.search is not None and not connection.order:
        return (BY_RANK, BY_ID)
    keys: list[Order] = []
    for order in connection.order:
        keys.append(order)
        if order.column == "id" and not order.steps:
            return tuple(keys)
    return (*keys, BY_ID)


def ordered(
    build: Build, rows: FromClause, of: Object, orders: tuple[Order, ...], search: Search | None
) -> Ordered:
    """The rows with what orders them; `search` is what the rank is of.

    A related record that the caller may not see is as if there were none.
    """
    source, tables = joined(build, rows, (order.steps for order in orders))

    def value(order: Order) -> ColumnElement[Any]:
        if order is BY_RANK and search is not None:
            return rank_of(build, search, rows)
        there = end_of(build.catalog, order.steps[-1]) if order.steps else of
        column = build.value(tables[way_of(order.steps)], there, order.column)
        # The planner does not know how many records match. Walking the index of an order until twenty do takes
        # the whole table where few do; so none is to serve it, and the matches are sorted.
        return column if search is None else func.coalesce(column, column, type_=column.type)

    keys = tuple(Key(order, value(order)) for order in orders)
    return Ordered(rows, source, tuple(tables.values()), keys)


def signature_of(of: Object, orders: tuple[Order, ...]) -> str:
    """Names an object and an order; in every cursor, so that one of another order is refused."""
    text = ",".join(_signed(order) for order in orders)
    return signature(f"{of.id}:{text}")


def _signed(order: Order) -> str:
    way = "".join(f"{step}." for step in way_of(order.steps))
    return f"{way}{order.column}{'-' if order.descending else '+'}{'f' if order.nulls_first else 'l'}"


def order_by(keys: tuple[Key, ...], backward: bool) -> list[ColumnElement[Any]]:
    """ORDER BY for the keys, or for the very reverse."""
    found: list[ColumnElement[Any]] = []
    for key in keys:
        order = key.order
        element = key.value.desc() if order.descending != backward else key.value.asc()
        if order.nullable:
            element = element.nulls_first() if order.nulls_first != backward else element.nulls_last()
        found.append(element)
    return found


def beyond(keys: tuple[Key, ...], values: list[ColumnElement[Any]], backward: bool) -> ColumnElement[bool]:
    """The rows strictly after (or before) the position that the values mark."""
    alternatives: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        alternatives.append(and_(*equal, _strictly_beyond(key, value, backward)))
        equal.append(key.value.is_not_distinct_from(value) if key.order.nullable else key.value == value)
    return or_(false(), *alternatives)


def _strictly_beyond(key: Key, value: ColumnElement[Any], backward: bool) -> ColumnElement[bool]:
    order, column = key.order, key.value
    further = column < value if order.descending != backward else column > value
    if not order.nullable:
        return further
    if order.nulls_first != backward:
        return or_(further, and_(value.is_(None), column.is_not(None)))
    return or_(further, and_(value.is_not(None), column.is_(None)))


def cursor_of(signed: ColumnElement[Any], keys: tuple[Key, ...]) -> ColumnElement[Any]:
    """The cursor of each row, as text."""
    return cursor_sql(signed, [cast(key.column, Text) for key in keys])


def cursor_sql(signed: ColumnElement[Any], items: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """The cursor of each row, of its signature and items (`records.cursors`)."""
    array = func.json_build_array(signed, *items)
    encoded = func.encode(func.convert_to(cast(array, Text), constant("UTF8")), constant("base64"))
    # PostgreSQL breaks base64 into lines.
    return func.replace(encoded, func.chr(constant(10)), constant(""))
