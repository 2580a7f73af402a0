"""The tenants of an installation."""

from uuid import UUID

from sqlalchemy import Select, and_, exists, func, null, or_, select, update

from core.connection import Connection, Record
from core.database import Database
from core.errors import fault
from tenants.accounts import grow_epoch
from tenants.platform import AFFINITY, TENANT
from tenants.tenant import Tenant


async def tenants(database: Database) -> tuple[Tenant, ...]:
    """Every tenant, by slug."""
    rows = await database.rows(select(TENANT).order_by(TENANT.c.slug), affinity=AFFINITY)
    return tuple(tenant_from(row) for row in rows)


async def tenants_page(database: Database, first: int, after: str, search: str) -> tuple[Tenant, ...]:
    """Some tenants, by slug.

    Args:
        first: how many at most.
        after: the slug that comes before; empty for none.
        search: a part of the slug or the name, in any case of letters; empty for all.
    """
    found = select(TENANT).where(TENANT.c.slug > after).order_by(TENANT.c.slug).limit(first)
    if search:
        found = found.where(
            or_(
                TENANT.c.slug.icontains(search, autoescape=True),
                TENANT.c.name.icontains(search, autoescape=True),
            )
        )
    return tuple(tenant_from(row) for row in await database.rows(found, affinity=AFFINITY))


async def tenant(database: Database, tenant_id: UUID) -> Tenant:
    """One tenant.

    Raises:
        SluiceError: NOT_FOUND.
    """
    rows = await database.rows(select(TENANT).where(TENANT.c.id == tenant_id), affinity=AFFINITY)
    if not rows:
        raise fault("NOT_FOUND", "there is no such tenant")
    return tenant_from(rows[0])


async def tenant_called(database: Database, slug: str) -> Tenant:
    """The tenant with that slug.

    Raises:
        SluiceError: NOT_FOUND.
    """
    rows = await database.rows(select(TENANT).where(TENANT.c.slug == slug), affinity=AFFINITY)
    if not rows:
        raise fault("NOT_FOUND", f"there is no tenant {slug!r}", hint="`sluice tenant list` shows them.")
    return tenant_from(rows[0])


def is_open(namespace: str) -> Select[tuple[bool]]:
    """What asks whether the tenant of the namespace lets anybody in: it is neither suspended nor closed."""
    its = and_(TENANT.c.namespace == namespace, TENANT.c.suspended_at.is_(None), TENANT.c.erase_at.is_(None))
    return select(exists(select(1).where(its)))


async def set_suspended(connection: Connection, slug: str, *, suspended: bool) -> Tenant:
    """Refuse all callers of the tenant, or let them in again, from the next statement on. The data stay.

    Raises:
        SluiceError: NOT_FOUND; TENANT_CLOSED where one that is closed is to let callers in: that it would not.
    """
    found = await connection.row(select(TENANT.c.erase_at).where(TENANT.c.slug == slug).with_for_update())
    if found is not None and found["erase_at"] is not None and not suspended:
        raise fault("TENANT_CLOSED", f"the tenant {slug} is closed, not only suspended", hint="Reopen it.")
    row = await connection.row(
        update(TENANT)
        .where(TENANT.c.slug == slug)
        .values(suspended_at=func.coalesce(TENANT.c.suspended_at, func.now()) if suspended else null())
        .returning(TENANT)
    )
    if row is None:
        raise fault("NOT_FOUND", f"there is no tenant {slug!r}")
    changed = tenant_from(row)
    if not changed.erasing:
        await grow_epoch(connection, changed.namespace)
    return changed


def tenant_from(row: Record) -> Tenant:
    """The tenant in a row of `platform.tenant`."""
    return Tenant(
        id=row["id"],
        slug=row["slug"],
        name=row["name"],
        namespace=row["namespace"],
        suspended=row["suspended_at"] is not None,
        created_at=row["created_at"],
        closed_at=row["closed_at"],
        erase_at=row["erase_at"],
        erasing=row["erasing_at"] is not None,
    )
