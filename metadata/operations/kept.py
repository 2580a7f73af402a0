"""Operations: publishes that run in the background, kept in the tenant's namespace with how far they are.

One that has not ended has a table of its own beside its row, `sluice_stale_` and its id. So what is under way shows in
PostgreSQL's own catalog, and one statement finds the tenants that have any.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, Uuid, and_, case, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from core.connection import Connection, Record
from core.database import Database
from core.errors import Problem, fault
from core.sentences import Sentence, kept, read_back
from metadata.changes.base import Change
from metadata.changes.kept import change_from_json, change_to_json
from metadata.values import JsonValue
from tenants.namespace import namespace_tables

MOST_WAITING = 20
"""Operations of a tenant that have not ended."""
MOST_KEPT = 100
"""Operations of a tenant that have ended and are remembered, the newest."""
STALE = "sluice_stale_"


@dataclass(frozen=True)
class Operation:
    """An operation as it is kept.

    Attributes:
        state: `queued`, `running`, `done`, `failed` or `stopped`.
        stopping: somebody wants it to stop, and it has not yet.
        phase: what it does at the moment: `waiting`, `judging`, `moving`, `converting`,
            `numbering`, `filling`, `indexing`, `publishing`.
        rows, rows_done: records that the phase goes through, and those it is through with.
        takes: how often a process has begun with it.
        base_version: the version that its changes were made for.
        version: the version it has put in force.
        problems: why it failed.
        sentences: what each change does, as it was when they were asked for.
        draft: id of the draft that they are of, which ends with the publish.
        started_at: when a process has first begun with it.
        phase_started_at: when it began to go through the records of its phase.
        moved: records that it has given another stage or option, which they keep whatever becomes of it.
        progress: how much of all that it does is done, 0 to 1; it grows, but where a process begins with it anew.
    """

    id: UUID
    state: str
    stopping: bool
    phase: str
    rows: int
    rows_done: int
    takes: int
    base_version: int
    changes: Sequence[JsonValue]
    note: str
    version: int | None
    problems: tuple[Problem, ...]
    created_at: datetime
    created_by: UUID | None
    updated_at: datetime
    ended_at: datetime | None
    sentences: Sequence[str]
    draft: UUID | None
    started_at: datetime | None
    phase_started_at: datetime | None
    moved: int
    progress: float

    @property
    def ended(self) -> bool:
        return self.ended_at is not None

    @property
    def phase_ends_at(self) -> datetime | None:
        """When it is through with the records of its phase if it goes on as fast as until now; None if unknown."""
        if self.ended or self.phase_started_at is None or not 0 < self.rows_done < self.rows:
            return None
        left = (self.updated_at - self.phase_started_at) * (self.rows / self.rows_done - 1)
        return self.updated_at + left

    def built(self) -> tuple[Change, ...]:
        """The changes.

        Raises:
            SluiceError: what `change_from_json` raises, under `("changes", index)`.
        """
        return tuple(change_from_json(each, "changes", index) for index, each in enumerate(self.changes))


def stale_name(operation: UUID) -> str:
    """What the table of an operation is called that has not ended."""
    return f"{STALE}{operation.hex}"


async def add(
    connection: Connection,
    namespace: str,
    changes: Sequence[Change],
    base_version: int,
    note: str,
    actor: UUID | None,
    draft: UUID | None = None,
) -> Operation:
    """A new operation, which waits for a process to take it.

    Raises:
        SluiceError: CATALOG_LIMIT.
    """
    table = namespace_tables(namespace).operation
    waiting = select(func.count()).select_from(table).where(table.c.ended_at.is_(None))
    if await connection.value(waiting) >= MOST_WAITING:
        message = Sentence("{} operations wait or run already.", "已有 {} 项操作在等待或运行。").of(
            MOST_WAITING
        )
        hint = Sentence(
            "Wait for one, or stop one with `stopCatalogOperation`.", "请等待其中一项完成，或停止一项。"
        )
        raise fault("CATALOG_LIMIT", message, "changes", hint=hint)
    values = {
        "changes": [change_to_json(each) for each in changes],
        "sentences": [each.sentence() for each in changes],
        "base_version": base_version,
        "draft_id": draft,
        "note": note,
        "created_by": actor,
    }
    made: UUID = await connection.value(table.insert().values(values).returning(table.c.id))
    await connection.execute(
        f"CREATE TABLE {namespace}.{stale_name(made)} (object_id text, id uuid, PRIMARY KEY (object_id, id))"
    )
    newest = (
        select(table.c.id).where(table.c.ended_at.is_not(None)).order_by(table.c.id.desc()).limit(MOST_KEPT)
    )
    await connection.execute(delete(table).where(table.c.ended_at.is_not(None), table.c.id.not_in(newest)))
    (row,) = await connection.rows(_columns(namespace).where(table.c.id == made))
    return _operation(row)


async def operations(database: Database, namespace: str) -> tuple[Operation, ...]:
    """All of them, the newest first."""
    wanted = _columns(namespace).order_by(namespace_tables(namespace).operation.c.id.desc())
    return tuple(_operation(row) for row in await database.rows(wanted, affinity=namespace))


async def of_drafts(database: Database, namespace: str, drafts: Sequence[UUID]) -> Mapping[UUID, Operation]:
    """By the ids of drafts the newest operation that publishes each, or has tried to."""
    c = namespace_tables(namespace).operation.c
    among = select(func.unnest(cast([*drafts], ARRAY(Uuid())), type_=Uuid()))
    wanted = _columns(namespace).where(c.draft_id.in_(among)).ext(distinct_on(c.draft_id))
    rows = await database.rows(wanted.order_by(c.draft_id, c.id.desc()), affinity=namespace)
    return {each.draft: each for each in map(_operation, rows) if each.draft is not None}


async def operation(database: Database, namespace: str, wanted: UUID) -> Operation | None:
    """The operation with that id; None where there is none."""
    table = namespace_tables(namespace).operation
    rows = await database.rows(_columns(namespace).where(table.c.id == wanted), affinity=namespace)
    return _operation(rows[0]) if rows else None


async def ask_to_stop(database: Database, namespace: str, wanted: UUID) -> Operation | None:
    """Have whoever runs it stop it, if it has not ended. Returns it as it is now; None where there is none."""
    table = namespace_tables(namespace).operation
    asked = update(table).where(table.c.id == wanted, table.c.ended_at.is_(None)).values(stopping=True)
    await database.rows(asked.returning(table.c.id), affinity=namespace)
    return await operation(database, namespace, wanted)


async def take(connection: Connection, namespace: str) -> Operation | None:
    """The operation that is next, as running; None where there is none.

    The caller holds the tenant's lock on operations: nobody else takes one.
    """
    table = namespace_tables(namespace).operation
    oldest = select(func.min(cast(table.c.id, Text))).where(table.c.ended_at.is_(None)).scalar_subquery()
    taken = (
        update(table)
        .where(cast(table.c.id, Text) == oldest)
        .values(
            # One that is to stop is not begun again.
            state=case((table.c.stopping, table.c.state), else_="running"),
            takes=table.c.takes + 1,
            phase="waiting",
            rows=0,
            rows_done=0,
            progress=0,
            started_at=func.coalesce(table.c.started_at, func.now()),
            phase_started_at=func.now(),
            updated_at=func.now(),
        )
        .returning(table.c.id)
    )
    rows = await connection.rows(taken)
    if not rows:
        return None
    (row,) = await connection.rows(_columns(namespace).where(table.c.id == rows[0][0]))
    return _operation(row)


async def progress(
    connection: Connection,
    namespace: str,
    of: Operation,
    phase: str,
    rows: int,
    rows_done: int,
    share: float,
) -> None:
    """Say how far it is: `share` of all that it does, which is never less than was told before."""
    table = namespace_tables(namespace).operation
    goes_on = and_(table.c.phase == phase, table.c.rows_done <= rows_done)
    values = {
        "phase": phase,
        "rows": rows,
        "rows_done": rows_done,
        "progress": func.greatest(table.c.progress, share),
        "phase_started_at": case((goes_on, table.c.phase_started_at), else_=func.now()),
        "updated_at": func.now(),
    }
    await connection.execute(update(table).where(table.c.id == of.id).values(values))


async def add_moved(connection: Connection, namespace: str, of: Operation, records: int) -> None:
    """Remember that so many more records have moved."""
    table = namespace_tables(namespace).operation
    await connection.execute(update(table).where(table.c.id == of.id).values(moved=table.c.moved + records))


async def end(
    connection: Connection,
    namespace: str,
    of: Operation,
    state: str,
    *,
    version: int | None = None,
    problems: Sequence[Problem] = (),
) -> bool:
    """Its end, in the transaction that makes it so. Returns whether it was still the caller's to end."""
    table = namespace_tables(namespace).operation
    mine = [table.c.id == of.id, table.c.takes == of.takes, table.c.ended_at.is_(None)]
    if state == "done":
        mine.append(table.c.stopping.is_(False))
    ended = (
        update(table)
        .where(*mine)
        .values(
            state=state,
            stopping=False,
            version=version,
            progress=1.0 if state == "done" else table.c.progress,
            problems=[_kept(each) for each in problems],
            updated_at=func.now(),
            ended_at=func.now(),
        )
        .returning(table.c.id)
    )
    return bool(await connection.rows(ended))


