"""Breaks of the chain of an audit log that an operator has accepted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "a017"
down_revision = "a016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "audit_head", sa.Column("breaks", JSONB, nullable=False, server_default="[]"), schema="platform"
    )
