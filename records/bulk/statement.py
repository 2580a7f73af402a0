"""A bulk write to one SQL statement: many records locked, each judged by itself, and all written, or those that may be.

The steps are those of a single write (`records.write`) and built by the same functions, over as many rows:

    guard      the head row, if the catalog version and the access epoch are still those of the plan
    target     the records, locked in the order of their ids
    merged     each as it would be with the given values
    checked    each with the codes of what speaks against it, and what follows (`records.bulk.judging`)
    unreached  ids of records that are asked for and that the row rules do not reach
    decided    whether anything is written at all
    changed    the update of those that nothing speaks against
    linked, moved, marked, noted, refused, touched, told   what the write leaves behind
    results    each record with what became of it, of which the answer has some (`records.bulk.outcomes`)

It answers the columns catalog_version, access_epoch, fits (whether the records are no more than may be), the counts
matched, done and refused, problems and warnings (JSON: the text of each to the records that it is told of), and an
array for each part of each list of outcomes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    TableClause,
    Update,
    Uuid,
    and_,
    column,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union_all,
    update,
)

from metadata.catalog import Object
from metadata.system_fields import STAGE
from metadata.tables import record_columns
from records.build import Build
from records.bulk.judging import (
    JUDGED,
    NEXT,
    PROBLEMS,
    WARNINGS,
    JudgedRecords,
    found_columns,
    judged_records,
)
from records.bulk.outcomes import outcome_steps, results_step
from records.checks import RACED_TEXT, tells
from records.constants import constant
from records.drafts import Draft, unruled_draft
from records.holding import touched_steps
from records.judgements import refused_step
from records.links import link_steps
from records.marks import marked_step, marked_tasks
from records.plans.bulk import BulkMode, BulkPlan, OutcomesPart
from records.plans.writes import ByIds, Create, Existing, Promote, WritePlan
from records.stand_ins import Overlay
from records.steps import EARLIER, Earlier, Step, carried, step, with_steps
from records.targets import MOST_RECORDS, actions_of, chosen_ids, seen
from records.traces import moved_step, noted_step, told
from records.write import guard_step, new_values

MOST_LINKING = 1_000
"""Records of one bulk write that gives links, or whose gate counts records of the same object."""


def bulk_statement(build: Build, plan: BulkPlan) -> tuple[Select[Any], int]:
    """The statement of a bulk write, for whose shape see the module's description, and how many records it may have."""
    write = plan.write
    of, table = write.object, build.table(write.object)
    guard = guard_step(build)
    draft = unruled_draft(build, write, table, guard)
    judged = judged_records(build, write, draft)
    build.judged = None
    unreached = _unreached(build, write, guard, draft)
    most = _most(build, draft)
    decided = decided_step(plan, _target(draft), draft, judged, unreached, most)
    passes = select(decided.c.passes).scalar_subquery()
    changed = changed_step(build, write, table, draft.set_columns, judged, passes)
    earlier = Earlier(changed.rows)
    kept = None if draft.judged is None else changed.rows.c[JUDGED]
    moved = moved_step(build, write, changed.rows, earlier, kept)
    refused = _refused(build, write, draft, judged)
    marked = marked_step(build, write, changed.rows)
    noted = noted_step(build, write, draft, changed.rows, earlier)
    linking, links = link_steps(build, draft.links, changed.rows, new=False)
    touched = touched_steps(build, of, write.operation, changed.rows, earlier, links)
    tasks = marked_tasks(build, marked)
    build.overlay = replace(_overlay(build, of, table, changed, moved, noted), links=links, tasks=tasks)
    results = results_step(table, changed, judged, unreached, decided)
    outcomes, parts = outcome_steps(build, plan, draft, results)
    steps = [
        *(
            guard,
            draft.target,
            *draft.filling,
            draft.merged,
            *draft.holding,
            *judged.steps,
            unreached,
            decided,
        ),
        *(changed, *linking, moved, marked, noted, refused, *touched, told(build, write, changed.rows)),
        *((results, *outcomes) if any(isinstance(each, OutcomesPart) for each in plan.payload) else ()),
    ]
    head = build.tables.head
    counts = counted(judged, unreached, decided, changed)
    statement = select(head.c.catalog_version, head.c.access_epoch, *counts, *parts)
    return with_steps(statement, [each for each in steps if each is not None]), most


def _most(build: Build, draft: Draft) -> int:
    """How many records the write may have."""
    if build.counts_own:
        return 1
    return MOST_LINKING if draft.links or build.counts_apart else MOST_RECORDS


def _unreached(build: Build, write: WritePlan, guard: CTE, draft: Draft) -> CTE | None:
    """`unreached`; None where the row rules reach whatever the caller sees."""
    operation = existing(write)
    if isinstance(operation.id, ByIds):
        ids = func.unnest(chosen_ids(build, operation.id.ids)).table_valued(column("id", Uuid()))
        asked = ids.render_derived(name="asked")
        # Not a join: that would be planned by how many records PostgreSQL takes there to be.
        missing = asked.c.id.not_in(select(_target(draft).c.id).scalar_subquery())
        return select(asked.c.id).where(exists(select(1).select_from(guard)), missing).cte("unreached")
    of = write.object
    rules = build.access_to(of).rows
    actions = [each for each in actions_of(operation) if rules.get(each) != rules.get("read")]
    if all(build.access_to(of).rows[each].everything for each in actions):
        return None
    rows = build.table(of).alias(build.fresh("t"))
    conditions = seen(build, of, rows, guard, operation)
    allowed = (build.permitted(each, rows, of, exact=True) for each in actions)
    found = select(rows.c.id).where(*conditions, not_(and_(true(), *allowed)))
    return found.limit(constant(MOST_RECORDS + 1)).cte("unreached")


