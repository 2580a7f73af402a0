"""The long part of an operation, done beside the tenant's requests: records judged, columns filled, indexes made."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from time import perf_counter
from uuid import UUID

import asyncpg
from alembic.ddl.base import AddColumn
from sqlalchemy import (
    Text,
    Uuid,
    column,
    delete,
    func,
    literal,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import insert

from core.connection import Connection, Session
from core.database import Database
from core.errors import SluiceError, fault
from metadata.ahead import Ahead, AheadError, converted
from metadata.changes.base import raise_problems
from metadata.conversions import Conversion, ConversionError, convert_rows, records_to_convert, valued
from metadata.fillings import Filling, filled, filled_late, many_change
from metadata.head_lock import with_head
from metadata.holdings import Holding
from metadata.operations.building import index_built, rows_added, telling
from metadata.operations.course import Course, Part
from metadata.operations.kept import Operation
from metadata.operations.moving import Moving
from metadata.operations.pages import FEW_STALE, ROWS_AT_ONCE, Rows, fitting, of_rows, these
from metadata.operations.upon_head import UponHead
from metadata.operations.watching import CONVERTING, clear, stale_ids, stale_table, unwatch, watch
from metadata.planned import conflicts, counted
from metadata.row_counts import RowCounts
from metadata.store import CatalogStore
from metadata.tables import statement_table

MOST_ROUNDS = 10_000


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
        self._course = Course(namespace, operation)
        self._moving = Moving(self._upon, session, namespace, operation, self._course)
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
        await upon.leave(await upon.steadily(self._little))
        self._course.lay(await upon.steadily(self._parts))
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
            raise _unfit(str(error), [error.record]) from error
        await self._say("publishing", sum(self.rows), 0)
        return Ahead(
            self.rows,
            {each: stale_ids(self._namespace, self._operation, each) for each in upon.wanted.watched},
            converted(upon.wanted.conversions),
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

    async def _parts(self) -> list[Part]:
        """What it consists of, in the order in which it is done."""
        wanted = self._upon.wanted
        parts = [Part("judging", "", sum(await self._judged()))]
        for at in range(len(wanted.moves)):
            parts.append(Part("moving", str(at), await self._moving.count(at)))
        for conversion in wanted.conversions:
            there = await self._count(self._to_convert(conversion.old.id))
            parts.append(Part("converting", conversion.old.id, there))
        for filling in wanted.fillings:
            if filling.worked_out is not None:
                numbered = Rows(filling.watched, filling.rows, filling.changed)
                parts.append(Part("numbering", filling.key, await self._count(numbered)))
            parts.append(Part("filling", filling.key, await self._count(self._to_fill(filling.key))))
        parts.append(Part("indexing", "", sum((await self._indexed()).values())))
        return parts

    async def _judged(self) -> list[int]:
        """How many records are judged by each of the limits of the changes."""
        counts = RowCounts(self._upon.planned.base, self._namespace, self._session.rows)
        known: dict[str, int] = {}
        objects = [limit.object for _, limit in self._upon.planned.limits]
        for each in dict.fromkeys(objects):
            known[each] = await counts.held(Holding(each))
        return [known[each] for each in objects]

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

        await with_head(self._session.transaction, self._namespace, begin, hurried=False)

    async def _judge(self) -> None:
        counts = RowCounts(self._upon.planned.base, self._namespace, self._session.rows)
        self.rows = await counted(self._upon.planned, counts)
        there = await self._judged()

        async def judged(at: int, through: int | None) -> None:
            done = there[at] if through is None else min(through, there[at])
            await self._say("judging", sum(there), sum(there[:at]) + done)

        await self._say("judging", sum(there), 0)
        raise_problems(await conflicts(self._upon.planned, counts, judged))

    def _to_convert(self, field_id: str) -> Rows:
        conversion = self._conversion(field_id)
        records = statement_table(conversion.object, self._namespace)
        return Rows(conversion.object.id, records, valued(conversion, records))

    def _to_fill(self, key: str) -> Rows:
        filling = self._filling(key)
        return Rows(filling.watched, filling.rows, filling.valued)

    async def _convert(self, field_id: str) -> None:
        async def convert(connection: Connection, ids: Sequence[UUID]) -> Sequence[UUID]:
            return await self._converted(connection, self._conversion(field_id), ids)

        await self._page_by_page("converting", field_id, partial(self._to_convert, field_id), convert)

    async def _fill(self, key: str) -> None:
        async def fill(connection: Connection, ids: Sequence[UUID]) -> Sequence[UUID]:
            return await self._filled(connection, self._filling(key), ids)

        await self._upon.steadily(partial(self._work_out, key))
        await self._page_by_page("filling", key, partial(self._to_fill, key), fill)

    async def _work_out(self, key: str) -> None:
        """Have what the values are read of that no row tells of itself."""
        filling = self._filling(key)
        if filling.worked_out is None:
            return
        there = await self._count(Rows(filling.watched, filling.rows, filling.changed))

        async def say(share: float) -> None:
            await self._say_beside("numbering", there, int(there * share), key)

        await self._say("numbering", there, 0, key)
        far = rows_added(self._database, self._namespace, filling.worked_out.counter, there)
        async with telling(far, self._namespace, say):
            await self._session.execute(filling.worked_out.add(filling.rows, None))

    async def _page_by_page(
        self,
        phase: str,
        key: str,
        rows: Callable[[], Rows],
        do: Callable[[Connection, Sequence[UUID]], Awaitable[Sequence[UUID]]],
    ) -> None:
        """Fill new columns, each page in a transaction of its own.

        Args:
            key: of this part of the phase.
            rows: as they are called under the version in force.
            do: fills the rows with these ids and returns the ids of those that it could not.
        """
        last: UUID | None = None
        passed: list[UUID] = []
        at_once = ROWS_AT_ONCE
        done, there = 0, await self._upon.steadily(lambda: self._count(rows()))
        await self._say(phase, there, done, key)
        while True:
            begun = perf_counter()
            async with self._upon.page() as connection:
                ids = await self._next_ids(connection, rows(), last, at_once)
                passed += await do(connection, ids)
                done += len(ids)
                await self._course.tell(connection, phase, max(there, done), done, key)
            if len(ids) < at_once:
                # Who made further ones meanwhile has noted them; to go after them would end when nobody does any more.
                break
            last = ids[-1]
            at_once = fitting(len(ids), perf_counter() - begun)
        # Who has written them has noted them by now, or has locked them and written nothing.
        await self._note(rows().watched, passed)

    async def _count(self, rows: Rows) -> int:
        wanted = select(func.count()).select_from(rows.table)
        there: int = await self._session.value(of_rows(wanted, rows))
        return there

    async def _next_ids(
        self, connection: Connection, rows: Rows, last: UUID | None, most: int
    ) -> Sequence[UUID]:
        page = of_rows(select(rows.table.c.id), rows).order_by(rows.table.c.id)
        page = page if last is None else page.where(rows.table.c.id > last)
        return [row[0] for row in await connection.rows(page.limit(most))]

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
        wanted = records_to_convert(conversion, records).where(records.c.id.in_(these(ids))).limit(None)
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
        reached = {*locked}
        return [each for each in ids if each not in reached]

    async def _note(self, watched: str, ids: Sequence[UUID]) -> None:
        if ids:
            stale = stale_table(self._namespace, self._operation)
            passed = these(ids).subquery()
            noted = select(literal(watched, Text()), passed.c[0])
            new = insert(stale).from_select(["object_id", "id"], noted)
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
        # An index that is built anew, for others have published, is not told from its beginning again.
        self._built = max(self._built, before + int(there * share))
        await self._say_beside("indexing", rows, self._built)

    async def _index(self, name: str, say: Callable[[float], Awaitable[None]]) -> None:
        while True:
            wanted = next(each for each in self._upon.wanted.indexes if each.name == name)
            try:
                far = await index_built(self._database, self._session, self._namespace)
                async with telling(far, self._namespace, say):
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

    async def _say(self, phase: str, rows: int, rows_done: int, key: str = "") -> None:
        await self._course.tell(self._session, phase, rows, rows_done, key)

    async def _say_beside(self, phase: str, rows: int, rows_done: int, key: str = "") -> None:
        """On another connection: that of the operation is busy with one long statement."""
        async with self._database.transaction(affinity=self._namespace, walled=True) as connection:
            await self._course.tell(connection, phase, rows, rows_done, key)


def _unfit(message: str, ids: Sequence[UUID] = ()) -> SluiceError:
    hint = "Mend the records, and publish the changes again; a dry run names them."
    details = {"ids": [str(each) for each in ids]} if ids else {}
    return fault("CATALOG_ROWS_CONFLICT", message, "changes", hint=hint, **details)
