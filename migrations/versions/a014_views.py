"""Views: the tokens by which an admin reads a tenant as somebody else does."""

import sqlalchemy as sa
from alembic import op

revision = "a014"
down_revision = "a013"
branch_labels = None
depends_on = None

_PLATFORM = "platform"


def upgrade() -> None:
    op.create_table(
        "view",
        sa.Column("token_hash", sa.LargeBinary),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("opened_with", sa.LargeBinary, nullable=False),
        sa.Column("by_key", sa.Boolean, nullable=False),
        sa.Column("member_id", sa.Uuid),
        sa.Column("roles", sa.ARRAY(sa.Text)),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_view"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], [f"{_PLATFORM}.tenant.id"], name="fk_view_tenant", ondelete="CASCADE"
        ),
        schema=_PLATFORM,
    )
    op.create_index("ix_view_tenant", "view", ["tenant_id"], schema=_PLATFORM)
