"""A write plan to one SQL statement: lock, check, change, history and outbox event, and the record to answer with.

The statement is a chain of CTEs:

    guard     the head row, if the catalog version and the access epoch are still those of the plan
    target    the record, locked, if the caller's row rule for the action reaches it     (not at creation)
    merged    the record as it would be with the given values     (before it, what defaults take: `records.defaults`,
              and the files that are given: `records.files`)
    held      records that a gate reads beside it, locked (`records.holding`)
    arrived   the same in the stage that a promotion leads to      (where rules of the object are asked about it)
    checked   the codes of everything that speaks against it, and of what its author is warned about
    changed   the insert or update, done only where nothing does
    numbered  the next numbers of the object's counters                                 (creation, where it has some)
    linked    links that come, and before it those that go (`unlinked`)                 (where links are given)
    noted     the history of fields                                                     (where some of theirs is kept)
    moved     the stage history row                                                     (creation, promotion)
    marked    that a task is done, or open again                                        (where it is about one)
    refused   what is kept of a promotion that a closed gate refuses                    (where a gate is asked)
    result    the record to answer with, changed or not                                 (promotion)
    touched   records that have a list which the write changes and a gate looks through (`records.holding`)
    told      the outbox event

Each step has the columns that later ones read (`records.steps`). Where nothing can speak against an update, deletion or
restoring but the record's absence (`nothing_to_check`), `target`, `merged` and `checked` are left out, and `changed`
finds and locks the record itself.

Every statement of a tenant touches `head` before any other table, and publishing locks `head` first
(`metadata.publish`), so a write never runs beside a publish and never waits for one while holding a lock of its own.
It answers the columns catalog_version, access_epoch, problems (`CODE path` texts), warnings (where a rule may give one)
and one JSON text for each part of the payload that PostgreSQL writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, assert_never

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Insert,
    Integer,
    Select,
    SelectBase,
    TableClause,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    not_,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy import Update as Update_
from sqlalchemy.dialects.postgresql import ARRAY, JSON, array

from metadata.system_fields import STAGE, STAGE_ENTERED
from records.actors import ACTOR
from records.build import Build
from records.checks import NO_TEXTS, failed
from records.constants import constant
from records.drafts import Draft, draft_of, nothing_to_check
from records.files import held_steps
from records.given import given_columns, moved_at
from records.holding import touched_steps
from records.judgements import refused_step
from records.links import link_steps, links_would_be
from records.marks import marked_step, marked_tasks
from records.moves import leaves_here, verdict_json
from records.numbers import numbered_step, numbers_given
from records.plans.selections import VerdictParts
from records.plans.type_name import TypeName
from records.plans.writes import (
    Create,
    CreatedPart,
    Delete,
    ErrorsPart,
    Existing,
    MarkTask,
    MergedValuesPart,
    MovedRecordsPart,
    Patch,
    PayloadPart,
    Promote,
    PromotedPart,
    RecordPart,
    Restore,
    Update,
    WarningsPart,
    WritePlan,
)
from records.read import record_json
from records.stand_ins import Judged, Overlay
from records.steps import Step, step, with_steps
from records.targets import reached
from records.traces import keeps_history, moved_step, noted_step, told

EPOCH: ColumnElement[int] = bindparam("epoch", type_=Integer(), required=True)
"""The access epoch under which the caller's roles were read."""

WARNINGS = "warnings"
"""Name of the column, of the step and of the statement, with what a writer is warned about."""

CREATED = "created"
"""Name of the column that says of an upsert whether the record is new; null where nothing was done."""

MISSING = "RECORD_NOT_FOUND id"
"""What speaks against a record that is not reached."""

NOT_FOUND: ColumnElement[Any] = cast(array([constant(MISSING)]), ARRAY(Text))


def write_statement(build: Build, plan: WritePlan) -> Select[Any]:
    """The statement of a write plan; see the module's description for its shape."""
    table = build.table(plan.object)
    guard = guard_step(build)
    steps: list[Step | CTE] = [guard]
    outcome: list[ColumnElement[Any]] = []
    if nothing_to_check(build, plan) and not keeps_history(plan):
        draft = None
        changed = _unchecked(build, plan, table, guard)
        problems: ColumnElement[Any] = case(
            (exists(select(1).select_from(changed.rows)), NO_TEXTS), else_=NOT_FOUND
        )
    else:
        draft = draft_of(build, plan, table, guard)
        branch = branch_of(build, plan, table, draft)
        checked, changed = branch.checked, branch.changed
        problems = func.coalesce(branch.problems, NOT_FOUND)
        steps += branch.steps
        if draft.warnings:
            outcome.append(func.coalesce(branch.warnings, NO_TEXTS).label(WARNINGS))
    judged = None if draft is None or draft.judged is None else select(checked.c.judged).scalar_subquery()
    moved = None if draft is None else moved_step(build, plan, changed.rows, draft.before, judged)
    refused = None if draft is None or judged is None else _refused(build, plan, draft, checked, judged)
    marked = marked_step(build, plan, changed.rows)
    noted = None if draft is None else noted_step(build, plan, draft, changed.rows, draft.before)
    result = _result(plan, draft, changed.rows)
    new = isinstance(plan.operation, Create)
    linking, links = link_steps(build, () if draft is None else draft.links, changed.rows, new=new)
    held = () if draft is None else held_steps(build, plan.object, draft.files, changed.rows)
    before = None if draft is None else draft.before
    touched = touched_steps(build, plan.object, plan.operation, changed.rows, before, links)
    written = (changed, *linking, *held, moved, marked, noted, refused, result, *touched)
    steps += [each for each in written if each is not None]
    if not is_empty(plan):
        steps.append(told(build, plan, changed.rows))
    build.judged = None
    overlay = overlay_of(build, plan, changed.rows, moved, table)
    build.overlay = replace(
        overlay, links=links, notes=_notes(build, noted), tasks=marked_tasks(build, marked)
    )
    answered = changed.rows.alias("result") if result is None else result.rows
    payload = payload_columns(build, plan, draft, answered)
    head = build.tables.head
    outcome.insert(0, problems.label("problems"))
    statement = select(head.c.catalog_version, head.c.access_epoch, *outcome, *payload)
    return with_steps(statement, steps)


