"""The tenants of an installation."""

from uuid import UUID

from sqlalchemy import func, null, select, update

from core.connection import Record
from core.database import Database
from core.errors import fault
from tenants.accounts import Tenant, grow_epoch
from tenants.platform import AFFINITY, TENANT


async def tenants(database: Database) -> tuple[Tenant, ...]:
    """Every tenant, by slug."""
    rows = await database.rows(select(TENANT).order_by(TENANT.c.slug), affinity=AFFINITY)
    return tuple(_tenant(row) for row in rows)


async def tenant(database: Database, tenant_id: UUID) -> Tenant:
    """One tenant.

    Raises:
        SluiceError: NOT_FOUND.
    """
    rows = await database.rows(select(TENANT).where(TENANT.c.id == tenant_id), affinity=AFFINITY)
    if not rows:
        raise fault("NOT_FOUND", "there is no such tenant")
    return _tenant(rows[0])


async def tenant_called(database: Database, slug: str) -> Tenant:
    """The tenant with that slug.

    Raises:
        SluiceError: NOT_FOUND.
    """
    rows = await database.rows(select(TENANT).where(TENANT.c.slug == slug), affinity=AFFINITY)
    if not rows:
        raise fault("NOT_FOUND", f"there is no tenant {slug!r}", hint="`sluice tenant list` shows them.")
    return _tenant(rows[0])


async def set_suspended(database: Database, slug: str, *, suspended: bool) -> Tenant:
    """Refuse all callers of the tenant, or let them in again, from the next statement on. The data stay.

    Raises:
        SluiceError: NOT_FOUND.
    """
    async with database.transaction(affinity=AFFINITY) as connection:
        row = await connection.row(
            update(TENANT)
            .where(TENANT.c.slug == slug)
            .values(suspended_at=func.now() if suspended else null())
            .returning(TENANT)
        )
        if row is None:
            raise fault("NOT_FOUND", f"there is no tenant {slug!r}")
        changed = _tenant(row)
        await grow_epoch(connection, changed.namespace)
    return changed


def _tenant(row: Record) -> Tenant:
    return Tenant(row["id"], row["slug"], row["name"], row["namespace"], row["suspended_at"] is not None)
