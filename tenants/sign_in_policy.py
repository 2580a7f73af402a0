"""What a tenant asks of those who sign in."""

from uuid import UUID

from sqlalchemy import select, update

from core.connection import Connection
from core.database import Database
from tenants.accounts import grow_epoch
from tenants.platform import AFFINITY, TENANT


async def totp_required(database: Database, tenant_id: UUID) -> bool:
    """Whether a session opens the tenant only where it was opened with a second factor."""
    rows = await database.rows(
        select(TENANT.c.totp_required).where(TENANT.c.id == tenant_id), affinity=AFFINITY
    )
    return bool(rows and rows[0]["totp_required"])


async def require_totp(connection: Connection, tenant_id: UUID, namespace: str, *, required: bool) -> None:
    """Ask for it, or no more, within the given transaction: from the next statement on."""
    await connection.execute(update(TENANT).where(TENANT.c.id == tenant_id).values(totp_required=required))
    await grow_epoch(connection, namespace)
