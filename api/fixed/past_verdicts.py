"""`pastVerdicts`: what gates have said of a record, said again and checked."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.inputs import or_none, uuid_of
from api.fixed.members import MemberInfo, member_info
from api.fixed.one_catalog import under_one_catalog
from api.fixed.rule_nodes import RuleNodeInfo, rule_nodes
from api.fixed.selection import asks_for
from api.fixed.simulation import judged_object, within
from api.fixed.simulation_types import ClauseInfo, clause_infos
from records.kept_judgements import kept_judgements
from records.past_verdicts import PastVerdict, said_again
from records.plans.past import PastPlan

Info = strawberry.Info[RequestContext, None]

MOST_VERDICTS = 50


@strawberry.enum(name="VerdictOutcome", description="What became of a move.")
class OutcomeName(Enum):
    """`records.kept_judgements.Outcome`."""

    moved = strawberry.enum_value("moved", description="The gate was open.")
    overridden = strawberry.enum_value(
        "overridden", description="The gate was closed, and somebody gave a reason."
    )
    refused = strawberry.enum_value("refused", description="The gate was closed, and nothing was written.")


@strawberry.type(name="PastVerdict")
class PastVerdictInfo:
    """A verdict of the past, said again by the rules of its time."""

    id: strawberry.ID = strawberry.field(description="Of a move that of its entry in `stageHistory`.")
    at: datetime = strawberry.field(
        description="When it was judged, and the clock that it is judged by again."
    )
    by: MemberInfo | None
    times: int = strawberry.field(description="How often the same was asked and refused; 1 of a move.")
    source: str = strawberry.field(description="Name that the stage has now, so is `target`.")
    target: str
    outcome: OutcomeName
    override: str | None = strawberry.field(description="Why it was done although the gate was closed.")
    catalog_version: int = strawberry.field(description="The rules it was judged by.")
    open: bool | None = strawberry.field(
        description="Null where that version does not have the edge, so that nothing can be said."
    )
    clauses: list[ClauseInfo] = strawberry.field(
        description="Each condition, enforced or not, with the values of that time, and how many records of a list met "
        "it."
    )
    tree: list[RuleNodeInfo] = strawberry.field(
        description="The rules as they were written, each as a tree, with the values of that time."
    )
    agrees: bool | None = strawberry.field(
        description="Judged again, the same clauses are satisfied as were then. Null where nothing can be said."
    )


async def past_verdicts(
    info: Info,
    object: str,
    record: strawberry.ID,
    first: int = 20,
    before: datetime | None = UNSET,
) -> list[PastVerdictInfo] | None:
    """What gates have said of a record; None where there is no such record that the caller may read."""
    context, trees = info.context, asks_for(info, "tree")
    within("first", first, MOST_VERDICTS)

    async def said() -> list[PastVerdictInfo] | None:
        catalog, access = context.require_catalog()
        of = judged_object(catalog, access, object)
        caller = context.require_caller()
        id_ = uuid_of(record, "record", "record")
        plan = PastPlan(
            catalog, caller.namespace, context.language, access, of, id_, first, or_none(before), trees
        )
        database = context.engine.database
        found = await kept_judgements(database, plan, caller)
        if found is None:
            return None
        versions = {each.catalog_version for each in found}
        catalogs = {
            version: await context.engine.catalogs.load(caller.namespace, version)
            for version in sorted(versions)
        }
        return [_told(each) for each in await said_again(database, plan, found, catalogs)]

    return await under_one_catalog(context, said, action=None)


def _told(found: PastVerdict) -> PastVerdictInfo:
    kept = found.judgement
    return PastVerdictInfo(
        id=strawberry.ID(kept.id),
        at=kept.at,
        by=member_info(kept.by),
        times=kept.times,
        source=kept.source,
        target=kept.target,
        outcome=OutcomeName(kept.outcome),
        override=kept.override,
        catalog_version=kept.catalog_version,
        open=found.open,
        clauses=clause_infos(found.clauses),
        tree=rule_nodes(found.tree),
        agrees=found.agrees,
    )
