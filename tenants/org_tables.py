"""The columns of the tables of a tenant's organisation; `tenants.namespace` says what they are for."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, MetaData, Table, Text, Uuid, text


def org_unit_table(metadata: MetaData) -> Table:
    """The tree of companies, departments and teams."""
    table = Table(
        "sluice_org_unit",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
        Column("code", Text, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("parent_id", Uuid, ForeignKey(f"{metadata.schema}.sluice_org_unit.id")),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    )
    Index("ix_org_unit_parent", table.c.parent_id)
    return table


def org_unit_member_table(metadata: MetaData) -> Table:
    """Who is in which unit."""
    table = Table(
        "sluice_org_unit_member",
        metadata,
        Column("member_id", Uuid, primary_key=True),
        Column("unit_id", Uuid, primary_key=True),
    )
    Index("ix_org_unit_member_unit", table.c.unit_id)
    return table


def org_reach_table(metadata: MetaData) -> Table:
    """Whose records are whose team's."""
    table = Table(
        "sluice_org_reach",
        metadata,
        Column("member_id", Uuid, primary_key=True),
        Column("above_id", Uuid, primary_key=True),
        Column("direct", Boolean, nullable=False),
    )
    Index("ix_org_reach_above", table.c.above_id, table.c.member_id)
    return table
