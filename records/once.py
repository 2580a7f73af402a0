"""How a write's statement is run: by itself, or again where another one came between, or once under a key.

A write that was judged by what has been written meanwhile has changed nothing, and is run again, in a transaction: what
it has locked is then still locked, so that of many who want the same each comes to its turn.

Under a key that the client has chosen a write is done once: sent again it is not done again, and answers as it did.

The write and its answer are one transaction: the key is taken, the write is done, the answer is kept with the key. Who
comes with the same key meanwhile waits where the key is taken, and then finds the answer; a process that is killed
leaves neither. What is refused is not kept: nothing was done, so it can be tried again under the same key.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

import asyncpg
from sqlalchemy import (
    and_,
    delete,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from core.connection import Connection, Record
from core.database import Database
from core.errors import fault
from core.sentences import Sentence
from tenants.authentication import Caller
from tenants.namespace import namespace_tables

LONGEST_KEY = 200
"""Characters of a key."""
KEPT = "1 day"
"""For how long an answer is kept, at least."""
MOST_GONE = 10
"""Answers whose time is over that one write takes away, so that they do not heap up."""

LOCK_ATTEMPTS = 9
LOCK_PAUSE_SECONDS = 0.1
"""Between two attempts to take what is to be held: what has queued behind the one gets through before the next."""
MOST_RUNS = 5
"""Runs of a statement in one transaction: in the second all is locked, unless the way to it was changed meanwhile."""

Done = TypeVar("Done")


class RacedError(Exception):
    """What a write was judged by has been written meanwhile; nothing was changed."""


@dataclass(frozen=True)
class Once(Generic[Done]):
    """How a write is done once.

    Attributes:
        key: what the client has called it.
        fingerprint: tells it from another one under the same key.
        answer: what is answered to what was done; None where nothing was.
    """

    key: str
    fingerprint: str
    answer: Callable[[Done], bytes | None]


@dataclass(frozen=True)
class Running(Generic[Done]):
    """A write's statement, and how it is run.

    Attributes:
        read: what a row of it says; it raises `RacedError` where it is to be run again.
        first: what is run before it, in the same transaction; empty where nothing is.
        tries: what it did is taken back, and only what it came to is told.
    """

    sql: str
    values: Sequence[object]
    read: Callable[[Record | None], Done]
    first: str = ""
    tries: bool = False

    @property
    def alone(self) -> bool:
        """Whether it is a transaction of its own."""
        return not self.first and not self.tries


class TakenBackError(Exception, Generic[Done]):
    """Nothing of the write stays: it was refused, so that its key is free again, or only tried."""

    def __init__(self, done: Done) -> None:
        super().__init__()
        self.done = done


class AnsweredError(Exception):
    """The same write was done before; `answer` is what was answered."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer


def checked_key(key: object) -> str:
    """The key as it was given.

    Raises:
        SluiceError: BAD_USER_INPUT where it is empty or too long.
    """
    text = str(key)
    if not 0 < len(text) <= LONGEST_KEY:
        raise fault(
            "BAD_USER_INPUT",
            f"A key has 1 to {LONGEST_KEY} characters",
            "idempotencyKey",
            hint="Use a new UUID for each new write.",
        )
    return text


async def done_of(
    database: Database, running: Running[Done], caller: Caller, once: Once[Done] | None
) -> Done:
    """What a write's statement came to, in a transaction of its own or in that of its key.

    Raises:
        RacedError: other writes came between again and again.
        AnsweredError: it was done before.
        SluiceError: IDEMPOTENCY_MISMATCH where another write was done under the key; TIMEOUT where what is run first
            waits for others again and again.
    """
    for attempt in range(LOCK_ATTEMPTS if running.first else 1):
        if attempt:
            await asyncio.sleep(LOCK_PAUSE_SECONDS)
        with suppress(asyncpg.LockNotAvailableError):
            return await _done(database, running, caller, once)
    message = Sentence(
        "The write could not begin: others write for long what it has to hold.",
        "无法开始写入：其他人正在长时间写入它所涉及的内容。",
    )
    raise fault(
        "TIMEOUT", message, hint=Sentence("Try again; nothing was changed.", "请重试；没有做任何修改。")
    )


