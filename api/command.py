"""The command `sluice`."""

import argparse
import asyncio
import contextlib
import getpass
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

from api.app import engine_on
from api.catalog_files.commands import add_catalog_commands
from api.demo.client import DemoError
from api.demo.seed import ensure_demo
from api.in_process import executor
from api.server import bind, serve, stopped_in_order
from core.database import Database
from core.embedded import embedded_postgres
from core.errors import SluiceError
from core.logging import set_up_logging
from core.settings import Settings
from metadata.catalog import Catalog
from metadata.initial import initial_catalog
from metadata.sandbox.cloning import Cloned, clone_tenant
from metadata.store import CatalogStore
from migrations.run import head_revision, is_current, upgrade
from tenants.accounts import new_person, sign_up
from tenants.directory import set_suspended, tenant_called, tenants
from tenants.platform import AFFINITY

Result = TypeVar("Result")


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Returns the exit status: 0 done, 1 refused, 2 a wrong call; 3 where `catalog plan` finds something to
    change; 130 where a publish in the background is not waited for any more.
    """
    given = _parser().parse_args(arguments)
    status = 0
    try:
        settings = Settings.from_environment(os.environ)
        set_up_logging(settings.log_format)
        with stopped_in_order():
            status = given.run(settings, given) or 0
    except SluiceError as error:
        for problem in error.problems:
            print(f"sluice: {problem.message}\n  {problem.next_step()}", file=sys.stderr)
        status = 1
    except DemoError as error:
        print(f"sluice: the demo tenant could not be made: {error}", file=sys.stderr)
        status = 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sluice",
        description="A multi-tenant backend for sales funnels that tenants configure instead of coding.",
        epilog="Settings come from SLUICE_* variables. Without SLUICE_DATABASE_URL the embedded PostgreSQL "
        "is started for the length of the command, with its data in SLUICE_DATA_DIR (.data).",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serving = _command(commands, "serve", "answer requests", _serve)
    serving.add_argument("--demo", action="store_true", help="make the demo tenant first, once")
    _command(commands, "migrate", "bring the namespace `platform` up to date", _migrate)
    _command(commands, "demo", "make the demo tenant, once, and write demo.json", _demo)
    _command(commands, "doctor", "look whether everything that is needed is there", _doctor)
    tenant = commands.add_parser("tenant", help="the tenants of this installation")
    actions = tenant.add_subparsers(required=True, metavar="ACTION")
    _command(actions, "list", "every tenant", _tenant_list)
    creating = _command(actions, "create", "a tenant and its first admin", _tenant_create)
    creating.add_argument("name", help="what people call the tenant")
    creating.add_argument("--email", required=True, help="the admin's e-mail")
    creating.add_argument("--admin", default="Admin", help="the admin's name")
    creating.add_argument("--slug", help="its short name in headers; made from the name unless given")
    cloning = _command(
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
    for name, what in (("suspend", "refuse its callers; the data stay"), ("resume", "let them in again")):
        _command(actions, name, what, _tenant_suspend if name == "suspend" else _tenant_resume).add_argument(
            "slug"
        )
    add_catalog_commands(commands)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    what: str,
    run: Callable[[Settings, argparse.Namespace], None],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=what)
    parser.set_defaults(run=run)
    return parser


def _serve(settings: Settings, given: argparse.Namespace) -> None:
    with bind(settings) as listener, _database_url(settings) as url:
        asyncio.run(upgrade(url))
        address = _address(settings)
        if given.demo:
            _run_on(settings, url, lambda database: _make_demo(settings, database, address))
            print(f"Demo tenant: {settings.data_dir / 'demo.json'} has its credentials")
        print(f"Sluice is at {address} (GraphQL: {address}/graphql); Ctrl-C stops it", flush=True)
        serve(settings, url, listener)


def _migrate(settings: Settings, _: argparse.Namespace) -> None:
    with _database_url(settings) as url:
        asyncio.run(upgrade(url))
    print(f"`platform` is at {head_revision()}")


def _demo(settings: Settings, _: argparse.Namespace) -> None:
    address = _address(settings)
    _run(settings, lambda database: _make_demo(settings, database, address))
    print(f"{settings.data_dir / 'demo.json'} has the credentials; `sluice serve` serves them")


def _address(settings: Settings) -> str:
    """Where a browser on this machine finds the server."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - not bound to
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


