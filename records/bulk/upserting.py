"""An upsert of many records to one SQL statement: each input updates the record of its key, or creates it.

The statement has the steps of an update of those that are there and those of a creation of the others, whose names
begin with `new_` (decision 53); each input goes through one of the two, or is refused before:

    inputs     a row for each input                                          (`records.rows`)
    there      the inputs whose record the caller may update, as the statement sees it, with its id
    refused    those that share their key with another input, and those whose record the caller may not update
    target     the records of `there`, locked in the order of their ids, each with its input
    vacant     the inputs that no record is there for
    decided    whether anything is written at all
    results    each input with what became of it                             (`records.bulk.outcomes`)

Two that arrive at once with the same new key both begin to create: see `records.upsert`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    TableClause,
    Text,
    and_,
    case,
    cast,
    column,
    exists,
    func,
    not_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.types import TypeEngine

from core.errors import Problem
from core.sentences import Sentence
from metadata.catalog import Object, UniqueKey
from metadata.field_types.all_types import type_of
from metadata.tables import record_columns
from metadata.unique_keys import key_values
from records.build import Build
from records.bulk.creating import Creating, creating_steps
from records.bulk.judging import PROBLEMS, WARNINGS, JudgedRecords, judged_records
from records.bulk.outcomes import outcome_steps
from records.bulk.statement import changed_step, count_of
from records.bulk.upserted import refuses, upserted_counts, upserted_step
from records.checks import GIVES, NO_TEXTS, RACED_TEXT, Check, failed, tells
from records.constants import constant
from records.defaults import valued
from records.drafts import Draft, GivenValues, draft_of_new, patch_checks
from records.holding import Written, touched_by
from records.plans.bulk import BulkMode, BulkUpsertPlan, OutcomesPart
from records.plans.writes import ByKey
from records.rows import EXPECTED, PLACE, UNFIT, Asking, BoundRows, bound_rows
from records.stand_ins import Judged, Overlay
from records.steps import EARLIER, Along, Earlier, Step, carried, step, with_steps
from records.targets import MOST_RECORDS, names_seen, of_key, reached
from records.traces import noted_step, told
from records.upsert import GONE, NEW_BRANCH, TAKEN
from records.validations import missing
from records.write import guard_step

OF_INPUT = "@"
"""What the name of a column begins with that has what the input of a record gives; no tenant can give such a name."""
FOUND = "!found"
"""The id of the record of an input."""

TWICE = Sentence("Another input of this write has the same key.", "此次写入中另有一条输入具有相同的键。")
TWICE_HINT = Sentence("Give each key once.", "每个键只提供一次。")


def upserting_statement(build: Build, plan: BulkUpsertPlan) -> tuple[Select[Any], int]:
    """The statement, for whose shape see the module's description, and how many inputs there may be."""
    write, of = plan.write, plan.write.object
    table, guard = build.table(of), guard_step(build)
    asking = Asking(
        frozenset(each.field.id for each in plan.key.assignments), plan.change.patch, plan.versions
    )
    inputs = bound_rows(build, plan.creation.patch, plan.rows, guard, asking)
    build.key = inputs.on(build, inputs.step).columns
    there = _there(build, plan, inputs, guard)
    refused = _refused(build, plan, inputs, there, table)
    draft = _draft_of_existing(build, plan, inputs, there, guard)
    updating = judged_records(build, plan.update, draft)
    build.judged, build.branch = None, NEW_BRANCH
    vacant = _vacant(inputs, there, refused)
    drafted = draft_of_new(build, of, plan.creation, table, vacant, inputs.on(build, vacant))
    drafted = replace(drafted, checks=(*_creation_checks(build, plan, drafted), *drafted.checks))
    creating = judged_records(build, write, drafted)
    build.judged, build.branch = None, ""
    most = 1 if build.counts_own else MOST_RECORDS
    raced = _raced(there, draft)
    every = _every(refused, updating, creating, raced)
    decided = _decided(plan, inputs.step, every, most)
    passes = select(decided.c.passes).scalar_subquery()
    flags = _flags(inputs)
    changed = changed_step(
        build, plan.update, table, draft.set_columns, updating, passes, _further(inputs), flags
    )
    noted = noted_step(build, plan.update, draft, changed.rows, Earlier(changed.rows))
    telling = told(build, plan.update, changed.rows)
    build.branch = NEW_BRANCH
    created = creating_steps(build, write, table, drafted, creating, passes)
    news = told(build, write, created.changed.rows)
    build.branch = ""
    touched = touched_by(
        build,
        (
            Written(of, plan.change, changed.rows, Earlier(changed.rows)),
            Written(of, plan.creation, created.changed.rows),
        ),
    )
    build.overlay = _overlay(build, table, of, changed, noted, created)
    results = upserted_step(table, changed, updating, created.made, every, passes, flags)
    outcomes, parts = outcome_steps(build, plan.bulk, drafted, results, PLACE)
    steps = [
        *(guard, inputs.step, there, refused, draft.target, draft.merged, *updating.steps),
        *(vacant, *drafted.filling, drafted.merged, *creating.steps, every, decided),
        *(changed, noted, telling, *created.steps, created.moved, created.noted, news, *touched),
        *((results, *outcomes) if any(isinstance(each, OutcomesPart) for each in plan.bulk.payload) else ()),
    ]
    head = build.tables.head
    counts = upserted_counts(inputs.step, updating, created.made, every, decided, passes)
    statement = select(head.c.catalog_version, head.c.access_epoch, *counts, *parts)
    return with_steps(statement, [each for each in steps if each is not None]), most


