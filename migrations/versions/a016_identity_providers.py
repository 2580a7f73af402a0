"""Sign-ins by a tenant's identity provider, and the sessions and memberships that come of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "a016"
down_revision = "a015"
branch_labels = None
depends_on = None

_PLATFORM = "platform"
_NOW = sa.text("now()")


def upgrade() -> None:
    op.add_column(
        "membership",
        sa.Column("by_provider", sa.Boolean, nullable=False, server_default="false"),
        schema=_PLATFORM,
    )
    op.add_column(
        "session",
        sa.Column(
            "tenant_id",
            sa.Uuid,
            sa.ForeignKey("platform.tenant.id", name="fk_session_tenant", ondelete="CASCADE"),
        ),
        schema=_PLATFORM,
    )
    op.create_index(
        "ix_session_tenant",
        "session",
        ["tenant_id"],
        schema=_PLATFORM,
        postgresql_where=sa.text("tenant_id IS NOT NULL"),
    )
    op.create_table(
        "identity_provider",
        _of_tenant("identity_provider"),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("client_secret", sa.Text),
        sa.Column("scopes", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("groups_claim", sa.Text),
        sa.Column("group_roles", JSONB, nullable=False),
        sa.Column("domains", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("joins", sa.Boolean, nullable=False),
        sa.Column("default_roles", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("passwords", sa.Boolean, nullable=False),
        sa.Column("break_glass", sa.ARRAY(sa.Uuid), nullable=False),
        sa.Column("session_hours", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_identity_provider"),
        schema=_PLATFORM,
    )
    op.create_table(
        "identity_link",
        _of_tenant("identity_link"),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        _of_identity("identity_link"),
        sa.Column("roles", sa.ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.PrimaryKeyConstraint("tenant_id", "issuer", "subject", name="pk_identity_link"),
        sa.UniqueConstraint("tenant_id", "identity_id", name="uq_identity_link_identity"),
        schema=_PLATFORM,
    )
    op.create_index("ix_identity_link_identity", "identity_link", ["identity_id"], schema=_PLATFORM)
    op.create_table(
        "sign_in_request",
        sa.Column("state_hash", sa.LargeBinary, nullable=False),
        _of_tenant("sign_in_request"),
        sa.Column("browser_hash", sa.LargeBinary, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("verifier", sa.Text, nullable=False),
        sa.Column("return_to", sa.Text, nullable=False),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name="pk_sign_in_request"),
        schema=_PLATFORM,
    )
    op.create_table(
        "sign_in_code",
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        _of_tenant("sign_in_code"),
        _of_identity("sign_in_code"),
        sa.Column("second_factor", sa.Boolean, nullable=False),
        sa.Column("session_hours", sa.Integer, nullable=False),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_sign_in_code"),
        schema=_PLATFORM,
    )
    for table in ("sign_in_request", "sign_in_code"):
        op.create_index(f"ix_{table}_expires", table, ["expires_at"], schema=_PLATFORM)


def _of_tenant(table: str) -> sa.Column[object]:
    key = sa.ForeignKey("platform.tenant.id", name=f"fk_{table}_tenant", ondelete="CASCADE")
    return sa.Column("tenant_id", sa.Uuid, key, nullable=False)


def _of_identity(table: str) -> sa.Column[object]:
    key = sa.ForeignKey("platform.identity.id", name=f"fk_{table}_identity", ondelete="CASCADE")
    return sa.Column("identity_id", sa.Uuid, key, nullable=False)
