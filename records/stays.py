"""How long records stayed in the stages that they have left, as SQL.

h   the moves of the records, in order, which `ix_stage_history_record` has them in
m   these, each with how long the stay lasted that began with it
t   of each stage how many stays there were, their median and their average
"""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Numeric,
    Subquery,
    cast,
    func,
    literal_column,
    select,
)

from expressions.working_days import working_seconds_up_to
from metadata.catalog import Object
from metadata.field_types.duration import iso_duration
from records.build import Build
from records.constants import constant
from records.funnel_steps import FunnelSteps
from records.gates import pipeline_of

Column = ColumnElement[Any]
Length = Literal["elapsed", "worked"]

STAYS = "stays"
DURATIONS: dict[str, tuple[Literal["median", "average"], Length]] = {
    "medianDuration": ("median", "elapsed"),
    "averageDuration": ("average", "elapsed"),
    "medianWorkingDuration": ("median", "worked"),
    "averageWorkingDuration": ("average", "worked"),
}
"""What is told of how long stays lasted."""


def stays_by_stage(
    build: Build, of: Object, steps: FunnelSteps, records: CTE, facts: Sequence[str]
) -> Subquery:
    """`t`: by `own`, the bit of a stage, how many stays of the records there were, and the facts of `DURATIONS`."""
    stays = _stays(build, of, steps, records, sorted({DURATIONS[each][1] for each in facts}))
    told = [_told(stays, fact).label(fact) for fact in facts]
    return (
        select(stays.c.own, func.count().label(STAYS), *told)
        .where(stays.c.left_at.is_not(None))
        .group_by(stays.c.own)
        .subquery(build.fresh("t"))
    )


def _stays(build: Build, of: Object, steps: FunnelSteps, records: CTE, lengths: Sequence[Length]) -> Subquery:
    """`m`: the bit of the stage that was entered, when it was left, and the seconds between."""
    moves = _moves(build, of, steps, records, worked="worked" in lengths)

    def next_one(told: Column) -> Column:
        order = (moves.c.occurred_at, moves.c.id)
        return func.lead(told).over(partition_by=moves.c.record_id, order_by=order)

    left = next_one(moves.c.occurred_at)
    seconds: dict[Length, Column] = {"elapsed": func.date_part(constant("epoch"), left - moves.c.occurred_at)}
    if "worked" in lengths:
        seconds["worked"] = next_one(moves.c.worked) - moves.c.worked
    told = (seconds[each].label(each) for each in lengths)
    return select(moves.c.own, left.label("left_at"), *told).subquery(build.fresh("m"))


def _moves(build: Build, of: Object, steps: FunnelSteps, records: CTE, *, worked: bool) -> Subquery:
    """The moves, and where it is asked for the working time up to each of them."""
    moves = build.moves()
    columns: list[Column] = [moves.c.record_id, moves.c.id, moves.c.occurred_at]
    if worked:
        zone = constant(build.zone)
        moment = working_seconds_up_to(build.calendar, moves.c.occurred_at, zone, exact=False)
        columns.append(moment.label("worked"))
    found = (
        select(steps.bit(moves.c.to_stage).label("own"), *columns)
        .where(moves.c.record_id.in_(select(records.c.id)))
        .where(moves.c.pipeline_id == constant(pipeline_of(of).id))
    )
    if worked:
        # It is told of two stays and dear, so it is computed once for each move; the order is kept all the same.
        in_order = (moves.c.record_id, moves.c.occurred_at, moves.c.id)
        found = found.order_by(*in_order).offset(constant(0))
    return found.subquery(build.fresh("h"))


def _told(stays: Subquery, fact: str) -> Column:
    """In whole seconds, as ISO 8601 text."""
    how, length = DURATIONS[fact]
    half = func.percentile_cont(literal_column("0.5"))
    seconds: Column = half.within_group(stays.c[length]) if how == "median" else func.avg(stays.c[length])
    return iso_duration(cast(func.round(cast(seconds, Numeric())), BigInteger()))
