"""The tables that hold the links of `relations` fields: one a field, a row for each pair of records.

A table bears the id of its field, so a rename of field or object leaves it alone; no record table can have such a
name, for an object has no underscore in its. The rows of a record go with it, should it ever go for good: they are no
data without it.
"""

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    TableClause,
    Uuid,
    column,
    table,
)

from metadata.catalog import Catalog, Object
from metadata.fields import Field
from metadata.tables import record_table

SOURCE = "source"
TARGET = "target"
"""Columns: the record that has the field, and the one that it links."""


def link_rows(field: Field, namespace: str) -> TableClause:
    """The link table of a field as statements need it."""
    return table(_name(field), column(SOURCE, Uuid()), column(TARGET, Uuid()), schema=namespace)


def link_table(catalog: Catalog, definition: Object, field: Field, namespace: str) -> Table:
    """The link table of a field of `definition`; the same value for the same catalog, field and namespace."""
    sources = record_table(catalog, definition, namespace)
    targets = record_table(catalog, catalog.linked_by(field), namespace)
    known = sources.metadata.tables.get(f"{namespace}.{_name(field)}")
    if known is not None:
        return known
    built = Table(
        _name(field),
        sources.metadata,
        Column(SOURCE, Uuid, nullable=False),
        Column(TARGET, Uuid, nullable=False),
        PrimaryKeyConstraint(SOURCE, TARGET, name=f"pk_{field.id}"),
        ForeignKeyConstraint([SOURCE], [sources.c.id], name=f"fk_{field.id}_source", ondelete="CASCADE"),
        ForeignKeyConstraint([TARGET], [targets.c.id], name=f"fk_{field.id}_target", ondelete="CASCADE"),
    )
    Index(f"ix_{field.id}", built.c[TARGET], built.c[SOURCE])
    return built


def link_tables_of(catalog: Catalog, definition: Object, namespace: str) -> tuple[Table, ...]:
    """The link tables of all fields of an object."""
    return tuple(
        link_table(catalog, definition, field, namespace)
        for field in definition.fields
        if field.links is not None
    )


def _name(field: Field) -> str:
    return f"link_{field.id}"
