"""What of a publish can be done before it, beside the tenant's requests, and what the publish then does instead.

Indexes are made under another name, and converted values stand in columns of their own; the publish gives them their
names. What limits the records is judged beforehand, and in the publish only on those that were written since (*stale*):
so it adds constraints without reading the table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, cast
from uuid import UUID

from alembic.ddl.base import AddColumn, ColumnNullable
from sqlalchemy import DDL, CheckConstraint, ClauseElement, Column, Index, MetaData, Select, Table
from sqlalchemy.schema import AddConstraint, CreateIndex
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from core.connection import Connection
from core.sql import DIALECT
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change, Risk, Stamp
from metadata.changes.table_ddl import AddKeptConstraint
from metadata.conversions import Conversion
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.planned import Planned
from metadata.system_fields import system_fields
from metadata.tables import new_name

_STANDING = """
SELECT class.relname AS name, owner.relname AS table, index.indisvalid AS valid, (
    SELECT array_agg(DISTINCT attribute.attname::text) FROM pg_depend depend
    JOIN pg_attribute attribute ON attribute.attrelid = depend.refobjid AND attribute.attnum = depend.refobjsubid
    WHERE depend.classid = 'pg_class'::regclass AND depend.objid = class.oid
        AND depend.refobjid = owner.oid AND depend.refobjsubid > 0
) AS columns
FROM pg_class class
JOIN pg_index index ON index.indexrelid = class.oid
JOIN pg_class owner ON owner.oid = index.indrelid
WHERE class.relnamespace = $1::regnamespace AND class.relname = ANY ($2)
"""


class AheadError(Exception):
    """What was done before is not what the publish needs: others have published in between."""


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


@dataclass(frozen=True)
class Preparations:
    """What can be done before a publish.

    Attributes:
        watched: ids of the objects whose records are judged or converted.
    """

    conversions: tuple[Conversion, ...]
    indexes: tuple[IndexAhead, ...]
    watched: tuple[str, ...]


@dataclass(frozen=True)
class Ahead:
    """What has been done before a publish.

    Attributes:
        rows: of each step, counted then.
        stale: by the id of each watched object the ids of its records that were written since they were judged.
        converted: the fields that were, as they were then, by their ids.
        indexes: the names they are to have.
    """

    rows: tuple[int, ...]
    stale: Mapping[str, Select[tuple[UUID]]]
    converted: Mapping[str, Field]
    indexes: frozenset[str]

    async def standing(self, connection: Connection, namespace: str, planned: Planned) -> "Standing":
        """What of it stands, seen under the lock.

        Raises:
            AheadError: not all of it does.
        """
        wanted = preparations(planned, namespace)
        if {each.name for each in wanted.indexes} != self.indexes:
            raise AheadError
        olds = {each.old.id: each.old for each in wanted.conversions}
        if olds.keys() != self.converted.keys() or not all(
            _alike(olds[id_], was) for id_, was in self.converted.items()
        ):
            raise AheadError
        if not {*wanted.watched} <= self.stale.keys():
            raise AheadError
        names = {new_name(each.name): each for each in wanted.indexes}
        rows = await connection.fetch(_STANDING, [namespace, [*names]])
        there = {row["name"]: (row["table"], row["valid"], frozenset(row["columns"])) for row in rows}
        if there != {name: (each.table, True, each.columns) for name, each in names.items()}:
            raise AheadError
        columns = {column.name for each in wanted.conversions for column in each.columns.values()}
        return Standing(namespace, self.stale, set(olds), columns, {each.name for each in wanted.indexes})


@dataclass
class Standing:
    """What stands and is not used yet: of two changes alike only the first one's was made before."""

    namespace: str
    stale: Mapping[str, Select[tuple[UUID]]]
    converted: set[str]
    columns: set[str]
    indexes: set[str]

    def stale_of(self, conversion: Conversion) -> Select[tuple[UUID]] | None:
        """The records that still are to be converted; None for all."""
        if conversion.old.id not in self.converted:
            return None
        self.converted.remove(conversion.old.id)
        return self.stale[conversion.object.id]

    def instead_of(self, elements: Sequence[ClauseElement], *, judged: bool) -> list[Any]:
        """The same effect, with what stands.

        Args:
            judged: the records are known to satisfy what they are held to by these.
        """
        return [made for each in elements for made in self._instead_of(each, judged)]

    def _instead_of(self, element: ClauseElement, judged: bool) -> Iterator[ClauseElement]:
        match element:
            case AddColumn(column=added) if added.name in self.columns:
                self.columns.remove(added.name)
            case CreateIndex(element=index) if index.name in self.indexes:
                name = str(index.name)
                self.indexes.remove(name)
                yield _text(
                    f"ALTER INDEX {self.namespace}.{_quoted(new_name(name))} RENAME TO {_quoted(name)}"
                )
            case AddConstraint(element=CheckConstraint() as check) if judged:
                yield AddKeptConstraint(check, isolate_from_table=False)
            case ColumnNullable(nullable=False) if judged:
                table, column = _quoted(element.table_name), _quoted(element.column_name)
                yield _text(f"ALTER TABLE {self.namespace}.{table} ADD NOT NULL {column} NOT VALID")
            case _:
                yield element


