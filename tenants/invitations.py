"""Invitations: an admin names an address and roles, and whoever bears the link becomes a member with them.

The token of a link is stored as its hash alone, works once, and ends by itself, by a newer link, or by being revoked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection, Record
from core.database import Database
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants.accounts import Identity, Member, Person, give_password, new_identity, new_member
from tenants.inputs import email_address
from tenants.membership_ends import future
from tenants.namespace import namespace_tables
from tenants.platform import AFFINITY, IDENTITY, INVITATION, TENANT
from tenants.tokens import INVITATION_PREFIX, new_token, token_hash
from tenants.words import IS_DEACTIVATED, IS_MEMBER

INVITATION_LENGTH = timedelta(days=7)
KEPT_AFTERWARDS = timedelta(days=90)
"""How long one that has ended is still listed."""
MOST_OPEN = 1_000
"""Invitations of a tenant that are open or were made within a day: who means harm shall not write to the whole world
through us, nor by revoking what they have written."""
RESENT_AFTER = timedelta(minutes=1)

InvitationState = Literal["open", "accepted", "revoked", "expired"]


@dataclass(frozen=True)
class Invitation:
    """An invitation, as admins see it.

    Attributes:
        roles: ids of catalog roles.
        invited_by: id of the member.
        mailed_at: when the link was last sent; None where it was answered to the admin.
    """

    id: UUID
    email: str
    roles: tuple[str, ...]
    invited_by: UUID | None
    created_at: datetime
    mailed_at: datetime | None
    expires_at: datetime
    membership_ends_at: datetime | None
    state: InvitationState


@dataclass(frozen=True)
class Offer:
    """An open invitation, as its link leads to it.

    Attributes:
        mailed: whether its link went to the address and to nobody else.
        identity: the account that the address has.
        has_password: whether that account can sign in with one.
    """

    token_hash: bytes
    tenant_id: UUID
    tenant_slug: str
    tenant_name: str
    namespace: str
    email: str
    mailed: bool
    identity: Identity | None
    has_password: bool


async def invite(
    connection: Connection,
    tenant_id: UUID,
    namespace: str,
    email: str,
    roles: Sequence[str],
    invited_by: UUID,
    ends_at: datetime | None = None,
) -> tuple[str, Invitation]:
    """Make an invitation within the given transaction: the token of its link, and what is kept of it.

    Args:
        roles: ids of catalog roles, which the caller has checked.
        ends_at: when the membership that comes of it ends by itself.

    Raises:
        SluiceError: INVALID_VALUE, EMAIL_INVALID, MEMBER_EXISTS, INVITATION_EXISTS, INVITATION_LIMIT.
    """
    address = email_address(email, "email")
    end = future(ends_at, "membershipEndsAt")
    member = namespace_tables(namespace).member
    there = await connection.row(select(member.c.active).where(member.c.email == address))
    if there is not None:
        raise fault(
            "MEMBER_EXISTS",
            (IS_MEMBER if there["active"] else IS_DEACTIVATED).of(address),
            "email",
            hint=""
            if there["active"]
            else Sentence("Let them in again with `reactivateMember`.", "请重新启用该成员。"),
        )
    await _forget(connection, tenant_id, address)
    await _check_room(connection, tenant_id, address)
    token = new_token(INVITATION_PREFIX)
    row = await connection.row(
        upsert(INVITATION)
        .values(
            tenant_id=tenant_id,
            email=address,
            roles=sorted(set(roles)),
            token_hash=token_hash(token),
            invited_by=invited_by,
            membership_ends_at=end,
            expires_at=func.now() + literal(INVITATION_LENGTH),
        )
        .on_conflict_do_nothing(
            index_elements=[INVITATION.c.tenant_id, INVITATION.c.email], index_where=_UNENDED
        )
        .returning(INVITATION)
    )
    if row is None:
        raise fault(
            "INVITATION_EXISTS", Sentence("{} is invited already", "已邀请过 {}").of(address), "email"
        )
    return token, _invitation(row)


async def _check_room(connection: Connection, tenant_id: UUID, address: str) -> None:
    """Refuse what would flood a mailbox: too many of a tenant, or another right after one that was revoked.

    Raises:
        SluiceError: INVITATION_LIMIT.
    """
    own = INVITATION.c.tenant_id == tenant_id
    lately = INVITATION.c.created_at > func.now() - literal(timedelta(days=1))
    counted = select(func.count()).where(own, or_(_UNENDED, lately))
    if (await connection.value(counted)) >= MOST_OPEN:
        raise fault(
            "INVITATION_LIMIT",
            Sentence(
                "the tenant has {} invitations that are open or of this day",
                "待接受的邀请和今天的邀请已达 {} 份",
            ).of(MOST_OPEN),
        )
    revoked = and_(own, INVITATION.c.email == address, INVITATION.c.revoked_at != INVITATION.c.expires_at)
    mailed = INVITATION.c.mailed_at > func.now() - literal(RESENT_AFTER)
    if await connection.row(select(INVITATION.c.id).where(revoked, mailed)) is not None:
        raise fault(
            "INVITATION_LIMIT",
            Sentence(
                "{} was mailed an invitation less than a minute ago", "不到一分钟前刚向 {} 发送过邀请"
            ).of(address),
            "email",
        )


async def _forget(connection: Connection, tenant_id: UUID, address: str) -> None:
    """Forget what ended long ago, and end what has expired for the address."""
    old = INVITATION.c.created_at < func.now() - literal(INVITATION_LENGTH + KEPT_AFTERWARDS)
    await connection.execute(delete(INVITATION).where(INVITATION.c.tenant_id == tenant_id, old))
    expired = and_(
        INVITATION.c.tenant_id == tenant_id,
        INVITATION.c.email == address,
        INVITATION.c.expires_at <= func.now(),
        _UNENDED,
    )
    await connection.execute(update(INVITATION).where(expired).values(revoked_at=INVITATION.c.expires_at))


async def invitations(database: Database, tenant_id: UUID) -> tuple[Invitation, ...]:
    """The tenant's invitations, those that ended lately too, the newest first."""
    rows = await database.rows(
        select(INVITATION)
        .where(INVITATION.c.tenant_id == tenant_id)
        .order_by(INVITATION.c.created_at.desc(), INVITATION.c.id.desc()),
        affinity=AFFINITY,
    )
    return tuple(_invitation(row) for row in rows)


