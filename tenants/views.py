"""Views: an admin reads the tenant as a member does, or as whoever has some roles, for an hour and by a token.

A view is good for as long as the credential that it was begun with, and in its tenant alone; that whoever began it may
still do so is looked at by who knows what roles allow (`api.context`). By the token nothing is written (decision 73).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, insert, or_, select

from core.connection import Connection
from core.database import Database
from core.errors import fault
from core.sentences import Sentence
from tenants.membership_ends import has_not_ended
from tenants.platform import AFFINITY, API_KEY, MEMBERSHIP, SESSION, TENANT, VIEW
from tenants.tokens import VIEW_PREFIX, new_token, token_hash

VIEW_LENGTH = timedelta(hours=1)
MOST_OPEN = 20
"""Views of one admin at a time."""


@dataclass(frozen=True)
class View:
    """A view that has not ended.

    Attributes:
        slug: of its tenant.
        opened_with: hash of the token that it was begun with.
        by_key: that is the token of a key.
        member_id: as whom; None where it is as whoever has the roles.
        roles: ids; None where they are the member's.
        expires_at: of the view, or of the membership of the member.
    """

    slug: str
    opened_with: bytes
    by_key: bool
    member_id: UUID | None
    roles: tuple[str, ...] | None
    expires_at: datetime


@dataclass(frozen=True)
class Viewer:
    """Who reads as somebody else.

    Attributes:
        roles: ids of those that they act with themselves.
        by_roles: they read as whoever has some roles, and not as a member.
    """

    member_id: UUID
    roles: tuple[str, ...]
    by_roles: bool


async def begin_view(
    connection: Connection,
    tenant_id: UUID,
    begun_by: UUID,
    opened_with: str,
    *,
    by_key: bool,
    member_id: UUID | None,
    roles: tuple[str, ...] | None,
) -> tuple[str, datetime]:
    """The token of a new view and when it ends, within the given transaction.

    Args:
        begun_by: the member who begins it, with whatever session or key.
        opened_with: the token of who begins it.

    Raises:
        SluiceError: VIEW_LIMIT.
    """
    await connection.execute(
        delete(VIEW).where(VIEW.c.tenant_id == tenant_id, VIEW.c.expires_at <= func.now())
    )
    # Two who begin at once count one after the other.
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"views of {tenant_id} {begun_by}", 0))
    await connection.execute(select(lock))
    if await connection.value(_open_views(tenant_id, begun_by)) >= MOST_OPEN:
        raise fault(
            "VIEW_LIMIT",
            Sentence("{} views that you have begun are open", "你已开启了 {} 个“以其视角查看”").of(MOST_OPEN),
        )
    token, expires_at = new_token(VIEW_PREFIX), datetime.now(UTC) + VIEW_LENGTH
    await connection.execute(
        insert(VIEW).values(
            token_hash=token_hash(token),
            tenant_id=tenant_id,
            opened_with=token_hash(opened_with),
            by_key=by_key,
            member_id=member_id,
            roles=None if roles is None else list(roles),
            expires_at=expires_at,
        )
    )
    return token, expires_at


def _open_views(tenant_id: UUID, begun_by: UUID) -> Select[int]:
    """How many views the member has begun that have not ended, nor what they were begun with."""
    identity = select(MEMBERSHIP.c.identity_id).where(
        MEMBERSHIP.c.tenant_id == tenant_id, MEMBERSHIP.c.member_id == begun_by
    )
    sessions = select(SESSION.c.token_hash).where(
        SESSION.c.identity_id.in_(identity), SESSION.c.revoked_at.is_(None), SESSION.c.expires_at > func.now()
    )
    keys = select(API_KEY.c.token_hash).where(
        API_KEY.c.tenant_id == tenant_id, API_KEY.c.member_id == begun_by, API_KEY.c.revoked_at.is_(None)
    )
    with_theirs = or_(VIEW.c.opened_with.in_(sessions), VIEW.c.opened_with.in_(keys))
    return select(func.count()).select_from(VIEW).where(VIEW.c.tenant_id == tenant_id, with_theirs)


async def open_view(database: Database, token: str) -> View | None:
    """The view of a token; None where it is none, has ended, or the membership of the member has."""
    membership = and_(MEMBERSHIP.c.tenant_id == VIEW.c.tenant_id, MEMBERSHIP.c.member_id == VIEW.c.member_id)
    rows = await database.rows(
        select(
            TENANT.c.slug,
            VIEW.c.opened_with,
            VIEW.c.by_key,
            VIEW.c.member_id,
            VIEW.c.roles,
            func.least(VIEW.c.expires_at, MEMBERSHIP.c.ends_at).label("expires_at"),
        )
        .select_from(VIEW.join(TENANT, TENANT.c.id == VIEW.c.tenant_id).outerjoin(MEMBERSHIP, membership))
        .where(VIEW.c.token_hash == token_hash(token), VIEW.c.expires_at > func.now(), has_not_ended()),
        affinity=AFFINITY,
    )
    if not rows:
        return None
    row = rows[0]
    return View(
        row["slug"],
        bytes(row["opened_with"]),
        row["by_key"],
        row["member_id"],
        None if row["roles"] is None else tuple(row["roles"]),
        row["expires_at"],
    )
