"""The rows of a tenant's files: begun by an upload, completed by it or taken back, and gone when nobody names them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, insert, literal, or_, select, update

from core.database import Database
from core.errors import fault
from core.sentences import Sentence
from tenants.namespace import namespace_tables

MOST_UNNAMED = 1_000
"""Files of a member that no record names."""


@dataclass(frozen=True)
class Naming:
    """What names a file, or has named it: a field of a record, by their ids."""

    object_id: str
    record_id: UUID
    field_id: str


async def begin(database: Database, namespace: str, name: str, member_id: UUID) -> UUID:
    """A file of which nothing has come yet: its id.

    Raises:
        SluiceError: FILE_LIMIT.
    """
    file = namespace_tables(namespace).file
    unnamed = (
        select(func.count())
        .select_from(file)
        .where(file.c.created_by == member_id, file.c.unnamed_since.is_not(None))
        .scalar_subquery()
    )
    values = select(literal(name), literal(member_id)).where(unnamed < MOST_UNNAMED)
    made = insert(file).from_select(["name", "created_by"], values).returning(file.c.id)
    rows = await database.rows(made, affinity=namespace)
    if not rows:
        raise fault(
            "FILE_LIMIT",
            Sentence(
                "{:,} files of yours wait for a record to name them", "你有 {:,} 个文件尚未放入任何记录"
            ).of(MOST_UNNAMED),
        )
    id_: UUID = rows[0]["id"]
    return id_


async def complete(
    database: Database, namespace: str, id_: UUID, media_type: str, size: int, sha256: str
) -> None:
    """All of it has come.

    Raises:
        SluiceError: UPLOAD_TIMEOUT, where it has been given up meanwhile.
    """
    file = namespace_tables(namespace).file
    done = (
        update(file)
        .where(file.c.id == id_, file.c.erasing.is_(False))
        .values(media_type=media_type, size=size, sha256=sha256)
        .returning(file.c.id)
    )
    if not await database.rows(done, affinity=namespace):
        raise fault(
            "UPLOAD_TIMEOUT",
            Sentence("The file was given up before all of it had come", "文件尚未上传完就已放弃"),
        )


async def naming_of(database: Database, namespace: str, id_: UUID) -> Naming | None:
    """What names the file, or has named it; None where nothing has, or there is none."""
    file = namespace_tables(namespace).file
    found = select(file.c.object_id, file.c.record_id, file.c.field_id).where(
        file.c.id == id_, file.c.record_id.is_not(None), file.c.erasing.is_(False)
    )
    rows = await database.rows(found, affinity=namespace)
    return Naming(rows[0]["object_id"], rows[0]["record_id"], rows[0]["field_id"]) if rows else None


async def doomed(database: Database, namespace: str, hours: int, version: int) -> tuple[UUID, ...]:
    """The files that nothing has named for so many hours: from now on nothing can, and their contents may go.

    Args:
        version: of the catalog by which it was noted what is named; where another is in force, none is doomed anew.
    """
    tables = namespace_tables(namespace)
    file, head = tables.file, tables.head
    noted = exists(select(1).where(head.c.catalog_version == version))
    long = and_(noted, file.c.unnamed_since < func.now() - literal(timedelta(hours=hours)))
    marked = update(file).where(or_(file.c.erasing, long)).values(erasing=True).returning(file.c.id)
    return tuple(row["id"] for row in await database.rows(marked, affinity=namespace))


async def forget(database: Database, namespace: str, ids: Sequence[UUID]) -> None:
    """The rows of files whose contents are gone."""
    file = namespace_tables(namespace).file
    gone = delete(file).where(file.c.id == func.any(list(ids))).returning(file.c.id)
    await database.rows(gone, affinity=namespace)
