"""A write plan to one SQL statement: lock, check, change, history and outbox event, and the record to answer with.

The statement is a chain of CTEs:

    guard     the head row, if the catalog version and the access epoch are still those of the plan
    target    the record, locked, if the caller's row rule for the action reaches it     (not at creation)
    merged    the record as it would be with the given values
    checked   the codes of everything that speaks against it
    changed   the insert or update, done only where nothing does
    moved     the stage history row                                                     (creation, promotion)
    told      the outbox event

Every statement of a tenant touches `head` before any other table, and publishing locks `head` first
(`metadata.publish`), so a write never runs beside a publish and never waits for one while holding a lock of its own.
It answers the columns catalog_version, access_epoch, problems (`CODE path` texts) and one JSON text for each part of
the payload that PostgreSQL writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    insert,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.dml import Update as UpdateStatement

from core.errors import fault
from metadata.catalog import Object, Transition
from metadata.field_types.all_types import FIELD_TYPES
from records.binding import AssignmentBinder, as_given, uuid_of
from records.build import ACTOR, Build, Overlay
from records.json_sql import constant
from records.plan import (
    Assignment,
    Create,
    Delete,
    ErrorsPart,
    Input,
    Patch,
    PayloadPart,
    Promote,
    PromotedPart,
    RecordPart,
    Restore,
    TypeName,
    Update,
    VerdictParts,
    WritePlan,
)
from records.read import record_json
from records.verdicts import (
    by_source,
    clause_objects,
    edge_clauses,
    entry_clauses,
    open_sql,
    pipeline_of,
    verdict_object,
)

EPOCH: ColumnElement[int] = bindparam("epoch", type_=Integer(), required=True)
"""The access epoch under which the caller's roles were read."""


NO_TEXTS: ColumnElement[Any] = cast(literal_column("'{}'"), ARRAY(Text))


@dataclass(frozen=True)
class Check:
    """Something that speaks against the write: `failed` is true where it does."""

    code: str
    path: str
    failed: ColumnElement[bool]


@dataclass(frozen=True)
class Draft:
    """The record before the change.

    Attributes:
        target: the locked record; None at creation.
        merged: the record with the given values in it.
        checks: what may speak against it.
        set_columns: names of the columns that the given values fill.
    """

    target: CTE | None
    merged: CTE
    checks: tuple[Check, ...]
    set_columns: tuple[str, ...]


def write_statement(build: Build, plan: WritePlan) -> Select[Any]:
    """The statement of a write plan; see the module's description for its shape."""
    table = build.table(plan.object)
    guard = _guard(build)
    draft = _draft(build, plan, table, guard)
    checked = _checked(draft)
    passed = exists(select(1).select_from(checked).where(func.cardinality(checked.c.problems) == 0))
    changed = _change(plan, table, draft, passed).returning(*table.c).cte("changed")
    told = _told(build, plan, draft, changed)
    moved = _moved(build, plan, draft, changed)
    followers = [told] if moved is None else [moved, told]
    head = build.tables.head
    problems = func.coalesce(
        select(checked.c.problems).scalar_subquery(),
        cast(array([constant("RECORD_NOT_FOUND id")]), ARRAY(Text)),
    )
    build.overlay = _overlay(build, plan, changed, moved, table)
    payload = _payload(build, plan, draft, changed)
    return select(head.c.catalog_version, head.c.access_epoch, problems.label("problems"), *payload).add_cte(
        guard, *followers
    )


def _guard(build: Build) -> CTE:
    head = build.tables.head
    return (
        select(head.c.catalog_version)
        .where(head.c.catalog_version == constant(build.catalog.version), head.c.access_epoch == EPOCH)
        .cte("guard")
    )


# The record as it would be


def _draft(build: Build, plan: WritePlan, table: Table, guard: CTE) -> Draft:
    match plan.operation:
        case Create():
            return _draft_of_new(build, plan.object, plan.operation, table, guard)
        case Update(id_, patch, expected_version):
            target = _target(build, plan.object, table, guard, ("update",), id_)
            return _draft_of_existing(build, plan.object, target, patch, expected_version)
        case Delete(id_, expected_version):
            target = _target(build, plan.object, table, guard, ("delete",), id_)
            return _draft_of_existing(build, plan.object, target, Patch(), expected_version)
        case Restore(id_):
            target = _target(build, plan.object, table, guard, ("restore",), id_, deleted=True)
            return _draft_of_existing(build, plan.object, target, Patch(), None)
        case Promote():
            return _draft_of_promotion(build, plan.object, plan.operation, table, guard)
    assert_never(plan.operation)


