"""A tenant comes out of an archive, which somebody else may have made: nothing of it is run (decision 77).

An archive is values. The tables are made here of the catalog in it, as a publish makes them, and the rows are copied
into these; what `platform` is to know is looked at row by row (`tenants.archive`). All of it is one transaction.
"""

import hashlib
import json
import re
import tarfile
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from uuid import UUID

import asyncpg
from sqlalchemy import delete, select

from api.tenant_archives import CHECKSUMS, FORMAT, VERSION
from core.connection import Connection
from core.contents import Contents
from core.database import Database
from core.errors import SluiceError, fault
from metadata.codec import catalog_from_json
from metadata.tables_made import foreign_keys, make_tables
from metadata.upgrades import STEPS
from tenants.archive import Newcomer, check_free, newcomer_of, take_in
from tenants.archived_rows import Columns, check_columns, columns_of, read_rows, settle
from tenants.namespace import create_namespace, namespace_tables
from tenants.tenant import Tenant
from tenants.upgrades import upgrade_namespaces

PART_BYTES = 1 << 20
MOST_JSON_BYTES = 1 << 28
"""Of a member that is read as a whole."""

_MEMBER = re.compile(r"(manifest|platform|columns)\.json|rows/[A-Za-z0-9_]{1,63}|files/[0-9a-f-]{36}")
_VERSIONS = "sluice_catalog_version"


