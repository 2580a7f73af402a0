"""Plans: quotas and rate limits under a name, and who is on which.

A plan belongs to the installation; a tenant is on one, or on none and may have any number of anything. What a process
knows of a tenant's plan is as current as its rights: who changes them grows its access epoch.
"""

import json
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from core.connection import Connection
from core.database import Database
from core.errors import fault
from tenants.accounts import grow_epoch
from tenants.directory import tenant_from
from tenants.inputs import name_line
from tenants.platform import AFFINITY, PLAN, TENANT
from tenants.quotas import Quotas, quotas_from
from tenants.rate_limits import NO_RATES, Rates, rates_from
from tenants.tenant import Tenant

_SET = """
INSERT INTO platform.plan (name, quotas, rates) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET quotas = excluded.quotas, rates = excluded.rates
"""
MOST = 2**53
"""The largest whole number that every JSON reader has."""


@dataclass(frozen=True)
class Plan:
    """A plan by its name."""

    name: str
    quotas: Quotas
    rates: Rates


async def plans(database: Database) -> tuple[Plan, ...]:
    """Every plan, by name."""
    rows = await database.rows(select(PLAN).order_by(PLAN.c.name), affinity=AFFINITY)
    return tuple(Plan(row["name"], quotas_from(row["quotas"]), rates_from(row["rates"])) for row in rows)


async def set_plan(connection: Connection, name: str, quotas: Quotas, rates: Rates = NO_RATES) -> Plan:
    """Make a plan, or change one for all who are on it.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    line = name_line(name, "name")
    for quota, value in quotas.given().items():
        if not 0 <= value <= MOST:
            raise fault("INVALID_VALUE", f"{quota} is {value:,}; it is from 0 to {MOST:,}", quota)
    kept = [json.dumps(each).encode() for each in (quotas.given(), rates.texts())]
    await connection.fetch(_SET, [line, *kept])
    for namespace in await namespaces_on(connection, line):
        await grow_epoch(connection, namespace)
    return Plan(line, quotas, rates)


async def namespaces_on(connection: Connection, plan: str) -> list[str]:
    """The namespaces of the tenants that are on the plan, in one order everywhere."""
    on_it = select(TENANT.c.namespace).where(TENANT.c.plan == plan, TENANT.c.erasing_at.is_(None))
    return [row["namespace"] for row in await connection.rows(on_it.order_by(TENANT.c.namespace))]


async def remove_plan(connection: Connection, name: str) -> None:
    """Remove a plan that nobody is on.

    Raises:
        SluiceError: NOT_FOUND, also where somebody is on it.
    """
    gone = delete(PLAN).where(PLAN.c.name == name, ~select(TENANT.c.id).where(TENANT.c.plan == name).exists())
    if await connection.row(gone.returning(PLAN.c.name)) is None:
        raise fault("NOT_FOUND", f"there is no plan {name!r} that nobody is on")


async def put_on_plan(connection: Connection, slug: str, plan: str | None) -> Tenant:
    """Put a tenant on a plan, or on none. What it has more than that stays; it gets no more.

    Raises:
        SluiceError: NOT_FOUND.
    """
    if plan is not None and await connection.row(select(PLAN).where(PLAN.c.name == plan)) is None:
        raise fault("NOT_FOUND", f"there is no plan {plan!r}", "plan", hint="`sluice plan list` shows them.")
    row = await connection.row(
        update(TENANT)
        .where(TENANT.c.slug == slug, TENANT.c.erasing_at.is_(None))
        .values(plan=plan)
        .returning(TENANT)
    )
    if row is None:
        raise fault("NOT_FOUND", f"there is no tenant {slug!r}")
    await grow_epoch(connection, row["namespace"])
    return tenant_from(row)
