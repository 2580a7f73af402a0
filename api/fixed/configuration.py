"""Reading and changing the catalog."""

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import Annotated

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.administration import keep_an_administrator
from api.fixed.catalog_types import CatalogInfo, VersionInfo
from api.fixed.catalog_view import CatalogView
from api.fixed.change_inputs import CatalogChange
from api.fixed.change_mapping import changes_of
from api.fixed.document_checks import SECONDS, Comparison, DocumentCheckInfo, checked_documents
from api.fixed.inputs import or_none
from api.fixed.operations import OperationInfo, operation_info
from api.fixed.user_error import UserError, refusals
from api.fixed.uses import UseInfo, use_infos
from api.fixed.warnings import WarningInfo, acknowledging, warning_infos
from api.types.scalars import Json
from core.connection import Connection
from core.errors import SluiceError, fault
from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.changes.kept import change_to_json
from metadata.differences.between import changes_between
from metadata.operations.asking import Asked, ask
from metadata.publish import Publication, publish
from metadata.row_counts import Unfit
from metadata.steps import Step, summary

Info = strawberry.Info[RequestContext, None]

Along = Callable[[Connection], Awaitable[None]]

MOST_VERSIONS = 500


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


def _shown(context: RequestContext, catalog: Catalog) -> CatalogInfo:
    _, access = context.require_catalog()
    return CatalogView(catalog, access, context.may("configure"), context.language).shown()


async def catalog(info: Info) -> CatalogInfo:
    """The catalog in force, as far as the caller may see it."""
    current, _ = info.context.require_catalog()
    return _shown(info.context, current)


async def catalog_version(info: Info, version: int) -> CatalogInfo | None:
    """The catalog of an earlier version; null where there is none."""
    context = info.context
    caller = context.require_action("configure")
    try:
        found = await context.engine.catalogs.load(caller.namespace, version)
    except SluiceError as error:
        if all(problem.code == "CATALOG_UNKNOWN" for problem in error.problems):
            return None
        raise
    return _shown(context, found)


async def catalog_versions(info: Info, first: int = 20) -> list[VersionInfo]:
    """The latest versions, newest first."""
    context = info.context
    caller = context.require_action("configure")
    if not 1 <= first <= MOST_VERSIONS:
        raise fault("PAGE_SIZE", f"`first` is {first}; 1 to {MOST_VERSIONS} are allowed", "first")
    return [
        VersionInfo(
            version=each.version,
            note=each.note,
            created_at=each.created_at,
            created_by=None if each.created_by is None else strawberry.ID(str(each.created_by)),
            changes=Json(each.changes),
        )
        for each in await context.engine.catalogs.versions(caller.namespace, first)
    ]


@strawberry.type(name="CatalogDifference")
class DifferenceInfo:
    """One change of those that lead from one version to another."""

    sentence: str
    risk: RiskName
    breaks: list[str] = strawberry.field(description="What clients will not find any more.")
    change: Json = strawberry.field(description="The change, as the list of versions has it.")


async def catalog_differences(
    info: Info, from_: Annotated[int, strawberry.argument(name="from")], to: int
) -> list[DifferenceInfo]:
    """The changes that lead from one version to another, whatever led there in fact."""
    context = info.context
    caller = context.require_action("configure")
    catalogs = context.engine.catalogs
    before = await catalogs.load(caller.namespace, from_, "from")
    after = await catalogs.load(caller.namespace, to, "to")
    found: list[DifferenceInfo] = []
    for change in changes_between(before, after):
        found.append(
            DifferenceInfo(
                sentence=change.sentence(),
                risk=RiskName(change.risk(before).value),
                breaks=list(change.breaks(before)),
                change=Json(change_to_json(change)),
            )
        )
        before = change.apply(before)
    return found


