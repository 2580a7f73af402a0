"""`sluice serve`, `migrate`, `demo`, `doctor` and `tenant …`: what an operator of an installation does."""

import argparse
import asyncio
import contextlib
import getpass
import os
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

from api.app import engine_on
from api.demo.client import DemoError
from api.demo.seed import ensure_demo
from api.in_process import executor
from api.server import bind, serve
from core.database import Database
from core.embedded import embedded_postgres
from core.errors import fault
from core.settings import Settings, variable
from metadata.catalog import Catalog
from metadata.initial import initial_catalog
from metadata.sandbox.cloning import Cloned, clone_tenant
from metadata.store import CatalogStore
from migrations.run import head_revision, is_current, upgrade
from tenants.accounts import new_person, sign_up
from tenants.directory import set_suspended, tenant_called, tenants
from tenants.platform import AFFINITY

Result = TypeVar("Result")


def add_to(parser: argparse.ArgumentParser, name: str) -> None:
    """What stands behind `sluice <name>`."""
    match name:
        case "serve":
            parser.add_argument("--demo", action="store_true", help="make the demo tenant first, once")
            parser.set_defaults(run=_serve)
        case "migrate":
            parser.set_defaults(run=_migrate)
        case "demo":
            parser.set_defaults(run=_demo)
        case "doctor":
            parser.set_defaults(run=_doctor)
        case _:
            _add_tenant_actions(parser)


def _add_tenant_actions(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _action(actions, "list", "every tenant", _tenant_list)
    creating = _action(actions, "create", "a tenant and its first admin", _tenant_create)
    creating.add_argument("name", help="what people call the tenant")
    creating.add_argument("--email", required=True, help="the admin's e-mail")
    creating.add_argument("--admin", default="Admin", help="the admin's name")
    creating.add_argument("--slug", help="its short name in headers; made from the name unless given")
    cloning = _action(
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
    _action(actions, "suspend", "refuse its callers; the data stay", _tenant_suspend).add_argument("slug")
    _action(actions, "resume", "let them in again", _tenant_resume).add_argument("slug")


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    what: str,
    run: Callable[[Settings, argparse.Namespace], None],
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=what, description=what)
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
    try:
        await ensure_demo(executor(engine_on(settings, database)), settings.data_dir, address)
    except DemoError as error:
        raise fault("UNAVAILABLE", f"the demo tenant could not be made: {error}") from error


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
    password = variable(os.environ, "SLUICE_ADMIN_PASSWORD") or getpass.getpass("Password of the admin: ")

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
