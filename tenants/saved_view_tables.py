"""The columns of the table of saved views; `tenants.namespace` says what they are for."""

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

_NOW = text("now()")


def saved_view_table(metadata: MetaData) -> Table:
    """The saved views."""
    table = Table(
        "sluice_saved_view",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
        # Of the catalog, as all that `content` names.
        Column("object_id", Text, nullable=False),
        Column("member_id", Uuid, nullable=False),
        Column("name", Text, nullable=False),
        Column("shared", Boolean, nullable=False),
        Column("content", JSONB, nullable=False),
        Column("revision", Integer, nullable=False, server_default="1"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    )
    Index("ix_saved_view_object", table.c.object_id)
    return table
