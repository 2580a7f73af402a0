"""How many records a change concerns, and which of them it does not fit: counted before it is published."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ClauseElement, ColumnElement, Select, TableClause, false, func, select

from core.connection import Record
from core.errors import Problem
from metadata.catalog import Catalog, Object
from metadata.changes.base import Fits, RowLimit, ValueLimit
from metadata.conversions import value_columns
from metadata.holdings import Holding, holds, key_column
from metadata.removed import removed_name
from metadata.reports import RowReport
from metadata.tables import table_with_removed

MOST_IDS = 20
"""Ids that a conflict names."""

VALUES_AT_ONCE = 2_000

Passed = Callable[[int], Awaitable[None]]
"""Is told how many records have been gone through."""

Run = Callable[[ClauseElement], Awaitable[list[Record]]]
"""Runs a statement and returns its rows."""


@dataclass(frozen=True)
class Unfit:
    """Records that do not satisfy a new rule.

    Attributes:
        rows: how many there are.
        ids: of the first.
    """

    rows: int
    ids: tuple[UUID, ...]


@dataclass(frozen=True)
class RowCounts:
    """Counts the records of `base`, the catalog that they are of.

    Attributes:
        among: by the id of an object, the ids of its records that a limit is judged on; all where it has none.
    """

    base: Catalog
    namespace: str
    run: Run
    among: Mapping[str, Select[tuple[UUID]]] = field(default_factory=dict)

    async def held(self, holding: Holding) -> int:
        """The records of a holding, deleted ones too; 0 where the base has no such object."""
        definition = self._definition(holding.object)
        if definition is None:
            return 0
        table = self._table(definition)
        return await self._count(table, _held(definition, table, holding))

    async def conflict(self, limit: RowLimit | ValueLimit, passed: Passed | None = None) -> Problem | None:
        """The CATALOG_ROWS_CONFLICT of a limit that is exceeded: how many `rows`, the `ids` of the first.

        Args:
            passed: is told, where values are read page by page.
        """
        definition = self._definition(limit.object)
        if definition is None:
            return None
        match limit:
            case RowLimit():
                return await self._row_conflict(definition, limit)
            case ValueLimit():
                return await self._value_conflict(definition, limit, passed)

    async def _row_conflict(self, definition: Object, limit: RowLimit) -> Problem | None:
        table = self._table(definition)
        holding = Holding(limit.object) if limit.holding is None else limit.holding
        conditions = _held(definition, table, holding)
        if limit.where is not None:
            conditions.append(limit.where(definition, table))
        if limit.alive_only:
            conditions.append(table.c.deletedAt.is_(None))
        if limit.most == 0:
            conditions += self._among(definition, table)
        there = await self._count(table, conditions)
        if there <= limit.most:
            return None
        return _conflict(limit, there, await self._first(table, conditions))

    async def _value_conflict(
        self, definition: Object, limit: ValueLimit, passed: Passed | None
    ) -> Problem | None:
        of = definition.field_by_id.get(limit.field)
        if of is None or of.type != limit.type:
            return None
        table = self._table(definition)
        value = value_columns(table, of)
        pages = (
            select(table.c.id, *value)
            .where(value[0].is_not(None), *self._among(definition, table))
            .order_by(table.c.id)
            .limit(VALUES_AT_ONCE)
        )
        unfit: list[UUID] = []
        through = 0
        rows = await self.run(pages)
        while rows:
            # In another thread: it can take long, and others wait for this one.
            unfit += await asyncio.to_thread(_unfit, rows, limit.fits)
            through += len(rows)
            if passed is not None:
                await passed(through)
            rows = await self.run(pages.where(table.c.id > rows[-1][0]))
        return _conflict(limit, len(unfit), unfit[:MOST_IDS]) if unfit else None

    def _among(self, definition: Object, table: TableClause) -> list[ColumnElement[Any]]:
        ids = self.among.get(definition.id)
        return [] if ids is None else [table.c.id.in_(ids)]

    def _definition(self, object_id: str) -> Object | None:
        """The object in the base, a removed one too: it may be restored or erased."""
        removed = (each.object for each in self.base.removed_objects if each.object.id == object_id)
        return self.base.object_by_id.get(object_id) or next(removed, None)

    async def reported(self, report: RowReport) -> Unfit | None:
        """The records of a report, deleted ones not counted; None where the base does not have what it asks for."""
        definition = self.base.object_by_id.get(report.object)
        if definition is None:
            return Unfit(0, ())
        table = self._table(definition)
        condition = report.where(self.base, table)
        if condition is None:
            return None
        conditions = [condition, table.c.deletedAt.is_(None)]
        there = await self._count(table, conditions)
        return Unfit(there, await self._first(table, conditions) if there else ())

    def _table(self, definition: Object) -> TableClause:
        name = None if definition.id in self.base.object_by_id else removed_name(definition.id)
        return table_with_removed(definition, self.namespace, name)

    async def _first(self, table: TableClause, conditions: Sequence[ColumnElement[Any]]) -> tuple[UUID, ...]:
        first = select(table.c.id).where(*conditions).order_by(table.c.id).limit(MOST_IDS)
        return tuple(row[0] for row in await self.run(first))

    async def _count(self, table: TableClause, conditions: Sequence[ColumnElement[Any]]) -> int:
        (row,) = await self.run(select(func.count()).select_from(table).where(*conditions))
        return int(row[0])


def _held(definition: Object, table: TableClause, holding: Holding) -> list[ColumnElement[Any]]:
    """The condition that a record belongs to the holding."""
    if holding.part is None:
        return []
    column = key_column(definition, table, holding.part)
    return [false()] if column is None else [holds(column, holding.keys)]


def _unfit(rows: Sequence[Record], fits: Fits) -> list[UUID]:
    return [row[0] for row in rows if not fits([row[at] for at in range(1, len(row))])]


def _conflict(limit: RowLimit | ValueLimit, there: int, ids: Sequence[UUID]) -> Problem:
    details = {"rows": there, "ids": [str(each) for each in ids]}
    return Problem("CATALOG_ROWS_CONFLICT", limit.message, limit.path, limit.hint, details)
