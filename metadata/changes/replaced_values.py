"""The history of values that a publish gives to records."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Insert,
    Integer,
    Text,
    Uuid,
    cast,
    func,
    insert,
    literal,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import JSON

from metadata.catalog import Object
from metadata.changes.base import Stamp
from metadata.field_history import json_of
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from tenants.namespace import namespace_tables


def values_replaced(
    definition: Object,
    field: Field,
    namespace: str,
    rows: FromClause,
    condition: ColumnElement[bool],
    value: ColumnElement[Any] | None,
    stamp: Stamp,
) -> Insert:
    """The history of a publish that gives records another value of a field of one column, to be run before it.

    Args:
        condition: the records, of `rows`, that get it.
        value: the new value of the column; None for none.
    """
    history = namespace_tables(namespace).field_history
    kind = type_of(field)
    (name,) = (spec.name for spec in kind.columns(field))
    after: ColumnElement[Any] = cast(null(), JSON)
    if value is not None:
        after = cast(func.to_json(kind.read(field, {name: value})), JSON)
    columns: dict[str, ColumnElement[Any]] = {
        "object_id": literal(definition.id, Text()),
        "record_id": rows.c.id,
        "field_id": literal(field.id, Text()),
        "old": json_of(field, rows),
        "new": after,
        "actor": literal(stamp.actor, Uuid()),
        "catalog_version": literal(stamp.version, Integer()),
    }
    wanted = select(*columns.values()).select_from(rows).where(condition)
    return insert(history).from_select([*columns], wanted)