async def to_resend(database: Database, tenant_id: UUID, invitation_id: UUID) -> Invitation:
    """An invitation that can get a new link: it is open, or has expired.

    Raises:
        SluiceError: NOT_FOUND, also for another tenant's; INVITATION_LIMIT where the last link is too new.
    """
    rows = await database.rows(
        select(
            INVITATION, (INVITATION.c.mailed_at > func.now() - literal(RESENT_AFTER)).label("lately")
        ).where(_of_tenant(tenant_id, invitation_id)),
        affinity=AFFINITY,
    )
    if not rows:
        raise _no_invitation()
    if rows[0]["lately"]:
        raise fault(
            "INVITATION_LIMIT",
            Sentence("the invitation was sent less than a minute ago", "不到一分钟前刚发送过这份邀请"),
            "id",
        )
    return _invitation(rows[0])


async def set_link(
    database: Database, tenant_id: UUID, invitation_id: UUID, token: str, *, mailed: bool
) -> Invitation:
    """Let the token, and no other, lead to the invitation, for the whole length of one.

    Args:
        mailed: it went to the address; else to the admin, who can be anybody from then on.

    Raises:
        SluiceError: NOT_FOUND, also for another tenant's.
    """
    rows = await database.rows(
        update(INVITATION)
        .where(_of_tenant(tenant_id, invitation_id))
        .values(
            token_hash=token_hash(token),
            mailed_at=func.now() if mailed else None,
            expires_at=func.now() + literal(INVITATION_LENGTH),
        )
        .returning(INVITATION),
        affinity=AFFINITY,
    )
    if not rows:
        raise _no_invitation()
    return _invitation(rows[0])


async def revoke_invitation(connection: Connection, tenant_id: UUID, invitation_id: UUID) -> Invitation:
    """End it, within the given transaction: its link leads nowhere from the next statement on.

    Raises:
        SluiceError: NOT_FOUND, also for another tenant's, and for one that has been accepted or revoked.
    """
    row = await connection.row(
        update(INVITATION)
        .where(_of_tenant(tenant_id, invitation_id))
        .values(revoked_at=func.now())
        .returning(INVITATION)
    )
    if row is None:
        raise _no_invitation()
    return _invitation(row)


async def revoke_invitations_by(connection: Connection, tenant_id: UUID, member_id: UUID) -> None:
    """End the open invitations of a member who leaves, within the given transaction: they may be to themselves."""
    theirs = and_(INVITATION.c.tenant_id == tenant_id, INVITATION.c.invited_by == member_id, _UNENDED)
    await connection.execute(update(INVITATION).where(theirs).values(revoked_at=func.now()))


async def withdraw(database: Database, invitation_id: UUID) -> None:
    """Leave nothing of an invitation whose mail could not be sent."""
    await database.rows(delete(INVITATION).where(INVITATION.c.id == invitation_id), affinity=AFFINITY)


