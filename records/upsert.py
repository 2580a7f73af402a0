"""A creation or an update, whichever the key asks for, to one SQL statement (decision 50).

The statement has the steps of an update of the record that has the values of the key (`records.write`), and those of a
creation, whose names begin with `new_`. At most one of the two has a record to begin with:

    there        the record of the key that the caller may update, as the statement sees it
    target       the same, locked                                       (where the update begins)
    taken        whether any record has the key, whoever may see it
    vacant       the guard, where none of them is there                 (where the creation begins)
    written      the record as either of the two leaves it

Two that arrive at once with the same new key both begin to create. The unique index lets one through and refuses the
other, which is run again and finds the record (`records.run`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    SelectBase,
    TableClause,
    case,
    exists,
    false,
    func,
    not_,
    null,
    select,
    true,
    union_all,
)

from core.errors import Problem, SluiceError
from core.sentences import Sentence
from records.build import Build
from records.checks import NO_TEXTS, RACED, Check, failed
from records.drafts import draft_of
from records.files import held_steps
from records.given import given_columns
from records.holding import touched_steps
from records.links import link_steps
from records.places import relocated
from records.plans.writes import Patch, UpsertPlan
from records.run import CompiledWrite, compiled_write
from records.steps import Step, step, with_steps
from records.targets import names_seen, of_key, reached
from records.traces import moved_step, noted_step, told
from records.validations import missing
from records.write import (
    CREATED,
    WARNINGS,
    Branch,
    branch_of,
    guard_step,
    is_empty,
    overlay_of,
    payload_columns,
)

NEW_BRANCH = "new_"
"""What the names of the creation's steps begin with: no tenant can give such a name."""

TAKEN = Sentence(
    "A record with this key exists, and you may not update it.", "具有此键的记录已存在，而你无权更新它。"
)
GONE = Sentence("No record has this key, so none has this version.", "没有记录具有此键，因此也没有此版本。")


def compile_upsert(plan: UpsertPlan) -> CompiledWrite:
    """Compile the plan of an upsert.

    Raises:
        SluiceError: where it is refused whatever the record is.
    """
    made = plan.write
    build = Build(made.catalog, made.namespace, made.language, made.access)
    try:
        compiled = compiled_write(build, made, upsert_statement(build, plan))
    except SluiceError as error:
        raise SluiceError(relocated(error.problems, plan.places)) from error
    return replace(compiled, contested=f"uq_{plan.key.unique.id}", places=plan.places)


def upsert_statement(build: Build, plan: UpsertPlan) -> Select[Any]:
    """The statement of an upsert; see the module's description for its shape."""
    of, create, update = plan.write.object, plan.write, plan.update
    table = build.table(of)
    guard = guard_step(build)
    build.key = given_columns(build, Patch(plan.key.assignments))
    there, taken = _there(build, plan, table, guard), _taken(build, plan, table, guard)
    updating = branch_of(build, update, table, draft_of(build, update, table, guard))
    build.judged = None
    vacant = _vacant(guard, there, taken)
    build.branch = NEW_BRANCH
    drafted = draft_of(build, create, table, vacant)
    checks = (*_creation_checks(build, plan), *drafted.checks)
    creating = branch_of(build, create, table, replace(drafted, checks=checks))
    build.judged, build.branch = None, ""
    written = _written(table, updating, creating)
    left = _left(build, plan, updating, creating, written.rows)
    steps = (
        *(guard, there, taken, *updating.steps, updating.changed),
        *(vacant, *creating.steps, creating.changed, written, *left.steps),
    )
    overlay = overlay_of(build, create, written.rows, left.moved, table)
    build.overlay = replace(overlay, links=left.links, notes=left.notes)
    head = build.tables.head
    outcome = [_problems(build, there, updating, creating).label("problems")]
    if updating.draft.warnings or creating.draft.warnings:
        outcome.append(func.coalesce(updating.warnings, creating.warnings, NO_TEXTS).label(WARNINGS))
    created = case(
        (_any(creating.changed.rows), true()), (_any(updating.changed.rows), false()), else_=null()
    )
    payload = payload_columns(build, create, None, written.rows.alias("result"))
    statement = select(
        head.c.catalog_version, head.c.access_epoch, *outcome, created.label(CREATED), *payload
    )
    return with_steps(statement, steps)


# Which of the two


