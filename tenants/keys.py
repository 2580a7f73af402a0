"""API keys: made, listed, revoked. The token itself is shown once and never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update

from core.connection import Connection, Record
from core.database import Database
from core.errors import fault
from tenants.accounts import grow_epoch
from tenants.inputs import name_line
from tenants.namespace import namespace_tables
from tenants.platform import AFFINITY, API_KEY
from tenants.tokens import KEY_PREFIX, new_token, token_hash


@dataclass(frozen=True)
class ApiKey:
    """A key as people may see it.

    Attributes:
        member_id: whom it acts as.
        roles: ids of catalog roles, None for the member's own.
        prefix, last_four: the ends of the token, to recognise it by.
    """

    id: UUID
    member_id: UUID
    name: str
    roles: tuple[str, ...] | None
    prefix: str
    last_four: str
    created_at: datetime
    created_by: UUID | None
    revoked_at: datetime | None


async def create_key(
    connection: Connection,
    tenant_id: UUID,
    namespace: str,
    member_id: UUID,
    name: str,
    roles: Sequence[str] | None,
    created_by: UUID | None,
) -> tuple[str, ApiKey]:
    """Make a key that acts as the member, within the given transaction.

    Returns the token and what is kept of it.

    Args:
        roles: ids of catalog roles, which the caller has checked; None for whatever the member has.
        created_by: the member who makes it.

    Raises:
        SluiceError: INVALID_VALUE, NOT_FOUND.
    """
    title = name_line(name, "name")
    member = namespace_tables(namespace).member
    if await connection.row(select(member.c.id).where(member.c.id == member_id)) is None:
        raise fault("NOT_FOUND", "there is no such member", "memberId")
    token = new_token(KEY_PREFIX)
    row = await connection.row(
        insert(API_KEY)
        .values(
            tenant_id=tenant_id,
            member_id=member_id,
            name=title,
            roles=None if roles is None else sorted(set(roles)),
            token_hash=token_hash(token),
            prefix=token[:8],
            last_four=token[-4:],
            created_by=created_by,
        )
        .returning(API_KEY)
    )
    if row is None:
        raise RuntimeError("an insert gave no row")
    return token, _key(row)


async def list_keys(database: Database, tenant_id: UUID) -> tuple[ApiKey, ...]:
    """Every key of the tenant, revoked ones too, the newest first."""
    rows = await database.rows(
        select(API_KEY)
        .where(API_KEY.c.tenant_id == tenant_id)
        .order_by(API_KEY.c.created_at.desc(), API_KEY.c.id.desc()),
        affinity=AFFINITY,
    )
    return tuple(_key(row) for row in rows)


async def revoke_key(connection: Connection, tenant_id: UUID, namespace: str, key_id: UUID) -> ApiKey:
    """End the key: no statement that begins after the transaction accepts it. A revoked one stays as it is.

    Raises:
        SluiceError: NOT_FOUND, also for a key of another tenant.
    """
    row = await connection.row(
        update(API_KEY)
        .where(API_KEY.c.id == key_id, API_KEY.c.tenant_id == tenant_id)
        .values(revoked_at=func.coalesce(API_KEY.c.revoked_at, func.now()))
        .returning(API_KEY)
    )
    if row is None:
        raise fault("NOT_FOUND", "there is no such key")
    await grow_epoch(connection, namespace)
    return _key(row)


def _key(row: Record) -> ApiKey:
    return ApiKey(
        id=row["id"],
        member_id=row["member_id"],
        name=row["name"],
        roles=None if row["roles"] is None else tuple(row["roles"]),
        prefix=row["prefix"],
        last_four=row["last_four"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        revoked_at=row["revoked_at"],
    )
