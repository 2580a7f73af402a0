"""Values of a field that become values of another type: by way of their texts, as the types write and read them.

So each type says once what its texts are, any two can be converted, and a converted value has passed through the same
`stored` as one that a writer gives. A moment is written, and read where no offset stands in the text, by the clocks of
the tenant: the day that it becomes is the one that `date_of` finds.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from alembic.ddl.base import AddColumn, ColumnDefault, DropColumn
from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Select,
    TableClause,
    Text,
    Update,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.sql.ddl import ExecutableDDLElement
from sqlalchemy.sql.selectable import TableValuedAlias

from core.connection import Connection, Record
from core.errors import SluiceError, fault
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.tables import statement_table

ROWS_AT_ONCE = 2_000

Convert = Callable[[Sequence[object]], Mapping[str, object]]
"""From a value, by its columns in their order, to the columns of the new one by name."""


class ConversionError(Exception):
    """A value that was counted as one that can be converted has become one that cannot; with the record's id."""

    def __init__(self, message: str, record: UUID) -> None:
        super().__init__(message)
        self.record = record


@dataclass(frozen=True)
class Conversion:
    """The records of an object get the value of a field in new columns, beside the old ones.

    Attributes:
        object: as it is before, with the old field.
        old: the field as it is before.
        columns: the new columns; each stands in the table under another name, for the old ones have theirs still.
        convert: raises SluiceError for a value that cannot be converted.
        zone: the time zone by which it is done.
        may_empty: such a record gets no value; else it stops the conversion.
        earlier: the conversions of the field by earlier changes of the list, in order: it takes what they give.
        source: what stands for the columns of `old`, in their order, over a table; None for these themselves.
        made_of: what its values are made of beside: where that is the same, a value becomes the same.
    """

    object: Object
    old: Field
    columns: Mapping[str, Column[Any]]
    convert: Convert
    zone: str
    may_empty: bool
    earlier: tuple["Conversion", ...] = ()
    source: Callable[[TableClause], list[ColumnElement[Any]]] | None = None
    made_of: tuple[str, ...] = ()


def converter(old: Field, new: Field, zone: str, currency: str | None) -> Convert:
    """How values of `old` become values of `new`.

    Args:
        zone: the tenant's time zone.
        currency: of amounts, where `old` is a plain number.
    """
    names = [spec.name for spec in type_of(old).columns(old)]

    def convert(value: Sequence[object]) -> Mapping[str, object]:
        values = dict(zip(names, value, strict=True))
        return type_of(new).stored(new, converted(old, new, values, zone, currency))

    return convert


def converted(
    old: Field, new: Field, values: Mapping[str, object], zone: str, currency: str | None
) -> object:
    """What `stored` of the new type takes for a value of the old one, its columns given by name; None for no value.

    Raises:
        SluiceError: it cannot be converted.
    """
    clocks = ZoneInfo(zone)
    text = type_of(old).written(old, {name: _shown(old, value, clocks) for name, value in values.items()})
    if not text.strip():
        return None
    read = type_of(new).read_text(new, text if currency is None else f"{text} {currency}")
    return read.replace(tzinfo=clocks) if isinstance(read, datetime) and read.tzinfo is None else read


def _shown(field: Field, value: object, clocks: ZoneInfo) -> object:
    """A moment as the clocks show it, any other value as it is."""
    if not isinstance(value, datetime):
        return value
    try:
        return value.astimezone(clocks)
    except OverflowError as error:
        raise fault("OUT_OF_RANGE", f"{field.name} has a moment beyond the days of the time zone.") from error


def value_columns(rows: FromClause, field: Field) -> list[ColumnElement[Any]]:
    """The columns of a field's value as they are read in Python.

    They are labelled with the type of the field: a connection keeps statements prepared, and one of the same text whose
    columns have become of another type fails.
    """
    specs = type_of(field).columns(field)
    return [rows.c[spec.name].label(f"{field.type}_{at}") for at, spec in enumerate(specs)]


def begun_before(conversion: Conversion, namespace: str) -> tuple[DropColumn, ...]:
    """The end of new columns that somebody else has begun to fill."""
    name = conversion.object.name
    return tuple(
        DropColumn(name, each, schema=namespace, if_exists=True) for each in conversion.columns.values()
    )


