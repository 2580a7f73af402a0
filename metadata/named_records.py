"""From a record to another that one of its fields names."""

from sqlalchemy import ColumnElement, Text, and_, literal

from core.sql import Row
from metadata.field_types.reference import object_column
from metadata.fields import Field


def names(field: Field, rows: Row, related: Row, of: str) -> ColumnElement[bool]:
    """Whether a relation, or a reference, of a row of `rows` names the row of `related`, records of the object `of`.

    A reference that names a record of another object is known by its own column, so no row is looked up then.
    """
    named: ColumnElement[bool] = related.c["id"] == rows.c[f"{field.name}Id"]
    if not field.targets:
        return named
    return and_(named, rows.c[object_column(field)] == literal(of, Text()))
