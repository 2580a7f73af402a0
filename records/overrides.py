"""Overrides that a second person approves: what is asked for, and what is decided (decision 51).

Each statement here confirms catalog version and access epoch as all do, and reaches the records on which the caller
may override, and no others.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    Text,
    case,
    cast,
    exists,
    false,
    func,
    insert,
    literal,
    literal_column,
    not_,
    null,
    select,
    union_all,
    update,
)

from core.connection import Record
from core.database import Database
from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Object
from metadata.pipelines import Transition
from records.actors import ACTOR
from records.approvals import used
from records.build import Build
from records.constants import constant
from records.gates import pipeline_of
from records.unkept import answered, answered_rows
from records.write import guard_step
from tenants.authentication import Caller

WAITS = "14 days"
"""For how long a request waits for a decision: what somebody wanted then is not what is wanted months later."""


@dataclass(frozen=True)
class OverrideRequest:
    """What somebody asks a second person for.

    Attributes:
        from_stage, to_stage: ids of stages.
        requested_by, decided_by: id and name of members.
        approved: null until somebody has decided.
        expired: the approval holds no longer, or the request has waited for too long.
        used: a move was made by the approval.
    """

    id: UUID
    object_id: str
    record_id: UUID
    from_stage: str
    to_stage: str
    reason: str
    requested_by: tuple[UUID, str]
    requested_at: datetime
    decided_by: tuple[UUID, str] | None
    decided_at: datetime | None
    approved: bool | None
    remark: str | None
    expires_at: datetime | None
    expired: bool
    used: bool


def overridable(build: Build) -> tuple[Object, ...]:
    """The objects on some of whose records the caller may override."""
    objects = (build.catalog.object_by_id[each] for each in build.access.objects)
    return tuple(
        each for each in objects if each.pipeline is not None and build.access_to(each).may("override")
    )


async def requests(
    database: Database,
    build: Build,
    caller: Caller,
    *,
    objects: tuple[Object, ...],
    pending: bool = False,
    first: int = 1,
    id_: UUID | None = None,
) -> tuple[OverrideRequest, ...]:
    """What is asked for of records on which the caller may override, the newest first.

    Args:
        pending: only what nobody has decided yet.
        id_: only this one.

    Raises:
        StaleError: catalog or rights have changed.
    """
    reached = [
        select(build.tables.override)
        .where(build.tables.override.c.object_id == each.id, build.tables.override.c.record_id == rows.c.id)
        .where(build.visible(rows, each), build.permitted("override", rows, each))
        for each in objects
        for rows in (build.rows(each),)
    ]
    if not reached:
        return ()
    listed = _listed(build, union_all(*reached).subquery("found"), pending=pending, id_=id_)
    page = listed.limit(literal(first)).subquery("page")
    head = build.tables.head
    # The head is answered where nothing is found, too.
    told = (
        select(head.c.catalog_version, head.c.access_epoch, *page.c)
        .select_from(head.outerjoin(page, literal_column("true")))
        .order_by(page.c.requested_at.desc(), page.c.id)
    )
    rows = await answered_rows(database, build, told, caller)
    return tuple(_request(each) for each in rows if each["id"] is not None)


def _listed(build: Build, found: FromClause, *, pending: bool, id_: UUID | None) -> Select[Any]:
    """Requests with who asked and who decided, and what has become of them, the newest first."""
    member = build.tables.member
    asker, decider = member.alias("asker"), member.alias("decider")
    listed = (
        select(
            *found.c,
            asker.c.name.label("asked_by"),
            decider.c.name.label("decider"),
            func.coalesce(
                found.c.expires_at <= func.now(), found.c.decided_at.is_(None) & not_(_waits(found))
            ).label("expired"),
            used(build, found).label("used"),
        )
        .select_from(found)
        .join(asker, asker.c.id == found.c.requested_by)
        .outerjoin(decider, decider.c.id == found.c.decided_by)
        .order_by(found.c.requested_at.desc(), found.c.id)
    )
    if pending:
        listed = listed.where(found.c.decided_at.is_(None), _waits(found))
    return listed if id_ is None else listed.where(found.c.id == id_)


def _withdrawn(build: Build, target: CTE, stage_id: str) -> CTE:
    """What who acts has asked before for the same move, and nobody has decided."""
    override = build.tables.override
    return (
        update(override)
        .where(
            override.c.record_id == select(target.c.id).scalar_subquery(),
            override.c.to_stage == constant(stage_id),
            override.c.requested_by == ACTOR,
            override.c.decided_at.is_(None),
        )
        .values(decided_by=ACTOR, decided_at=func.now(), approved=false())
        .returning(override.c.id)
        .cte("withdrawn")
    )


async def ask(
    database: Database, build: Build, caller: Caller, of: Object, record: UUID, to: str, reason: str
) -> UUID:
    """Ask for a second person's approval; what the caller asked before for the same move is withdrawn.

    Raises:
        StaleError: catalog or rights have changed.
        SluiceError: RECORD_NOT_FOUND, TRANSITION_NOT_ALLOWED.
    """
    pipeline, override = pipeline_of(of), build.tables.override
    edges = [each for each in pipeline.transitions if each.target == to]
    guard = guard_step(build)
    target = _target(build, of, record, guard)
    withdrawn = _withdrawn(build, target, pipeline.stage_by_name[to].id)
    values: dict[str, ColumnElement[Any]] = {
        "object_id": constant(of.id),
        "record_id": target.c.id,
        "pipeline_id": constant(pipeline.id),
        "from_stage": _source(of, edges, target),
        "to_stage": constant(pipeline.stage_by_name[to].id),
        "reason": cast(literal(reason), Text),
        "requested_by": ACTOR,
    }
    asking = select(*values.values()).select_from(target).where(_source(of, edges, target).is_not(None))
    asked = insert(override).from_select([*values], asking).returning(override.c.id).cte("asked")
    head = build.tables.head
    statement = select(
        head.c.catalog_version,
        head.c.access_epoch,
        exists(select(1).select_from(target)).label("there"),
        select(asked.c.id).scalar_subquery().label("id"),
    ).add_cte(guard, target, withdrawn, asked)
    row = await answered(database, build, statement, caller)
    if not row["there"]:
        raise fault(
            "RECORD_NOT_FOUND",
            Sentence(
                "There is no such record that you may override gates of", "没有你可以强制推进的这条记录"
            ),
            "id",
        )
    if row["id"] is None:
        raise fault(
            "TRANSITION_NOT_ALLOWED",
            Sentence(
                "The pipeline has no such transition from where it is", "流程中没有从当前阶段出发的这条流转"
            ),
            "to",
        )
    made: UUID = row["id"]
    return made


async def decide(
    database: Database,
    build: Build,
    caller: Caller,
    of: Object,
    request: OverrideRequest,
    remark: str | None,
    hours: int | None,
) -> bool:
    """Approve for so many hours, or decline where there are none. Whether it was there to be decided.

    Raises:
        StaleError: catalog or rights have changed.
    """
    override, head = build.tables.override, build.tables.head
    guard = guard_step(build)
    target = _target(build, of, request.record_id, guard)
    until = func.now() + func.make_interval(0, 0, 0, 0, literal(hours or 0))
    deciding = (
        update(override)
        .where(
            override.c.id == request.id,
            override.c.decided_at.is_(None),
            _waits(override),
            override.c.record_id == select(target.c.id).scalar_subquery(),
            # Whoever asks may take it back, and no more.
            override.c.requested_by != ACTOR if hours is not None else literal_column("true"),
        )
        .values(
            decided_by=ACTOR,
            decided_at=func.now(),
            approved=literal(hours is not None),
            remark=cast(literal(remark), Text),
            expires_at=until if hours is not None else null(),
        )
        .returning(override.c.id)
        .cte("decided")
    )
    statement = select(
        head.c.catalog_version, head.c.access_epoch, exists(select(1).select_from(deciding)).label("done")
    ).add_cte(guard, target, deciding)
    row = await answered(database, build, statement, caller)
    return bool(row["done"])


def _waits(request: FromClause) -> ColumnElement[bool]:
    """Whether a request that nobody has decided may still be."""
    return request.c.requested_at > func.now() - literal_column(f"interval '{WAITS}'")


def _target(build: Build, of: Object, record: UUID, guard: CTE) -> CTE:
    """The record, locked, where the caller may override its gates."""
    rows = build.table(of).alias(build.fresh("t"))
    guarded = exists(select(1).select_from(guard))
    return (
        select(rows.c.id, rows.c.stage)
        .where(guarded, rows.c.id == record, build.visible(rows, of))
        .where(*(build.permitted(each, rows, of) for each in ("promote", "override")))
        .with_for_update(of=rows, key_share=True)
        .cte("target")
    )


def _source(of: Object, edges: list[Transition], target: CTE) -> ColumnElement[Any]:
    """Id of the stage that the record stands in, null where no edge begins there."""
    stages = pipeline_of(of).stage_by_name
    ids = [(target.c.stage == constant(each.source), constant(stages[each.source].id)) for each in edges]
    return case(*ids, else_=cast(null(), Text)) if ids else cast(null(), Text)


def _request(row: Record) -> OverrideRequest:
    decided = None if row["decided_by"] is None else (row["decided_by"], row["decider"] or "")
    return OverrideRequest(
        row["id"],
        row["object_id"],
        row["record_id"],
        row["from_stage"],
        row["to_stage"],
        row["reason"],
        (row["requested_by"], row["asked_by"]),
        row["requested_at"],
        decided,
        row["decided_at"],
        row["approved"],
        row["remark"],
        row["expires_at"],
        row["expired"],
        row["used"],
    )
