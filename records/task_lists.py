"""What is done for a record in its stage, and what was done in earlier stays, as JSON."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, and_, case, cast, func, null, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from expressions.languages import label_in
from metadata.catalog import Object
from records.build import Build
from records.constants import constant
from records.json_sql import EMPTY, json_object
from records.members import member_json
from records.plans.selections import DoneTasks, StageTasks
from records.stage_tasks import done_rows, in_stay, listed_tasks


def stage_tasks_json(build: Build, item: StageTasks, of: Object, rows: FromClause) -> ColumnElement[Any]:
    """The tasks of the record's stage in their order, each with whether it is done."""
    listed = listed_tasks(of, build.language, build.fresh("k"))
    if listed is None:
        return EMPTY
    done = done_rows(build)
    same = and_(
        done.c.record_id == rows.c.id,
        done.c.task_id == listed.c.task_id,
        in_stay(build, done, rows, of),
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


def done_tasks_json(build: Build, item: DoneTasks, of: Object, moves: FromClause) -> ColumnElement[Any]:
    """What was done for the record in the stay that each of the moves began, and what of it was taken back."""
    done = done_rows(build)
    columns = {name: _done_part(build, part, of, done) for name, part in item.parts}
    for member in item.members:
        columns[member.name] = member_json(build, done.c[member.column], member.parts)
    shown = json_object(build, {name: columns[name] for name in item.order})
    return (
        select(func.coalesce(func.json_agg(aggregate_order_by(shown, done.c.id)), EMPTY))
        .select_from(done)
        .where(done.c.record_id == moves.c.record_id, done.c.entry == moves.c.id)
        .correlate_except(done)
        .scalar_subquery()
    )


def _done_part(build: Build, part: str, of: Object, done: FromClause) -> ColumnElement[Any]:
    match part:
        case "__typename":
            return constant("StageTaskDone")
        case "task" | "label":
            tasks = () if of.pipeline is None else (task for _, task in of.pipeline.task_by_name.values())
            names = {
                each.id: each.name if part == "task" else label_in(each.labels, build.language, each.name)
                for each in tasks
            }
            known = {id_: constant(name) for id_, name in names.items()}
            return case(known, value=done.c.task_id) if known else cast(null(), Text)
        case "doneAt":
            return done.c.done_at
        case "reopenedAt":
            return done.c.reopened_at
        case "note":
            return done.c.note
    raise ValueError(f"what is done has no {part}")


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