def _there(build: Build, plan: UpsertPlan, table: TableClause, guard: CTE) -> CTE:
    rows = table.alias(build.fresh("t"))
    return select(rows.c.id).where(*reached(build, plan.write.object, rows, guard, plan.change)).cte("there")


def _taken(build: Build, plan: UpsertPlan, table: TableClause, guard: CTE) -> CTE:
    rows = table.alias(build.fresh("t"))
    conditions = (of_key(build, rows, plan.key), names_seen(build, plan.key))
    return (
        select(rows.c.id)
        .where(exists(select(1).select_from(guard)), rows.c.deletedAt.is_(None), *conditions)
        .cte("taken")
    )


def _vacant(guard: CTE, there: CTE, taken: CTE) -> CTE:
    return select(guard.c.catalog_version).where(not_(_any(there)), not_(_any(taken))).cte("vacant")


def _any(rows: TableClause | CTE) -> ColumnElement[bool]:
    return exists(select(1).select_from(rows))


def _problems(build: Build, there: CTE, updating: Branch, creating: Branch) -> ColumnElement[Any]:
    """What speaks against the one that has a record; where neither has, why."""
    taken = Check("UNIQUE", "by", not_(_any(there)))
    # The record that the statement saw was deleted, or lost its key, before it was locked.
    raced = Check(RACED, "", _any(there))
    build.refusals[taken.text] = (Problem("UNIQUE", TAKEN, ("by",)),)
    return func.coalesce(updating.problems, creating.problems, failed((taken, raced)))


def _creation_checks(build: Build, plan: UpsertPlan) -> list[Check]:
    """What speaks against the creation that the input of a single creation does not let happen."""
    of, operation = plan.write.object, plan.creation
    checks: list[Check] = []
    if plan.change.expected_version is not None:
        gone = Check("VERSION_CONFLICT", "expectedVersion.gone", true())
        build.refusals[gone.text] = (Problem(gone.code, GONE, ("expectedVersion",)),)
        checks.append(gone)
    given = {each.field.id for each in operation.patch.assignments}
    for field in of.fields:
        asked = field.required and not field.has_default and field.id not in given
        if asked and field.id in build.access_to(of).create:
            empty = Check("REQUIRED", f"creation.{field.id}", true())
            build.refusals[empty.text] = (missing(build, of, operation, field),)
            checks.append(empty)
    return checks


# What it leaves


def _written(table: TableClause, updating: Branch, creating: Branch) -> Step:
    def define(names: Sequence[str]) -> CompoundSelect[Any]:
        branches = (updating.changed.rows, creating.changed.rows)
        return union_all(*(select(*(rows.c[name] for name in names)) for rows in branches))

    return step("written", table.c, define)


@dataclass(frozen=True)
class _Left:
    """What the write leaves behind beside the record, and how the answer reads it.

    Attributes:
        moved: the row of the stage history, which a creation alone has.
    """

    steps: tuple[Step | CTE, ...]
    links: Mapping[str, SelectBase]
    moved: Step | None
    notes: SelectBase | None


def _left(build: Build, plan: UpsertPlan, updating: Branch, creating: Branch, written: TableClause) -> _Left:
    of, update, create = plan.write.object, plan.update, plan.write
    # Both give the same links and files, so what is written of these is written once.
    linking, links = link_steps(build, updating.draft.links, written, new=False)
    held = held_steps(build, of, updating.draft.files, written)
    changed, before = updating.changed.rows, updating.draft.before
    noted = noted_step(build, update, updating.draft, changed, before)
    touched = touched_steps(build, of, plan.change, changed, before, links)
    telling = () if is_empty(update) else (told(build, update, changed),)
    build.branch = NEW_BRANCH
    new = creating.changed.rows
    moved = moved_step(build, create, new, None, None)
    first = noted_step(build, create, creating.draft, new, None)
    touched += touched_steps(build, of, plan.creation, new, None, links)
    telling = (*telling, told(build, create, new))
    build.branch = ""
    steps = (*linking, *held, noted, first, moved, *touched, *telling)
    notes = [each.rows for each in (noted, first) if each is not None]
    history = build.tables.field_history
    told_notes = union_all(*(select(*each.c) for each in (history, *notes))) if notes else None
    return _Left(tuple(each for each in steps if each is not None), links, moved, told_notes)
