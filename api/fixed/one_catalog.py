"""Work that goes by one catalog from its beginning to its end, and begins anew where another one is published."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import select

from api.context import IDENTIFY_ATTEMPTS, RequestContext, identify
from core.connection import Connection
from core.errors import fault
from metadata.catalog import Catalog
from records.run import StaleError
from tenants.namespace import namespace_tables

Result = TypeVar("Result")


async def under_one_catalog(
    context: RequestContext, work: Callable[[], Awaitable[Result]], *, action: str | None = "configure"
) -> Result:
    """Do the work, and begin anew where the catalog or the rights changed under it.

    Args:
        action: on the tenant, which it takes.

    Raises:
        SluiceError: CATALOG_BUSY where they change too fast; FORBIDDEN where the right has gone.
    """
    for _ in range(IDENTIFY_ATTEMPTS):
        try:
            return await work()
        except StaleError:
            await identify(context)
            if action is not None:
                context.require_action(action)
    raise fault("CATALOG_BUSY", "The catalog changes too fast to answer under one version of it")


async def under_held_catalog(
    context: RequestContext,
    work: Callable[[Connection, Catalog], Awaitable[Result]],
    *,
    action: str = "administer",
) -> Result:
    """Do the work in a transaction during which the catalog stays in force, by whose names it goes.

    A role that is renamed while a request names it is so either found under its new name or unknown, never taken for
    another one that has got the old name. Begins anew where a publish came first, so the work may be done twice.

    Args:
        action: on the tenant, which it takes.

    Raises:
        SluiceError: CATALOG_BUSY where catalogs are published too fast; FORBIDDEN where the right has gone meanwhile.
    """
    namespace = context.require_caller().namespace
    head = namespace_tables(namespace).head

    async def held() -> Result:
        catalog, _ = context.require_catalog()
        async with context.engine.database.transaction(affinity=namespace) as connection:
            # Whoever publishes waits for this lock, which is kept until the commit.
            row = await connection.row(select(head.c.catalog_version))
            if row is None or row["catalog_version"] != catalog.version:
                raise StaleError
            return await work(connection, catalog)

    return await under_one_catalog(context, held, action=action)
