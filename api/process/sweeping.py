"""Erases the contents of files that no record names, of all tenants, from time to time.

First what is no longer named is noted, then what has not been for long enough is marked, so that no record can get it
any more, then its contents go, and last its row. Whatever stops this, the next round goes on from there; several
processes that do it at once do the same.
"""

import logging

from api.process.rounds import rounds_forever
from core.contents import Contents
from core.database import Database
from metadata.store import CatalogStore
from records.naming import tell_named
from tenants.files import doomed, forget
from tenants.platform import AFFINITY

LOG = logging.getLogger("sluice.sweeping")

_WITH_FILES = """
SELECT namespace.nspname AS namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
JOIN pg_class class ON class.relnamespace = namespace.oid AND class.relname = 'sluice_file'
WHERE pg_relation_size(class.oid) > 0
ORDER BY namespace.nspname
"""


async def sweep_forever(database: Database, store: CatalogStore, contents: Contents, hours: int) -> None:
    """Erase what is due, again and again, until the task is cancelled."""
    await rounds_forever(lambda: sweep(database, store, contents, hours), LOG, "files could not be swept")


async def sweep(database: Database, store: CatalogStore, contents: Contents, hours: int) -> int:
    """Erase the files that nothing has named for so many hours. Returns how many.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT where the tenants cannot be found out.
    """
    erased = 0
    for row in await database.fetch(_WITH_FILES, [], affinity=AFFINITY):
        try:
            erased += await _sweep_in(database, store, contents, row["namespace"], hours)
        except Exception as error:  # noqa: BLE001 - of one tenant; the others have theirs swept
            LOG.warning("files of %s could not be swept: %s", row["namespace"], error)
    return erased


async def _sweep_in(
    database: Database, store: CatalogStore, contents: Contents, namespace: str, hours: int
) -> int:
    catalog = await store.head(namespace)
    await tell_named(database, catalog, namespace)
    ids = await doomed(database, namespace, hours, catalog.version)
    for id_ in ids:
        await contents.remove(f"{namespace}/{id_}")
    if ids:
        await forget(database, namespace, ids)
    return len(ids)
