"""People and tenants: signing up, and the members of a tenant.

A change of what somebody may do grows `access_epoch` in the same transaction; that is how every process
learns of it with its next statement (`tenants.authentication`). In each transaction the statements on
`platform` and those on the tenant's namespace are separate ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Text,
    Uuid,
    all_,
    and_,
    any_,
    exists,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection, Record
from core.database import Database
from core.errors import fault
from tenants.inputs import email_address, name_line, slug_from_name, slug_text
from tenants.namespace import namespace_tables
from tenants.password_rules import new_password
from tenants.passwords import hash_password
from tenants.platform import IDENTITY, IDENTITY_LINK, MEMBERSHIP, TENANT
from tenants.quotas import room_for_a_member
from tenants.tenant import Tenant, new_tenant
from tenants.words import BARRED, HAS_ACCOUNT, IS_MEMBER, NO_MEMBER


@dataclass(frozen=True)
class Identity:
    """Somebody who can sign in, whatever the tenant."""

    id: UUID
    email: str
    name: str


@dataclass(frozen=True)
class Person:
    """Somebody who may get an account, checked, the password hashed; None where there is none."""

    email: str
    name: str
    password_hash: str | None


@dataclass(frozen=True)
class Member:
    """An identity within a tenant.

    Attributes:
        roles: ids of the catalog roles that they have by hand.
        active: a member who is not is refused.
        group_roles: ids of those that follow from their groups; they have both.
        barred: an admin has deactivated them, so no directory lets them in.
    """

    id: UUID
    identity_id: UUID
    email: str
    name: str
    roles: tuple[str, ...]
    active: bool = True
    group_roles: tuple[str, ...] = ()
    barred: bool = False

    @property
    def held(self) -> tuple[str, ...]:
        """Ids of all roles in force."""
        return tuple(sorted({*self.roles, *self.group_roles}))


def held_roles(member: FromClause) -> ColumnElement[Any]:
    """The ids of the roles that the member of a row has, by hand and by groups."""
    return type_coerce(member.c.roles.op("||")(member.c.group_roles), ARRAY(Text))


async def new_person(email: str, password: str | None, name: str) -> Person:
    """Somebody to be signed up or added. Ask before the transaction begins: hashing waits for its turn, and
    whoever sends many passwords at once would hold every connection meanwhile.

    Args:
        password: None for somebody who cannot sign in with one.

    Raises:
        SluiceError: INVALID_VALUE, EMAIL_INVALID, PASSWORD_WEAK, with the argument as the path.
    """
    address = email_address(email, "email")
    line = name_line(name, "name")
    secret = None if password is None else new_password(password, (address, line), "password")
    return Person(address, line, None if secret is None else await hash_password(secret))


async def sign_up(
    connection: Connection,
    person: Person,
    tenant_name: str,
    tenant_slug: str | None,
    roles: Sequence[str],
    *,
    known: bool = False,
) -> tuple[Identity, Tenant, Member]:
    """Make an identity, a tenant with its namespace and the first member, within the given transaction.

    The caller writes catalog version 1 afterwards.

    Args:
        tenant_slug: None makes one from the name.
        roles: ids of the first member's roles.
        known: the address may have an account, which keeps its name and password and becomes the first member.

    Raises:
        SluiceError: INVALID_VALUE, EMAIL_TAKEN, TENANT_SLUG_TAKEN, with the argument as the path, in camel
            case as the API spells it.
    """
    title = name_line(tenant_name, "tenantName")
    slug = _slug(tenant_slug, title)
    identity = await new_identity(connection, person)
    if identity is None and known:
        identity = await _identity_of(connection, person)
    if identity is None:
        raise fault("EMAIL_TAKEN", HAS_ACCOUNT.of(person.email), "email")
    tenant = await new_tenant(connection, slug, title)
    member = await new_member(connection, tenant.id, tenant.namespace, identity, roles)
    if member is None:
        raise RuntimeError("a fresh tenant has a member already")
    return identity, tenant, member


def _slug(given: str | None, tenant_name: str) -> str:
    return slug_from_name(tenant_name) if given is None else slug_text(given, "tenantSlug")


async def add_member(
    connection: Connection, tenant_id: UUID, namespace: str, person: Person, roles: Sequence[str]
) -> Member:
    """Make somebody a member, within the given transaction.

    An address that has an account keeps its name and password: an admin can neither change nor learn them, and
    this tenant knows the person by the name given here. Its owner is let in once they have accepted; nobody else learns
    whether there is an account. Where there is none, one is made; without a password it cannot sign in.

    Args:
        roles: ids of catalog roles, which the caller has checked.

    Raises:
        SluiceError: MEMBER_EXISTS.
    """
    made = await new_identity(connection, person) is not None
    # Asked either way: a statement more where there is an account would tell of it by the time that it takes.
    identity = await _identity_of(connection, person)
    member = await new_member(connection, tenant_id, namespace, identity, roles, accepted=made)
    if member is None:
        raise fault("MEMBER_EXISTS", IS_MEMBER.of(person.email), "email")
    return member


async def members(database: Database, namespace: str) -> tuple[Member, ...]:
    """Everybody in the tenant, the longest member first."""
    table = namespace_tables(namespace).member
    rows = await database.rows(select(table).order_by(table.c.created_at, table.c.id), affinity=namespace)
    return tuple(_member(row) for row in rows)


async def member(database: Database, namespace: str, member_id: UUID) -> Member:
    """One member.

    Raises:
        SluiceError: NOT_FOUND.
    """
    table = namespace_tables(namespace).member
    rows = await database.rows(select(table).where(table.c.id == member_id), affinity=namespace)
    if not rows:
        raise fault("NOT_FOUND", NO_MEMBER)
    return _member(rows[0])


async def ending_members(connection: Connection, namespace: str) -> list[UUID]:
    """Ids of the members whose membership ends by itself, has ended, or is not accepted yet nor a provider's."""
    linked = exists().where(
        IDENTITY_LINK.c.identity_id == MEMBERSHIP.c.identity_id,
        IDENTITY_LINK.c.tenant_id == MEMBERSHIP.c.tenant_id,
    )
    pending = and_(MEMBERSHIP.c.accepted_at.is_(None), not_(linked))
    ending = (
        select(MEMBERSHIP.c.member_id)
        .join(TENANT, TENANT.c.id == MEMBERSHIP.c.tenant_id)
        .where(
            TENANT.c.namespace == namespace,
            or_(MEMBERSHIP.c.ends_at.is_not(None), pending),
        )
    )
    return [row["member_id"] for row in await connection.rows(ending)]


