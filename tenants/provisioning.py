"""Members as a directory sees them, and what it says about them.

A directory (Entra ID, Okta) knows a member by a name of its own and writes names and addresses. All of that is of this
tenant alone: nothing of it changes an account, which its owner may have in other tenants too, and none of it is what
somebody signs in with. A member whom no directory has said anything about is seen by their e-mail.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection, Record
from core.database import Database
from core.errors import fault
from tenants.groups import external_text, key_of, one_of
from tenants.inputs import name_line
from tenants.namespace import NamespaceTables, namespace_tables


@dataclass(frozen=True)
class Provisioned:
    """A member, as a directory sees them.

    Attributes:
        id: of the member.
        email: of the account.
        roles: ids of those that they have by hand.
        attributes: `name`, `displayName` and `emails` as SCIM has them.
        groups: id and name of each.
    """

    id: UUID
    email: str
    active: bool
    roles: tuple[str, ...]
    user_name: str
    external_id: str | None
    attributes: Mapping[str, Any]
    groups: tuple[tuple[str, str], ...]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Said:
    """What a directory says about a member, checked.

    Attributes:
        name: what the member is called in this tenant.
        attributes: as in `Provisioned`.
    """

    user_name: str
    external_id: str | None
    name: str
    attributes: Mapping[str, Any]


def said(user_name: str, external_id: str | None, name: str, attributes: Mapping[str, Any]) -> Said:
    """What a directory says, in the form that is kept.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    return Said(
        name_line(user_name, "userName"),
        external_text(external_id),
        name_line(name, "displayName"),
        attributes,
    )


def seen(namespace: str) -> Subquery:
    """The members that a directory sees, as a part of a statement; one that it has deleted it does not, unless an
    admin has let them in again.
    """
    tables = namespace_tables(namespace)
    member, row = tables.member, tables.provisioned
    known = row.c.user_name.is_not(None)
    address = func.jsonb_build_object("value", member.c.email, "type", "work", "primary", True)
    own = func.jsonb_build_object("displayName", member.c.name, "emails", func.jsonb_build_array(address))
    return (
        select(
            member.c.id,
            member.c.email,
            member.c.active,
            member.c.roles,
            member.c.created_at,
            func.greatest(member.c.created_at, row.c.updated_at).label("updated_at"),
            func.coalesce(row.c.user_name, member.c.email).label("user_name"),
            func.coalesce(row.c.user_key, member.c.email).label("user_key"),
            row.c.external_id,
            case((known, row.c.attributes), else_=own).label("attributes"),
        )
        .select_from(member.outerjoin(row, row.c.member_id == member.c.id))
        .where(or_(row.c.member_id.is_(None), known, member.c.active))
        .subquery("seen")
    )


async def page(
    database: Database,
    namespace: str,
    users: Subquery,
    where: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]],
    offset: int,
    limit: int,
) -> tuple[tuple[Provisioned, ...], int]:
    """Some of the members that satisfy a condition, in an order, and how many do.

    Args:
        users: as `seen` makes it, of which condition and order speak.
    """
    counted = await database.rows(
        select(func.count().label("all")).select_from(users).where(where), affinity=namespace
    )
    if limit == 0:
        return (), counted[0]["all"]
    found = _selected(namespace_tables(namespace), users).where(where)
    rows = await database.rows(found.order_by(*order).offset(offset).limit(limit), affinity=namespace)
    return tuple(_provisioned(row) for row in rows), counted[0]["all"]


async def user(connection: Connection, namespace: str, member_id: UUID) -> Provisioned:
    """One member.

    Raises:
        SluiceError: NOT_FOUND, also for one whom the directory has deleted.
    """
    users = seen(namespace)
    row = await connection.row(_selected(namespace_tables(namespace), users).where(users.c.id == member_id))
    if row is None:
        raise fault("NOT_FOUND", "there is no such user")
    return _provisioned(row)


async def among(connection: Connection, namespace: str, member_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the ids that are of members whom a directory sees."""
    users = seen(namespace)
    rows = await connection.rows(select(users.c.id).where(one_of(users.c.id, member_ids)))
    return frozenset(row["id"] for row in rows)


async def unseen_member(connection: Connection, namespace: str, email: str) -> UUID | None:
    """Id of the member with this address, whom the directory has deleted; None where there is no member.

    Raises:
        SluiceError: PROVISIONED_TWICE where it sees them.
    """
    member = namespace_tables(namespace).member
    row = await connection.row(select(member.c.id).where(member.c.email == email))
    if row is None:
        return None
    if await among(connection, namespace, [row["id"]]):
        raise fault("PROVISIONED_TWICE", f"{email} is a user already", "emails")
    found: UUID = row["id"]
    return found


async def check_free(connection: Connection, namespace: str, own: UUID | None, words: Said) -> None:
    """See that no other member that a directory sees has the name or the external id.

    Raises:
        SluiceError: PROVISIONED_TWICE.
    """
    users = seen(namespace)
    for column, value, place in (
        (users.c.user_key, key_of(words.user_name), "userName"),
        (users.c.external_id, words.external_id, "externalId"),
    ):
        if value is None:
            continue
        others = and_(column == value, users.c.id != own) if own is not None else column == value
        if await connection.row(select(users.c.id).where(others)) is not None:
            raise fault("PROVISIONED_TWICE", f"another user has this {place}", place)


async def keep(connection: Connection, namespace: str, member_id: UUID, words: Said) -> None:
    """Note what the directory says about a member, and call them so in this tenant.

    The name of their account, and what other tenants call them, stay.
    """
    tables = namespace_tables(namespace)
    values = {
        "user_name": words.user_name,
        "user_key": key_of(words.user_name),
        "external_id": words.external_id,
        "attributes": dict(words.attributes),
    }
    await connection.execute(
        upsert(tables.provisioned)
        .values(member_id=member_id, **values)
        .on_conflict_do_update(
            index_elements=[tables.provisioned.c.member_id], set_={**values, "updated_at": func.now()}
        )
    )
    await connection.execute(
        update(tables.member).where(tables.member.c.id == member_id).values(name=words.name)
    )


async def forget(connection: Connection, namespace: str, member_id: UUID) -> None:
    """Let the directory see the member no more, until it makes them again; what it said is forgotten."""
    table = namespace_tables(namespace).provisioned
    values = {"user_name": null(), "user_key": null(), "external_id": null(), "attributes": {}}
    await connection.execute(
        upsert(table)
        .values(member_id=member_id, **values)
        .on_conflict_do_update(index_elements=[table.c.member_id], set_={**values, "updated_at": func.now()})
    )


def _selected(tables: NamespaceTables, users: Subquery) -> Select[*tuple[Any, ...]]:
    inside, group = tables.group_member, tables.group
    theirs = (
        select(func.json_agg(func.json_build_array(cast(group.c.id, Text), group.c.name)))
        .select_from(inside.join(group, group.c.id == inside.c.group_id))
        .where(inside.c.member_id == users.c.id)
        .correlate(users)
        .scalar_subquery()
    )
    columns = [each for each in users.c if each.name not in ("attributes", "user_key")]
    return select(
        *columns, cast(users.c.attributes, Text).label("attributes"), cast(theirs, Text).label("groups")
    )


def _provisioned(row: Record) -> Provisioned:
    return Provisioned(
        id=row["id"],
        email=row["email"],
        active=row["active"],
        roles=tuple(row["roles"]),
        user_name=row["user_name"],
        external_id=row["external_id"],
        attributes=json.loads(row["attributes"]),
        groups=tuple(sorted((id_, name) for id_, name in json.loads(row["groups"] or "[]"))),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
