"""Columns as the base of a list of changes has them, by what they are and not by what the list calls them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import ClauseElement, Column, ColumnElement, Index, MetaData, Table, TableClause
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.removed import removed_columns
from metadata.system_fields import STAGE_FIELDS, system_fields
from metadata.tables import new_name

Expression = TypeVar("Expression", bound=ClauseElement)


@dataclass(frozen=True)
class IndexAhead:
    """An index that is made before.

    Attributes:
        name: that it is to have.
        create: makes it under its other name, concurrently.
        columns: of the table, that it is over.
    """

    name: str
    create: CreateIndex
    table: str
    columns: frozenset[str]


def index_ahead(index: Index, table: Table, called: str, now: Mapping[str, str]) -> IndexAhead | None:
    """The index over the columns as they stand before; None where some do not.

    Args:
        called: what the table is called before.
        now: by the columns' names what they are called before.
    """
    options = dict(index.dialect_kwargs)
    parts, names = _parts(index), columns_of(index)
    if not names <= now.keys():
        return None
    copied = Table(
        called,
        MetaData(schema=table.schema),
        *(Column(now[each.name], each.type) for each in table.columns if each.name in names),
    )

    def instead(element: Any, **_: object) -> Any:  # noqa: ANN401 - what SQLAlchemy passes
        return copied.c[now[element.name]] if isinstance(element, Column) else None

    made: list[ColumnElement[Any]] = [replacement_traverse(each, {}, instead) for each in parts]
    options["postgresql_concurrently"] = True
    if options.get("postgresql_where") is not None:
        options["postgresql_where"] = made.pop()
    name = str(index.name)
    other = Index(new_name(name), *made, unique=bool(index.unique), **options)
    return IndexAhead(name, CreateIndex(other), called, frozenset(now[each] for each in names))


def columns_of(index: Index) -> frozenset[str]:
    """The names of the columns that it is over."""
    return frozenset(
        each.name for part in _parts(index) for each in iterate(part) if isinstance(each, Column)
    )


def _parts(index: Index) -> list[ColumnElement[Any]]:
    """What it is over, and last the condition that it has, if any."""
    where = index.dialect_kwargs.get("postgresql_where")
    parts = [*cast(Sequence[ColumnElement[Any]], index.expressions)]
    return parts if where is None else [*parts, where]


def places(definition: Object) -> dict[str, object]:
    """By its name what each column of the table of an object is, whatever it is called."""
    found: dict[str, object] = {each.name: each.name for each in system_fields(definition)}
    if definition.pipeline is not None:
        found |= {name: (definition.pipeline.id, name) for name in STAGE_FIELDS}
    for each in definition.fields:
        if not each.computed:
            found |= {spec.name: (each.id, each.type, spec.part) for spec in type_of(each).columns(each)}
    return found


def places_with_removed(definition: Object) -> dict[str, object]:
    """The same with the columns of the fields that can be restored."""
    removed = {
        name: (each.field.id, each.field.type, spec.part)
        for each in definition.removed_fields
        for name, spec in removed_columns(each.field).items()
    }
    return {**places(definition), **removed}


def read_from(
    expression: Expression, rows: TableClause, sources: Mapping[str, ColumnElement[Any]], other: TableClause
) -> Expression:
    """An expression over a table, over another one.

    Args:
        sources: by names of columns of `rows` what stands for them; for the rest the columns of the same names of
            `other` do.
    """

    def instead(element: Any, **_: object) -> Any:  # noqa: ANN401 - what SQLAlchemy passes
        if isinstance(element, ColumnClause) and element.table is rows:
            return sources[element.name] if element.name in sources else other.c[element.name]
        return None

    return cast(Expression, replacement_traverse(expression, {}, instead))
