"""Invitations of people into tenants."""

import sqlalchemy as sa
from alembic import op

revision = "a002"
down_revision = "a001"
branch_labels = None
depends_on = None

_PLATFORM = "platform"


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid, server_default=sa.text("uuidv7()")),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("invited_by", sa.Uuid),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.Column("mailed_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], [f"{_PLATFORM}.tenant.id"], name="fk_invitation_tenant", ondelete="CASCADE"
        ),
        schema=_PLATFORM,
    )
    op.create_index("ix_invitation_tenant", "invitation", ["tenant_id"], schema=_PLATFORM)
    op.create_index(
        "uq_invitation_open",
        "invitation",
        ["tenant_id", "email"],
        unique=True,
        schema=_PLATFORM,
        postgresql_where=sa.text("accepted_at IS NULL AND revoked_at IS NULL"),
    )
