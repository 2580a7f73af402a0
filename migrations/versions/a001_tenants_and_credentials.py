"""Tenants, the people who sign in, and their credentials."""

import sqlalchemy as sa
from alembic import op

revision = "a001"
down_revision = None
branch_labels = None
depends_on = None

_PLATFORM = "platform"
_NOW = sa.text("now()")
_NEW_ID = sa.text("uuidv7()")


def upgrade() -> None:
    _tenant_and_identity()
    _membership_and_session()
    _api_key()


def _tenant_and_identity() -> None:
    op.create_table(
        "tenant",
        sa.Column("id", sa.Uuid, server_default=_NEW_ID),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("namespace", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.Column("suspended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_tenant"),
        sa.UniqueConstraint("slug", name="uq_tenant_slug"),
        sa.UniqueConstraint("namespace", name="uq_tenant_namespace"),
        schema=_PLATFORM,
    )
    op.create_table(
        "identity",
        sa.Column("id", sa.Uuid, server_default=_NEW_ID),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.PrimaryKeyConstraint("id", name="pk_identity"),
        sa.UniqueConstraint("email", name="uq_identity_email"),
        sa.CheckConstraint("email = lower(email)", name="ck_identity_email"),
        schema=_PLATFORM,
    )


def _membership_and_session() -> None:
    op.create_table(
        "membership",
        sa.Column("identity_id", sa.Uuid),
        sa.Column("tenant_id", sa.Uuid),
        sa.Column("member_id", sa.Uuid, nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.PrimaryKeyConstraint("identity_id", "tenant_id", name="pk_membership"),
        _refers("fk_membership_identity", "identity_id", "identity"),
        _refers("fk_membership_tenant", "tenant_id", "tenant"),
        schema=_PLATFORM,
    )
    op.create_index("ix_membership_tenant", "membership", ["tenant_id"], schema=_PLATFORM)
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary),
        sa.Column("identity_id", sa.Uuid, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session"),
        _refers("fk_session_identity", "identity_id", "identity"),
        schema=_PLATFORM,
    )
    op.create_index("ix_session_identity", "session", ["identity_id"], schema=_PLATFORM)


def _api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid, server_default=_NEW_ID),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("member_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text)),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("last_four", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.Column("created_by", sa.Uuid),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("token_hash", name="uq_api_key_token_hash"),
        _refers("fk_api_key_tenant", "tenant_id", "tenant"),
        schema=_PLATFORM,
    )
    op.create_index("ix_api_key_tenant", "api_key", ["tenant_id"], schema=_PLATFORM)


def _refers(name: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{_PLATFORM}.{table}.id"], name=name, ondelete="CASCADE")
