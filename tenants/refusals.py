"""How long the refusals of gates are kept (decision 41)."""

from datetime import timedelta

from sqlalchemy import delete, func, literal, select

from core.database import Database
from tenants.namespace import namespace_tables

MOST_AT_ONCE = 5_000
"""Refusals that one statement forgets: none is long, and no writer waits for it."""


async def forget_refusals(database: Database, namespace: str, days: int) -> int:
    """Forget the refusals that were not repeated for so many days. Returns how many.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT. What was forgotten before stays so.
    """
    refusal = namespace_tables(namespace).refusal
    old = select(refusal.c.id).where(refusal.c.at < func.now() - literal(timedelta(days=days)))
    # One that is being repeated at this moment is locked, and no longer old.
    some = old.limit(MOST_AT_ONCE).with_for_update(skip_locked=True)
    gone = delete(refusal).where(refusal.c.id.in_(some)).returning(refusal.c.id)
    forgotten = 0
    while rows := await database.rows(gone, affinity=namespace):
        forgotten += len(rows)
    return forgotten
