"""Who operates the installation: credentials of their own, which open no tenant, and what was done with them.

An operator manages tenants and reads nothing of them. What they do is written down in the transaction in which they do
it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update

from core.connection import Connection, Record
from core.database import Database
from core.errors import fault
from tenants.inputs import name_line
from tenants.platform import AFFINITY, OPERATOR, OPERATOR_ACT
from tenants.tokens import OPERATOR_PREFIX, looks_like_token, new_token, token_hash

COMMAND_LINE = "command line"
"""Who acts by the command `sluice`: whoever reaches the database."""


@dataclass(frozen=True)
class Operator:
    """One operator; the token itself is known to its holder alone."""

    id: UUID
    name: str
    prefix: str
    last_four: str
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class Act:
    """What an operator did.

    Attributes:
        tenant: its slug, None where it concerns none.
    """

    at: datetime
    operator: str
    action: str
    tenant: str | None
    note: str


async def create_operator(connection: Connection, name: str) -> tuple[str, Operator]:
    """Make an operator: the token, which is never shown again, and what is known of them.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    line = name_line(name, "name")
    token = new_token(OPERATOR_PREFIX)
    row = await connection.row(
        insert(OPERATOR)
        .values(name=line, token_hash=token_hash(token), prefix=token[:8], last_four=token[-4:])
        .returning(OPERATOR)
    )
    if row is None:
        raise RuntimeError("an INSERT gave no row back")
    return token, _operator(row)


async def revoke_operator(connection: Connection, operator_id: UUID) -> Operator:
    """Refuse the operator's token from now on. Revoking again changes nothing.

    Raises:
        SluiceError: NOT_FOUND.
    """
    row = await connection.row(
        update(OPERATOR)
        .where(OPERATOR.c.id == operator_id)
        .values(revoked_at=func.coalesce(OPERATOR.c.revoked_at, func.now()))
        .returning(OPERATOR)
    )
    if row is None:
        raise fault("NOT_FOUND", "there is no such operator")
    return _operator(row)


async def operators(database: Database) -> tuple[Operator, ...]:
    """All of them, those who were revoked too, by when they were made."""
    rows = await database.rows(select(OPERATOR).order_by(OPERATOR.c.created_at), affinity=AFFINITY)
    return tuple(_operator(row) for row in rows)


async def operator_of(database: Database, token: str | None) -> Operator:
    """The operator behind a token. It is asked each time: operators are few and ask seldom.

    Raises:
        SluiceError: UNAUTHENTICATED, for a tenant's credentials too.
    """
    if token is not None and token.startswith(OPERATOR_PREFIX) and looks_like_token(token):
        found = select(OPERATOR).where(
            OPERATOR.c.token_hash == token_hash(token), OPERATOR.c.revoked_at.is_(None)
        )
        for row in await database.rows(found, affinity=AFFINITY):
            return _operator(row)
    raise fault(
        "UNAUTHENTICATED",
        "This needs the credentials of an operator",
        hint="Send `Authorization: Bearer slo_…`; `sluice operator create` makes one.",
    )


async def note_act(
    connection: Connection, operator: str, action: str, tenant: str | None, note: str = ""
) -> None:
    """Write down what is done, in the transaction in which it is."""
    await connection.execute(
        insert(OPERATOR_ACT).values(operator=operator, action=action, tenant=tenant, note=note)
    )


async def acts(database: Database, tenant: str | None, most: int) -> tuple[Act, ...]:
    """What operators did, with a tenant or at all, the newest first."""
    found = select(OPERATOR_ACT).order_by(OPERATOR_ACT.c.at.desc(), OPERATOR_ACT.c.id.desc()).limit(most)
    if tenant is not None:
        found = found.where(OPERATOR_ACT.c.tenant == tenant)
    rows = await database.rows(found, affinity=AFFINITY)
    return tuple(Act(row["at"], row["operator"], row["action"], row["tenant"], row["note"]) for row in rows)


def _operator(row: Record) -> Operator:
    return Operator(
        row["id"], row["name"], row["prefix"], row["last_four"], row["created_at"], row["revoked_at"]
    )