class Opened:
    """An archive whose members are those that one can have, each as it was written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._entries: dict[str, tarfile.TarInfo] = {}
        for entry in tar.getmembers():
            if not entry.isreg() or entry.name in self._entries:
                raise ValueError(f"{entry.name[:60]!r} is no file, or stands twice")
            if entry.name != CHECKSUMS and not _MEMBER.fullmatch(entry.name):
                raise ValueError(f"{entry.name[:60]!r} is nothing that an archive holds")
            self._entries[entry.name] = entry

    def check(self) -> None:
        """See that every member is as its checksum says; that tells of damage, and not of who wrote it."""
        known = self.json(CHECKSUMS)
        if not isinstance(known, dict) or known.keys() != self._entries.keys() - {CHECKSUMS}:
            raise ValueError("it is not complete: its members are not those of its checksums")
        for name, wanted in known.items():
            found = hashlib.sha256()
            for part in self._parts(name):
                found.update(part)
            if found.hexdigest() != wanted:
                raise ValueError(f"{name} is damaged: it is not as its checksum says")

    def json(self, name: str) -> object:
        """A member that is JSON."""
        if self._entries[name].size > MOST_JSON_BYTES:
            raise ValueError(f"{name} has more than {MOST_JSON_BYTES:,} bytes")
        return json.loads(b"".join(self._parts(name)))

    def below(self, folder: str) -> list[str]:
        """The names of the members in a folder, without it."""
        return [name.removeprefix(folder) for name in self._entries if name.startswith(folder)]

    async def chunks(self, name: str) -> AsyncIterator[bytes]:
        """A member, part by part."""
        for part in self._parts(name):
            yield part

    def _parts(self, name: str) -> Iterator[bytes]:
        file = self._tar.extractfile(self._entries[name])
        if file is None:
            raise ValueError(f"{name} is no file")
        with file:
            while part := file.read(PART_BYTES):
                yield part


async def restore_tenant(
    database: Database, contents: Contents, source: Path, slug: str | None, *, passwords: bool = False
) -> Tenant:
    """Restore a tenant that is not here. Whatever stops it, it is not there, and can be tried again.

    Args:
        passwords: let people who have no account here have the password that the archive says.

    Raises:
        SluiceError: INVALID_VALUE where the file is no such archive, TENANT_THERE, TENANT_SLUG_TAKEN, NOT_FOUND where
            the tenant's plan is not here, FILE_STORE_FAILED.
    """
    try:
        # Without decompression, which could make anything of a few bytes.
        with tarfile.open(source, "r:") as tar:
            archive = Opened(tar)
            _check_manifest(archive.json("manifest.json"))
            archive.check()
            newcomer = newcomer_of(archive.json("platform.json"))
            columns = _columns(archive)
            wanted = await check_free(database, newcomer, slug)
            async with database.session() as session, session.transaction() as connection:
                await create_namespace(connection, newcomer.namespace)
                await _fill(connection, archive, columns, newcomer)
                await _put_files(connection, contents, archive, newcomer.namespace)
                tenant = await take_in(connection, newcomer, wanted, passwords=passwords)
    except SluiceError as error:
        if not any(problem.code.startswith("CATALOG_") for problem in error.problems):
            raise
        raise _no_archive(source, error) from error
    except (
        tarfile.TarError,
        OSError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
        asyncpg.PostgresError,
    ) as error:
        raise _no_archive(source, error) from error
    await upgrade_namespaces(database, STEPS)
    return tenant


def _no_archive(source: Path, error: Exception) -> SluiceError:
    return fault("INVALID_VALUE", f"{source} is no archive of a tenant that can be restored: {error}")


def _check_manifest(manifest: object) -> None:
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError("its manifest is of another kind")
    if manifest.get("version") != VERSION:
        raise ValueError(
            f"it is of the version {manifest.get('version')!r}, and this program reads {VERSION}"
        )
    if manifest.get("portable") is not False:
        raise ValueError("it is a portable one, which is read elsewhere")


def _columns(archive: Opened) -> Columns:
    given = archive.json("columns.json")
    if not isinstance(given, dict) or sorted(given) != sorted(archive.below("rows/")):
        raise ValueError("its rows are not those of its tables")
    if not all(
        isinstance(each, list) and all(isinstance(one, str) for one in each) for each in given.values()
    ):
        raise ValueError("its columns are no names")
    return given


async def _fill(connection: Connection, archive: Opened, columns: Columns, newcomer: Newcomer) -> None:
    """Make the tables of the catalog in force, and put the rows into all tables."""
    namespace, tables = newcomer.namespace, namespace_tables(newcomer.namespace)
    await connection.execute(delete(tables.head))
    fixed = [table.name for table in tables.all()]
    first = {name: columns[name] for name in (tables.head.name, _VERSIONS)}
    check_columns(first, await columns_of(connection, namespace))
    for name, each in first.items():
        await read_rows(connection, namespace, name, each, archive.chunks(f"rows/{name}"))
    kept = tables.catalog_version.c
    rows = await connection.rows(
        select(kept.catalog).join(tables.head, tables.head.c.catalog_version == kept.version)
    )
    if len(rows) != 1:
        raise ValueError("it has not one catalog in force")
    await make_tables(connection, catalog_from_json(json.loads(rows[0]["catalog"])), namespace)
    check_columns(columns, await columns_of(connection, namespace))
    # Without foreign keys the order of tables does not matter, and all rows are looked at at once in the end.
    keys = await foreign_keys(connection, namespace)
    for table, name, _ in keys:
        await connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name in sorted(columns.keys() - first.keys(), key=lambda each: (each not in fixed, each)):
        await read_rows(connection, namespace, name, columns[name], archive.chunks(f"rows/{name}"))
    for table, name, spelled in keys:
        await connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {spelled}")
    await settle(connection, namespace)


async def _put_files(connection: Connection, contents: Contents, archive: Opened, namespace: str) -> None:
    """Put the contents of files; should the transaction fail, they have no row and do no harm."""
    file = namespace_tables(namespace).file.c
    sizes: Mapping[UUID, object] = {
        row["id"]: row["sha256"] for row in await connection.rows(select(file.id, file.sha256))
    }
    for name in archive.below("files/"):
        if sizes.get(UUID(name)) is None:
            raise ValueError(f"no row of it tells of the file {name}")
        await contents.put(f"{namespace}/{UUID(name)}", archive.chunks(f"files/{name}"))