async def active_role_sets(
    connection: Connection, namespace: str, besides: Sequence[UUID] = (), only: Sequence[UUID] | None = None
) -> tuple[tuple[str, ...], ...]:
    """The different sets of roles (ids) that active members have, besides some, or of some alone."""
    table = namespace_tables(namespace).member
    held = held_roles(table).label("roles")
    found = select(held).where(table.c.active, table.c.id != all_(literal(list(besides), ARRAY(Uuid))))
    if only is not None:
        found = found.where(table.c.id == any_(literal(list(only), ARRAY(Uuid))))
    rows = await connection.rows(found.distinct())
    return tuple(tuple(row["roles"]) for row in rows)


async def set_member_roles(
    connection: Connection, namespace: str, member_id: UUID, roles: Sequence[str]
) -> Member:
    """Give the member exactly these roles (ids, which the caller has checked), from the next statement on.

    Raises:
        SluiceError: NOT_FOUND.
    """
    return await _change_member(connection, namespace, member_id, {"roles": sorted(set(roles))})


async def set_member_name(connection: Connection, namespace: str, member_id: UUID, name: str) -> None:
    """Call the member so in this tenant; what they call themselves, and are called elsewhere, stays."""
    table = namespace_tables(namespace).member
    await connection.execute(update(table).where(table.c.id == member_id).values(name=name))


async def set_member_active(
    connection: Connection, namespace: str, member_id: UUID, *, active: bool, by_admin: bool = True
) -> Member:
    """Let the member in, or refuse them and their keys from the next statement on.

    Args:
        by_admin: what an admin does stands until an admin undoes it; else a directory does it.

    Raises:
        SluiceError: NOT_FOUND, QUOTA_EXCEEDED; DEACTIVATED_BY_ADMIN where a directory lets them in.
    """
    if active:
        await room_for_a_member(connection, namespace)
    values: dict[str, object] = {"active": active}
    if by_admin:
        values["barred"] = not active
    member = await _change_member(connection, namespace, member_id, values)
    if active and member.barred:
        raise fault(
            "DEACTIVATED_BY_ADMIN",
            BARRED,
            "active",
        )
    return member


async def grow_epoch(connection: Connection, namespace: str) -> None:
    """Make every process look again at who may do what in this tenant."""
    head = namespace_tables(namespace).head
    await connection.execute(update(head).values(access_epoch=head.c.access_epoch + 1))


