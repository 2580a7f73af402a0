"""Columns that several tables of `platform` have alike."""

from sqlalchemy import Column, ForeignKey, Uuid, text

NOW = text("now()")


def of_identity(table: str) -> Column[object]:
    """The identity that a row of `table` is about; it goes with it."""
    key = ForeignKey("platform.identity.id", name=f"fk_{table}_identity", ondelete="CASCADE")
    return Column("identity_id", Uuid, key, nullable=False)
