"""Sign-ins that failed, and devices that have signed in before."""

import sqlalchemy as sa
from alembic import op

revision = "a008"
down_revision = "a007"
branch_labels = None
depends_on = None

_PLATFORM = "platform"
_NOW = sa.text("now()")


def upgrade() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("subject", sa.LargeBinary),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_in_failure"),
        schema=_PLATFORM,
    )
    op.create_table(
        "known_device",
        sa.Column("token_hash", sa.LargeBinary),
        sa.Column("identity_id", sa.Uuid, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.PrimaryKeyConstraint("token_hash", name="pk_known_device"),
        sa.ForeignKeyConstraint(
            ["identity_id"], [f"{_PLATFORM}.identity.id"], name="fk_known_device_identity", ondelete="CASCADE"
        ),
        schema=_PLATFORM,
    )
    op.create_index("ix_known_device_identity", "known_device", ["identity_id"], schema=_PLATFORM)
