"""Memberships that an admin has made for somebody who had an account: they open the tenant once its owner has accepted.

Until then nothing tells the admin of the account: not whether there is one, nor when its owner signs in.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, update

from core.connection import Connection
from core.database import Database
from core.errors import fault
from core.sentences import Sentence
from tenants.membership_ends import has_not_ended
from tenants.platform import AFFINITY, MEMBERSHIP, TENANT
from tenants.tenant import Tenant


async def pending_tenants(database: Database, identity_id: UUID) -> Sequence[Tenant]:
    """The tenants that somebody was made a member of and has not accepted, the oldest first."""
    rows = await database.rows(
        select(TENANT.c.id, TENANT.c.slug, TENANT.c.name, TENANT.c.namespace)
        .join_from(MEMBERSHIP, TENANT, MEMBERSHIP.c.tenant_id == TENANT.c.id)
        .where(_pending(identity_id))
        .order_by(MEMBERSHIP.c.joined_at, TENANT.c.id),
        affinity=AFFINITY,
    )
    return [Tenant(row["id"], row["slug"], row["name"], row["namespace"]) for row in rows]


async def accept_membership(connection: Connection, identity_id: UUID, slug: str) -> tuple[Tenant, UUID]:
    """Let the identity in, within the given transaction: the tenant, and the id of the member.

    Raises:
        SluiceError: NOT_FOUND, also where there is no such tenant.
    """
    row = await connection.row(
        update(MEMBERSHIP)
        .where(MEMBERSHIP.c.tenant_id == TENANT.c.id, TENANT.c.slug == slug, _pending(identity_id))
        .values(accepted_at=func.now())
        .returning(TENANT.c.id, TENANT.c.slug, TENANT.c.name, TENANT.c.namespace, MEMBERSHIP.c.member_id)
    )
    if row is None:
        raise fault(
            "NOT_FOUND",
            Sentence("there is no such membership to accept", "没有这份待接受的成员资格"),
            "tenant",
        )
    return Tenant(row["id"], row["slug"], row["name"], row["namespace"]), row["member_id"]


def _pending(identity_id: UUID) -> ColumnElement[bool]:
    return and_(
        MEMBERSHIP.c.identity_id == identity_id,
        MEMBERSHIP.c.accepted_at.is_(None),
        has_not_ended(),
        TENANT.c.suspended_at.is_(None),
        TENANT.c.erase_at.is_(None),
    )
