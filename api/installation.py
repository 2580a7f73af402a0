"""`sluice serve`, `migrate`, `demo` and `doctor`: what an operator of an installation does."""

import argparse
import asyncio
import contextlib
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
from core.sealing import Sealer, sealer
from core.settings import Settings
from migrations.run import head_revision, is_current, upgrade
from tenants import sealed
from tenants.platform import AFFINITY
from tenants.walls import told

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
        case _:
            parser.set_defaults(run=_doctor)


def _serve(settings: Settings, given: argparse.Namespace) -> None:
    with bind(settings) as listener, _database_url(settings) as url:
        _upgrade(settings, url)
        address = _address(settings)
        if given.demo:
            _run_on(settings, url, lambda database: _make_demo(settings, database, address))
            print(f"Demo tenant: {settings.data_dir / 'demo.json'} has its credentials")
        print(f"Sluice is at {address} (GraphQL: {address}/graphql); Ctrl-C stops it", flush=True)
        serve(settings, url, listener)


def _migrate(settings: Settings, _: argparse.Namespace) -> None:
    with _database_url(settings) as url:
        _upgrade(settings, url)
    print(f"`platform` is at {head_revision()}")


def _demo(settings: Settings, _: argparse.Namespace) -> None:
    address = _address(settings)
    run(settings, lambda database: _make_demo(settings, database, address))
    print(f"{settings.data_dir / 'demo.json'} has the credentials; `sluice serve` serves them")


def _upgrade(settings: Settings, url: str) -> None:
    asyncio.run(upgrade(url, walls=settings.walls, sealer=_sealer(settings)))


def _sealer(settings: Settings) -> Sealer:
    return sealer(settings.secret_keys, settings.key_folder)


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
        print(_run_on(settings, url, lambda database: _diagnosis(settings, database, kind)))
    with bind(settings):
        print(f"address    ok: {address} is free")


async def _diagnosis(settings: Settings, database: Database, kind: str) -> str:
    rows = await database.fetch(
        "SELECT current_setting('server_version'), current_database(),"
        " to_regclass('platform.alembic_version')",
        [],
        affinity=AFFINITY,
    )
    version, name, migrated = rows[0][0], rows[0][1], rows[0][2] is not None
    current = migrated and await is_current(database)
    state = f"ok: at {head_revision()}" if current else "not up to date: run `sluice migrate`"
    walls = (
        "off: SLUICE_WALLS" if not database.walls else await told(database) if current else "not looked at"
    )
    secrets = await sealed.told(database, _sealer(settings)) if current else "not looked at"
    return (
        f"database   ok: PostgreSQL {version}, database {name} ({kind})\n"
        f"platform   {state}\nwalls      {walls}\nsecrets    {secrets}"
    )


@contextlib.contextmanager
def _database_url(settings: Settings) -> Iterator[str]:
    """The database given by the operator, else the embedded one for the length of the block."""
    if settings.database_url is not None:
        yield settings.database_url
    else:
        with embedded_postgres(settings.data_dir) as url:
            yield url


def run(settings: Settings, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """What `work` gives on the migrated database."""
    with _database_url(settings) as url:
        _upgrade(settings, url)
        return _run_on(settings, url, work)


def _run_on(settings: Settings, url: str, work: Callable[[Database], Awaitable[Result]]) -> Result:
    async def with_database() -> Result:
        database = await Database.open(
            url, settings.pool_size, settings.statement_timeout_ms, walls=settings.walls
        )
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(with_database())
