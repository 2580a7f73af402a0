"""From an object of the catalog to its table.

Table and columns bear the names of the object and its fields, so that a BI tool reads the same words.
Constraints and indexes bear the ids of the definitions, so that a rename leaves them alone and an error of
the database leads back to the field (`constraint_field`) or the unique key (`constraint_key`).
"""

import re
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKeyConstraint,
    FromClause,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    TableClause,
    Uuid,
    column,
    literal,
    table,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.sql.elements import ColumnElement

from metadata.catalog import Catalog, Object, UniqueKey
from metadata.field_types.all_types import input_name, type_of
from metadata.field_types.base import ColumnSpec
from metadata.fields import Field
from metadata.formula_sql import FormulaValue
from metadata.inlined import stored_columns
from metadata.removed import removed_columns, removed_stage_columns
from metadata.search import SEARCH, search_columns, searched_fields
from metadata.system_fields import STAGE, STAGE_FIELDS, stage_defaults, system_columns, system_fields
from metadata.unique_keys import key_values
from tenants.namespace import namespace_tables

NEW = "sluice_new_"
"""What the names of columns and indexes begin with that a publish makes before it takes effect."""

_CONSTRAINT = re.compile(r"(?:fk|uq|ix|ck)_((?:fld|obj)_[a-z0-9]+)(?:_(\w+))?")

_BUILT: dict[int, dict[str, MetaData]] = {}
"""id() of a catalog to namespace to the tables built so far; an entry goes when its catalog does."""


@dataclass(frozen=True)
class Constrained:
    """What a constraint of the database is about.

    Attributes:
        field: the field, or None where it is a system field.
        name: its name in inputs: `accountId` for the relation `account`.
    """

    field: Field | None
    name: str


def record_table(catalog: Catalog, definition: Object, namespace: str) -> Table:
    """The table of `definition`; the same value for the same catalog, object and namespace."""
    tables = _tables_of(catalog, namespace)
    known = tables.tables.get(f"{namespace}.{definition.name}")
    return known if known is not None else _build(catalog, definition, tables, definition.fields)


def field_table(catalog: Catalog, definition: Object, field: Field, namespace: str) -> Table:
    """The table as what changes one field needs it: with no other fields than this one and those of the system.

    A long list of such changes would else make all columns of the object for each of them.
    """
    return _build(catalog, definition, MetaData(schema=namespace), (field,))


def statement_table(definition: Object, namespace: str) -> TableClause:
    """The table as statements over records need it: its columns, without constraints, indexes and defaults.

    `record_table`, which DDL is made of, takes 150 kB for an object of 25 fields and is kept with its catalog; this
    takes a tenth of a millisecond to make, is made for each plan and goes with it.
    """
    system = (column(each.name, each.type) for each in system_fields(definition))
    own = (
        column(spec.name, spec.type)
        for field in definition.fields
        for spec in stored_columns(definition, field)
    )
    search = [column(SEARCH, TSVECTOR())] if searched_fields(definition) else []
    return table(definition.name, *system, *own, *search, schema=namespace)


def table_with_removed(definition: Object, namespace: str, name: str | None = None) -> TableClause:
    """The same with the columns of what is removed, under `name` where the object itself is."""
    known = statement_table(definition, namespace)
    removed = (
        column(name, spec.type)
        for each in definition.removed_fields
        for name, spec in removed_columns(each.field).items()
    )
    stages = (
        column(removed, STAGE_FIELDS[name].type)
        for each in definition.removed_pipelines
        for name, removed in removed_stage_columns(each.pipeline.id).items()
    )
    own = (column(each.name, each.type) for each in known.c)
    return table(name or definition.name, *own, *removed, *stages, schema=namespace)


