"""Which records come along into a sandbox: a share of each object's, and all that these point to."""

from sqlalchemy import Text, Uuid, and_, column, func, insert, literal, select, table
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import input_name
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.tables import statement_table

PICKED = table("sluice_picked", column("object_id", Text()), column("id", Uuid()))
"""The records that come along; there while the transaction is."""

_CREATE = """
CREATE TEMPORARY TABLE sluice_picked (object_id text, id uuid, PRIMARY KEY (object_id, id)) ON COMMIT DROP
"""


async def pick(connection: Connection, catalog: Catalog, namespace: str, share: float) -> None:
    """Fill `PICKED`.

    Args:
        share: how many of the records that are not deleted, 0 to 1; what they point to comes on top, whole chains of
            it, so that no relation is cut.
    """
    await connection.execute(_CREATE)
    for definition in catalog.objects:
        rows = statement_table(definition, namespace)
        chosen = select(literal(definition.id), rows.c.id).where(rows.c.deletedAt.is_(None))
        if share < 1:
            chosen = chosen.where(func.random() < share)
        await connection.execute(insert(PICKED).from_select(["object_id", "id"], chosen))
    relations = [
        (definition, field)
        for definition in catalog.objects
        for field in definition.fields
        if field.target is not None or field.targets
    ]
    while [each for each in relations if await _followed(connection, namespace, *each)]:
        pass


async def _followed(connection: Connection, namespace: str, definition: Object, relation: Field) -> bool:
    """Whether the relation has led to records that were not picked yet."""
    rows = statement_table(definition, namespace)
    target = rows.c[input_name(relation)]
    of = literal(relation.target) if relation.target is not None else rows.c[object_column(relation)]
    found = (
        select(of, target)
        .select_from(rows.join(PICKED, and_(PICKED.c.object_id == definition.id, PICKED.c.id == rows.c.id)))
        .where(target.is_not(None))
        .distinct()
    )
    adding = (
        upsert(PICKED).from_select(["object_id", "id"], found).on_conflict_do_nothing().returning(PICKED.c.id)
    ).cte("adding")
    count: int = await connection.value(select(func.count()).select_from(adding))
    return count > 0
