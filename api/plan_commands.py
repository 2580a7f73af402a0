"""`sluice plan …`, and the plan and the usage of a tenant."""

import argparse

from api.installation import run
from api.subcommands import Actions, add_action
from core.database import Database
from core.settings import Settings
from tenants import acting
from tenants.directory import tenant_called
from tenants.metering import usage_of
from tenants.operators import COMMAND_LINE
from tenants.plans import plans
from tenants.quotas import QUOTAS, Quotas
from tenants.rate_limits import Rates, rates_given


def add_plan_actions(actions: Actions) -> None:
    """`sluice plan list`, `set` and `remove`."""
    add_action(actions, "list", "every plan with its quotas", _plan_list)
    setting = add_action(actions, "set", "make a plan, or change one for all who are on it", _plan_set)
    setting.add_argument("name")
    for quota in QUOTAS:
        setting.add_argument(
            f"--{quota.replace('_', '-')}", type=int, metavar="N", help="any number unless given"
        )
    for policy, whose in (("key", "each key, or all sessions of a member"), ("tenant", "all of a tenant")):
        told = f"requests of {whose}, such as 600/minute; as the installation has it unless given"
        setting.add_argument(f"--rate-{policy}", metavar="RATE", help=told)
    add_action(actions, "remove", "a plan that nobody is on", _plan_remove).add_argument("name")


def add_usage_actions(actions: Actions) -> None:
    """`sluice tenant plan` and `usage`."""
    putting = add_action(actions, "plan", "put a tenant on a plan", _tenant_plan)
    putting.add_argument("slug")
    putting.add_argument("plan", nargs="?", help="none, and nothing is bounded, unless given")
    putting.add_argument("--note", default="", help="why; kept with what was done")
    add_action(actions, "usage", "what a tenant uses of its plan", _tenant_usage).add_argument("slug")


def _plan_list(settings: Settings, _: argparse.Namespace) -> None:
    for each in run(settings, plans):
        told = [f"{name} {value:,}" for name, value in each.quotas.given().items()]
        told += [f"{policy} {rate}" for policy, rate in each.rates.texts().items()]
        print(f"{each.name}  {', '.join(told) or 'any number of anything'}")


def _plan_set(settings: Settings, given: argparse.Namespace) -> None:
    quotas = Quotas(**{name: getattr(given, name) for name in QUOTAS})
    rates = rates_given({"key": given.rate_key, "tenant": given.rate_tenant})

    run(settings, lambda database: acting.set_plan(database, COMMAND_LINE, given.name, quotas, rates))


def _plan_remove(settings: Settings, given: argparse.Namespace) -> None:
    run(settings, lambda database: acting.remove_plan(database, COMMAND_LINE, given.name))


def _tenant_plan(settings: Settings, given: argparse.Namespace) -> None:
    run(settings, lambda database: acting.put_on(database, COMMAND_LINE, given.slug, given.plan, given.note))


def _tenant_usage(settings: Settings, given: argparse.Namespace) -> None:
    async def look(database: Database) -> None:
        found = await usage_of(database, await tenant_called(database, given.slug))
        limits = found.quotas.given()
        print(f"plan {found.plan or 'none'}, month {found.month:%Y-%m}")
        for name, used in found.used.items():
            limit = f" of {limits[name]:,}" if name in limits else ""
            print(f"  {name:<10} {used:>14,.1f}{limit}")
        usual = Rates(settings.rate_key, settings.rate_tenant)
        for policy, rate in found.rates.else_by(usual).texts().items():
            print(f"  requests of a {policy}: {rate}")

    run(settings, look)
