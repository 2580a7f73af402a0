"""Asking for a publish in the background: what is planned at once, and when it is better done so."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from uuid import UUID

from sqlalchemy import table

from core.database import Database
from core.errors import fault
from metadata.changes.base import Change
from metadata.drafts import Draft, hold
from metadata.fillings import exceeds, many_change
from metadata.operations.kept import Operation, add
from metadata.planned import Planned, counted
from metadata.planning import Warn, plan_onto, prepared_aside, steps_aside, warned_aside
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
        background: whether to; None for what takes long with the records that are there.
        draft: that the changes are of. Until the operation has ended, nobody saves, publishes or discards it.

    Returns:
        What they are planned to be, where they are better published at once.

    Raises:
        SluiceError: as `publish`, but for what the records do not fit; CATALOG_LIMIT where too many wait;
            DRAFT_CONFLICT; CATALOG_INVALID where a field with many values would get another type twice.
    """
    changes = publishable(changes, note)
    head = await store.head(namespace)
    planned = await plan_onto(database, store, namespace, head, changes, expected_version, merge)
    if background is not False:
        await _converted_once(database, namespace, planned)
    if background is None and not await _takes_long(database, store, namespace, planned):
        return planned
    warnings = await warned_aside(store, namespace, planned, warn)
    rows = await counted(planned, RowCounts(planned.base, namespace, partial(rows_of, database, namespace)))
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
    return Asked(operation, await steps_aside(store, namespace, planned, rows), warnings)


async def _takes_long(database: Database, store: CatalogStore, namespace: str, planned: Planned) -> bool:
    run = partial(rows_of, database, namespace)
    wanted = await prepared_aside(store, namespace, planned)
    at_once = [each.key for each in wanted.fillings if not await many_change(run, each.rows, each.changed)]
    if at_once:
        wanted = await prepared_aside(store, namespace, planned, at_once)
    large = {*(each.table for each in wanted.indexes), *wanted.watched.values()}
    for move in wanted.moves:
        if await many_change(run, move.rows, move.concerned):
            large.add(move.object.name)
    for name in sorted(large):
        if await exceeds(run, table(name, schema=namespace), MANY_ROWS):
            return True
    return False


async def _converted_once(database: Database, namespace: str, planned: Planned) -> None:
    """Raise where a field of many records gets another type twice.

    Its values of the first type are not known before the publish, which would convert them once more, and make the
    words that search finds in them, while everybody waits.
    """
    run = partial(rows_of, database, namespace)
    converted: set[str] = set()
    for index, (change, catalogs) in enumerate(zip(planned.changes, pairwise(planned.catalogs), strict=True)):
        conversion = change.conversion(*catalogs)
        if conversion is None:
            continue
        base = planned.base.object_by_id.get(conversion.object.id)
        twice = conversion.old.id in converted
        converted.add(conversion.old.id)
        if twice and base is not None and await exceeds(run, table(base.name, schema=namespace), MANY_ROWS):
            name = f"{conversion.object.name}.{conversion.old.name}"
            message = f"{name} gets another type twice, and {base.name} has more than {MANY_ROWS} records."
            hint = "Publish the two changes of its type one after the other, or leave the first out."
            raise fault("CATALOG_INVALID", message, "changes", index, change.kind, "type", hint=hint)