def _kept(problem: Problem) -> Mapping[str, object]:
    return {
        "code": problem.code,
        "message": kept(problem.message),
        "path": [*problem.path],
        "hint": kept(problem.hint),
        "details": dict(problem.details),
    }


def _columns(namespace: str) -> Select[tuple[object, ...]]:
    c = namespace_tables(namespace).operation.c
    far = (c.id, c.state, c.stopping, c.phase, c.rows, c.rows_done, c.takes)
    what = (c.base_version, cast(c.changes, Text), c.note, c.version, cast(c.problems, Text))
    told = (c.sentences, c.draft_id, c.started_at, c.phase_started_at, c.moved, c.progress)
    return select(*far, *what, c.created_at, c.created_by, c.updated_at, c.ended_at, *told)


def _operation(row: Record) -> Operation:
    problems = tuple(
        Problem(
            each["code"],
            read_back(each["message"]),
            tuple(each["path"]),
            read_back(each["hint"]),
            each["details"],
        )
        for each in json.loads(row[11])
    )
    far = (row[0], row[1], row[2], row[3], row[4], row[5], row[6])
    when = (row[12], row[13], row[14], row[15])
    told = (row[16], row[17], row[18], row[19], row[20], row[21])
    return Operation(*far, row[7], json.loads(row[8]), row[9], row[10], problems, *when, *told)
