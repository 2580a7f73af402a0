"""The end of what a tenant holds of a person (GDPR article 17, PIPL article 47), in one transaction.

Every personal value of the subject and of what tells of it becomes none; where a record cannot be without one, it
becomes one that tells nothing (`FieldType.erased`). All else stays: records, stages, amounts, links, who did what and
when, so counts, sums, funnels and times in stages are what they were.

No rule is asked: rules say what people may write, and whoever erases writes nothing. Nobody writes what may tell of the
subject meanwhile (`lock_of`), as in a merge: whoever has begun has finished, so what they wrote is erased too.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    LargeBinary,
    Select,
    Text,
    Update,
    Uuid,
    any_,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from core.connection import Connection, Record
from core.database import Database
from core.errors import fault
from core.sentences import Sentence
from core.sql import compile_statement
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from records.build import Build
from records.merge.pointing import lock_of
from records.once import LOCK_ATTEMPTS, LOCK_PAUSE_SECONDS
from records.personal.configured import Configured, Known, known_by
from records.personal.held import Held, Place, among, places, with_merged
from records.personal.judged import unsaid, unseen
from records.personal.texts import concerned, texts_of
from records.run import bound_values, confirmed
from tenants.audit import Entry, note
from tenants.authentication import Caller

MOST_SOUGHT = 1_000
"""Ids and values that kept answers are searched for; where there are more, all of them are emptied."""


@dataclass(frozen=True)
class Erased:
    """What was erased, or would be.

    Attributes:
        records: those that tell of the subject, by the name of their object; those merged into it are among them.
        values: of these records.
        history: changes of values whose values went.
        judgements: of which something went.
        notes: what people wrote: of tasks, for overrides, about these.
        files: ids.
        answers: of writes, which clients might have asked for again.
        views: saved views that have filtered by a value.
        examples: versions of the catalog, drafts and publishes with a value in examples of gates.
    """

    records: dict[str, int] = field(default_factory=dict)
    values: int = 0
    history: int = 0
    judgements: int = 0
    notes: int = 0
    files: tuple[UUID, ...] = ()
    answers: int = 0
    views: int = 0
    examples: int = 0


class _OnlyTriedError(Exception):
    """Nothing of it stays."""

    def __init__(self, erased: Erased) -> None:
        super().__init__()
        self.erased = erased


async def erase(
    database: Database,
    build: Build,
    caller: Caller,
    of: Object,
    record_id: UUID,
    reason: str,
    *,
    dry_run: bool,
) -> Erased:
    """Erase the person in a record of `of`, which the caller may erase; all or nothing. Again, it finds nothing more.

    The contents of the files are the caller's to remove; should that fail, they are marked to go.

    Args:
        dry_run: do it, and take it back: what is told is what would be.

    Raises:
        StaleError: the catalog or the rights have changed.
        SluiceError: NOT_FOUND; TIMEOUT where others write for long what has to be held; UNAVAILABLE.
    """
    for attempt in range(LOCK_ATTEMPTS):
        if attempt:
            await asyncio.sleep(LOCK_PAUSE_SECONDS)
        with suppress(asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            try:
                async with database.transaction(affinity=caller.namespace) as connection:
                    await connection.execute(lock_of(build.catalog, of, caller.namespace))
                    erased = await _Erasure(connection, build, caller, of).run(record_id)
                    if dry_run:
                        raise _OnlyTriedError(erased)
                    await note(connection, caller.namespace, _entry(caller, of, record_id, reason, erased))
            except _OnlyTriedError as tried:
                return tried.erased
            return erased
    message = "The erasure could not begin: others write for long what it has to hold."
    raise fault(
        "TIMEOUT", message, hint=Sentence("Try again; nothing was changed.", "请重试；没有做任何修改。")
    )


def _entry(caller: Caller, of: Object, record_id: UUID, reason: str, erased: Erased) -> Entry:
    """What the audit log has: how much went, and no value."""
    told = {
        "object": of.name,
        "reason": reason,
        "records": sum(erased.records.values()),
        "values": erased.values,
        "history": erased.history,
        "files": len(erased.files),
        "views": erased.views,
        "examples": erased.examples,
    }
    return Entry("subjectErased", caller.member_id, str(record_id), told)


class _Erasure:
    """One erasure within its transaction."""

    def __init__(self, connection: Connection, build: Build, caller: Caller, of: Object) -> None:
        self._connection, self._build, self._caller, self._of = connection, build, caller, of
        self._tables = build.tables
        self._places = places(build.catalog, of, build.namespace)

    async def run(self, record_id: UUID) -> Erased:
        head = self._tables.head
        row = await self._connection.row(select(head.c.catalog_version, head.c.access_epoch))
        confirmed(row, self._build.catalog.version, self._caller)
        subjects = await self._subjects(record_id)
        found = [(each, await self._telling(each, subjects)) for each in self._places]
        everything = [id_ for _, ids in found for id_ in ids]
        # By the fields of each place; the first place is the subject's own.
        held = [await texts_of(self._connection, self._tables, place, ids) for place, ids in found]
        texts = sorted(frozenset[str]().union(*held[0].values()))
        field_ids = [each.field.id for place, _ in found for each in place.values]
        # The texts are read before, the judgements by them.
        judgements = await self._judgements(everything, field_ids, texts)
        notes = await self._notes(subjects)
        views, examples = await self._configured(found, held)
        history, files, values = 0, [], 0
        for place, ids in found:
            history += await self._history(place, ids)
            files += await self._files(place, ids)
            values += await self._values(place, ids)
        answers = await self._answers([*map(str, everything), *texts])
        records = {place.of.name: len(ids) for place, ids in found if ids}
        gone = tuple(files)
        return Erased(records, values, history, judgements, notes, gone, answers, views, examples)

    async def _configured(
        self,
        found: Sequence[tuple[Place, Sequence[UUID]]],
        held: Sequence[Mapping[str, frozenset[str]]],
    ) -> tuple[int, int]:
        """What people have configured with the values, while these are still there to be compared with."""
        known: dict[str, Known] = {}
        for (place, ids), texts in zip(found, held, strict=True):
            known |= await known_by(self._connection, place, ids, texts)
        return await Configured(self._connection, self._build, self._caller.member_id, known).forget()

    async def _subjects(self, record_id: UUID) -> list[UUID]:
        """The record, deleted or not, and what was merged into it.

        Raises:
            SluiceError: NOT_FOUND where there is none that the caller may read and erase.
        """
        rows = self._build.rows(self._of)
        subject = select(rows.c.id).where(
            rows.c.id == literal(record_id),
            self._build.permitted("read", rows, self._of),
            self._build.permitted("erase", rows, self._of),
        )
        found = await self._rows(select(with_merged(self._of, self._build.namespace, subject).c.id))
        if not found:
            raise fault(
                "NOT_FOUND",
                Sentence("there is no such record that you may erase", "没有你可以清除的这条记录"),
                "id",
            )
        return [row["id"] for row in found]

    async def _telling(self, place: Place, subjects: Sequence[UUID]) -> list[UUID]:
        found = select(place.rows.c.id).where(place.tells_of(subjects)).order_by(place.rows.c.id)
        return [row["id"] for row in await self._connection.rows(found)]

    async def _values(self, place: Place, ids: Sequence[UUID]) -> int:
        """Empty the values; records that have any are told of as changed."""
        new = {column.name: value for each in place.values for column, value in _emptied(place, each)}
        if not new or not ids:
            return 0
        rows = place.rows
        differs = {name: rows.c[name].is_distinct_from(value) for name, value in new.items()}
        concerned = among(rows.c.id, ids)
        heads = [next(iter(each.columns.values())).name for each in place.values]
        counted = sum((case((differs[name], 1), else_=0) for name in heads), start=literal(0))
        values: int = await self._connection.value(
            select(func.coalesce(func.sum(counted), 0)).where(concerned)
        )
        change = (
            update(rows)
            .where(concerned, or_(*differs.values()))
            .values(
                {
                    **new,
                    "version": rows.c.version + 1,
                    "updatedAt": func.statement_timestamp(),
                    "updatedBy": literal(self._caller.member_id, Uuid()),
                }
            )
            .returning(rows.c.id, rows.c.version, rows.c.deletedAt)
        )
        await self._changed(place, change)
        return int(values)

    async def _changed(self, place: Place, change: ReturningUpdate[Any]) -> None:
        """Run a change of records, with their events."""
        changed = change.cte("changed")
        told = {
            "object_id": literal(place.of.id),
            "record_id": changed.c.id,
            "kind": literal("updated"),
            "record_version": changed.c.version,
            "changed": literal([each.field.id for each in place.values], ARRAY(Text())),
            "actor": literal(self._caller.member_id, Uuid()),
            "catalog_version": literal(self._build.catalog.version),
        }
        outbox = self._tables.outbox
        alive = select(*told.values()).where(changed.c.deletedAt.is_(None))
        event = insert(outbox).from_select([*told], alive).returning(outbox.c.seq).cte("told")
        await self._connection.rows(select(func.count()).select_from(changed).add_cte(event))

    async def _history(self, place: Place, ids: Sequence[UUID]) -> int:
        """That and when a value was changed stays, what it was does not."""
        history = self._tables.field_history
        there = or_(history.c.old.is_not(None), history.c.new.is_not(None))
        return await self._done(
            update(history).where(concerned(self._tables, place, ids), there).values(old=null(), new=null())
        )

    async def _judgements(self, ids: Sequence[UUID], field_ids: Sequence[str], texts: Sequence[str]) -> int:
        own = [each.field.id for each in self._places[0].values]
        done = 0
        for table in (self._tables.stage_history, self._tables.refusal):
            done += await self._done(unseen(table, ids, field_ids, texts, own))
        return done

    async def _notes(self, subjects: Sequence[UUID]) -> int:
        """What people wrote about the subject's own records beside their fields."""
        task, override = self._tables.task, self._tables.override
        written = or_(override.c.reason != "", override.c.remark.is_not(None))
        statements: Iterable[Update] = (
            update(task)
            .where(among(task.c.record_id, subjects), task.c.note.is_not(None))
            .values(note=null()),
            update(override)
            .where(among(override.c.record_id, subjects), written)
            .values(reason="", remark=null()),
            *(unsaid(each, subjects) for each in (self._tables.stage_history, self._tables.refusal)),
        )
        return sum([await self._done(each) for each in statements])

    async def _files(self, place: Place, ids: Sequence[UUID]) -> list[UUID]:
        """The files of the fields, those that they had before too: from now on they cannot be read."""
        file = self._tables.file
        fields = [each.field.id for each in place.values]
        gone = (
            update(file)
            .where(
                among(file.c.record_id, ids),
                file.c.object_id == place.of.id,
                file.c.field_id == any_(literal(fields, ARRAY(Text()))),
            )
            .values(erasing=literal_column("true"), name="", sha256=null())
            .returning(file.c.id)
        )
        return [row["id"] for row in await self._connection.rows(gone)]

    async def _answers(self, sought: Sequence[str]) -> int:
        """Answers of writes under a key that have something of it; the key stays, so that nothing is done twice."""
        kept = self._tables.kept_answer
        has: ColumnElement[bool] = kept.c.answer.is_not(None)
        if len(sought) <= MOST_SOUGHT:
            texts = func.unnest(literal(list(sought), ARRAY(Text())))
            listed = texts.table_valued("text", name="sought").render_derived()
            escaped = func.trim(cast(func.to_json(listed.c.text), Text), '"')
            # Called by its name, for SQL has a syntax of its own for it.
            place = func.pg_catalog.position(kept.c.answer, func.convert_to(escaped, literal("UTF8")))
            has = select(literal(1)).select_from(listed).where(place > 0).exists()
        emptied = literal(b"null", LargeBinary())
        return await self._done(
            update(kept)
            .where(kept.c.answer.is_not(None), kept.c.answer != emptied, has)
            .values(answer=emptied)
        )

    async def _rows(self, statement: Select[Any]) -> list[Record]:
        """The rows of a statement that goes by the caller's rights."""
        compiled = compile_statement(statement)
        values = bound_values(tuple(self._build.binders), self._caller, {})
        return await self._connection.fetch(compiled.text, compiled.values(values))

    async def _done(self, change: Update) -> int:
        """How many rows a change concerns."""
        changed = change.returning(literal_column("1").label("one")).cte("changed")
        count: int = await self._connection.value(select(func.count()).select_from(changed))
        return count


def _emptied(place: Place, held: Held) -> Iterable[tuple[ColumnElement[Any], ColumnElement[Any]]]:
    """Each column of a field, and what is in it afterwards."""
    seed = func.md5(cast(place.rows.c.id, Text), type_=Text())
    neutral = None
    if held.field.required and not held.removed:
        neutral = type_of(held.field).erased(held.field, seed)
    for name, column in held.columns.items():
        value: ColumnElement[Any] = cast(null(), column.type)
        if neutral is not None:
            # Nobody has been given something in the place of nothing.
            value = case(
                (column.is_(None), cast(null(), column.type)), else_=cast(neutral[name], column.type)
            )
        yield column, value
