"""The trusted documents of a tenant: GraphQL texts under the hash of their bytes.

Registering and removing grow the access epoch of the head. Every statement of the tenant answers with it, so whoever
remembers a document for an epoch learns with the next statement that it is over (decision 15).
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection, Record
from core.database import Database
from core.errors import Problem, SluiceError, fault
from tenants.accounts import grow_epoch
from tenants.namespace import namespace_tables

MOST_DOCUMENTS = 5_000
MOST_BYTES = 20_000_000
"""All documents of a tenant together."""
MOST_NAME_CHARACTERS = 200

_ID = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class NewDocument:
    """A document to be registered; `name` is for people."""

    text: str
    name: str


@dataclass(frozen=True)
class Document:
    """A registered document.

    Attributes:
        id: `document_id(text)`.
        created_by: id of the member, None where they are gone.
    """

    id: str
    text: str
    name: str
    created_at: datetime
    created_by: UUID | None


def document_id(text: str) -> str:
    """`sha256:` and the hash of the text's UTF-8 in hexadecimal, as the appendix of GraphQL over HTTP has it."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


async def registered(database: Database, namespace: str) -> tuple[Document, ...]:
    """Every document of the tenant, by name."""
    table = namespace_tables(namespace).document
    rows = await database.rows(select(table).order_by(table.c.name, table.c.id), affinity=namespace)
    return tuple(_document(row) for row in rows)


async def how_many(database: Database, namespace: str) -> int:
    """The number of documents of the tenant."""
    statement = select(func.count().label("many")).select_from(namespace_tables(namespace).document)
    return int((await database.rows(statement, affinity=namespace))[0]["many"])


async def document_text(database: Database, namespace: str, wanted: str) -> str | None:
    """The text of the document with that id; None where none is registered."""
    if not _ID.fullmatch(wanted):
        return None
    table = namespace_tables(namespace).document
    rows = await database.rows(select(table.c.text).where(table.c.id == wanted), affinity=namespace)
    return str(rows[0]["text"]) if rows else None


async def register(
    connection: Connection, namespace: str, documents: Sequence[NewDocument], actor: UUID
) -> tuple[Document, ...]:
    """Register documents; one that is registered already gets the name that is given now.

    Returns:
        The documents, in order; one that is given twice is there once.

    Raises:
        SluiceError: DOCUMENT_LIMIT.
    """
    # The head first, as everybody does; its lock also makes of two registrations at once one after the other.
    await grow_epoch(connection, namespace)
    table = namespace_tables(namespace).document
    found: dict[str, Document] = {}
    for each in documents:
        new = upsert(table).values(
            id=document_id(each.text), text=each.text, name=each.name, created_by=actor
        )
        row = await connection.row(
            new.on_conflict_do_update(
                index_elements=[table.c.id], set_={"name": new.excluded.name}
            ).returning(table)
        )
        if row is not None:
            found[row["id"]] = _document(row)
    many, size = func.count(), func.coalesce(func.sum(func.octet_length(table.c.text)), 0)
    total = await connection.row(select(many.label("many"), size.label("size")).select_from(table))
    if total is not None and (total["many"] > MOST_DOCUMENTS or total["size"] > MOST_BYTES):
        raise fault(
            "DOCUMENT_LIMIT",
            f"The tenant would have {total['many']:,} documents of {total['size']:,} bytes; "
            f"{MOST_DOCUMENTS:,} of {MOST_BYTES:,} bytes are allowed",
            "documents",
        )
    return tuple(found.values())


async def remove(connection: Connection, namespace: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Remove documents: their ids, in order.

    Raises:
        SluiceError: NOT_FOUND for each id that is none, and nothing was removed.
    """
    await grow_epoch(connection, namespace)
    table = namespace_tables(namespace).document
    wanted = tuple(dict.fromkeys(ids))
    rows = await connection.rows(
        delete(table).where(table.c.id == func.any(list(wanted))).returning(table.c.id)
    )
    there = {row["id"] for row in rows}
    problems = [
        Problem("NOT_FOUND", f"There is no document {each[:80]!r}", ("ids", position))
        for position, each in enumerate(ids)
        if each not in there
    ]
    if problems:
        raise SluiceError(problems)
    return wanted


def _document(row: Record) -> Document:
    return Document(row["id"], row["text"], row["name"], row["created_at"], row["created_by"])
