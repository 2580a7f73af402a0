"""The judgements that are kept of a record: of its moves, and of the moves that gates refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core.database import Database
from metadata.catalog import Catalog, Object
from metadata.pipelines import Pipeline, Transition
from records.build import Build
from records.constants import constant
from records.gates import pipeline_of
from records.json_sql import EMPTY, json_object
from records.members import member_json
from records.plans.past import PastPlan
from records.seen import record_seen
from records.unkept import Row, answered
from tenants.authentication import Caller

Outcome = Literal["moved", "overridden", "refused"]


@dataclass(frozen=True)
class KeptJudgement:
    """What was decided, and what of it is kept.

    Attributes:
        id: of the row of stage history, or of the refusal.
        at: when it was judged, of a refusal that was repeated the last time.
        times: how often the same was refused; 1 of a move.
        source: name of the stage that it left, or would have, as that is called now; so `target`.
        catalog_version: by whose rules.
        values: what its clauses read, as texts by the keys of `records.judgements`.
        closed: keys of the clauses that were not satisfied.
        ends: ids of the two stages; None of what was kept without them.
        override: the reason of an override.
    """

    id: str
    at: datetime
    by: Row | None
    times: int
    source: str
    target: str
    catalog_version: int
    values: Mapping[str, str | None]
    closed: frozenset[str]
    ends: tuple[str, str] | None
    override: str | None
    outcome: Outcome

    def edge(self, then: Object) -> Transition | None:
        """The edge in the pipeline of that time; None where it cannot be told."""
        pipeline = then.pipeline
        if pipeline is None:
            return None
        source, target = self._names(pipeline)
        return next(
            (each for each in pipeline.transitions if (each.source, each.target) == (source, target)), None
        )

    def _names(self, then: Pipeline) -> tuple[str, str]:
        if self.ends is None or not then.stage_by_id.keys() >= {*self.ends}:
            return self.source, self.target
        source, target = (then.stage_by_id[each].name for each in self.ends)
        return source, target


async def kept_judgements(
    database: Database, plan: PastPlan, caller: Caller
) -> tuple[KeptJudgement, ...] | None:
    """Those of a record, the latest first; None where there is no such record that the caller may read.

    Raises:
        StaleError: the catalog or the rights are no longer those of the plan.
        SluiceError: TIMEOUT, UNAVAILABLE.
    """
    build = Build(plan.catalog, plan.namespace, plan.language, plan.access)
    row = await answered(database, build, _statement(build, plan), caller)
    if row["judgements"] is None:
        return None
    return tuple(_kept(plan.catalog, plan.object, each) for each in orjson.loads(row["judgements"]))


def _statement(build: Build, plan: PastPlan) -> Select[Any]:
    """(catalog_version, access_epoch, judgements as a JSON array, null where the record is not seen)."""
    # Named first, so that its lock is taken before that of any table of records.
    head = select(build.tables.head.c.catalog_version, build.tables.head.c.access_epoch).cte("h")
    found = union_all(_moves(build, plan), _refusals(build, plan)).subquery("found")
    latest = (
        select(found)
        .order_by(found.c.at.desc(), found.c.id.desc())
        .limit(constant(plan.most))
        .subquery("latest")
    )
    shown = json_object(
        build,
        {
            **{each.name: each for each in latest.c if each.name != "actor"},
            "by": member_json(build, latest.c.actor, (("id", "id"), ("name", "name"))),
        },
    )
    listed = func.coalesce(
        func.json_agg(aggregate_order_by(shown, latest.c.at.desc(), latest.c.id.desc())), EMPTY
    )
    seen = record_seen(build, plan.object, bindparam(None, plan.record, Uuid()))
    judgements = case((seen, select(listed).scalar_subquery()))
    return select(head.c.catalog_version, head.c.access_epoch, judgements.label("judgements")).add_cte(head)


def _moves(build: Build, plan: PastPlan) -> Select[Any]:
    moves = build.tables.stage_history.alias(build.fresh("m"))
    nothing: ColumnElement[Any] = cast(null(), Text)
    return select(
        moves.c.id,
        moves.c.recorded_at.label("at"),
        moves.c.actor,
        literal_column("1").label("times"),
        moves.c.from_stage.label("source"),
        moves.c.to_stage.label("target"),
        nothing.label("from"),
        nothing.label("to"),
        moves.c.catalog_version,
        moves.c.judged,
    ).where(moves.c.judged.is_not(None), *_of_record(plan, moves, moves.c.recorded_at))


def _refusals(build: Build, plan: PastPlan) -> Select[Any]:
    refusals = build.tables.refusal.alias(build.fresh("r"))
    nothing: ColumnElement[Any] = cast(null(), Text)
    return select(
        refusals.c.id,
        refusals.c.at,
        refusals.c.actor,
        refusals.c.times,
        nothing.label("source"),
        nothing.label("target"),
        refusals.c.from_stage.label("from"),
        refusals.c.to_stage.label("to"),
        refusals.c.catalog_version,
        refusals.c.judged,
    ).where(*_of_record(plan, refusals, refusals.c.at))


def _of_record(plan: PastPlan, kept: FromClause, at: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    found = [
        kept.c.record_id == bindparam(None, plan.record, Uuid()),
        kept.c.object_id == constant(plan.object.id),
        kept.c.pipeline_id == constant(pipeline_of(plan.object).id),
    ]
    if plan.before is not None:
        found.append(at < bindparam(None, plan.before, DateTime(timezone=True)))
    return found


def _kept(catalog: Catalog, of: Object, row: Row) -> KeptJudgement:
    pipeline, judged = pipeline_of(of), row["judged"]
    ends = judged.get("edge") if row["from"] is None else (row["from"], row["to"])
    source, target = row["source"], row["target"]
    if source is None:
        source, target = (_name(pipeline, each) for each in (row["from"], row["to"]))
    outcome: Outcome = "moved" if row["from"] is None else "refused"
    override = judged.get("override")
    return KeptJudgement(
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        by=row["by"],
        times=row["times"],
        source=source,
        target=target,
        catalog_version=row["catalog_version"],
        values=judged["values"],
        closed=frozenset(judged["closed"]),
        ends=None if ends is None else (ends[0], ends[1]),
        override=override,
        outcome=outcome if override is None else "overridden",
    )


def _name(pipeline: Pipeline, stage_id: str) -> str:
    """What a stage is called now; its id where it is there no more."""
    stage = pipeline.stage_by_id.get(stage_id)
    return stage_id if stage is None else stage.name
