"""Publishing in the caller's name, at once or in the background: every mutation that publishes goes through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

import strawberry

from api.context import RequestContext
from api.fixed.acceptance import accept_catalog
from api.fixed.document_checks import SECONDS, Comparison, DocumentCheckInfo, checked_documents
from api.fixed.operations import OperationInfo, operation_info
from api.fixed.user_error import UserError, refusals
from api.fixed.uses import UseInfo, use_infos
from api.fixed.warnings import WarningInfo, acknowledging, warning_infos
from core.connection import Connection
from core.errors import SluiceError
from core.sentences import said_in
from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.drafts import Draft, remove
from metadata.operations.asking import Asked, ask, foresee
from metadata.planned import Planned
from metadata.publish import Publication, publish
from metadata.row_counts import Unfit
from metadata.steps import Step, summary
from tenants.accounts import ending_members
from tenants.platform import AFFINITY

Info = strawberry.Info[RequestContext, None]


@strawberry.enum(name="ChangeRisk", description="What a change does to existing records.")
class RiskName(Enum):
    """`metadata.changes.base.Risk`."""

    safe = "safe"
    scans = "scans"
    rewrites = "rewrites"
    hides = "hides"
    destroys = "destroys"


@strawberry.enum(
    name="ChangeLock",
    description="What of the records a change goes through while the tenant's other requests wait.",
)
class LockName(Enum):
    """`metadata.changes.base.Lock`."""

    brief = strawberry.enum_value("brief", description="None of them: it takes milliseconds.")
    reads = strawberry.enum_value("reads", description="It reads the `rows` of the step.")
    writes = strawberry.enum_value("writes", description="It writes the `rows` of the step.")


@strawberry.type(name="UnfitRecords")
class UnfitInfo:
    """Records that stay as they are although they do not satisfy a new rule."""

    rows: int = strawberry.field(description="How many there are, deleted ones not counted.")
    ids: list[strawberry.ID] = strawberry.field(description="Of the first of them.")


@strawberry.type(name="ChangeStep")
class StepInfo:
    """What one change does."""

    sentence: str
    risk: RiskName
    rows: int = strawberry.field(description="Records that it scans, rewrites, hides or destroys.")
    breaks: list[str] = strawberry.field(description="What clients will not find any more.")
    locks: LockName
    seconds: float = strawberry.field(
        description="How long the tenant's other requests wait for it, roughly; 0 where it is milliseconds."
    )
    unfit: UnfitInfo | None = strawberry.field(
        description="Of a new rule, in a dry run: the records that do not satisfy it. "
        "Null where it reads what the same publish makes."
    )
    uses: list[UseInfo] = strawberry.field(
        description="Of a removal: what goes, or changes, with that which it removes."
    )


async def _trusted_documents(
    root: strawberry.Parent["ChangeCatalogPayload"], info: Info, seconds: float = SECONDS
) -> DocumentCheckInfo | None:
    """Looked at only where it is asked for."""
    if root.compared is None:
        return None
    return await checked_documents(info.context, root.compared, seconds)


@strawberry.type
class ChangeCatalogPayload:
    """The outcome. With errors nothing was changed."""

    version: int | None = strawberry.field(
        description="The version now in force, or that a dry run would put in force; null where refused, "
        "and where it is published in the background."
    )
    steps: list[StepInfo]
    errors: list[UserError]
    warnings: list[WarningInfo] = strawberry.field(
        description="What it brings that is allowed and hardly meant; none where it is refused."
    )
    summary: str | None = strawberry.field(
        default=None, description="All steps in a few sentences, the worst first; null where there are none."
    )
    operation: OperationInfo | None = strawberry.field(
        default=None,
        description="Where it is published in the background; `version` is null then, and `steps` tell no more than "
        "can be told before the records are judged.",
    )
    compared: strawberry.Private[Comparison | None] = None
    trusted_documents: DocumentCheckInfo | None = strawberry.field(
        resolver=_trusted_documents,
        description="Which trusted documents stop working. They are looked at for at most so many seconds, ten in a "
        "request; null where nothing changes.",
    )


def refused_publish(error: SluiceError) -> ChangeCatalogPayload:
    """The payload of a refusal.

    Raises:
        SluiceError: `error` itself where it is no refusal that clients expect.
    """
    return ChangeCatalogPayload(version=None, steps=[], errors=refusals(error), warnings=[])


@dataclass(frozen=True)
class Terms:
    """How changes are to be published.

    Attributes:
        expected_version: the version that they were made for; None for whichever is in force.
        acknowledged: ids of the warnings that it may bring; None where it may bring any.
        merge: put them upon the version in force where nothing collides.
        background: whether to go on without them; None for what takes long. A dry run is told what speaks against that.
        draft: that they are of; it ends with the publish.
    """

    expected_version: int | None
    dry_run: bool = False
    note: str = ""
    acknowledged: Sequence[str] | None = None
    merge: bool = False
    background: bool | None = None
    draft: Draft | None = None


async def published(context: RequestContext, changes: Sequence[Change], terms: Terms) -> ChangeCatalogPayload:
    """Publish changes in the caller's name.

    Raises:
        SluiceError: what `metadata.publish.publish` raises; DRAFT_CONFLICT where the draft is not what it was.
    """
    caller, engine = context.require_caller(), context.engine
    planned = None if terms.background is False else await _beforehand(context, changes, terms)
    if isinstance(planned, Asked):
        engine.operating.wake()
        return _asked(planned, context.own_language)

    # What is only tried is so by the tenant's role, which does not see who ends when.
    ending = await _ending(context) if terms.dry_run else None

    async def accept(connection: Connection, to_be: Catalog) -> None:
        await accept_catalog(
            connection,
            caller.namespace,
            to_be,
            context.language,
            caller.quotas,
            ending,
            # A dry run is run by the tenant's own role.
            owner=not terms.dry_run,
        )
        if terms.draft is not None and not terms.dry_run:
            await remove(connection, caller.namespace, terms.draft)

    publication = await publish(
        engine.database,
        engine.catalogs,
        caller.namespace,
        changes,
        caller.member_id,
        terms.expected_version,
        terms.dry_run,
        terms.note,
        accept,
        acknowledging(terms.acknowledged),
        terms.merge,
        planned=planned,
    )
    if not terms.dry_run:
        # What follows in the same operation sees the new catalog.
        context.catalog = publication.catalog
        context.access = engine.accesses.access(publication.catalog, caller.namespace, caller.roles)
    return _payload(publication, context.own_language)


async def _ending(context: RequestContext) -> Sequence[UUID]:
    """The members of the caller's tenant whose membership ends by itself."""
    async with context.engine.database.transaction(affinity=AFFINITY) as connection:
        return await ending_members(connection, context.require_caller().namespace)


