"""How far PostgreSQL is with one statement that takes long, told while it runs: an index, or numbers worked out."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

from core.connection import Record, Session
from core.database import Database
from core.errors import SluiceError
from core.sql import quoted

LOG = logging.getLogger("sluice.operations")

Far = Callable[[], Awaitable[float]]
"""Looks, on another connection, how much is done, 0 to 1."""

TELL_SECONDS = 1.0
"""Between two looks how far it is."""

_OWN = "SELECT pg_backend_pid()"

_FAR = """
SELECT phase, blocks_done, blocks_total, tuples_done, tuples_total
FROM pg_stat_progress_create_index WHERE pid = $1
"""

_GIVEN = "SELECT pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass) AS given"

_COURSE = (
    ("building index: scanning table", 0.0, 0.4),
    ("building index: loading tuples", 0.5, 0.6),
    ("building index: ", 0.4, 0.5),
    ("building index", 0.0, 0.6),
    ("waiting for writers before validation", 0.6, 0.6),
    ("index validation: scanning index", 0.6, 0.7),
    ("index validation: scanning table", 0.8, 1.0),
    ("index validation: ", 0.7, 0.8),
    ("waiting for old snapshots", 1.0, 1.0),
)
"""What the phases begin with in which PostgreSQL builds an index beside writers, and from where to where each leads.

A table is read twice: the second time for what has been written since the first. Where several fit, the first does.
"""


def way_done(phase: str, blocks: tuple[int, int], tuples: tuple[int, int]) -> float:
    """How much of the way is done, 0 to 1.

    Args:
        phase: as `pg_stat_progress_create_index` names it.
        blocks, tuples: done, and all that there are in the phase; all is 0 where it is not counted by these.
    """
    begun, ends = next(
        ((begun, ends) for starts, begun, ends in _COURSE if phase.startswith(starts)), (0.0, 0.0)
    )
    done, there = tuples if tuples[1] else blocks
    return begun + (ends - begun) * (min(done / there, 1.0) if there else 0.0)


@asynccontextmanager
async def telling(far: Far, namespace: str, say: Callable[[float], Awaitable[None]]) -> AsyncIterator[None]:
    """While the block runs its statement: say how much of the way is done, 0 to 1, and never less again."""
    task = asyncio.create_task(_tell(far, namespace, say))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def index_built(database: Database, session: Session, namespace: str) -> Far:
    """How far the index is that is built on the session."""
    (own,) = await session.fetch(_OWN)

    async def far() -> float:
        # What another session does is told to its own role alone.
        rows = await database.fetch(_FAR, [own[0]], affinity="")
        return max((_far(row) for row in rows), default=0.0)

    return far


def rows_added(database: Database, namespace: str, counter: tuple[str, str], rows: int) -> Far:
    """How many of the rows are in a table that one statement adds them to.

    Args:
        counter: the table, and its column that counts them; what a sequence has given is seen before the commit.
    """
    table, column = counter

    async def far() -> float:
        given = [f"{namespace}.{quoted(table)}", column]
        (row,) = await database.fetch(_GIVEN, given, affinity=namespace)
        return min((row["given"] or 0) / max(rows, 1), 1.0)

    return far


async def _tell(far: Far, namespace: str, say: Callable[[float], Awaitable[None]]) -> None:
    told = 0.0
    while True:
        await asyncio.sleep(TELL_SECONDS)
        try:
            now = await far()
            if now > told:
                told = now
                await say(told)
        except (SluiceError, asyncpg.PostgresError) as error:
            # Who looks is told what was so a second ago, and the statement goes on.
            LOG.info("how far a statement of %s is was not told: %s", namespace, error)


def _far(row: Record) -> float:
    blocks = (row["blocks_done"], row["blocks_total"])
    return way_done(row["phase"], blocks, (row["tuples_done"], row["tuples_total"]))
