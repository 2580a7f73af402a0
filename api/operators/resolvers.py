"""What operators ask and do."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from api.context import Engine
from api.fixed.inputs import not_left_out
from api.fixed.usage import UsageInfo, usage_info
from api.fixed.user_error import refusals
from api.operators.types import (
    ActInfo,
    PlanInfo,
    PlanInput,
    PlanPayload,
    RemovePlanPayload,
    ResetSecondFactorPayload,
    TenantInfo,
    TenantPayload,
    act_info,
    plan_info,
    tenant_info,
)
from api.process.closing import erase_tenant as erase
from core.database import Database
from core.errors import SluiceError, fault
from tenants import acting, operators
from tenants.directory import tenant_called, tenants_page
from tenants.plans import plans as all_plans
from tenants.quotas import QUOTAS, Quotas
from tenants.rate_limits import rates_given
from tenants.tenant import Tenant

MOST = 500
Slug = Annotated[str, strawberry.argument(description="Of the tenant.")]
Note = Annotated[str, strawberry.argument(description="Why; kept with what was done.")]
Days = Annotated[int, strawberry.argument(description="Until everything is erased.")]
Confirm = Annotated[str, strawberry.argument(description="The slug once more.")]
PlanName = Annotated[str | None, strawberry.argument(description="One of `plans`; null for none.")]
First = Annotated[int, strawberry.argument(description=f"At most {MOST}.")]


@dataclass(frozen=True)
class OperatorContext:
    """A request of an operator.

    Attributes:
        own_language: in which they are told things.
    """

    engine: Engine
    operator: operators.Operator
    own_language: str


Info = strawberry.Info[OperatorContext, None]


async def tenants(info: Info, first: First = 100, after: str = "", search: str = "") -> list[TenantInfo]:
    """Tenants by slug."""
    found = await tenants_page(info.context.engine.database, _page(first), after, search)
    return [tenant_info(each) for each in found]


async def acts(info: Info, tenant: str | None = None, first: First = 100) -> list[ActInfo]:
    """What operators did, the newest first."""
    found = await operators.acts(info.context.engine.database, tenant, _page(first))
    return [act_info(each) for each in found]


async def usage(info: Info, slug: Slug) -> UsageInfo:
    """What a tenant uses."""
    engine = info.context.engine
    found = await engine.metering.usage(await tenant_called(engine.database, slug))
    return usage_info(found, engine.settings)


async def plans(info: Info) -> list[PlanInfo]:
    """Every plan."""
    found = await all_plans(info.context.engine.database)
    return [plan_info(each) for each in found]


async def set_plan(info: Info, input: PlanInput) -> PlanPayload:
    """Make a plan, or change one for all who are on it."""
    database, operator = _who(info)
    quotas = Quotas(**{name: getattr(input, name) for name in QUOTAS})
    try:
        rates = rates_given({"key": input.rate_key, "tenant": input.rate_tenant})
        plan = await acting.set_plan(database, operator, input.name, quotas, rates)
    except SluiceError as error:
        return PlanPayload(plan=None, errors=refusals(error, "input"))
    return PlanPayload(plan=plan_info(plan), errors=[])


async def remove_plan(info: Info, name: str) -> RemovePlanPayload:
    """Remove a plan that nobody is on."""
    try:
        await acting.remove_plan(*_who(info), name)
    except SluiceError as error:
        return RemovePlanPayload(removed=False, errors=refusals(error))
    return RemovePlanPayload(removed=True, errors=[])


async def set_tenant_plan(info: Info, slug: Slug, plan: PlanName = UNSET, note: Note = "") -> TenantPayload:
    """Put a tenant on a plan, or on none: that must be said, as it takes away every bound."""
    named = not_left_out(plan, "Name one of `plans`, or write `plan: null` for none.", "plan")
    return await _told(acting.put_on(*_who(info), slug, named, note))


async def reset_second_factor(info: Info, email: str, note: Note = "") -> ResetSecondFactorPayload:
    """Take away a second factor that is lost."""
    try:
        await acting.reset_second_factor(*_who(info), email, note)
    except SluiceError as error:
        return ResetSecondFactorPayload(done=False, errors=refusals(error))
    return ResetSecondFactorPayload(done=True, errors=[])


def _page(first: int) -> int:
    if not 1 <= first <= MOST:
        raise fault("PAGE_SIZE", f"`first` is {first:,}; it is from 1 to {MOST}", "first")
    return first


async def suspend_tenant(info: Info, slug: Slug, note: Note = "") -> TenantPayload:
    """Refuse the tenant's callers."""
    return await _told(acting.suspend(*_who(info), slug, note))


async def resume_tenant(info: Info, slug: Slug, note: Note = "") -> TenantPayload:
    """Let them in again."""
    return await _told(acting.resume(*_who(info), slug, note))


async def close_tenant(
    info: Info, slug: Slug, days: Days = acting.GRACE_DAYS, note: Note = ""
) -> TenantPayload:
    """Refuse them, and erase everything after some days."""
    return await _told(acting.close(*_who(info), slug, days, note))


async def reopen_tenant(info: Info, slug: Slug, note: Note = "") -> TenantPayload:
    """Open a closed tenant again."""
    return await _told(acting.reopen(*_who(info), slug, note))


async def erase_tenant(info: Info, slug: Slug, confirm: Confirm, note: Note = "") -> TenantPayload:
    """Erase a closed tenant now. Whoever asked may go away; the next round goes on from where it stopped."""
    return await _told(_erased(info, slug, confirm, note))


async def _erased(info: Info, slug: str, confirm: str, note: str) -> Tenant:
    if confirm != slug:
        raise fault("INVALID_VALUE", f"`confirm` is {confirm!r}, not {slug!r}", "confirm")
    tenant = await acting.begin_erasure(*_who(info), slug, note)
    await erase(info.context.engine.database, info.context.engine.contents, tenant)
    return tenant


def _who(info: Info) -> tuple[Database, str]:
    return info.context.engine.database, info.context.operator.name


async def _told(act: Awaitable[Tenant]) -> TenantPayload:
    try:
        return TenantPayload(tenant=tenant_info(await act), errors=[])
    except SluiceError as error:
        return TenantPayload(tenant=None, errors=refusals(error))
