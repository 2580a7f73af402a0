"""Running plans: values in, one statement, the answer's JSON out.

Every statement answers with the catalog version and the access epoch that were in force. Where they are not those
the plan was made for, the answer is thrown away (a write has then changed nothing) and `StaleError` tells the caller
to plan again. So nobody polls for a new catalog, and no answer is ever given under an old one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy import Select

from core.connection import Record
from core.database import Database
from core.errors import ERROR_CODES, Problem, SluiceError
from core.sentences import Sentence
from core.sql import CompiledSql, compile_statement
from metadata.catalog import Object
from metadata.tables import constraint_key
from records.binding import Binder, Variables, resolve
from records.build import Build
from records.checks import RACED_TEXT
from records.constraints import refusal_of
from records.cost import Cost
from records.once import AnsweredError, Once, RacedError, Running, done_of
from records.places import relocated
from records.plans.inputs import Input
from records.plans.reads import ReadPlan
from records.plans.selections import VerdictParts
from records.plans.writes import (
    Delete,
    MergedValuesPart,
    MovedRecordsPart,
    PayloadPart,
    RecordPart,
    Restore,
    WritePlan,
)
from records.read import read_statement
from records.rows import problem_of
from records.unique_keys import key_refusals, too_long
from records.write import CREATED, WARNINGS, write_statement
from tenants.authentication import Caller
from tenants.namespace import Head, read_head


class StaleError(Exception):
    """The catalog or the access of the tenant is no longer what the plan was made for; nothing was changed."""


@dataclass(frozen=True)
class CompiledRead:
    """A read plan ready to run any number of times.

    It holds neither catalog nor access, so that these can go while it is kept.

    Attributes:
        version: of the catalog that it was planned for.
        roots: how many root fields it answers.
    """

    version: int
    roots: int
    sql: CompiledSql
    binders: tuple[Binder, ...]
    cost: Cost


@dataclass(frozen=True)
class CompiledWrite:
    """A write plan ready to run any number of times.

    Attributes:
        object: what is written.
        by_id: nothing is given but the record's id.
        payload: what is selected of the answer.
        parts: positions in it of what PostgreSQL writes.
        refusals: `CODE path`, as the statement answers it, to the problems, where the code alone does not say enough.
        warns: the statement answers warnings too.
        hidden: ids of fields that the caller neither reads nor writes.
        keys: by id of a unique key, the problems of a record that shares its values with another.
        language: of messages.
        key: what the client calls the write, so that it is done once.
        contested: of an upsert, the index of its key: who is refused by that comes again, and finds the record.
        places: of an upsert, name of an input field to the argument that gives it, where that is not `input`.
        first: of a merge, what is run before it.
        tries: of a merge, where the request says whether it is only tried.
        constraints: of a merge, name of a constraint of other tables to what it has against it.
    """

    version: int
    object: Object
    by_id: bool
    payload: tuple[PayloadPart, ...]
    parts: tuple[int, ...]
    sql: CompiledSql
    binders: tuple[Binder, ...]
    cost: Cost
    refusals: Mapping[str, tuple[Problem, ...]]
    warns: bool
    hidden: frozenset[str]
    keys: Mapping[str, tuple[Problem, ...]]
    language: str
    key: Input | None = None
    contested: str | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    first: str = ""
    tries: Input | None = None
    constraints: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)


class Found(NamedTuple):
    """What a read came to: the JSON of the plan's root fields in order, and the rows they may have had."""

    texts: list[bytes]
    rows: int


class Written(NamedTuple):
    """What a write came to.

    Attributes:
        problems: why it was refused; empty where it was done.
        parts: position in the plan's payload to the JSON of that part, or None for null.
        rows: how many rows the payload may have had.
        warnings: what is doubtful about the record, whether it was written or not.
        kept: the whole answer, where the same write was done before.
        created: of an upsert, whether the record is new; None where nothing was done.
    """

    problems: tuple[Problem, ...]
    parts: Mapping[int, bytes | None]
    rows: int = 0
    warnings: tuple[Problem, ...] = ()
    kept: bytes | None = None
    created: bool | None = None