def placed_columns(
    base: Object, of: FromClause, field_id: str
) -> tuple[Field, dict[str, ColumnElement[Any]]] | None:
    """A field as `base` has it, and its columns by the names that its type gives them; None where it has no such field.

    Removed ones are found in a `table_with_removed`.
    """
    field = base.field_by_id.get(field_id)
    if field is not None:
        specs = type_of(field).columns(field)
        return field, {spec.name: of.c[spec.name] for spec in specs if spec.name in of.c}
    for each in base.removed_fields:
        if each.field.id == field_id:
            return each.field, {spec.name: of.c[name] for name, spec in removed_columns(each.field).items()}
    return None


def record_columns(rows: FromClause) -> list[ColumnElement[Any]]:
    """The columns of a record: all but that of its search words."""
    return [column for column in rows.c if column.name != SEARCH]


def field_columns(of: Table, field: Field) -> dict[str, Column[Any]]:
    """The columns of `field`, which is none that is computed, by name, in the order of its type."""
    return {spec.name: of.c[spec.name] for spec in type_of(field).columns(field)}


def unique_index(of: Table, unique: Field | UniqueKey) -> Index:
    """The index that keeps the values of a unique field, or those of a key, apart."""
    return next(index for index in of.indexes if index.name == f"uq_{unique.id}")


def search_index(definition: Object, of: Table) -> Index:
    """The index of the words of an object that has some."""
    return next(index for index in of.indexes if index.name == _search_index_name(definition))


def constraint_field(definition: Object, constraint: str) -> Constrained | None:
    """What the constraint or index of that name is about; None where it is none of the object's table."""
    found = _CONSTRAINT.fullmatch(constraint.removeprefix(NEW))
    if found is None:
        return None
    if found[1] == definition.id:
        return Constrained(None, {"owner": "ownerId"}.get(found[2], found[2]))
    field = definition.field_by_id.get(found[1])
    return Constrained(field, input_name(field)) if field else None


def constraint_key(definition: Object, constraint: str) -> UniqueKey | None:
    """The unique key that the index of that name keeps; None where it keeps none of the object's."""
    name = constraint.removeprefix(NEW)
    return next((each for each in definition.unique_keys if name == f"uq_{each.id}"), None)


def new_name(of: str) -> str:
    """What a column or an index is called until the publish that it is made for takes effect."""
    return f"{NEW}{of}"


def foreign_key(definition: Object, field: Field | None) -> str:
    """Name of the foreign key of a relation, or of the owner."""
    return f"fk_{field.id}" if field else f"fk_{definition.id}_owner"


def _tables_of(catalog: Catalog, namespace: str) -> MetaData:
    key = id(catalog)
    if key not in _BUILT:
        _BUILT[key] = {}
        weakref.finalize(catalog, _BUILT.pop, key, None)
    by_namespace = _BUILT[key]
    if namespace not in by_namespace:
        by_namespace[namespace] = MetaData(schema=namespace)
    return by_namespace[namespace]


def _build(catalog: Catalog, definition: Object, tables: MetaData, fields: tuple[Field, ...]) -> Table:
    """The table with some of the fields; with the keys over several fields where these are all there."""
    member = namespace_tables(str(tables.schema)).member.c.id
    built = Table(
        definition.name,
        tables,
        *system_columns(definition),
        *(column for field in fields for column in _columns(catalog, definition, field)),
        *search_columns(definition),
        *_removed_columns(definition),
        PrimaryKeyConstraint("id", name=f"pk_{definition.id}"),
        ForeignKeyConstraint(["ownerId"], [member], name=foreign_key(definition, None)),
    )
    Index(f"ix_{definition.id}_owner", built.c.ownerId)
    if definition.pipeline:
        Index(f"ix_{definition.id}_stage", built.c[STAGE])
    if SEARCH in built.c:
        # Without a list of entries that wait to be sorted in: every search would read all of it.
        Index(
            _search_index_name(definition),
            built.c[SEARCH],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )
    for field in fields:
        _constrain(catalog, built, field)
    there = {field.id for field in fields}
    for key in (each for each in definition.unique_keys if there.issuperset(each.fields)):
        parts = [definition.field_by_id[each] for each in key.fields]
        Index(
            f"uq_{key.id}",
            *(value for each in parts for value in key_values(key, each, field_columns(built, each))),
            unique=True,
            postgresql_where=built.c.deletedAt.is_(None),
        )
    return built


