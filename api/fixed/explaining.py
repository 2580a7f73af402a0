"""`explainAccess`: why somebody may do something, or may not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, TypeVar

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.catalog_view import CatalogView
from api.fixed.explained_questions import Asked, Subject, object_of, question_of, subject_of
from api.fixed.explained_types import ExplainedGrantInfo, ExplanationInfo, MissingInfo, ReasonName
from api.fixed.inputs import or_none, uuid_of
from api.fixed.one_catalog import under_one_catalog
from api.fixed.rule_nodes import rule_nodes
from api.fixed.selection import asks_for
from api.types.scalars import Json
from metadata.catalog import Catalog
from metadata.changes.roles import SetGrants
from metadata.codec import encoded
from metadata.differences.roles import new_grants
from policies.explained_words import grant_told, missing_told, reason_told
from policies.explaining import Missing, Reason, Step, missing, steps_of
from policies.speaking import Question
from records.explained import Explained, Found, explained, found_record
from records.plans.explained import ExplainPlan
from records.unkept import Rows

Info = strawberry.Info[RequestContext, None]
Value = TypeVar("Value")


async def explain_access(
    info: Info,
    action: str,
    object: str | None = UNSET,
    record: strawberry.ID | None = UNSET,
    field: str | None = UNSET,
    from_: Annotated[str | None, strawberry.argument(name="from")] = UNSET,
    to: str | None = UNSET,
    member: strawberry.ID | None = UNSET,
    api_key: strawberry.ID | None = UNSET,
    roles: list[str] | None = UNSET,
) -> ExplanationInfo:
    """Whether somebody may do something, and why."""
    context = info.context
    context.require_action("configure")
    asked = Asked(
        action,
        or_none(object),
        or_none(record),
        or_none(field),
        or_none(from_),
        or_none(to),
        asks_for(info, "grants", "tree"),
    )

    async def told() -> ExplanationInfo:
        subject = await subject_of(context, or_none(member), or_none(api_key), or_none(roles))
        return await _told(context, asked, subject)

    return await under_one_catalog(context, told)


@dataclass(frozen=True)
class _Outcome:
    """What is answered.

    Attributes:
        question: that the reason is about, the one that was asked or one that it needs.
        holds: of each grant of the steps, in their order; none where no record is asked about.
    """

    question: Question
    reason: Reason
    steps: tuple[Step, ...] = ()
    holds: tuple[bool, ...] = ()
    trees: tuple[Rows, ...] = ()


async def _told(context: RequestContext, asked: Asked, subject: Subject) -> ExplanationInfo:
    catalog, access = context.require_catalog()
    caller, engine = context.require_caller(), context.engine
    theirs = engine.accesses.access(catalog, caller.namespace, subject.roles)
    found: Found | None = None
    plan: ExplainPlan | None = None
    of = object_of(catalog, asked)
    if asked.record is not None and of is not None:
        record = uuid_of(asked.record, "record", "record")
        plan = ExplainPlan(
            catalog, caller.namespace, context.language, access, of, record, theirs, subject.member
        )
        found = await found_record(engine.database, plan, caller) if of.id in access.objects else None
        if found is None:
            return _info(context, _Outcome(Question(asked.action, of), Reason.NO_RECORD))
    question = question_of(catalog, asked, None if found is None else found.stage)
    if question is None:
        return _info(context, _Outcome(Question(asked.action, of), Reason.NO_SUCH_MOVE))
    aside = partial(engine.catalogs.aside.run, caller.namespace, changes=1)
    steps = await aside(partial(steps_of, catalog, subject.roles, theirs, question))
    if plan is None or found is None:
        outcome = _Outcome(*_decisive(subject, steps), steps)
    else:
        judged = await explained(engine.database, _asking(plan, steps, trees=asked.trees), caller)
        if judged is None:
            return _info(context, _Outcome(question, Reason.NO_RECORD))
        outcome = _Outcome(*_of_record(subject, steps, found, judged), steps, judged.holds, judged.trees)
    lacks = None
    if outcome.reason is not Reason.GRANTED and subject.barred is None:
        lacks = await aside(partial(missing, catalog, caller.namespace, subject.roles, theirs, steps))
    return _info(context, outcome, lacks)


def _asking(plan: ExplainPlan, steps: Sequence[Step], *, trees: bool) -> ExplainPlan:
    reached = tuple(each.rows for each in steps if each.of_record)
    grants = tuple(grant for each in steps for grant in each.grants)
    return replace(plan, reached=reached, grants=grants, trees=trees)


def _decisive(subject: Subject, steps: Sequence[Step]) -> tuple[Question, Reason]:
    """The answer, by the rights alone, and what it is about."""
    if subject.barred is not None:
        return steps[-1].question, subject.barred
    refused = (each for each in steps if not each.allowed)
    decisive = next(refused, steps[-1])
    return decisive.question, decisive.reason


def _of_record(
    subject: Subject, steps: Sequence[Step], found: Found, judged: Explained
) -> tuple[Question, Reason]:
    """The answer about a record."""
    question, reason = _decisive(subject, steps)
    if reason is not Reason.GRANTED:
        return question, reason
    if found.deleted is not (question.action == "restore"):
        return question, Reason.DELETED if found.deleted else Reason.NOT_DELETED
    denied = [
        any(held and each.grant.effect == "deny" for each, held in zip(step.grants, holds, strict=True))
        for step, holds in zip(steps, _by_step(steps, judged.holds), strict=True)
    ]
    reached = iter(judged.reached)
    for each, taken in zip(steps, denied, strict=True):
        if each.of_record and not next(reached):
            return each.question, Reason.TAKEN_AWAY if taken else Reason.NOT_REACHED
    return question, reason


def _by_step(steps: Sequence[Step], values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """What is told of the grants of all steps, step by step."""
    begin = 0
    for each in steps:
        yield values[begin : begin + len(each.grants)]
        begin += len(each.grants)


def _info(context: RequestContext, outcome: _Outcome, lacks: Missing | None = None) -> ExplanationInfo:
    catalog, _ = context.require_catalog()
    language = context.language
    told = [*_grants(context, outcome)]
    return ExplanationInfo(
        allowed=outcome.reason is Reason.GRANTED,
        reason=ReasonName(outcome.reason.value),
        sentence=reason_told(catalog, outcome.question, outcome.reason, language),
        grants=sorted(told, key=lambda each: each.grant.effect.value),
        missing=None if lacks is None else _missing(catalog, lacks, language),
    )


def _grants(context: RequestContext, outcome: _Outcome) -> Iterator[ExplainedGrantInfo]:
    """Those of what is asked, and of what it needs where that is what is refused."""
    catalog, access = context.require_catalog()
    view = CatalogView(catalog, access, everything=True, language=context.language)
    none: Rows = ()
    unasked = [None] * sum(len(each.grants) for each in outcome.steps)
    holds = _by_step(outcome.steps, outcome.holds or unasked)
    trees = _by_step(outcome.steps, outcome.trees or [none] * len(unasked))
    for step, held, judged in zip(outcome.steps, holds, trees, strict=True):
        if step is not outcome.steps[-1] and step.question != outcome.question:
            continue
        for each, holding, tree in zip(step.grants, held, judged, strict=True):
            yield ExplainedGrantInfo(
                action=each.action,
                role=each.role.name,
                chains=[list(chain) for chain in each.chains],
                grant=view.grant(each.grant),
                sentence=grant_told(catalog, each, context.language),
                holds=holding,
                tree=rule_nodes(tree),
            )


def _missing(catalog: Catalog, lacks: Missing, language: str) -> MissingInfo:
    grants = new_grants(catalog, (*lacks.role.grants, *lacks.grants))
    change = SetGrants(lacks.role.name, grants)
    return MissingInfo(
        role=lacks.role.name,
        sentence=missing_told(catalog, lacks, language),
        change=Json({SetGrants.kind: encoded(change)}),
    )
