"""Second factors of sign-ins, and tenants that ask for them."""

import sqlalchemy as sa
from alembic import op

revision = "a005"
down_revision = "a004"
branch_labels = None
depends_on = None

_PLATFORM = "platform"


def upgrade() -> None:
    op.create_table(
        "second_factor",
        sa.Column("identity_id", sa.Uuid),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("last_step", sa.BigInteger, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("identity_id", name="pk_second_factor"),
        _of_identity("fk_second_factor_identity"),
        schema=_PLATFORM,
    )
    op.create_table(
        "recovery_code",
        sa.Column("identity_id", sa.Uuid),
        sa.Column("code_hash", sa.LargeBinary),
        sa.PrimaryKeyConstraint("identity_id", "code_hash", name="pk_recovery_code"),
        _of_identity("fk_recovery_code_identity"),
        schema=_PLATFORM,
    )
    for table, column in (("tenant", "totp_required"), ("session", "second_factor")):
        op.add_column(
            table,
            sa.Column(column, sa.Boolean, nullable=False, server_default="false"),
            schema=_PLATFORM,
        )


def _of_identity(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["identity_id"], [f"{_PLATFORM}.identity.id"], name=name, ondelete="CASCADE"
    )
