"""When the audit log was told that a membership has ended."""

import sqlalchemy as sa
from alembic import op

revision = "a015"
down_revision = "a014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("membership", sa.Column("end_told_at", sa.DateTime(timezone=True)), schema="platform")
