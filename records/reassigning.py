"""Records of a member who leaves get another owner: part by part, each a transaction of its own.

It is no update by a caller's plan: whoever administers a tenant need not see its records, and no rule of an object
keeps a record with somebody who is gone. Every record tells of it all the same, by its version and its event.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ClauseElement, Text, Uuid, cast, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, array

from core.database import Database
from core.errors import fault
from metadata.catalog import Catalog, Object
from metadata.store import CatalogStore
from metadata.tables import statement_table
from tenants.namespace import namespace_tables
from tenants.words import NO_ACTIVE_MEMBER

PART = 1_000
"""Records that one statement gives another owner: no writer waits long for them."""
OWNER = "ownerId"


async def reassign(
    database: Database, catalogs: CatalogStore, namespace: str, source: UUID, target: UUID, actor: UUID
) -> int:
    """Give all records of one member to another, deleted ones too. Returns how many.

    What was done stays where it is broken off; asked again, it goes on.

    Args:
        source: who has them; not active any more, so that few come meanwhile.
        target: who gets them.
        actor: who wants it.

    Raises:
        SluiceError: NOT_FOUND where `target` is not active, or no more; UNAVAILABLE, TIMEOUT.
    """
    moved = 0
    # What a statement under way has written meanwhile is found by a further round, which finds nothing but for that.
    while found := await _round(database, catalogs, namespace, source, target, actor):
        moved += found
    return moved


async def _round(
    database: Database, catalogs: CatalogStore, namespace: str, source: UUID, target: UUID, actor: UUID
) -> int:
    catalog, moved = await catalogs.head(namespace), 0
    for each in catalog.objects:
        while True:
            count = await _part(database, catalog, each, namespace, source, target, actor)
            moved += count or 0
            if count is None:
                # Another catalog is in force: whatever its objects are called now, the next round finds them.
                return max(moved, 1)
            if count < PART:
                break
    return moved


async def _part(
    database: Database,
    catalog: Catalog,
    definition: Object,
    namespace: str,
    source: UUID,
    target: UUID,
    actor: UUID,
) -> int | None:
    """How many records of the object were given; None where the catalog is not in force any more."""
    tables = namespace_tables(namespace)
    active = select(tables.member.c.active).where(tables.member.c.id == target).with_for_update(read=True)
    async with database.transaction(affinity=namespace) as connection:
        # The head first, as everybody does: while it is read, no other catalog comes into force.
        if await connection.value(select(tables.head.c.catalog_version)) != catalog.version:
            return None
        if not await connection.value(active):
            raise fault("NOT_FOUND", NO_ACTIVE_MEMBER, "reassignTo")
        moved = await connection.value(
            given_to(definition, namespace, source, target, actor, catalog.version)
        )
    return int(moved)


def given_to(
    definition: Object, namespace: str, source: UUID, target: UUID, actor: UUID, version: int
) -> ClauseElement:
    """At most `PART` records of one owner get another, with their events: one statement, which tells how many."""
    table = statement_table(definition, namespace)
    # In one order everywhere, so that two who do this at once do not wait for each other.
    some = select(table.c.id).where(table.c[OWNER] == source).order_by(table.c.id).limit(PART)
    taken = some.with_for_update(key_share=True).cte("taken")
    moved = (
        update(table)
        .where(table.c.id.in_(select(taken.c.id)))
        .values(
            {
                OWNER: target,
                "version": table.c.version + 1,
                "updatedAt": func.statement_timestamp(),
                "updatedBy": literal(actor, Uuid()),
            }
        )
        .returning(table.c.id, table.c.version, table.c.deletedAt)
        .cte("moved")
    )
    told: dict[str, Any] = {
        "object_id": literal(definition.id),
        "record_id": moved.c.id,
        "kind": literal("updated"),
        "record_version": moved.c.version,
        "changed": cast(array([literal(OWNER)]), ARRAY(Text())),
        "actor": literal(actor, Uuid()),
        "catalog_version": literal(version),
    }
    outbox = namespace_tables(namespace).outbox
    alive = select(*told.values()).where(moved.c.deletedAt.is_(None))
    event = insert(outbox).from_select([*told], alive).returning(outbox.c.seq).cte("told")
    return select(func.count()).select_from(moved).add_cte(event)
