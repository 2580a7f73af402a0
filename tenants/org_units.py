"""The units of a tenant's organisation: companies, departments and teams as one tree, and who is in them.

They are rows and no part of the catalog: people come and go without a new version, and a sandbox or a file of the
catalog does not bear the names of an organisation. Row rules (`team`, `subtree`) and `actor.units` read them in the
statement that they narrow, so a change holds from the next statement on.

Each change first grows `access_epoch`, which locks the head: changes of the tree are made one after the other, so two
that would each be allowed alone cannot make a circle, and whoever writes under the old tree is done before.

`org_reach` is what row rules read: it follows of the other two tables and is made anew here, in the same transaction,
for the members whose units change.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Uuid,
    any_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection, Record
from core.database import Database
from core.errors import PathPart, SluiceError, fault
from core.sentences import Sentence
from tenants.accounts import grow_epoch
from tenants.inputs import name_line
from tenants.namespace import namespace_tables

MOST_UNITS = 10_000
MOST_LEVELS = 20
MOST_AT_ONCE = 1_000
"""Members that one change puts into a unit or takes out of it."""

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,47}", re.ASCII)
_IDS = ARRAY(Uuid())


@dataclass(frozen=True)
class OrgUnit:
    """One unit.

    Attributes:
        code: what rules call it, the same whatever it is named; no two units have one.
        parent_id: the unit that it is in; None at the top.
        member_ids: who is in it, in no unit below.
    """

    id: UUID
    code: str
    name: str
    parent_id: UUID | None
    member_ids: tuple[UUID, ...] = ()


def code_text(text: str, *path: PathPart) -> str:
    """The code of a unit, in a form that an option of a choice can have too.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    if not _CODE.fullmatch(text):
        hint = Sentence(
            "Use a letter and up to 47 letters, digits and underscores; put any language in the name.",
            "请以字母开头，后跟最多 47 个字母、数字或下划线；名称可以使用任何语言。",
        )
        raise fault(
            "INVALID_VALUE",
            Sentence("{!r} cannot be the code of a unit", "{!r} 不能作为组织单位的代码").of(text[:60]),
            *path,
            hint=hint,
        )
    return text


async def org_units(database: Database, namespace: str, unit_id: UUID | None = None) -> tuple[OrgUnit, ...]:
    """Every unit, or one, by code."""
    tables = namespace_tables(namespace)
    unit, seat = tables.org_unit, tables.org_unit_member
    held = (
        select(func.array_agg(aggregate_order_by(seat.c.member_id, seat.c.member_id), type_=_IDS))
        .where(seat.c.unit_id == unit.c.id)
        .scalar_subquery()
    )
    wanted = select(unit, held.label("members")).order_by(unit.c.code)
    if unit_id is not None:
        wanted = wanted.where(unit.c.id == unit_id)
    return tuple(_unit(row, row["members"] or ()) for row in await database.rows(wanted, affinity=namespace))


async def create_unit(
    connection: Connection, namespace: str, code: str, name: str, parent_id: UUID | None
) -> OrgUnit:
    """A new unit, with nobody in it.

    Raises:
        SluiceError: INVALID_VALUE, NOT_FOUND, ORG_UNIT_TAKEN, ORG_UNIT_LIMIT, with the argument as the path.
    """
    checked, line = code_text(code, "code"), name_line(name, "name")
    await grow_epoch(connection, namespace)
    unit = namespace_tables(namespace).org_unit
    if parent_id is not None:
        await _level_below(connection, namespace, parent_id)
    count: int = await connection.value(select(func.count()).select_from(unit))
    if count >= MOST_UNITS:
        raise fault("ORG_UNIT_LIMIT", Sentence("There are {:,} units", "已有 {:,} 个组织单位").of(count))
    row = await connection.row(
        upsert(unit)
        .values(code=checked, name=line, parent_id=parent_id)
        .on_conflict_do_nothing(index_elements=[unit.c.code])
        .returning(unit)
    )
    if row is None:
        raise _taken(checked)
    return _unit(row)