def _draft_of_new(build: Build, of: Object, operation: Create, table: Table, guard: CTE) -> Draft:
    given = _given(build, operation.patch)
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
        values["stage"] = constant(of.pipeline.stages[0].name)
    values |= _defaults(of) | given
    columns = [values.get(column.name, cast(null(), column.type)).label(column.name) for column in table.c]
    merged = select(*columns).select_from(guard).cte("merged")
    checks = [
        Check("ROW_FORBIDDEN", "input", not_(build.permitted("create", merged, of, exact=True))),
        *_relation_checks(build, operation.patch, merged),
    ]
    if operation.occurred_at is not None:
        at = _occurred_at(build, operation.occurred_at)
        checks.append(Check("BACKDATE_INVALID", "occurredAt", at > func.now()))
        checks.append(
            Check("ROW_FORBIDDEN", "occurredAt", not_(build.permitted("backdate", merged, of, exact=True)))
        )
    return Draft(None, merged, tuple(checks), tuple(column.name for column in table.c))


def _defaults(of: Object) -> dict[str, ColumnElement[Any]]:
    """Column name to the value that a new record has when none is given."""
    found: dict[str, ColumnElement[Any]] = {}
    for field in of.fields:
        if field.default is not None:
            field_type = FIELD_TYPES[field.type]
            stored = field_type.stored(field, field.default)
            for spec in field_type.columns(field):
                found[spec.name] = cast(literal(stored[spec.name], spec.type), spec.type)
    return found


def _target(
    build: Build,
    of: Object,
    table: Table,
    guard: CTE,
    actions: Sequence[str],
    record_id: Input,
    *,
    deleted: bool = False,
) -> CTE:
    """The record, locked, where the caller sees it and the row rules of all `actions` reach it."""
    rows = table.alias(build.fresh("t"))
    return (
        select(*rows.c)
        .select_from(rows)
        .where(
            exists(select(1).select_from(guard)),
            rows.c.id == build.bind(record_id, Uuid(), uuid_of, "id"),
            rows.c.deletedAt.is_not(None) if deleted else rows.c.deletedAt.is_(None),
            *(build.permitted(action, rows, of) for action in ("read", *actions)),
        )
        .with_for_update(of=rows)
        .cte("target")
    )


def _draft_of_existing(
    build: Build, of: Object, target: CTE, patch: Patch, expected_version: Input | None
) -> Draft:
    given = _given(build, patch)
    merged = select(*(given.get(column.name, column).label(column.name) for column in target.c)).cte("merged")
    checks = _relation_checks(build, patch, merged)
    if given:
        checks.append(
            Check("ROW_FORBIDDEN", "input", not_(build.permitted("update", merged, of, exact=True)))
        )
    if expected_version is not None:
        version = build.bind(expected_version, Integer(), as_given, "expectedVersion")
        checks.insert(0, Check("VERSION_CONFLICT", "expectedVersion", merged.c.version != version))
    return Draft(target, merged, tuple(checks), tuple(given))


def _draft_of_promotion(build: Build, of: Object, operation: Promote, table: Table, guard: CTE) -> Draft:
    patched = bool(operation.patch.assignments or operation.patch.owner)
    actions = ["promote"] + (["update"] if patched else []) + (["backdate"] if operation.occurred_at else [])
    target = _target(build, of, table, guard, actions, operation.id)
    draft = _draft_of_existing(build, of, target, operation.patch, operation.expected_version)
    merged = draft.merged
    leaves = _leaves(operation.edges, merged)
    checks = [
        *draft.checks,
        Check("TRANSITION_NOT_ALLOWED", "to", not_(leaves)),
        Check("GATE_CLOSED", "to", and_(leaves, not_(_gate_open(build, of, operation, merged)))),
    ]
    if operation.occurred_at is not None:
        history = build.tables.stage_history.alias(build.fresh("h"))
        last = (
            select(func.max(history.c.occurred_at))
            .where(history.c.record_id == merged.c.id)
            .correlate_except(history)
            .scalar_subquery()
        )
        at = _occurred_at(build, operation.occurred_at)
        checks.append(Check("BACKDATE_INVALID", "occurredAt", or_(at > func.now(), at < last)))
    return Draft(draft.target, merged, tuple(checks), draft.set_columns)


