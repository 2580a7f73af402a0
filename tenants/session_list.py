"""The sessions of a person, told apart, and ended one by one or all at once.

A session belongs to a person, who may be a member of many tenants. So they alone end it; the admin of a tenant ends
what it is good for there, and sees no address of it (decision 69).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, not_, select, update

from core.connection import Connection, Record
from core.database import Database
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants.accounts import grow_epoch
from tenants.identity_audit import note_of_identity
from tenants.platform import AFFINITY, MEMBERSHIP, SESSION, SESSION_USE
from tenants.sessions import alike, end_sessions, is_open, leads_to_membership, session_of
from tenants.tokens import token_hash
from tenants.words import NO_MEMBER


@dataclass(frozen=True)
class Session:
    """An open session.

    Attributes:
        agent: what the client called itself at the sign-in.
        address: that it was last used from; None where it is not told.
        created_at: for its owner; for an admin, when it was first used in the tenant.
        last_used_at: for an admin, in the tenant.
        expires_at: None where it is not told.
        current: it is the one that was asked with.
        by_provider: the identity provider of a tenant has opened it, for that tenant alone.
    """

    id: UUID
    agent: str | None
    address: str | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    second_factor: bool
    current: bool
    by_provider: bool


async def own_sessions(database: Database, token: str) -> tuple[Session, ...]:
    """The open sessions of whose token it is that were opened by the same, the newest first.

    Raises:
        SluiceError: UNAUTHENTICATED.
    """
    rows = await _listed(database, alike(await session_of(database, token)))
    return tuple(_session(row, token) for row in rows)


async def member_sessions(database: Database, tenant_id: UUID, member_id: UUID) -> tuple[Session, ...]:
    """The open sessions that a member has used in the tenant, the newest first: since and until when they were
    used there, and nothing of what is done with them elsewhere.

    Raises:
        SluiceError: NOT_FOUND.
    """
    known = select(MEMBERSHIP.c.identity_id).where(_membership(tenant_id, member_id))
    if not await database.rows(known, affinity=AFFINITY):
        raise _no_member()
    found = await database.rows(
        select(SESSION, SESSION_USE.c.first_at, SESSION_USE.c.last_at)
        .join_from(SESSION, SESSION_USE, SESSION_USE.c.token_hash == SESSION.c.token_hash)
        .where(_opening(tenant_id, member_id), is_open(), SESSION_USE.c.tenant_id == tenant_id)
        .order_by(SESSION_USE.c.first_at.desc(), SESSION.c.id.desc()),
        affinity=AFFINITY,
    )
    return tuple(
        replace(_session(row, None), created_at=row["first_at"], last_used_at=row["last_at"], expires_at=None)
        for row in found
    )


async def revoke_own(database: Database, token: str, session_id: UUID) -> None:
    """End a session of whose token it is: no statement that begins afterwards accepts it.

    Raises:
        SluiceError: UNAUTHENTICATED; NOT_FOUND, also for another person's.
    """
    own = await session_of(database, token)
    which = and_(SESSION.c.id == session_id, alike(own), is_open())
    async with database.transaction(affinity=AFFINITY) as connection:
        if await connection.row(select(SESSION.c.id).where(which).with_for_update()) is None:
            raise fault("NOT_FOUND", Sentence("there is no such session", "没有这个登录会话"), "id")
        # What a provider has opened is nothing to the other tenants of the account.
        if own.tenant_id is None:
            await note_of_identity(connection, own.identity.id, "sessionsRevoked", {"sessions": 1})
        await end_sessions(connection, which)


async def revoke_others(database: Database, token: str) -> int:
    """End all sessions of whose token it is that were opened by the same, but that one. Returns how many.

    Raises:
        SluiceError: UNAUTHENTICATED.
    """
    others = SESSION.c.token_hash != token_hash(token)
    own = await session_of(database, token)
    which = and_(alike(own), others, is_open())
    async with database.transaction(affinity=AFFINITY) as connection:
        held = await connection.rows(select(SESSION.c.id).where(which).with_for_update())
        if held and own.tenant_id is None:
            await note_of_identity(connection, own.identity.id, "sessionsRevoked", {"sessions": len(held)})
        return await end_sessions(connection, which)


async def end_for_tenant(connection: Connection, tenant_id: UUID, namespace: str, member_id: UUID) -> int:
    """Let no session of now open this tenant for the member any more, within the given transaction. Returns how many
    were used there; in other tenants they are as good as before.

    Raises:
        SluiceError: NOT_FOUND.
    """
    # The moment of the statement, not of the transaction's beginning: a sign-in may have come between.
    set_ = update(MEMBERSHIP).where(_membership(tenant_id, member_id))
    before = select(MEMBERSHIP.c.identity_id).where(_membership(tenant_id, member_id))
    if await connection.row(before.with_for_update()) is None:
        raise _no_member()
    used = and_(SESSION_USE.c.token_hash == SESSION.c.token_hash, SESSION_USE.c.tenant_id == tenant_id)
    which = (_opening(tenant_id, member_id), is_open(), used)
    ended = await connection.value(select(func.count()).select_from(SESSION).where(*which))
    await connection.execute(set_.values(sessions_since=func.statement_timestamp()))
    await grow_epoch(connection, namespace)
    return int(ended)


def ended_for_tenant() -> ColumnElement[bool]:
    """Whether a session was opened before an admin of the tenant of the membership ended all of them."""
    return func.coalesce(SESSION.c.created_at <= MEMBERSHIP.c.sessions_since, false())


async def _listed(database: Database, which: ColumnElement[bool]) -> list[Record]:
    return await database.rows(
        select(SESSION).where(which, is_open()).order_by(SESSION.c.created_at.desc(), SESSION.c.id.desc()),
        affinity=AFFINITY,
    )


def _opening(tenant_id: UUID, member_id: UUID) -> ColumnElement[bool]:
    """Whether a session opens the tenant for the member."""
    through = select(MEMBERSHIP.c.identity_id).where(
        _membership(tenant_id, member_id),
        MEMBERSHIP.c.identity_id == SESSION.c.identity_id,
        not_(ended_for_tenant()),
        leads_to_membership(),
    )
    return through.correlate(SESSION).exists()


def _membership(tenant_id: UUID, member_id: UUID) -> ColumnElement[bool]:
    return and_(MEMBERSHIP.c.tenant_id == tenant_id, MEMBERSHIP.c.member_id == member_id)


def _no_member() -> SluiceError:
    return fault("NOT_FOUND", NO_MEMBER, "memberId")


def _session(row: Record, token: str | None) -> Session:
    return Session(
        id=row["id"],
        agent=row["agent"],
        address=None if token is None else row["last_address"],
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        expires_at=row["expires_at"],
        second_factor=row["second_factor"],
        current=token is not None and row["token_hash"] == token_hash(token),
        by_provider=row["tenant_id"] is not None,
    )
