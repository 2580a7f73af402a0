"""What a draft of the catalog would do to live records at their gates, in one statement that reads each record once.

r   the records that the caller may read and asks about, and what becomes of each way out (`records.crossings`)
g   the same in groups: stage, owner, outcomes, and the currency of what is at risk; a few rows for each owner
w   `g`, once for each way out

Everything else is counted over `g`, so a rule is asked once of each record.
"""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Numeric,
    Select,
    SmallInteger,
    Subquery,
    Text,
    Uuid,
    and_,
    cast,
    column,
    func,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.operators import eq

from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from records.constants import constant
from records.crossings import ALLOWED, BLOCKED, CLOSED, OPEN, Crossing, outcomes
from records.drafted import DraftedBuild
from records.json_sql import EMPTY
from records.members import member_json
from records.plans.simulations import SimulationPlan
from records.samples import samples_sql

Column = ColumnElement[Any]


def simulation_statement(
    build: DraftedBuild, plan: SimulationPlan, found: tuple[Crossing, ...]
) -> Select[Any]:
    """(catalog_version, access_epoch, totals, edges, owners, samples), the last four as JSON arrays of objects."""
    # Named first, so that its lock is taken before that of any table of records.
    head = select(build.tables.head.c.catalog_version, build.tables.head.c.access_epoch).cte("h")
    groups = _groups(build, plan, found)
    told = select(
        head.c.catalog_version,
        head.c.access_epoch,
        _totals(groups).label("totals"),
        _edges(groups).label("edges"),
        _owners(build, groups, plan.owners).label("owners"),
        samples_sql(build, plan, found, _sampled(groups, plan.samples)).label("samples"),
    )
    return told.add_cte(head, groups)


# The records, and their groups


def _groups(build: DraftedBuild, plan: SimulationPlan, found: tuple[Crossing, ...]) -> CTE:
    """`g`."""
    records = _records(build, plan, found)
    changed = or_(_among(records, BLOCKED), _among(records, ALLOWED))
    # Any of them will do as samples, so none are sorted, and no second look at the records is needed.
    kept = func.array_agg(records.c.id, type_=ARRAY(Uuid())).filter(changed)
    keys = [records.c[name] for name in ("stage", "owner", "outcomes", "currency")]
    return (
        select(
            *keys,
            func.count().label("n"),
            func.sum(records.c.worth).label("worth"),
            kept[1 : plan.samples].label("ids"),
        )
        .group_by(*keys)
        .cte("g")
    )


def _records(build: DraftedBuild, plan: SimulationPlan, found: tuple[Crossing, ...]) -> Subquery:
    """`r`."""
    of = plan.object
    rows = build.rows(of)
    worth, currency = worth_of(build, of, plan.worth, rows)
    conditions = [build.visible(rows, of)]
    if plan.where is not None:
        conditions.append(build.expression(plan.where, rows, of, only_visible=True))
    return (
        select(
            rows.c.id,
            rows.c.stage,
            rows.c.ownerId.label("owner"),
            worth.label("worth"),
            currency.label("currency"),
            outcomes(build, of, found, rows).label("outcomes"),
        )
        .where(*conditions)
        # PostgreSQL would else write the rules out wherever their outcome is looked at, and ask them again there.
        .offset(constant(0))
        .subquery("r")
    )


def worth_of(build: DraftedBuild, of: Object, field: Field | None, rows: FromClause) -> tuple[Column, Column]:
    """What is at risk with a record, and its currency; null where nobody asks, or it has none."""
    if field is None:
        return cast(null(), Numeric()), cast(null(), Text())
    amount, *currency = (build.value(rows, of, each.name) for each in type_of(field).columns(field))
    return cast(amount, Numeric()), currency[0] if currency else cast(null(), Text())


# What is told


def _among(source: FromClause, outcome: int) -> ColumnElement[bool]:
    """One of the ways out has this outcome."""
    return constant(outcome).operate(eq, func.any(source.c.outcomes))


