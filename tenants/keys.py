"""API keys: made, listed, revoked. The token itself is shown once and never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from uuid import UUID

from sqlalchemy import Label, func, insert, literal, literal_column, or_, select, update

from core.connection import Connection, Record
from core.database import Database
from core.errors import fault
from tenants.accounts import grow_epoch
from tenants.inputs import name_line
from tenants.membership_ends import future
from tenants.namespace import namespace_tables
from tenants.platform import AFFINITY, API_KEY
from tenants.tokens import KEY_PREFIX, new_token, token_hash
from tenants.words import NO_MEMBER

MOST_NETWORKS = 50
LONGEST_OVERLAP = timedelta(days=30)


@dataclass(frozen=True)
class KeyLimits:
    """How long a key is good, and from where.

    Attributes:
        expires_at: None for always.
        networks: such as `10.0.0.0/8`; none for everywhere.
    """

    expires_at: datetime | None = None
    networks: tuple[str, ...] = ()


NO_LIMITS = KeyLimits()

OLD_EXPIRY: Label[datetime | None] = literal_column("old.expires_at").label("old_expires_at")
"""What an update of a key has found."""


@dataclass(frozen=True)
class ApiKey:
    """A key as people may see it.

    Attributes:
        member_id: whom it acts as.
        roles: ids of catalog roles, None for the member's own.
        prefix, last_four: the ends of the token, to recognise it by.
        last_used_at: exact to an hour.
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
    limits: KeyLimits
    last_used_at: datetime | None
    last_address: str | None


async def create_key(
    connection: Connection,
    tenant_id: UUID,
    namespace: str,
    member_id: UUID,
    name: str,
    roles: Sequence[str] | None,
    created_by: UUID | None,
    limits: KeyLimits = NO_LIMITS,
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
        raise fault("NOT_FOUND", NO_MEMBER, "memberId")
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
            expires_at=future(limits.expires_at, "expiresAt"),
            networks=list(networks_of(limits.networks)) or None,
        )
        .returning(API_KEY)
    )
    if row is None:
        raise RuntimeError("an insert gave no row")
    return token, _key(row)


def networks_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Addresses and networks, in one spelling, each once.

    Raises:
        SluiceError: INVALID_VALUE with its place below `networks`.
    """
    if len(texts) > MOST_NETWORKS:
        raise fault("INVALID_VALUE", f"a key has at most {MOST_NETWORKS} networks", "networks")
    found: dict[str, None] = {}
    for position, each in enumerate(texts):
        try:
            found[str(ip_network(each.strip(), strict=False))] = None
        except ValueError as error:
            raise fault(
                "INVALID_VALUE",
                f"{each[:60]!r} is no IP address or network",
                "networks",
                position,
                hint="Write it as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32.",
            ) from error
    return tuple(found)


async def rotate_key(
    connection: Connection,
    tenant_id: UUID,
    namespace: str,
    key_id: UUID,
    overlap: timedelta,
    created_by: UUID,
) -> tuple[str, ApiKey]:
    """Make a key alike, within the given transaction, and end the one before: at once, or after a while in which
    whoever uses it takes up the new one. Returns the new token, and what is kept of it.

    Args:
        overlap: how long the one before is still good; it ends sooner where it would.

    Raises:
        SluiceError: INVALID_VALUE; NOT_FOUND, also for a key of another tenant, and one that has ended.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise fault("INVALID_VALUE", "both keys are good for 0 to 720 hours", "overlapHours")
    row = await connection.row(
        update(API_KEY)
        .where(
            API_KEY.c.id == key_id,
            API_KEY.c.tenant_id == tenant_id,
            API_KEY.c.revoked_at.is_(None),
            or_(API_KEY.c.expires_at.is_(None), API_KEY.c.expires_at > func.now()),
        )
        .values(
            {"expires_at": func.least(API_KEY.c.expires_at, func.now() + literal(overlap))}
            if overlap
            else {"revoked_at": func.now()}
        )
        .returning(OLD_EXPIRY, API_KEY)
    )
    if row is None:
        raise fault("NOT_FOUND", "there is no such key that is in force", "id")
    before = _key(row)
    await grow_epoch(connection, namespace)
    limits = KeyLimits(row["old_expires_at"], before.limits.networks)
    return await create_key(
        connection, tenant_id, namespace, before.member_id, before.name, before.roles, created_by, limits
    )


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
        limits=KeyLimits(row["expires_at"], tuple(row["networks"] or ())),
        last_used_at=row["last_used_at"],
        last_address=row["last_address"],
    )
