"""Drafts of the catalog: saved, shared with whoever may `configure`, and published as one version."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.catalog_types import CatalogInfo
from api.fixed.catalog_view import CatalogView
from api.fixed.change_inputs import CatalogChange
from api.fixed.change_mapping import changes_aside
from api.fixed.inputs import or_none, uuid_of
from api.fixed.operations import OperationInfo, operation_info
from api.fixed.publishing import ChangeCatalogPayload, Terms, published, refused_publish
from api.fixed.user_error import UserError, refusals
from api.types.scalars import Json
from core.errors import SluiceError, fault
from core.sentences import Sentence
from metadata import drafts as kept
from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.merging.onto import changes_onto
from metadata.operations.kept import Operation, of_drafts
from metadata.planning import plan_aside
from policies.decide import decide

Info = strawberry.Info[RequestContext, None]


async def _plan(
    root: strawberry.Parent["DraftInfo"], info: Info, background: bool | None = UNSET
) -> ChangeCatalogPayload:
    """A dry run upon the version in force."""
    context = info.context
    try:
        # A list of drafts asks for many plans at once, which must not take all connections.
        async with context.engine.plans:
            aside = or_none(background)
            terms = Terms(root.kept.base_version, dry_run=True, merge=True, background=aside)
            return await published(context, root.kept.built(), terms)
    except SluiceError as error:
        return refused_publish(error)


async def _catalog(root: strawberry.Parent["DraftInfo"], info: Info) -> CatalogInfo | None:
    """In memory, as a simulation has it: no record is looked at."""
    context = info.context
    caller = context.require_action("configure")
    try:
        async with context.engine.plans:
            to_be = await catalog_with(context, root.kept)
    except SluiceError as error:
        # The plan says why; what is no refusal of the changes is raised.
        refusals(error)
        return None
    # It bears no version of its own, so what is decided of it must not be remembered.
    deciding = partial(decide, to_be, caller.namespace, caller.roles)
    access = await context.engine.catalogs.aside.run(caller.namespace, deciding)
    return CatalogView(to_be, access, context.may("configure"), context.language).shown()


@strawberry.type(name="CatalogDraft")
class DraftInfo:
    """Changes that are gathered and not published yet."""

    kept: strawberry.Private[kept.Draft]
    id: strawberry.ID
    name: str
    revision: int = strawberry.field(description="One more with each saving.")
    base_version: int = strawberry.field(description="The version that the changes were made for.")
    authors: list[strawberry.ID] = strawberry.field(description="Ids of the members who have saved it.")
    changes: Json = strawberry.field(
        description="As the list of versions has them; each is an input again, as `json` of `CatalogChange`."
    )
    created_at: datetime
    updated_at: datetime
    updated_by: strawberry.ID | None = strawberry.field(description="Id of the member.")
    operation: OperationInfo | None = strawberry.field(
        description="That publishes it, or was the last to try: its `errors` say why the draft is still there. "
        "Until it has ended, nobody else publishes, saves or discards the draft."
    )

    plan: ChangeCatalogPayload = strawberry.field(
        resolver=_plan,
        description="What publishing would do now; its errors tell what no longer fits, or collides. "
        "`background` is that of the publish: unless it is false, what cannot be prepared before is refused.",
    )
    catalog: CatalogInfo | None = strawberry.field(
        resolver=_catalog,
        description="What would be configured; null where the changes do not fit, for which `plan` tells the errors.",
    )


@strawberry.type
class SaveCatalogDraftPayload:
    """The draft as it is now kept. With errors nothing was saved."""

    draft: DraftInfo | None
    errors: list[UserError]


@strawberry.type
class DiscardCatalogDraftPayload:
    """The id of what is gone; null where refused."""

    id: strawberry.ID | None
    errors: list[UserError]


async def catalog_drafts(info: Info) -> list[DraftInfo]:
    """Every draft, the one saved last first."""
    caller = info.context.require_action("configure")
    found = await kept.drafts(info.context.engine.database, caller.namespace)
    return await _infos(info.context, *found)


async def catalog_draft(info: Info, id: strawberry.ID) -> DraftInfo | None:
    """One draft; null where there is none."""
    info.context.require_action("configure")
    try:
        (found,) = await _infos(info.context, await draft_of(info.context, id))
    except SluiceError as error:
        if all(problem.code == "NOT_FOUND" for problem in error.problems):
            return None
        raise
    return found


async def save_catalog_draft(
    info: Info,
    changes: list[CatalogChange],
    id: strawberry.ID | None = UNSET,
    name: str | None = UNSET,
    append: bool = False,
    expected_revision: int | None = UNSET,
    base_version: int | None = UNSET,
) -> SaveCatalogDraftPayload:
    """Make a draft, replace its changes, or append some."""
    context = info.context
    caller = context.require_action("configure")
    database = context.engine.database
    try:
        given = await changes_aside(context, changes)
        wanted = or_none(id)
        old = None if wanted is None else await draft_of(context, wanted, or_none(expected_revision))
        base = await _base(context, None if append else or_none(base_version))
        if old is not None and append:
            given = (*await _earlier(context, old, base), *given)
        named = or_none(name)
        new = kept.content(old.name if named is None and old is not None else named or "", base, given)
        async with database.transaction(affinity=caller.namespace, walled=True) as connection:
            if old is None:
                saved = await kept.add(connection, caller.namespace, new, caller.member_id)
            else:
                saved = await kept.replace(connection, caller.namespace, old, new, caller.member_id)
    except SluiceError as error:
        return SaveCatalogDraftPayload(draft=None, errors=refusals(error))
    (shown,) = await _infos(context, saved)
    return SaveCatalogDraftPayload(draft=shown, errors=[])


async def publish_catalog_draft(
    info: Info,
    id: strawberry.ID,
    expected_revision: int,
    note: str | None = UNSET,
    acknowledge: list[str] | None = UNSET,
    background: bool | None = UNSET,
) -> ChangeCatalogPayload:
    """Publish a draft as one version, and be done with it."""
    context = info.context
    context.require_action("configure")
    try:
        old = await draft_of(context, id, expected_revision)
        given_note = or_none(note)
        terms = Terms(
            old.base_version,
            note=old.name if given_note is None else given_note,
            acknowledged=or_none(acknowledge),
            merge=True,
            background=or_none(background),
            draft=old,
        )
        return await published(context, old.built(), terms)
    except SluiceError as error:
        return refused_publish(error)


async def discard_catalog_draft(
    info: Info,
    id: strawberry.ID,
    expected_revision: int | None = UNSET,
) -> DiscardCatalogDraftPayload:
    """The end of a draft."""
    context = info.context
    caller = context.require_action("configure")
    try:
        old = await draft_of(context, id, or_none(expected_revision))
        async with context.engine.database.transaction(affinity=caller.namespace, walled=True) as connection:
            await kept.remove(connection, caller.namespace, old)
    except SluiceError as error:
        return DiscardCatalogDraftPayload(id=None, errors=refusals(error))
    return DiscardCatalogDraftPayload(id=id, errors=[])


async def draft_of(
    context: RequestContext, wanted: str, expected_revision: int | None = None, argument: str = "id"
) -> kept.Draft:
    """The draft of that id.

    Raises:
        SluiceError: NOT_FOUND, DRAFT_CONFLICT.
    """
    namespace = context.require_caller().namespace
    found = await kept.draft(context.engine.database, namespace, uuid_of(wanted, "draft", argument))
    if found is None:
        raise fault("NOT_FOUND", Sentence("There is no such draft", "没有这份草稿"), argument)
    if expected_revision is not None and found.revision != expected_revision:
        raise kept.conflict()
    return found


async def catalog_with(context: RequestContext, draft: kept.Draft) -> Catalog:
    """The catalog in force with the changes of a draft.

    Raises:
        SluiceError: what is wrong with the changes; CATALOG_CONFLICT where the draft collides with what
            others have published.
    """
    catalog, _ = context.require_catalog()
    catalogs, namespace = context.engine.catalogs, context.require_caller().namespace
    fitting = draft.built()
    if draft.base_version != catalog.version:
        fitting = await changes_onto(
            context.engine.database, catalogs, namespace, draft.base_version, catalog, fitting
        )
    return (await plan_aside(catalogs, namespace, catalog, fitting)).result


async def _base(context: RequestContext, given: int | None) -> int:
    """The version that changes are made for: the one in force, unless another is given that has been.

    Raises:
        SluiceError: CATALOG_UNKNOWN.
    """
    namespace = context.require_caller().namespace
    catalogs = context.engine.catalogs
    if given is None:
        return (await catalogs.head(namespace)).version
    return (await catalogs.load(namespace, given, "baseVersion")).version


async def _earlier(context: RequestContext, old: kept.Draft, version: int) -> Sequence[Change]:
    """The changes that are in the draft, as they are for a later version: those appended are made for it.

    Raises:
        SluiceError: CATALOG_CONFLICT and others, where they no longer fit.
    """
    if old.base_version == version:
        return old.built()
    namespace, engine = context.require_caller().namespace, context.engine
    head = await engine.catalogs.load(namespace, version)
    return await changes_onto(
        engine.database, engine.catalogs, namespace, old.base_version, head, old.built()
    )


async def _infos(context: RequestContext, *found: kept.Draft) -> list[DraftInfo]:
    namespace = context.require_caller().namespace
    tried = await of_drafts(context.engine.database, namespace, [each.id for each in found])
    return [_info(each, tried.get(each.id)) for each in found]


def _info(draft: kept.Draft, operation: Operation | None) -> DraftInfo:
    return DraftInfo(
        kept=draft,
        id=strawberry.ID(str(draft.id)),
        name=draft.name,
        revision=draft.revision,
        base_version=draft.base_version,
        authors=[strawberry.ID(str(each)) for each in draft.authors],
        changes=Json(draft.changes),
        created_at=draft.created_at,
        updated_at=draft.updated_at,
        updated_by=None if draft.updated_by is None else strawberry.ID(str(draft.updated_by)),
        operation=None if operation is None else operation_info(operation),
    )
