"""The record as it would be: the first CTEs of a write, and what may speak against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    TableClause,
    and_,
    cast,
    false,
    func,
    not_,
    null,
    or_,
    select,
)

from core.sql import Row
from expressions.nodes import Expression
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.system_fields import STAGE, STAGE_ENTERED
from metadata.tables import record_columns
from policies.access import NO_ROWS
from records.actors import ACTOR
from records.binding import as_given
from records.build import Build
from records.checks import RACED, Check, inactive, names_member, option_checks, relation_checks
from records.constants import constant
from records.defaults import default_checks, filled, plain_defaults, valued
from records.dependencies import concerned, dependency_checks
from records.files import GivenFile, file_checks, given_files, holds_file
from records.given import created_at, given_columns, moved_at, occurred_at
from records.holding import held_itself, held_step, moves_between_lists
from records.judgements import judged_sql
from records.links import GivenLinks, given_links, link_checks, links_would_be
from records.marks import mark_checks
from records.merge.followed import Followed, followed, names_records
from records.moves import overridden, promotion_checks
from records.plans.writes import (
    ByCondition,
    ByIds,
    Create,
    Delete,
    Existing,
    MarkTask,
    Operation,
    Patch,
    Promote,
    Restore,
    Update,
    WritePlan,
)
from records.rows import GivenRows
from records.sharing import sharing_checks
from records.stand_ins import Judged
from records.steps import EARLIER, Earlier, Step, carried, step
from records.targets import target_step
from records.validations import judges, rule_checks

BLINDING = frozenset(("RELATION_NOT_FOUND", "MOVE_FORBIDDEN"))
"""Codes of checks beside which nothing is said of what rules find."""


@dataclass(frozen=True)
class Draft:
    """The record before the change.

    Attributes:
        target: the locked record; None at creation.
        merged: the record with the given values in it.
        checks: what may speak against it.
        set_columns: names of the columns that get a value; those of a new record that are not among them are empty.
        links: what is given of links.
        arrived: the merged record in the stage that a promotion leads to, where rules are asked about it.
        warnings: what is doubtful about the write and does not keep it from being done.
        filling: the steps before `merged` that files, and defaults of a new record, take.
        files: the files that are given.
        before: where what is judged finds the record as it was; None at creation.
        judged: what is kept of a promotion's judgement, of `merged`; None where no clause is asked.
        holding: the steps after `merged` that hold what its gate reads of others.
    """

    target: Step | None
    merged: Step
    checks: tuple[Check, ...]
    set_columns: tuple[str, ...]
    links: tuple[GivenLinks, ...] = ()
    arrived: Step | None = None
    warnings: tuple[Check, ...] = ()
    filling: tuple[Step | CTE, ...] = ()
    files: tuple[GivenFile, ...] = ()
    before: Row | None = None
    judged: ColumnElement[Any] | None = None
    holding: tuple[CTE, ...] = ()

    @property
    def blind(self) -> ColumnElement[bool]:
        """Whether nothing is said of what rules find.

        It would tell of a record that the caller may not see, or of the gate of a move that it may not make.
        """
        return _blind(self.checks)

    @property
    def races(self) -> bool:
        """Whether it may have to be judged again, by what has been written meanwhile."""
        return any(each.code == RACED for each in self.checks)


def draft_of(build: Build, plan: WritePlan, table: TableClause, guard: CTE) -> Draft:
    """The draft of a write; `guard` is empty where the plan no longer holds."""
    draft = unruled_draft(build, plan, table, guard)
    if not judges(build, plan.object, plan.operation):
        return draft
    arrived = arrived_step(build, plan.object, plan.operation, draft.merged)
    if arrived is not None:
        build.judged = Judged(
            plan.object.id,
            arrived.rows,
            draft.before,
            partial(links_would_be, build, draft.links, arrived.rows),
        )
    found = rule_checks(
        build,
        plan.object,
        plan.operation,
        draft.before,
        (arrived or draft.merged).rows,
        draft.blind,
    )
    checks = (*draft.checks, *found.blocking)
    return replace(draft, checks=checks, arrived=arrived, warnings=found.warning)


def unruled_draft(build: Build, plan: WritePlan, table: TableClause, guard: CTE) -> Draft:
    """The draft before the rules of the object are asked."""
    match plan.operation:
        case Create():
            return draft_of_new(build, plan.object, plan.operation, table, guard)
        case Promote():
            return _draft_of_promotion(build, plan.object, plan.operation, table, guard)
        case MarkTask():
            return _draft_of_mark(build, plan.object, plan.operation, table, guard)
        case existing:
            return _draft_of_existing(build, plan.object, existing, table, guard)


def draft_of_new(
    build: Build,
    of: Object,
    operation: Create,
    table: TableClause,
    guard: CTE,
    rows: GivenRows | None = None,
) -> Draft:
    """The draft of a new record, or of one for each of the rows, whose step is the `guard` then."""
    given = given_columns(build, operation.patch) if rows is None else dict(rows.columns)
    files = given_files(build, of, operation.patch, given, guard)
    given |= {name: value for file in files for name, value in file.columns.items()}
    values = {**_beginning(build, of, operation, table), **plain_defaults(of)}
    values |= given if rows is None else rows.over(values)
    further = () if rows is None else rows.carried
    known = frozenset(given) if rows is None else frozenset(given) - frozenset(rows.gives)

    def stored(name: str) -> ColumnElement[Any]:
        return values[name] if name in values else cast(null(), table.c[name].type)

    def define(names: Sequence[str]) -> Select[Any]:
        return select(*valued(build, of, names, stored)).select_from(guard)

    links = given_links(build, operation.patch)

    def judged(rows: TableClause) -> Judged:
        return Judged(of.id, rows, None, partial(links_would_be, build, links, rows))

    like = (*record_columns(table), *further)
    whole = filled(build, of, known, lambda name: step(build.called(name), like, define), judged)
    merged = whole.merged
    build.judged = judged(merged.rows)
    related = [
        *link_checks(build, links, table, None),
        *relation_checks(build, of, operation.patch, merged.rows),
    ]
    blind = _blind(related)
    checks = [
        _row_check(build, of, "create", merged.rows, "input", blind),
        *related,
        *default_checks(build, of, operation, whole, blind),
        *option_checks(build, of, operation.patch, merged.rows),
        *file_checks(build, files, merged.rows),
        *dependency_checks(build, of, operation.patch, merged.rows),
    ]
    checks += _date_checks(build, of, operation, merged.rows, blind)
    got = values.keys() | {spec.name for each in whole.fields for spec in type_of(each).columns(each)}
    columns = tuple(each.name for each in record_columns(table) if each.name in got)
    before: tuple[Step | CTE, ...] = (*(file.row for file in files), *whole.before)
    return Draft(None, merged, tuple(checks), columns, links, filling=before, files=files)


def _beginning(
    build: Build, of: Object, operation: Create, table: TableClause
) -> dict[str, ColumnElement[Any]]:
    """The system columns of a record that is new: by name."""
    values: dict[str, ColumnElement[Any]] = {
        "id": func.uuidv7(),
        "version": constant(1),
        "createdAt": func.now(),
        "createdBy": ACTOR,
        "updatedAt": func.now(),
        "updatedBy": ACTOR,
        "ownerId": ACTOR,
        "deletedAt": cast(null(), table.c.deletedAt.type),
    }
    if of.pipeline is not None:
        entry = of.pipeline.entries[operation.pipeline or of.pipeline.name]
        values |= {STAGE: constant(entry.name), STAGE_ENTERED: created_at(build, operation)}
    return values


def _date_checks(
    build: Build, of: Object, operation: Create, merged: FromClause, blind: ColumnElement[bool]
) -> list[Check]:
    """What may speak against the moment of a creation that is back-dated."""
    if operation.occurred_at is None:
        return []
    late = occurred_at(build, operation.occurred_at) > func.now()
    return [
        Check("BACKDATE_INVALID", "occurredAt", late),
        _row_check(build, of, "backdate", merged, "occurredAt", blind),
    ]


def _blind(checks: Sequence[Check]) -> ColumnElement[bool]:
    return or_(false(), *(check.failed for check in checks if check.code in BLINDING))


def _row_check(
    build: Build, of: Object, action: str, merged: FromClause, path: str, blind: ColumnElement[bool]
) -> Check:
    """Whether the row rule of an action reaches the record as it would be.

    Args:
        blind: where nothing is said of it, as a rule may read records that the written one would point to.
    """
    failed = not_(build.permitted(action, merged, of, exact=True))
    told = and_(not_(blind), failed) if _row_rules(build, of, action) else failed
    return Check("ROW_FORBIDDEN", path, told)


def _row_rules(build: Build, of: Object, action: str) -> tuple[Expression, ...]:
    return build.access_to(of).rows.get(action, NO_ROWS).expressions


def nothing_to_check(build: Build, plan: WritePlan) -> bool:
    """Whether nothing but the record's absence can speak against the write, whatever the record is."""
    match plan.operation:
        case Update(_, patch, None):
            related = any(
                (each.field.names_record or names_member(each.field) or holds_file(each.field))
                and each.value is not None
                for each in patch.assignments
            )
            everything = build.access_to(plan.object).rows.get("update", NO_ROWS).everything
            plain = patch.owner is None and not patch.links
            dependent = bool(concerned(plan.object, patch))
            unchecked = not related and not dependent and not any(inactive(patch))
            unchecked = unchecked and not moves_between_lists(build, plan.object, plan.operation)
            return everything and plain and unchecked and not judges(build, plan.object, plan.operation)
        case Restore():
            named = names_records(plan.object)
            return not named and not judges(build, plan.object, plan.operation)
        case Delete(_, None):
            return True
        case _:
            return False


