"""The moves of a record, as its stage history tells them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    FromClause,
    Uuid,
    cast,
    extract,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from expressions.working_days import working_seconds
from metadata.field_types.duration import iso_duration
from records.build import Build
from records.constants import constant
from records.json_sql import EMPTY, json_object
from records.members import member_json
from records.plans.selections import APPROVER, Selection, StageHistory
from records.task_lists import done_tasks_json

HISTORY_COLUMNS = {
    "id": "id",
    "from": "from_stage",
    "to": "to_stage",
    "occurredAt": "occurred_at",
    "recordedAt": "recorded_at",
    "catalogVersion": "catalog_version",
}


def _move_part(build: Build, part: str, moves: FromClause) -> ColumnElement[Any]:
    match part:
        case "__typename":
            return constant("StageChange")
        case "override":
            return moves.c.judged.op("->>")(literal_column("'override'"))
        case "overrideApprovedUntil":
            until = moves.c.judged.op("#>>")(literal_column("'{approval,until}'"))
            return cast(until, DateTime(timezone=True))
        case "leftAt":
            return moves.c[LEFT]
        case "duration" | "workingDuration":
            return _stayed(build, part, moves.c.occurred_at, func.coalesce(moves.c[LEFT], func.now()))
    return moves.c[HISTORY_COLUMNS[part]]


def _mover(column: str, moves: FromClause) -> ColumnElement[Any]:
    """The id of who moved the record, or of who approved that."""
    if column == APPROVER:
        return cast(moves.c.judged.op("#>>")(literal_column("'{approval,by}'")), Uuid())
    return moves.c[column]


def _stayed(
    build: Build, part: str, since: ColumnElement[Any], until: ColumnElement[Any]
) -> ColumnElement[Any]:
    """How long a record stays in a stage, in whole seconds that have passed, as ISO 8601 text."""
    if part == "workingDuration":
        zone = constant(build.zone)
        seconds = working_seconds(build.catalog.working_calendar, since, until, zone)
    else:
        seconds = extract("epoch", until - since)
    return iso_duration(cast(func.floor(seconds), BigInteger))


LEFT = "left_at"
"""The moment of the next move of the same record; null where there is none yet."""

UNTIL = frozenset({"leftAt", "duration", "workingDuration"})
"""What is told of a move by the next one."""


def stage_history_json(
    build: Build, item: StageHistory, selection: Selection, rows: FromClause
) -> ColumnElement[Any]:
    moves = build.moves()
    own = [moves.c.record_id == rows.c.id, moves.c.object_id == selection.object.id]
    if any(part in UNTIL for _, part in item.parts):
        following = func.lead(moves.c.occurred_at).over(order_by=(moves.c.occurred_at, moves.c.id))
        wide = select(*moves.c, following.label(LEFT)).where(*own).correlate_except(moves)
        moves, own = wide.lateral(build.fresh("h")), []
    columns = {name: _move_part(build, part, moves) for name, part in item.parts}
    for member in item.members:
        columns[member.name] = member_json(build, _mover(member.column, moves), member.parts)
    for tasks in item.tasks:
        columns[tasks.name] = done_tasks_json(build, tasks, selection.object, moves)
    found = json_object(build, {name: columns[name] for name in item.order})
    ordered = aggregate_order_by(found, moves.c.occurred_at, moves.c.id)
    return (
        select(func.coalesce(func.json_agg(ordered), EMPTY))
        .select_from(moves)
        .where(*own)
        .correlate_except(moves)
        .scalar_subquery()
    )
