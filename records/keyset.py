"""Orders and keyset cursors.

A cursor holds the order keys of a row and its id; the next page is what comes strictly after them in the order, the
id being the tie-break. Nulls are part of the order (first or last), and every comparison below says so, because
`column > NULL` is never true.
"""

import zlib
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, and_, cast, false, func, or_

from metadata.catalog import Object
from metadata.field_types.base import Scalar
from records.json_sql import constant
from records.plans.selections import Connection, Order

BY_ID = Order("id", Scalar.ID, nullable=False)


def keys_of(connection: Connection) -> tuple[Order, ...]:
    """The order with the id as its last key."""
    keys: list[Order] = []
    for order in connection.order:
        keys.append(order)
        if order.column == "id":
            return tuple(keys)
    return (*keys, BY_ID)


def signature_of(of: Object, keys: tuple[Order, ...]) -> str:
    """Names an object and an order; in every cursor, so that one of another order is refused."""
    text = ",".join(
        f"{key.column}{'-' if key.descending else '+'}{'f' if key.nulls_first else 'l'}" for key in keys
    )
    return f"{zlib.crc32(f'{of.id}:{text}'.encode()):08x}"


def order_by(rows: FromClause, keys: tuple[Order, ...], backward: bool) -> list[ColumnElement[Any]]:
    """ORDER BY for the keys, or for the very reverse."""
    found: list[ColumnElement[Any]] = []
    for key in keys:
        column = rows.c[key.column]
        ordered = column.desc() if key.descending != backward else column.asc()
        if key.nullable:
            ordered = ordered.nulls_first() if key.nulls_first != backward else ordered.nulls_last()
        found.append(ordered)
    return found


def beyond(
    rows: FromClause, keys: tuple[Order, ...], values: list[ColumnElement[Any]], backward: bool
) -> ColumnElement[bool]:
    """The rows strictly after (or before) the position that the key values mark."""
    alternatives: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        column = rows.c[key.column]
        alternatives.append(and_(*equal, _strictly_beyond(key, column, value, backward)))
        equal.append(column.is_not_distinct_from(value) if key.nullable else column == value)
    return or_(false(), *alternatives)


def _strictly_beyond(
    key: Order, column: ColumnElement[Any], value: ColumnElement[Any], backward: bool
) -> ColumnElement[bool]:
    further = column < value if key.descending != backward else column > value
    if not key.nullable:
        return further
    if key.nulls_first != backward:
        return or_(further, and_(value.is_(None), column.is_not(None)))
    return or_(further, and_(value.is_not(None), column.is_(None)))


def cursor_of(rows: FromClause, of: Object, keys: tuple[Order, ...]) -> ColumnElement[Any]:
    """The cursor of each row, as text."""
    parts = [cast(rows.c[key.column], Text) for key in keys]
    array = func.json_build_array(constant(signature_of(of, keys)), *parts)
    encoded = func.encode(func.convert_to(cast(array, Text), "UTF8"), "base64")
    return func.replace(encoded, "\n", "")
