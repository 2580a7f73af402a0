"""Tenants that are closed, and the operators of the installation."""

import sqlalchemy as sa
from alembic import op

revision = "a003"
down_revision = "a002"
branch_labels = None
depends_on = None

_PLATFORM = "platform"
_NOW = sa.text("now()")
_NEW_ID = sa.text("uuidv7()")


def upgrade() -> None:
    for name in ("closed_at", "erase_at", "erasing_at"):
        op.add_column("tenant", sa.Column(name, sa.DateTime(timezone=True)), schema=_PLATFORM)
    op.create_table(
        "operator",
        sa.Column("id", sa.Uuid, server_default=_NEW_ID),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("last_four", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_operator"),
        sa.UniqueConstraint("token_hash", name="uq_operator_token_hash"),
        schema=_PLATFORM,
    )
    op.create_table(
        "operator_act",
        sa.Column("id", sa.Uuid, server_default=_NEW_ID),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_operator_act"),
        schema=_PLATFORM,
    )
