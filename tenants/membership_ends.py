"""Memberships that end by themselves: access that is given to a partner, or for as long as a contract runs.

From its end on a membership is as if it were not there: no session and no key opens the tenant by it, and nobody has to
do anything. The member stays in the tenant, so that what they did is still told by their name.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from core.connection import Connection
from core.database import Database
from core.errors import PathPart, fault
from core.sentences import Sentence
from tenants.accounts import grow_epoch
from tenants.audit import Entry, note
from tenants.platform import AFFINITY, MEMBERSHIP, TENANT
from tenants.words import NO_MEMBER


def future(moment: datetime | None, *path: PathPart) -> datetime | None:
    """A moment at which something is to end.

    Raises:
        SluiceError: INVALID_VALUE where it has passed.
    """
    if moment is not None and moment <= datetime.now(UTC):
        raise fault(
            "INVALID_VALUE",
            Sentence("the end has passed already", "到期时间已经过去"),
            *path,
            hint=Sentence("Give a moment that is to come.", "请选择将来的时间。"),
        )
    return moment


def has_not_ended() -> ColumnElement[bool]:
    """Whether the membership of a row still holds."""
    return or_(MEMBERSHIP.c.ends_at.is_(None), MEMBERSHIP.c.ends_at > func.now())


def accepted() -> ColumnElement[bool]:
    """Whether the identity of the membership of a row has accepted it."""
    return MEMBERSHIP.c.accepted_at.is_not(None)


def lets_in() -> ColumnElement[bool]:
    """Whether the membership of a row lets its identity in: they have accepted it, and it still holds."""
    return and_(accepted(), has_not_ended())


async def ends(database: Database, tenant_id: UUID) -> Mapping[UUID, datetime]:
    """The members whose membership ends, or has ended: id of the member to when."""
    rows = await database.rows(
        select(MEMBERSHIP.c.member_id, MEMBERSHIP.c.ends_at).where(
            MEMBERSHIP.c.tenant_id == tenant_id, MEMBERSHIP.c.ends_at.is_not(None)
        ),
        affinity=AFFINITY,
    )
    return {row["member_id"]: row["ends_at"] for row in rows}


async def tell_ends(database: Database) -> int:
    """Tell the audit logs of the memberships that have ended by themselves, each once. Returns how many did.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT; a later round tells them.
    """
    untold = (
        MEMBERSHIP.c.ends_at <= func.now(),
        or_(MEMBERSHIP.c.end_told_at.is_(None), MEMBERSHIP.c.end_told_at < MEMBERSHIP.c.ends_at),
    )
    due = select(TENANT.c.id, TENANT.c.namespace).where(
        TENANT.c.erasing_at.is_(None),
        exists().where(MEMBERSHIP.c.tenant_id == TENANT.c.id, *untold),
    )
    told = 0
    for row in await database.rows(due.order_by(TENANT.c.namespace), affinity=AFFINITY):
        async with database.transaction(affinity=row["namespace"]) as connection:
            mine = update(MEMBERSHIP).where(MEMBERSHIP.c.tenant_id == row["id"], *untold)
            ended = await connection.rows(
                mine.values(end_told_at=func.now()).returning(MEMBERSHIP.c.member_id, MEMBERSHIP.c.ends_at)
            )
            for each in ended:
                entry = Entry(
                    "membershipEnded", None, str(each["member_id"]), {"endsAt": each["ends_at"].isoformat()}
                )
                await note(connection, row["namespace"], entry)
        told += len(ended)
    return told


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
        raise fault("NOT_FOUND", NO_MEMBER, "memberId")
