"""The whole catalog as one document: what files, a CI job and the console read and send."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.inputs import or_none
from api.fixed.publishing import ChangeCatalogPayload, Terms, published, refused_publish
from api.types.scalars import Json
from core.errors import PathPart, Problem, SluiceError, fault
from core.sentences import joined
from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.document.form import document_of
from metadata.document.reading import changes_to

Info = strawberry.Info[RequestContext, None]


@strawberry.type(name="CatalogDocument")
class DocumentOfCatalog:
    """A version of the catalog as a document."""

    version: int
    document: Json = strawberry.field(
        description="Everything that is configured, ids included: what `applyCatalog` takes."
    )


async def catalog_document(info: Info, version: int | None = UNSET) -> DocumentOfCatalog:
    """The catalog in force, or that of another version."""
    context = info.context
    caller = context.require_action("configure")
    current, _ = context.require_catalog()
    wanted = or_none(version)
    found = current if wanted is None else await context.engine.catalogs.load(caller.namespace, wanted)
    return DocumentOfCatalog(version=found.version, document=Json(document_of(found)))


async def apply_catalog(
    info: Info,
    document: Json,
    expected_version: int | None = UNSET,
    dry_run: bool | None = UNSET,
    note: str | None = UNSET,
    acknowledge: list[str] | None = UNSET,
    background: bool | None = UNSET,
    base_version: int | None = UNSET,
) -> ChangeCatalogPayload:
    """Publish what makes the catalog as the document has it; where it is so already, nothing is published.

    Args:
        base_version: the version that the document is made from, 0 where its author has seen none. What was added since
            is not removed: the document is refused.
    """
    context = info.context
    caller = context.require_action("configure")
    head = await context.engine.catalogs.head(caller.namespace)
    changes: tuple[Change, ...] = ()
    try:
        wanted = or_none(expected_version)
        if wanted is not None and wanted != head.version:
            message = f"Version {head.version} is in force, not {wanted}."
            raise fault("CATALOG_CONFLICT", message, "expectedVersion", version=head.version)
        base = await _base(context, or_none(base_version))
        # A large document takes seconds, in which the process answers others.
        catalogs = context.engine.catalogs
        changes = await catalogs.aside.run(caller.namespace, partial(changes_to, document, head, base))
        if not changes:
            return ChangeCatalogPayload(version=head.version, steps=[], errors=[], warnings=[])
        terms = Terms(
            head.version,
            dry_run is True,
            or_none(note) or "",
            or_none(acknowledge),
            background=or_none(background),
        )
        return await published(context, changes, terms)
    except SluiceError as error:
        return refused_publish(SluiceError([_told(problem, changes) for problem in error.problems]))


async def _base(context: RequestContext, version: int | None) -> Catalog | None:
    """The version that a document is made from; None where it does not matter."""
    if version is None:
        return None
    if version == 0:
        return Catalog()
    namespace = context.require_caller().namespace
    return await context.engine.catalogs.load(namespace, version, "baseVersion")


def _told(problem: Problem, changes: Sequence[Change]) -> Problem:
    """The problem with a path of the arguments: nobody has given the changes, so it tells what they are about."""
    match problem.path:
        case ("expectedVersion" | "note" | "acknowledge" | "baseVersion", *_):
            return problem
        case ("changes", int(index), *_):
            change = changes[index]
            message = joined([change.sentence(), problem.message], " ", "")
            return replace(problem, message=message, path=("document", *_place(change)))
        case ("changes", *_):
            return replace(problem, path=("document",))
        case _:
            return problem.within("document")


def _place(change: Change) -> tuple[PathPart, ...]:
    """Where in the document the change is about, as near as the names in it tell."""
    named = {part: getattr(change, part, None) for part in ("object", "field", "role")}
    match named:
        case {"object": str(name), "field": str(field)}:
            return ("objects", name, "fields", field)
        case {"object": str(name)}:
            return ("objects", name)
        case {"role": str(name)}:
            return ("roles", name)
    return ()