async def rename_unit(
    connection: Connection, namespace: str, unit_id: UUID, code: str | None, name: str | None
) -> None:
    """Give the unit another code, another name, or both.

    Raises:
        SluiceError: INVALID_VALUE, NOT_FOUND, ORG_UNIT_TAKEN.
    """
    values: dict[str, object] = {}
    if code is not None:
        values["code"] = code_text(code, "code")
    if name is not None:
        values["name"] = name_line(name, "name")
    await grow_epoch(connection, namespace)
    unit = namespace_tables(namespace).org_unit
    await _found(connection, namespace, unit_id, "id")
    if code is not None:
        others = select(unit.c.id).where(unit.c.code == code, unit.c.id != unit_id)
        if await connection.row(others) is not None:
            raise _taken(code)
    if values:
        await connection.execute(update(unit).where(unit.c.id == unit_id).values(values))


async def move_unit(connection: Connection, namespace: str, unit_id: UUID, parent_id: UUID | None) -> None:
    """Put the unit, with all below it, into another, or at the top.

    Raises:
        SluiceError: NOT_FOUND, ORG_UNIT_CYCLE, ORG_UNIT_LIMIT.
    """
    await grow_epoch(connection, namespace)
    await _found(connection, namespace, unit_id, "id")
    unit = namespace_tables(namespace).org_unit
    below = (
        select(unit.c.id, literal(1).label("level")).where(unit.c.id == unit_id).cte("below", recursive=True)
    )
    below = below.union_all(select(unit.c.id, below.c.level + 1).where(unit.c.parent_id == below.c.id))
    moved = {row["id"]: row["level"] for row in await connection.rows(select(below))}
    if parent_id is not None:
        if parent_id in moved:
            raise fault(
                "ORG_UNIT_CYCLE",
                Sentence("The unit would be below itself", "该组织单位将位于自己之下"),
                "parentId",
            )
        await _level_below(connection, namespace, parent_id, max(moved.values()))
    await connection.execute(update(unit).where(unit.c.id == unit_id).values(parent_id=parent_id))
    reach = namespace_tables(namespace).org_reach
    within = await connection.rows(select(reach.c.member_id).where(reach.c.above_id == unit_id))
    await _reach_anew(connection, namespace, [row["member_id"] for row in within])


async def remove_unit(connection: Connection, namespace: str, unit_id: UUID) -> OrgUnit:
    """End a unit in which there is nothing any more.

    Raises:
        SluiceError: NOT_FOUND, ORG_UNIT_IN_USE.
    """
    await grow_epoch(connection, namespace)
    tables = namespace_tables(namespace)
    unit, seat = tables.org_unit, tables.org_unit_member
    await _found(connection, namespace, unit_id, "id")
    inner = unit.alias("inner")
    used = select(
        exists(select(1).where(inner.c.parent_id == unit_id)),
        exists(select(1).where(seat.c.unit_id == unit_id)),
    )
    row = await connection.row(used)
    if row is not None and (row[0] or row[1]):
        what = Sentence("Units", "下级单位") if row[0] else Sentence("Members", "成员")
        raise fault("ORG_UNIT_IN_USE", Sentence("{} are in this unit", "该组织单位中还有{}").of(what), "id")
    gone = await connection.row(delete(unit).where(unit.c.id == unit_id).returning(unit))
    assert gone is not None
    return _unit(gone)


