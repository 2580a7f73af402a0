"""The lock that a publish takes, and for how long it is waited for.

Every statement of a tenant, reading or writing, touches the head first. So with the head in our hands no statement is
under way that was planned for the old catalog, none begins, and every lock that DDL takes is free: nothing deadlocks,
and no write is judged by a stale rule. New statements queue behind us while we wait, so we do not wait for long.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import TypeVar

import asyncpg

from core.connection import Connection
from core.errors import fault
from core.sql import DIALECT
from tenants.namespace import namespace_tables

LOCK_SECONDS = 1
"""The longest that one who waits for a lock keeps the tenant's other statements waiting behind it."""
LOCK_ATTEMPTS = 9
LOCK_PAUSE_SECONDS = 0.1
"""Between two attempts: what has queued behind the one gets through before the next."""
GIVE_WAY_SECONDS = 3
"""More than PostgreSQL's `deadlock_timeout`, after which autovacuum gives way to who waits; `LOCK_SECONDS` is not."""
PUBLISH_SECONDS = 600
"""For one change: what writes a large table anew takes longer than a request may."""

_VACUUMED = """
SELECT DISTINCT class.relname AS name
FROM pg_locks AS held JOIN pg_class AS class ON class.oid = held.relation
WHERE class.relnamespace = $1::regnamespace AND class.relkind = 'r' AND held.granted
    AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND held.mode = 'ShareUpdateExclusiveLock'
    AND held.pid NOT IN (SELECT pid FROM pg_stat_progress_create_index)
ORDER BY class.relname
"""

Outcome = TypeVar("Outcome")


async def with_head(
    transaction: Callable[[], AbstractAsyncContextManager[Connection]],
    namespace: str,
    do: Callable[[Connection], Awaitable[Outcome]],
) -> Outcome:
    """Do something in a transaction that has the head locked.

    Raises:
        SluiceError: CATALOG_BUSY where the lock, or one that `do` takes, cannot be had.
    """
    head = DIALECT.identifier_preparer.format_table(namespace_tables(namespace).head)
    for attempt in range(LOCK_ATTEMPTS):
        if attempt:
            await asyncio.sleep(LOCK_PAUSE_SECONDS)
            await _vacuum_gives_way(transaction, namespace)
        try:
            async with transaction() as connection:
                await connection.execute(
                    f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'; "
                    f"SET LOCAL statement_timeout = '{PUBLISH_SECONDS}s'"
                )
                await connection.execute(f"LOCK TABLE {head} IN ACCESS EXCLUSIVE MODE")
                return await do(connection)
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            continue
    message = "The catalog could not be locked: statements of this tenant run for long."
    hint = "Try again; `catalogOperations` tells whether another publish is under way."
    raise fault("CATALOG_BUSY", message, hint=hint)


async def _vacuum_gives_way(
    transaction: Callable[[], AbstractAsyncContextManager[Connection]], namespace: str
) -> None:
    """Wait for the tables of the tenant that are vacuumed by a lock that nobody else waits behind, reader or writer.

    Autovacuum of a large table takes minutes, and DDL has to wait for it. It ends where somebody has waited for as long
    as a publish may not; it comes back in a minute.
    """
    with suppress(asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
        async with transaction() as connection:
            await connection.execute(f"SET LOCAL lock_timeout = '{GIVE_WAY_SECONDS}s'")
            for row in await connection.fetch(_VACUUMED, [namespace]):
                name = DIALECT.identifier_preparer.quote(row["name"])
                await connection.execute(f"LOCK TABLE {namespace}.{name} IN SHARE UPDATE EXCLUSIVE MODE")
