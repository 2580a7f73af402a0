"""The DDL that several changes share, taken from the tables of `metadata.tables`."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from alembic.ddl import postgresql  # noqa: F401 - registers how PostgreSQL spells the elements of alembic.ddl.base
from alembic.ddl.base import AddColumn, ColumnDefault, ColumnName, ColumnNullable, DropColumn, RenameTable
from sqlalchemy import CheckConstraint, Column, ColumnElement, Constraint, ForeignKeyConstraint, Index, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import (
    AddConstraint,
    CreateIndex,
    CreateTable,
    DefaultClause,
    DropConstraint,
    DropIndex,
)
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.sql import literal_sql
from metadata.catalog import Catalog, Object
from metadata.fields import Field
from metadata.formula_sql import formula_columns
from metadata.link_tables import link_table, link_tables_of
from metadata.pipelines import Pipeline
from metadata.removed import removed_name
from metadata.system_fields import STAGE
from metadata.tables import record_table


def table_created(catalog: Catalog, definition: Object, namespace: str) -> tuple[ExecutableDDLElement, ...]:
    """The table, those of its links, and their indexes."""
    tables = (record_table(catalog, definition, namespace), *link_tables_of(catalog, definition, namespace))
    return tuple(element for table in tables for element in _created(table))


def links_created(
    catalog: Catalog, definition: Object, field: Field, namespace: str
) -> tuple[ExecutableDDLElement, ...]:
    """The table of a field's links, where it has one, and its index."""
    return () if field.links is None else _created(link_table(catalog, definition, field, namespace))


def links_hidden(
    catalog: Catalog, definition: Object, field: Field, namespace: str
) -> tuple[ExecutableDDLElement, ...]:
    """The table of a field's links under another name, with nothing that binds it."""
    table = link_table(catalog, definition, field, namespace)
    dropped = (DropConstraint(each) for each in foreign_keys(table))
    return (*dropped, RenameTable(table.name, removed_name(field.id), schema=namespace))


def links_shown(
    catalog: Catalog, definition: Object, field: Field, namespace: str
) -> tuple[ExecutableDDLElement, ...]:
    """The hidden table of a field's links as it is to be."""
    table = link_table(catalog, definition, field, namespace)
    added = (AddKeptConstraint(each, isolate_from_table=False) for each in foreign_keys(table))
    return (RenameTable(removed_name(field.id), table.name, schema=namespace), *added)


def _created(table: Table) -> tuple[ExecutableDDLElement, ...]:
    return (CreateTable(table), *(CreateIndex(index) for index in _by_name(table, "")))


class AddKeptConstraint(AddConstraint):
    """A constraint that the records which exist are known to keep, so that PostgreSQL need not read them all."""


@compiles(AddKeptConstraint)
def _kept(element: AddKeptConstraint, compiler: DDLCompiler, **options: object) -> str:
    return (
        f"{compiler.process(AddConstraint(element.element, isolate_from_table=False), **options)} NOT VALID"
    )


def columns_added(table: Table, names: tuple[str, ...], part_of: str) -> tuple[ExecutableDDLElement, ...]:
    """Columns, then the constraints and indexes whose names contain `part_of`.

    In the records that exist the columns are empty or have their default, which was checked.
    """
    added = (AddColumn(table.name, table.c[name], schema=table.schema) for name in names)
    return (*added, *constraints_added(table, part_of))


def constraints_added(table: Table, part_of: str) -> tuple[ExecutableDDLElement, ...]:
    """The constraints and indexes whose names contain `part_of`."""
    return (
        # Isolation would take the constraint out of the table, which is shared.
        *(AddKeptConstraint(each, isolate_from_table=False) for each in _constraints(table, part_of)),
        *(CreateIndex(index) for index in _by_name(table, part_of)),
    )


def constraints_dropped(table: Table, part_of: str) -> tuple[ExecutableDDLElement, ...]:
    """The end of the constraints and indexes whose names contain `part_of`."""
    return (
        *(DropConstraint(each) for each in _constraints(table, part_of)),
        *(DropIndex(index) for index in _by_name(table, part_of)),
    )


