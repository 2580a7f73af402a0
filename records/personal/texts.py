"""The values of a person, and those that they had, as text: by these they are known again elsewhere."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, any_, cast, literal, literal_column, select

from core.connection import Connection
from records.personal.held import Place, among
from tenants.namespace import NamespaceTables

KNOWN_BYTES = 4
"""So long a value is where it is known again, as UTF-8: four letters or two Chinese characters. Shorter ones are
others' too."""


async def texts_of(
    connection: Connection, tables: NamespaceTables, place: Place, ids: Sequence[UUID]
) -> Mapping[str, frozenset[str]]:
    """By personal field of a place, what records of it have and had there, as far as it is known again."""
    found: dict[str, set[str]] = {each.field.id: set() for each in place.values}
    columns = [
        (each.field.id, cast(column, Text)) for each in place.values for column in each.columns.values()
    ]
    held = select(*(column for _, column in columns)).where(among(place.rows.c.id, ids))
    for row in await connection.rows(held):
        for position, (field_id, _) in enumerate(columns):
            found[field_id].add(row[position] or "")
    history = tables.field_history
    for side in (history.c.old, history.c.new):
        value = side.op("#>>", return_type=Text())(literal_column("'{}'"))
        kept = select(history.c.field_id, value.label("text"))
        for row in await connection.rows(kept.where(concerned(tables, place, ids), side.is_not(None))):
            found[row["field_id"]].add(row["text"])
    return {
        field_id: frozenset(text for text in texts if is_known(text)) for field_id, texts in found.items()
    }


def concerned(tables: NamespaceTables, place: Place, ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether a change of the history of fields is of a personal field of these records."""
    history = tables.field_history
    fields = [each.field.id for each in place.values]
    return (
        (history.c.object_id == place.of.id)
        & among(history.c.record_id, ids)
        & (history.c.field_id == any_(literal(fields, ARRAY(Text()))))
    )


def is_known(text: str | None) -> bool:
    """Whether a value is long enough to be known again."""
    return text is not None and len(text.encode()) >= KNOWN_BYTES
