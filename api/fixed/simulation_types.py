"""What `simulateGate` answers."""

from decimal import Decimal
from enum import Enum

import strawberry

from api.fixed.catalog_types import SeverityName
from api.fixed.members import MemberInfo, member_info
from api.fixed.rule_nodes import RuleNodeInfo, rule_nodes, whole
from api.types.scalars import Json
from records.simulated import Amount, Simulated, Tally
from records.unkept import Row, Rows


@strawberry.type(name="GateAmount")
class AmountInfo:
    """A sum. Amounts of different currencies are never added."""

    amount: Decimal
    currency: str | None = strawberry.field(description="Null of a field of plain numbers.")


@strawberry.type(name="SimulatedClause")
class ClauseInfo:
    """One condition of the draft's gate, and what it finds."""

    pointer: str = strawberry.field(description="Where in the draft's pipeline it stands.")
    satisfied: bool
    sentence: str
    field: str | None
    operator: str | None
    actual: Json | None
    needed: Json | None
    redacted: bool
    severity: SeverityName = strawberry.field(description="Whether it would refuse, or warn.")
    criterion: str | None = strawberry.field(description="Name of the criterion that it is of.")
    matched: int | None = strawberry.field(
        description="How many records of the list that it is about meet what it asks of each, of those that the caller "
        "sees; null where it is about no list."
    )
    records: int | None = strawberry.field(description="Of how many.")
    tally: str | None = strawberry.field(description="Both in words: 1 of 3.")


@strawberry.enum(name="SimulatedChange")
class ChangeName(Enum):
    """What becomes of a way out of a record's stage."""

    blocked = strawberry.enum_value("blocked", description="Open now, and closed under the draft.")
    allowed = strawberry.enum_value("allowed", description="Closed now, and open under the draft.")


@strawberry.type(name="SimulatedMove")
class MoveInfo:
    """A way out of a record's stage that changes."""

    to: str
    change: ChangeName
    clauses: list[ClauseInfo] | None = strawberry.field(
        description="The verdict under the draft; null where there would be no such edge."
    )
    tree: list[RuleNodeInfo] | None = strawberry.field(
        description="The rules of the draft as they are written, each as a tree; null where `clauses` is."
    )


@strawberry.type(name="SimulatedRecord")
class RecordInfo:
    """One of the records that something changes for."""

    id: strawberry.ID
    title: str = strawberry.field(description="What it is called, else its id.")
    stage: str
    owner: MemberInfo | None
    value: AmountInfo | None
    moves: list[MoveInfo]


@strawberry.type(name="SimulatedEdge")
class EdgeInfo:
    """One edge, with the records that stand where it begins."""

    source: str
    target: str
    records: int
    newly_blocked: int
    newly_allowed: int
    still_open: int
    still_closed: int
    blocked_value: list[AmountInfo] = strawberry.field(description="What those newly blocked are worth.")
    allowed_value: list[AmountInfo]


@strawberry.type(name="SimulatedOwner")
class OwnerTally:
    """The records of one owner. A record with several ways out can be both blocked and allowed."""

    owner: MemberInfo | None = strawberry.field(description="Null for records that nobody owns.")
    records: int
    newly_blocked: int
    newly_allowed: int
    unchanged: int
    newly_stuck: int
    blocked_value: list[AmountInfo]
    allowed_value: list[AmountInfo]


