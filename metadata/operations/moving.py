"""Records of a stage or an option that is about to be removed move before, page by page, each as if somebody had.

Each page is a transaction of its own, with the histories, versions and events of its records, under the version in
force. What has moved stays where it is, whatever becomes of the operation.
"""

from functools import partial
from uuid import UUID

from sqlalchemy import func, select

from core.connection import Connection, Session
from metadata.moves import RecordMove
from metadata.operations.course import Course
from metadata.operations.kept import Operation, add_moved
from metadata.operations.pages import FEW_STALE, ROWS_AT_ONCE, these
from metadata.operations.upon_head import UponHead

MOST_PASSES = 100
"""How often the records are gone through: others may give some the value meanwhile, or have them locked."""


class Moving:
    """The moves of one operation."""

    def __init__(
        self, upon: UponHead, session: Session, namespace: str, operation: Operation, course: Course
    ) -> None:
        self._upon, self._session = upon, session
        self._namespace, self._operation, self._course = namespace, operation, course

    async def move(self) -> None:
        """Move records until as few are left as the publish may move.

        Raises:
            SluiceError, AheadError: as `UponHead.page`.
        """
        for at in range(len(self._upon.wanted.moves)):
            for _ in range(MOST_PASSES):
                there = await self._upon.steadily(partial(self.count, at))
                if there <= FEW_STALE:
                    break
                await self._pass(at, there)

    async def count(self, at: int) -> int:
        """The records that have yet to move."""
        move = self._upon.wanted.moves[at]
        wanted = select(func.count()).select_from(move.rows).where(move.concerned)
        there: int = await self._session.value(wanted)
        return there

    async def _pass(self, at: int, there: int) -> None:
        """Go once through the records, in the order of their ids."""
        last: UUID | None = None
        done = 0
        while True:
            async with self._upon.page() as connection:
                move = self._upon.wanted.moves[at]
                ids = await self._locked(connection, move, last)
                if not ids:
                    return
                version = self._upon.planned.base.version
                for statement in move.moved(these(ids), self._operation.created_by, version):
                    await connection.execute(statement)
                done += len(ids)
                await add_moved(connection, self._namespace, self._operation, len(ids))
                await self._course.tell(connection, "moving", max(there, done), done, str(at))
            if len(ids) < ROWS_AT_ONCE:
                return
            last = ids[-1]

    async def _locked(self, connection: Connection, move: RecordMove, last: UUID | None) -> list[UUID]:
        """The next records that have yet to move, but those that somebody else has locked."""
        rows = move.rows
        page = select(rows.c.id).where(move.concerned)
        if last is not None:
            page = page.where(rows.c.id > last)
        locking = (
            page.order_by(rows.c.id).limit(ROWS_AT_ONCE).with_for_update(key_share=True, skip_locked=True)
        )
        return [row[0] for row in await connection.rows(locking)]
