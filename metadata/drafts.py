"""Drafts: changes of the catalog that are gathered over time and published as one version.

A draft keeps its changes as JSON, with the ids that were made when they were built, and the version of the catalog that
they were made for. Whether they still fit is asked when somebody looks: a draft can always be read. Each saving makes
another revision and finds, locked, the revision it was made from, so nobody overwrites anybody. While an operation
publishes a draft, nobody saves, publishes or discards it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, Text, cast, delete, func, select, update

from core.connection import Connection, Record
from core.database import Database
from core.errors import SluiceError, fault
from core.sentences import Sentence
from metadata.changes.base import Change, raise_problems
from metadata.changes.kept import change_from_json, change_to_json
from metadata.publish import MOST_CHANGES
from metadata.storable import value_problems
from metadata.text import storable
from metadata.values import JsonValue
from tenants.namespace import namespace_tables

MOST_DRAFTS = 100
MOST_BYTES = 1_000_000
"""Of the changes of one draft, as JSON."""
MOST_ALL_BYTES = 10_000_000
"""Of those of all drafts of a tenant."""
MOST_NAME_CHARACTERS = 200


@dataclass(frozen=True)
class Draft:
    """A draft as it is kept.

    Attributes:
        revision: 1 at first, and one more with each saving.
        base_version: the version of the catalog that the changes were made for.
        changes: each with its `kind`, in order.
        authors: ids of the members who have saved it, in the order of their first time.
    """

    id: UUID
    name: str
    revision: int
    base_version: int
    changes: Sequence[JsonValue]
    authors: Sequence[UUID]
    created_at: datetime
    updated_at: datetime
    updated_by: UUID | None

    def built(self) -> tuple[Change, ...]:
        """The changes.

        Raises:
            SluiceError: what `change_from_json` raises, under `("changes", index)`.
        """
        return tuple(change_from_json(each, "changes", index) for index, each in enumerate(self.changes))


@dataclass(frozen=True)
class Content:
    """What a saving puts into a draft."""

    name: str
    base_version: int
    changes: Sequence[JsonValue]


def content(name: str, base_version: int, changes: Sequence[Change]) -> Content:
    """What can be kept.

    Raises:
        SluiceError: INVALID_VALUE of a name or a text that cannot be; CATALOG_INVALID where there is no change;
            DRAFT_LIMIT.
    """
    hint = Sentence("Name the draft by what it is for.", "请按用途为草稿命名。")
    if not storable(name, "name").strip():
        raise fault(
            "INVALID_VALUE", Sentence("A new draft needs a name.", "新草稿必须有名称。"), "name", hint=hint
        )
    if len(name) > MOST_NAME_CHARACTERS:
        message = Sentence("A name is text of at most {} characters.", "名称最多 {} 个字符。").of(
            MOST_NAME_CHARACTERS
        )
        raise fault("INVALID_VALUE", message, "name", hint=hint)
    if not changes:
        hint = Sentence("Give at least one, or discard the draft.", "请至少进行一项修改，或丢弃草稿。")
        raise fault(
            "CATALOG_INVALID", Sentence("A draft has changes.", "草稿中必须有修改。"), "changes", hint=hint
        )
    if len(changes) > MOST_CHANGES:
        message = Sentence(
            "There would be {:,} changes; at most {:,} fit in one draft.",
            "将有 {:,} 项修改，一份草稿最多 {:,} 项。",
        ).of(len(changes), MOST_CHANGES)
        raise fault("DRAFT_LIMIT", message, "changes")
    kept = [change_to_json(change) for change in changes]
    for index, value in enumerate(kept):
        raise_problems([each.within("changes", index) for each in value_problems(value)])
    size = len(json.dumps(kept, ensure_ascii=False).encode())
    if size > MOST_BYTES:
        message = Sentence(
            "The changes have {:,} bytes; at most {:,} fit in one draft.",
            "修改共有 {:,} 字节，一份草稿最多 {:,} 字节。",
        ).of(size, MOST_BYTES)
        raise fault("DRAFT_LIMIT", message, "changes")
    return Content(name, base_version, kept)


async def drafts(database: Database, namespace: str) -> tuple[Draft, ...]:
    """All of them, the one that was saved last first."""
    table = namespace_tables(namespace).draft
    wanted = _columns(namespace).order_by(table.c.updated_at.desc(), table.c.id)
    return tuple(_draft(row) for row in await database.rows(wanted, affinity=namespace))


async def draft(database: Database, namespace: str, wanted: UUID) -> Draft | None:
    """The draft with that id; None where there is none."""
    table = namespace_tables(namespace).draft
    rows = await database.rows(_columns(namespace).where(table.c.id == wanted), affinity=namespace)
    return _draft(rows[0]) if rows else None


async def add(connection: Connection, namespace: str, new: Content, actor: UUID) -> Draft:
    """A new draft.

    Raises:
        SluiceError: DRAFT_LIMIT.
    """
    table = namespace_tables(namespace).draft
    values = {
        "name": new.name,
        "base_version": new.base_version,
        "changes": [*new.changes],
        "authors": [actor],
        "updated_by": actor,
    }
    made = await connection.value(table.insert().values(values).returning(table.c.id))
    await _hold_to_limits(connection, namespace)
    return await _found(connection, namespace, made)


async def replace(connection: Connection, namespace: str, old: Draft, new: Content, actor: UUID) -> Draft:
    """The next revision of `old`.

    Raises:
        SluiceError: DRAFT_CONFLICT where it is not the revision that is kept, DRAFT_LIMIT.
    """
    await hold(connection, namespace, old)
    table = namespace_tables(namespace).draft
    changed = (
        update(table)
        .where(table.c.id == old.id)
        .values(
            name=new.name,
            revision=table.c.revision + 1,
            base_version=new.base_version,
            changes=[*new.changes],
            authors=[*dict.fromkeys([*old.authors, actor])],
            updated_at=func.now(),
            updated_by=actor,
        )
    )
    await connection.execute(changed)
    await _hold_to_limits(connection, namespace)
    return await _found(connection, namespace, old.id)


async def remove(connection: Connection, namespace: str, old: Draft) -> None:
    """The end of a draft, if it is kept as it is here.

    Raises:
        SluiceError: DRAFT_CONFLICT.
    """
    await hold(connection, namespace, old)
    await end(connection, namespace, old.id)


async def hold(connection: Connection, namespace: str, old: Draft) -> None:
    """Have nobody else save, publish or discard a draft until the transaction has ended.

    Raises:
        SluiceError: DRAFT_CONFLICT where it is not kept as it is here, or an operation publishes it.
    """
    tables = namespace_tables(namespace)
    draft, operation = tables.draft.c, tables.operation.c
    kept = select(draft.id).where(draft.id == old.id, draft.revision == old.revision)
    if not await connection.rows(kept.with_for_update()):
        raise conflict()
    # Only now: whoever asks for an operation of it has the draft locked.
    busy = select(operation.id).where(operation.draft_id == old.id, operation.ended_at.is_(None))
    found = await connection.value(busy)
    if found is not None:
        message = Sentence("The draft is being published in the background.", "草稿正在后台发布。")
        hint = Sentence(
            "Wait for its `operation`, or stop that with `stopCatalogOperation`.",
            "请等待发布完成，或停止它。",
        )
        raise fault("DRAFT_CONFLICT", message, "id", hint=hint, operation=str(found))


async def end(connection: Connection, namespace: str, of: UUID) -> None:
    """The end of a draft that the transaction holds, or publishes."""
    table = namespace_tables(namespace).draft
    await connection.execute(delete(table).where(table.c.id == of))


def conflict() -> SluiceError:
    """What is told to who has seen another revision than the one that is kept."""
    message = Sentence(
        "The draft is not what it was: somebody has saved, published or discarded it.",
        "草稿已发生变化：有人保存、发布或丢弃了它。",
    )
    return fault("DRAFT_CONFLICT", message, "expectedRevision")


async def _hold_to_limits(connection: Connection, namespace: str) -> None:
    table = namespace_tables(namespace).draft
    size = func.coalesce(func.sum(func.octet_length(cast(table.c.changes, Text))), 0)
    (total,) = await connection.rows(select(func.count(), size).select_from(table))
    if total[0] > MOST_DRAFTS or total[1] > MOST_ALL_BYTES:
        message = Sentence(
            "There would be {:,} drafts of {:,} bytes; {:,} of {:,} bytes are allowed.",
            "将有 {:,} 份草稿，共 {:,} 字节；最多 {:,} 份，共 {:,} 字节。",
        ).of(total[0], total[1], MOST_DRAFTS, MOST_ALL_BYTES)
        raise fault("DRAFT_LIMIT", message, "changes")


async def _found(connection: Connection, namespace: str, wanted: UUID) -> Draft:
    table = namespace_tables(namespace).draft
    (row,) = await connection.rows(_columns(namespace).where(table.c.id == wanted))
    return _draft(row)


def _columns(namespace: str) -> Select[tuple[object, ...]]:
    c = namespace_tables(namespace).draft.c
    who = (c.authors, c.created_at, c.updated_at, c.updated_by)
    return select(c.id, c.name, c.revision, c.base_version, cast(c.changes, Text), *who)


def _draft(row: Record) -> Draft:
    return Draft(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5], row[6], row[7], row[8])
