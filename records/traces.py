"""What a write leaves behind beside the record: its event in the outbox, and its rows of history."""

from typing import Any, assert_never

from sqlalchemy import CTE, ColumnElement, TableClause, Text, cast, func, insert, null, select
from sqlalchemy.dialects.postgresql import ARRAY, array

from metadata.system_fields import STAGE
from records.build import ACTOR, Build
from records.checks import NO_TEXTS
from records.drafts import Draft, occurred_at
from records.json_sql import constant
from records.plans.writes import Create, Delete, Promote, Restore, Update, WritePlan
from records.steps import Step, step
from records.verdicts import pipeline_of


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


def told(build: Build, plan: WritePlan, changed: TableClause) -> CTE:
    """The outbox event, of which subscribers and workers learn what happened."""
    outbox = build.tables.outbox
    names = _changed(plan)
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


def _changed(plan: WritePlan) -> list[str]:
    """What a change of an existing record sets: ids of fields, which outlive their names, and system fields."""
    operation = plan.operation
    if not isinstance(operation, Update | Promote):
        return []
    found = [assignment.field.id for assignment in operation.patch.assignments]
    found += [change.field.id for change in operation.patch.links]
    if operation.patch.owner is not None:
        found.append("ownerId")
    if isinstance(operation, Promote):
        found.append(STAGE)
    return found


def moved_step(build: Build, plan: WritePlan, draft: Draft, changed: TableClause) -> Step | None:
    """The stage history row of a creation or a promotion."""
    operation = plan.operation
    if plan.object.pipeline is None or not isinstance(operation, Create | Promote):
        return None
    history = build.tables.stage_history
    at = func.now() if operation.occurred_at is None else occurred_at(build, operation.occurred_at)
    source: ColumnElement[Any] = cast(null(), Text)
    if draft.target is not None:
        source = select(draft.target.rows.c.stage).scalar_subquery()
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
    return step("moved", history.c, lambda names: moving.returning(*(history.c[name] for name in names)))
