"""Erases what was removed and whose grace period has ended, of all tenants, from time to time.

What is removed shows in PostgreSQL's own catalog, by the names of its tables and columns, so one statement finds the
tenants that have any. Erasing is a publish like any other, with its lock, its version and its note, so several
processes that do the same at once do it once: whoever comes second finds that it is gone.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from api.process.rounds import rounds_forever
from core.database import Database
from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.changes.erasures import EraseField, EraseObject, ErasePipeline
from metadata.changes.grace import moment_text
from metadata.publish import publish
from metadata.removed import PREFIX
from metadata.store import CatalogStore
from tenants.platform import AFFINITY

LOG = logging.getLogger("sluice.erasing")

NOTE = "Grace period ended"
MOST_ERASURES = 1_000
"""In one version: the tenant's requests wait while its tables are dropped."""

_WITH_REMOVED = """
SELECT namespace.nspname AS namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
WHERE EXISTS (
    SELECT FROM pg_class class
    WHERE class.relnamespace = namespace.oid AND class.relkind = 'r' AND (
        starts_with(class.relname, $1)
        OR EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = class.oid AND NOT attisdropped AND starts_with(attname, $1)
        )
    )
)
ORDER BY namespace.nspname
"""


async def erase_forever(database: Database, store: CatalogStore) -> None:
    """Erase what is due, again and again, until the task is cancelled."""
    await rounds_forever(
        lambda: erase_due(database, store, datetime.now(UTC)), LOG, "what is due could not be erased"
    )


async def erase_due(database: Database, store: CatalogStore, now: datetime) -> int:
    """Erase what is due in every tenant. Returns how many things were.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT where the tenants cannot be found out.
    """
    erased = 0
    for row in await database.fetch(_WITH_REMOVED, [PREFIX], affinity=AFFINITY):
        try:
            erased += await _erase_in(database, store, row["namespace"], now)
        except SluiceError as error:
            # The tenant is busy, or another process was faster.
            LOG.info("nothing was erased in %s: %s", row["namespace"], error)
    return erased


async def _erase_in(database: Database, store: CatalogStore, namespace: str, now: datetime) -> int:
    head = await store.head(namespace)
    changes = (await store.aside.run(namespace, partial(due, head, now)))[:MOST_ERASURES]
    if changes:
        await publish(database, store, namespace, changes, None, head.version, note=NOTE)
    return len(changes)


def due(catalog: Catalog, now: datetime) -> list[Change]:
    """The changes that erase what is due, in an order in which they fit.

    What something else still points to, removed as well, waits for that.
    """
    found: list[Change] = []
    pending = [*_due(catalog, moment_text(now))]
    while pending:
        left: list[Change] = []
        for change in pending:
            try:
                catalog = change.apply(catalog)
            except SluiceError:
                left.append(change)
            else:
                found.append(change)
        if len(left) == len(pending):
            break
        pending = left
    return found


def _due(catalog: Catalog, now: str) -> Iterator[Change]:
    for definition in catalog.objects:
        for field in definition.removed_fields:
            if field.until <= now:
                yield EraseField(definition.name, field.field.id)
        for each in definition.removed_pipelines:
            if each.until <= now:
                yield ErasePipeline(definition.name, each.pipeline.id)
    for gone in catalog.removed_objects:
        if gone.until <= now:
            yield EraseObject(gone.object.id)