async def _done(database: Database, running: Running[Done], caller: Caller, once: Once[Done] | None) -> Done:
    """The same where what it has to hold is free in time.

    Raises:
        asyncpg.LockNotAvailableError: it is not.
    """
    if once is not None and not running.tries:
        return await _done_once(database, running, caller, once)
    if running.alone:
        row = await database.fetch_row(running.sql, running.values, affinity=caller.namespace)
        with suppress(RacedError):
            return running.read(row)
    try:
        async with database.transaction(affinity=caller.namespace, walled=True) as connection:
            done = await _done_at_last(connection, running)
            if running.tries:
                raise TakenBackError(done)
    except TakenBackError as tried:
        found: Done = tried.done
        return found
    return done


async def _done_at_last(connection: Connection, running: Running[Done]) -> Done:
    """What a statement comes to that is run until nothing came between."""
    if running.first:
        await connection.execute(running.first)
    for _ in range(MOST_RUNS):
        rows = await connection.fetch(running.sql, running.values)
        with suppress(RacedError):
            return running.read(rows[0] if rows else None)
    raise RacedError


async def _done_once(database: Database, running: Running[Done], caller: Caller, once: Once[Done]) -> Done:
    """What a statement came to that is done under a key.

    Raises:
        AnsweredError: it was done before.
        SluiceError: IDEMPOTENCY_MISMATCH where another write was done under the key.
    """
    try:
        async with database.transaction(affinity=caller.namespace, walled=True) as connection:
            await _taken(connection, caller, once)
            done = await _done_at_last(connection, running)
            answer = once.answer(done)
            if answer is None:
                raise TakenBackError(done)
            await _keep(connection, caller, once, answer)
    except TakenBackError as refused:
        found: Done = refused.done
        return found
    return done


async def _taken(connection: Connection, caller: Caller, once: Once[Done]) -> None:
    """Take the key; wait for who has it.

    Raises:
        AnsweredError: the write was done under it.
        SluiceError: IDEMPOTENCY_MISMATCH where another was.
    """
    table = namespace_tables(caller.namespace).kept_answer
    over = table.c.created_at < func.now() - literal_column(f"interval '{KEPT}'")
    this = and_(table.c.actor == caller.member_id, table.c.key == once.key)
    old = (
        select(table.c.actor, table.c.key)
        .where(over, or_(table.c.actor != caller.member_id, table.c.key != once.key))
        .limit(MOST_GONE)
        .with_for_update(skip_locked=True)
    )
    gone = delete(table).where(tuple_(table.c.actor, table.c.key).in_(old)).returning(table.c.key).cte("gone")
    given = insert(table).values(actor=caller.member_id, key=once.key, fingerprint=once.fingerprint)
    taking = given.on_conflict_do_update(
        index_elements=[table.c.actor, table.c.key],
        set_={"fingerprint": given.excluded.fingerprint, "answer": None, "created_at": func.now()},
        where=over,
    ).returning(table.c.key)
    if await connection.row(taking.add_cte(gone)) is not None:
        return
    found = await connection.row(select(table.c.fingerprint, table.c.answer).where(this))
    if found is None or found["fingerprint"] != once.fingerprint:
        raise fault(
            "IDEMPOTENCY_MISMATCH",
            "Another write was done under this key",
            "idempotencyKey",
        )
    raise AnsweredError(found["answer"])


async def _keep(connection: Connection, caller: Caller, once: Once[Done], answer: bytes) -> None:
    table = namespace_tables(caller.namespace).kept_answer
    await connection.execute(
        update(table).where(table.c.actor == caller.member_id, table.c.key == once.key).values(answer=answer)
    )
