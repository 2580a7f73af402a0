"""What of a publish was done before it, beside the tenant's requests, and what the publish does instead.

Indexes are made under another name, and converted and filled values stand in columns of their own; the publish gives
them their names. What limits the records is judged beforehand, and in the publish only on those that were written since
(*stale*): so it adds constraints without reading the table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from alembic.ddl.base import AddColumn, ColumnNullable
from sqlalchemy import CheckConstraint, ClauseElement, Select
from sqlalchemy.schema import AddConstraint, CreateIndex, DropIndex

from core.connection import Connection
from core.sql import ddl_of, quoted
from metadata.catalog import Catalog
from metadata.changes.base import Change, Risk
from metadata.changes.table_ddl import AddKeptConstraint
from metadata.conversions import Conversion
from metadata.fields import Field
from metadata.fillings import Filling, filled_in_place, filled_late
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
        converted: the fields that were, as they were then, by their ids, each with the time zone it was done by.
        filled: what was, by its key, with what it was filled of.
        at_once: the keys of what was not, for it is little.
        indexes: the names they are to have.
    """

    rows: tuple[int, ...]
    stale: Mapping[str, Select[tuple[UUID]]]
    converted: Mapping[str, tuple[Field, str]]
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
        olds = {each.old.id: (each.old, each.zone) for each in wanted.conversions}
        if olds.keys() != self.converted.keys() or not all(
            _alike(olds[id_][0], was) and olds[id_][1] == zone for id_, (was, zone) in self.converted.items()
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
        columns = {column.name for each in wanted.conversions for column in each.columns.values()}
        filled, indexes = dict(wanted.again), dict(wanted.made_again)
        return Standing(namespace, self.stale, set(olds), filled, columns, indexes)


@dataclass
class Standing:
    """What stands and is not used yet.

    Of two conversions of a field only the first one's was made before. Of columns that several changes fill, and of an
    index that several make, stands what the last of them makes: the earlier ones do without.

    Attributes:
        filled, indexes: how many changes are still to come that fill these columns or make this index.
        unmade: the indexes that earlier changes did without.
    """

    namespace: str
    stale: Mapping[str, Select[tuple[UUID]]]
    converted: set[str]
    filled: dict[str, int]
    columns: set[str]
    indexes: dict[str, int]
    unmade: set[str] = field(default_factory=set)

    def stale_of(self, conversion: Conversion) -> Select[tuple[UUID]] | None:
        """The records that still are to be converted; None for all."""
        if conversion.old.id not in self.converted:
            return None
        self.converted.remove(conversion.old.id)
        return self.stale[conversion.object.id]

    def filling(self, filling: Filling) -> Sequence[ClauseElement]:
        """What is left to be done of a filling: the rows that were written since are filled, and the old columns go."""
        if filling.key not in self.filled:
            return filling.at_once
        stale = self.stale[filling.watched]
        self.filled[filling.key] -= 1
        if self.filled[filling.key]:
            # The columns have what a later change makes of all; these rows alone are still read by it.
            return (filled_in_place(filling, stale),)
        del self.filled[filling.key]
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
                self.columns.remove(added.name)
            case CreateIndex(element=index) if str(index.name) in self.indexes:
                name = str(index.name)
                self.indexes[name] -= 1
                if self.indexes[name]:
                    self.unmade.add(name)
                    return
                del self.indexes[name]
                self.unmade.discard(name)
                yield ddl_of(
                    f"ALTER INDEX {self.namespace}.{quoted(new_name(name))} RENAME TO {quoted(name)}"
                )
            case DropIndex(element=index) if str(index.name) in self.unmade:
                self.unmade.remove(str(index.name))
            case AddConstraint(element=CheckConstraint() as check) if judged:
                yield AddKeptConstraint(check, isolate_from_table=False)
            case ColumnNullable(nullable=False) if judged:
                table, column = quoted(element.table_name), quoted(element.column_name)
                yield ddl_of(f"ALTER TABLE {self.namespace}.{table} ADD NOT NULL {column} NOT VALID")
            case _:
                yield element


def judged_before(change: Change, before: Catalog, conversion: Conversion | None) -> bool:
    """Whether the limits of a change say all that its constraints hold the records to."""
    return conversion is not None or change.risk(before) is Risk.SCANS


def _alike(field_now: Field, field_then: Field) -> bool:
    """Whether a field gives the same texts, whatever it is called."""
    return replace(field_now, name="", labels={}) == replace(field_then, name="", labels={})
