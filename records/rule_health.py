"""How the clauses of gates fare: what they refused and whom, how long until they held, and what became of the records.

One statement over the judgements that are kept (`records.judgements`) and the moves that followed:

r   the refusals, once for each clause that was not satisfied
m   the moves that were done although a clause was not satisfied: it was overridden, or only warns
f   the first refusal of each record by each clause at each stage, and the first move into that stage that it let pass
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Float,
    FromClause,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    cast,
    column,
    distinct,
    extract,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from core.database import Database
from metadata.pipelines import StageKind
from records.build import Build
from records.constants import constant
from records.gates import PlacedClause, clauses_of_edge, pipeline_of
from records.json_sql import EMPTY
from records.members import member_json
from records.plans.health import HealthPlan
from records.redaction import unreadable
from records.told_clauses import clause_text
from records.unkept import Row, Rows, answered
from tenants.authentication import Caller

Column = ColumnElement[Any]

KEY, FIRST, PASSED = "key", "first", "passed"


@dataclass(frozen=True)
class ClauseHealth:
    """How a clause of the catalog in force fares.

    Attributes:
        sentence: as the caller may read it; `redacted` where it may not.
        refusals: moves that were refused while it was not satisfied, repeated ones included.
        records: of how many records; `won`, `lost` and `open` say in what kind of stage they are now.
        opened: records that it let into the stage later, each stage for itself.
        seconds: the median from the first refusal of such a record to that move; None where there is none.
        overridden: moves that were done while it was not satisfied, for a reason that was given.
        warned: moves that were done while it was not satisfied, because it does not refuse.
        members: those who were refused the most, as JSON: `member` (null: who is no member any more) and `refusals`.
    """

    placed: PlacedClause
    sentence: str
    redacted: bool
    refusals: int
    records: int
    won: int
    lost: int
    open: int
    opened: int
    seconds: float | None
    overridden: int
    warned: int
    members: Rows


async def rule_health(database: Database, plan: HealthPlan, caller: Caller) -> tuple[ClauseHealth, ...]:
    """The clauses of the moves into the plan's stages, those that refused the most first.

    Raises:
        StaleError: the catalog or the rights are no longer those of the plan.
        SluiceError: TIMEOUT, UNAVAILABLE.
    """
    build = Build(plan.catalog, plan.namespace, plan.language, plan.access)
    row = await answered(database, build, _statement(build, plan), caller)
    by_key: dict[str, dict[str, Any]] = {}
    for name in ("refused", "opened", "moved", "members"):
        for each in orjson.loads(row[name]):
            by_key.setdefault(each[KEY], {}).update(each)
    found = [_told(build, plan, each, by_key.get(each.key, {})) for each in _clauses(plan)]
    return tuple(sorted(found, key=lambda each: -each.refusals))


def _clauses(plan: HealthPlan) -> Iterator[PlacedClause]:
    """Those of today, each once, in the order of the edges."""
    entered = {each.name for each in plan.entered}
    known: dict[str, PlacedClause] = {}
    for edge in pipeline_of(plan.object).transitions:
        if edge.target in entered:
            for each in clauses_of_edge(plan.catalog, plan.object, edge):
                known.setdefault(each.key, each)
    return iter(known.values())


def _told(build: Build, plan: HealthPlan, placed: PlacedClause, row: Row) -> ClauseHealth:
    counts = ("refusals", "records", "won", "lost", "open", "opened", "overridden", "warned")
    return ClauseHealth(
        placed=placed,
        sentence=clause_text(build, placed, plan.object),
        redacted=unreadable(build, placed.clause.expression, plan.object),
        seconds=row.get("seconds"),
        members=row.get("members", ()),
        **{name: row.get(name, 0) for name in counts},
    )


def _statement(build: Build, plan: HealthPlan) -> Select[Any]:
    """(catalog_version, access_epoch, and by key as JSON arrays: refused, opened, moved, members)."""
    # Named first, so that its lock is taken before that of any table of records.
    head = select(build.tables.head.c.catalog_version, build.tables.head.c.access_epoch).cte("h")
    refused = _refused(build, plan)
    parts = {
        "refused": _counted(plan, refused),
        "opened": _opened(build, plan, refused),
        "moved": _moved(build, plan),
        "members": _members(build, plan, refused),
    }
    told = ((_listed(build, found)).label(name) for name, found in parts.items())
    return select(head.c.catalog_version, head.c.access_epoch, *told).add_cte(head, refused)


def _listed(build: Build, found: Select[Any]) -> Column:
    rows = found.subquery(build.fresh("l"))
    listed = func.coalesce(func.json_agg(func.row_to_json(rows.table_valued())), EMPTY)
    return select(listed).correlate_except(rows).scalar_subquery()


def _refused(build: Build, plan: HealthPlan) -> CTE:
    """`r`."""
    refusals, rows = build.tables.refusal.alias(build.fresh("r")), build.rows(plan.object)
    closed = _closed(build, refusals)
    return (
        select(
            refusals.c.record_id,
            refusals.c.actor,
            refusals.c.times,
            refusals.c.to_stage,
            # What is repeated has a new moment; its id was made by the clock of the first time.
            func.uuid_extract_timestamp(refusals.c.id, type_=DateTime(timezone=True)).label(FIRST),
            rows.c.stage,
            closed.c[KEY],
        )
        .select_from(refusals.join(rows, rows.c.id == refusals.c.record_id).join(closed, true()))
        .where(
            *_counting(plan, refusals, refusals.c.at),
            refusals.c.to_stage.in_([constant(each.id) for each in plan.entered]),
            build.visible(rows, plan.object),
        )
        .cte("r")
    )


def _counting(plan: HealthPlan, kept: FromClause, at: Column) -> list[ColumnElement[bool]]:
    found = [
        kept.c.object_id == constant(plan.object.id),
        kept.c.pipeline_id == constant(pipeline_of(plan.object).id),
    ]
    if plan.since is not None:
        found.append(at >= bindparam(None, plan.since, DateTime(timezone=True)))
    return found


def _closed(build: Build, kept: FromClause) -> FromClause:
    """The keys of the clauses that a judgement found not satisfied."""
    keys = func.json_array_elements_text(kept.c.judged.op("->")(constant("closed")))
    return keys.table_valued(column(KEY, Text())).render_derived(name=build.fresh("k"))


def _counted(plan: HealthPlan, refused: CTE) -> Select[Any]:
    records = func.count(distinct(refused.c.record_id))
    kinds = {
        kind: records.filter(_among(refused.c.stage, plan, kind)).label(kind)
        for kind in ("won", "lost", "open")
    }
    total = cast(func.sum(refused.c.times), BigInteger()).label("refusals")
    return select(refused.c[KEY], total, records.label("records"), *kinds.values()).group_by(refused.c[KEY])


def _among(stage: Column, plan: HealthPlan, kind: StageKind) -> ColumnElement[bool]:
    stages = [each.name for each in pipeline_of(plan.object).stages if each.kind == kind]
    return or_(false(), *(stage == constant(each) for each in stages))


def _opened(build: Build, plan: HealthPlan, refused: CTE) -> Select[Any]:
    first = (
        select(
            refused.c[KEY],
            refused.c.record_id,
            refused.c.to_stage,
            func.min(refused.c[FIRST]).label(FIRST),
        )
        .group_by(refused.c[KEY], refused.c.record_id, refused.c.to_stage)
        .subquery(build.fresh("f"))
    )
    passed = _passed(build, plan, first)
    took = cast(extract("epoch", passed.c[PASSED] - first.c[FIRST]), Float())
    median = func.percentile_cont(literal_column("0.5")).within_group(took)
    return (
        select(
            first.c[KEY], func.count(passed.c[PASSED]).label("opened"), cast(median, Float()).label("seconds")
        )
        .select_from(first.join(passed, true()))
        .group_by(first.c[KEY])
    )


def _passed(build: Build, plan: HealthPlan, first: Subquery) -> FromClause:
    """The first move after a refusal into the same stage by which the clause was satisfied."""
    moves = build.tables.stage_history.alias(build.fresh("m"))
    entered = case(*((first.c.to_stage == constant(each.id), constant(each.name)) for each in plan.entered))
    closed = cast(moves.c.judged.op("->")(constant("closed")), JSONB)
    failed = func.coalesce(closed.op("@>", return_type=Boolean())(func.to_jsonb(first.c[KEY])), false())
    found = select(func.min(moves.c.recorded_at).label(PASSED)).where(
        moves.c.record_id == first.c.record_id,
        moves.c.object_id == constant(plan.object.id),
        moves.c.to_stage == entered,
        moves.c.recorded_at > first.c[FIRST],
        not_(failed),
    )
    return found.correlate(first).lateral(build.fresh("p"))


def _moved(build: Build, plan: HealthPlan) -> Select[Any]:
    """`m`, by clause."""
    moves, rows = build.tables.stage_history.alias(build.fresh("m")), build.rows(plan.object)
    closed = _closed(build, moves)
    reason = moves.c.judged.op("->>")(constant("override"))
    return (
        select(
            closed.c[KEY],
            func.count().filter(reason.is_not(None)).label("overridden"),
            func.count().filter(reason.is_(None)).label("warned"),
        )
        .select_from(moves.join(rows, rows.c.id == moves.c.record_id).join(closed, true()))
        .where(
            *_counting(plan, moves, moves.c.recorded_at),
            moves.c.to_stage.in_([constant(each.name) for each in plan.entered]),
            moves.c.judged.is_not(None),
            build.visible(rows, plan.object),
        )
        .group_by(closed.c[KEY])
    )


def _members(build: Build, plan: HealthPlan, refused: CTE) -> Select[Any]:
    total = cast(func.sum(refused.c.times), BigInteger())
    place = func.row_number().over(partition_by=refused.c[KEY], order_by=(total.desc(), refused.c.actor))
    most = (
        select(refused.c[KEY], refused.c.actor, total.label("refusals"), place.label("place"))
        .where(refused.c.actor.is_not(None))
        .group_by(refused.c[KEY], refused.c.actor)
        .subquery(build.fresh("a"))
    )
    said = func.json_build_object(
        constant("member"),
        member_json(build, most.c.actor, (("id", "id"), ("name", "name"))),
        constant("refusals"),
        most.c.refusals,
    )
    listed = func.json_agg(aggregate_order_by(said, most.c.place)).label("members")
    return select(most.c[KEY], listed).where(most.c.place <= constant(plan.members)).group_by(most.c[KEY])