def guard_step(build: Build) -> CTE:
    """`guard`."""
    head = build.tables.head
    return (
        select(head.c.catalog_version)
        .where(head.c.catalog_version == constant(build.catalog.version), head.c.access_epoch == EPOCH)
        .cte("guard")
    )


@dataclass(frozen=True)
class Branch:
    """A write up to its change.

    Attributes:
        steps: those before the change, in their order.
    """

    draft: Draft
    checked: CTE
    steps: tuple[Step | CTE, ...]
    changed: Step

    @property
    def problems(self) -> ColumnElement[Any]:
        """The texts of what speaks against the record; null where there is none."""
        return select(self.checked.c.problems).scalar_subquery()

    @property
    def warnings(self) -> ColumnElement[Any]:
        """The same of what is doubtful about it."""
        return select(self.checked.c.warnings).scalar_subquery() if self.draft.warnings else null()


def branch_of(build: Build, plan: WritePlan, table: TableClause, draft: Draft) -> Branch:
    """What is done with a draft."""
    checked = _checked(build, draft)
    passed = exists(select(1).select_from(checked).where(func.cardinality(checked.c.problems) == constant(0)))
    numbered = numbered_step(build, plan.object, passed) if isinstance(plan.operation, Create) else None
    kept = (draft.target, *draft.filling, draft.merged, *draft.holding, draft.arrived, checked, numbered)
    changed = _change(build, plan, table, draft, passed, numbered)
    return Branch(draft, checked, tuple(each for each in kept if each is not None), changed)


def _checked(build: Build, draft: Draft) -> CTE:
    columns = [failed(draft.checks).label("problems")]
    if draft.warnings:
        columns.append(failed(draft.warnings).label(WARNINGS))
    if draft.judged is not None:
        columns.append(draft.judged.label("judged"))
    return select(*columns).select_from(draft.merged.rows).cte(build.called("checked"))


def _refused(
    build: Build, plan: WritePlan, draft: Draft, checked: CTE, judged: ColumnElement[Any]
) -> CTE | None:
    """`refused`; None where no gate can refuse."""
    operation = plan.operation
    if not isinstance(operation, Promote) or operation.override is not None:
        return None
    problems = select(checked.c.problems).scalar_subquery()
    rows = draft.merged.rows
    return refused_step(build, plan.object, operation, rows, problems, judged, rows.c.stage, draft.races)


# The change


def is_empty(plan: WritePlan) -> bool:
    """Whether it is an update that gives nothing: the record stays as it is, version and all, and nobody is told."""
    return isinstance(plan.operation, Update) and plan.operation.patch == Patch()


def _change(
    build: Build,
    plan: WritePlan,
    table: TableClause,
    draft: Draft,
    passed: ColumnElement[bool],
    numbered: CTE | None,
) -> Step:
    """`changed`: the insert or update, done only where all checks have passed."""
    # Under a name that no tenant can give a table: it stands beside the table in one FROM.
    merged = draft.merged.rows.alias("as_merged")
    if isinstance(plan.operation, Create):
        filled: dict[str, ColumnElement[Any]] = {name: merged.c[name] for name in draft.set_columns}
        if numbered is not None:
            filled |= numbers_given(build, plan.object, numbered)
        made = select(*filled.values()).where(passed)
        return returning(table, insert(table).from_select([*filled], made), build.called("changed"))
    if is_empty(plan):
        return _selecting(table, (table.c.id == merged.c.id, passed))
    values = new_values(build, plan.operation, draft.set_columns, merged)
    return returning(table, update(table).values(values).where(table.c.id == merged.c.id, passed))


