"""Links by which forgotten passwords are replaced."""

import sqlalchemy as sa
from alembic import op

revision = "a004"
down_revision = "a003"
branch_labels = None
depends_on = None

_PLATFORM = "platform"


def upgrade() -> None:
    op.create_table(
        "password_reset",
        sa.Column("token_hash", sa.LargeBinary),
        sa.Column("identity_id", sa.Uuid, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_password_reset"),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            [f"{_PLATFORM}.identity.id"],
            name="fk_password_reset_identity",
            ondelete="CASCADE",
        ),
        schema=_PLATFORM,
    )
    op.create_index("ix_password_reset_identity", "password_reset", ["identity_id"], schema=_PLATFORM)
