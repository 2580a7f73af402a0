"""The tables of `platform` that guard the sign-in with a password; `tenants.platform` makes them."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from tenants.platform_columns import NOW, of_identity


def password_reset_table(metadata: MetaData) -> Table:
    """Links by which somebody who has forgotten their password gives themselves a new one."""
    return Table(
        "password_reset",
        metadata,
        Column("token_hash", LargeBinary),
        of_identity("password_reset"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=NOW),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("token_hash", name="pk_password_reset"),
        Index("ix_password_reset_identity", "identity_id"),
    )


def second_factor_table(metadata: MetaData) -> Table:
    """Of which identities an app makes codes (TOTP)."""
    return Table(
        "second_factor",
        metadata,
        of_identity("second_factor"),
        # Sealed (`tenants.sealed`): codes are made of it, so no hash would do.
        Column("secret", Text, nullable=False),
        Column("confirmed_at", DateTime(timezone=True)),
        # The step of time of the last code that was taken: no code is taken twice.
        Column("last_step", BigInteger, nullable=False, server_default="0"),
        PrimaryKeyConstraint("identity_id", name="pk_second_factor"),
    )


def recovery_code_table(metadata: MetaData) -> Table:
    """Codes for whoever has lost that app; each is gone once it was taken."""
    return Table(
        "recovery_code",
        metadata,
        of_identity("recovery_code"),
        Column("code_hash", LargeBinary),
        PrimaryKeyConstraint("identity_id", "code_hash", name="pk_recovery_code"),
    )


def sign_in_failure_table(metadata: MetaData) -> Table:
    """Who has failed how often, and from when on is heard again (`tenants.throttle`)."""
    return Table(
        "sign_in_failure",
        metadata,
        # A hash of whose failures these are.
        Column("subject", LargeBinary),
        Column("failures", Integer, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False, server_default=NOW),
        Column("blocked_until", DateTime(timezone=True), nullable=False, server_default=NOW),
        PrimaryKeyConstraint("subject", name="pk_sign_in_failure"),
    )


def known_device_table(metadata: MetaData) -> Table:
    """Devices that were there before, which the failures of others do not delay."""
    return Table(
        "known_device",
        metadata,
        Column("token_hash", LargeBinary),
        of_identity("known_device"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=NOW),
        PrimaryKeyConstraint("token_hash", name="pk_known_device"),
        Index("ix_known_device_identity", "identity_id"),
    )