def _overlay(
    build: Build, table: TableClause, of: Object, changed: Step, noted: Step | None, created: Creating
) -> Overlay:
    """What the answer reads in place of the tables: the statement's snapshot is from before the write."""
    moved, history = created.moved, build.tables
    notes = [each.rows for each in (noted, created.noted) if each is not None]
    return Overlay(
        {of.id: _as_written(table, changed.rows, created.changed.rows)},
        None if moved is None else union_all(select(*history.stage_history.c), select(*moved.rows.c)),
        notes=union_all(*(select(*each.c) for each in (history.field_history, *notes))) if notes else None,
    )


def _flags(inputs: BoundRows) -> list[str]:
    """The columns that tell what a row gives a record that is there."""
    return [each for each in inputs.further if each.startswith(GIVES)]


# Which of the two


def _there(build: Build, plan: BulkUpsertPlan, inputs: BoundRows, guard: CTE) -> CTE:
    rows = build.table(plan.write.object).alias(build.fresh("t"))
    conditions = reached(build, plan.write.object, rows, guard, plan.change)
    return (
        select(*inputs.step.c, rows.c.id.label(FOUND))
        .select_from(inputs.step.join(rows, and_(true(), *conditions)))
        .cte("there")
    )


def _refused(build: Build, plan: BulkUpsertPlan, inputs: BoundRows, there: CTE, table: TableClause) -> CTE:
    """The inputs that neither of the two is done for, each with why."""
    key, rows = plan.key, table.alias(build.fresh("t"))
    values = _values(build, key)
    same = (
        select(
            inputs.step.c[PLACE],
            func.count().over(partition_by=values).label("inputs"),
        )
        .where(*(each.is_not(None) for each in values))
        .subquery("same")
    )
    twice = select(same.c[PLACE]).where(same.c.inputs > constant(1))
    taken = (
        select(1)
        .select_from(rows)
        .where(rows.c.deletedAt.is_(None), of_key(build, rows, key), names_seen(build, key))
        .correlate(inputs.step)
    )
    place = inputs.step.c[PLACE]
    shared = Check("UNIQUE", "by.twice", place.in_(twice))
    build.refusals[shared.text] = (Problem("UNIQUE", TWICE, ("by",), TWICE_HINT),)
    unseen = Check(
        "UNIQUE", "by", and_(not_(place.in_(select(there.c[PLACE]).scalar_subquery())), exists(taken))
    )
    build.refusals[unseen.text] = (Problem("UNIQUE", TAKEN, ("by",)),)
    found = select(place.label(PLACE), failed((shared, unseen)).label(PROBLEMS)).subquery("found")
    return (
        select(found.c[PLACE], found.c[PROBLEMS])
        .where(func.cardinality(found.c[PROBLEMS]) > constant(0))
        .cte("refused")
    )


def _values(build: Build, key: ByKey) -> list[ColumnElement[Any]]:
    """The values of the key of each input, as its index compares them."""
    found: list[ColumnElement[Any]] = []
    for each in key.assignments:
        if isinstance(key.unique, UniqueKey):
            found += key_values(key.unique, each.field, build.key)
        else:
            found += (build.key[spec.name] for spec in type_of(each.field).columns(each.field))
    return found


def _vacant(inputs: BoundRows, there: CTE, refused: CTE) -> CTE:
    place = inputs.step.c[PLACE]
    gone = (select(each.c[PLACE]).scalar_subquery() for each in (there, refused))
    return select(*inputs.step.c).where(*(place.not_in(each) for each in gone)).cte("vacant")


def _creation_checks(build: Build, plan: BulkUpsertPlan, draft: Draft) -> list[Check]:
    """What speaks against a creation that the input of a single creation does not let happen."""
    of, rows = plan.write.object, draft.merged.rows
    checks: list[Check] = []
    if plan.versions:
        gone = Check("VERSION_CONFLICT", "expectedVersion.gone", rows.c[EXPECTED].is_not(None))
        build.refusals[gone.text] = (Problem(gone.code, GONE, ("expectedVersion",)),)
        checks.append(gone)
    for field in of.fields:
        columns = type_of(field).columns(field) if type_of(field).given else ()
        asked = field.required and not field.has_default and bool(columns)
        if asked and field.id in build.access_to(of).create:
            empty = Check("REQUIRED", f"creation.{field.id}", rows.c[columns[0].name].is_(None))
            build.refusals[empty.text] = (missing(build, of, plan.creation, field),)
            checks.append(empty)
    return checks


