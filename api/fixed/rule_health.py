"""`ruleHealth`: how the conditions of a pipeline fare, by what gates have said and what became of it."""

from datetime import datetime

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.inputs import or_none
from api.fixed.members import MemberInfo, member_info
from api.fixed.one_catalog import under_one_catalog
from api.fixed.pipeline_types import CriterionModeName
from api.fixed.simulation import judged_object, within
from core.errors import fault
from metadata.catalog import Object
from metadata.pipelines import Stage
from records.gates import pipeline_of
from records.plans.health import HealthPlan
from records.rule_health import ClauseHealth, rule_health

Info = strawberry.Info[RequestContext, None]

MOST_MEMBERS = 50


@strawberry.type(name="RefusedMember")
class RefusedMemberInfo:
    """Who was refused."""

    member: MemberInfo | None = strawberry.field(description="Null where it is no member any more.")
    refusals: int


@strawberry.type(name="ClauseHealth")
class ClauseHealthInfo:
    """A condition of the pipeline, and what came of it. What it said before it was changed does not count."""

    pointer: str = strawberry.field(description="Where in the pipeline's definition it stands.")
    sentence: str
    redacted: bool
    criterion: str | None = strawberry.field(description="Name of the criterion that it is of.")
    mode: CriterionModeName = strawberry.field(description="Whether it refuses, warns, or is only recorded.")
    refusals: int = strawberry.field(
        description="Moves that were refused while it was not satisfied, repeated ones included. Another "
        "condition may have refused them too, and alone where this one does not refuse."
    )
    records: int = strawberry.field(description="Of how many records.")
    won: int = strawberry.field(description="Of these, in a stage that is won now; so are `lost` and `open`.")
    lost: int
    open: int
    opened: int = strawberry.field(
        description="Records that went into the stage later with the condition satisfied, each stage for itself."
    )
    hours_to_open: float | None = strawberry.field(
        description="The median of the hours from the first refusal of such a record to that move."
    )
    overridden: int = strawberry.field(description="Moves that were done all the same, with a reason.")
    warned: int = strawberry.field(
        description="Moves that were done all the same, because the condition did not refuse."
    )
    members: list[RefusedMemberInfo] = strawberry.field(description="Who was refused the most.")


async def clause_health(
    info: Info,
    object: str,
    pipeline: str | None = UNSET,
    since: datetime | None = UNSET,
    members: int = 5,
) -> list[ClauseHealthInfo] | None:
    """How the conditions of a pipeline fare, those that refused the most first."""
    context = info.context
    context.require_action("configure")
    within("members", members, MOST_MEMBERS)

    async def told() -> list[ClauseHealthInfo]:
        catalog, access = context.require_catalog()
        of = judged_object(catalog, access, object)
        caller = context.require_caller()
        entered = _entered(of, or_none(pipeline))
        plan = HealthPlan(
            catalog, caller.namespace, context.language, access, of, entered, or_none(since), members
        )
        return [_told(each) for each in await rule_health(context.engine.database, plan, caller)]

    async with context.engine.simulations:
        return await under_one_catalog(context, told)


def _entered(of: Object, pipeline: str | None) -> tuple[Stage, ...]:
    whole = pipeline_of(of)
    if pipeline is None:
        return whole.stages
    if pipeline not in whole.entries:
        hint = f"Its pipelines: {', '.join(whole.entries)}."
        message = f"{of.name} has no pipeline named {pipeline[:60]!r}"
        raise fault("CATALOG_UNKNOWN", message, "pipeline", hint=hint)
    return whole.along(pipeline)


def _told(found: ClauseHealth) -> ClauseHealthInfo:
    criterion = found.placed.criterion
    return ClauseHealthInfo(
        pointer=found.placed.pointer,
        sentence=found.sentence,
        redacted=found.redacted,
        criterion=None if criterion is None else criterion.name,
        mode=CriterionModeName("enforce" if criterion is None else criterion.mode),
        refusals=found.refusals,
        records=found.records,
        won=found.won,
        lost=found.lost,
        open=found.open,
        opened=found.opened,
        hours_to_open=None if found.seconds is None else found.seconds / 3_600,
        overridden=found.overridden,
        warned=found.warned,
        members=[
            RefusedMemberInfo(member=member_info(each["member"]), refusals=each["refusals"])
            for each in found.members
        ],
    )
