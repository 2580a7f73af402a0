"""A tenant as one file: all that restores it elsewhere, or all of it in a form that anybody reads.

Both are tar archives with a `manifest.json`. One for restoring holds `platform.json`, `namespace.dump` as `pg_dump`
writes it, and `files/<id>`. A portable one holds `catalog.json`, `tables/<name>.jsonl`, a line for each row of a table
as it stood at one moment, and `files/<id>/<name>`.
"""

import json
import re
import tarfile
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast
from uuid import UUID

from core.connection import Connection
from core.contents import Contents
from core.database import Database
from core.errors import fault
from core.programs import fresh_file, run_program
from core.sql import quoted
from metadata.upgrades import STEPS
from tenants.accounts import Tenant
from tenants.archive import JsonRow, check_free, platform_rows, take_in
from tenants.directory import tenant_called
from tenants.upgrades import upgrade_namespaces

FORMAT = "sluice tenant"
VERSION = 1
ROWS_AT_ONCE = 1_000
PART_BYTES = 1 << 20

_TABLES = """
SELECT relname AS name FROM pg_class
WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' ORDER BY relname
"""


async def export_tenant(
    database: Database, contents: Contents, slug: str, target: Path, *, portable: bool
) -> int:
    """Write the archive; of one that could not be completed nothing is left. Returns how many files are in it.

    Raises:
        SluiceError: NOT_FOUND, INVALID_VALUE where the target is there already, PROGRAM_FAILED, FILE_STORE_FAILED.
    """
    tenant = await tenant_called(database, slug)
    path = fresh_file(target)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="sluice-export-", dir=path.parent) as folder,
            tarfile.open(path, "w") as archive,
        ):
            room = Path(folder)
            _add(archive, "manifest.json", _manifest(tenant, portable=portable))
            if portable:
                await _write_tables(database, tenant, archive, room)
            else:
                await _write_dump(database, tenant, archive, room)
            return await _write_files(database, contents, tenant, archive, room, portable=portable)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _manifest(tenant: Tenant, *, portable: bool) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "portable": portable,
        "slug": tenant.slug,
        "name": tenant.name,
        "namespace": tenant.namespace,
        "exportedAt": datetime.now(UTC).isoformat(),
    }


def _add(archive: tarfile.TarFile, name: str, value: object) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps(value, ensure_ascii=False, indent=1).encode())
        _add_file(archive, name, file)


def _add_file(archive: tarfile.TarFile, name: str, file: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = file.tell(), 0o600
    file.seek(0)
    archive.addfile(entry, file)


async def _write_dump(database: Database, tenant: Tenant, archive: tarfile.TarFile, room: Path) -> None:
    dump = room / "namespace.dump"
    how = (f"--schema={tenant.namespace}", "--no-owner", "--no-privileges", "--format=custom")
    await run_program("pg_dump", database.url, *how, f"--file={dump}")
    archive.add(dump, dump.name)
    # After the dump: whoever is a member in there is one here.
    _add(archive, "platform.json", await platform_rows(database, tenant))


async def _write_tables(database: Database, tenant: Tenant, archive: tarfile.TarFile, room: Path) -> None:
    async with database.session() as session, session.transaction() as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for row in await connection.fetch(_TABLES, [tenant.namespace]):
            with tempfile.TemporaryFile(dir=room) as file:
                await _write_rows(connection, f"{quoted(tenant.namespace)}.{quoted(row['name'])}", file)
                _add_file(archive, f"tables/{row['name']}.jsonl", file)
        head = await connection.fetch(
            f"SELECT catalog FROM {tenant.namespace}.sluice_catalog_version ORDER BY version DESC LIMIT 1"  # noqa: S608 - our own name
        )
        for row in head:
            _add(archive, "catalog.json", json.loads(row["catalog"]))


async def _write_rows(connection: Connection, table: str, file: IO[bytes]) -> None:
    read = f"SELECT row_to_json(own) FROM {table} AS own"  # noqa: S608 - a quoted name
    await connection.execute(f"DECLARE rows NO SCROLL CURSOR FOR {read}")
    while rows := await connection.fetch(f"FETCH {ROWS_AT_ONCE} FROM rows"):
        file.writelines(cast(bytes, row[0]) + b"\n" for row in rows)
    await connection.execute("CLOSE rows")


async def _write_files(
    database: Database,
    contents: Contents,
    tenant: Tenant,
    archive: tarfile.TarFile,
    room: Path,
    *,
    portable: bool,
) -> int:
    rows = await database.fetch(
        f"SELECT id, name, size FROM {tenant.namespace}.sluice_file"  # noqa: S608 - our own name
        " WHERE sha256 IS NOT NULL AND NOT erasing ORDER BY id",
        [],
        affinity=tenant.namespace,
    )
    for row in rows:
        name = f"files/{row['id']}" + (f"/{_safe(row['name'])}" if portable else "")
        with tempfile.TemporaryFile(dir=room) as file:
            if row["size"]:
                async for chunk in await contents.get(f"{tenant.namespace}/{row['id']}", 0, row["size"]):
                    file.write(chunk)
            _add_file(archive, name, file)
    return len(rows)


def _safe(name: str) -> str:
    """A name that a user gave, as one that is no path anywhere."""
    return re.sub(r'[\x00-\x1f/\\:*?"<>|]', "_", name)[-150:].strip(". ") or "file"


async def restore_tenant(database: Database, contents: Contents, source: Path, slug: str | None) -> Tenant:
    """Restore a tenant that is not here. Whatever stops it, it is not there, and can be tried again.

    Raises:
        SluiceError: INVALID_VALUE where the file is no such archive, TENANT_THERE, TENANT_SLUG_TAKEN, PROGRAM_FAILED,
            FILE_STORE_FAILED.
    """
    try:
        with (
            tarfile.open(source, "r") as archive,
            tempfile.TemporaryDirectory(prefix="sluice-restore-") as folder,
        ):
            rows = _read_platform(archive)
            (own,) = rows["tenant"]
            namespace = str(own["namespace"])
            wanted = await check_free(database, own, slug)
            dump = Path(folder) / "namespace.dump"
            with dump.open("wb") as file:
                for part in _parts(archive, "namespace.dump"):
                    file.write(part)
            how = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
            await run_program("pg_restore", database.url, *how, str(dump))
            for entry in archive.getmembers():
                if entry.name.startswith("files/"):
                    id_ = UUID(entry.name.removeprefix("files/"))
                    await contents.put(f"{namespace}/{id_}", _chunks(archive, entry.name))
            tenant = await take_in(database, rows, wanted)
    except (tarfile.TarError, OSError, KeyError, ValueError) as error:
        raise fault(
            "INVALID_VALUE", f"{source} is no archive of a tenant that can be restored: {error}"
        ) from error
    await upgrade_namespaces(database, STEPS)
    return tenant


def _read_platform(archive: tarfile.TarFile) -> dict[str, list[JsonRow]]:
    manifest = json.loads(b"".join(_parts(archive, "manifest.json")))
    if manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
        raise ValueError("its manifest is of another kind")
    if manifest["portable"]:
        raise ValueError("it is a portable one, which has no dump")
    found: dict[str, list[JsonRow]] = json.loads(b"".join(_parts(archive, "platform.json")))
    return found


def _parts(archive: tarfile.TarFile, name: str) -> Iterator[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise ValueError(f"{name} is no file")
    with file:
        while part := file.read(PART_BYTES):
            yield part


async def _chunks(archive: tarfile.TarFile, name: str) -> AsyncIterator[bytes]:
    for part in _parts(archive, name):
        yield part