def existing(write: WritePlan) -> Existing:
    """What is done to records that there are.

    Raises:
        TypeError: the write creates some.
    """
    if isinstance(write.operation, Create):
        raise TypeError("a creation finds no records")
    return write.operation


def _target(draft: Draft) -> TableClause:
    if draft.target is None:
        raise TypeError("a creation finds no records")
    return draft.target.rows


def decided_step(
    plan: BulkPlan,
    asked: TableClause,
    draft: Draft,
    judged: JudgedRecords,
    unreached: CTE | None,
    most: int,
) -> CTE:
    """`decided`, of the records that are `asked` for and reached."""
    fits = select(func.count()).select_from(asked).scalar_subquery() <= constant(most)
    conditions: list[ColumnElement[bool]] = [fits]
    if draft.races:
        raced = tells(judged.rows.c[PROBLEMS], RACED_TEXT)
        conditions.append(not_(exists(select(1).select_from(judged.rows).where(raced))))
    if plan.mode is BulkMode.ALL:
        refused = func.cardinality(judged.rows.c[PROBLEMS]) > constant(0)
        conditions.append(not_(exists(select(1).select_from(judged.rows).where(refused))))
        if unreached is not None:
            conditions.append(not_(exists(select(1).select_from(unreached))))
    return select(fits.label("fits"), and_(*conditions).label("passes")).cte("decided")


def changed_step(
    build: Build,
    write: WritePlan,
    table: TableClause,
    given: Sequence[str],
    judged: JudgedRecords,
    passes: ColumnElement[bool],
    further: Sequence[ColumnElement[Any]] = (),
    flags: Sequence[str] | None = None,
) -> Step:
    """`changed`, which carries along what later steps need of a record before it.

    Args:
        given: names of the columns that the write gives a value.
        passes: whether anything is written at all, and of each record whether it is.
        further: what else it carries along.
        flags: names of the columns that tell what each record is given; who is given nothing stays as it is.
    """
    rows = judged.rows.alias("as_merged")
    if flags is not None:
        passes = and_(passes, or_(false(), *(rows.c[each] for each in flags)))
    change: Update = (
        update(table)
        .values(new_values(build, existing(write), given, rows))
        .where(table.c.id == rows.c.id, func.cardinality(rows.c[PROBLEMS]) == constant(0), passes)
    )
    own = record_columns(table)
    like = [*table.c, *carried(EARLIER, own), *carried(NEXT, own), *found_columns(), *further]
    return step(
        "changed",
        like,
        lambda names: change.returning(
            *(table.c[each] if each in table.c else rows.c[each] for each in names)
        ),
    )


def _refused(build: Build, write: WritePlan, draft: Draft, judged: JudgedRecords) -> CTE | None:
    """`refused`; None where no gate can refuse."""
    operation = write.operation
    if draft.judged is None or not isinstance(operation, Promote) or operation.override is not None:
        return None
    rows = judged.rows
    source = Earlier(rows).c[STAGE]
    problems, judgement = rows.c[PROBLEMS], rows.c[JUDGED]
    return refused_step(build, write.object, operation, rows, problems, judgement, source, draft.races)


def _overlay(
    build: Build, of: Object, table: TableClause, changed: Step, moved: Step | None, noted: Step | None
) -> Overlay:
    """What the answer reads in place of the tables: the statement's snapshot is from before the change."""
    # Not a join, as above.
    untouched = select(*table.c).where(table.c.id.not_in(select(changed.rows.c.id).scalar_subquery()))
    tables = build.tables
    return Overlay(
        {of.id: union_all(untouched, select(*(changed.rows.c[each.name] for each in table.c)))},
        None if moved is None else union_all(select(*tables.stage_history.c), select(*moved.rows.c)),
        notes=None if noted is None else union_all(select(*tables.field_history.c), select(*noted.rows.c)),
    )


def counted(
    judged: JudgedRecords, unreached: CTE | None, decided: CTE, changed: Step
) -> list[ColumnElement[Any]]:
    """The columns of the answer but for the outcomes."""
    rows = judged.rows
    refused = func.cardinality(rows.c[PROBLEMS]) > constant(0)
    missed = constant(0) if unreached is None else count_of(unreached)
    found: list[ColumnElement[Any]] = [
        select(decided.c.fits).scalar_subquery().label("fits"),
        (count_of(rows) + missed).label("matched"),
        count_of(changed.rows).label("done"),
        (select(func.count()).select_from(rows).where(refused).scalar_subquery() + missed).label("refused"),
        missed.label("missed"),
        tally(rows, PROBLEMS).label("problems"),
    ]
    if judged.warns:
        found.append(tally(rows, WARNINGS).label("warnings"))
    return found


def count_of(rows: TableClause | CTE) -> ColumnElement[Any]:
    return select(func.count()).select_from(rows).scalar_subquery()


def tally(rows: TableClause | CTE, name: str) -> ColumnElement[Any]:
    """How many records each text is told of, as a JSON object; null where there are none."""
    texts = func.unnest(rows.c[name]).table_valued(column("text")).render_derived(name="texts")
    counted = (
        select(texts.c.text, func.count().label("records"))
        .select_from(rows.join(texts, true()))
        .group_by(texts.c.text)
        .subquery("counted")
    )
    return select(func.json_object_agg(counted.c.text, counted.c.records)).scalar_subquery()