async def add_to_unit(connection: Connection, namespace: str, unit_id: UUID, members: Sequence[UUID]) -> None:
    """Put members into a unit, beside others that they are in; who is in it stays.

    Raises:
        SluiceError: NOT_FOUND with the place of a member that is none.
    """
    await grow_epoch(connection, namespace)
    await _found(connection, namespace, unit_id, "id")
    tables = namespace_tables(namespace)
    given = _among(members)
    known = {
        row["id"]
        for row in await connection.rows(select(tables.member.c.id).where(tables.member.c.id == given))
    }
    for index, each in enumerate(members):
        if each not in known:
            raise fault("NOT_FOUND", Sentence("There is no such member", "没有这名成员"), "memberIds", index)
    seats = [{"member_id": each, "unit_id": unit_id} for each in dict.fromkeys(members)]
    if seats:
        await connection.execute(upsert(tables.org_unit_member).values(seats).on_conflict_do_nothing())
    await _reach_anew(connection, namespace, members)


async def take_from_unit(
    connection: Connection, namespace: str, unit_id: UUID, members: Sequence[UUID]
) -> None:
    """Take members out of a unit; who is not in it is left alone.

    Raises:
        SluiceError: NOT_FOUND where there is no such unit.
    """
    await grow_epoch(connection, namespace)
    await _found(connection, namespace, unit_id, "id")
    seat = namespace_tables(namespace).org_unit_member
    await connection.execute(
        delete(seat).where(seat.c.unit_id == unit_id, seat.c.member_id == _among(members))
    )
    await _reach_anew(connection, namespace, members)


async def _reach_anew(connection: Connection, namespace: str, members: Collection[UUID]) -> None:
    """Make what follows of the tree anew for some members."""
    tables = namespace_tables(namespace)
    reach, seat, unit = tables.org_reach, tables.org_unit_member, tables.org_unit
    given = _among(members)
    await connection.execute(delete(reach).where(reach.c.member_id == given))
    up = (
        select(seat.c.member_id, seat.c.unit_id, true().label("direct"))
        .where(seat.c.member_id == given)
        .cte("up", recursive=True)
    )
    up = up.union(
        select(up.c.member_id, unit.c.parent_id, false())
        .select_from(up.join(unit, unit.c.id == up.c.unit_id))
        .where(unit.c.parent_id.is_not(None))
    )
    # Whoever is in a unit and in one above is in this one itself too.
    found = select(up.c.member_id, up.c.unit_id, func.bool_or(up.c.direct)).group_by(
        up.c.member_id, up.c.unit_id
    )
    await connection.execute(insert(reach).from_select(["member_id", "above_id", "direct"], found))


async def _found(connection: Connection, namespace: str, unit_id: UUID, *path: PathPart) -> None:
    unit = namespace_tables(namespace).org_unit
    if await connection.row(select(unit.c.id).where(unit.c.id == unit_id)) is None:
        raise fault("NOT_FOUND", Sentence("There is no such unit", "没有这个组织单位"), *path)


async def _level_below(connection: Connection, namespace: str, parent_id: UUID, levels: int = 1) -> None:
    """See to it that so many levels fit below a unit, which there must be."""
    unit = namespace_tables(namespace).org_unit
    up = select(unit.c.id, unit.c.parent_id).where(unit.c.id == parent_id).cte("up", recursive=True)
    up = up.union_all(select(unit.c.id, unit.c.parent_id).where(unit.c.id == up.c.parent_id))
    above: int = await connection.value(select(func.count()).select_from(up))
    if not above:
        raise fault("NOT_FOUND", Sentence("There is no such unit", "没有这个组织单位"), "parentId")
    if above + levels > MOST_LEVELS:
        raise fault(
            "ORG_UNIT_LIMIT",
            Sentence("The tree would have more than {} levels", "组织层级将超过 {} 层").of(MOST_LEVELS),
            "parentId",
        )


def _among(members: Collection[UUID]) -> ColumnElement[Any]:
    return any_(bindparam(None, list(members), _IDS))


def _taken(code: str) -> SluiceError:
    return fault(
        "ORG_UNIT_TAKEN", Sentence("There is a unit {} already", "已有代码为 {} 的组织单位").of(code), "code"
    )


def _unit(row: Record, members: Sequence[UUID] = ()) -> OrgUnit:
    return OrgUnit(row["id"], row["code"], row["name"], row["parent_id"], tuple(members))
