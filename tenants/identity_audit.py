"""What people do to their own accounts, told in the audit log of each tenant that the account opens."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from core.connection import Connection
from tenants.audit import Entry, note
from tenants.membership_ends import lets_in
from tenants.platform import MEMBERSHIP, TENANT


async def note_of_identity(
    connection: Connection,
    identity_id: UUID,
    kind: str,
    details: Mapping[str, object] | None = None,
    *,
    by_owner: bool = True,
) -> None:
    """Tell the tenants of the account, within the transaction in which it is done.

    Args:
        by_owner: whose account it is has done it, and is the actor.
    """
    found = (
        select(TENANT.c.namespace, MEMBERSHIP.c.member_id)
        .join(MEMBERSHIP, TENANT.c.id == MEMBERSHIP.c.tenant_id)
        # What is being erased has no log any more.
        .where(MEMBERSHIP.c.identity_id == identity_id, lets_in(), TENANT.c.erasing_at.is_(None))
        .order_by(TENANT.c.namespace)
    )
    for row in await connection.rows(found):
        actor = row["member_id"] if by_owner else None
        await note(
            connection, row["namespace"], Entry(kind, actor, str(row["member_id"]), dict(details or {}))
        )
