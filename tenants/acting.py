"""What operators do with tenants, each written down in the transaction in which it is done."""

from collections.abc import Awaitable, Callable
from functools import partial

from core.connection import Connection
from core.database import Database
from core.errors import fault
from tenants import audit_chain, plans, second_factor
from tenants.audit import Entry
from tenants.audit import note as tell
from tenants.closing import close_tenant, erase_now, reopen_tenant
from tenants.directory import set_suspended, tenant_called
from tenants.inputs import email_address, name_line
from tenants.operators import note_act
from tenants.plans import Plan, put_on_plan
from tenants.platform import AFFINITY
from tenants.quotas import Quotas
from tenants.rate_limits import Rates
from tenants.tenant import Tenant

GRACE_DAYS = 30
"""Between the closing of a tenant and its erasure, unless the operator says otherwise."""

Work = Callable[[Connection], Awaitable[Tenant]]


async def suspend(database: Database, operator: str, slug: str, note: str = "") -> Tenant:
    """Refuse the tenant's callers; the data stay.

    Raises:
        SluiceError: NOT_FOUND.
    """
    work = partial(set_suspended, slug=slug, suspended=True)
    return await _noted(database, operator, "suspend", note, work, Entry("tenantSuspended", None))


async def resume(database: Database, operator: str, slug: str, note: str = "") -> Tenant:
    """Let them in again.

    Raises:
        SluiceError: NOT_FOUND, TENANT_CLOSED.
    """
    work = partial(set_suspended, slug=slug, suspended=False)
    return await _noted(database, operator, "resume", note, work, Entry("tenantResumed", None))


async def close(database: Database, operator: str, slug: str, days: int, note: str = "") -> Tenant:
    """Refuse them, and erase everything after so many days.

    Raises:
        SluiceError: NOT_FOUND, INVALID_VALUE, TENANT_CLOSED where it is closed already.
    """
    work = partial(close_tenant, slug=slug, days=days)
    entry = Entry("tenantClosed", None, details={"days": days})
    return await _noted(database, operator, "close", note, work, entry)


async def reopen(database: Database, operator: str, slug: str, note: str = "") -> Tenant:
    """Open a closed tenant again.

    Raises:
        SluiceError: NOT_FOUND, TENANT_CLOSED where it is being erased.
    """
    work = partial(reopen_tenant, slug=slug)
    return await _noted(database, operator, "reopen", note, work, Entry("tenantReopened", None))


async def put_on(database: Database, operator: str, slug: str, plan: str | None, note: str = "") -> Tenant:
    """Put a tenant on a plan, or on none.

    Raises:
        SluiceError: NOT_FOUND.
    """
    work = partial(put_on_plan, slug=slug, plan=plan)
    entry = Entry("planSet", None, details={"plan": plan})
    return await _noted(database, operator, f"plan {plan}" if plan else "no plan", note, work, entry)


async def set_plan(database: Database, operator: str, name: str, quotas: Quotas, rates: Rates) -> Plan:
    """Make a plan, or change one for all who are on it.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    async with database.transaction(affinity=AFFINITY) as connection:
        plan = await plans.set_plan(connection, name, quotas, rates)
        await note_act(connection, operator, "set plan", None, plan.name)
        told = {"plan": plan.name, "quotas": quotas.given(), "rates": rates.texts()}
        for namespace in await plans.namespaces_on(connection, plan.name):
            await tell(connection, namespace, Entry("planChanged", None, details=told))
    return plan


async def remove_plan(database: Database, operator: str, name: str) -> None:
    """Remove a plan that nobody is on.

    Raises:
        SluiceError: NOT_FOUND.
    """
    async with database.transaction(affinity=AFFINITY) as connection:
        await plans.remove_plan(connection, name)
        await note_act(connection, operator, "remove plan", None, name)


async def reset_second_factor(database: Database, operator: str, address: str, note: str = "") -> None:
    """Take away the second factor of who has lost it, so that they set up another; their sessions end.

    Raises:
        SluiceError: EMAIL_INVALID, INVALID_VALUE, NOT_FOUND.
    """
    wanted = email_address(address, "email")
    why = name_line(note, "note") if note else ""
    async with database.transaction(affinity=AFFINITY) as connection:
        await second_factor.reset(connection, wanted)
        await note_act(connection, operator, f"reset second factor of {wanted}", None, why)


async def accept_audit_break(database: Database, operator: str, slug: str, note: str) -> tuple[str, ...]:
    """Accept the breaks in the chain of a tenant's audit log: what they are, in words.

    Raises:
        SluiceError: NOT_FOUND; INVALID_VALUE where the log is sound, or nothing says why.
    """
    why = name_line(note, "note")
    tenant = await tenant_called(database, slug)
    async with database.transaction(affinity=AFFINITY) as connection:
        found = await audit_chain.accept(connection, tenant.namespace, why)
        if not found:
            raise fault(
                "INVALID_VALUE", f"the audit log of {slug} is as it was written: there is nothing to accept"
            )
        await note_act(connection, operator, "accept audit break", slug, why)
        details = {"breaks": list(found[:100]), "count": len(found)}
        await tell(connection, tenant.namespace, Entry("auditBreakAccepted", None, details=details))
    return found


async def begin_erasure(database: Database, operator: str, slug: str, note: str = "") -> Tenant:
    """Have a closed tenant erased now; `api.process.closing` does it.

    Raises:
        SluiceError: NOT_FOUND, TENANT_OPEN.
    """
    return await _noted(database, operator, "erase", note, partial(erase_now, slug=slug))


async def _noted(
    database: Database, operator: str, action: str, note: str, work: Work, entry: Entry | None = None
) -> Tenant:
    """Do it, and write down who did: for operators, and in the tenant's own audit log, which does not tell why.

    Args:
        entry: None where the log goes with the tenant.
    """
    why = name_line(note, "note") if note else ""
    async with database.transaction(affinity=AFFINITY) as connection:
        tenant = await work(connection)
        await note_act(connection, operator, action, tenant.slug, why)
        # What is being erased has no log any more.
        if entry is not None and not tenant.erasing:
            await tell(connection, tenant.namespace, entry)
    return tenant