async def tell_tenants(connection: Connection, identity_id: UUID) -> None:
    """Make every process look again at who this is, in each of their tenants."""
    namespaces = (
        select(TENANT.c.namespace)
        .join(MEMBERSHIP, MEMBERSHIP.c.tenant_id == TENANT.c.id)
        .where(MEMBERSHIP.c.identity_id == identity_id)
        # In one order everywhere: two people who sign out at once cannot deadlock.
        .order_by(TENANT.c.namespace)
    )
    for row in await connection.rows(namespaces):
        await grow_epoch(connection, row["namespace"])


async def _change_member(
    connection: Connection, namespace: str, member_id: UUID, values: dict[str, object]
) -> Member:
    # The head first, as everybody does: publishing holds it while it adds foreign keys to the member table.
    await grow_epoch(connection, namespace)
    table = namespace_tables(namespace).member
    row = await connection.row(update(table).where(table.c.id == member_id).values(values).returning(table))
    if row is None:
        raise fault("NOT_FOUND", NO_MEMBER)
    return _member(row)


async def new_identity(connection: Connection, person: Person) -> Identity | None:
    """Make the account; None where the address has one."""
    row = await connection.row(
        upsert(IDENTITY)
        .values(email=person.email, name=person.name, password_hash=person.password_hash)
        .on_conflict_do_nothing(index_elements=[IDENTITY.c.email])
        .returning(IDENTITY.c.id)
    )
    return None if row is None else Identity(row["id"], person.email, person.name)


async def give_password(connection: Connection, identity: Identity, person: Person) -> None:
    """Give an account without a password its first one, within the given transaction.

    Its owner comes now, and not by a tenant that has made it: that one waits for them to accept, as if they had had the
    account before. Else whoever adds an address first would be where its owner's clients go unless told otherwise.

    Raises:
        SluiceError: UNAVAILABLE where it has got one by now.
    """
    row = await connection.row(
        update(IDENTITY)
        .where(IDENTITY.c.id == identity.id, IDENTITY.c.password_hash.is_(None))
        .values(password_hash=person.password_hash)
        .returning(IDENTITY.c.id)
    )
    if row is None:
        raise fault("UNAVAILABLE", f"the account of {identity.email} got a password at this moment")
    made = and_(MEMBERSHIP.c.identity_id == identity.id, not_(MEMBERSHIP.c.by_provider))
    await connection.execute(update(MEMBERSHIP).where(made).values(accepted_at=null()))


async def _identity_of(connection: Connection, person: Person) -> Identity:
    """The account that the address has."""
    found = await connection.row(select(IDENTITY).where(IDENTITY.c.email == person.email))
    if found is None:
        raise fault("UNAVAILABLE", f"the account of {person.email} was removed at this moment")
    # Under the name that this tenant knows them by: theirs elsewhere is not its business.
    return Identity(found["id"], found["email"], person.name)


async def new_member(
    connection: Connection,
    tenant_id: UUID,
    namespace: str,
    identity: Identity,
    roles: Sequence[str],
    ends_at: datetime | None = None,
    *,
    by_provider: bool = False,
    accepted: bool = True,
) -> Member | None:
    """Make the identity a member with these roles (ids); None where it is one.

    Args:
        ends_at: when the membership ends by itself.
        by_provider: the tenant's identity provider alone says that it is them.
        accepted: by the identity, which is let in.

    Raises:
        SluiceError: QUOTA_EXCEEDED.
    """
    await room_for_a_member(connection, namespace)
    table = namespace_tables(namespace).member
    row = await connection.row(
        upsert(table)
        .values(identity_id=identity.id, email=identity.email, name=identity.name, roles=sorted(set(roles)))
        .on_conflict_do_nothing(index_elements=[table.c.identity_id])
        .returning(table)
    )
    if row is None:
        return None
    await connection.execute(
        insert(MEMBERSHIP).values(
            identity_id=identity.id,
            tenant_id=tenant_id,
            member_id=row["id"],
            ends_at=ends_at,
            by_provider=by_provider,
            accepted_at=func.now() if accepted else None,
        )
    )
    return _member(row)


def _member(row: Record) -> Member:
    return Member(
        id=row["id"],
        identity_id=row["identity_id"],
        email=row["email"],
        name=row["name"],
        roles=tuple(sorted(row["roles"])),
        active=row["active"],
        group_roles=tuple(sorted(row["group_roles"])),
        barred=row["barred"],
    )
