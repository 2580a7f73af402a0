"""Memberships that end by themselves: access that is given to a partner, or for as long as a contract runs.

From its end on a membership is as if it were not there: no session and no key opens the tenant by it, and nobody has to
do anything. The member stays in the tenant, so that what they did is still told by their name.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from core.connection import Connection
from core.database import Database
from core.errors import PathPart, fault
from tenants.accounts import grow_epoch
from tenants.platform import AFFINITY, MEMBERSHIP


def future(moment: datetime | None, *path: PathPart) -> datetime | None:
    """A moment at which something is to end.

    Raises:
        SluiceError: INVALID_VALUE where it has passed.
    """
    if moment is not None and moment <= datetime.now(UTC):
        raise fault(
            "INVALID_VALUE", "the end has passed already", *path, hint="Give a moment that is to come."
        )
    return moment


def has_not_ended() -> ColumnElement[bool]:
    """Whether the membership of a row still holds."""
    return or_(MEMBERSHIP.c.ends_at.is_(None), MEMBERSHIP.c.ends_at > func.now())


def lets_in() -> ColumnElement[bool]:
    """Whether the membership of a row lets its identity in: they have accepted it, and it still holds."""
    return and_(MEMBERSHIP.c.accepted_at.is_not(None), has_not_ended())


async def ends(database: Database, tenant_id: UUID) -> Mapping[UUID, datetime]:
    """The members whose membership ends, or has ended: id of the member to when."""
    rows = await database.rows(
        select(MEMBERSHIP.c.member_id, MEMBERSHIP.c.ends_at).where(
            MEMBERSHIP.c.tenant_id == tenant_id, MEMBERSHIP.c.ends_at.is_not(None)
        ),
        affinity=AFFINITY,
    )
    return {row["member_id"]: row["ends_at"] for row in rows}


async def set_end(
    connection: Connection, tenant_id: UUID, namespace: str, member_id: UUID, moment: datetime | None
) -> None:
    """Let the membership end then, or not at all, within the given transaction.

    Raises:
        SluiceError: INVALID_VALUE, NOT_FOUND.
    """
    wanted = future(moment, "endsAt")
    await grow_epoch(connection, namespace)
    row = await connection.row(
        update(MEMBERSHIP)
        .where(MEMBERSHIP.c.tenant_id == tenant_id, MEMBERSHIP.c.member_id == member_id)
        .values(ends_at=wanted)
        .returning(MEMBERSHIP.c.member_id)
    )
    if row is None:
        raise fault("NOT_FOUND", "there is no such member", "memberId")
