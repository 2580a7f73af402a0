"""What people do to their own accounts, told in the audit log of each tenant that their password opens.

No other learns of it: whoever makes a tenant has members made of any address there is, by its identity provider or by
an admin who waits for them to accept, and would read in its log who has an account and what they do with it.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, and_, not_, select

from core.connection import Connection
from core.database import Database
from tenants.audit import Entry, note, note_alone
from tenants.membership_ends import lets_in
from tenants.platform import AFFINITY, IDENTITY, MEMBERSHIP, TENANT


async def note_of_identity(
    connection: Connection,
    identity_id: UUID,
    kind: str,
    details: Mapping[str, object] | None = None,
    *,
    by_owner: bool = True,
    tenant_id: UUID | None = None,
) -> None:
    """Tell the tenants of the account, within the transaction in which it is done.

    Args:
        by_owner: whose account it is has done it, and is the actor.
        tenant_id: it was done by what the identity provider of this tenant has opened, and is told to it alone.
    """
    concerned = _opened_by_passwords() if tenant_id is None else MEMBERSHIP.c.tenant_id == tenant_id
    found = (
        select(TENANT.c.namespace, MEMBERSHIP.c.member_id)
        .join(MEMBERSHIP, TENANT.c.id == MEMBERSHIP.c.tenant_id)
        # What is being erased has no log any more.
        .where(MEMBERSHIP.c.identity_id == identity_id, concerned, TENANT.c.erasing_at.is_(None))
        .order_by(TENANT.c.namespace)
    )
    for row in await connection.rows(found):
        actor = row["member_id"] if by_owner else None
        await note(
            connection, row["namespace"], Entry(kind, actor, str(row["member_id"]), dict(details or {}))
        )


async def note_sign_in(database: Database, address: str, kind: str) -> None:
    """Tell each tenant of the account that somebody signed in to it, or failed to; nobody where it has none."""
    found = (
        select(TENANT.c.namespace, MEMBERSHIP.c.member_id)
        .join_from(IDENTITY, MEMBERSHIP, MEMBERSHIP.c.identity_id == IDENTITY.c.id)
        .join(TENANT, TENANT.c.id == MEMBERSHIP.c.tenant_id)
        .where(IDENTITY.c.email == address, _opened_by_passwords(), TENANT.c.erasing_at.is_(None))
        .order_by(TENANT.c.namespace)
    )
    for row in await database.rows(found, affinity=AFFINITY):
        # Who failed is not known to be the member.
        actor = row["member_id"] if kind == "signedIn" else None
        entry = Entry(kind, actor, str(row["member_id"]))
        await note_alone(database, row["namespace"], entry)


def _opened_by_passwords() -> ColumnElement[bool]:
    return and_(lets_in(), not_(MEMBERSHIP.c.by_provider))
