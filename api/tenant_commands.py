"""`sluice tenant …` and `sluice operator …`: the tenants of an installation and who else may manage them."""

import argparse
import getpass
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from api.installation import run
from api.plan_commands import add_plan_actions, add_usage_actions
from api.process.closing import erase_tenant
from api.subcommands import Actions, add_action
from api.tenant_archives import export_tenant
from api.tenant_restoring import restore_tenant
from core.contents import Contents
from core.database import Database
from core.errors import fault
from core.settings import Settings, variable
from metadata.catalog import Catalog
from metadata.initial import initial_catalog
from metadata.sandbox.cloning import Cloned, clone_tenant
from metadata.store import CatalogStore
from tenants import acting
from tenants.accounts import new_person, sign_up
from tenants.audit import Entry, note
from tenants.directory import tenant_called, tenants
from tenants.operators import COMMAND_LINE, create_operator, note_act, operators, revoke_operator
from tenants.platform import AFFINITY
from tenants.tenant import Tenant


def add_to(parser: argparse.ArgumentParser, name: str) -> None:
    """What stands behind `sluice <name>`."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    if name == "operator":
        _add_operator_actions(actions)
    elif name == "plan":
        add_plan_actions(actions)
    else:
        _add_making(actions)
        _add_ending(actions)
        _add_archiving(actions)
        add_usage_actions(actions)


def _add_making(actions: Actions) -> None:
    add_action(actions, "list", "every tenant", _tenant_list)
    creating = add_action(actions, "create", "a tenant and its first admin", _tenant_create)
    creating.add_argument("name", help="what people call the tenant")
    creating.add_argument("--email", required=True, help="the admin's e-mail")
    creating.add_argument("--admin", default="Admin", help="the admin's name")
    creating.add_argument("--slug", help="its short name in headers; made from the name unless given")
    cloning = add_action(
        actions, "clone", "a sandbox: the catalog, and a share of the records with pseudonyms", _tenant_clone
    )
    cloning.add_argument("source", metavar="SLUG", help="the tenant to clone")
    cloning.add_argument("name", help="what people call the sandbox")
    cloning.add_argument("--email", required=True, help="the admin's e-mail; an account that it has is taken")
    cloning.add_argument("--admin", default="Admin", help="the admin's name")
    cloning.add_argument("--slug", help="its short name in headers; made from the name unless given")
    cloning.add_argument(
        "--share",
        type=_percent,
        default=0.1,
        metavar="PERCENT",
        help="of the records, 0 to 100; 10 unless given",
    )


def _add_ending(actions: Actions) -> None:
    for name, what, act in (
        ("suspend", "refuse its callers; the data stay", acting.suspend),
        ("resume", "let them in again", acting.resume),
        ("reopen", "open a closed tenant again", acting.reopen),
    ):
        _noted(add_action(actions, name, what, _changed(act)))
    closing = _noted(
        add_action(actions, "close", "refuse its callers, and erase everything later", _tenant_close)
    )
    closing.add_argument(
        "--days",
        type=int,
        default=acting.GRACE_DAYS,
        help=f"until it is erased; {acting.GRACE_DAYS} unless given",
    )
    erasing = _noted(add_action(actions, "erase", "erase a closed tenant now, for good", _tenant_erase))
    erasing.add_argument("--confirm", required=True, metavar="SLUG", help="the slug once more")


def _add_archiving(actions: Actions) -> None:
    exporting = add_action(actions, "export", "everything of a tenant in one file", _tenant_export)
    exporting.add_argument("slug")
    exporting.add_argument("file", type=Path, help="the tar archive, which is not there yet")
    exporting.add_argument(
        "--portable", action="store_true", help="JSON Lines that anybody reads, instead of what is restored"
    )
    restoring = add_action(
        actions, "restore", "a tenant from its export, with people and keys", _tenant_restore
    )
    restoring.add_argument("file", type=Path, help="the tar archive")
    restoring.add_argument("--slug", help="its short name in headers here; its own unless given")
    restoring.add_argument(
        "--passwords",
        action="store_true",
        help="people who have no account here sign in as they did there: whoever has made the archive could, too",
    )


def _add_operator_actions(actions: Actions) -> None:
    add_action(actions, "list", "every operator", _operator_list)
    creating = add_action(actions, "create", "an operator; the token is shown this once", _operator_create)
    creating.add_argument("name", help="who it is")
    lost = "take away the second factor of who has lost it; make sure before who asks"
    resetting = add_action(actions, "reset-second-factor", lost, _reset_second_factor)
    resetting.add_argument("email", help="of the account")
    resetting.add_argument("--note", default="", help="why; kept with what was done")
    revoking = add_action(actions, "revoke", "refuse an operator's token from now on", _operator_revoke)
    revoking.add_argument("id", type=UUID, help="`sluice operator list` shows it")


def _noted(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("slug")
    parser.add_argument("--note", default="", help="why; kept with what was done")
    return parser


def _tenant_list(settings: Settings, _: argparse.Namespace) -> None:
    for each in run(settings, tenants):
        state = "" if each.state == "active" else f"  {each.state}"
        until = f" until {each.erase_at:%Y-%m-%d}" if each.state == "closed" else ""
        print(f"{each.slug}  {each.namespace}  {each.name}{state}{until}")


def _tenant_create(settings: Settings, given: argparse.Namespace) -> None:
    password = variable(os.environ, "SLUICE_ADMIN_PASSWORD") or getpass.getpass("Password of the admin: ")

    async def create(database: Database) -> str:
        catalog: Catalog = initial_catalog()
        person = await new_person(given.email, password, given.admin)
        async with database.transaction(affinity=AFFINITY) as connection:
            _, tenant, member = await sign_up(
                connection, person, given.name, given.slug, [role.id for role in catalog.roles]
            )
            await CatalogStore(database).found(connection, tenant.namespace, catalog, member.id)
            await note_act(connection, COMMAND_LINE, "create", tenant.slug)
        return tenant.slug

    print(run(settings, create))


def _percent(text: str) -> float:
    try:
        percent = float(text)
    except ValueError:
        percent = -1
    if not 0 <= percent <= 100:
        raise argparse.ArgumentTypeError(f"a number from 0 to 100, not {text!r}")
    return percent / 100


def _tenant_clone(settings: Settings, given: argparse.Namespace) -> None:
    prompt = "Password of the admin (not used where the e-mail has an account): "
    password = variable(os.environ, "SLUICE_ADMIN_PASSWORD") or getpass.getpass(prompt)

    async def clone(database: Database) -> Cloned:
        source = await tenant_called(database, given.source)
        person = await new_person(given.email, password, given.admin)
        return await clone_tenant(database, source, person, given.name, given.slug, given.share)

    done = run(settings, clone)
    print(done.tenant.slug)
    for name, count in done.records.items():
        print(f"  {count:>9,}  {name}")


def _changed(
    act: Callable[[Database, str, str, str], Awaitable[Tenant]],
) -> Callable[[Settings, argparse.Namespace], None]:
    def change(settings: Settings, given: argparse.Namespace) -> None:
        run(settings, lambda database: act(database, COMMAND_LINE, given.slug, given.note))

    return change


def _tenant_close(settings: Settings, given: argparse.Namespace) -> None:
    closed = run(
        settings, lambda database: acting.close(database, COMMAND_LINE, given.slug, given.days, given.note)
    )
    print(
        f"{closed.slug} is erased after {closed.erase_at:%Y-%m-%d %H:%M} UTC; until then: sluice tenant reopen"
    )


def _tenant_erase(settings: Settings, given: argparse.Namespace) -> None:
    if given.confirm != given.slug:
        raise fault("INVALID_VALUE", f"--confirm is {given.confirm!r}, not {given.slug!r}")

    async def erase(database: Database) -> None:
        tenant = await acting.begin_erasure(database, COMMAND_LINE, given.slug, given.note)
        await erase_tenant(database, Contents(settings.contents_url), tenant)

    run(settings, erase)


def _tenant_export(settings: Settings, given: argparse.Namespace) -> None:
    async def export(database: Database) -> int:
        contents = Contents(settings.contents_url)
        files = await export_tenant(database, contents, given.slug, given.file, portable=given.portable)
        tenant = await tenant_called(database, given.slug)
        async with database.transaction(affinity=AFFINITY) as connection:
            await note_act(connection, COMMAND_LINE, "export", given.slug)
            told = {"portable": given.portable, "by": COMMAND_LINE}
            await note(connection, tenant.namespace, Entry("tenantExported", None, details=told))
        return files

    files = run(settings, export)
    print(
        f"{given.file}: {given.file.stat().st_size:,} bytes, {files:,} files; keep it as safe as the database"
    )


def _tenant_restore(settings: Settings, given: argparse.Namespace) -> None:
    async def restore(database: Database) -> str:
        contents = Contents(settings.contents_url)
        tenant = await restore_tenant(database, contents, given.file, given.slug, passwords=given.passwords)
        async with database.transaction(affinity=AFFINITY) as connection:
            await note_act(connection, COMMAND_LINE, "restore", tenant.slug)
        return tenant.slug

    print(run(settings, restore))


def _reset_second_factor(settings: Settings, given: argparse.Namespace) -> None:
    async def reset(database: Database) -> None:
        await acting.reset_second_factor(database, COMMAND_LINE, given.email, given.note)

    run(settings, reset)


def _operator_list(settings: Settings, _: argparse.Namespace) -> None:
    for each in run(settings, operators):
        state = "" if each.revoked_at is None else "  revoked"
        print(f"{each.id}  {each.prefix}…{each.last_four}  {each.name}{state}")


def _operator_create(settings: Settings, given: argparse.Namespace) -> None:
    async def create(database: Database) -> str:
        async with database.transaction(affinity=AFFINITY) as connection:
            token, made = await create_operator(connection, given.name)
            await note_act(connection, COMMAND_LINE, "create operator", None, made.name)
        return token

    print(run(settings, create))


def _operator_revoke(settings: Settings, given: argparse.Namespace) -> None:
    async def revoke(database: Database) -> None:
        async with database.transaction(affinity=AFFINITY) as connection:
            gone = await revoke_operator(connection, given.id)
            await note_act(connection, COMMAND_LINE, "revoke operator", None, gone.name)

    run(settings, revoke)