def _draft_of_existing(
    build: Build, of: Object, operation: Existing, table: TableClause, guard: CTE
) -> Draft:
    target = target_step(build, of, table, guard, operation)
    patch = operation.patch if isinstance(operation, Update | Promote) else Patch()
    given = given_columns(build, patch)
    before, many = target.rows, isinstance(operation.id, ByIds | ByCondition)
    files = given_files(build, of, patch, given, guard, before)
    given |= {name: value for file in files for name, value in file.columns.items()}
    back = followed(build, of, before) if isinstance(operation, Restore) else Followed()
    values = {**given, **back.columns}

    def stored(name: str) -> ColumnElement[Any]:
        if name.startswith(EARLIER):
            return before.c[name.removeprefix(EARLIER)]
        return values.get(name, before.c[name])

    def define(names: Sequence[str]) -> Select[Any]:
        return select(*valued(build, of, names, stored)).select_from(before)

    merged = step(build.called("merged"), [*before.c, *(carried(EARLIER, before.c) if many else ())], define)
    was: Row = Earlier(merged.rows) if many else before
    links = given_links(build, patch)
    build.judged = Judged(of.id, merged.rows, was, partial(links_would_be, build, links, merged.rows))
    checks = patch_checks(build, of, patch, GivenValues(given, links, files), merged.rows, was)
    if not isinstance(operation, Restore) and operation.expected_version is not None:
        version = build.bind(operation.expected_version, Integer(), as_given, "expectedVersion")
        checks.insert(0, Check("VERSION_CONFLICT", "expectedVersion", merged.rows.c.version != version))
    filling = (*back.steps, *(file.row for file in files))
    return Draft(
        target, merged, tuple(checks), tuple(values), links, filling=filling, files=files, before=was
    )