async def roll_back_catalog(
    info: Info,
    to: int,
    expected_version: int | None = UNSET,
    dry_run: bool | None = UNSET,
    note: str | None = UNSET,
    acknowledge: list[str] | None = UNSET,
) -> ChangeCatalogPayload:
    """Publish what leads back to an earlier version, as a new one."""
    context = info.context
    caller = context.require_action("configure")
    catalogs = context.engine.catalogs
    try:
        current = await catalogs.head(caller.namespace)
        changes = changes_between(current, await catalogs.load(caller.namespace, to, "to"))
        if not changes:
            hint = "Choose another version; `catalogVersions` lists them."
            raise fault("CATALOG_INVALID", f"Version {to} is what is in force.", "to", hint=hint)
        wanted = or_none(expected_version)
        expected = current.version if wanted is None else wanted
        back = or_none(note) or f"Back to version {to}"
        return await published(context, changes, expected, dry_run is True, back, or_none(acknowledge))
    except SluiceError as error:
        return refused_publish(error)


async def change_catalog(
    info: Info,
    changes: list[CatalogChange],
    expected_version: int | None = UNSET,
    dry_run: bool | None = UNSET,
    note: str | None = UNSET,
    acknowledge: list[str] | None = UNSET,
    merge: bool = True,
    background: bool | None = UNSET,
) -> ChangeCatalogPayload:
    """Publish changes as one unit: all of them, or none."""
    context = info.context
    context.require_action("configure")
    try:
        return await published(
            context,
            changes_of(changes),
            or_none(expected_version),
            dry_run is True,
            or_none(note) or "",
            or_none(acknowledge),
            merge=merge,
            background=or_none(background),
        )
    except SluiceError as error:
        return refused_publish(error)


async def published(
    context: RequestContext,
    changes: Sequence[Change],
    expected_version: int | None,
    dry_run: bool,
    note: str,
    acknowledged: Sequence[str] | None,
    merge: bool = False,
    along: Along | None = None,
    background: bool | None = False,
) -> ChangeCatalogPayload:
    """Publish changes in the caller's name.

    Args:
        background: whether to go on without them; None for what takes long.
        along: what else is done in the transaction of the publish.
        acknowledged: ids of the warnings that it may bring; None where it may bring any.

    Raises:
        SluiceError: what `metadata.publish.publish` raises.
    """
    caller, engine = context.require_caller(), context.engine
    warn = acknowledging(acknowledged)
    if background is not False and not dry_run:
        asked = await ask(
            engine.database,
            engine.catalogs,
            caller.namespace,
            changes,
            caller.member_id,
            expected_version,
            note,
            warn,
            merge,
            background,
        )
        if asked is not None:
            engine.operating.wake()
            return _asked(asked)

    async def accept(connection: Connection, to_be: Catalog) -> None:
        await keep_an_administrator(connection, caller.namespace, to_be, "changes")
        if along is not None:
            await along(connection)

    publication = await publish(
        engine.database,
        engine.catalogs,
        caller.namespace,
        changes,
        caller.member_id,
        expected_version,
        dry_run,
        note,
        accept,
        warn,
        merge,
    )
    if not dry_run:
        # What follows in the same operation sees the new catalog.
        context.catalog = publication.catalog
        context.access = engine.accesses.access(publication.catalog, caller.namespace, caller.roles)
    return _payload(publication)


def _asked(asked: Asked) -> ChangeCatalogPayload:
    return ChangeCatalogPayload(
        version=None,
        steps=[_step(each) for each in asked.steps],
        errors=[],
        warnings=warning_infos(asked.warnings),
        operation=operation_info(asked.operation),
    )


def _payload(publication: Publication) -> ChangeCatalogPayload:
    return ChangeCatalogPayload(
        version=publication.version,
        steps=[_step(each) for each in publication.steps],
        errors=[],
        warnings=warning_infos(publication.warnings),
        summary=summary(publication.steps),
        compared=Comparison(publication.base, publication.catalog),
    )


def _step(step: Step) -> StepInfo:
    return StepInfo(
        sentence=step.sentence,
        risk=RiskName(step.risk.value),
        rows=step.rows,
        breaks=list(step.breaks),
        locks=LockName(step.lock.value),
        seconds=step.seconds,
        unfit=None if step.unfit is None else _unfit(step.unfit),
        uses=use_infos(step.uses),
    )


def _unfit(found: Unfit) -> UnfitInfo:
    return UnfitInfo(rows=found.rows, ids=[strawberry.ID(str(each)) for each in found.ids])
