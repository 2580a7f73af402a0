"""Reading and changing the catalog."""

from functools import partial
from typing import Annotated

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.catalog_types import CatalogInfo, VersionInfo
from api.fixed.catalog_view import CatalogView
from api.fixed.change_inputs import CatalogChange
from api.fixed.change_mapping import changes_aside
from api.fixed.inputs import or_none
from api.fixed.publishing import ChangeCatalogPayload, RiskName, Terms, published, refused_publish
from api.types.scalars import Json
from core.errors import SluiceError, fault
from core.sentences import Sentence, said_in
from metadata.catalog import Catalog
from metadata.changes.kept import change_to_json
from metadata.differences.between import changes_between

Info = strawberry.Info[RequestContext, None]

MOST_VERSIONS = 500


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
    return await catalogs.aside.run(
        caller.namespace, partial(_differences, before, after, context.own_language)
    )


def _differences(before: Catalog, after: Catalog, language: str) -> list[DifferenceInfo]:
    found: list[DifferenceInfo] = []
    for change in changes_between(before, after):
        found.append(
            DifferenceInfo(
                sentence=said_in(change.told(before), language),
                risk=RiskName(change.risk(before).value),
                breaks=[said_in(each, language) for each in change.breaks(before)],
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
    background: bool | None = UNSET,
) -> ChangeCatalogPayload:
    """Publish what leads back to an earlier version, as a new one."""
    context = info.context
    caller = context.require_action("configure")
    catalogs = context.engine.catalogs
    try:
        current = await catalogs.head(caller.namespace)
        wanted = await catalogs.load(caller.namespace, to, "to")
        changes = await catalogs.aside.run(caller.namespace, partial(changes_between, current, wanted))
        if not changes:
            hint = "Choose another version; `catalogVersions` lists them."
            raise fault("CATALOG_INVALID", f"Version {to} is what is in force.", "to", hint=hint)
        version = or_none(expected_version)
        terms = Terms(
            current.version if version is None else version,
            dry_run is True,
            or_none(note) or said_in(Sentence("Back to version {}", "回到版本 {}").of(to), context.language),
            or_none(acknowledge),
            background=or_none(background),
        )
        return await published(context, changes, terms)
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
        terms = Terms(
            or_none(expected_version),
            dry_run is True,
            or_none(note) or "",
            or_none(acknowledge),
            merge,
            or_none(background),
        )
        return await published(context, await changes_aside(context, changes), terms)
    except SluiceError as error:
        return refused_publish(error)
