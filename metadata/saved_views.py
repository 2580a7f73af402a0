"""Saved views: how members look at the records of an object, their own and those that they share with the tenant.

A view gives nobody any right and is no query: it names columns, filters, an order and a group, of which a client makes
the list that it asks for with the rights of whoever looks. All of it is kept by ids of fields, and by names of system
fields: it follows a field that is renamed, and leaves out one that is removed, or hidden from who looks.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, and_, any_, cast, delete, func, or_, select, update

from core.connection import Connection, Record
from core.database import Database
from core.errors import SluiceError, fault
from core.sentences import Sentence
from metadata.changes.base import raise_problems
from metadata.saved_filters import Filter, filter_json, filter_of
from metadata.storable import value_problems
from metadata.text import storable
from tenants.namespace import namespace_tables

MOST_VIEWS = 100
"""That one member has, of all objects of the catalog."""
MOST_SHARED = 200
"""Of one object, of all members."""
MOST_BYTES = 20_000
"""Of what is kept of one view, as JSON."""
MOST_COLUMNS = 200
MOST_ORDERS = 5
MOST_NAME_CHARACTERS = 100


@dataclass(frozen=True)
class Order:
    """One key of an order."""

    field: str
    descending: bool


@dataclass(frozen=True)
class Content:
    """What a view shows, each field by its id, or a system field by its name.

    Attributes:
        columns: in order; none for those that the client chooses.
        group: the field by whose values records are put together.
    """

    columns: tuple[str, ...] = ()
    filters: Filter | None = None
    order: tuple[Order, ...] = ()
    group: str | None = None


@dataclass(frozen=True)
class SavedView:
    """A view as it is kept.

    Attributes:
        member_id: whose it is.
        shared: whether everybody who may read the object sees it.
        revision: 1 at first, and one more with each saving.
    """

    id: UUID
    object_id: str
    member_id: UUID
    name: str
    shared: bool
    revision: int
    content: Content
    updated_at: datetime


@dataclass(frozen=True)
class Saving:
    """What somebody wants kept."""

    object_id: str
    name: str
    shared: bool
    content: Content


def saving(object_id: str, name: str, shared: bool, content: Content) -> Saving:
    """What can be kept.

    Raises:
        SluiceError: INVALID_VALUE of a name or a value that cannot be; SAVED_VIEW_LIMIT.
    """
    if not storable(name, "name").strip() or len(name) > MOST_NAME_CHARACTERS:
        message = Sentence("A name is text of at most {} characters.", "名称最多 {} 个字符。").of(
            MOST_NAME_CHARACTERS
        )
        raise fault(
            "INVALID_VALUE",
            message,
            "name",
            hint=Sentence("Name the view by what it shows.", "请按内容为视图命名。"),
        )
    if len(content.columns) > MOST_COLUMNS or len(content.order) > MOST_ORDERS:
        message = Sentence(
            "A view has at most {} columns, and is ordered by at most {} fields.",
            "视图最多 {} 列，最多按 {} 个字段排序。",
        ).of(MOST_COLUMNS, MOST_ORDERS)
        raise fault("SAVED_VIEW_LIMIT", message, "columns")
    kept = _content_json(content)
    raise_problems([each.within("filters") for each in value_problems(kept)])
    size = len(json.dumps(kept, ensure_ascii=False).encode())
    if size > MOST_BYTES:
        message = Sentence(
            "The view has {:,} bytes; at most {:,} fit.", "视图有 {:,} 字节，最多 {:,} 字节。"
        ).of(size, MOST_BYTES)
        raise fault("SAVED_VIEW_LIMIT", message, "filters")
    return Saving(object_id, name.strip(), shared, content)


async def saved_views(
    database: Database, namespace: str, object_id: str, member: UUID | None
) -> tuple[SavedView, ...]:
    """What a member sees: their own views of an object and those that are shared, by name; None sees the latter."""
    table = namespace_tables(namespace).saved_view
    seen = table.c.shared if member is None else or_(table.c.shared, table.c.member_id == member)
    wanted = _columns(namespace).where(table.c.object_id == object_id, seen)
    found = await database.rows(wanted.order_by(table.c.name, table.c.id), affinity=namespace)
    return tuple(_view(row) for row in found)


async def seen_view(connection: Connection, namespace: str, wanted: UUID, member: UUID) -> SavedView:
    """The view of that id, which nobody else changes until the transaction has ended.

    Raises:
        SluiceError: NOT_FOUND, as where it is another member's own.
    """
    table = namespace_tables(namespace).saved_view
    mine = and_(table.c.id == wanted, or_(table.c.shared, table.c.member_id == member))
    rows = await connection.rows(_columns(namespace).where(mine).with_for_update())
    if not rows:
        raise fault("NOT_FOUND", Sentence("There is no such saved view", "没有这个视图"), "id")
    return _view(rows[0])


async def add(
    connection: Connection, namespace: str, new: Saving, member: UUID, objects: Sequence[str]
) -> SavedView:
    """A new view of the member's; `objects` are the ids of those in the catalog.

    Raises:
        SluiceError: SAVED_VIEW_LIMIT.
    """
    table = namespace_tables(namespace).saved_view
    made = await connection.value(
        table.insert().values(member_id=member, **_values(new)).returning(table.c.id)
    )
    await _hold_to_limits(connection, namespace, new.object_id, member, objects)
    return await _found(connection, namespace, made)


async def replace(
    connection: Connection, namespace: str, old: SavedView, new: Saving, objects: Sequence[str]
) -> SavedView:
    """The next revision of a view that the transaction holds; it stays whose it is.

    Raises:
        SluiceError: SAVED_VIEW_LIMIT.
    """
    table = namespace_tables(namespace).saved_view
    changed = update(table).where(table.c.id == old.id)
    await connection.execute(
        changed.values(revision=table.c.revision + 1, updated_at=func.now(), **_values(new))
    )
    await _hold_to_limits(connection, namespace, new.object_id, old.member_id, objects)
    return await _found(connection, namespace, old.id)


async def remove(connection: Connection, namespace: str, old: SavedView) -> None:
    """The end of a view that the transaction holds."""
    table = namespace_tables(namespace).saved_view
    await connection.execute(delete(table).where(table.c.id == old.id))


def conflict() -> SluiceError:
    """What is told to who has seen another revision than the one that is kept."""
    message = Sentence(
        "The view is not what it was: somebody has saved it meanwhile.", "视图已发生变化：刚刚有人保存过它。"
    )
    return fault("SAVED_VIEW_CONFLICT", message, "expectedRevision")


async def _hold_to_limits(
    connection: Connection, namespace: str, object_id: str, member: UUID, objects: Sequence[str]
) -> None:
    c = namespace_tables(namespace).saved_view.c
    own = func.count().filter(c.member_id == member, c.object_id == any_(cast([*objects], ARRAY(Text))))
    shared = func.count().filter(c.shared, c.object_id == object_id)
    (found,) = await connection.rows(select(own, shared))
    if found[0] > MOST_VIEWS or found[1] > MOST_SHARED:
        message = Sentence(
            "A member has at most {} views, and an object at most {} that are shared.",
            "每名成员最多 {} 个视图，每个对象最多共享 {} 个。",
        ).of(MOST_VIEWS, MOST_SHARED)
        raise fault("SAVED_VIEW_LIMIT", message)


async def _found(connection: Connection, namespace: str, wanted: UUID) -> SavedView:
    table = namespace_tables(namespace).saved_view
    (row,) = await connection.rows(_columns(namespace).where(table.c.id == wanted))
    return _view(row)


def _values(new: Saving) -> dict[str, object]:
    return {
        "object_id": new.object_id,
        "name": new.name,
        "shared": new.shared,
        "content": _content_json(new.content),
    }


def _content_json(content: Content) -> dict[str, object]:
    return {
        "columns": [*content.columns],
        "filters": None if content.filters is None else filter_json(content.filters),
        "order": [{"field": each.field, "descending": each.descending} for each in content.order],
        "group": content.group,
    }


def _columns(namespace: str) -> Select[tuple[object, ...]]:
    c = namespace_tables(namespace).saved_view.c
    return select(
        c.id, c.object_id, c.member_id, c.name, c.shared, c.revision, cast(c.content, Text), c.updated_at
    )


def _view(row: Record) -> SavedView:
    kept = json.loads(row[6])
    content = Content(
        tuple(kept["columns"]),
        None if kept["filters"] is None else filter_of(kept["filters"]),
        tuple(Order(each["field"], each["descending"]) for each in kept["order"]),
        kept["group"],
    )
    return SavedView(row[0], row[1], row[2], row[3], row[4], row[5], content, row[7])
