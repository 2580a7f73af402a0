"""The columns of the tables of the audit log; `tenants.namespace` says what they are for."""

from sqlalchemy import BigInteger, Column, DateTime, Index, LargeBinary, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB


def audit_table(metadata: MetaData) -> Table:
    """What was done."""
    table = Table(
        "sluice_audit",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
        Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
        Column("actor", Uuid),
        Column("kind", Text, nullable=False),
        Column("object", Text, nullable=False, server_default=""),
        Column("details", JSONB, nullable=False, server_default="{}"),
    )
    Index("ix_audit_kind", table.c.kind, table.c.id)
    Index("ix_audit_at", table.c.at)
    return table


def audit_link_table(metadata: MetaData) -> Table:
    """The chain over it."""
    return Table(
        "sluice_audit_link",
        metadata,
        Column("position", BigInteger, primary_key=True, autoincrement=False),
        Column("entry", Uuid, nullable=False, unique=True),
        Column("previous", LargeBinary, nullable=False),
        Column("hash", LargeBinary, nullable=False),
    )
