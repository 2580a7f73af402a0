"""JSON as PostgreSQL writes it: response names as column names, constants of the plan, objects of columns."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.sql.elements import quoted_name

from core.errors import fault
from metadata.catalog import Object
from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field
from records.build import Build

MAX_NAME_BYTES = 63
"""PostgreSQL cuts longer column names, and a response name is a column name here."""


def as_text(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value as text, in PostgreSQL's words."""
    return value if isinstance(value.type, Text) else cast(value, Text)


def display_text(build: Build, of: Object, field: Field, rows: FromClause) -> ColumnElement[Any]:
    """The value of the field that names a record to people, as text."""
    kind = FIELD_TYPES[field.type]
    return as_text(kind.shown(build.value(rows, of, kind.columns(field)[0].name)))


EMPTY: ColumnElement[Any] = cast(literal_column("'[]'", Text()), JSON)
"""The empty JSON array."""


def response_name(name: str) -> quoted_name:
    """A response name as a column label, always quoted.

    Raises:
        SluiceError: QUERY_TOO_COMPLEX where it is longer than a column name can be.
    """
    if len(name.encode()) > MAX_NAME_BYTES:
        raise fault(
            "QUERY_TOO_COMPLEX",
            f"The alias {name[:20]}… is longer than {MAX_NAME_BYTES} characters",
            hint="Use a shorter alias.",
        )
    return quoted_name(name, quote=True)


def labelled(columns: Mapping[str, ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """Columns labelled with their response names."""
    return [column.label(response_name(name)) for name, column in columns.items()]


def json_object(build: Build, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """The columns as one JSON object, in the order given, correlated to whatever surrounds it."""
    inner = select(*labelled(columns)).correlate_except().subquery(build.fresh("j"))
    return select(func.row_to_json(inner.table_valued())).correlate_except(inner).scalar_subquery()
