"""Whether a second person has approved that a closed gate is overridden, and what is kept of it (decision 51)."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSON

from metadata.catalog import Object
from records.actors import ACTOR
from records.build import Build
from records.constants import constant
from records.gates import pipeline_of
from records.plans.writes import Promote


def needs_approval(of: Object, operation: Promote) -> bool:
    """Whether a second person must have approved the override."""
    return operation.override is not None and pipeline_of(of).approval_hours is not None


def approved(build: Build, of: Object, operation: Promote, records: FromClause) -> ColumnElement[bool]:
    """Whether somebody else has approved that the caller moves the record so, and the approval still holds."""
    return exists(_holding(build, of, operation, records).with_only_columns(literal_column("1")))


def approval_json(
    build: Build, of: Object, operation: Promote, records: FromClause, reason: ColumnElement[Any]
) -> ColumnElement[Any]:
    """The approval that a move is made by, for its row of history; null where the gate was open."""
    found = _holding(build, of, operation, records)
    columns = found.selected_columns
    told = func.json_build_object(
        *(literal_column("'id'"), columns.id),
        *(literal_column("'by'"), columns.decided_by),
        *(literal_column("'until'"), columns.expires_at),
        type_=JSON(),
    )
    last = found.with_only_columns(told).order_by(columns.expires_at.desc()).limit(constant(1))
    return case((reason.is_not(None), last.scalar_subquery()), else_=cast(null(), JSON))


def used(build: Build, override: FromClause) -> ColumnElement[bool]:
    """Whether a move has been made by an approval: it is for one."""
    history = build.tables.stage_history.alias(build.fresh("h"))
    by = history.c.judged.op("#>>")(literal_column("'{approval,id}'"))
    found: Select[Any] = (
        select(literal_column("1"))
        .select_from(history)
        .where(history.c.record_id == override.c.record_id, by == cast(override.c.id, Text))
    )
    return exists(found.correlate_except(history))


def moved_meanwhile(build: Build, of: Object, records: FromClause) -> ColumnElement[bool]:
    """Whether a record was written between the beginning of the statement and its lock: perhaps by the same approval.

    What the statement sees of the history is then older than the record.
    """
    rows = build.table(of).alias(build.fresh("t"))
    seen = select(rows.c.version).where(rows.c.id == records.c.id).correlate_except(rows)
    return records.c.version != seen.scalar_subquery()


def _holding(build: Build, of: Object, operation: Promote, records: FromClause) -> Select[Any]:
    override = build.tables.override.alias(build.fresh("o"))
    stages = pipeline_of(of).stage_by_name
    here = or_(
        false(),
        *(
            and_(
                records.c.stage == constant(edge.source),
                override.c.from_stage == constant(stages[edge.source].id),
            )
            for edge in operation.edges
        ),
    )
    return (
        select(*override.c)
        .where(
            override.c.record_id == records.c.id,
            override.c.object_id == constant(of.id),
            override.c.to_stage == constant(stages[operation.to].id),
            here,
            override.c.requested_by == ACTOR,
            override.c.approved,
            override.c.expires_at > func.now(),
            not_(used(build, override)),
        )
        .correlate_except(override)
    )
