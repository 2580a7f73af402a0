"""The list of what is done for a record in its stage, as JSON."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from metadata.catalog import Object
from records.build import Build
from records.constants import constant
from records.json_sql import EMPTY, json_object
from records.members import member_json
from records.plans.selections import StageTasks
from records.stage_tasks import done_rows, listed_tasks, stay_sql


def stage_tasks_json(build: Build, item: StageTasks, of: Object, rows: FromClause) -> ColumnElement[Any]:
    """The tasks of the record's stage in their order, each with whether it is done."""
    listed = listed_tasks(of, build.language, build.fresh("k"))
    if listed is None:
        return EMPTY
    done = done_rows(build)
    same = and_(
        done.c.record_id == rows.c.id,
        done.c.task_id == listed.c.task_id,
        done.c.entry == stay_sql(build, rows, of),
        done.c.reopened_at.is_(None),
    )
    columns = {name: _part(part, listed, done) for name, part in item.parts}
    for member in item.members:
        columns[member.name] = member_json(build, done.c.done_by, member.parts)
    shown = json_object(build, {name: columns[name] for name in item.order})
    return (
        select(func.coalesce(func.json_agg(aggregate_order_by(shown, listed.c.place)), EMPTY))
        .select_from(listed.outerjoin(done, same))
        .where(listed.c.stage == rows.c.stage)
        .correlate_except(listed, done)
        .scalar_subquery()
    )


def _part(part: str, listed: FromClause, done: FromClause) -> ColumnElement[Any]:
    match part:
        case "__typename":
            return constant("StageTask")
        case "name" | "label" | "required":
            return listed.c[part]
        case "done":
            return done.c.id.is_not(None)
        case "doneAt":
            return done.c.done_at
        case "note":
            return done.c.note
    raise ValueError(f"a task has no {part}")