def _judged(source: FromClause) -> dict[str, ColumnElement[bool]]:
    """What can be said of a record as a whole: name to condition."""
    blocked, allowed, still = (_among(source, each) for each in (BLOCKED, ALLOWED, OPEN))
    return {
        "blocked": blocked,
        "allowed": allowed,
        "unchanged": not_(or_(blocked, allowed)),
        # It had a way out and would have none, or the other way round.
        "stuck": and_(blocked, not_(or_(allowed, still))),
        "freed": and_(allowed, not_(or_(blocked, still))),
    }


def _counted(source: FromClause, judged: dict[str, ColumnElement[bool]]) -> list[Column]:
    """Of groups: the records, those of each name, and the worth of those blocked and allowed."""
    number, worth = source.c.n, source.c.worth
    columns: list[Column] = [func.sum(number).label("records")]
    columns += [
        func.coalesce(func.sum(number).filter(condition), constant(0)).label(name)
        for name, condition in judged.items()
    ]
    columns += [
        cast(func.sum(worth).filter(judged[name]), Text()).label(f"{name}Worth")
        for name in ("blocked", "allowed")
    ]
    return columns


def rows_json(found: Select[Any], name: str) -> Column:
    """All rows as one JSON array of objects."""
    rows = found.subquery(name)
    return (
        select(func.coalesce(func.json_agg(rows.table_valued()), EMPTY)).select_from(rows).scalar_subquery()
    )


def _totals(groups: CTE) -> Column:
    """One object for each currency."""
    return rows_json(
        select(groups.c.currency, *_counted(groups, _judged(groups))).group_by(groups.c.currency), "t"
    )


def _edges(groups: CTE) -> Column:
    """One object for each way out and currency: `stage`, and `way`, its place among those of the stage."""
    outcome = column("outcome", SmallInteger())
    ways = (
        func.unnest(groups.c.outcomes).table_valued(outcome, with_ordinality="way").render_derived(name="w")
    )
    each = {
        name: ways.c.outcome == constant(value)
        for name, value in {"blocked": BLOCKED, "allowed": ALLOWED, "open": OPEN, "closed": CLOSED}.items()
    }
    keys = (groups.c.stage, ways.c.way, groups.c.currency)
    found = select(*keys, *_counted(groups, each)).select_from(groups.join(ways, true())).group_by(*keys)
    return rows_json(found, "e")


def _owners(build: DraftedBuild, groups: CTE, most: int) -> Column:
    """One object for each owner and currency, the owners in order."""
    judged = _judged(groups)
    blocked, allowed = (
        func.coalesce(func.sum(groups.c.n).filter(judged[name]), constant(0))
        for name in ("blocked", "allowed")
    )
    place = func.row_number().over(order_by=(blocked.desc(), allowed.desc(), groups.c.owner))
    first = (
        select(groups.c.owner, place.label("place"))
        .group_by(groups.c.owner)
        .having(or_(blocked > constant(0), allowed > constant(0)))
        .order_by("place")
        .limit(constant(most))
        .subquery("f")
    )
    told = (
        select(first.c.place, groups.c.owner, groups.c.currency, *_counted(groups, judged))
        .join(groups, groups.c.owner.is_not_distinct_from(first.c.owner))
        .group_by(first.c.place, groups.c.owner, groups.c.currency)
        .subquery("o")
    )
    member = member_json(build, told.c.owner, (("id", "id"), ("name", "name")))
    columns = [each for each in told.c if each.name != "owner"]
    return rows_json(select(*columns, member.label("owner")).order_by(told.c.place), "p")


def _sampled(groups: CTE, most: int) -> Subquery:
    """Ids of some records that something changes for, with what does; those first that lose a way out."""
    found = func.unnest(groups.c.ids).table_valued(column("id", Uuid())).render_derived(name="i")
    return (
        select(found.c.id, groups.c.outcomes, _among(groups, BLOCKED).label("loses"))
        .select_from(groups.join(found, true()))
        .order_by(_among(groups, BLOCKED).desc(), found.c.id)
        .limit(constant(most))
        .subquery("s")
    )