@dataclass(frozen=True)
class GivenValues:
    """What a write gives: columns by name, links and files."""

    columns: Mapping[str, ColumnElement[Any]]
    links: tuple[GivenLinks, ...]
    files: tuple[GivenFile, ...] = ()


def patch_checks(
    build: Build,
    of: Object,
    patch: Patch,
    given: GivenValues,
    merged: FromClause,
    before: Row,
    whole: Patch | None = None,
) -> list[Check]:
    """What may speak against the values that are given to records that there are.

    Args:
        whole: all that the write changes, where that is more than is given.
    """
    checks = [
        *link_checks(build, given.links, build.table(of), before),
        *relation_checks(build, of, patch, merged, before),
        *option_checks(build, of, patch, merged, before),
        *file_checks(build, given.files, merged),
        *dependency_checks(build, of, whole or patch, merged, before),
    ]
    # Links change what rules read, and no owner.
    if given.columns or (given.links and _row_rules(build, of, "update")):
        checks.append(_row_check(build, of, "update", merged, "input", _blind(checks)))
    return checks


def _draft_of_promotion(
    build: Build, of: Object, operation: Promote, table: TableClause, guard: CTE
) -> Draft:
    draft = _draft_of_existing(build, of, operation, table, guard)
    merged = draft.merged.rows
    counted, build.counts_own = build.counts_own, False
    found = promotion_checks(build, of, operation, merged, draft.blind)
    kept = judged_sql(build, of, operation, merged, overridden(build, of, operation, merged))
    if build.counts_own and isinstance(operation.id, ByIds | ByCondition):
        sharing = sharing_checks(build, of, operation, merged)
        build.counts_apart = sharing is not None
        found += sharing or []
    build.counts_own = counted or (build.counts_own and not build.counts_apart)
    held = held_step(build, of, operation, merged, draft.before)
    if held is None:
        return replace(draft, checks=(*draft.checks, *found), judged=kept)
    checks = (held.check, *draft.checks, *found)
    return replace(draft, checks=checks, judged=kept, holding=held.steps)


def _draft_of_mark(build: Build, of: Object, operation: MarkTask, table: TableClause, guard: CTE) -> Draft:
    draft = _draft_of_existing(build, of, operation, table, guard)
    merged = draft.merged.rows
    # Whether the task is done, and in which stay, is not in the record that is locked.
    held = held_itself(build, of, operation, merged)
    checks = (held.check, *draft.checks, *mark_checks(build, of, operation, merged))
    return replace(draft, checks=checks, holding=held.steps)


def arrived_step(build: Build, of: Object, operation: Operation, merged: Step) -> Step | None:
    """The record where a promotion leads it, formulas that read the stage computed anew."""
    if not isinstance(operation, Promote):
        return None
    rows = merged.rows
    arrived = {STAGE: constant(operation.to), STAGE_ENTERED: moved_at(build, operation, rows)}

    def stored(name: str) -> ColumnElement[Any]:
        return arrived[name] if name in arrived else rows.c[name]

    def define(names: Sequence[str]) -> Select[Any]:
        return select(*valued(build, of, names, stored)).select_from(rows)

    return step(build.called("arrived"), rows.c, define)
