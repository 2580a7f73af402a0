"""The end of a tenant: closed, with a time of grace in which it can be opened again, and then erased.

Whatever stops the erasure, the next one goes on from there: every step can be done again, and the tenant's row, which
says that there is something to erase, goes last. Nothing of another tenant is touched.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, exists, func, literal, null, select, update

from core.connection import Connection
from core.database import Database
from core.errors import fault
from core.sql import quoted
from tenants.accounts import grow_epoch
from tenants.directory import tenant_from
from tenants.namespace import drop_namespace, namespace_tables
from tenants.platform import AFFINITY, IDENTITY, MEMBERSHIP, TENANT
from tenants.tenant import Tenant

MOST_DAYS = 3_650
TABLES_AT_ONCE = 50
"""Each takes locks of itself, its indexes and its neighbours, of which PostgreSQL has so many."""

_TABLES = """
SELECT relname AS name FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = $1 AND relkind = 'r' AND relname <> 'sluice_head'
ORDER BY relname
LIMIT $2
"""


async def close_tenant(connection: Connection, slug: str, days: int) -> Tenant:
    """Refuse all callers from the next statement on, and erase everything after so many days.

    Raises:
        SluiceError: NOT_FOUND, INVALID_VALUE, TENANT_CLOSED where it is closed already: when it is erased stays as it
            is, so that nobody puts it off or brings it forward unknowingly.
    """
    if not 0 <= days <= MOST_DAYS:
        raise fault("INVALID_VALUE", f"the days of grace are a number from 0 to {MOST_DAYS:,}", "days")
    found = await _locked(connection, slug)
    if found.erase_at is not None:
        message = f"the tenant {slug} is closed already, and erased after {found.erase_at:%Y-%m-%d %H:%M} UTC"
        raise fault(
            "TENANT_CLOSED", message, "slug", hint="For another number of days, reopen it and close it again."
        )
    await connection.execute(
        update(TENANT)
        .where(TENANT.c.id == found.id)
        .values(closed_at=func.now(), erase_at=func.now() + literal(timedelta(days=days)))
    )
    return await _told(connection, found)


async def reopen_tenant(connection: Connection, slug: str) -> Tenant:
    """Let its callers in again, within the time of grace. One that was suspended before is suspended still.

    Raises:
        SluiceError: NOT_FOUND, TENANT_CLOSED where it is being erased.
    """
    found = await _locked(connection, slug)
    await connection.execute(
        update(TENANT).where(TENANT.c.id == found.id).values(closed_at=null(), erase_at=null())
    )
    return await _told(connection, found)


async def erase_now(connection: Connection, slug: str) -> Tenant:
    """Have a tenant that is closed erased at once. From here on it cannot be opened again.

    Raises:
        SluiceError: NOT_FOUND, TENANT_OPEN where it is not closed.
    """
    row = await connection.row(select(TENANT).where(TENANT.c.slug == slug).with_for_update())
    if row is None:
        raise fault("NOT_FOUND", f"there is no tenant {slug!r}")
    if row["erase_at"] is None:
        raise fault("TENANT_OPEN", f"the tenant {slug} is not closed", "slug")
    begun = await connection.row(
        update(TENANT)
        .where(TENANT.c.id == row["id"])
        .values(erase_at=func.now(), erasing_at=func.coalesce(TENANT.c.erasing_at, func.now()))
        .returning(TENANT)
    )
    return tenant_from(begun or row)


async def _locked(connection: Connection, slug: str) -> Tenant:
    row = await connection.row(select(TENANT).where(TENANT.c.slug == slug).with_for_update())
    if row is None:
        raise fault("NOT_FOUND", f"there is no tenant {slug!r}")
    if row["erasing_at"] is not None:
        raise fault("TENANT_CLOSED", f"the tenant {slug} is being erased", hint="Nothing brings it back.")
    return tenant_from(row)


async def _told(connection: Connection, changed: Tenant) -> Tenant:
    await grow_epoch(connection, changed.namespace)
    row = await connection.row(select(TENANT).where(TENANT.c.id == changed.id))
    if row is None:
        raise RuntimeError("a tenant that is locked has gone")
    return tenant_from(row)


async def due_tenants(database: Database) -> tuple[Tenant, ...]:
    """The closed tenants whose time of grace has ended; from now on they cannot be opened again."""
    due = (
        update(TENANT)
        .where(TENANT.c.erase_at <= func.now())
        .values(erasing_at=func.coalesce(TENANT.c.erasing_at, func.now()))
        .returning(TENANT)
    )
    return tuple(tenant_from(row) for row in await database.rows(due, affinity=AFFINITY))


async def drop_tables(database: Database, namespace: str) -> None:
    """Drop what is in the namespace, some tables at a time; its head stays, for whoever still asks."""
    namespace_tables(namespace)
    while rows := await database.fetch(_TABLES, [namespace, TABLES_AT_ONCE], affinity=namespace):
        names = ", ".join(f"{quoted(namespace)}.{quoted(row['name'])}" for row in rows)
        async with database.transaction(affinity=namespace) as connection:
            await connection.execute(f"DROP TABLE IF EXISTS {names} CASCADE")


async def forget_tenant(database: Database, tenant_id: UUID) -> bool:
    """Drop the namespace and the rows of `platform`: keys, memberships, the people who belong to no other tenant.

    Returns whether it was there still.
    """
    async with database.transaction(affinity=AFFINITY) as connection:
        row = await connection.row(select(TENANT).where(TENANT.c.id == tenant_id).with_for_update())
        if row is None:
            return False
        await drop_namespace(connection, row["namespace"])
        others = MEMBERSHIP.alias()
        await connection.execute(
            delete(IDENTITY).where(
                IDENTITY.c.id.in_(
                    select(MEMBERSHIP.c.identity_id).where(MEMBERSHIP.c.tenant_id == tenant_id)
                ),
                ~exists().where(others.c.identity_id == IDENTITY.c.id, others.c.tenant_id != tenant_id),
            )
        )
        await connection.execute(delete(TENANT).where(TENANT.c.id == tenant_id))
    return True
