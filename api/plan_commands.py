"""`sluice plan …`, and the plan and the usage of a tenant."""

import argparse

from api.installation import run
from api.subcommands import Actions, add_action
from core.database import Database
from core.settings import Settings
from tenants import acting
from tenants.directory import tenant_called
from tenants.metering import usage_of
from tenants.operators import COMMAND_LINE, note_act
from tenants.plans import plans, remove_plan, set_plan
from tenants.platform import AFFINITY
from tenants.quotas import QUOTAS, Quotas


def add_plan_actions(actions: Actions) -> None:
    """`sluice plan list`, `set` and `remove`."""
    add_action(actions, "list", "every plan with its quotas", _plan_list)
    setting = add_action(actions, "set", "make a plan, or change one for all who are on it", _plan_set)
    setting.add_argument("name")
    for quota in QUOTAS:
        setting.add_argument(
            f"--{quota.replace('_', '-')}", type=int, metavar="N", help="any number unless given"
        )
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
        told = ", ".join(f"{name} {value:,}" for name, value in each.quotas.given().items())
        print(f"{each.name}  {told or 'any number of anything'}")


def _plan_set(settings: Settings, given: argparse.Namespace) -> None:
    quotas = Quotas(**{name: getattr(given, name) for name in QUOTAS})

    async def change(database: Database) -> None:
        async with database.transaction(affinity=AFFINITY) as connection:
            plan = await set_plan(connection, given.name, quotas)
            await note_act(connection, COMMAND_LINE, "set plan", None, plan.name)

    run(settings, change)


def _plan_remove(settings: Settings, given: argparse.Namespace) -> None:
    async def remove(database: Database) -> None:
        async with database.transaction(affinity=AFFINITY) as connection:
            await remove_plan(connection, given.name)
            await note_act(connection, COMMAND_LINE, "remove plan", None, given.name)

    run(settings, remove)


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

    run(settings, look)
