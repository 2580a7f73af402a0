"""The groups of a directory, and the roles that follow from them.

A group gives no role by what it is called: an admin maps it. What a member has by groups stands in `group_roles`,
beside what they have by hand, and is worked out anew in the transaction of whatever changes it. Whoever changes
something here holds the row of the head (`lock_head`), so that no two are under way at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Text,
    Uuid,
    and_,
    any_,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection, Record
from core.database import Database
from core.errors import fault
from core.sentences import Sentence
from tenants.accounts import grow_epoch
from tenants.inputs import clean, name_line
from tenants.namespace import namespace_tables

MOST_GROUPS = 10_000
MOST_MEMBERS = 20_000
"""Of one group."""
LONGEST_EXTERNAL_ID = 300


@dataclass(frozen=True)
class Group:
    """A group of a directory.

    Attributes:
        external_id: what the directory calls it.
        roles: ids of catalog roles that its members have.
        version: grows with each change of what the directory sees of it.
    """

    id: UUID
    name: str
    external_id: str | None
    roles: tuple[str, ...]
    version: int
    created_at: datetime
    updated_at: datetime


def key_of(name: str) -> str:
    """What names are compared by: as they are written, whatever the case of letters."""
    return clean(name.lower(), "NFC")


def external_text(text: str | None) -> str | None:
    """What a directory calls something.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    if text is None or not text:
        return None
    if len(text) > LONGEST_EXTERNAL_ID:
        message = Sentence("the text has {} characters; at most {} fit", "内容有 {} 个字符，最多 {} 个").of(
            len(text), LONGEST_EXTERNAL_ID
        )
        raise fault("INVALID_VALUE", message, "externalId")
    return clean(text, "NFC", "externalId")


async def lock_head(connection: Connection, namespace: str) -> None:
    """Have others who change members by groups or by a directory wait until this transaction ends."""
    await connection.rows(select(namespace_tables(namespace).head.c.access_epoch).with_for_update())


async def groups(database: Database, namespace: str) -> tuple[Group, ...]:
    """Every group, by name."""
    table = namespace_tables(namespace).group
    rows = await database.rows(select(table).order_by(table.c.name_key), affinity=namespace)
    return tuple(group_from(row) for row in rows)


async def page(
    connection: Connection,
    namespace: str,
    where: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]],
    offset: int,
    limit: int,
) -> tuple[tuple[Group, ...], int]:
    """Some of the groups that satisfy a condition of their table, in an order, and how many do."""
    table = namespace_tables(namespace).group
    counted = await connection.value(select(func.count()).select_from(table).where(where))
    if limit == 0:
        return (), counted
    found = select(table).where(where).order_by(*order).offset(offset).limit(limit)
    return tuple(group_from(row) for row in await connection.rows(found)), counted


async def members_by_group(
    connection: Connection, namespace: str, group_ids: Sequence[UUID]
) -> dict[UUID, list[UUID]]:
    """Ids of who is in each of the groups.

    Raises:
        SluiceError: GROUP_LIMIT where they are more than may be in one.
    """
    table = namespace_tables(namespace).group_member
    found = select(table).where(one_of(table.c.group_id, group_ids)).limit(MOST_MEMBERS + 1)
    rows = await connection.rows(found.order_by(table.c.group_id, table.c.member_id))
    if len(rows) > MOST_MEMBERS:
        hint = "Ask with `excludedAttributes=members`, or for fewer groups."
        raise fault("GROUP_LIMIT", f"the groups have more than {MOST_MEMBERS:,} members", hint=hint)
    gathered: dict[UUID, list[UUID]] = {}
    for row in rows:
        gathered.setdefault(row["group_id"], []).append(row["member_id"])
    return gathered


async def group_of(connection: Connection, namespace: str, group_id: UUID) -> Group:
    """One group.

    Raises:
        SluiceError: NOT_FOUND.
    """
    table = namespace_tables(namespace).group
    row = await connection.row(select(table).where(table.c.id == group_id))
    if row is None:
        raise _no_group()
    return group_from(row)


async def create_group(connection: Connection, namespace: str, name: str, external_id: str | None) -> Group:
    """Make a group without members and roles.

    Raises:
        SluiceError: INVALID_VALUE, PROVISIONED_TWICE, GROUP_LIMIT.
    """
    table = namespace_tables(namespace).group
    line, known = name_line(name, "displayName"), external_text(external_id)
    await _check_free(connection, namespace, None, line, known)
    if (await connection.value(select(func.count()).select_from(table))) >= MOST_GROUPS:
        raise fault("GROUP_LIMIT", f"the tenant has {MOST_GROUPS:,} groups")
    values = {"name": line, "name_key": key_of(line), "external_id": known}
    row = await connection.row(upsert(table).values(values).returning(table))
    assert row is not None
    return group_from(row)


async def change_group(
    connection: Connection, namespace: str, group_id: UUID, name: str, external_id: str | None
) -> Group:
    """Call a group something else; its members and roles stay.

    Raises:
        SluiceError: NOT_FOUND, INVALID_VALUE, PROVISIONED_TWICE.
    """
    line, known = name_line(name, "displayName"), external_text(external_id)
    await _check_free(connection, namespace, group_id, line, known)
    return await _changed(
        connection, namespace, group_id, {"name": line, "name_key": key_of(line), "external_id": known}
    )


async def touch_group(connection: Connection, namespace: str, group_id: UUID) -> Group:
    """Have it tell another version: its members have changed."""
    return await _changed(connection, namespace, group_id, {})


