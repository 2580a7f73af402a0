"""Runs bulk writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

import asyncpg
import orjson

from core.connection import Record
from core.database import Database
from core.errors import ERROR_CODES, Problem, SluiceError
from core.sentences import Sentence
from metadata.text import called
from records.binding import Variables
from records.build import Build
from records.bulk.creating import creation_statement
from records.bulk.statement import bulk_statement
from records.bulk.upserting import upserting_statement
from records.checks import RACED_TEXT
from records.once import AnsweredError, Once, RacedError, Running, done_of
from records.places import relocated
from records.plans.bulk import BulkPart, BulkPlan, BulkUpsertPlan, OutcomesPart
from records.plans.type_name import TypeName
from records.plans.writes import Create
from records.run import (
    CompiledWrite,
    StaleError,
    bound,
    compiled_write,
    confirm_head,
    confirmed,
    lost_the_key,
    problems_of_error,
    problems_told,
)
from records.targets import MOST_RECORDS
from records.write import MISSING
from tenants.authentication import Caller

MOST_OUTCOMES = 10_000
"""Records of one list of outcomes."""

Cell = bytes | str | bool | int | UUID | None


@dataclass(frozen=True)
class CompiledBulk:
    """A bulk write ready to run any number of times.

    Attributes:
        write: the statement, and what refusals are read by; its payload is empty.
        payload: what is selected of the answer.
        most: how many records the write may have.
        counts: because its gate counts others of the same object.
        told: names of the counts that the statement answers.
    """

    write: CompiledWrite
    payload: tuple[BulkPart, ...]
    most: int
    counts: bool = False
    told: tuple[str, ...] = ("matched", "done", "refused")


class BulkWritten(NamedTuple):
    """What a bulk write came to.

    Attributes:
        counts: `matched`, `done` and `refused`, and of an upsert `created` and `updated`.
        problems: what speaks against records, each once with the number of them, or against the whole.
        outcomes: position of a list of outcomes to its rows, each a value for each part of the list.
        rows: how many rows the payload may have had.
        warnings: what is doubtful about records.
        refusals: as of `CompiledWrite`, as are the places.
        kept: the whole answer, where the same write was done before.
    """

    counts: Mapping[str, int]
    problems: tuple[Problem, ...]
    outcomes: Mapping[int, Sequence[tuple[Cell, ...]]]
    rows: int = 0
    warnings: tuple[Problem, ...] = ()
    refusals: Mapping[str, tuple[Problem, ...]] = MappingProxyType({})
    kept: bytes | None = None
    places: Mapping[str, str] = MappingProxyType({})


NOTHING = BulkWritten({"matched": 0, "created": 0, "updated": 0, "done": 0, "refused": 0}, (), {})
"""What a bulk write comes to that did not run."""


def compile_bulk(plan: BulkPlan) -> CompiledBulk:
    """Compile the plan of a bulk write.

    Raises:
        SluiceError: of the codes in `records.expected` where the plan is refused whatever the records are.
    """
    write = plan.write
    build = Build(write.catalog, write.namespace, write.language, write.access)
    rows = write.operation.rows if isinstance(write.operation, Create) else None
    statement, most = bulk_statement(build, plan) if rows is None else creation_statement(build, plan, rows)
    return CompiledBulk(compiled_write(build, write, statement), plan.payload, most, build.counts_apart)


def compile_bulk_upsert(plan: BulkUpsertPlan) -> CompiledBulk:
    """Compile the plan of an upsert of many.

    Raises:
        SluiceError: as `compile_bulk`.
    """
    write = plan.write
    build = Build(write.catalog, write.namespace, write.language, write.access)
    try:
        statement, most = upserting_statement(build, plan)
        compiled = compiled_write(build, write, statement)
    except SluiceError as error:
        raise SluiceError(relocated(error.problems, plan.places)) from error
    found = replace(compiled, contested=f"uq_{plan.key.unique.id}", places=plan.places)
    told = ("matched", "created", "updated", "done", "refused")
    return CompiledBulk(found, plan.bulk.payload, most, build.counts_apart, told)


async def run_bulk(
    database: Database,
    compiled: CompiledBulk,
    caller: Caller,
    variables: Variables,
    once: Once[BulkWritten] | None = None,
) -> BulkWritten:
    """Do the write.

    Args:
        once: under which key it is done once.

    Raises:
        StaleError: plan again, or another write came between; nothing was changed.
        SluiceError: where a value cannot be used, and nothing was changed; UNAVAILABLE where the connection was
            lost, and nobody knows whether it was.
    """
    write = compiled.write
    values, rows = bound(write, caller, variables)

    def read(row: Record | None) -> BulkWritten:
        return _written(confirmed(row, write.version, caller), compiled, rows)

    try:
        return await done_of(database, Running(write.sql.text, values, read), caller, once)
    except AnsweredError as answered:
        await confirm_head(database, write.version, caller)
        return NOTHING._replace(rows=rows, kept=answered.answer)
    except (RacedError, asyncpg.TransactionRollbackError) as error:
        raise StaleError from error
    except asyncpg.PostgresError as error:
        await confirm_head(database, write.version, caller)
        if lost_the_key(error, write):
            raise StaleError from error
        problems = relocated(problems_of_error(error, write), write.places)
        return NOTHING._replace(problems=problems, rows=rows)


def _written(row: Record, compiled: CompiledBulk, rows: int) -> BulkWritten:
    write = compiled.write
    counts = {name: row[name] for name in compiled.told}
    if not row["fits"]:
        return BulkWritten(counts, (_too_many(compiled),), {}, rows)
    told = _tallied(row["problems"])
    if RACED_TEXT in told:
        raise RacedError
    if row["missed"]:
        told[MISSING] = told.get(MISSING, 0) + row["missed"]
    warned = _tallied(row["warnings"]) if write.warns else {}
    return BulkWritten(
        counts,
        _counted(told, write),
        {
            position: _outcomes(row, position, part)
            for position, part in enumerate(compiled.payload)
            if isinstance(part, OutcomesPart)
        },
        rows,
        _counted(warned, write),
        write.refusals,
        places=write.places,
    )


def _too_many(compiled: CompiledBulk) -> Problem:
    if compiled.most == MOST_RECORDS:
        return Problem("TOO_MANY_RECORDS", ERROR_CODES["TOO_MANY_RECORDS"].title, ("where",))
    of = called(compiled.write.object)
    if compiled.most > 1:
        if compiled.counts:
            message = Sentence(
                "The gate counts records of {}, so at most {:,} are promoted at a time.",
                "关卡会统计{}的其他记录，因此一次最多推进 {:,} 条。",
            ).of(of, compiled.most)
            return Problem("TOO_MANY_RECORDS", message, ())
        message = Sentence(
            "Links are given to at most {1:,} records of {0} at a time.",
            "一次最多为 {1:,} 条{0}记录设置关联。",
        ).of(of, compiled.most)
        return Problem("TOO_MANY_RECORDS", message, ("input",))
    message = Sentence(
        "A rule counts other records of {}, so they are written one after the other.",
        "有规则会统计{}的其他记录，因此只能逐条写入。",
    ).of(of)
    return Problem(
        "TOO_MANY_RECORDS", message, (), Sentence("Write each {} by itself.", "请逐条写入。").of(of)
    )


def _tallied(text: bytes | None) -> dict[str, int]:
    found: dict[str, int] = orjson.loads(text) if text else {}
    return found


def _counted(told: Mapping[str, int], write: CompiledWrite) -> tuple[Problem, ...]:
    """Each problem with the number of records that it is told of, the most frequent first."""
    return tuple(
        replace(problem, details={**problem.details, "records": records})
        for text, records in sorted(told.items(), key=lambda each: (-each[1], each[0]))
        for problem in relocated(problems_told((text,), write.refusals), write.places)
    )


def _outcomes(row: Record, position: int, part: OutcomesPart) -> list[tuple[Cell, ...]]:
    columns = [
        None if isinstance(each, TypeName) else row[f"part_{position}_{inner}"] or []
        for inner, each in enumerate(part.parts)
    ]
    length = max((len(each) for each in columns if each is not None), default=0)
    filled = [[None] * length if each is None else each for each in columns]
    return list(zip(*filled, strict=True))
