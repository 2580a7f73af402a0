"""What the audit log of each tenant leads to."""

import sqlalchemy as sa
from alembic import op

revision = "a009"
down_revision = "a008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("namespace", sa.Text),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pruned", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("keep_days", sa.Integer),
        sa.PrimaryKeyConstraint("namespace", name="pk_audit_head"),
        sa.ForeignKeyConstraint(
            ["namespace"], ["platform.tenant.namespace"], name="fk_audit_head_tenant", ondelete="CASCADE"
        ),
        schema="platform",
    )
