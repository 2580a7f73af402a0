"""What a write leaves behind beside the record: its event in the outbox, and its rows of history.

Of a record of an object without a pipeline, or without fields whose history is kept, there is no step for it.
"""

from collections.abc import Sequence
from typing import Any, assert_never

from sqlalchemy import (
    CTE,
    Case,
    ColumnElement,
    FromClause,
    Select,
    TableClause,
    Text,
    case,
    cast,
    insert,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, array

from core.sql import Row
from metadata.catalog import Object
from metadata.field_history import differs, json_of, tracked
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.system_fields import STAGE, STAGE_ENTERED, STAGE_TASKS
from records.actors import ACTOR
from records.build import Build
from records.checks import GIVES, NO_TEXTS
from records.constants import constant, flagged
from records.drafts import Draft
from records.gates import pipeline_of
from records.merge.followed import names_records
from records.plans.writes import Create, Delete, MarkTask, Promote, Restore, Update, WritePlan
from records.steps import Step, step


def _kind(plan: WritePlan) -> str:
    match plan.operation:
        case Create():
            return "created"
        case Update() | MarkTask():
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
    names = _changed(plan)
    listed = _told_names(plan, names, changed) if names else NO_TEXTS
    return told_step(build, [event_of(build, plan.object, _kind(plan), changed, listed)])


EVENT = ("object_id", "record_id", "kind", "record_version", "changed", "actor", "catalog_version")
"""The columns of the outbox that an event is written to."""


def event_of(
    build: Build,
    of: Object,
    kind: str,
    changed: TableClause,
    names: ColumnElement[Any],
) -> Select[Any]:
    """The outbox event of each of the records.

    Args:
        names: what of them is changed: ids of fields, and names of system fields.
    """
    return select(
        constant(of.id),
        changed.c.id,
        constant(kind),
        changed.c.version,
        names,
        ACTOR,
        constant(build.catalog.version),
    )


def told_step(build: Build, events: Sequence[Select[Any]]) -> CTE:
    """`told`: the events, as `event_of` makes them, of all that a statement writes."""
    outbox = build.tables.outbox
    found = union_all(*events) if len(events) > 1 else events[0]
    return insert(outbox).from_select(EVENT, found).returning(outbox.c.seq).cte(build.called("told"))


def _told_names(plan: WritePlan, names: list[str], changed: TableClause) -> ColumnElement[Any]:
    """What an event tells to be changed; of many inputs, what the one of the record gives."""
    found: list[ColumnElement[Any]] = []
    for name in names:
        field = plan.object.field_by_id.get(name)
        columns = type_of(field).columns(field) if field is not None else ()
        flag = GIVES + (columns[0].name if columns else name)
        found.append(case((changed.c[flag], constant(name))) if flag in changed.c else constant(name))
    if all(not isinstance(each, Case) for each in found):
        return cast(array(found, type_=Text), ARRAY(Text))
    return flagged(found)


def _changed(plan: WritePlan) -> list[str]:
    """What a change of an existing record sets: ids of fields, which outlive their names, and system fields."""
    operation = plan.operation
    if isinstance(operation, MarkTask):
        return [STAGE_TASKS]
    if not isinstance(operation, Update | Promote):
        return []
    found = [assignment.field.id for assignment in operation.patch.assignments]
    found += [change.field.id for change in operation.patch.links]
    if operation.patch.owner is not None:
        found.append("ownerId")
    if isinstance(operation, Promote):
        found.append(STAGE)
    return found


def moved_step(
    build: Build,
    plan: WritePlan,
    changed: TableClause,
    before: Row | None,
    judged: ColumnElement[Any] | None,
) -> Step | None:
    """The stage history row of a creation or a promotion.

    Args:
        before: the record as it was, which `changed` carries along where it is many; None at a creation.
        judged: what is kept of its judgement; None where no gate was asked.
    """
    operation = plan.operation
    if plan.object.pipeline is None or not isinstance(operation, Create | Promote):
        return None
    history = build.tables.stage_history
    source: ColumnElement[Any] = cast(null(), Text)
    if before is not None:
        source = before.c["stage"]
    if isinstance(before, FromClause):
        source = select(source).scalar_subquery()
    values: dict[str, ColumnElement[Any]] = {
        "object_id": constant(plan.object.id),
        "record_id": changed.c.id,
        "pipeline_id": constant(pipeline_of(plan.object).id),
        "from_stage": source,
        "to_stage": changed.c.stage,
        "occurred_at": changed.c[STAGE_ENTERED],
        "actor": ACTOR,
        "catalog_version": constant(build.catalog.version),
    }
    if judged is not None:
        values["judged"] = judged
    moving = insert(history).from_select(list(values), select(*values.values()))
    name = build.called("moved")
    return step(name, history.c, lambda names: moving.returning(*(history.c[each] for each in names)))


def noted_step(
    build: Build, plan: WritePlan, draft: Draft, changed: TableClause, before: Row | None
) -> Step | None:
    """The rows of history of the fields that the write gives other values; None where it gives none that are kept.

    Args:
        before: as of `moved_step`.
    """
    return noted_of(build, plan.object, _noted(plan, draft), changed, before)


def noted_of(
    build: Build, of: Object, fields: Sequence[Field], changed: TableClause, before: Row | None
) -> Step | None:
    """The rows of history of these fields; None where there are none."""
    if not fields:
        return None
    history = build.tables.field_history
    found = [_change(build, of, each, before, changed) for each in fields]
    names = [each.name for each in found[0].selected_columns]
    noting = insert(history).from_select(names, union_all(*found) if len(found) > 1 else found[0])
    name = build.called("noted")
    return step(name, history.c, lambda wanted: noting.returning(*(history.c[each] for each in wanted)))


def keeps_history(plan: WritePlan) -> bool:
    """Whether the write gives a value of a field whose history is kept, so that what it was before is asked for."""
    if isinstance(plan.operation, Restore):
        return any(each.track_history for each in names_records(plan.object))
    return isinstance(plan.operation, Update | Promote) and any(
        each.field.track_history for each in plan.operation.patch.assignments
    )


def _noted(plan: WritePlan, draft: Draft) -> list[Field]:
    kept = tracked(plan.object)
    match plan.operation:
        case Create():
            return [each for each in kept if type_of(each).columns(each)[0].name in draft.set_columns]
        case Update(_, patch) | Promote(patch=patch):
            given = {each.field.id for each in patch.assignments}
            return [each for each in kept if each.id in given]
        case Restore():
            # What it named may have been merged into another record meanwhile.
            return [each for each in kept if each.names_record]
        case Delete() | MarkTask():
            return []
    assert_never(plan.operation)


def _change(build: Build, of: Object, field: Field, before: Row | None, after: TableClause) -> Select[Any]:
    """The row of one field, where the write changes it."""
    new = json_of(field, after)
    columns: dict[str, ColumnElement[Any]] = {
        "object_id": constant(of.id),
        "record_id": after.c.id,
        "field_id": constant(field.id),
        "old": cast(null(), JSON) if before is None else json_of(field, before),
        "new": new,
        "actor": ACTOR,
        "catalog_version": constant(build.catalog.version),
    }
    row = select(*(value.label(name) for name, value in columns.items())).select_from(after)
    if before is None:
        return row.where(new.is_not(None))
    joined = row.join(before, before.c.id == after.c.id) if isinstance(before, FromClause) else row
    return joined.where(differs(field, before, after))
