"""What operators see: tenants as the installation knows them, and nothing of what is in them."""

from datetime import datetime

import strawberry

from api.fixed.user_error import UserError
from api.types.scalars import Json
from tenants import operators
from tenants.plans import Plan
from tenants.tenant import Tenant


@strawberry.type(name="Tenant", description="A tenant, as the installation knows it.")
class TenantInfo:
    """One tenant."""

    id: strawberry.ID
    slug: str
    name: str
    namespace: str = strawberry.field(description="Where its tables are, for backups.")
    state: str = strawberry.field(description="`active`, `suspended`, `closed` or `erasing`.")
    created_at: datetime | None
    closed_at: datetime | None
    erase_at: datetime | None = strawberry.field(
        description="When everything of it is erased; until then it can be opened again."
    )


@strawberry.type(name="Act", description="What an operator did.")
class ActInfo:
    """One act."""

    at: datetime
    operator: str
    action: str
    tenant: str | None = strawberry.field(description="The slug; it outlives the tenant.")
    note: str


@strawberry.type(description="The tenant afterwards, an erased one as it was; null where that was refused.")
class TenantPayload:
    """The answer of a change."""

    tenant: TenantInfo | None
    errors: list[UserError]


@strawberry.type(name="Plan", description="What tenants on it may have.")
class PlanInfo:
    """One plan."""

    name: str
    quotas: Json = strawberry.field(description="By name; what is not among them is not bounded.")
    rates: Json = strawberry.field(
        description="By policy (`key`, `tenant`), such as `600/minute`; where it is not among them, that of the "
        "installation holds."
    )


@strawberry.input
class PlanInput:
    """A plan as it shall be; what is left out is not bounded."""

    name: str
    members: int | None = None
    objects: int | None = None
    records: int | None = None
    storage_mb: int | None = None
    requests: int | None = strawberry.field(default=None, description="In a calendar month, UTC.")
    seconds: int | None = strawberry.field(default=None, description="Cost of a calendar month.")
    rate_key: str | None = strawberry.field(
        default=None, description="Of each key, or all sessions of a member together: `600/minute`."
    )
    rate_tenant: str | None = strawberry.field(
        default=None, description="Of all callers of a tenant together."
    )


@strawberry.type(description="The plan; null where that was refused.")
class PlanPayload:
    """The answer of a change of a plan."""

    plan: PlanInfo | None
    errors: list[UserError]


@strawberry.type(description="Whether the plan has gone.")
class RemovePlanPayload:
    """The answer of its removal."""

    removed: bool
    errors: list[UserError]


@strawberry.type(description="Whether no code is asked for any more.")
class ResetSecondFactorPayload:
    """The answer where somebody has lost theirs."""

    done: bool
    errors: list[UserError]


def tenant_info(tenant: Tenant) -> TenantInfo:
    """The tenant as GraphQL shows it."""
    return TenantInfo(
        id=strawberry.ID(str(tenant.id)),
        slug=tenant.slug,
        name=tenant.name,
        namespace=tenant.namespace,
        state=tenant.state,
        created_at=tenant.created_at,
        closed_at=tenant.closed_at,
        erase_at=tenant.erase_at,
    )


def plan_info(plan: Plan) -> PlanInfo:
    """The plan as GraphQL shows it."""
    return PlanInfo(name=plan.name, quotas=Json(plan.quotas.given()), rates=Json(plan.rates.texts()))


def act_info(act: operators.Act) -> ActInfo:
    """The act as GraphQL shows it."""
    return ActInfo(at=act.at, operator=act.operator, action=act.action, tenant=act.tenant, note=act.note)
