"""The long part of an operation, done beside the tenant's requests: records judged, columns filled, indexes made."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
from alembic.ddl.base import AddColumn
from sqlalchemy import (
    ColumnElement,
    Select,
    TableClause,
    Uuid,
    column,
    delete,
    func,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import insert

from core.connection import Connection, Session
from core.database import Database
from core.errors import SluiceError, fault
from metadata.ahead import Ahead, AheadError
from metadata.changes.base import raise_problems
from metadata.conversions import Conversion, ConversionError, convert_rows, records_to_convert, valued
from metadata.fillings import Filling, filled, filled_late, many_change
from metadata.head_lock import with_head
from metadata.operations.building import telling
from metadata.operations.kept import Operation, progress
from metadata.operations.moving import Moving
from metadata.operations.pages import FEW_STALE, ROWS_AT_ONCE, these
from metadata.operations.upon_head import UponHead
from metadata.operations.watching import CONVERTING, clear, stale_ids, stale_table, unwatch, watch
from metadata.planned import conflicts, counted
from metadata.row_counts import RowCounts
from metadata.store import CatalogStore
from metadata.tables import statement_table

MOST_ROUNDS = 10_000


@dataclass(frozen=True)
class _Rows:
    """Rows that are gone through.

    Attributes:
        watched: where it is noted that they are written.
        condition: which rows of the table; all where it is None.
    """

    watched: str
    table: TableClause
    condition: ColumnElement[bool] | None


class Preparing:
    """One operation under way.

    Attributes:
        rows: that each change touches, counted at the beginning.
    """

    def __init__(
        self, database: Database, session: Session, store: CatalogStore, namespace: str, operation: Operation
    ) -> None:
        self._database, self._session = database, session
        self._namespace, self._operation = namespace, operation
        self._upon = UponHead(database, session, store, namespace, operation)
        self._moving = Moving(self._upon, session, namespace, operation)
        self.rows: tuple[int, ...] = ()
        self._built = 0

    async def prepare(self) -> Ahead:
        """Do it all.

        Raises:
            SluiceError: CATALOG_ROWS_CONFLICT, CATALOG_CONFLICT, CATALOG_BUSY and what else is wrong with the changes.
            AheadError: others have published what it cannot follow; it may begin anew.
        """
        upon = self._upon
        await upon.begin()
        upon.leave(await upon.steadily(self._little))
        if upon.wanted.moves:
            # What can be refused is refused before a record has moved, and the moves are noted by nobody.
            await upon.steadily(self._judge)
            await self._moving.move()
        await upon.steadily(self._begin)
        await upon.steadily(self._judge)
        try:
            for conversion in upon.wanted.conversions:
                await self._convert(conversion.old.id)
            for filling in upon.wanted.fillings:
                await self._fill(filling.key)
            await self._index_all()
            await self._moving.move()
            await self._catch_up()
        except ConversionError as error:
            # Somebody has written it since the records were judged: judged once more, they are named.
            await upon.steadily(self._judge)
            raise _unfit(str(error)) from error
        await self._say("publishing", sum(self.rows), 0)
        return Ahead(
            self.rows,
            {each: stale_ids(self._namespace, self._operation, each) for each in upon.wanted.watched},
            {each.old.id: each.old for each in upon.wanted.conversions},
            {each.key: each.of for each in upon.wanted.fillings},
            upon.at_once,
            frozenset(each.name for each in upon.wanted.indexes),
        )

    async def _little(self) -> list[str]:
        """The keys of what is so little that it is not filled before."""
        run = self._session.rows
        return [
            each.key
            for each in self._upon.wanted.fillings
            if not await many_change(run, each.rows, each.changed)
        ]

    async def _begin(self) -> None:
        """See from now on what is written, and have the new columns."""

        async def begin(connection: Connection) -> None:
            wanted = self._upon.wanted
            await self._upon.confirm(connection)
            await unwatch(connection, self._namespace, self._operation)
            await clear(connection, self._namespace)
            await watch(connection, self._namespace, self._operation, wanted.watched)
            beside = [(each.object.name, each.columns) for each in wanted.conversions]
            beside += [(each.rows.name, each.columns) for each in wanted.fillings]
            for name, columns in beside:
                for new in columns.values():
                    await connection.execute(AddColumn(name, new, schema=self._namespace))
            for filling in wanted.fillings:
                for element in () if filling.worked_out is None else filling.worked_out.create:
                    await connection.execute(element)

        await with_head(self._session.transaction, self._namespace, begin)

    async def _judge(self) -> None:
        counts = RowCounts(self._upon.planned.base, self._namespace, self._session.rows)
        self.rows = await counted(self._upon.planned, counts)
        await self._say("judging", sum(self.rows), 0)
        raise_problems(await conflicts(self._upon.planned, counts))

    async def _convert(self, field_id: str) -> None:
        def rows() -> _Rows:
            conversion = self._conversion(field_id)
            records = statement_table(conversion.object, self._namespace)
            return _Rows(conversion.object.id, records, valued(conversion, records))

        async def convert(connection: Connection, ids: Sequence[UUID]) -> Sequence[UUID]:
            return await self._converted(connection, self._conversion(field_id), ids)

        await self._page_by_page("converting", rows, convert)

    async def _fill(self, key: str) -> None:
        def rows() -> _Rows:
            filling = self._filling(key)
            return _Rows(filling.watched, filling.rows, filling.valued)

        async def fill(connection: Connection, ids: Sequence[UUID]) -> Sequence[UUID]:
            return await self._filled(connection, self._filling(key), ids)

        async def work_out() -> None:
            worked_out = self._filling(key).worked_out
            if worked_out is not None:
                await self._say("filling", await self._count(rows()), 0)
                await self._session.execute(worked_out.add(None))

        await self._upon.steadily(work_out)
        await self._page_by_page("filling", rows, fill)

    async def _page_by_page(
        self,
        phase: str,
        rows: Callable[[], _Rows],
        do: Callable[[Connection, Sequence[UUID]], Awaitable[Sequence[UUID]]],
    ) -> None:
        """Fill new columns, each page in a transaction of its own.

        Args:
            rows: as they are called under the version in force.
            do: fills the rows with these ids and returns the ids of those that it could not.
        """
        last: UUID | None = None
        passed: list[UUID] = []
        done, there = 0, await self._upon.steadily(lambda: self._count(rows()))
        await self._say(phase, there, done)
        while True:
            async with self._upon.page() as connection:
                ids = await self._next_ids(connection, rows(), last)
                if not ids:
                    break
                passed += await do(connection, ids)
                done += len(ids)
                await progress(connection, self._namespace, self._operation, phase, max(there, done), done)
            last = ids[-1]
        # Who has written them has noted them by now, or has locked them and written nothing.
        await self._note(rows().watched, passed)

    async def _count(self, rows: _Rows) -> int:
        wanted = select(func.count()).select_from(rows.table)
        there: int = await self._session.value(_of(wanted, rows))
        return there

    async def _next_ids(self, connection: Connection, rows: _Rows, last: UUID | None) -> Sequence[UUID]:
        page = _of(select(rows.table.c.id), rows).order_by(rows.table.c.id)
        page = page if last is None else page.where(rows.table.c.id > last)
        return [row[0] for row in await connection.rows(page.limit(ROWS_AT_ONCE))]

    def _conversion(self, field_id: str) -> Conversion:
        return next(each for each in self._upon.wanted.conversions if each.old.id == field_id)

    def _filling(self, key: str) -> Filling:
        return next(each for each in self._upon.wanted.fillings if each.key == key)

    async def _converted(
        self, connection: Connection, conversion: Conversion, ids: Sequence[UUID]
    ) -> Sequence[UUID]:
        """Convert records, but those that somebody has locked: whoever waits for a lock may be waited for.

        Returns the others' ids.
        """
        records = statement_table(conversion.object, self._namespace)
        wanted = records_to_convert(conversion, records).where(records.c.id.in_(these(ids)))
        rows = await connection.rows(wanted.with_for_update(key_share=True, skip_locked=True))
        if rows:
            await connection.execute(CONVERTING)
            await convert_rows(connection, conversion, self._namespace, rows)
        locked = {row[0] for row in rows}
        return [each for each in ids if each not in locked]

    async def _filled(
        self, connection: Connection, filling: Filling, ids: Sequence[UUID], *, late: bool = False
    ) -> Sequence[UUID]:
        """Fill the new columns of rows, as `_converted`.

        Args:
            late: they were written since the others were filled.
        """
        rows = filling.rows
        locking = select(rows.c.id).where(rows.c.id.in_(these(ids)))
        found = await connection.rows(locking.with_for_update(key_share=True, skip_locked=True))
        locked = [row[0] for row in found]
        if locked:
            await connection.execute(CONVERTING)
            statements = filled_late(filling, these(locked)) if late else (filled(filling, these(locked)),)
            for statement in statements:
                await connection.execute(statement)
        return [each for each in ids if each not in {*locked}]

    async def _note(self, watched: str, ids: Sequence[UUID]) -> None:
        if ids:
            stale = stale_table(self._namespace, self._operation)
            new = insert(stale).values([{"object_id": watched, "id": each} for each in ids])
            await self._session.execute(new.on_conflict_do_nothing())

    async def _index_all(self) -> None:
        """Build the indexes, one after the other, and say how far through the records of them all it is."""
        before, rows = 0, await self._upon.steadily(self._indexed)
        for name, there in rows.items():
            await self._say("indexing", sum(rows.values()), before)
            await self._index(name, partial(self._say_built, sum(rows.values()), before, there))
            before += there

    async def _indexed(self) -> dict[str, int]:
        """The names of the indexes, with the records of the table of each."""
        found = {}
        for each in self._upon.wanted.indexes:
            counted_rows = select(func.count()).select_from(table(each.table, schema=self._namespace))
            found[each.name] = int(await self._session.value(counted_rows))
        return found

    async def _say_built(self, rows: int, before: int, there: int, share: float) -> None:
        """On another connection: that of the operation is busy with the index."""
        # An index that is built anew, for others have published, is not told from its beginning again.
        self._built = max(self._built, before + int(there * share))
        async with self._database.transaction(affinity=self._namespace) as connection:
            await progress(connection, self._namespace, self._operation, "indexing", rows, self._built)

    async def _index(self, name: str, say: Callable[[float], Awaitable[None]]) -> None:
        while True:
            wanted = next(each for each in self._upon.wanted.indexes if each.name == name)
            try:
                async with telling(self._database, self._session, self._namespace, say):
                    await self._session.execute(wanted.create)
            except asyncpg.UniqueViolationError as error:
                await self._upon.steadily(self._judge)
                raise _unfit("Records share a value that is to be unique.") from error
            except asyncpg.ProgramLimitExceededError as error:
                raise _unfit("A value is too long for an index.") from error
            except asyncpg.DeadlockDetectedError as error:
                # A publish and the building of an index have waited for each other.
                raise AheadError from error
            except asyncpg.SyntaxOrAccessError:
                if not await self._upon.follow():
                    raise
            else:
                return

    async def _catch_up(self) -> None:
        """Judge and fill what has been written meanwhile, until little of it is left."""
        stale = stale_table(self._namespace, self._operation)
        for _ in range(MOST_ROUNDS):
            (row,) = await self._session.rows(select(func.count()).select_from(stale))
            if row[0] <= FEW_STALE:
                return
            for watched in self._upon.wanted.watched:
                async with self._upon.page() as connection:
                    await self._caught_up(connection, watched)

    async def _caught_up(self, connection: Connection, watched: str) -> None:
        wanted, stale = self._upon.wanted, stale_table(self._namespace, self._operation)
        ids_wanted = (
            stale_ids(self._namespace, self._operation, watched).order_by(stale.c.id).limit(ROWS_AT_ONCE)
        )
        ids = [row[0] for row in await connection.rows(ids_wanted)]
        rows = table(wanted.watched[watched], column("id", Uuid()), schema=self._namespace)
        there = select(rows.c.id).where(rows.c.id.in_(these(ids)))
        locking = there.with_for_update(key_share=True, skip_locked=True)
        locked = [row[0] for row in await connection.rows(locking)]
        gone = {*ids} - {row[0] for row in await connection.rows(there)}
        among = {each: these(locked if each == watched else ()) for each in wanted.watched}
        counts = RowCounts(self._upon.planned.base, self._namespace, connection.rows, among)
        raise_problems(await conflicts(self._upon.planned, counts))
        for conversion in wanted.conversions:
            if conversion.object.id == watched:
                await self._converted(connection, conversion, locked)
        for filling in wanted.fillings:
            if filling.watched == watched:
                await self._filled(connection, filling, locked, late=True)
        settled = [*locked, *gone]
        await connection.execute(
            delete(stale).where(stale.c.object_id == watched, stale.c.id.in_(these(settled)))
        )

    async def _say(self, phase: str, rows: int, rows_done: int) -> None:
        await progress(self._session, self._namespace, self._operation, phase, rows, rows_done)


def _of(wanted: Select[Any], rows: _Rows) -> Select[Any]:
    return wanted if rows.condition is None else wanted.where(rows.condition)


def _unfit(message: str) -> SluiceError:
    hint = "Mend the records, and publish the changes again; a dry run names them."
    return fault("CATALOG_ROWS_CONFLICT", message, "changes", hint=hint)
