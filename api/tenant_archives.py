"""A tenant as one file: all that restores it elsewhere, or all of it in a form that anybody reads.

Both are tar archives with a `manifest.json`. One for restoring (`api.tenant_restoring`) holds `platform.json`,
`rows/<table>` as COPY writes them, `files/<id>`, and last `checksums.json`. A portable one holds `catalog.json`,
`tables/<name>.jsonl`, a line for each row of a table as it stood at one moment, and `files/<id>/<name>`.
"""

import hashlib
import json
import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

from core.connection import Connection
from core.contents import Contents
from core.database import Database
from core.fresh_files import fresh_file
from core.sql import quoted
from tenants.archive import platform_rows
from tenants.archived_rows import columns_of, write_rows
from tenants.directory import tenant_called
from tenants.tenant import Tenant

FORMAT = "sluice tenant"
VERSION = 2
"""Grows where what is in an archive does, or a program that upgrades rows could not tell an older one."""
CHECKSUMS = "checksums.json"
ROWS_AT_ONCE = 1_000

_TABLES = """
SELECT relname AS name FROM pg_class
WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' ORDER BY relname
"""


async def export_tenant(
    database: Database, contents: Contents, slug: str, target: Path, *, portable: bool
) -> int:
    """Write the archive; of one that could not be completed nothing is left. Returns how many files are in it.

    Raises:
        SluiceError: NOT_FOUND, INVALID_VALUE where the target is there already, FILE_STORE_FAILED.
    """
    tenant = await tenant_called(database, slug)
    path = fresh_file(target)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="sluice-export-", dir=path.parent) as folder,
            tarfile.open(path, "w") as tar,
        ):
            archive = Archive(tar, Path(folder))
            archive.add_json("manifest.json", _manifest(tenant, portable=portable))
            if portable:
                await _write_tables(database, tenant, archive)
            else:
                await _write_all(database, tenant, archive)
            files = await _write_files(database, contents, tenant, archive, portable=portable)
            archive.add_json(CHECKSUMS, archive.checksums)
            return files
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class Archive:
    """A tar archive that is being written.

    Attributes:
        checksums: SHA-256 of each member so far, by its name.
    """

    def __init__(self, tar: tarfile.TarFile, room: Path) -> None:
        self.checksums: dict[str, str] = {}
        self._tar, self._room = tar, room

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        """What is written to the file within the block is the member."""
        with tempfile.TemporaryFile(dir=self._room) as file:
            yield file
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = file.tell(), 0o600
            file.seek(0)
            self.checksums[name] = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            self._tar.addfile(entry, file)

    def add_json(self, name: str, value: object) -> None:
        """A member that is a value as JSON."""
        with self.member(name) as file:
            file.write(json.dumps(value, ensure_ascii=False, indent=1).encode())


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


async def _write_all(database: Database, tenant: Tenant, archive: Archive) -> None:
    async with database.session() as session, session.transaction() as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        columns = await columns_of(connection, tenant.namespace)
        for table, names in columns.items():
            with archive.member(f"rows/{table}") as file:
                await write_rows(connection, tenant.namespace, table, names, file)
    archive.add_json("columns.json", columns)
    # After the rows: whoever is a member in these is one here.
    archive.add_json("platform.json", await platform_rows(database, tenant))


async def _write_tables(database: Database, tenant: Tenant, archive: Archive) -> None:
    async with database.session() as session, session.transaction() as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for row in await connection.fetch(_TABLES, [tenant.namespace]):
            with archive.member(f"tables/{row['name']}.jsonl") as file:
                await _write_rows(connection, f"{quoted(tenant.namespace)}.{quoted(row['name'])}", file)
        head = await connection.fetch(
            f"SELECT catalog FROM {tenant.namespace}.sluice_catalog_version ORDER BY version DESC LIMIT 1"  # noqa: S608 - our own name
        )
        for row in head:
            archive.add_json("catalog.json", json.loads(row["catalog"]))


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
    archive: Archive,
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
        with archive.member(name) as file:
            if row["size"]:
                async for chunk in await contents.get(f"{tenant.namespace}/{row['id']}", 0, row["size"]):
                    file.write(chunk)
    return len(rows)


def _safe(name: str) -> str:
    """A name that a user gave, as one that is no path anywhere."""
    return re.sub(r'[\x00-\x1f/\\:*?"<>|]', "_", name)[-150:].strip(". ") or "file"