async def convert_records(
    connection: Connection, conversion: Conversion, namespace: str, among: Select[tuple[UUID]] | None = None
) -> None:
    """Fill the new columns, inside the transaction that has made them.

    Args:
        among: ids of the records that are to be filled, empty values too; all that have a value where it is None.

    Raises:
        ConversionError: a value cannot be converted that must be.
    """
    records = statement_table(conversion.object, namespace)
    pages = records_to_convert(conversion, records)
    pages = (
        pages.where(valued(conversion, records)) if among is None else pages.where(records.c.id.in_(among))
    )
    rows = await connection.rows(pages)
    while rows:
        await convert_rows(connection, conversion, namespace, rows)
        rows = await connection.rows(pages.where(records.c.id > rows[-1][0]))


def records_to_convert(conversion: Conversion, records: TableClause) -> Select[tuple[object, ...]]:
    """A page of the records of its table in the order of their ids: id and value."""
    value = _values(conversion, records)
    return select(records.c.id, *value).order_by(records.c.id).limit(ROWS_AT_ONCE)


def valued(conversion: Conversion, records: TableClause) -> ColumnElement[bool]:
    """The condition that a record of its table has a value to convert."""
    return _values(conversion, records)[0].is_not(None)


def _values(conversion: Conversion, records: TableClause) -> list[ColumnElement[Any]]:
    if conversion.source is None:
        return value_columns(records, conversion.old)
    values = enumerate(conversion.source(records))
    return [each.label(f"{conversion.old.type}_{at}") for at, each in values]


async def convert_rows(
    connection: Connection, conversion: Conversion, namespace: str, rows: Sequence[Record]
) -> None:
    """Fill the new columns of a page.

    Raises:
        ConversionError: as `convert_records`.
    """
    for each in conversion.earlier:
        # As the columns would have them: a number with as many decimals, a moment without its offset.
        text = await asyncio.to_thread(_converted, rows, each)
        rows = await connection.rows(select(*_given(each, text).c))
    # In another thread: other tenants wait for this one.
    text = await asyncio.to_thread(_converted, rows, conversion)
    await connection.execute(_filled(conversion, namespace, text))


async def constant_converted(
    connection: Connection, conversion: Conversion, namespace: str
) -> tuple[ExecutableDDLElement, ...]:
    """Give the new columns, in the transaction that has made them, to a table whose records all have the same value.

    Their values are the default of new columns, so no record is written.

    Raises:
        ConversionError: the value cannot be converted.
    """
    records = statement_table(conversion.object, namespace)
    rows = await connection.rows(records_to_convert(conversion, records).limit(1))
    if not rows:
        return ()
    given = _given(conversion, await asyncio.to_thread(_converted, rows, conversion))
    (texts,) = await connection.rows(
        select(*(func.quote_literal(cast(each, Text())) for each in [*given.c][1:]))
    )
    made: list[ExecutableDDLElement] = []
    for at, new in enumerate(conversion.columns.values()):
        text = texts[at]
        if text is not None:
            told = Column(new.name, new.type, server_default=literal_column(text))
            made.append(DropColumn(conversion.object.name, new, schema=namespace))
            made.append(AddColumn(conversion.object.name, told, schema=namespace))
            made.append(ColumnDefault(conversion.object.name, new.name, None, schema=namespace))
    return tuple(made)


def _converted(rows: Sequence[Record], conversion: Conversion) -> str:
    """The new values as JSON: a list of objects with the `id` and the names of the new columns."""
    found: list[dict[str, object]] = []
    nothing = dict.fromkeys(conversion.columns)
    for row in rows:
        made: Mapping[str, object] = nothing
        try:
            if row[1] is not None:
                made = conversion.convert([row[at] for at in range(1, len(row))])
        except SluiceError as error:
            if not conversion.may_empty:
                raise ConversionError(str(error), row[0]) from error
        found.append({"id": row[0], **{conversion.columns[name].name: part for name, part in made.items()}})
    return json.dumps(found, ensure_ascii=False, default=str)


def _filled(conversion: Conversion, namespace: str, text: str) -> Update:
    new = [*conversion.columns.values()]
    values = _given(conversion, text)
    columns = (column(each.name, each.type) for each in (Column("id", Uuid()), *new))
    target = table(conversion.object.name, *columns, schema=namespace)
    return (
        update(target)
        .values({each.name: values.c[each.name] for each in new})
        .where(target.c.id == values.c.id)
    )


def _given(conversion: Conversion, text: str) -> TableValuedAlias:
    """Values as `_converted` writes them, as rows: the id of a record, and the new columns."""
    given = cast(bindparam("values", text, type_=Text()), JSON)
    new = (column(each.name, each.type) for each in conversion.columns.values())
    typed = (column("id", Uuid()), *new)
    return func.json_to_recordset(given).table_valued(*typed).render_derived(name="v", with_types=True)
