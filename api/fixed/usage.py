"""`usage`: what the tenant uses of its plan."""

from datetime import date

import strawberry

from api.context import RequestContext
from core.settings import Settings
from tenants.directory import tenant
from tenants.metering import Usage
from tenants.rate_limits import Rates

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


@strawberry.type(name="RateLimit")
class RateLimitInfo:
    """So many requests are let through in so much time."""

    policy: str = strawberry.field(
        description="`key`: of each key, or all sessions of a member together; `tenant`: of all callers of the tenant "
        "together. The headers `RateLimit` of each answer tell how its caller stands."
    )
    requests: int
    seconds: int = strawberry.field(description="Length of the window that slides.")
    of_plan: bool = strawberry.field(description="False where it is that of the installation.")


@strawberry.type(name="TenantUsage")
class UsageInfo:
    """What a tenant uses."""

    plan: str | None = strawberry.field(
        description="Null where the tenant is on none, and nothing is bounded."
    )
    month: date = strawberry.field(description="The first day of the month, UTC.")
    quotas: list[QuotaUseInfo]
    rates: list[RateLimitInfo] = strawberry.field(description="The rate limits in force.")


def usage_info(found: Usage, settings: Settings) -> UsageInfo:
    """What is used, as GraphQL shows it."""
    of_plan = found.rates.given()
    in_force = found.rates.else_by(Rates(settings.rate_key, settings.rate_tenant)).given()
    limits = found.quotas.given()
    return UsageInfo(
        plan=found.plan,
        month=found.month,
        quotas=[
            QuotaUseInfo(quota=name, used=used, limit=limits.get(name)) for name, used in found.used.items()
        ],
        rates=[
            RateLimitInfo(
                policy=policy, requests=rate.amount, seconds=rate.get_expiry(), of_plan=policy in of_plan
            )
            for policy, rate in in_force.items()
        ],
    )


async def usage(info: Info) -> UsageInfo:
    """What the caller's tenant uses."""
    context = info.context
    caller = context.require_action("administer")
    engine = context.engine
    found = await engine.metering.usage(await tenant(engine.database, caller.tenant_id))
    return usage_info(found, engine.settings)
