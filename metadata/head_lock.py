"""The lock that a publish takes, and for how long it is waited for.

Every statement of a tenant, reading or writing, touches the head first. So with the head in our hands no statement is
under way that was planned for the old catalog, none begins, and every lock that DDL takes is free: nothing deadlocks,
and no write is judged by a stale rule. New statements queue behind us while we wait, so we do not wait for long.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from time import monotonic
from typing import TypeVar

import asyncpg

from core.connection import Connection
from core.errors import fault
from core.sentences import Sentence
from core.sql import DIALECT
from tenants.namespace import namespace_tables

FIRST_LOCK_SECONDS = 0.3
"""So long the first attempts wait for the head, and every attempt for what the publish locks with it in its hands."""
FIRST_ATTEMPTS = 6
LOCK_SECONDS = 1.0
"""So long later attempts wait for the head: statements that overlap never let it go sooner. Others wait as long."""
LOCK_ATTEMPTS = 24
PATIENCE_SECONDS = 10.0
"""No attempt begins later."""
LOCK_PAUSE_SECONDS = 0.1
"""Between two attempts: what has queued behind the one gets through before the next."""
GIVE_WAY_SECONDS = 3
"""More than PostgreSQL's `deadlock_timeout`, after which autovacuum gives way to who waits; attempts wait less."""
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
    *,
    hurried: bool = True,
) -> Outcome:
    """Do something in a transaction that has the head locked.

    Args:
        hurried: a caller waits for it; else autovacuum gives way before the first attempt, not after it.

    Raises:
        SluiceError: CATALOG_BUSY where the lock, or one that `do` takes, cannot be had.
    """
    head = DIALECT.identifier_preparer.format_table(namespace_tables(namespace).head)
    until = monotonic() + PATIENCE_SECONDS
    for attempt in range(LOCK_ATTEMPTS):
        if attempt and monotonic() > until:
            break
        if attempt:
            await asyncio.sleep(LOCK_PAUSE_SECONDS)
        if attempt or not hurried:
            await _vacuum_gives_way(transaction, namespace)
        first = min(FIRST_LOCK_SECONDS, LOCK_SECONDS)
        waiting = first if attempt < FIRST_ATTEMPTS else LOCK_SECONDS
        try:
            async with transaction() as connection:
                await connection.execute(
                    f"SET LOCAL lock_timeout = '{waiting * 1000:.0f}ms'; "
                    f"SET LOCAL statement_timeout = '{PUBLISH_SECONDS}s'"
                )
                # Who vacuums or indexes a table lets nobody wait; we, with the head in our hands, let everybody.
                await connection.execute(
                    f"LOCK TABLE {head} IN ACCESS EXCLUSIVE MODE; "
                    f"SET LOCAL lock_timeout = '{first * 1000:.0f}ms'"
                )
                return await do(connection)
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            continue
    message = Sentence(
        "The catalog could not be locked: statements of this tenant run for long.",
        "无法锁定配置：本公司有语句正在长时间运行。",
    )
    hint = Sentence(
        "Try again; `catalogOperations` tells whether another publish is under way.",
        "请重试；可以查看是否有其他发布正在进行。",
    )
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
