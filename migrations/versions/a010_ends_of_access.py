"""Keys and memberships that end by themselves, and keys that are good from some addresses alone."""

import sqlalchemy as sa
from alembic import op

revision = "a010"
down_revision = "a009"
branch_labels = None
depends_on = None

_PLATFORM = "platform"


def upgrade() -> None:
    for table, column in (
        ("api_key", "expires_at"),
        ("membership", "ends_at"),
        ("invitation", "membership_ends_at"),
    ):
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True)), schema=_PLATFORM)
    op.add_column("api_key", sa.Column("networks", sa.ARRAY(sa.Text)), schema=_PLATFORM)