def _gate_open(build: Build, of: Object, operation: Promote, merged: FromClause) -> ColumnElement[bool]:
    edges = {
        edge.source: open_sql(build, edge_clauses(build, of, edge), merged, of) for edge in operation.edges
    }
    entry = open_sql(build, entry_clauses(build, of, operation.to), merged, of)
    return and_(entry, by_source(operation.edges, merged.c.stage, edges, true()))


def _leaves(edges: tuple[Transition, ...], merged: FromClause) -> ColumnElement[bool]:
    """Whether the record stands where one of the edges begins."""
    return or_(false(), *(merged.c.stage == constant(edge.source) for edge in edges))


def _given(build: Build, patch: Patch) -> dict[str, ColumnElement[Any]]:
    """Column name to the value given for it."""
    found: dict[str, ColumnElement[Any]] = {}
    for assignment in patch.assignments:
        found |= _assigned(build, assignment)
    if patch.owner is not None:
        found["ownerId"] = build.bind(patch.owner, Uuid(), uuid_of, "input", "ownerId")
    return found


def _assigned(build: Build, assignment: Assignment) -> dict[str, ColumnElement[Any]]:
    field = assignment.field
    specs = FIELD_TYPES[field.type].columns(field)
    if assignment.value is None:
        if field.required:
            raise fault("REQUIRED", f"{field.name} cannot be empty", "input", field.name)
        return {spec.name: cast(null(), spec.type) for spec in specs}
    binder = AssignmentBinder(build.fresh("v"), field, assignment.value, ("input", specs[0].name))
    build.binders.append(binder)
    return {
        spec.name: cast(bindparam(f"{binder.prefix}_{position}", type_=spec.type, required=True), spec.type)
        for position, spec in enumerate(specs)
    }


def _relation_checks(build: Build, patch: Patch, merged: FromClause) -> list[Check]:
    """A record may only point to records that the caller can see, and be owned by an active member."""
    checks: list[Check] = []
    for assignment in patch.assignments:
        field = assignment.field
        if field.target is None or assignment.value is None:
            continue
        target = build.catalog.target_of(field)
        related = build.rows(target)
        found = (
            select(1)
            .select_from(related)
            .where(related.c.id == merged.c[f"{field.name}Id"], build.visible(related, target))
            .correlate_except(related)
        )
        checks.append(Check("RELATION_NOT_FOUND", f"input.{field.name}Id", not_(exists(found))))
    if patch.owner is not None:
        member = build.tables.member
        found = (
            select(1)
            .select_from(member)
            .where(member.c.id == merged.c.ownerId, member.c.active)
            .correlate_except(member)
        )
        checks.append(Check("RELATION_NOT_FOUND", "input.ownerId", not_(exists(found))))
    return checks


def _occurred_at(build: Build, source: Input) -> ColumnElement[Any]:
    return build.bind(source, DateTime(timezone=True), as_given, "occurredAt")


def _checked(draft: Draft) -> CTE:
    codes = [case((check.failed, constant(f"{check.code} {check.path}"))) for check in draft.checks]
    listed = cast(array(codes, type_=Text), ARRAY(Text)) if codes else NO_TEXTS
    problems = func.array_remove(listed, cast(null(), Text), type_=ARRAY(Text))
    return select(problems.label("problems")).select_from(draft.merged).cte("checked")


# The change


def _change(
    plan: WritePlan, table: Table, draft: Draft, passed: ColumnElement[bool]
) -> Insert | UpdateStatement:
    merged = draft.merged
    if isinstance(plan.operation, Create):
        names = [column.name for column in table.c]
        return insert(table).from_select(names, select(*(merged.c[name] for name in names)).where(passed))
    values: dict[str, ColumnElement[Any]] = {name: merged.c[name] for name in draft.set_columns}
    values |= {"version": merged.c.version + 1, "updatedAt": func.now(), "updatedBy": ACTOR}
    match plan.operation:
        case Promote(to=to):
            values["stage"] = constant(to)
        case Delete():
            values["deletedAt"] = func.now()
        case Restore():
            values["deletedAt"] = cast(null(), table.c.deletedAt.type)
        case Update():
            pass
    return update(table).values(values).where(table.c.id == merged.c.id, passed)


def _kind(plan: WritePlan) -> str:
    match plan.operation:
        case Create():
            return "created"
        case Update():
            return "updated"
        case Delete():
            return "deleted"
        case Restore():
            return "restored"
        case Promote():
            return "promoted"
    assert_never(plan.operation)