def columns_hidden(table: Table, names: Mapping[str, str]) -> tuple[ExecutableDDLElement, ...]:
    """Columns under other names, by their present ones, that no record needs a value in."""
    bound = [name for name in names if not table.c[name].nullable]
    return (
        *(ColumnNullable(table.name, name, True, schema=table.schema) for name in bound),
        *(ColumnName(table.name, name, new, schema=table.schema) for name, new in names.items()),
    )


def columns_shown(table: Table, names: Mapping[str, str]) -> tuple[ExecutableDDLElement, ...]:
    """Hidden columns under the names that they have in `table`, by their present ones, and required as there."""
    bound = [new for new in names.values() if not table.c[new].nullable]
    return (
        *(ColumnName(table.name, name, new, schema=table.schema) for name, new in names.items()),
        *(ColumnNullable(table.name, new, False, schema=table.schema) for new in bound),
    )


def foreign_keys(table: Table) -> list[ForeignKeyConstraint]:
    """The foreign keys of a table, by name."""
    return sorted(table.foreign_key_constraints, key=lambda each: str(each.name))


def server_default(of: Column[Any]) -> ColumnElement[Any] | None:
    """What a new row has in the column; None where that is nothing."""
    # The clause itself belongs to its column.
    clause = of.server_default
    return cast(ColumnElement[Any], clause.arg) if isinstance(clause, DefaultClause) else None


def first_stage_ddl(
    before: Pipeline, after: Pipeline, table_name: str, namespace: str
) -> tuple[ExecutableDDLElement, ...]:
    """The default of the stage column, where another stage is the first now."""
    if before.stages[0].name == after.stages[0].name:
        return ()
    return (ColumnDefault(table_name, STAGE, after.stages[0].name, schema=namespace),)


def checks_replaced(old: Table, new: Table, field_id: str) -> tuple[ExecutableDDLElement, ...]:
    """The CHECK constraints of a field as the new table has them, in the place of those that were otherwise."""
    before, after = _checks(old, field_id), _checks(new, field_id)
    same = {name for name in before.keys() & after.keys() if _text(before[name]) == _text(after[name])}
    return (
        *(DropConstraint(before[name]) for name in before if name not in same),
        *(AddConstraint(after[name], isolate_from_table=False) for name in after if name not in same),
    )


def formulas_moved(
    before: Catalog, after: Catalog, object_id: str, namespace: str, renewed: Collection[str]
) -> tuple[ExecutableDDLElement, ...]:
    """The columns of an object's formulas as the catalog has them afterwards; nothing is written for them.

    PostgreSQL changes no expression of a virtual column in a table with CHECK constraints.

    Args:
        renewed: ids of the fields whose formulas give another value.
    """
    old, new = before.object_by_id[object_id], after.object_by_id[object_id]
    was, will = _formula_columns(old), _formula_columns(new)
    if not (was or will):
        return ()
    dropped, added = record_table(before, old, namespace), record_table(after, new, namespace)
    stays = (was.keys() & will.keys()) - set(renewed)
    return (
        *(
            DropColumn(added.name, dropped.c[name], schema=namespace)
            for id_, name in was.items()
            if id_ not in stays
        ),
        *(
            AddColumn(added.name, added.c[name], schema=namespace)
            for id_, name in will.items()
            if id_ not in stays
        ),
    )


def _formula_columns(definition: Object) -> dict[str, str]:
    """Id of each field with a formula that has a column to the column's name."""
    return {field.id: name for name, field in formula_columns(definition).items()}


def _checks(table: Table, field_id: str) -> dict[str, CheckConstraint]:
    found = [
        each
        for each in table.constraints
        if isinstance(each, CheckConstraint) and str(each.name).startswith(f"ck_{field_id}_")
    ]
    return {str(each.name): each for each in sorted(found, key=lambda each: str(each.name))}


def _constraints(table: Table, part_of: str) -> list[Constraint]:
    found = [each for each in table.constraints if _is_part(each.name, part_of)]
    return sorted(found, key=lambda each: str(each.name))


def _text(check: CheckConstraint) -> str:
    return literal_sql(check.sqltext)


def _by_name(table: Table, part_of: str) -> list[Index]:
    found = [index for index in table.indexes if _is_part(index.name, part_of)]
    return sorted(found, key=lambda index: str(index.name))


def _is_part(name: object, part_of: str) -> bool:
    """Whether the name of a constraint or an index contains the words; one id may be the beginning of another."""
    return f"{part_of}_" in f"{name}_"