def new_values(
    build: Build, operation: Existing, given: Sequence[str], merged: FromClause
) -> dict[str, ColumnElement[Any]]:
    """Column name to the value that it gets, of a record that is there.

    Args:
        given: names of the columns that the write gives a value.
        merged: the record as it would be with them.
    """
    values: dict[str, ColumnElement[Any]] = {name: merged.c[name] for name in given}
    values |= {"version": merged.c.version + constant(1), "updatedAt": func.now(), "updatedBy": ACTOR}
    match operation:
        case Promote():
            values[STAGE] = constant(operation.to)
            values[STAGE_ENTERED] = moved_at(build, operation, merged)
        case Delete():
            values["deletedAt"] = func.now()
        case Restore():
            values["deletedAt"] = cast(null(), merged.c.deletedAt.type)
        case Update() | MarkTask():
            pass
    return values


def returning(table: TableClause, change: Insert | Update_, name: str = "changed") -> Step:
    """`changed` of a write that changes something."""
    return step(name, table.c, lambda names: change.returning(*(table.c[name] for name in names)))


def _selecting(table: TableClause, conditions: Sequence[ColumnElement[bool]]) -> Step:
    """`changed` of a write that changes nothing."""
    return step(
        "changed", table.c, lambda names: select(*(table.c[name] for name in names)).where(*conditions)
    )


def _unchecked(build: Build, plan: WritePlan, table: TableClause, guard: CTE) -> Step:
    """`changed` of a record that nothing but its absence can speak against: the update itself finds and locks it."""
    match plan.operation:
        case Update(patch=patch):
            values = given_columns(build, patch)
        case Delete():
            values = {"deletedAt": func.now()}
        case Restore():
            values = {"deletedAt": cast(null(), table.c.deletedAt.type)}
        case other:
            raise TypeError(f"{other} is always checked")
    values |= {"version": table.c.version + constant(1), "updatedAt": func.now(), "updatedBy": ACTOR}
    conditions = reached(build, plan.object, table, guard, plan.operation)
    if is_empty(plan):
        return _selecting(table, conditions)
    return returning(table, update(table).values(values).where(*conditions))


# The answer


def overlay_of(
    build: Build, plan: WritePlan, changed: TableClause, moved: Step | None, table: TableClause
) -> Overlay:
    """What the rest of the statement must see in place of the tables: its snapshot is from before the change."""
    untouched = select(*table.c).where(not_(exists(select(1).where(changed.c.id == table.c.id))))
    history = build.tables.stage_history
    return Overlay(
        {plan.object.id: union_all(untouched, select(*changed.c))},
        None if moved is None else union_all(select(*history.c), select(*moved.rows.c)),
    )


def _notes(build: Build, noted: Step | None) -> SelectBase | None:
    """The history of fields with what the write adds to it."""
    if noted is None:
        return None
    return union_all(select(*build.tables.field_history.c), select(*noted.rows.c))


def payload_columns(
    build: Build, plan: WritePlan, draft: Draft | None, result: FromClause
) -> list[ColumnElement[Any]]:
    """JSON for the parts that PostgreSQL writes, labelled `part_<position in the payload>`."""
    found: list[ColumnElement[Any]] = []
    for position, part in enumerate(plan.payload):
        column = _payload_part(build, plan, part, draft, result)
        if column is not None:
            found.append(column.label(f"part_{position}"))
    return found


def _result(plan: WritePlan, draft: Draft | None, changed: TableClause) -> Step | None:
    """The record to answer with, where that is not `changed`: after a refused promotion it is as it was."""
    if draft is None or draft.target is None or not isinstance(plan.operation, Promote):
        return None
    before = draft.target.rows

    def define(names: Sequence[str]) -> CompoundSelect[Any]:
        unchanged = select(*(before.c[name] for name in names))
        return union_all(
            select(*(changed.c[name] for name in names)),
            unchanged.where(not_(exists(select(1).select_from(changed)))),
        )

    return step("result", before.c, define)


def _payload_part(
    build: Build, plan: WritePlan, part: PayloadPart, draft: Draft | None, result: FromClause
) -> ColumnElement[Any] | None:
    match part:
        case RecordPart(_, selection):
            build.cost.one()
            return record_json(build, selection, result, build.permitted("read", result, plan.object))
        case VerdictParts():
            return _verdict(build, plan, part, draft)
        case PromotedPart() | CreatedPart() | ErrorsPart() | WarningsPart() | TypeName():
            return None
        case MergedValuesPart() | MovedRecordsPart():  # `records.merge.answers` writes these
            return None
    assert_never(part)


def _verdict(build: Build, plan: WritePlan, part: VerdictParts, draft: Draft | None) -> ColumnElement[Any]:
    """The verdict on the record as it would be, by the edge it would take; null where there is no such edge."""
    operation, of = plan.operation, plan.object
    if draft is None or not isinstance(operation, Promote) or not operation.edges:
        return cast(null(), JSON)
    merged = draft.merged.rows
    build.judged = Judged(of.id, merged, draft.before, partial(links_would_be, build, draft.links, merged))
    verdict = verdict_json(build, of, operation, part, merged)
    build.judged = None
    leaves = leaves_here(operation.edges, merged)
    return (
        select(verdict)
        .select_from(merged)
        .where(leaves, not_(draft.blind))
        .correlate_except(merged)
        .scalar_subquery()
    )