def _quoted(name: str) -> str:
    return DIALECT.identifier_preparer.quote(name)


def _text(sql: str) -> ClauseElement:
    # SQLAlchemy leaves this constructor untyped, and takes a percent sign for a place of its own.
    made: ClauseElement = DDL(sql.replace("%", "%%"))  # type: ignore[no-untyped-call]
    return made


def judged_before(change: Change, before: Catalog, conversion: Conversion | None) -> bool:
    """Whether the limits of a change say all that its constraints hold the records to."""
    return conversion is not None or change.risk(before) is Risk.SCANS


def preparations(planned: Planned, namespace: str) -> Preparations:
    """What of the changes can be done before: what is about fields that stand in the base as they do then."""
    conversions: list[Conversion] = []
    indexes: dict[str, IndexAhead] = {}
    watched: dict[str, None] = {}
    for change, catalogs in zip(planned.changes, pairwise(planned.catalogs), strict=True):
        limits = change.row_limits(catalogs[0])
        watched |= dict.fromkeys(each.object for each in limits if each.object in planned.base.object_by_id)
        elements: list[ClauseElement] = [*change.ddl(*catalogs, namespace)]
        shadows: dict[str, str] = {}
        conversion = change.conversion(*catalogs)
        if conversion is not None and _stands(planned.base, conversion, conversions):
            conversions.append(conversion)
            watched[conversion.object.id] = None
            shadows = {name: column.name for name, column in conversion.columns.items()}
            elements += change.rewrites(*catalogs, namespace, Stamp(None, 0))
        for element in elements:
            if isinstance(element, CreateIndex):
                made = _index_ahead(planned.base, catalogs[1], element.element, shadows)
                if made is not None:
                    indexes.setdefault(made.name, made)
    return Preparations(tuple(conversions), tuple(indexes.values()), tuple(watched))


def _stands(base: Catalog, conversion: Conversion, earlier: Sequence[Conversion]) -> bool:
    there = base.object_by_name.get(conversion.object.name)
    return (
        there is not None
        and there.id == conversion.object.id
        and there.field_by_id.get(conversion.old.id) == conversion.old
        and all(each.old.id != conversion.old.id for each in earlier)
    )


def _index_ahead(
    base: Catalog, after: Catalog, index: Index, shadows: Mapping[str, str]
) -> IndexAhead | None:
    table = index.table
    was, will = (each.object_by_name.get(table.name) if table is not None else None for each in (base, after))
    if table is None or was is None or will is None or was.id != will.id:
        return None
    options = dict(index.dialect_kwargs)
    where = options.get("postgresql_where")
    parts: list[ColumnElement[Any]] = [*cast(Sequence[ColumnElement[Any]], index.expressions)]
    if where is not None:
        parts.append(where)
    names = {each.name for part in parts for each in iterate(part) if isinstance(each, Column)}
    old, new = _places(was), _places(will)
    if not all(name in shadows or (name in old and old[name] == new.get(name)) for name in names):
        return None
    now = {name: shadows.get(name, name) for name in names}
    copied = Table(
        table.name,
        MetaData(schema=table.schema),
        *(Column(now.get(each.name, each.name), each.type) for each in table.columns if each.name in names),
    )

    def instead(element: Any, **_: object) -> Any:  # noqa: ANN401 - what SQLAlchemy passes
        return copied.c[now[element.name]] if isinstance(element, Column) else None

    made: list[ColumnElement[Any]] = [replacement_traverse(each, {}, instead) for each in parts]
    options["postgresql_concurrently"] = True
    if where is not None:
        options["postgresql_where"] = made.pop()
    name = str(index.name)
    other = Index(new_name(name), *made, unique=bool(index.unique), **options)
    return IndexAhead(name, CreateIndex(other), table.name, frozenset(now.values()))


def _places(definition: Object) -> dict[str, object]:
    """What each column of the table is, for comparison."""
    found: dict[str, object] = {each.name: each.name for each in system_fields(definition)}
    for each in definition.fields:
        if not each.computed:
            found |= {spec.name: (each.id, each.type, spec.part) for spec in type_of(each).columns(each)}
    return found


def _alike(field_now: Field, field_then: Field) -> bool:
    """Whether a field gives the same texts, whatever it is called."""
    return replace(field_now, name="", labels={}) == replace(field_then, name="", labels={})
