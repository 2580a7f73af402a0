"""Sessions that are told apart, when and where they were used, and members whose sessions an admin has ended."""

import sqlalchemy as sa
from alembic import op

revision = "a007"
down_revision = "a006"
branch_labels = None
depends_on = None

_PLATFORM = "platform"


def upgrade() -> None:
    op.add_column(
        "session",
        sa.Column("id", sa.Uuid, nullable=False, server_default=sa.text("uuidv7()")),
        schema=_PLATFORM,
    )
    op.create_unique_constraint("uq_session_id", "session", ["id"], schema=_PLATFORM)
    op.add_column("session", sa.Column("agent", sa.Text), schema=_PLATFORM)
    for table in ("session", "api_key"):
        op.add_column(table, sa.Column("last_used_at", sa.DateTime(timezone=True)), schema=_PLATFORM)
        op.add_column(table, sa.Column("last_address", sa.Text), schema=_PLATFORM)
    op.add_column("membership", sa.Column("sessions_since", sa.DateTime(timezone=True)), schema=_PLATFORM)
