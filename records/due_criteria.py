"""Criteria that a record has passed and is to be put right for, as SQL: those with a date until which it may be.

Each is one clause, however many its rule has. What is told of one about a field that the caller may not read is what a
verdict tells of such a clause: that it is not satisfied.
"""

from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, and_, cast, false, func, not_, or_, select, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by

from metadata.catalog import Object
from metadata.pipelines import Stage
from records.build import Build
from records.constants import constant
from records.gates import PlacedClause, passed_clauses
from records.json_sql import EMPTY, json_object
from records.plans.conditions import Due
from records.plans.selections import DueCriteria
from records.told_clauses import told_of_clause


def due_criteria_sql(build: Build, item: DueCriteria, of: Object, rows: FromClause) -> ColumnElement[Any]:
    """The criteria that the record is to be put right for, as a JSON array, the most pressing first."""
    found = [
        select(
            constant(placed.criterion.grace_until).label("until"),
            constant(position).label("position"),
            json_object(
                build, {name: _part(build, what, placed, of, rows) for name, what in item.parts}
            ).label("criterion"),
        )
        .where(_unmet(build, of, rows, placed, stages))
        .correlate_except()
        for position, (placed, stages) in enumerate(passed_clauses(build.catalog, of))
        if placed.criterion is not None
    ]
    if not found:
        return EMPTY
    listed = union_all(*found).subquery(build.fresh("d"))
    ordered = func.json_agg(aggregate_order_by(listed.c.criterion, listed.c.until, listed.c.position))
    return select(func.coalesce(ordered, EMPTY)).correlate_except(listed).scalar_subquery()


def is_due(build: Build, of: Object, rows: FromClause, due: Due) -> ColumnElement[bool]:
    """Whether a record is to be put right for one of the criteria that are meant; never null."""
    found: list[ColumnElement[bool]] = []
    for placed, stages in passed_clauses(build.catalog, of):
        if placed.criterion is not None and due.criterion in (None, placed.criterion.name):
            build.count_condition()
            unmet = _unmet(build, of, rows, placed, stages)
            over = _over(build, of, rows, placed)
            found.append(unmet if due.overdue is None else and_(unmet, over if due.overdue else not_(over)))
    return or_(false(), *found)


def _unmet(
    build: Build, of: Object, rows: FromClause, placed: PlacedClause, stages: tuple[Stage, ...]
) -> ColumnElement[bool]:
    here = or_(false(), *(rows.c.stage == constant(each.name) for each in stages))
    return and_(here, not_(build.judge(rows, of)(placed.clause.expression)))


def _over(build: Build, of: Object, rows: FromClause, placed: PlacedClause) -> ColumnElement[bool]:
    """Whether the time to put records right is over."""
    return false() if placed.due is None else build.judge(rows, of)(placed.due)


def _part(build: Build, what: str, placed: PlacedClause, of: Object, rows: FromClause) -> ColumnElement[Any]:
    match what:
        case "__typename":
            return constant("DueCriterion")
        case "until":
            return cast(constant(None if placed.criterion is None else placed.criterion.grace_until), Date())
        case "overdue":
            return _over(build, of, rows, placed)
    return told_of_clause(build, what, placed, of)