async def _beforehand(
    context: RequestContext, changes: Sequence[Change], terms: Terms
) -> Asked | Planned | None:
    """What goes on in the background, or else the plan for a publish at once, where there is one already.

    A dry run is told what a publish would be refused for: without it, the plan were one that nobody can carry out.
    """
    caller, engine = context.require_caller(), context.engine
    if terms.dry_run:
        foreseen = await foresee(
            engine.database,
            engine.catalogs,
            caller.namespace,
            changes,
            terms.expected_version,
            terms.note,
            terms.merge,
            terms.background,
        )
        return foreseen.planned
    return await ask(
        engine.database,
        engine.catalogs,
        caller.namespace,
        changes,
        caller.member_id,
        terms.expected_version,
        terms.note,
        acknowledging(terms.acknowledged),
        terms.merge,
        terms.background,
        terms.draft,
    )


def _asked(asked: Asked, language: str) -> ChangeCatalogPayload:
    return ChangeCatalogPayload(
        version=None,
        steps=[_step(each, language) for each in asked.steps],
        errors=[],
        warnings=warning_infos(asked.warnings, language),
        operation=operation_info(asked.operation),
    )


def _payload(publication: Publication, language: str) -> ChangeCatalogPayload:
    return ChangeCatalogPayload(
        version=publication.version,
        steps=[_step(each, language) for each in publication.steps],
        errors=[],
        warnings=warning_infos(publication.warnings, language),
        summary=said_in(summary(publication.steps), language),
        compared=Comparison(publication.base, publication.catalog),
    )


def _step(step: Step, language: str) -> StepInfo:
    return StepInfo(
        sentence=said_in(step.sentence, language),
        risk=RiskName(step.risk.value),
        rows=step.rows,
        breaks=[said_in(each, language) for each in step.breaks],
        locks=LockName(step.lock.value),
        seconds=step.seconds,
        unfit=None if step.unfit is None else _unfit(step.unfit),
        uses=use_infos(step.uses, language),
    )


def _unfit(found: Unfit) -> UnfitInfo:
    return UnfitInfo(rows=found.rows, ids=[strawberry.ID(str(each)) for each in found.ids])