async def offer(database: Database, token: str) -> Offer:
    """What the link with this token leads to.

    Raises:
        SluiceError: INVITATION_INVALID, TENANT_SUSPENDED, TENANT_CLOSED.
    """
    rows = await database.rows(_offer_query(token), affinity=AFFINITY)
    if not rows:
        raise no_offer()
    row = rows[0]
    if row["closed"]:
        raise fault("TENANT_CLOSED", Sentence("the tenant {} is closed", "公司 {} 已关闭").of(row["slug"]))
    if row["suspended"]:
        raise fault(
            "TENANT_SUSPENDED", Sentence("the tenant {} is suspended", "公司 {} 已被暂停使用").of(row["slug"])
        )
    known = row["identity_id"]
    return Offer(
        token_hash=token_hash(token),
        tenant_id=row["tenant_id"],
        tenant_slug=row["slug"],
        tenant_name=row["name"],
        namespace=row["namespace"],
        email=row["email"],
        mailed=row["mailed_at"] is not None,
        identity=None if known is None else Identity(known, row["email"], row["identity_name"]),
        has_password=bool(row["has_password"]),
    )


async def accept(connection: Connection, offered: Offer, person: Person | None) -> Member:
    """Make who bears the link a member, within the given transaction. They have shown who they are.

    Args:
        person: the account to be made, or the password of one that has none; None where the account is as it shall be.

    Raises:
        SluiceError: INVITATION_INVALID where it has ended by now, MEMBER_EXISTS.
    """
    taken = await connection.row(
        update(INVITATION)
        .where(INVITATION.c.token_hash == offered.token_hash, _UNENDED, INVITATION.c.expires_at > func.now())
        .values(accepted_at=func.now())
        .returning(INVITATION.c.roles, INVITATION.c.membership_ends_at)
    )
    if taken is None:
        raise no_offer()
    identity = offered.identity
    if identity is None and person is not None:
        identity = await new_identity(connection, person)
    elif identity is not None and person is not None:
        await give_password(connection, identity, person)
    if identity is None:
        # Somebody has made the account in this moment: by asking again they show that it is theirs.
        raise fault("UNAVAILABLE", f"an account of {offered.email} was made at this moment")
    member = await new_member(
        connection,
        offered.tenant_id,
        offered.namespace,
        identity,
        taken["roles"],
        taken["membership_ends_at"],
    )
    if member is None:
        raise fault("MEMBER_EXISTS", IS_MEMBER.of(offered.email))
    return member


def no_offer() -> SluiceError:
    """The refusal of a link that leads nowhere, the same whatever became of it."""
    return fault("INVITATION_INVALID", "the invitation is used, revoked, expired, or none", "token")


_UNENDED: ColumnElement[bool] = and_(INVITATION.c.accepted_at.is_(None), INVITATION.c.revoked_at.is_(None))


def _offer_query(token: str) -> Select[*tuple[object, ...]]:
    return (
        select(
            INVITATION.c.tenant_id,
            INVITATION.c.email,
            INVITATION.c.mailed_at,
            TENANT.c.slug,
            TENANT.c.name,
            TENANT.c.namespace,
            TENANT.c.suspended_at.is_not(None).label("suspended"),
            TENANT.c.erase_at.is_not(None).label("closed"),
            IDENTITY.c.id.label("identity_id"),
            IDENTITY.c.name.label("identity_name"),
            IDENTITY.c.password_hash.is_not(None).label("has_password"),
        )
        .select_from(
            INVITATION.join(TENANT, TENANT.c.id == INVITATION.c.tenant_id).outerjoin(
                IDENTITY, IDENTITY.c.email == INVITATION.c.email
            )
        )
        .where(INVITATION.c.token_hash == token_hash(token), _UNENDED, INVITATION.c.expires_at > func.now())
    )


def _of_tenant(tenant_id: UUID, invitation_id: UUID) -> ColumnElement[bool]:
    # One that has expired was ended by nobody, and can be sent again.
    return and_(INVITATION.c.id == invitation_id, INVITATION.c.tenant_id == tenant_id, _UNENDED)


def _no_invitation() -> SluiceError:
    return fault("NOT_FOUND", Sentence("there is no such open invitation", "没有这份待接受的邀请"), "id")


def _invitation(row: Record) -> Invitation:
    return Invitation(
        id=row["id"],
        email=row["email"],
        roles=tuple(row["roles"]),
        invited_by=row["invited_by"],
        created_at=row["created_at"],
        mailed_at=row["mailed_at"],
        expires_at=row["expires_at"],
        membership_ends_at=row["membership_ends_at"],
        state=_state(row),
    )


def _state(row: Record) -> InvitationState:
    if row["accepted_at"] is not None:
        return "accepted"
    if row["revoked_at"] is not None:
        return "expired" if row["revoked_at"] == row["expires_at"] else "revoked"
    return "expired" if row["expires_at"] <= datetime.now(UTC) else "open"
