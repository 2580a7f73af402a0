"""Asking for a publish in the background: what is planned at once, and when it is better done so."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import table

from core.database import Database
from core.errors import fault
from metadata.changes.base import Change
from metadata.drafts import Draft, hold
from metadata.fillings import FEW_CHANGED, Run, exceeds, many_change
from metadata.operations.kept import Operation, add
from metadata.planned import Planned, counted
from metadata.planning import Warn, plan_onto, prepared_aside, steps_aside, warned_aside
from metadata.prepared import Preparations
from metadata.publish import publishable, rows_of
from metadata.row_counts import RowCounts
from metadata.steps import Step
from metadata.store import CatalogStore
from metadata.warnings.base import CatalogWarning

MANY_ROWS = 100_000
"""An object with more records is read, converted or indexed in the background unless somebody wants it otherwise."""


@dataclass(frozen=True)
class Asked:
    """An operation that waits to be taken.

    Attributes:
        steps, warnings: of its publish, as far as they can be told before the records are judged.
    """

    operation: Operation
    steps: tuple[Step, ...]
    warnings: tuple[CatalogWarning, ...]


@dataclass(frozen=True)
class Foreseen:
    """What changes are planned to be, and how they would be published.

    Attributes:
        rows: that each change touches.
        aside: they are better prepared beside the requests.
    """

    planned: Planned
    rows: tuple[int, ...]
    aside: bool


async def foresee(
    database: Database,
    store: CatalogStore,
    namespace: str,
    changes: Sequence[Change],
    expected_version: int | None,
    note: str,
    merge: bool,
    background: bool | None,
) -> Foreseen:
    """Look how the changes would be published, and change and lock nothing: a dry run is told what `ask` is.

    Args:
        background: as for `ask`, but not False.

    Raises:
        SluiceError: as `ask`.
    """
    changes = publishable(changes, note)
    head = await store.head(namespace)
    planned = await plan_onto(database, store, namespace, head, changes, expected_version, merge)
    run = partial(rows_of, database, namespace)
    wanted = await prepared_aside(store, namespace, planned)
    little = [each.key for each in wanted.fillings if not await many_change(run, each.rows, each.changed)]
    if little:
        wanted = await prepared_aside(store, namespace, planned, little)
    rows = await counted(planned, RowCounts(planned.base, namespace, run))
    await _all_beside(run, namespace, planned, wanted, rows)
    return Foreseen(planned, rows, background is True or await _takes_long(run, namespace, wanted))


async def ask(
    database: Database,
    store: CatalogStore,
    namespace: str,
    changes: Sequence[Change],
    actor: UUID | None,
    expected_version: int | None,
    note: str,
    warn: Warn,
    merge: bool,
    background: bool | None,
    draft: Draft | None = None,
) -> Asked | Planned:
    """Have the changes published in the background.

    Args:
        background: whether to; None for what takes long with the records that are there. What would take long in the
            publish at the end is refused. False is not asked for: that is a publish.
        draft: that the changes are of. Until the operation has ended, nobody saves, publishes or discards it.

    Returns:
        What they are planned to be, where they are better published at once.

    Raises:
        SluiceError: as `publish`, but for what the records do not fit; CATALOG_LIMIT where too many wait;
            DRAFT_CONFLICT; CATALOG_INVALID where a change of many records cannot be prepared.
    """
    foreseen = await foresee(database, store, namespace, changes, expected_version, note, merge, background)
    planned = foreseen.planned
    if not foreseen.aside:
        return planned
    warnings = await warned_aside(store, namespace, planned, warn)
    async with database.transaction(affinity=namespace) as connection:
        if draft is not None:
            await hold(connection, namespace, draft)
        operation = await add(
            connection,
            namespace,
            planned.changes,
            planned.base.version,
            note,
            actor,
            None if draft is None else draft.id,
        )
    return Asked(operation, await steps_aside(store, namespace, planned, foreseen.rows), warnings)


async def _takes_long(run: Run, namespace: str, wanted: Preparations) -> bool:
    large = {*(each.table for each in wanted.indexes), *wanted.watched.values()}
    for move in wanted.moves:
        if await many_change(run, move.rows, move.concerned):
            large.add(move.object.name)
    for name in sorted(large):
        if await exceeds(run, table(name, schema=namespace), MANY_ROWS):
            return True
    return False


async def _all_beside(
    run: Run, namespace: str, planned: Planned, wanted: Preparations, rows: Sequence[int]
) -> None:
    """Raise where the publish itself would go through many records, while everybody waits.

    Args:
        rows: that each change touches.
    """
    for left in wanted.left:
        many = left.all_rows or rows[left.index] > FEW_CHANGED
        if not many or not await exceeds(run, table(left.table, schema=namespace), MANY_ROWS):
            continue
        kind = planned.changes[left.index].kind
        table_of = f"the records of {left.table}, more than {MANY_ROWS:,}"
        message = (
            f"The publish itself would go through {table_of}: what the change needs is not known before it."
        )
        hint = "Publish it with `background: false`, and the requests of the tenant wait until it is done."
        if left.index:
            before = "the change" if left.index == 1 else f"the {left.index} changes"
            hint = f"Publish {before} before it in the list first, then the rest; else: {hint}"
        raise fault("CATALOG_INVALID", message, "changes", left.index, kind, hint=hint)
