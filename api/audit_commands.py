"""`sluice audit …`: looks whether the audit logs are as they were written, and says how long they are kept."""

import argparse

from api.installation import run
from api.subcommands import add_action
from core.database import Database
from core.settings import Settings
from tenants import acting
from tenants.audit_chain import keep, link, verify
from tenants.directory import tenant_called, tenants
from tenants.operators import COMMAND_LINE
from tenants.tenant import Tenant

MOST_DAYS = 36_500


def add_to(parser: argparse.ArgumentParser, _: str) -> None:
    """What stands behind `sluice audit`."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    what = "go through the chain of hashes, and name the first entry that is not as it was"
    verifying = add_action(actions, "verify", what, _verify)
    verifying.add_argument("slug", nargs="?", help="one tenant; all of them unless given")
    what = "go on with a log whose chain is broken, as after a backup; `verify` names the break from then on"
    accepting = add_action(actions, "accept", what, _accept)
    accepting.add_argument("slug")
    accepting.add_argument("--note", required=True, help="why; kept with the break")
    keeping = add_action(actions, "keep", "say for how many days a tenant's entries are kept", _keep)
    keeping.add_argument("slug")
    keeping.add_argument("days", type=_days, help="a number, or `forever`")


def _verify(settings: Settings, given: argparse.Namespace) -> int:
    """0 where every chain holds, 1 where one does not."""

    async def verified(database: Database) -> bool:
        whose = (
            await tenants(database) if given.slug is None else (await tenant_called(database, given.slug),)
        )
        return all([await _holds(database, each) for each in whose])

    return 0 if run(settings, verified) else 1


async def _holds(database: Database, tenant: Tenant) -> bool:
    found = await verify(database, tenant.namespace)
    for each in found.accepted:
        print(f"{tenant.slug}  known break: {each}")
    if found.broken is None:
        # Afterwards: what is not linked yet cannot be judged, and would be taken for sound.
        await link(database, tenant.namespace)
        print(f"{tenant.slug}  ok: {found.links} entries, head {found.head or 'none'}")
        return True
    entry = "" if found.entry is None else f", entry {found.entry}"
    print(f"{tenant.slug}  BROKEN after {found.links} entries: {found.broken}{entry}")
    return False


def _accept(settings: Settings, given: argparse.Namespace) -> None:
    async def accepted(database: Database) -> tuple[str, ...]:
        return await acting.accept_audit_break(database, COMMAND_LINE, given.slug, given.note)

    for each in run(settings, accepted):
        print(f"{given.slug}  accepted: {each}")


def _keep(settings: Settings, given: argparse.Namespace) -> None:
    async def kept(database: Database) -> None:
        await keep(database, (await tenant_called(database, given.slug)).namespace, given.days)

    run(settings, kept)


def _days(text: str) -> int | None:
    if text == "forever":
        return None
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_DAYS:
        return int(text)
    raise argparse.ArgumentTypeError(f"a number of days from 1 to {MOST_DAYS}, or `forever`, not {text!r}")
