"""Changes planned upon the version in force, beside the requests: what takes long is worked out in `metadata.aside`."""

from collections.abc import Callable, Sequence
from functools import partial

from core.database import Database
from core.errors import fault
from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.merging.onto import changes_onto
from metadata.planned import Planned, plan, steps
from metadata.preparations import preparations
from metadata.prepared import Preparations
from metadata.row_counts import Unfit
from metadata.steps import Step
from metadata.store import CatalogStore
from metadata.warnings.base import CatalogWarning

Warn = Callable[[Catalog, Catalog], tuple[CatalogWarning, ...]]
"""From the catalog in force and that to be to what the publish is warned of; raises where it may not go on so."""


async def plan_onto(
    database: Database,
    store: CatalogStore,
    namespace: str,
    head: Catalog,
    changes: Sequence[Change],
    expected_version: int | None,
    merge: bool,
) -> Planned:
    """The changes upon the version in force, as `metadata.publish.publish` has it.

    Raises:
        SluiceError: what is wrong with a change; CATALOG_CONFLICT.
    """
    if expected_version is None or expected_version == head.version:
        return await plan_aside(store, namespace, head, changes)
    if merge and 0 < expected_version < head.version:
        upon = await changes_onto(database, store, namespace, expected_version, head, changes)
        return await plan_aside(store, namespace, head, upon)
    message = f"Version {head.version} is in force, not {expected_version}."
    raise fault("CATALOG_CONFLICT", message, "expectedVersion", version=head.version)


async def plan_aside(
    store: CatalogStore, namespace: str, base: Catalog, changes: Sequence[Change]
) -> Planned:
    """The changes upon a base, as of `metadata.planned.plan`.

    Raises:
        SluiceError: what is wrong with them.
    """
    return await store.aside.run(namespace, partial(_planned, base, changes), len(changes))


async def prepared_aside(
    store: CatalogStore, namespace: str, planned: Planned, at_once: Sequence[str] = ()
) -> Preparations:
    """What of the changes can be done before their publish, as of `metadata.preparations.preparations`."""
    work = partial(preparations, planned, namespace, at_once)
    return await store.aside.run(namespace, work, len(planned.changes))


async def warned_aside(
    store: CatalogStore, namespace: str, planned: Planned, warn: Warn | None
) -> tuple[CatalogWarning, ...]:
    """What the changes are warned of.

    Raises:
        SluiceError: what `warn` raises.
    """
    if warn is None:
        return ()
    work = partial(warn, planned.base, planned.result)
    return await store.aside.run(namespace, work, len(planned.changes))


async def steps_aside(
    store: CatalogStore,
    namespace: str,
    planned: Planned,
    rows: Sequence[int],
    unfit: Sequence[Unfit | None] | None = None,
) -> tuple[Step, ...]:
    """What each change does; nobody has looked for records that are unfit where there is no list of them."""
    found = [None] * len(rows) if unfit is None else unfit
    return await store.aside.run(namespace, partial(steps, planned, rows, found), len(planned.changes))


def _planned(base: Catalog, changes: Sequence[Change]) -> Planned:
    planned = plan(base, changes)
    planned.work_out()
    return planned
