"""Sign-ups that wait for their confirmation, memberships that wait for their owner, and where sessions are used."""

import sqlalchemy as sa
from alembic import op

revision = "a013"
down_revision = "a012"
branch_labels = None
depends_on = None

_PLATFORM = "platform"


def upgrade() -> None:
    op.create_table(
        "sign_up",
        sa.Column("token_hash", sa.LargeBinary),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("tenant_name", sa.Text, nullable=False),
        sa.Column("tenant_slug", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_up"),
        schema=_PLATFORM,
    )
    op.create_index("ix_sign_up_email", "sign_up", ["email"], schema=_PLATFORM)
    op.create_index("ix_sign_up_expires_at", "sign_up", ["expires_at"], schema=_PLATFORM)
    # Those that are there were asked as nobody is any more, and go on.
    op.add_column(
        "membership",
        sa.Column("accepted_at", sa.DateTime(timezone=True), server_default=sa.func.now()),
        schema=_PLATFORM,
    )
    op.create_table(
        "session_use",
        sa.Column("token_hash", sa.LargeBinary),
        sa.Column("tenant_id", sa.Uuid),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("token_hash", "tenant_id", name="pk_session_use"),
        sa.ForeignKeyConstraint(
            ["token_hash"],
            [f"{_PLATFORM}.session.token_hash"],
            name="fk_session_use_session",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], [f"{_PLATFORM}.tenant.id"], name="fk_session_use_tenant", ondelete="CASCADE"
        ),
        schema=_PLATFORM,
    )
    op.create_index("ix_session_use_tenant", "session_use", ["tenant_id"], schema=_PLATFORM)