def _search_index_name(definition: Object) -> str:
    return f"ix_{definition.id}_search"


def _columns(catalog: Catalog, definition: Object, field: Field) -> tuple[Column[Any], ...]:
    if field.computed:
        return tuple(
            _computed(catalog, definition, field, spec) for spec in stored_columns(definition, field)
        )
    defaults = default_values(field)
    return tuple(
        Column(
            spec.name,
            spec.type,
            nullable=spec.optional or not field.required,
            server_default=defaults.get(spec.name),
        )
        for spec in type_of(field).columns(field)
    )


def _removed_columns(definition: Object) -> Iterator[Column[Any]]:
    """What holds the values of removed fields, and the stages of removed pipelines. Nothing binds them.

    New records get their defaults, so that what is required fits when it is restored.
    """
    for each in definition.removed_fields:
        defaults = default_values(each.field)
        for name, spec in removed_columns(each.field).items():
            yield Column(name, spec.type, server_default=defaults.get(spec.name))
    for pipeline in (each.pipeline for each in definition.removed_pipelines):
        begun = stage_defaults(pipeline)
        for name, removed in removed_stage_columns(pipeline.id).items():
            yield Column(removed, STAGE_FIELDS[name].type, server_default=begun[name])


def default_values(field: Field) -> dict[str, ColumnElement[Any]]:
    """What a new record gets, by column."""
    if field.default is None:
        return {}
    kind = type_of(field)
    values = kind.stored(field, field.default)
    return {
        spec.name: literal(values[spec.name], spec.type)
        for spec in kind.columns(field)
        if values.get(spec.name) is not None
    }


def _computed(catalog: Catalog, definition: Object, field: Field, spec: ColumnSpec) -> Column[Any]:
    """The column of a field with a formula. Nothing is stored: PostgreSQL computes it where it is read."""
    rows = statement_table(definition, "")
    value = FormulaValue(catalog, definition, field, lambda name: column(name, rows.c[name].type))
    return Column(spec.name, spec.type, Computed(value, persisted=False))


def _constrain(catalog: Catalog, built: Table, field: Field) -> None:
    if field.computed:
        return
    columns = field_columns(built, field)
    for spec in type_of(field).columns(field):
        if spec.check is not None:
            built.append_constraint(
                CheckConstraint(spec.check(columns), name=f"ck_{field.id}_{spec.part or 'value'}")
            )
        if spec.of_member:
            _refer(built, field, namespace_tables(str(built.schema)).member.c.id)
            Index(f"ix_{field.id}", *columns.values())
    alive: ColumnElement[bool] = built.c.deletedAt.is_(None)
    if field.target is not None:
        _refer(built, field, _pointed_to(catalog.target_of(field).name, str(built.schema)))
    if field.names_record:
        # Lists hold no deleted records, nor do roll-ups count them: a count is made of the index alone.
        Index(f"ix_{field.id}", *[*columns.values()][:1], postgresql_where=alive)
    if field.unique:
        # A deleted record keeps its value but does not stand in the way of a new one.
        Index(f"uq_{field.id}", *columns.values(), unique=True, postgresql_where=alive)


def _pointed_to(name: str, namespace: str) -> Column[Any]:
    """The id of the table that a foreign key points to, of which DDL needs to know no more."""
    return Table(name, MetaData(), Column("id", Uuid()), schema=namespace).c.id


def _refer(built: Table, field: Field, referred: Column[Any]) -> None:
    """The foreign key of a field."""
    columns = field_columns(built, field)
    built.append_constraint(ForeignKeyConstraint([*columns], [referred], name=f"fk_{field.id}"))
