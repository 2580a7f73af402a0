"""The long part of an operation, done beside the tenant's requests: records judged, values converted, indexes made.

Whatever is done in a transaction asks first whether the catalog is still the one it was planned for, and holds the
head's lightest lock until it has ended. Where others have published meanwhile, the changes are put upon their version
and it goes on from where it is; where that is not possible, it begins anew or fails with what has collided.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
from alembic.ddl.base import AddColumn
from sqlalchemy import ARRAY, Select, Uuid, cast, delete, false, func, select
from sqlalchemy.dialects.postgresql import insert

from core.connection import Connection, Session
from core.database import Database
from core.errors import SluiceError, fault
from metadata.ahead import Ahead, AheadError, Preparations, preparations
from metadata.changes.base import raise_problems
from metadata.conversions import Conversion, ConversionError, convert_rows, records_to_convert, valued
from metadata.head_lock import with_head
from metadata.merging.onto import changes_onto
from metadata.operations.kept import Operation, progress
from metadata.operations.watching import CONVERTING, clear, stale_ids, stale_table, unwatch, watch
from metadata.planned import Planned, conflicts, counted, plan
from metadata.row_counts import RowCounts
from metadata.store import CatalogStore
from metadata.tables import statement_table
from tenants.namespace import namespace_tables

ROWS_AT_ONCE = 500
"""Records that are locked at a time: a writer who wants one of them waits for their conversion."""
FEW_STALE = 200
"""As many records can be judged and converted while others wait."""
MOST_ROUNDS = 10_000

Outcome = TypeVar("Outcome")


class _MovedError(Exception):
    """Others have published."""


class Preparing:
    """One operation under way.

    Attributes:
        planned: its changes upon the version in force, as far as it is known.
        rows: that each change touches, counted at the beginning.
    """

    def __init__(
        self, database: Database, session: Session, store: CatalogStore, namespace: str, operation: Operation
    ) -> None:
        self._database, self._session, self._store = database, session, store
        self._namespace, self._operation = namespace, operation
        self._changes = operation.built()
        self.planned: Planned
        self.rows: tuple[int, ...] = ()
        self._wanted: Preparations

    async def prepare(self) -> Ahead:
        """Do it all.

        Raises:
            SluiceError: CATALOG_ROWS_CONFLICT, CATALOG_CONFLICT, CATALOG_BUSY and what else is wrong with the changes.
            AheadError: others have published what it cannot follow; it may begin anew.
        """
        self.planned = await self._plan()
        self._wanted = preparations(self.planned, self._namespace)
        await self._steadily(self._begin)
        await self._steadily(self._judge)
        try:
            for conversion in self._wanted.conversions:
                await self._convert(conversion.old.id)
            for name in [each.name for each in self._wanted.indexes]:
                await self._index(name)
            await self._catch_up()
        except ConversionError as error:
            # Somebody has written it since the records were judged: judged once more, they are named.
            await self._steadily(self._judge)
            raise _unfit(str(error)) from error
        await self._say("publishing", sum(self.rows), 0)
        return Ahead(
            self.rows,
            {each: stale_ids(self._namespace, self._operation, each) for each in self._wanted.watched},
            {each.old.id: each.old for each in self._wanted.conversions},
            frozenset(each.name for each in self._wanted.indexes),
        )

    async def _plan(self) -> Planned:
        head = await self._store.head(self._namespace)
        base = self._operation.base_version
        if head.version == base:
            return plan(head, self._changes)
        upon = await changes_onto(self._database, self._store, self._namespace, base, head, self._changes)
        return plan(head, upon)

    async def _follow(self) -> bool:
        """Plan anew where others have published. Returns whether they have.

        Raises:
            AheadError: what is needed has become something else.
        """
        if (await self._store.head(self._namespace)).version == self.planned.base.version:
            return False
        planned = await self._plan()
        wanted = preparations(planned, self._namespace)
        for part in (_watched, _converted, _indexed):
            if part(wanted) != part(self._wanted):
                raise AheadError
        self.planned, self._wanted = planned, wanted
        return True

    async def _steadily(self, do: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Do something under one version of the catalog, once more where others have published meanwhile."""
        while True:
            try:
                found = await do()
            except (asyncpg.SyntaxOrAccessError, asyncpg.DataError, SluiceError, _MovedError):
                if not await self._follow():
                    raise
            else:
                if not await self._follow():
                    return found

    async def _begin(self) -> None:
        """See from now on what is written, and have columns for converted values."""

        async def begin(connection: Connection) -> None:
            await self._confirm(connection)
            await unwatch(connection, self._namespace, self._operation)
            await clear(connection, self._namespace)
            base = self.planned.base
            tables = {each: base.object_by_id[each].name for each in self._wanted.watched}
            await watch(connection, self._namespace, self._operation, tables)
            for conversion in self._wanted.conversions:
                for column in conversion.columns.values():
                    await connection.execute(
                        AddColumn(conversion.object.name, column, schema=self._namespace)
                    )

        await with_head(self._session.transaction, self._namespace, begin)

    async def _judge(self) -> None:
        counts = RowCounts(self.planned.base, self._namespace, self._session.rows)
        self.rows = await counted(self.planned, counts)
        await self._say("judging", sum(self.rows), 0)
        raise_problems(await conflicts(self.planned, counts))

    async def _convert(self, field_id: str) -> None:
        """Fill the new columns, page by page, each in a transaction of its own."""
        last: UUID | None = None
        passed: list[UUID] = []
        rows, done = sum(self.rows), 0
        while True:
            async with self._page() as connection:
                conversion = self._conversion(field_id)
                ids = await self._next_ids(connection, conversion, last)
                if not ids:
                    break
                passed += await self._converted(connection, conversion, ids)
                done += len(ids)
                await progress(
                    connection, self._namespace, self._operation, "converting", max(rows, done), done
                )
            last = ids[-1]
        # Who has written them has noted them by now, or has locked them and written nothing.
        await self._note(self._conversion(field_id).object.id, passed)

    def _conversion(self, field_id: str) -> Conversion:
        return next(each for each in self._wanted.conversions if each.old.id == field_id)

    async def _next_ids(
        self, connection: Connection, conversion: Conversion, last: UUID | None
    ) -> Sequence[UUID]:
        records = statement_table(conversion.object, self._namespace)
        page = select(records.c.id).where(valued(conversion, records)).order_by(records.c.id)
        page = page if last is None else page.where(records.c.id > last)
        return [row[0] for row in await connection.rows(page.limit(ROWS_AT_ONCE))]

    async def _converted(
        self, connection: Connection, conversion: Conversion, ids: Sequence[UUID]
    ) -> Sequence[UUID]:
        """Convert records, but those that somebody has locked: whoever waits for a lock may be waited for.

        Returns the others' ids.
        """
        records = statement_table(conversion.object, self._namespace)
        wanted = records_to_convert(conversion, records).where(records.c.id.in_(_these(ids)))
        rows = await connection.rows(wanted.with_for_update(key_share=True, skip_locked=True))
        if rows:
            await connection.execute(CONVERTING)
            await convert_rows(connection, conversion, self._namespace, rows)
        locked = {row[0] for row in rows}
        return [each for each in ids if each not in locked]

    async def _note(self, object_id: str, ids: Sequence[UUID]) -> None:
        if ids:
            stale = stale_table(self._namespace, self._operation)
            new = insert(stale).values([{"object_id": object_id, "id": each} for each in ids])
            await self._session.execute(new.on_conflict_do_nothing())

    async def _index(self, name: str) -> None:
        await self._say("indexing", sum(self.rows), 0)
        while True:
            wanted = next(each for each in self._wanted.indexes if each.name == name)
            try:
                await self._session.execute(wanted.create)
            except asyncpg.UniqueViolationError as error:
                await self._steadily(self._judge)
                raise _unfit("Records share a value that is to be unique.") from error
            except asyncpg.ProgramLimitExceededError as error:
                raise _unfit("A value is too long for an index.") from error
            except asyncpg.DeadlockDetectedError as error:
                # A publish and the building of an index have waited for each other.
                raise AheadError from error
            except asyncpg.SyntaxOrAccessError:
                if not await self._follow():
                    raise
            else:
                return

    async def _catch_up(self) -> None:
        """Judge and convert what has been written meanwhile, until little of it is left."""
        stale = stale_table(self._namespace, self._operation)
        for _ in range(MOST_ROUNDS):
            (row,) = await self._session.rows(select(func.count()).select_from(stale))
            if row[0] <= FEW_STALE:
                return
            for object_id in self._wanted.watched:
                async with self._page() as connection:
                    await self._caught_up(connection, object_id)

    async def _caught_up(self, connection: Connection, object_id: str) -> None:
        stale = stale_table(self._namespace, self._operation)
        ids_wanted = stale_ids(self._namespace, self._operation, object_id).limit(ROWS_AT_ONCE)
        ids = [row[0] for row in await connection.rows(ids_wanted)]
        records = statement_table(self.planned.base.object_by_id[object_id], self._namespace)
        there = select(records.c.id).where(records.c.id.in_(_these(ids)))
        locking = there.with_for_update(key_share=True, skip_locked=True)
        locked = [row[0] for row in await connection.rows(locking)]
        gone = {*ids} - {row[0] for row in await connection.rows(there)}
        among = {each: _these(locked if each == object_id else ()) for each in self._wanted.watched}
        counts = RowCounts(self.planned.base, self._namespace, connection.rows, among)
        raise_problems(await conflicts(self.planned, counts))
        for conversion in self._wanted.conversions:
            if conversion.object.id == object_id:
                await self._converted(connection, conversion, locked)
        settled = [*locked, *gone]
        await connection.execute(
            delete(stale).where(stale.c.object_id == object_id, stale.c.id.in_(_these(settled)))
        )

    @asynccontextmanager
    async def _page(self) -> AsyncIterator[Connection]:
        """A short transaction under the version that is planned for."""
        while True:
            async with self._session.transaction() as connection:
                try:
                    await self._confirm(connection)
                except _MovedError:
                    # Outside of this transaction: the changes are put upon the new version first.
                    pass
                else:
                    yield connection
                    return
            await self._follow()

    async def _confirm(self, connection: Connection) -> None:
        head = namespace_tables(self._namespace).head
        if await connection.value(select(head.c.catalog_version)) != self.planned.base.version:
            raise _MovedError

    async def _say(self, phase: str, rows: int, rows_done: int) -> None:
        await progress(self._session, self._namespace, self._operation, phase, rows, rows_done)


def _these(ids: Sequence[UUID]) -> Select[Any]:
    if not ids:
        return select(cast(None, Uuid())).where(false())
    return select(func.unnest(cast([*ids], ARRAY(Uuid())), type_=Uuid()))


def _unfit(message: str) -> SluiceError:
    hint = "Mend the records, and publish the changes again; a dry run names them."
    return fault("CATALOG_ROWS_CONFLICT", message, "changes", hint=hint)


def _watched(wanted: Preparations) -> object:
    return {*wanted.watched}


def _converted(wanted: Preparations) -> object:
    return {each.old.id: each.old.type for each in wanted.conversions}


def _indexed(wanted: Preparations) -> object:
    return {each.name for each in wanted.indexes}
