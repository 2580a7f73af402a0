"""`replayGate`: which moves of the past changes of the catalog would have stopped, and what became of their records."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.change_inputs import CatalogChange
from api.fixed.inputs import json_of, or_none
from api.fixed.members import MemberInfo, member_info
from api.fixed.one_catalog import under_one_catalog
from api.fixed.rule_nodes import RuleNodeInfo, rule_nodes
from api.fixed.selection import asks_for
from api.fixed.simulation import trial
from api.fixed.simulation_types import (
    AmountInfo,
    ClauseInfo,
    amount_info,
    amounts,
    clause_infos,
)
from api.types.scalars import Json
from core.errors import fault
from records.replayed import Replay, replay
from records.simulated import Tally
from records.unkept import Row

Info = strawberry.Info[RequestContext, None]

MOST_MONTHS = 120
MONTH = timedelta(days=365.25 / 12)


@strawberry.enum(name="ReplayBasis", description="What a clause was asked of.")
class BasisName(Enum):
    """`records.replayed.Basis`."""

    history = strawberry.enum_value(
        "history", description="Values of that time: the history of all fields that it reads is kept."
    )
    present = strawberry.enum_value(
        "present",
        description="Values of today, at least in part: no history is kept of a field that it reads.",
    )
    unread = strawberry.enum_value(
        "unread", description="Nothing: the caller may not read it. It counts as satisfied."
    )


@strawberry.type(name="ReplayedEndings")
class EndingsInfo:
    """How records stand now of which a move would have been stopped."""

    won: int
    lost: int = strawberry.field(description="But for those that the move itself has lost.")
    open: int
    won_value: list[AmountInfo] = strawberry.field(description="The sum of the field `value` of those won.")
    lost_value: list[AmountInfo]


@strawberry.type(name="ReplayedClause")
class ReplayedClauseInfo:
    """A clause of the draft, and the moves that it would have stopped."""

    pointer: str = strawberry.field(description="Where in the draft's pipeline it stands.")
    sentence: str
    basis: BasisName
    stopped: int
    won: int = strawberry.field(description="Those of them of records that are won now.")
    lost: int


@strawberry.type(name="ReplayedEdge")
class ReplayedEdgeInfo:
    """The moves along one edge."""

    source: str
    target: str
    moves: int
    stopped: int
    ended: EndingsInfo = strawberry.field(description="Of the moves stopped, by their records.")


@strawberry.type(name="ReplayedOwner")
class ReplayedOwnerInfo:
    """The moves of the records of one owner."""

    owner: MemberInfo | None = strawberry.field(description="Null for records that nobody owns.")
    moves: int
    stopped: int
    records: int
    ended: EndingsInfo


@strawberry.type(name="ReplayedMove")
class ReplayedMoveInfo:
    """A move that would have been stopped."""

    id: strawberry.ID = strawberry.field(description="Of the record.")
    title: str = strawberry.field(description="What the record is called now, else its id.")
    source: str
    target: str
    occurred_at: datetime
    stage: str = strawberry.field(description="Where the record is now.")
    owner: MemberInfo | None
    value: AmountInfo | None
    clauses: list[ClauseInfo] | None = strawberry.field(
        description="The draft's verdict of the record as it was; null where the draft has no such edge."
    )
    tree: list[RuleNodeInfo] | None = strawberry.field(
        description="The rules of the draft that the caller may read all of, each as a tree; null where `clauses` is."
    )


@strawberry.type(name="GateReplay")
class ReplayInfo:
    """What a draft would have done to the moves since then, as far as the caller may read their records."""

    since: datetime
    moves: int
    unjudged: int = strawberry.field(
        description="Those of them along edges that neither the catalog in force has nor the draft."
    )
    stopped: int
    gone: int = strawberry.field(description="Those stopped as the draft has no such edge.")
    records: int = strawberry.field(description="Records of which a move would have been stopped.")
    ended: EndingsInfo = strawberry.field(description="Of these records, each counted once.")
    edges: list[ReplayedEdgeInfo]
    owners: list[ReplayedOwnerInfo] = strawberry.field(
        description="Those first with the most moves that would have been stopped."
    )
    clauses: list[ReplayedClauseInfo] = strawberry.field(description="Those first that stop the most moves.")
    samples: list[ReplayedMoveInfo] = strawberry.field(
        description="Some of the moves that would have been stopped, those of records first that are won now."
    )
    absent: list[str] = strawberry.field(
        description="What the draft's gates read and no record has before it is published: it was empty in all."
    )


async def replay_gate(
    info: Info,
    object: str,
    changes: list[CatalogChange] | None = UNSET,
    draft: strawberry.ID | None = UNSET,
    months: int = 6,
    since: datetime | None = UNSET,
    where: Json | None = UNSET,
    value: str | None = UNSET,
    owners: int = 20,
    samples: int = 10,
) -> ReplayInfo | None:
    """Which moves of the past a draft would have stopped."""
    context, trees = info.context, asks_for(info, "samples", "tree")
    context.require_action("configure")
    if not 1 <= months <= MOST_MONTHS:
        message = f"`months` is {months}; 1 to {MOST_MONTHS} are allowed"
        raise fault("OUT_OF_RANGE", message, "months", hint="Give `since` for another moment.")
    begin = or_none(since) or datetime.now(UTC) - months * MONTH

    async def replayed() -> ReplayInfo:
        asked = await trial(
            context, object, or_none(changes), or_none(draft), json_of(where), or_none(value), owners, samples
        )
        plan = replace(asked, since=begin, trees=trees)
        return _info(begin, await replay(context.engine.database, plan, context.require_caller()))

    async with context.engine.simulations:
        return await under_one_catalog(context, replayed)


def _info(since: datetime, found: Replay) -> ReplayInfo:
    total = found.total
    return ReplayInfo(
        since=since,
        moves=total.records,
        unjudged=total.counts.get("unjudged", 0),
        stopped=total.counts.get("stopped", 0),
        gone=found.gone,
        records=total.counts.get("concerned", 0),
        ended=_endings(total),
        edges=[
            ReplayedEdgeInfo(
                source=each.source,
                target=each.target,
                moves=tally.records,
                stopped=tally.counts.get("stopped", 0),
                ended=_endings(tally),
            )
            for each, tally in found.edges
        ],
        owners=[
            ReplayedOwnerInfo(
                owner=member_info(member),
                moves=tally.records,
                stopped=tally.counts.get("stopped", 0),
                records=tally.counts.get("concerned", 0),
                ended=_endings(tally),
            )
            for member, tally in found.owners
        ],
        clauses=[
            ReplayedClauseInfo(
                pointer=each.pointer,
                sentence=each.sentence,
                basis=BasisName(each.basis),
                stopped=each.stopped,
                won=each.won,
                lost=each.lost,
            )
            for each in found.clauses
        ],
        samples=[_move(each) for each in found.samples],
        absent=list(found.absent),
    )


def _endings(found: Tally) -> EndingsInfo:
    return EndingsInfo(
        won=found.counts.get("won", 0),
        lost=found.counts.get("lost", 0),
        open=found.counts.get("open", 0),
        won_value=amounts(found.worth.get("won", ())),
        lost_value=amounts(found.worth.get("lost", ())),
    )


def _move(found: Row) -> ReplayedMoveInfo:
    return ReplayedMoveInfo(
        id=strawberry.ID(found["id"]),
        title=found["title"],
        source=found["source"],
        target=found["target"],
        occurred_at=datetime.fromisoformat(found["occurred"]),
        stage=found["stage"],
        owner=member_info(found["owner"]),
        value=amount_info(found["value"]),
        clauses=None if found["clauses"] is None else clause_infos(found["clauses"]),
        tree=None if found["tree"] is None else rule_nodes(found["tree"]),
    )
