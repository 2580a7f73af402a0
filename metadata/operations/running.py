"""Operations are taken, done, and ended: by one process at a time in each tenant, whichever comes first.

The process holds a lock of PostgreSQL's on the connection that it does the work with. When the process ends, however it
does, the connection ends and the lock with it, and the next one begins anew: so nobody has to guess whether somebody is
still alive, and two never do the same.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg

from core.connection import Connection, Session
from core.database import Database
from core.errors import Problem, SluiceError
from core.sql import TABLES
from metadata import drafts
from metadata.ahead import AheadError
from metadata.catalog import Catalog
from metadata.head_lock import with_head
from metadata.operations.kept import STALE, Operation, end, operation, take
from metadata.operations.preparing import Preparing
from metadata.operations.watching import clear, forget, unwatch
from metadata.publish import publish
from metadata.store import CatalogStore
from tenants.directory import is_open
from tenants.platform import AFFINITY

LOG = logging.getLogger("sluice.operations")

Accept = Callable[[Connection, str, Catalog], Awaitable[None]]
"""Raises where the tenant of a namespace, as it is within the transaction, cannot do with the catalog to be."""

MOST_TAKES = 10
"""How often one is begun."""
LOOK_SECONDS = 0.5
"""Between two looks whether it is to stop."""

_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('sluice operation ' || $1, 0))"

_WITH_OPERATIONS = """
SELECT namespace.nspname AS namespace
FROM pg_class class JOIN pg_namespace namespace ON namespace.oid = class.relnamespace
JOIN platform.tenant tenant ON tenant.namespace = namespace.nspname::text
WHERE tenant.suspended_at IS NULL AND tenant.erase_at IS NULL
    AND class.relname >= $1::name AND class.relname < ($1 || 'g')::name AND class.relkind = 'r'
GROUP BY namespace.nspname
ORDER BY min(class.relname)
"""

_UNREAD = f"""
SELECT owner.relname AS table, constraint_.conname AS name
FROM {TABLES} AS owner
CROSS JOIN LATERAL (
    SELECT conname FROM pg_constraint WHERE conrelid = owner.oid AND contype = 'n' AND NOT convalidated OFFSET 0
) AS constraint_
"""  # noqa: S608 - nothing of it comes from outside


class _EndedError(Exception):
    """Somebody has stopped it, it is not ours any more, or its tenant is suspended or closed."""


async def tenants_with_operations(database: Database) -> list[str]:
    """The namespaces in which an operation waits or runs; while the tenant is suspended or closed it waits."""
    return [row["namespace"] for row in await database.fetch(_WITH_OPERATIONS, [STALE], affinity="")]


async def run_next(database: Database, store: CatalogStore, namespace: str, accept: Accept) -> bool:
    """Do the tenant's next operation. Returns whether there was one, and no other process had it.

    Raises:
        SluiceError: UNAVAILABLE, CATALOG_BUSY where it could not be done or ended; it can be taken again.
    """
    async with database.session() as session:
        (row,) = await session.fetch(_LOCK, [namespace])
        taken = await take(session, namespace) if row[0] else None
        if taken is None:
            return False
        await _reset(session, namespace, taken)
        if taken.stopping:
            await _ended(session, namespace, taken, "stopped")
        elif taken.takes > MOST_TAKES:
            message = f"It was begun {MOST_TAKES} times, and never ended: each time the server or the catalog changed."
            hint = "Ask for it again when the server is left running and others publish less."
            await _failed(session, namespace, taken, [Problem("CATALOG_BUSY", message, (), hint)])
        else:
            await _try(database, session, store, namespace, taken, accept)
            # Only now: who looks whether it is to stop finds that it has ended, and would break this off.
            now = await operation(database, namespace, taken.id)
            if now is not None and now.state == "done":
                await _read_through(session, namespace)
        return True


async def _try(
    database: Database,
    session: Session,
    store: CatalogStore,
    namespace: str,
    taken: Operation,
    accept: Accept,
) -> None:
    try:
        await _unless_stopped(
            database, namespace, taken, _done(database, session, store, namespace, taken, accept)
        )
    except (AheadError, _EndedError):
        # It is taken again: to be begun anew, or to be stopped.
        LOG.info("an operation of %s ended early", namespace)
    except SluiceError as error:
        if any(problem.code == "UNAVAILABLE" for problem in error.problems):
            raise
        await _failed(session, namespace, taken, error.problems)
    except Exception:
        LOG.exception("an operation of %s failed", namespace)
        unknown = Problem("INTERNAL", f"An unexpected fault; it is logged with {taken.id}.")
        await _failed(session, namespace, taken, [unknown])


async def _done(
    database: Database,
    session: Session,
    store: CatalogStore,
    namespace: str,
    taken: Operation,
    accept: Accept,
) -> None:
    ahead = await Preparing(database, session, store, namespace, taken).prepare()

    async def accepted(connection: Connection, catalog: Catalog) -> None:
        if not await connection.value(is_open(namespace)):
            raise _EndedError
        await accept(connection, namespace, catalog)
        if not await end(connection, namespace, taken, "done", version=catalog.version):
            raise _EndedError
        if taken.draft is not None:
            await drafts.end(connection, namespace, taken.draft)
        await forget(connection, namespace, taken)

    await publish(
        database,
        store,
        namespace,
        taken.built(),
        taken.created_by,
        taken.base_version,
        note=taken.note,
        accept=accepted,
        merge=True,
        ahead=ahead,
    )


async def _read_through(session: Session, namespace: str) -> None:
    """Have PostgreSQL see that the records keep what they were judged to: it takes them for sure only then."""
    quote = '"{}"'.format
    for row in await session.fetch(_UNREAD, [namespace]):
        table, name = quote(row["table"]), quote(row["name"].replace('"', '""'))
        try:
            await session.execute(f"ALTER TABLE {namespace}.{table} VALIDATE CONSTRAINT {name}")
        except asyncpg.PostgresError as error:
            # It binds every writer all the same.
            LOG.info("a constraint of %s was not read through: %s", namespace, error)


async def _unless_stopped(
    database: Database, namespace: str, taken: Operation, work: Awaitable[None]
) -> None:
    """Wait for the work, and break it off where somebody wants it to stop.

    Raises:
        _EndedError: somebody does.
    """
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait([task], timeout=LOOK_SECONDS))[0]:
            now = await operation(database, namespace, taken.id)
            if now is None or now.ended or now.stopping:
                raise _EndedError
            (row,) = await database.rows(is_open(namespace), affinity=AFFINITY)
            if not row[0]:
                raise _EndedError
        await task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, SluiceError, asyncpg.PostgresError, AheadError, _EndedError):
            await task


async def _reset(session: Session, namespace: str, taken: Operation) -> None:
    """Drop what an earlier taking has left."""

    async def reset(connection: Connection) -> None:
        await unwatch(connection, namespace, taken)
        await clear(connection, namespace)

    await with_head(session.transaction, namespace, reset, hurried=False)


async def _failed(
    session: Session, namespace: str, taken: Operation, problems: list[Problem] | tuple[Problem, ...]
) -> None:
    await _ended(session, namespace, taken, "failed", problems)


async def _ended(
    session: Session,
    namespace: str,
    taken: Operation,
    state: str,
    problems: list[Problem] | tuple[Problem, ...] = (),
) -> None:
    async def finish(connection: Connection) -> None:
        if await end(connection, namespace, taken, state, problems=problems):
            await forget(connection, namespace, taken)
            await clear(connection, namespace)

    await with_head(session.transaction, namespace, finish, hurried=False)
