"""The columns of the tables of what a directory provisions; `tenants.namespace` says what they are for."""

from sqlalchemy import ARRAY, Column, DateTime, ForeignKey, Index, Integer, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

_NOW = text("now()")


def provisioned_table(metadata: MetaData) -> Table:
    """What a directory says about members."""
    return Table(
        "sluice_provisioned",
        metadata,
        Column("member_id", Uuid, primary_key=True),
        # Null, as the next, where the directory has deleted the user.
        Column("user_name", Text),
        # By which names are one: lower case, NFC.
        Column("user_key", Text, unique=True),
        Column("external_id", Text, unique=True),
        Column("attributes", JSONB, nullable=False, server_default="{}"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    )


def group_table(metadata: MetaData) -> Table:
    """The groups of a directory."""
    return Table(
        "sluice_group",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
        Column("name", Text, nullable=False),
        Column("name_key", Text, nullable=False, unique=True),
        Column("external_id", Text, unique=True),
        # Ids of catalog roles.
        Column("roles", ARRAY(Text), nullable=False, server_default="{}"),
        Column("version", Integer, nullable=False, server_default="1"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    )


def group_member_table(metadata: MetaData) -> Table:
    """Who is in which group."""
    table = Table(
        "sluice_group_member",
        metadata,
        Column(
            "group_id",
            Uuid,
            ForeignKey(f"{metadata.schema}.sluice_group.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        Column("member_id", Uuid, primary_key=True),
    )
    Index("ix_group_member_member", table.c.member_id)
    return table
