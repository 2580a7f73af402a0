"""Whom a subject of a tenant's provider is, among the people of that tenant.

A subject is linked once: by the e-mail address that the provider says it has verified, to a member, or to somebody who
is invited or becomes one. From then on the subject counts, whatever its address. A link is of one tenant, and one
account has one there, so who gets an address that somebody else has had does not become them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants.accounts import Identity
from tenants.identity_providers import Door
from tenants.membership_ends import has_not_ended
from tenants.platform import IDENTITY, IDENTITY_LINK, INVITATION, MEMBERSHIP


@dataclass(frozen=True)
class Link:
    """Whom a subject is.

    Attributes:
        roles: ids of those that its groups have given.
    """

    identity_id: UUID
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Invited:
    """What an open invitation of an address is to."""

    id: UUID
    roles: tuple[str, ...]
    ends_at: datetime | None


async def link_of(connection: Connection, door: Door, subject: str) -> Link | None:
    """Whom the subject is; None where nobody knows yet."""
    c = IDENTITY_LINK.c
    row = await connection.row(select(c.identity_id, c.roles).where(*_of_subject(door, subject)))
    return None if row is None else Link(row["identity_id"], tuple(row["roles"]))


async def make_link(connection: Connection, door: Door, subject: str, identity_id: UUID) -> Link:
    """Let the subject be this account, in this tenant.

    Raises:
        SluiceError: SIGN_IN_NOT_ALLOWED where another subject is it.
    """
    made = (
        upsert(IDENTITY_LINK)
        .values(
            tenant_id=door.tenant_id, issuer=door.provider.issuer, subject=subject, identity_id=identity_id
        )
        .on_conflict_do_nothing()
        .returning(IDENTITY_LINK.c.identity_id)
    )
    if await connection.row(made) is not None:
        return Link(identity_id, ())
    # Of two that come at once, one is second.
    there = await link_of(connection, door, subject)
    if there is not None and there.identity_id == identity_id:
        return there
    raise not_allowed(
        Sentence(
            "the identity provider knows somebody else as this member", "身份提供方已将另一个人对应到该成员"
        ),
        Sentence(
            "If they are the same person, an admin forgets the other one with `unlinkMember`.",
            "如果是同一个人，管理员可以解除另一个关联。",
        ),
    )


async def note_use(connection: Connection, door: Door, subject: str, roles: tuple[str, ...]) -> None:
    """Note a sign-in, and which roles the groups of the subject have given by now."""
    used = update(IDENTITY_LINK).where(*_of_subject(door, subject))
    await connection.execute(used.values(roles=list(roles), used_at=func.now()))


async def member_of(connection: Connection, door: Door, identity_id: UUID) -> UUID | None:
    """The member that the account is in the tenant; None where it is none.

    Raises:
        SluiceError: SIGN_IN_NOT_ALLOWED where the membership has ended.
    """
    found = select(MEMBERSHIP.c.member_id, has_not_ended().label("holds")).where(
        MEMBERSHIP.c.identity_id == identity_id, MEMBERSHIP.c.tenant_id == door.tenant_id
    )
    row = await connection.row(found)
    if row is None:
        return None
    if not row["holds"]:
        raise not_allowed(
            Sentence("the membership has ended", "成员资格已到期"),
            Sentence("An admin lets it go on with `setMembershipEnd`.", "管理员可以延长成员资格。"),
        )
    return UUID(str(row["member_id"]))


async def account_of(connection: Connection, address: str, name: str) -> Identity | None:
    """The account of the address, under the name that this tenant knows it by; None where there is none."""
    row = await connection.row(select(IDENTITY.c.id, IDENTITY.c.email).where(IDENTITY.c.email == address))
    return None if row is None else Identity(row["id"], row["email"], name)


async def take_invitation(connection: Connection, door: Door, address: str) -> Invited | None:
    """Take the invitation of the address that is open; None where there is none."""
    c = INVITATION.c
    taken = (
        update(INVITATION)
        .where(
            c.tenant_id == door.tenant_id,
            c.email == address,
            c.accepted_at.is_(None),
            c.revoked_at.is_(None),
            c.expires_at > func.now(),
        )
        .values(accepted_at=func.now())
        .returning(c.id, c.roles, c.membership_ends_at)
    )
    row = await connection.row(taken)
    return None if row is None else Invited(row["id"], tuple(row["roles"]), row["membership_ends_at"])


def not_allowed(message: str, hint: str | None = None) -> SluiceError:
    """The refusal of somebody whom the provider has told of."""
    return fault("SIGN_IN_NOT_ALLOWED", message, hint=hint or "")


def _of_subject(door: Door, subject: str) -> tuple[ColumnElement[bool], ...]:
    c = IDENTITY_LINK.c
    return c.tenant_id == door.tenant_id, c.issuer == door.provider.issuer, c.subject == subject
