"""The tables of the namespace `platform`: what must be known before a tenant is known.

They are made by `migrations/`; a test compares both. No statement that reads or writes one of them touches a
tenant's namespace.
"""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
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
    text,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB

from tenants.provider_tables import (
    identity_link_table,
    identity_provider_table,
    sign_in_code_table,
    sign_in_request_table,
)
from tenants.sign_in_tables import (
    known_device_table,
    password_reset_table,
    recovery_code_table,
    second_factor_table,
    sign_in_failure_table,
)

PLATFORM = "platform"
AFFINITY = PLATFORM
"""What a statement on these tables names as its affinity (`core.database`)."""

METADATA = MetaData(schema=PLATFORM)

_NOW = text("now()")
_NEW_ID = text("uuidv7()")

PLAN = Table(
    "plan",
    METADATA,
    Column("name", Text),
    # By the name of a quota (`tenants.plans`).
    Column("quotas", JSON, nullable=False),
    # By the name of a policy, such as `600/minute` (`tenants.rate_limits`).
    Column("rates", JSON),
    PrimaryKeyConstraint("name", name="pk_plan"),
)

TENANT = Table(
    "tenant",
    METADATA,
    Column("id", Uuid, server_default=_NEW_ID),
    Column("slug", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("namespace", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    Column("suspended_at", DateTime(timezone=True)),
    # Closed, it is erased at `erase_at`; once that has begun, nothing brings it back (`tenants.closing`).
    Column("closed_at", DateTime(timezone=True)),
    Column("erase_at", DateTime(timezone=True)),
    Column("erasing_at", DateTime(timezone=True)),
    # Sessions without a second factor do not open it.
    Column("totp_required", Boolean, nullable=False, server_default="false"),
    # None has no quotas.
    Column("plan", Text, ForeignKey(PLAN.c.name, name="fk_tenant_plan")),
    PrimaryKeyConstraint("id", name="pk_tenant"),
    UniqueConstraint("slug", name="uq_tenant_slug"),
    UniqueConstraint("namespace", name="uq_tenant_namespace"),
)

IDENTITY = Table(
    "identity",
    METADATA,
    Column("id", Uuid, server_default=_NEW_ID),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    # Without one the identity cannot sign in.
    Column("password_hash", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    PrimaryKeyConstraint("id", name="pk_identity"),
    UniqueConstraint("email", name="uq_identity_email"),
    CheckConstraint("email = lower(email)", name="ck_identity_email"),
)

MEMBERSHIP = Table(
    "membership",
    METADATA,
    Column("identity_id", Uuid, ForeignKey(IDENTITY.c.id, name="fk_membership_identity", ondelete="CASCADE")),
    Column("tenant_id", Uuid, ForeignKey(TENANT.c.id, name="fk_membership_tenant", ondelete="CASCADE")),
    # A row of the tenant's own member table.
    Column("member_id", Uuid, nullable=False),
    # The first membership is the identity's own; later ones were made by the admins of other tenants.
    Column("joined_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    # From then on it is as if it were not there.
    Column("ends_at", DateTime(timezone=True)),
    # When the audit log was told that it has ended.
    Column("end_told_at", DateTime(timezone=True)),
    # Sessions that were opened before do not open the tenant.
    Column("sessions_since", DateTime(timezone=True)),
    # The tenant's identity provider has made it, so its sessions alone open the tenant: nobody has shown that
    # whoever has the password of the account is the same person.
    Column("by_provider", Boolean, nullable=False, server_default="false"),
    # None where an admin made a member of somebody who had an account, and who has not been asked yet.
    Column("accepted_at", DateTime(timezone=True), server_default=_NOW),
    PrimaryKeyConstraint("identity_id", "tenant_id", name="pk_membership"),
    Index("ix_membership_tenant", "tenant_id"),
)

SESSION = Table(
    "session",
    METADATA,
    # SHA-256 of the token: whoever reads the table cannot sign in with it.
    Column("token_hash", LargeBinary),
    Column(
        "identity_id",
        Uuid,
        ForeignKey(IDENTITY.c.id, name="fk_session_identity", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    # Whether it was opened with one.
    Column("second_factor", Boolean, nullable=False, server_default="false"),
    # By which its owner tells it from others.
    Column("id", Uuid, nullable=False, server_default=_NEW_ID),
    Column("agent", Text),
    Column("last_used_at", DateTime(timezone=True)),
    Column("last_address", Text),
    # Opened by this tenant's identity provider: it opens no other.
    Column("tenant_id", Uuid, ForeignKey(TENANT.c.id, name="fk_session_tenant", ondelete="CASCADE")),
    PrimaryKeyConstraint("token_hash", name="pk_session"),
    UniqueConstraint("id", name="uq_session_id"),
    Index("ix_session_identity", "identity_id"),
    Index("ix_session_tenant", "tenant_id", postgresql_where=text("tenant_id IS NOT NULL")),
)

SESSION_USE = Table(
    "session_use",
    METADATA,
    Column(
        "token_hash",
        LargeBinary,
        ForeignKey(SESSION.c.token_hash, name="fk_session_use_session", ondelete="CASCADE"),
    ),
    Column("tenant_id", Uuid, ForeignKey(TENANT.c.id, name="fk_session_use_tenant", ondelete="CASCADE")),
    Column("first_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    Column("last_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    PrimaryKeyConstraint("token_hash", "tenant_id", name="pk_session_use"),
    Index("ix_session_use_tenant", "tenant_id"),
)

SIGN_UP = Table(
    "sign_up",
    METADATA,
    Column("token_hash", LargeBinary),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("tenant_name", Text, nullable=False),
    Column("tenant_slug", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("token_hash", name="pk_sign_up"),
    Index("ix_sign_up_email", "email"),
    Index("ix_sign_up_expires_at", "expires_at"),
)

API_KEY = Table(
    "api_key",
    METADATA,
    Column("id", Uuid, server_default=_NEW_ID),
    Column(
        "tenant_id",
        Uuid,
        ForeignKey(TENANT.c.id, name="fk_api_key_tenant", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("member_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    # Ids of catalog roles; null where the key has the member's own.
    Column("roles", ARRAY(Text)),
    Column("token_hash", LargeBinary, nullable=False),
    # The first and last characters of the token, by which people recognise it.
    Column("prefix", Text, nullable=False),
    Column("last_four", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    Column("created_by", Uuid),
    Column("revoked_at", DateTime(timezone=True)),
    Column("last_used_at", DateTime(timezone=True)),
    Column("last_address", Text),
    Column("expires_at", DateTime(timezone=True)),
    # Where requests may come from, as `10.0.0.0/8`; null for everywhere.
    Column("networks", ARRAY(Text)),
    PrimaryKeyConstraint("id", name="pk_api_key"),
    UniqueConstraint("token_hash", name="uq_api_key_token_hash"),
    Index("ix_api_key_tenant", "tenant_id"),
)

VIEW = Table(
    "view",
    METADATA,
    Column("token_hash", LargeBinary),
    Column(
        "tenant_id",
        Uuid,
        ForeignKey(TENANT.c.id, name="fk_view_tenant", ondelete="CASCADE"),
        nullable=False,
    ),
    # Hash of the token of the session or the key that it was begun with, and ends with.
    Column("opened_with", LargeBinary, nullable=False),
    Column("by_key", Boolean, nullable=False),
    # Null where it is as whoever has the roles.
    Column("member_id", Uuid),
    # Ids of catalog roles; null where they are the member's.
    Column("roles", ARRAY(Text)),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("token_hash", name="pk_view"),
    Index("ix_view_tenant", "tenant_id"),
)

INVITATION = Table(
    "invitation",
    METADATA,
    Column("id", Uuid, server_default=_NEW_ID),
    Column(
        "tenant_id",
        Uuid,
        ForeignKey(TENANT.c.id, name="fk_invitation_tenant", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("email", Text, nullable=False),
    # Ids of catalog roles.
    Column("roles", ARRAY(Text), nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("invited_by", Uuid),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    # Null where the link was answered to the admin: then whoever bears it need not be who reads the mailbox.
    Column("mailed_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    # Of the membership that comes of it.
    Column("membership_ends_at", DateTime(timezone=True)),
    Column("accepted_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("id", name="pk_invitation"),
    UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    Index("ix_invitation_tenant", "tenant_id"),
)
Index(
    "uq_invitation_open",
    INVITATION.c.tenant_id,
    INVITATION.c.email,
    unique=True,
    postgresql_where=INVITATION.c.accepted_at.is_(None) & INVITATION.c.revoked_at.is_(None),
)

USAGE = Table(
    "usage",
    METADATA,
    Column("tenant_id", Uuid, ForeignKey(TENANT.c.id, name="fk_usage_tenant", ondelete="CASCADE")),
    # The first day of it, UTC.
    Column("month", Date),
    Column("requests", BigInteger, nullable=False),
    # How long statements held connections.
    Column("seconds", Double, nullable=False),
    PrimaryKeyConstraint("tenant_id", "month", name="pk_usage"),
    postgresql_with={"fillfactor": 50},
)

RATE_WINDOW = Table(
    "rate_window",
    METADATA,
    # Whose limit, and which (`tenants.rate_windows`).
    Column("key", Text),
    # Of the window: seconds since 1970 by its length.
    Column("number", BigInteger, nullable=False),
    Column("before", Integer, nullable=False),
    Column("current", Integer, nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    PrimaryKeyConstraint("key", name="pk_rate_window"),
    # Written often, and worth nothing after a crash.
    prefixes=["UNLOGGED"],
    postgresql_with={"fillfactor": 50},
)

OPERATOR = Table(
    "operator",
    METADATA,
    Column("id", Uuid, server_default=_NEW_ID),
    Column("name", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("last_four", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    Column("revoked_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("id", name="pk_operator"),
    UniqueConstraint("token_hash", name="uq_operator_token_hash"),
)

OPERATOR_ACT = Table(
    "operator_act",
    METADATA,
    Column("id", Uuid, server_default=_NEW_ID),
    Column("at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    # Who: the operator's name, or `command line`. It outlives the operator, as the slug does the tenant.
    Column("operator", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("tenant", Text),
    Column("note", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("id", name="pk_operator_act"),
)

AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    Column(
        "namespace", Text, ForeignKey(TENANT.c.namespace, name="fk_audit_head_tenant", ondelete="CASCADE")
    ),
    # The last link of the chain and its hash; what came up to `pruned` is forgotten.
    Column("position", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("linked_at", DateTime(timezone=True), nullable=False),
    Column("pruned", BigInteger, nullable=False, server_default="0"),
    # Null for good.
    Column("keep_days", Integer),
    # Those that an operator has accepted (`tenants.audit_chain.accept`).
    Column("breaks", JSONB, nullable=False, server_default="[]"),
    PrimaryKeyConstraint("namespace", name="pk_audit_head"),
)
"""What the audit log of each tenant leads to (`tenants.audit_chain`)."""

IDENTITY_PROVIDER = identity_provider_table(METADATA)
IDENTITY_LINK = identity_link_table(METADATA)
SIGN_IN_REQUEST = sign_in_request_table(METADATA)
SIGN_IN_CODE = sign_in_code_table(METADATA)
PASSWORD_RESET = password_reset_table(METADATA)
SECOND_FACTOR = second_factor_table(METADATA)
RECOVERY_CODE = recovery_code_table(METADATA)
SIGN_IN_FAILURE = sign_in_failure_table(METADATA)
KNOWN_DEVICE = known_device_table(METADATA)
