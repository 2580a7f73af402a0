"""`usage`: what the tenant uses of its plan."""

from datetime import date

import strawberry

from api.context import RequestContext
from tenants.directory import tenant
from tenants.metering import Usage

Info = strawberry.Info[RequestContext, None]


@strawberry.type(name="QuotaUse")
class QuotaUseInfo:
    """One thing that a plan may bound."""

    quota: str = strawberry.field(
        description="`members`, `objects`, `records`, `storage_mb` as of now; `requests`, and `seconds` that "
        "statements held connections of the database, in the month."
    )
    used: float
    limit: float | None = strawberry.field(description="Null where the plan has any number.")


@strawberry.type(name="TenantUsage")
class UsageInfo:
    """What a tenant uses."""

    plan: str | None = strawberry.field(
        description="Null where the tenant is on none, and nothing is bounded."
    )
    month: date = strawberry.field(description="The first day of the month, UTC.")
    quotas: list[QuotaUseInfo]


def usage_info(found: Usage) -> UsageInfo:
    """What is used, as GraphQL shows it."""
    limits = found.quotas.given()
    return UsageInfo(
        plan=found.plan,
        month=found.month,
        quotas=[
            QuotaUseInfo(quota=name, used=used, limit=limits.get(name)) for name, used in found.used.items()
        ],
    )


async def usage(info: Info) -> UsageInfo:
    """What the caller's tenant uses."""
    context = info.context
    caller = context.require_action("administer")
    engine = context.engine
    return usage_info(await engine.metering.usage(await tenant(engine.database, caller.tenant_id)))
