"""The identity provider of a tenant: who says, by OpenID Connect, who somebody is, and what follows from it there.

What it says counts for its own tenant alone (decision 75): whoever configures a provider may let it say anything.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Uuid,
    all_,
    and_,
    any_,
    delete,
    func,
    literal,
    not_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection, Record
from core.database import Database
from core.errors import fault
from core.sealing import Sealer
from tenants.accounts import grow_epoch
from tenants.platform import (
    AFFINITY,
    IDENTITY,
    IDENTITY_LINK,
    IDENTITY_PROVIDER,
    MEMBERSHIP,
    SESSION,
    SIGN_IN_CODE,
    SIGN_IN_REQUEST,
    TENANT,
)


@dataclass(frozen=True)
class Provider:
    """What a tenant has configured.

    Attributes:
        issuer: URL, as tokens have it in `iss`.
        secret: of the client, sealed; None for a client that has none.
        scopes: that are asked for, `openid` among them.
        groups_claim: the claim that says in which groups somebody is; None where none is asked.
        group_roles: each group with the ids of the roles that it gives.
        domains: of the e-mail addresses that are let in, in lower case; none for all.
        joins: whoever the provider knows becomes a member; else who is a member already, or is invited.
        default_roles: ids of the roles of who becomes a member so.
        passwords: whether the tenant is opened by sessions of passwords too.
        break_glass: members who may sign in by password in any case.
        session_hours: how long its sessions are good for.
    """

    tenant_id: UUID
    issuer: str
    client_id: str
    secret: str | None
    scopes: tuple[str, ...]
    groups_claim: str | None
    group_roles: tuple[tuple[str, tuple[str, ...]], ...]
    domains: tuple[str, ...]
    joins: bool
    default_roles: tuple[str, ...]
    passwords: bool
    break_glass: tuple[UUID, ...]
    session_hours: int
    changed_at: datetime | None = None

    def is_client_of(self, issuer: str, client_id: str) -> bool:
        """Whether it is the same client of the same provider."""
        return (self.issuer, self.client_id) == (issuer, client_id)


@dataclass(frozen=True)
class Door:
    """A tenant whose people sign in by its provider."""

    tenant_id: UUID
    slug: str
    namespace: str
    provider: Provider


async def provider_of(database: Database, tenant_id: UUID) -> Provider | None:
    """The provider of a tenant; None where it has none."""
    found = select(IDENTITY_PROVIDER).where(IDENTITY_PROVIDER.c.tenant_id == tenant_id)
    rows = await database.rows(found, affinity=AFFINITY)
    return _provider(rows[0]) if rows else None


async def door(database: Database, tenant: str | UUID) -> Door | None:
    """The tenant of the slug or id, where it is open and has a provider."""
    which = TENANT.c.id == tenant if isinstance(tenant, UUID) else TENANT.c.slug == tenant
    found = (
        select(TENANT.c.slug, TENANT.c.namespace, IDENTITY_PROVIDER)
        .join_from(TENANT, IDENTITY_PROVIDER, IDENTITY_PROVIDER.c.tenant_id == TENANT.c.id)
        .where(which, TENANT.c.suspended_at.is_(None), TENANT.c.erase_at.is_(None))
    )
    rows = await database.rows(found, affinity=AFFINITY)
    if not rows:
        return None
    provider = _provider(rows[0])
    return Door(provider.tenant_id, rows[0]["slug"], rows[0]["namespace"], provider)


async def set_provider(connection: Connection, namespace: str, provider: Provider) -> None:
    """Let it be the tenant's provider from the next statement on, within the given transaction.

    Where it is another client, or another provider, nothing that the one before has said holds any more: its sessions
    end, and it is forgotten whom its subjects are.
    """
    # The head first, as everybody does: two who configure at once do it one after the other.
    await grow_epoch(connection, namespace)
    # Whoever is let in by the one before at this moment is waited for, or waits (`is_still`).
    before = await connection.row(
        select(IDENTITY_PROVIDER).where(IDENTITY_PROVIDER.c.tenant_id == provider.tenant_id).with_for_update()
    )
    if before is not None and not _provider(before).is_client_of(provider.issuer, provider.client_id):
        await _forget(connection, provider.tenant_id)
    values = _values(provider)
    await connection.execute(
        upsert(IDENTITY_PROVIDER)
        .values(values)
        .on_conflict_do_update(
            index_elements=[IDENTITY_PROVIDER.c.tenant_id], set_={**values, "changed_at": func.now()}
        )
    )


async def is_still(connection: Connection, provider: Provider) -> bool:
    """Whether the tenant has this provider and client, and will have when the given transaction ends."""
    c = IDENTITY_PROVIDER.c
    held = select(c.issuer, c.client_id).where(c.tenant_id == provider.tenant_id).with_for_update(read=True)
    row = await connection.row(held)
    return row is not None and provider.is_client_of(row["issuer"], row["client_id"])


async def remove_provider(connection: Connection, tenant_id: UUID, namespace: str) -> bool:
    """Remove it, with its sessions, within the given transaction. Returns whether there was one."""
    await grow_epoch(connection, namespace)
    gone = delete(IDENTITY_PROVIDER).where(IDENTITY_PROVIDER.c.tenant_id == tenant_id)
    if await connection.row(gone.returning(IDENTITY_PROVIDER.c.tenant_id)) is None:
        return False
    await _forget(connection, tenant_id)
    return True


async def _forget(connection: Connection, tenant_id: UUID) -> None:
    for table in (IDENTITY_LINK, SIGN_IN_REQUEST, SIGN_IN_CODE):
        await connection.execute(delete(table).where(table.c.tenant_id == tenant_id))
    opened = and_(SESSION.c.tenant_id == tenant_id, SESSION.c.revoked_at.is_(None))
    await connection.execute(update(SESSION).where(opened).values(revoked_at=func.now()))


async def unlink(connection: Connection, tenant_id: UUID, member_id: UUID) -> bool:
    """Forget which subject of the provider the member is: whoever comes next with their e-mail address is it.

    Returns whether any was.
    """
    whose = select(MEMBERSHIP.c.identity_id).where(
        MEMBERSHIP.c.tenant_id == tenant_id, MEMBERSHIP.c.member_id == member_id
    )
    linked = and_(IDENTITY_LINK.c.tenant_id == tenant_id, IDENTITY_LINK.c.identity_id.in_(whose))
    gone = await connection.rows(delete(IDENTITY_LINK).where(linked).returning(IDENTITY_LINK.c.subject))
    # A code that waits would open a session after this.
    waiting = and_(SIGN_IN_CODE.c.tenant_id == tenant_id, SIGN_IN_CODE.c.identity_id.in_(whose))
    await connection.execute(delete(SIGN_IN_CODE).where(waiting))
    opened = and_(SESSION.c.tenant_id == tenant_id, SESSION.c.identity_id.in_(whose))
    await connection.execute(
        update(SESSION).where(opened, SESSION.c.revoked_at.is_(None)).values(revoked_at=func.now())
    )
    return bool(gone)


def needs_provider() -> ColumnElement[bool]:
    """Whether the tenant of a row lets the member of its membership in by its provider alone."""
    named = MEMBERSHIP.c.member_id != all_(IDENTITY_PROVIDER.c.break_glass)
    found = select(and_(not_(IDENTITY_PROVIDER.c.passwords), named)).where(
        IDENTITY_PROVIDER.c.tenant_id == TENANT.c.id
    )
    return func.coalesce(found.correlate(TENANT, MEMBERSHIP).scalar_subquery(), False)


async def who_breaks_glass(connection: Connection, namespace: str) -> tuple[UUID, ...] | None:
    """The members who get in where the provider does not answer; None where everybody does by password.

    Run by the owner.
    """
    found = (
        select(IDENTITY_PROVIDER.c.break_glass)
        .join_from(TENANT, IDENTITY_PROVIDER, IDENTITY_PROVIDER.c.tenant_id == TENANT.c.id)
        .where(TENANT.c.namespace == namespace, not_(IDENTITY_PROVIDER.c.passwords))
    )
    row = await connection.row(found)
    if row is None:
        return None
    # Whoever has no password, or is known to the provider alone, gets in by none.
    able = (
        select(MEMBERSHIP.c.member_id)
        .join_from(MEMBERSHIP, IDENTITY, IDENTITY.c.id == MEMBERSHIP.c.identity_id)
        .join(TENANT, TENANT.c.id == MEMBERSHIP.c.tenant_id)
        .where(
            TENANT.c.namespace == namespace,
            MEMBERSHIP.c.member_id == any_(literal(row["break_glass"], ARRAY(Uuid))),
            MEMBERSHIP.c.ends_at.is_(None),
            MEMBERSHIP.c.accepted_at.is_not(None),
            not_(MEMBERSHIP.c.by_provider),
            IDENTITY.c.password_hash.is_not(None),
        )
    )
    return tuple(each["member_id"] for each in await connection.rows(able))


def sealed_secret(sealer: Sealer, tenant_id: UUID, secret: str) -> str:
    """The secret of a client, to be kept: with whose it is, so that it opens for no other tenant.

    Raises:
        SluiceError: SECRET_KEY_MISSING.
    """
    return sealer.seal(json.dumps([str(tenant_id), secret]))


def opened_secret(sealer: Sealer, provider: Provider) -> str | None:
    """The secret of the client; None where it has none.

    Raises:
        SluiceError: SECRET_KEY_MISSING.
    """
    if provider.secret is None:
        return None
    whose, secret = cast(list[str], json.loads(sealer.open(provider.secret)))
    if whose != str(provider.tenant_id):
        raise fault("SECRET_KEY_MISSING", "the secret of the client was kept for another tenant")
    return secret


def with_roles_of(provider: Provider, known: Sequence[str]) -> Provider:
    """The provider without roles that are in the catalog no more."""
    there = frozenset(known)

    def kept(roles: Sequence[str]) -> tuple[str, ...]:
        return tuple(each for each in roles if each in there)

    pairs = tuple((group, kept(roles)) for group, roles in provider.group_roles)
    return replace(provider, group_roles=pairs, default_roles=kept(provider.default_roles))


def _values(provider: Provider) -> Mapping[str, object]:
    return {
        "tenant_id": provider.tenant_id,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "client_secret": provider.secret,
        "scopes": list(provider.scopes),
        "groups_claim": provider.groups_claim,
        "group_roles": [[group, list(roles)] for group, roles in provider.group_roles],
        "domains": list(provider.domains),
        "joins": provider.joins,
        "default_roles": list(provider.default_roles),
        "passwords": provider.passwords,
        "break_glass": list(provider.break_glass),
        "session_hours": provider.session_hours,
    }


def _provider(row: Record) -> Provider:
    pairs = cast(list[tuple[str, list[str]]], json.loads(cast("str | bytes", row["group_roles"])))
    return Provider(
        tenant_id=row["tenant_id"],
        issuer=row["issuer"],
        client_id=row["client_id"],
        secret=row["client_secret"],
        scopes=tuple(row["scopes"]),
        groups_claim=row["groups_claim"],
        group_roles=tuple((group, tuple(roles)) for group, roles in pairs),
        domains=tuple(row["domains"]),
        joins=row["joins"],
        default_roles=tuple(row["default_roles"]),
        passwords=row["passwords"],
        break_glass=tuple(row["break_glass"]),
        session_hours=row["session_hours"],
        changed_at=row["changed_at"],
    )
