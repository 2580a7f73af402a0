"""Plans with quotas, and what tenants use."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSON

revision = "a011"
down_revision = "a010"
branch_labels = None
depends_on = None

_PLATFORM = "platform"


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("name", sa.Text),
        sa.Column("quotas", JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_plan"),
        schema=_PLATFORM,
    )
    op.add_column("tenant", sa.Column("plan", sa.Text), schema=_PLATFORM)
    op.create_foreign_key(
        "fk_tenant_plan",
        "tenant",
        "plan",
        ["plan"],
        ["name"],
        source_schema=_PLATFORM,
        referent_schema=_PLATFORM,
    )
    op.create_table(
        "usage",
        sa.Column("tenant_id", sa.Uuid),
        sa.Column("month", sa.Date),
        sa.Column("requests", sa.BigInteger, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "month", name="pk_usage"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], [f"{_PLATFORM}.tenant.id"], name="fk_usage_tenant", ondelete="CASCADE"
        ),
        schema=_PLATFORM,
        postgresql_with={"fillfactor": 50},
    )
