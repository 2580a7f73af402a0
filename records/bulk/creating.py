"""A creation of many records to one SQL statement: each input judged by itself, and all created, or those that may be.

The steps are those of the creation of one record (`records.write`) and built by the same functions, over as many rows:

    guard      the head row, if the catalog version and the access epoch are still those of the plan
    inputs     a row for each input (`records.rows`), and what defaults take
    merged     each as the record that it would be
    checked    each with the codes of what speaks against it, and what follows (`records.bulk.judging`)
    decided    whether anything is written at all
    passing    those that are written, each with its rank among them
    numbered   the counters of the object, moved on by as many     (where it has some)
    created    the records, with their numbers
    changed    the insert
    moved, noted, touched, told   what the write leaves behind
    results    each input with what became of it, of which the answer has some (`records.bulk.outcomes`)

It answers what a bulk write answers (`records.bulk.statement`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Select,
    TableClause,
    cast,
    column,
    exists,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    true,
    union_all,
)

from records.build import Build
from records.bulk.judging import PROBLEMS, JudgedRecords, judged_records
from records.bulk.outcomes import DONE, KNOWN, outcome_steps
from records.bulk.statement import counted, decided_step
from records.constants import constant
from records.drafts import Draft, draft_of_new
from records.holding import touched_steps
from records.numbers import Among, numbered_step, numbers_given
from records.plans.bulk import BulkPlan, OutcomesPart
from records.plans.writes import Create, Rows, WritePlan
from records.rows import PLACE, bound_rows
from records.stand_ins import Overlay
from records.steps import Step, step, with_steps
from records.targets import MOST_RECORDS
from records.traces import moved_step, noted_step, told
from records.write import guard_step, returning

RANK = "!rank"
"""Which of the created records it is, from 1 in the order of the inputs."""


def creation_statement(build: Build, plan: BulkPlan, rows: Rows) -> tuple[Select[Any], int]:
    """The statement of a creation of many, for whose shape see the module's description, and how many there may be."""
    write = plan.write
    of, table = write.object, build.table(write.object)
    guard = guard_step(build)
    operation = creation(write)
    inputs = bound_rows(build, operation.patch, rows, guard)
    draft = draft_of_new(build, of, operation, table, inputs.step, inputs.on(build, inputs.step))
    judged = judged_records(build, write, draft)
    build.judged = None
    most = 1 if build.counts_own else MOST_RECORDS
    decided = decided_step(plan, draft.merged.rows, draft, judged, None, most)
    passes = select(decided.c.passes).scalar_subquery()
    created = creating_steps(build, write, table, draft, judged, passes)
    changed, moved, noted = created.changed, created.moved, created.noted
    touched = touched_steps(build, of, operation, changed.rows, None, {})
    build.overlay = Overlay(
        {of.id: union_all(select(*table.c), select(*(changed.rows.c[each.name] for each in table.c)))},
        None if moved is None else union_all(select(*build.tables.stage_history.c), select(*moved.rows.c)),
        notes=None
        if noted is None
        else union_all(select(*build.tables.field_history.c), select(*noted.rows.c)),
    )
    results = _results(judged, created.made, passes)
    outcomes, parts = outcome_steps(build, plan, draft, results, PLACE)
    steps = [
        *(guard, inputs.step, *draft.filling, draft.merged, *judged.steps, decided),
        *(*created.steps, moved, noted, *touched, told(build, write, changed.rows)),
        *((results, *outcomes) if any(isinstance(each, OutcomesPart) for each in plan.payload) else ()),
    ]
    head = build.tables.head
    counts = counted(judged, None, decided, changed)
    statement = select(head.c.catalog_version, head.c.access_epoch, *counts, *parts)
    return with_steps(statement, [each for each in steps if each is not None]), most


def creation(write: WritePlan) -> Create:
    """What is given to records that are created.

    Raises:
        TypeError: the write creates none.
    """
    if not isinstance(write.operation, Create):
        raise TypeError("no records are created")
    return write.operation


@dataclass(frozen=True)
class Creating:
    """Judged records as they are created.

    Attributes:
        steps: up to `changed`.
        made: `created`: the records that pass, each with its place.
        changed: the insert.
        moved: their rows of the stage history.
        noted: their rows of the history of fields.
    """

    steps: tuple[Step | CTE, ...]
    made: Step
    changed: Step
    moved: Step | None
    noted: Step | None


def creating_steps(
    build: Build,
    write: WritePlan,
    table: TableClause,
    draft: Draft,
    judged: JudgedRecords,
    passes: ColumnElement[bool],
) -> Creating:
    """The steps that create the records which nothing speaks against, where `passes`."""
    of, passing = write.object, _passing(build, judged, passes)
    written = exists(select(1).select_from(passing.rows))
    count = select(func.count()).select_from(passing.rows).scalar_subquery()
    numbered = numbered_step(build, of, written, count)
    numbers: dict[str, ColumnElement[Any]] = {}
    if numbered is not None:
        among = Among(count, passing.rows.c[RANK])
        numbers = {**numbers_given(build, of, numbered, among)}
    created = _created(build, passing.rows, numbers)
    names = list(dict.fromkeys((*draft.set_columns, *numbers)))
    inserting = insert(table).from_select(names, select(*(created.rows.c[each] for each in names)))
    changed = returning(table, inserting, build.called("changed"))
    moved = moved_step(build, write, changed.rows, None, None)
    noted = noted_step(build, write, draft, changed.rows, None)
    steps = (passing, numbered, created, changed)
    return Creating(tuple(each for each in steps if each is not None), created, changed, moved, noted)


def _passing(build: Build, judged: JudgedRecords, passes: ColumnElement[Any]) -> Step:
    rows = judged.rows
    rank = func.row_number().over(order_by=rows.c[PLACE])

    def define(names: Sequence[str]) -> Select[Any]:
        columns = (rank.label(each) if each == RANK else rows.c[each] for each in names)
        return (
            select(*columns)
            .select_from(rows)
            .where(func.cardinality(rows.c[PROBLEMS]) == constant(0), passes)
        )

    return step(build.called("passing"), [*rows.c, column(RANK, BigInteger())], define)


def _created(build: Build, passing: TableClause, numbers: dict[str, ColumnElement[Any]]) -> Step:
    def define(names: Sequence[str]) -> Select[Any]:
        columns = (
            cast(numbers[each], passing.c[each].type) if each in numbers else passing.c[each]
            for each in names
        )
        return select(*(each.label(name) for each, name in zip(columns, names, strict=True))).select_from(
            passing
        )

    return step(build.called("created"), passing.c, define)


def _results(judged: JudgedRecords, created: Step, passes: ColumnElement[Any]) -> Step:
    """`results`: the inputs, those that are created as the records that they became."""
    rows = judged.rows
    like = [*rows.c, column(DONE, Boolean()), column(KNOWN, Boolean())]
    failed = or_(func.cardinality(rows.c[PROBLEMS]) > constant(0), not_(passes))

    def define(names: Sequence[str]) -> CompoundSelect[Any]:
        done = ((true() if each in (DONE, KNOWN) else created.rows.c[each]).label(each) for each in names)
        kept = ((false() if each in (DONE, KNOWN) else rows.c[each]).label(each) for each in names)
        return union_all(
            select(*done).select_from(created.rows), select(*kept).select_from(rows).where(failed)
        )

    return step("results", like, define)
