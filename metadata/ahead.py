"""What of a publish was done before it, beside the tenant's requests, and what the publish does instead.

Indexes are made under another name, and converted and filled values stand in columns of their own; the publish gives
them their names. What limits the records is judged beforehand, and in the publish only on those that were written since
(*stale*): so it adds constraints without reading the table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from alembic.ddl.base import AddColumn, ColumnName, ColumnNullable
from sqlalchemy import CheckConstraint, ClauseElement, Select
from sqlalchemy.schema import AddConstraint, CreateIndex, DropIndex

from core.connection import Connection
from core.sql import ddl_of, quoted
from metadata.catalog import Catalog
from metadata.changes.base import Change, Risk
from metadata.changes.table_ddl import AddKeptConstraint
from metadata.conversions import Conversion
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.fillings import Filling, filled_in_place, filled_late
from metadata.operations.pages import these
from metadata.planned import Planned
from metadata.preparations import preparations
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
class Ahead:
    """What has been done before a publish.

    Attributes:
        rows: of each step, counted then.
        stale: by what each watched table is called the ids of its rows that were written since they were judged.
        converted: the fields that were, as they were then, by their ids, each with what it was made of beside.
        filled: what was, by its key, with what it was filled of.
        at_once: the keys of what was not, for it is little.
        indexes: the names they are to have.
    """

    rows: tuple[int, ...]
    stale: Mapping[str, Select[tuple[UUID]]]
    converted: Mapping[str, tuple[Field, tuple[object, ...]]]
    filled: Mapping[str, tuple[object, ...]]
    at_once: frozenset[str]
    indexes: frozenset[str]

    async def standing(self, connection: Connection, namespace: str, planned: Planned) -> "Standing":
        """What of it stands, seen under the lock.

        Raises:
            AheadError: not all of it does.
        """
        wanted = preparations(planned, namespace, self.at_once)
        if {each.name for each in wanted.indexes} != self.indexes:
            raise AheadError
        olds = converted(wanted.conversions)
        if olds.keys() != self.converted.keys() or not all(
            _alike(olds[id_][0], was) and olds[id_][1] == of for id_, (was, of) in self.converted.items()
        ):
            raise AheadError
        if {each.key: each.of for each in wanted.fillings} != self.filled:
            raise AheadError
        if not wanted.watched.keys() <= self.stale.keys():
            raise AheadError
        names = {new_name(each.name): each for each in wanted.indexes}
        rows = await connection.fetch(_STANDING, [namespace, [*names]])
        there = {row["name"]: (row["table"], row["valid"], frozenset(row["columns"])) for row in rows}
        if there != {name: (each.table, True, each.columns) for name, each in names.items()}:
            raise AheadError
        made = {
            each.old.id: Converted(len(each.earlier) + 1, [new.name for new in each.columns.values()])
            for each in wanted.conversions
        }
        filled, indexes = dict(wanted.again), dict(wanted.made_again)
        return Standing(namespace, self.stale, made, filled, wanted.superseded, indexes, wanted.never)


def converted(conversions: Sequence[Conversion]) -> dict[str, tuple[Field, tuple[object, ...]]]:
    """By the ids of fields, how their values were before, and what they are made of beside these."""
    return {each.old.id: (each.old, (each.zone, *each.made_of)) for each in conversions}


@dataclass
class Converted:
    """A field whose values were converted before.

    Attributes:
        conversions: how many changes that convert it are still to come.
        columns: what those columns are called in which the last of them has its values.
    """

    conversions: int
    columns: Sequence[str]


@dataclass
class Standing:
    """What stands and is not used yet.

    Of columns that several changes fill or convert, and of an index that several make, stands what the last of them
    makes: the earlier ones do without, but for the few rows that were written since. Of the others, columns between two
    conversions have nothing.

    Attributes:
        filled, indexes: how many changes are still to come that fill these columns or make this index.
        superseded, never: those of them that none of the changes puts in place.
        columns: by the names that a change gives to new columns what those are called that stand.
        between: the columns, by table and name, between two conversions.
        unmade: the indexes that earlier changes did without.
    """

    namespace: str
    stale: Mapping[str, Select[tuple[UUID]]]
    converted: dict[str, Converted]
    filled: dict[str, int]
    superseded: frozenset[str]
    indexes: dict[str, int]
    never: frozenset[str]
    columns: dict[str, str] = field(default_factory=dict)
    between: frozenset[tuple[str, str]] = frozenset()
    unmade: set[str] = field(default_factory=set)
    passing: set[str] = field(default_factory=set)
    fixed: dict[str, Select[tuple[UUID]]] = field(default_factory=dict)

    async def stale_of(self, connection: Connection, conversion: Conversion) -> Select[tuple[UUID]] | None:
        """The records that still are to be converted; None for all."""
        made = self.converted.get(conversion.old.id)
        if made is None:
            return None
        made.conversions -= 1
        stale = await self._stale(
            connection, conversion.old.id, conversion.object.id, first=made.conversions > 0
        )
        if made.conversions:
            self.passing.add(conversion.old.id)
        else:
            del self.converted[conversion.old.id]
            self.passing.discard(conversion.old.id)
            names = (new.name for new in conversion.columns.values())
            self.columns |= dict(zip(names, made.columns, strict=True))
        return stale

    async def _stale(
        self, connection: Connection, key: str, watched: str, *, first: bool
    ) -> Select[tuple[UUID]]:
        """The rows whose values are made in the publish.

        Of those columns that stand as a later change leaves them, these are the same for all of the changes: what the
        publish itself writes of others meanwhile is noted too, and has not been given what the earlier ones make.

        Args:
            first: of several changes of the same.
        """
        if key not in self.fixed:
            stale = self.stale[watched]
            if not first:
                return stale
            self.fixed[key] = these([row[0] for row in await connection.rows(stale)])
        return self.fixed[key]

    def follow(self, after: Catalog) -> None:
        """Know what the columns between two conversions are called after a change."""
        fields = ((of, each) for of in after.objects for each in of.fields if each.id in self.passing)
        self.between = frozenset(
            (of.name, spec.name) for of, each in fields for spec in type_of(each).columns(each)
        )

    async def filling(self, connection: Connection, filling: Filling) -> Sequence[ClauseElement]:
        """What is left to be done of a filling: the rows that were written since are filled, and the old columns go."""
        if filling.key not in self.filled:
            return filling.at_once
        first = not _last(self.filled, filling.key) or filling.key in self.superseded
        stale = await self._stale(connection, filling.key, filling.watched, first=first)
        if first:
            # The columns have what a later change makes of all; these rows alone are still read by it.
            return (filled_in_place(filling, stale),)
        return (*filled_late(filling, stale), *self.instead_of(filling.swap, judged=True))

    def instead_of(self, elements: Sequence[ClauseElement], *, judged: bool) -> list[Any]:
        """The same effect, with what stands.

        Args:
            judged: the records are known to satisfy what they are held to by these.
        """
        return [made for each in elements for made in self._instead_of(each, judged)]

    def _instead_of(self, element: ClauseElement, judged: bool) -> Iterator[ClauseElement]:
        match element:
            case AddColumn(column=added) if added.name in self.columns:
                name, there = str(added.name), self.columns.pop(str(added.name))
                if there != name:
                    yield ColumnName(element.table_name, there, name, schema=self.namespace)
            case CreateIndex(element=index) if str(index.name) in self.indexes:
                name = str(index.name)
                if not _last(self.indexes, name) or name in self.never:
                    self.unmade.add(name)
                    return
                self.unmade.discard(name)
                yield ddl_of(
                    f"ALTER INDEX {self.namespace}.{quoted(new_name(name))} RENAME TO {quoted(name)}"
                )
            case DropIndex(element=index) if str(index.name) in self.unmade:
                self.unmade.remove(str(index.name))
            case AddConstraint(element=CheckConstraint() as check) if judged:
                yield AddKeptConstraint(check, isolate_from_table=False)
            case ColumnNullable(nullable=False) if (element.table_name, element.column_name) in self.between:
                # The next conversion brings columns of its own, which are bound.
                return
            case ColumnNullable(nullable=False) if judged:
                table, column = quoted(element.table_name), quoted(element.column_name)
                yield ddl_of(f"ALTER TABLE {self.namespace}.{table} ADD NOT NULL {column} NOT VALID")
            case _:
                yield element


def _last(to_come: dict[str, int], name: str) -> bool:
    """Count one off; whether it was the last."""
    to_come[name] -= 1
    if to_come[name]:
        return False
    del to_come[name]
    return True


def judged_before(change: Change, before: Catalog, conversion: Conversion | None) -> bool:
    """Whether the limits of a change say all that its constraints hold the records to."""
    return conversion is not None or change.risk(before) is Risk.SCANS


def _alike(field_now: Field, field_then: Field) -> bool:
    """Whether a field gives the same texts, whatever it is called."""
    return replace(field_now, name="", labels={}) == replace(field_then, name="", labels={})
