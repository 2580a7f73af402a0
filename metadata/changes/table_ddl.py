"""The DDL that several changes share, taken from the tables of `metadata.tables`."""

from alembic.ddl import postgresql  # noqa: F401 - registers how PostgreSQL spells the elements of alembic.ddl.base
from alembic.ddl.base import AddColumn, DropColumn
from sqlalchemy import Index, Table
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable
from sqlalchemy.sql.ddl import ExecutableDDLElement

from metadata.catalog import Catalog, Object
from metadata.search import SEARCH
from metadata.tables import record_table


def ddl_table(catalog: Catalog, definition: Object, namespace: str) -> Table:
    """The table of an object, the tables its foreign keys point to being known too."""
    for field in definition.fields:
        if field.target is not None:
            record_table(catalog, catalog.target_of(field), namespace)
    return record_table(catalog, definition, namespace)


def table_created(catalog: Catalog, definition: Object, namespace: str) -> tuple[ExecutableDDLElement, ...]:
    """The table and its indexes."""
    table = ddl_table(catalog, definition, namespace)
    return (CreateTable(table), *(CreateIndex(index) for index in _by_name(table, "")))


def columns_added(table: Table, names: tuple[str, ...], part_of: str) -> tuple[ExecutableDDLElement, ...]:
    """Columns, then the constraints and indexes whose names contain `part_of`."""
    # Isolation would take the constraint out of the table, which is shared.
    constraints = sorted(
        (each for each in table.constraints if part_of in str(each.name)), key=lambda each: str(each.name)
    )
    return (
        *(AddColumn(table.name, table.c[name], schema=table.schema) for name in names),
        *(AddConstraint(each, isolate_from_table=False) for each in constraints),
        *(CreateIndex(index) for index in _by_name(table, part_of)),
    )


def search_dropped(table: Table) -> tuple[ExecutableDDLElement, ...]:
    """The end of the search column and its index, where the table has one."""
    return (DropColumn(table.name, table.c[SEARCH], schema=table.schema),) if SEARCH in table.c else ()


def search_added(table: Table) -> tuple[ExecutableDDLElement, ...]:
    """The search column and its index, where the table is to have one: each record is written anew."""
    return columns_added(table, (SEARCH,), "_search") if SEARCH in table.c else ()


def _by_name(table: Table, part_of: str) -> list[Index]:
    found = [index for index in table.indexes if part_of in str(index.name)]
    return sorted(found, key=lambda index: str(index.name))
