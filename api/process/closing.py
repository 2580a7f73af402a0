"""Erases the tenants whose time of grace has ended, from time to time.

First the tables go, some at a time, then the contents of the files, and last what the installation knows of the tenant.
Whatever stops this, the next round goes on from there; several processes that do it at once do the same.
"""

import logging

from api.process.rounds import rounds_forever
from core.contents import Contents
from core.database import Database
from tenants.closing import drop_tables, due_tenants, forget_tenant
from tenants.tenant import Tenant

LOG = logging.getLogger("sluice.closing")


async def close_forever(database: Database, contents: Contents) -> None:
    """Erase what is due, again and again, until the task is cancelled."""
    await rounds_forever(lambda: erase_due(database, contents), LOG, "closed tenants could not be erased")


async def erase_due(database: Database, contents: Contents) -> int:
    """Erase the tenants that are due. Returns how many.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT where they cannot be found out.
    """
    erased = 0
    for tenant in await due_tenants(database):
        try:
            erased += await erase_tenant(database, contents, tenant)
        except Exception as error:  # noqa: BLE001 - of one tenant; the others are erased
            LOG.warning("the tenant %s could not be erased: %s", tenant.slug, error)
    return erased


async def erase_tenant(database: Database, contents: Contents, tenant: Tenant) -> bool:
    """Erase a tenant that cannot be opened any more. Returns whether it was there still.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT, FILE_STORE_FAILED; a later round goes on.
    """
    await drop_tables(database, tenant.namespace)
    await contents.remove_all(tenant.namespace)
    gone = await forget_tenant(database, tenant.id)
    LOG.info("the tenant %s is erased", tenant.slug)
    return gone