async def delete_group(connection: Connection, namespace: str, group_id: UUID) -> Group:
    """End a group. Who was in it loses the roles that only it gave.

    Raises:
        SluiceError: NOT_FOUND.
    """
    table = namespace_tables(namespace).group
    there = await members_of(connection, namespace, group_id)
    row = await connection.row(delete(table).where(table.c.id == group_id).returning(table))
    if row is None:
        raise _no_group()
    await work_out_roles(connection, namespace, there)
    return group_from(row)


async def set_group_roles(
    connection: Connection, namespace: str, group_id: UUID, roles: Sequence[str]
) -> Group:
    """Give who is in the group exactly these roles (ids, which the caller has checked) by it.

    Raises:
        SluiceError: NOT_FOUND.
    """
    table = namespace_tables(namespace).group
    row = await connection.row(
        update(table).where(table.c.id == group_id).values(roles=sorted(set(roles))).returning(table)
    )
    if row is None:
        raise _no_group()
    await work_out_roles(connection, namespace, await members_of(connection, namespace, group_id))
    return group_from(row)


async def members_of(connection: Connection, namespace: str, group_id: UUID) -> list[UUID]:
    """Ids of who is in the group."""
    table = namespace_tables(namespace).group_member
    theirs = select(table.c.member_id).where(table.c.group_id == group_id).order_by(table.c.member_id)
    rows = await connection.rows(theirs)
    return [row["member_id"] for row in rows]


async def add_to_group(
    connection: Connection, namespace: str, group_id: UUID, member_ids: Sequence[UUID]
) -> list[UUID]:
    """Put members, who are there, into the group. Returns the ids of those who were not in it.

    Raises:
        SluiceError: GROUP_LIMIT.
    """
    table = namespace_tables(namespace).group_member
    given = func.unnest(literal(list(member_ids), ARRAY(Uuid))).table_valued("id").render_derived()
    rows = await connection.rows(
        upsert(table)
        .from_select(["group_id", "member_id"], select(literal(group_id, Uuid), given.c.id).distinct())
        .on_conflict_do_nothing()
        .returning(table.c.member_id)
    )
    counted = select(func.count()).select_from(table).where(table.c.group_id == group_id)
    if (await connection.value(counted)) > MOST_MEMBERS:
        raise fault("GROUP_LIMIT", f"a group has at most {MOST_MEMBERS:,} members", "members")
    added = [row["member_id"] for row in rows]
    await work_out_roles(connection, namespace, added)
    return added


async def take_from_group(
    connection: Connection, namespace: str, group_id: UUID, member_ids: Sequence[UUID]
) -> list[UUID]:
    """Take members out of the group. Returns the ids of those who were in it."""
    table = namespace_tables(namespace).group_member
    theirs = and_(table.c.group_id == group_id, one_of(table.c.member_id, member_ids))
    rows = await connection.rows(delete(table).where(theirs).returning(table.c.member_id))
    gone = [row["member_id"] for row in rows]
    await work_out_roles(connection, namespace, gone)
    return gone


async def leave_groups(connection: Connection, namespace: str, member_id: UUID) -> None:
    """Take a member out of every group."""
    tables = namespace_tables(namespace)
    inside = tables.group_member
    rows = await connection.rows(
        delete(inside).where(inside.c.member_id == member_id).returning(inside.c.group_id)
    )
    for row in rows:
        await touch_group(connection, namespace, row["group_id"])
    await work_out_roles(connection, namespace, [member_id])


async def work_out_roles(connection: Connection, namespace: str, member_ids: Sequence[UUID]) -> None:
    """Let these members have the roles of their groups, and no others by groups, from the next statement on."""
    if not member_ids:
        return
    tables = namespace_tables(namespace)
    inside, group = tables.group_member, tables.group
    given = func.unnest(group.c.roles).table_valued("role").render_derived().lateral()
    wanted = (
        select(
            func.coalesce(
                func.array_agg(aggregate_order_by(given.c.role.distinct(), given.c.role), type_=ARRAY(Text)),
                literal([], ARRAY(Text)),
            )
        )
        .select_from(inside.join(group, group.c.id == inside.c.group_id).join(given, true()))
        .where(inside.c.member_id == tables.member.c.id)
        .correlate(tables.member)
        .scalar_subquery()
    )
    changed = (
        update(tables.member)
        .where(one_of(tables.member.c.id, member_ids), tables.member.c.group_roles.is_distinct_from(wanted))
        .values(group_roles=wanted)
        .returning(tables.member.c.id)
    )
    if await connection.rows(changed):
        await grow_epoch(connection, namespace)


async def _changed(
    connection: Connection, namespace: str, group_id: UUID, values: dict[str, object]
) -> Group:
    table = namespace_tables(namespace).group
    row = await connection.row(
        update(table)
        .where(table.c.id == group_id)
        .values(version=table.c.version + 1, updated_at=func.now(), **values)
        .returning(table)
    )
    if row is None:
        raise _no_group()
    return group_from(row)


async def _check_free(
    connection: Connection, namespace: str, own: UUID | None, name: str, external_id: str | None
) -> None:
    table = namespace_tables(namespace).group
    same = table.c.name_key == key_of(name)
    if external_id is not None:
        same = or_(same, table.c.external_id == external_id)
    if own is not None:
        same = and_(same, table.c.id != own)
    row = await connection.row(select(table.c.name).where(same))
    if row is not None:
        raise fault("PROVISIONED_TWICE", f"the group {row['name']!r} has this name or external id")


def one_of(column: ColumnElement[UUID], ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether it is one of the ids, however many."""
    return column == any_(literal(list(ids), ARRAY(Uuid)))


def group_from(row: Record) -> Group:
    """The group in a row of its table."""
    return Group(
        id=row["id"],
        name=row["name"],
        external_id=row["external_id"],
        roles=tuple(row["roles"]),
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _no_group() -> Exception:
    return fault("NOT_FOUND", "there is no such group")