def _told(build: Build, plan: WritePlan, draft: Draft, changed: CTE) -> CTE:
    """The outbox event, of which subscribers and workers learn what happened."""
    outbox = build.tables.outbox
    names = [] if isinstance(plan.operation, Create) else list(draft.set_columns)
    values: dict[str, ColumnElement[Any]] = {
        "object_id": constant(plan.object.id),
        "record_id": changed.c.id,
        "kind": constant(_kind(plan)),
        "record_version": changed.c.version,
        "changed": cast(array([constant(name) for name in names], type_=Text), ARRAY(Text))
        if names
        else NO_TEXTS,
        "actor": ACTOR,
        "catalog_version": constant(build.catalog.version),
    }
    return (
        insert(outbox).from_select(list(values), select(*values.values())).returning(outbox.c.seq).cte("told")
    )


def _moved(build: Build, plan: WritePlan, draft: Draft, changed: CTE) -> CTE | None:
    """The stage history row of a creation or a promotion."""
    operation = plan.operation
    if plan.object.pipeline is None or not isinstance(operation, Create | Promote):
        return None
    history = build.tables.stage_history
    at = func.now() if operation.occurred_at is None else _occurred_at(build, operation.occurred_at)
    source = cast(null(), Text) if draft.target is None else select(draft.target.c.stage).scalar_subquery()
    values: dict[str, ColumnElement[Any]] = {
        "object_id": constant(plan.object.id),
        "record_id": changed.c.id,
        "pipeline_id": constant(pipeline_of(plan.object).id),
        "from_stage": source,
        "to_stage": changed.c.stage,
        "occurred_at": at,
        "actor": ACTOR,
        "catalog_version": constant(build.catalog.version),
    }
    moving = insert(history).from_select(list(values), select(*values.values()))
    return moving.returning(*history.c).cte("moved")


# The answer


def _overlay(build: Build, plan: WritePlan, changed: CTE, moved: CTE | None, table: Table) -> Overlay:
    """What the rest of the statement must see in place of the tables: its snapshot is from before the change."""
    untouched = select(*table.c).where(not_(exists(select(1).where(changed.c.id == table.c.id))))
    history = build.tables.stage_history
    return Overlay(
        plan.object.id,
        union_all(untouched, select(*changed.c)),
        None if moved is None else union_all(select(*history.c), select(*moved.c)),
    )


def _payload(build: Build, plan: WritePlan, draft: Draft, changed: CTE) -> list[ColumnElement[Any]]:
    """JSON texts for the parts that PostgreSQL writes, labelled `part_<position in the payload>`."""
    result = _result(plan, draft, changed)
    found: list[ColumnElement[Any]] = []
    for position, part in enumerate(plan.payload):
        column = _payload_part(build, plan, part, draft, result)
        if column is not None:
            found.append(cast(column, Text).label(f"part_{position}"))
    return found


def _result(plan: WritePlan, draft: Draft, changed: CTE) -> FromClause:
    """The record to answer with: as changed; after a refused promotion as it is."""
    if draft.target is None or not isinstance(plan.operation, Promote):
        return changed.alias("result")
    unchanged = select(*draft.target.c).where(not_(exists(select(1).select_from(changed))))
    return union_all(select(*changed.c), unchanged).subquery("result")


def _payload_part(
    build: Build, plan: WritePlan, part: PayloadPart, draft: Draft, result: FromClause
) -> ColumnElement[Any] | None:
    match part:
        case RecordPart(_, selection):
            return record_json(build, selection, result, build.permitted("read", result, plan.object))
        case VerdictParts():
            return _verdict(build, plan, part, draft)
        case PromotedPart() | ErrorsPart() | TypeName():
            return None
    assert_never(part)


def _verdict(build: Build, plan: WritePlan, part: VerdictParts, draft: Draft) -> ColumnElement[Any]:
    """The verdict on the record as it would be, by the edge it would take; null where there is no such edge."""
    operation, of, merged = plan.operation, plan.object, draft.merged
    if not isinstance(operation, Promote) or not operation.edges:
        return cast(null(), Text)
    entry = entry_clauses(build, of, operation.to)
    arrays: dict[str, ColumnElement[Any]] = {}
    for parts in part.clauses:
        by_edge = {
            edge.source: clause_objects(build, parts, (*entry, *edge_clauses(build, of, edge)), merged, of)
            for edge in operation.edges
        }
        arrays[parts.name] = by_source(operation.edges, merged.c.stage, by_edge, null())
    verdict = verdict_object(build, part, _gate_open(build, of, operation, merged), arrays)
    leaves = _leaves(operation.edges, merged)
    return select(verdict).select_from(merged).where(leaves).correlate_except(merged).scalar_subquery()
