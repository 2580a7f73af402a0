"""What may speak against a move along the pipeline: no such edge, a closed gate, a date that is too early."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSON

from core.errors import Problem, fault
from core.sentences import Sentence
from metadata.catalog import Object
from metadata.pipelines import Transition
from metadata.text import SHORTEN
from records.approvals import approved, moved_meanwhile, needs_approval
from records.build import Build
from records.checks import RACED, Check
from records.constants import constant
from records.gates import edge_clauses, entry_clauses, open_sql, rules_of_edge
from records.given import occurred_at
from records.permitted_moves import FORBIDDEN, narrowed
from records.plans.selections import VerdictParts
from records.plans.writes import Promote
from records.verdicts import by_source, verdict_lists, verdict_object

MOST_REASON_CHARACTERS = 2_000

UNAPPROVED = Sentence(
    "This override needs a second person's approval, and has none that still holds.",
    "此次强制推进需要第二人批准，目前没有仍然有效的批准。",
)


def promotion_checks(
    build: Build, of: Object, operation: Promote, merged: FromClause, blind: ColumnElement[bool]
) -> list[Check]:
    """What may speak against the move of records that would be as `merged`.

    Args:
        blind: where the gate is not asked: the record would point to one that the caller may not see.
    """
    leaves = leaves_here(operation.edges, merged)
    checks = [Check("TRANSITION_NOT_ALLOWED", "to", not_(leaves))]
    if narrowed(build, of):
        checks.append(Check("MOVE_FORBIDDEN", "to", merged.c[FORBIDDEN]))
        # Nothing is said of the gate of a move that the caller may not make.
        blind = or_(blind, merged.c[FORBIDDEN])
    if operation.override is None:
        shut = and_(leaves, not_(blind), not_(gate_open(build, of, operation, merged)))
        checks.append(Check("GATE_CLOSED", "to", shut))
    elif needs_approval(of, operation):
        shut = and_(leaves, not_(blind), not_(gate_open(build, of, operation, merged)))
        alone = Check(
            "OVERRIDE_UNAPPROVED", "override", and_(shut, not_(approved(build, of, operation, merged)))
        )
        build.refusals[alone.text] = (Problem(alone.code, UNAPPROVED, ("override",)),)
        checks += [Check(RACED, "", moved_meanwhile(build, of, merged)), alone]
    if operation.occurred_at is not None:
        history = build.tables.stage_history.alias(build.fresh("h"))
        last = (
            select(func.max(history.c.occurred_at))
            .where(history.c.record_id == merged.c.id)
            .correlate_except(history)
            .scalar_subquery()
        )
        at = occurred_at(build, operation.occurred_at)
        checks.append(Check("BACKDATE_INVALID", "occurredAt", or_(at > func.now(), at < last)))
    return checks


def overridden(build: Build, of: Object, operation: Promote, merged: FromClause) -> ColumnElement[Any] | None:
    """Why records that would be as `merged` are moved although their gate is closed; null where it is open."""
    if operation.override is None:
        return None
    reason = build.bind(operation.override, Text(), reason_of, "override", "reason")
    return case((not_(gate_open(build, of, operation, merged)), reason))


def reason_of(value: object, path: tuple[str | int, ...]) -> object:
    """The reason of an override.

    Raises:
        SluiceError: REQUIRED where it is blank, OUT_OF_RANGE where it is too long.
    """
    text = str(value).strip()
    if not text:
        raise fault(
            "REQUIRED",
            Sentence("An override needs its reason", "强制推进需要填写理由"),
            *path,
            hint=Sentence("Say why the gate does not count here.", "请说明为什么此处不受关卡限制。"),
        )
    if len(text) > MOST_REASON_CHARACTERS:
        message = Sentence("The reason is longer than {:,} characters", "理由超过了 {:,} 个字符")
        raise fault("OUT_OF_RANGE", message.of(MOST_REASON_CHARACTERS), *path, hint=SHORTEN)
    return text


def gate_open(build: Build, of: Object, operation: Promote, merged: FromClause) -> ColumnElement[bool]:
    """Whether the entry gate and the gate of the edge that leaves the record's stage both hold; never null."""
    judged = build.judge(merged, of)
    edges = {edge.source: open_sql(edge_clauses(build.catalog, of, edge), judged) for edge in operation.edges}
    entry = open_sql(entry_clauses(build.catalog, of, operation.to), judged)
    return and_(entry, by_source(operation.edges, merged.c.stage, edges, true()))


def leaves_here(edges: tuple[Transition, ...], merged: FromClause) -> ColumnElement[bool]:
    """Whether the record stands where one of the edges begins."""
    return or_(false(), *(merged.c.stage == constant(edge.source) for edge in edges))


def verdict_json(
    build: Build, of: Object, operation: Promote, part: VerdictParts, merged: FromClause
) -> ColumnElement[Any]:
    """The verdict on records that would be as `merged`, by the edge that each would take."""
    by_edge = {
        edge.source: verdict_lists(build, part, rules_of_edge(build.catalog, of, edge), merged, of)
        for edge in operation.edges
    }
    lists = {
        each: by_source(
            operation.edges,
            merged.c.stage,
            {source: found[each] for source, found in by_edge.items()},
            cast(null(), JSON),
        )
        for each in part.lists
    }
    return verdict_object(build, part, gate_open(build, of, operation, merged), lists)