async def _make_demo(settings: Settings, database: Database, address: str) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await ensure_demo(executor(engine_on(settings, database)), settings.data_dir, address)


def _doctor(settings: Settings, _: argparse.Namespace) -> None:
    address = f"{settings.host}:{settings.port}"
    kind = "a server of your own" if settings.database_url else f"embedded, in {settings.data_dir}"
    print(
        f"settings   ok: {settings.workers} worker(s), pool {settings.pool_size}, log {settings.log_format}"
    )
    with _database_url(settings) as url:
        print(_run_on(settings, url, lambda database: _diagnosis(database, kind)))
    with bind(settings):
        print(f"address    ok: {address} is free")


async def _diagnosis(database: Database, kind: str) -> str:
    rows = await database.fetch(
        "SELECT current_setting('server_version'), current_database(),"
        " to_regclass('platform.alembic_version')",
        [],
        affinity=AFFINITY,
    )
    version, name, migrated = rows[0][0], rows[0][1], rows[0][2] is not None
    current = migrated and await is_current(database)
    state = f"ok: at {head_revision()}" if current else "not up to date: run `sluice migrate`"
    return f"database   ok: PostgreSQL {version}, database {name} ({kind})\nplatform   {state}"


def _tenant_list(settings: Settings, _: argparse.Namespace) -> None:
    for each in _run(settings, tenants):
        state = "  suspended" if each.suspended else ""
        print(f"{each.slug}  {each.namespace}  {each.name}{state}")


def _tenant_create(settings: Settings, given: argparse.Namespace) -> None:
    password = os.environ.get("SLUICE_ADMIN_PASSWORD") or getpass.getpass("Password of the admin: ")

    async def create(database: Database) -> str:
        catalog: Catalog = initial_catalog()
        person = await new_person(given.email, password, given.admin)
        async with database.transaction(affinity=AFFINITY) as connection:
            _, tenant, member = await sign_up(
                connection, person, given.name, given.slug, [role.id for role in catalog.roles]
            )
            await CatalogStore(database).found(connection, tenant.namespace, catalog, member.id)
        return tenant.slug

    print(_run(settings, create))


def _percent(text: str) -> float:
    percent = float(text)
    if not 0 <= percent <= 100:
        raise ValueError(text)
    return percent / 100


def _tenant_clone(settings: Settings, given: argparse.Namespace) -> None:
    prompt = "Password of the admin (not used where the e-mail has an account): "
    password = os.environ.get("SLUICE_ADMIN_PASSWORD") or getpass.getpass(prompt)

    async def clone(database: Database) -> Cloned:
        source = await tenant_called(database, given.source)
        person = await new_person(given.email, password, given.admin)
        return await clone_tenant(database, source, person, given.name, given.slug, given.share)

    done = _run(settings, clone)
    print(done.tenant.slug)
    for name, count in done.records.items():
        print(f"  {count:>9,}  {name}")


def _tenant_suspend(settings: Settings, given: argparse.Namespace) -> None:
    _run(settings, lambda database: set_suspended(database, given.slug, suspended=True))


def _tenant_resume(settings: Settings, given: argparse.Namespace) -> None:
    _run(settings, lambda database: set_suspended(database, given.slug, suspended=False))


@contextlib.contextmanager
def _database_url(settings: Settings) -> Iterator[str]:
    """The database given by the operator, else the embedded one for the length of the block."""
    if settings.database_url is not None:
        yield settings.database_url
    else:
        with embedded_postgres(settings.data_dir) as url:
            yield url


def _run(settings: Settings, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """`work` on the migrated database."""
    with _database_url(settings) as url:
        asyncio.run(upgrade(url))
        return _run_on(settings, url, work)


def _run_on(settings: Settings, url: str, work: Callable[[Database], Awaitable[Result]]) -> Result:
    async def with_database() -> Result:
        database = await Database.open(url, settings.pool_size, settings.statement_timeout_ms)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(with_database())


if __name__ == "__main__":
    sys.exit(main())