def compile_read(plan: ReadPlan) -> CompiledRead:
    """Compile a read plan."""
    build = Build(plan.catalog, plan.namespace, plan.language, plan.access)
    statement = read_statement(build, plan)
    return CompiledRead(
        plan.catalog.version,
        len(plan.roots),
        compile_statement(statement),
        tuple(build.binders),
        build.cost.counted(),
    )


def compile_write(plan: WritePlan) -> CompiledWrite:
    """Compile a write plan.

    Raises:
        SluiceError: of the codes in `records.expected` where the plan is refused whatever the record is.
    """
    build = Build(plan.catalog, plan.namespace, plan.language, plan.access)
    return compiled_write(build, plan, write_statement(build, plan))


def compiled_write(build: Build, plan: WritePlan, statement: Select[Any]) -> CompiledWrite:
    """The statement of a write with what its answer is read by."""
    rights = build.access_to(plan.object)
    return CompiledWrite(
        plan.catalog.version,
        plan.object,
        isinstance(plan.operation, Delete | Restore),
        plan.payload,
        tuple(
            position
            for position, part in enumerate(plan.payload)
            if isinstance(part, RecordPart | VerdictParts | MergedValuesPart | MovedRecordsPart)
        ),
        compile_statement(statement),
        tuple(build.binders),
        build.cost.counted(),
        build.refusals,
        WARNINGS in statement.selected_columns,
        frozenset(plan.object.field_by_id) - (rights.read | rights.create | rights.update),
        key_refusals(build, plan.object, plan.operation),
        plan.language,
        plan.key,
    )


def bound_values(binders: tuple[Binder, ...], caller: Caller, variables: Variables) -> dict[str, object]:
    """The values of the binders' parameters.

    Raises:
        SluiceError: every problem of the values, each once.
    """
    values: dict[str, object] = {"actor": caller.member_id, "epoch": caller.epoch}
    problems: list[Problem] = []
    for binder in binders:
        try:
            values.update(binder.values(variables))
        except SluiceError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise SluiceError(problems)
    return values


def bound(
    compiled: CompiledRead | CompiledWrite, caller: Caller, variables: Variables
) -> tuple[list[object], int]:
    """The values of the statement's parameters, and the rows that it may return.

    Raises:
        SluiceError: every problem of the values, each once; QUERY_TOO_COMPLEX where the rows are too many.
    """
    values = bound_values(compiled.binders, caller, variables)
    return compiled.sql.values(values), compiled.cost.rows(variables)


async def run_read(database: Database, compiled: CompiledRead, caller: Caller, variables: Variables) -> Found:
    """Read.

    Raises:
        StaleError: plan again.
        SluiceError: where a value cannot be used, or the database is not there.
    """
    values, rows = bound(compiled, caller, variables)
    try:
        row = await database.fetch_row(compiled.sql.text, values, affinity=caller.namespace)
    except asyncpg.PostgresError as error:
        # A statement made for another catalog can fail in any way: its table or column may be gone.
        await confirm_head(database, compiled.version, caller)
        raise fault_of_value(error) from error
    row = confirmed(row, compiled.version, caller)
    return Found([row[f"root_{position}"] or b"null" for position in range(compiled.roots)], rows)


async def run_write(
    database: Database,
    compiled: CompiledWrite,
    caller: Caller,
    variables: Variables,
    once: Once[Written] | None = None,
) -> Written:
    """Do the write.

    Args:
        once: under which key it is done once.

    Raises:
        StaleError: plan again, or another write came between; nothing was changed.
        SluiceError: where a value cannot be used, and nothing was changed; UNAVAILABLE where the connection was
            lost, and nobody knows whether it was. The head is not confirmed then.
    """
    try:
        values, rows = bound(compiled, caller, variables)
    except SluiceError as error:
        raise SluiceError(relocated(error.problems, compiled.places)) from error

    def read(row: Record | None) -> Written:
        return _written(confirmed(row, compiled.version, caller), compiled, rows)

    try:
        tries = compiled.tries is not None and bool(resolve(compiled.tries, variables))
        running = Running(compiled.sql.text, values, read, compiled.first, tries)
        return await done_of(database, running, caller, once)
    except AnsweredError as answered:
        # The statement that confirms what it was planned for was not run.
        await confirm_head(database, compiled.version, caller)
        return Written((), {}, rows, kept=answered.answer)
    except (RacedError, asyncpg.TransactionRollbackError) as error:
        # Or a deadlock, and this statement was the one to give way: all of it is undone, so it can be run again.
        raise StaleError from error
    except asyncpg.PostgresError as error:
        await confirm_head(database, compiled.version, caller)
        if lost_the_key(error, compiled):
            raise StaleError from error
        return Written(relocated(problems_of_error(error, compiled), compiled.places), {}, rows)