# The records that are there


def _draft_of_existing(
    build: Build, plan: BulkUpsertPlan, inputs: BoundRows, there: CTE, guard: CTE
) -> Draft:
    """The draft of the records that are there, each with what its own input gives."""
    of, patch = plan.write.object, plan.change.patch
    target = _target(build, plan, inputs, there, guard)
    before = target.rows
    rows = inputs.on(build, Along(before, OF_INPUT), patch)
    given = rows.columns

    def stored(name: str) -> ColumnElement[Any]:
        if name.startswith(EARLIER):
            return before.c[name.removeprefix(EARLIER)]
        if name in given:
            return case((rows.gives[name], given[name]), else_=before.c[name])
        return before.c[name]

    def define(names: Sequence[str]) -> Select[Any]:
        return select(*valued(build, of, names, stored)).select_from(before)

    own = record_columns(build.table(of))
    like = [*own, *carried(EARLIER, own), *_further(inputs)]
    merged = step("merged", like, define)
    was = Earlier(merged.rows)
    build.judged = Judged(of.id, merged.rows, was, lambda _: None)
    checks = patch_checks(build, of, patch, GivenValues(given, ()), merged.rows, was)
    if plan.versions:
        expected = merged.rows.c[EXPECTED]
        differs = and_(expected.is_not(None), merged.rows.c.version != expected)
        checks.insert(0, Check("VERSION_CONFLICT", "expectedVersion", differs))
    return Draft(target, merged, tuple(checks), tuple(given), before=was)


def _further(inputs: BoundRows) -> list[ColumnElement[Any]]:
    types: dict[str, TypeEngine[Any]] = {PLACE: BigInteger(), UNFIT: Text(), EXPECTED: Integer()}
    return [column(each, types.get(each, Boolean())) for each in inputs.further]


def _target(build: Build, plan: BulkUpsertPlan, inputs: BoundRows, there: CTE, guard: CTE) -> Step:
    """`target`, with what the inputs of the records give."""
    of = plan.write.object
    rows = build.table(of).alias(build.fresh("t"))
    # Asked again of the record as it is locked: who was waited for may have written it.
    build.key = inputs.on(build, there).columns
    conditions = reached(build, of, rows, guard, plan.change)
    further = {each.key for each in _further(inputs)}
    like = [*record_columns(build.table(of)), *_further(inputs), *carried(OF_INPUT, inputs.step.c)]

    def define(names: Sequence[str]) -> Select[Any]:
        columns = (
            there.c[name.removeprefix(OF_INPUT)].label(name)
            if name in further or name.startswith(OF_INPUT)
            else rows.c[name]
            for name in names
        )
        found = select(*columns).select_from(there.join(rows, rows.c.id == there.c[FOUND]))
        return found.where(*conditions).order_by(rows.c.id).with_for_update(of=rows)

    return step("target", like, define)


# What becomes of them


def _raced(there: CTE, draft: Draft) -> Select[Any]:
    """The inputs whose record was deleted, or lost its key, before it was locked."""
    if draft.target is None:
        raise TypeError("the records that are there are locked")
    locked = select(draft.target.rows.c[PLACE]).scalar_subquery()
    texts = cast(array([constant(RACED_TEXT)]), ARRAY(Text))
    return select(there.c[PLACE], texts.label(PROBLEMS), NO_TEXTS.label(WARNINGS)).where(
        there.c[PLACE].not_in(locked)
    )


def _every(refused: CTE, updating: JudgedRecords, creating: JudgedRecords, raced: Select[Any]) -> CTE:
    """`every`: each input with what speaks against it, and what it is warned about."""
    judged = (
        select(rows.c[PLACE], rows.c[PROBLEMS], rows.c[WARNINGS]) for rows in (updating.rows, creating.rows)
    )
    before = select(refused.c[PLACE], refused.c[PROBLEMS], NO_TEXTS.label(WARNINGS))
    return union_all(before, raced, *judged).cte("every")


def _decided(plan: BulkUpsertPlan, inputs: CTE, every: CTE, most: int) -> CTE:
    fits = count_of(inputs) <= constant(most)
    raced = tells(every.c[PROBLEMS], RACED_TEXT)
    conditions: list[ColumnElement[bool]] = [fits, not_(exists(select(1).select_from(every).where(raced)))]
    if plan.bulk.mode is BulkMode.ALL:
        conditions.append(not_(exists(select(1).select_from(every).where(refuses(every)))))
    return select(fits.label("fits"), and_(*conditions).label("passes")).cte("decided")


def _as_written(table: TableClause, changed: TableClause, new: TableClause) -> CompoundSelect[Any]:
    """All records of the object as the write leaves them."""
    untouched = select(*table.c).where(table.c.id.not_in(select(changed.c.id).scalar_subquery()))
    written = (select(*(rows.c[each.name] for each in table.c)) for rows in (changed, new))
    return union_all(untouched, *written)
