"""What is removed and can be restored: what its table and columns are called meanwhile, and how it is found.

A removed object is a table, a removed field or pipeline a column or more, under names made of their ids. Names of the
catalog have no underscore, so nothing that a tenant makes ever meets them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from core.errors import PathPart, fault
from metadata.catalog import (
    Catalog,
    Grant,
    Object,
    RemovedField,
    RemovedGrant,
    RemovedObject,
    RemovedPipeline,
    Role,
)
from metadata.field_types.all_types import type_of
from metadata.field_types.base import ColumnSpec
from metadata.fields import Field
from metadata.system_fields import STAGE, STAGE_ENTERED

PREFIX = "sluice_removed_"
"""What the names of removed tables and columns begin with."""

Removed = TypeVar("Removed", RemovedField, RemovedPipeline, RemovedObject)


def removed_name(id_: str) -> str:
    """What the table of a removed object, or the column of a removed field or pipeline, is called."""
    return f"{PREFIX}{id_}"


def removed_columns(field: Field) -> Mapping[str, ColumnSpec]:
    """The columns of a removed field by their names meanwhile; none where nothing is stored."""
    if field.computed:
        return {}
    return {
        removed_name(field.id) + (f"__{spec.part}" if spec.part else ""): spec
        for spec in type_of(field).columns(field)
    }


def removed_stage_columns(pipeline_id: str) -> Mapping[str, str]:
    """What the columns of a removed pipeline are called meanwhile, by the system field that each holds."""
    name = removed_name(pipeline_id)
    return {STAGE: name, STAGE_ENTERED: f"{name}__entered"}


def with_removed_objects(catalog: Catalog) -> Catalog:
    """`catalog` with the removed objects among the others, for what looks at their rules."""
    if not catalog.removed_objects:
        return catalog
    return replace(catalog, objects=(*catalog.objects, *(each.object for each in catalog.removed_objects)))


def without_removed(catalog: Catalog) -> Catalog:
    """`catalog` with nothing that can be restored, for what compares what is in force."""
    return replace(
        catalog,
        objects=tuple(replace(each, removed_fields=(), removed_pipelines=()) for each in catalog.objects),
        removed_objects=(),
    )


def removed_field(definition: Object, name: str, *path: PathPart) -> RemovedField:
    """The removed field that was called so, or has this id.

    Raises:
        SluiceError: CATALOG_UNKNOWN at `path` where there is none, CATALOG_INVALID where there are several.
    """
    known = [(each.field.id, each.field.name, each) for each in definition.removed_fields]
    return _found(known, name, f"field of {definition.name}", path)


def removed_pipeline(definition: Object, name: str, *path: PathPart) -> RemovedPipeline:
    """The removed pipeline that was called so, or has this id.

    Raises:
        SluiceError: as `removed_field`.
    """
    known = [(each.pipeline.id, each.pipeline.name, each) for each in definition.removed_pipelines]
    return _found(known, name, f"pipeline of {definition.name}", path)


def removed_object(catalog: Catalog, name: str, *path: PathPart) -> RemovedObject:
    """The removed object that was called so, or has this id.

    Raises:
        SluiceError: as `removed_field`.
    """
    known = [(each.object.id, each.object.name, each) for each in catalog.removed_objects]
    return _found(known, name, "object", path)


def without_grants(
    catalog: Catalog, goes: Callable[[Grant], bool]
) -> tuple[tuple[Role, ...], tuple[RemovedGrant, ...]]:
    """The roles without the grants that go, and these."""
    roles = tuple(
        replace(role, grants=tuple(grant for grant in role.grants if not goes(grant)))
        for role in catalog.roles
    )
    gone = (RemovedGrant(role.id, grant) for role in catalog.roles for grant in role.grants if goes(grant))
    return roles, tuple(gone)


def naming_stages(definition: Object, stages: Collection[str]) -> Callable[[Grant], bool]:
    """Whether a grant names any of the object's stages with these ids."""

    def names(grant: Grant) -> bool:
        return grant.object == definition.id and (grant.leaving in stages or grant.entering in stages)

    return names


def _found(
    known: Sequence[tuple[str, str, Removed]], name: str, what: str, path: tuple[PathPart, ...]
) -> Removed:
    found = [each for id_, called, each in known if name in (id_, called)]
    if not found:
        names = ", ".join(dict.fromkeys(called for _, called, _ in known))
        message = f"No {what} that can be restored is called {name[:60]!r}."
        hint = f"There are {names}." if names else "Nothing is; `catalog { removed { name until } }` tells."
        raise fault("CATALOG_UNKNOWN", message, *path, hint=hint)
    if len(found) > 1:
        ids = ", ".join(f"{id_} (until {each.until})" for id_, called, each in known if called == name)
        message = f"Several that can be restored were called {name[:60]!r}."
        raise fault("CATALOG_INVALID", message, *path, hint=f"Give the id of one: {ids}.")
    return found[0]
