"""The tables of `platform` for sign-ins by a tenant's identity provider; `tenants.platform` makes them."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from tenants.platform_columns import NOW, of_identity


def _of_tenant(table: str) -> Column[object]:
    key = ForeignKey("platform.tenant.id", name=f"fk_{table}_tenant", ondelete="CASCADE")
    return Column("tenant_id", Uuid, key, nullable=False)


def identity_provider_table(metadata: MetaData) -> Table:
    """Who says who somebody is, for a tenant."""
    return Table(
        "identity_provider",
        metadata,
        _of_tenant("identity_provider"),
        Column("issuer", Text, nullable=False),
        Column("client_id", Text, nullable=False),
        # Sealed; null for a client that has none.
        Column("client_secret", Text),
        Column("scopes", ARRAY(Text), nullable=False),
        Column("groups_claim", Text),
        # Pairs of a group and ids of catalog roles.
        Column("group_roles", JSONB, nullable=False),
        # Of e-mail addresses, in lower case; none for all.
        Column("domains", ARRAY(Text), nullable=False),
        # Whoever the provider knows becomes a member; else who is one already, or is invited.
        Column("joins", Boolean, nullable=False),
        Column("default_roles", ARRAY(Text), nullable=False),
        # Whether sessions that were opened otherwise open the tenant too; those of these members do in any case.
        Column("passwords", Boolean, nullable=False),
        Column("break_glass", ARRAY(Uuid), nullable=False),
        Column("session_hours", Integer, nullable=False),
        Column("changed_at", DateTime(timezone=True), nullable=False, server_default=NOW),
        PrimaryKeyConstraint("tenant_id", name="pk_identity_provider"),
    )


def identity_link_table(metadata: MetaData) -> Table:
    """Whom a subject of a tenant's provider is: nobody outside of that tenant."""
    return Table(
        "identity_link",
        metadata,
        _of_tenant("identity_link"),
        Column("issuer", Text),
        Column("subject", Text),
        of_identity("identity_link"),
        # Ids of catalog roles that groups have given, and not a hand: they go with the groups.
        Column("roles", ARRAY(Text), nullable=False, server_default="{}"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=NOW),
        Column("used_at", DateTime(timezone=True), nullable=False, server_default=NOW),
        PrimaryKeyConstraint("tenant_id", "issuer", "subject", name="pk_identity_link"),
        UniqueConstraint("tenant_id", "identity_id", name="uq_identity_link_identity"),
        Index("ix_identity_link_identity", "identity_id"),
    )


def sign_in_request_table(metadata: MetaData) -> Table:
    """Sign-ins that were begun at a provider."""
    return Table(
        "sign_in_request",
        metadata,
        Column("state_hash", LargeBinary),
        _of_tenant("sign_in_request"),
        # Of the cookie of the browser that has begun it.
        Column("browser_hash", LargeBinary, nullable=False),
        Column("issuer", Text, nullable=False),
        Column("client_id", Text, nullable=False),
        Column("nonce", Text, nullable=False),
        Column("verifier", Text, nullable=False),
        Column("return_to", Text, nullable=False),
        # The client's, by which it shows that the code is its own.
        Column("challenge", Text, nullable=False),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("state_hash", name="pk_sign_in_request"),
        Index("ix_sign_in_request_expires", "expires_at"),
    )


def sign_in_code_table(metadata: MetaData) -> Table:
    """What a browser brings back from a sign-in, good once for a session."""
    return Table(
        "sign_in_code",
        metadata,
        Column("code_hash", LargeBinary),
        _of_tenant("sign_in_code"),
        of_identity("sign_in_code"),
        Column("second_factor", Boolean, nullable=False),
        Column("session_hours", Integer, nullable=False),
        Column("challenge", Text, nullable=False),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("code_hash", name="pk_sign_in_code"),
        Index("ix_sign_in_code_expires", "expires_at"),
    )