@strawberry.type(name="GateSimulation")
class SimulationInfo:
    """What a draft would do to live records at their gates, as far as the caller may read them."""

    records: int = strawberry.field(description="How many were judged.")
    newly_blocked: int = strawberry.field(description="Those that lose a way out of their stage.")
    newly_allowed: int = strawberry.field(description="Those that gain one.")
    unchanged: int
    newly_stuck: int = strawberry.field(description="Those that have a way out now and would have none.")
    newly_free: int = strawberry.field(description="Those that have no way out now and would have one.")
    blocked_value: list[AmountInfo] = strawberry.field(
        description="What the records newly blocked are worth: the sum of the field `value`."
    )
    allowed_value: list[AmountInfo]
    edges: list[EdgeInfo]
    owners: list[OwnerTally] = strawberry.field(
        description="Whose records something changes for, those first with the most newly blocked."
    )
    samples: list[RecordInfo] = strawberry.field(
        description="Some of the records that something changes for, those first that lose a way out."
    )
    absent: list[str] = strawberry.field(
        description="What the draft's gates read and no record has before it is published: fields that it adds, or "
        "gives another type or formula. They were empty in every record."
    )


def simulation_info(found: Simulated) -> SimulationInfo:
    """The outcome as data."""
    total = found.total
    return SimulationInfo(
        records=total.records,
        newly_blocked=total.counts.get("blocked", 0),
        newly_allowed=total.counts.get("allowed", 0),
        unchanged=total.counts.get("unchanged", 0),
        newly_stuck=total.counts.get("stuck", 0),
        newly_free=total.counts.get("freed", 0),
        blocked_value=amounts(total.worth.get("blocked", ())),
        allowed_value=amounts(total.worth.get("allowed", ())),
        edges=[_edge(each.source, each.target, tally) for each, tally in found.edges],
        owners=[_owner(member, tally) for member, tally in found.owners],
        samples=[_record(each) for each in found.samples],
        absent=list(found.absent),
    )


def amounts(found: tuple[Amount, ...]) -> list[AmountInfo]:
    """Sums as data."""
    return [AmountInfo(amount=each.amount, currency=each.currency) for each in found]


def _edge(source: str, target: str, found: Tally) -> EdgeInfo:
    return EdgeInfo(
        source=source,
        target=target,
        records=found.records,
        newly_blocked=found.counts.get("blocked", 0),
        newly_allowed=found.counts.get("allowed", 0),
        still_open=found.counts.get("open", 0),
        still_closed=found.counts.get("closed", 0),
        blocked_value=amounts(found.worth.get("blocked", ())),
        allowed_value=amounts(found.worth.get("allowed", ())),
    )


def _owner(member: Row | None, found: Tally) -> OwnerTally:
    return OwnerTally(
        owner=member_info(member),
        records=found.records,
        newly_blocked=found.counts.get("blocked", 0),
        newly_allowed=found.counts.get("allowed", 0),
        unchanged=found.counts.get("unchanged", 0),
        newly_stuck=found.counts.get("stuck", 0),
        blocked_value=amounts(found.worth.get("blocked", ())),
        allowed_value=amounts(found.worth.get("allowed", ())),
    )


def _record(found: Row) -> RecordInfo:
    return RecordInfo(
        id=strawberry.ID(found["id"]),
        title=found["title"],
        stage=found["stage"],
        owner=member_info(found["owner"]),
        value=amount_info(found["value"]),
        moves=[_move(each) for each in found["moves"] if each is not None],
    )


def amount_info(found: Row | None) -> AmountInfo | None:
    """One amount, as PostgreSQL tells of it."""
    return None if found is None else AmountInfo(amount=Decimal(found["amount"]), currency=found["currency"])


def _move(found: Row) -> MoveInfo:
    return MoveInfo(
        to=found["to"],
        change=ChangeName.blocked if found["blocked"] else ChangeName.allowed,
        clauses=None if found["clauses"] is None else clause_infos(found["clauses"]),
        tree=None if found["tree"] is None else rule_nodes(found["tree"]),
    )


def clause_infos(found: Rows) -> list[ClauseInfo]:
    """Clauses, as PostgreSQL tells of them."""
    counted = ("matched", "records")
    return [
        ClauseInfo(
            **{
                **each,
                **{name: whole(each[name]) for name in counted},
                "severity": SeverityName(each["severity"]),
            }
        )
        for each in found
    ]
