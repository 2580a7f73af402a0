"""What a key or a session opens, according to `platform`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, and_, false, func, literal, not_, null, or_, select

from core.connection import Record
from tenants.identity_providers import needs_provider
from tenants.membership_ends import has_not_ended
from tenants.platform import API_KEY, MEMBERSHIP, PLAN, SESSION, TENANT
from tenants.quotas import Quotas, quotas_from
from tenants.rate_limits import Rates, rates_from
from tenants.session_list import ended_for_tenant
from tenants.sessions import leads_to_membership
from tenants.views import View

CallerKind = Literal["key", "session", "view"]

_TENANT_COLUMNS = (
    TENANT.c.id.label("tenant_id"),
    TENANT.c.slug,
    TENANT.c.namespace,
    TENANT.c.suspended_at.is_not(None).label("suspended"),
    TENANT.c.erase_at,
    select(PLAN.c.quotas).where(PLAN.c.name == TENANT.c.plan).scalar_subquery().label("quotas"),
    select(PLAN.c.rates).where(PLAN.c.name == TENANT.c.plan).scalar_subquery().label("rates"),
)


@dataclass(frozen=True)
class Credential:
    """One tenant that a token opens, according to `platform`.

    Attributes:
        roles: of a key that has its own, else None.
        networks: where requests may come from; none for everywhere.
        expires_at: of a session, of a key that has one, or the end of the membership; else None.
        erase_at: of a tenant that is closed, else None.
        ended: an admin of the tenant has ended the member's sessions since it was opened.
        lacks_factor: the tenant asks for a second factor, and the session was opened without one.
        lacks_provider: the tenant lets the member in by its identity provider, which has not opened the session.
        key_id: of a key, else None.
        view: that was begun with it and is what was sent, else None.
    """

    tenant_id: UUID
    slug: str
    namespace: str
    suspended: bool
    lacks_factor: bool
    lacks_provider: bool
    ended: bool
    erase_at: datetime | None
    member_id: UUID
    roles: tuple[str, ...] | None
    networks: tuple[str, ...]
    expires_at: datetime | None
    key_id: UUID | None
    quotas: Quotas
    rates: Rates
    kind: CallerKind
    view: View | None = None


def key_query(hashed: bytes) -> Select[*tuple[object, ...]]:
    """A member that was copied with a tenant has no membership, and one that has ended opens nothing."""
    membership = and_(
        MEMBERSHIP.c.tenant_id == API_KEY.c.tenant_id, MEMBERSHIP.c.member_id == API_KEY.c.member_id
    )
    return (
        select(
            *_TENANT_COLUMNS,
            API_KEY.c.id.label("key_id"),
            API_KEY.c.member_id,
            API_KEY.c.roles,
            API_KEY.c.networks,
            func.least(API_KEY.c.expires_at, MEMBERSHIP.c.ends_at).label("expires_at"),
            false().label("lacks_factor"),
            false().label("lacks_provider"),
            false().label("ended"),
        )
        .select_from(
            API_KEY.join(TENANT, API_KEY.c.tenant_id == TENANT.c.id).outerjoin(MEMBERSHIP, membership)
        )
        .where(
            API_KEY.c.token_hash == literal(hashed),
            API_KEY.c.revoked_at.is_(None),
            or_(API_KEY.c.expires_at.is_(None), API_KEY.c.expires_at > func.now()),
            has_not_ended(),
        )
    )


def session_query(hashed: bytes) -> Select[*tuple[object, ...]]:
    """One row for each tenant; one without a tenant where the identity belongs to none."""
    return (
        select(
            *_TENANT_COLUMNS,
            null().label("key_id"),
            MEMBERSHIP.c.member_id,
            null().label("roles"),
            null().label("networks"),
            func.least(SESSION.c.expires_at, MEMBERSHIP.c.ends_at).label("expires_at"),
            and_(TENANT.c.totp_required, not_(SESSION.c.second_factor)).label("lacks_factor"),
            and_(SESSION.c.tenant_id.is_(None), needs_provider()).label("lacks_provider"),
            ended_for_tenant().label("ended"),
        )
        .select_from(
            SESSION.outerjoin(
                MEMBERSHIP.join(TENANT, TENANT.c.id == MEMBERSHIP.c.tenant_id),
                and_(
                    MEMBERSHIP.c.identity_id == SESSION.c.identity_id, has_not_ended(), leads_to_membership()
                ),
            )
        )
        .where(
            SESSION.c.token_hash == literal(hashed),
            SESSION.c.revoked_at.is_(None),
            SESSION.c.expires_at > func.now(),
        )
        .order_by(func.coalesce(MEMBERSHIP.c.accepted_at, MEMBERSHIP.c.joined_at), MEMBERSHIP.c.tenant_id)
    )


def credential_of(row: Record, kind: CallerKind) -> Credential:
    """A row of either query."""
    return Credential(
        tenant_id=row["tenant_id"],
        slug=row["slug"],
        namespace=row["namespace"],
        suspended=row["suspended"],
        erase_at=row["erase_at"],
        lacks_factor=row["lacks_factor"],
        lacks_provider=row["lacks_provider"],
        ended=row["ended"],
        member_id=row["member_id"],
        roles=None if row["roles"] is None else tuple(row["roles"]),
        networks=tuple(row["networks"] or ()),
        expires_at=row["expires_at"],
        key_id=row["key_id"],
        quotas=quotas_from(row["quotas"]),
        rates=rates_from(row["rates"]),
        kind=kind,
    )
