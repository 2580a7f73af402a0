"""Running a subscription: where it begins, what comes next, and whether there is anything new at all."""

from dataclasses import dataclass
from functools import lru_cache

import asyncpg
from sqlalchemy import func, select, true

from core.database import Database
from core.sql import CompiledSql, compile_statement
from records.binding import Variables, resolve
from records.changes import SNAPSHOT, CompiledChanges, Position, read_cursor, unknown_cursor
from records.cost import MOST_ROWS
from records.run import bound_values, confirm_head, confirmed, fault_of_value
from tenants.authentication import Caller
from tenants.namespace import namespace_tables

SCANNED = 100
"""Entries of the outbox that one statement looks at, and so the most events it answers; fewer of large events."""


@dataclass(frozen=True)
class Event:
    """One change as the subscriber is told: the JSON of the root field's value, and where to go on after it."""

    position: Position
    text: bytes


@dataclass(frozen=True)
class Batch:
    """What one statement read.

    Attributes:
        through: the position to go on from.
        more: the statement stopped at its bound, not at the end of the outbox.
    """

    events: tuple[Event, ...]
    through: Position
    more: bool


async def begin(
    database: Database, compiled: CompiledChanges, caller: Caller, variables: Variables, resume: str | None
) -> Position:
    """Where the subscription begins: after the cursor that was given, else with what is not visible yet.

    Args:
        resume: a cursor that the transport brought; it is newer than the document's.

    Raises:
        StaleError: plan again.
        SluiceError: CURSOR_INVALID, or the database is not there.
    """
    # What cannot be bound is refused now, and not with the first event.
    bound_values(compiled.binders, caller, variables)
    compiled.cost.rows(variables)
    sql = _present_sql(compiled.namespace)
    try:
        rows = await database.fetch(sql.text, sql.values({}), affinity=compiled.namespace)
    except asyncpg.PostgresError as error:
        # The namespace may be gone with its tenant.
        await confirm_head(database, compiled.version, caller)
        raise fault_of_value(error) from error
    row = confirmed(rows[0] if rows else None, compiled.version, caller)
    given = resume
    if given is None and compiled.after is not None:
        given = str(resolve(compiled.after, variables))
    if given is None:
        return Position(row["xmin"], 0)
    position = read_cursor(compiled.signature, given, "after")
    if position.xid >= row["xmax"]:
        # No transaction has had this number yet: the database is another, or was set back.
        raise unknown_cursor("after")
    return position


@lru_cache(maxsize=1_000)
def _present_sql(namespace: str) -> CompiledSql:
    head = namespace_tables(namespace).head
    statement = select(
        head.c.catalog_version,
        head.c.access_epoch,
        func.pg_snapshot_xmin(SNAPSHOT).label("xmin"),
        func.pg_snapshot_xmax(SNAPSHOT).label("xmax"),
    )
    return compile_statement(statement)


async def next_batch(
    database: Database, compiled: CompiledChanges, caller: Caller, variables: Variables, after: Position
) -> Batch:
    """The next events after a position.

    Raises:
        StaleError: plan again.
        SluiceError: where a value cannot be used, or the database is not there.
    """
    scanned = max(1, min(SCANNED, MOST_ROWS // max(1, compiled.cost.rows(variables))))
    place = {"after_xid": after.xid, "after_seq": after.seq, "scanned": scanned}
    bound = compiled.sql.values(bound_values(compiled.binders, caller, variables) | place)
    version = compiled.version
    try:
        rows = await database.fetch(compiled.sql.text, bound, affinity=caller.namespace)
    except asyncpg.PostgresError as error:
        await confirm_head(database, version, caller)
        raise fault_of_value(error) from error
    confirmed(rows[0] if rows else None, version, caller)
    entries = [row for row in rows if row["seq"] is not None]
    events = tuple(
        Event(Position(row["xid"], row["seq"]), row["event"]) for row in entries if row["event"] is not None
    )
    through = Position(entries[-1]["xid"], entries[-1]["seq"]) if entries else after
    return Batch(events, through, len(entries) == scanned)


@dataclass(frozen=True)
class Newest:
    """What tells a follower that there may be something to do: the head, and the last visible entry of the outbox."""

    catalog_version: int
    access_epoch: int
    position: Position | None


async def newest(database: Database, namespace: str) -> Newest | None:
    """The tenant's state of news; None where the tenant is gone.

    Raises:
        SluiceError: the database is not there.
    """
    sql = _newest_sql(namespace)
    row = await database.fetch_row(sql.text, sql.values({}), affinity=namespace)
    if row is None:
        return None
    position = None if row["seq"] is None else Position(row["xid"], row["seq"])
    return Newest(row["catalog_version"], row["access_epoch"], position)


@lru_cache(maxsize=1_000)
def _newest_sql(namespace: str) -> CompiledSql:
    tables = namespace_tables(namespace)
    head, outbox = tables.head, tables.outbox
    last = (
        select(outbox.c.xid, outbox.c.seq)
        .where(outbox.c.xid < func.pg_snapshot_xmin(SNAPSHOT))
        .order_by(outbox.c.xid.desc(), outbox.c.seq.desc())
        .limit(1)
        .subquery("last")
    )
    statement = select(head.c.catalog_version, head.c.access_epoch, last.c.xid, last.c.seq)
    return compile_statement(statement.select_from(head.outerjoin(last, true())))