def lost_the_key(error: asyncpg.PostgresError, compiled: CompiledWrite) -> bool:
    """Whether somebody else has meanwhile created the record that an upsert began to create."""
    return isinstance(error, asyncpg.UniqueViolationError) and error.constraint_name == compiled.contested


def _written(row: Record, compiled: CompiledWrite, rows: int) -> Written:
    if RACED_TEXT in row["problems"]:
        raise RacedError
    warnings = problems_told(row[WARNINGS], compiled.refusals) if compiled.warns else ()
    return Written(
        relocated(problems_told(row["problems"], compiled.refusals), compiled.places),
        {position: row[f"part_{position}"] for position in compiled.parts},
        rows,
        relocated(warnings, compiled.places),
        created=None if compiled.contested is None else row[CREATED],
    )


def problems_told(texts: Sequence[str], refusals: Mapping[str, tuple[Problem, ...]]) -> tuple[Problem, ...]:
    """Texts such as `CODE path.to.it` as problems, and lines of what is wrong with the values of a row."""
    found: list[Problem] = []
    for text in texts:
        unfit = problem_of(text)
        if unfit is not None:
            found.append(unfit)
            continue
        code, _, path = text.partition(" ")
        parts = tuple(int(each) if each.isdecimal() else each for each in path.split(".")) if path else ()
        plain = Problem(code, ERROR_CODES[code].title, parts)
        found += refusals.get(text, (plain,))
    return tuple(found)


def confirmed(row: Record | None, version: int, caller: Caller) -> Record:
    """The row of a statement that confirms what it was planned for.

    Raises:
        StaleError: it does not.
    """
    if row is None or row["catalog_version"] != version or row["access_epoch"] != caller.epoch:
        raise StaleError
    return row


async def confirm_head(database: Database, version: int, caller: Caller) -> None:
    """Look whether the catalog version and the access epoch are still in force.

    Raises:
        StaleError: they are not.
    """
    if await read_head(database, caller.namespace) != Head(version, caller.epoch):
        raise StaleError


def fault_of_value(error: BaseException) -> BaseException:
    """A value that only PostgreSQL found to be out of range is the caller's fault; all else is ours."""
    if isinstance(error, asyncpg.DataError):
        return SluiceError(
            Problem(
                "BAD_USER_INPUT",
                Sentence("A value cannot be used: {}", "有一个值无法使用：{}").of(error.args[0]),
            )
        )
    return error


def problems_of_error(error: asyncpg.PostgresError, compiled: CompiledWrite) -> tuple[Problem, ...]:
    """A refusal by PostgreSQL, as far as the caller may know of it.

    Raises:
        asyncpg.PostgresError: the error itself, where it is no refusal of a value.
    """
    told = compiled.constraints.get(getattr(error, "constraint_name", None) or "")
    return (
        told
        or _problems_of_key(error, compiled)
        or (refusal_of(error, compiled.object, compiled.hidden, by_id=compiled.by_id),)
    )


def _problems_of_key(error: asyncpg.PostgresError, compiled: CompiledWrite) -> tuple[Problem, ...]:
    """What a unique key has against the write, at its fields; nothing where the error is about something else."""
    key = constraint_key(compiled.object, getattr(error, "constraint_name", None) or "")
    if key is None:
        return ()
    match error:
        case asyncpg.UniqueViolationError():
            return compiled.keys[key.id]
        case asyncpg.ProgramLimitExceededError():
            return tuple(too_long(each) for each in compiled.keys[key.id])
    return ()
