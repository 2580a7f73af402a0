"""Where catalogs are kept: a row for each version in the tenant's namespace, and recent ones in memory."""

import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Integer, Text, bindparam, cast, select

from core.database import Connection, Database
from core.errors import fault
from core.sql import CompiledSql, compile_statement
from metadata.catalog import Catalog, JsonValue
from metadata.codec import catalog_from_json, catalog_to_json
from tenants.namespace import namespace_tables

MOST_KEPT = 256
"""Catalogs in the memory of one process; the ones used longest ago go first."""


@dataclass(frozen=True)
class VersionNote:
    """One version in the list of versions.

    Attributes:
        changes: what led to it, as JSON: each with its `kind`.
        created_by: id of the member, None for the first.
    """

    version: int
    note: str
    changes: JsonValue
    created_at: datetime
    created_by: UUID | None


class CatalogStore:
    """Catalogs by namespace and version. A version never changes, so what is in memory is never stale."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[tuple[str, int], Catalog] = OrderedDict()
        self._newest: dict[str, int] = {}

    async def head(self, namespace: str) -> Catalog:
        """The catalog in force, one statement; its text travels only when this process does not have it."""
        known = self._newest.get(namespace, -1)
        read = _head_statement(namespace)
        values = read.values({"known": known})
        row = await self._database.fetch_row(read.text, values, affinity=namespace)
        if row is None:
            raise fault("CATALOG_UNKNOWN", "The tenant has no catalog.")
        version = int(row[0])
        if version == known:
            return self._kept_one(namespace, version) or await self.load(namespace, version)
        return self._keep(namespace, _parsed(row[1], version))

    async def load(self, namespace: str, version: int) -> Catalog:
        """The catalog of that version.

        Raises:
            SluiceError: CATALOG_UNKNOWN where there is none.
        """
        kept = self._kept_one(namespace, version)
        if kept is not None:
            return kept
        table = namespace_tables(namespace).catalog_version
        wanted = select(cast(table.c.catalog, Text)).where(table.c.version == version)
        found = await self._database.rows(wanted, affinity=namespace) if 0 < version < 2**31 else []
        if not found:
            raise fault("CATALOG_UNKNOWN", f"There is no version {version} of the catalog.", "version")
        return self._keep(namespace, _parsed(found[0][0], version))

    async def versions(self, namespace: str, limit: int) -> tuple[VersionNote, ...]:
        """The latest versions, newest first."""
        table = namespace_tables(namespace).catalog_version
        columns = (table.c.version, table.c.note, cast(table.c.changes, Text), table.c.created_at)
        wanted = select(*columns, table.c.created_by).order_by(table.c.version.desc()).limit(limit)
        return tuple(
            VersionNote(int(row[0]), row[1], json.loads(row[2]), row[3], row[4])
            for row in await self._database.rows(wanted, affinity=namespace)
        )

    async def found(
        self, connection: Connection, namespace: str, catalog: Catalog, actor: UUID | None
    ) -> None:
        """Write the first version of a new tenant, inside the transaction that makes its namespace."""
        await write_version(connection, namespace, catalog, [], actor, "")

    def _kept_one(self, namespace: str, version: int) -> Catalog | None:
        kept = self._kept.get((namespace, version))
        if kept is not None:
            self._kept.move_to_end((namespace, version))
        return kept

    def _keep(self, namespace: str, catalog: Catalog) -> Catalog:
        # Two requests may have read the same version: both go on with one value, as tables are cached by it.
        kept = self._kept.setdefault((namespace, catalog.version), catalog)
        self._kept.move_to_end((namespace, catalog.version))
        self._newest[namespace] = max(catalog.version, self._newest.get(namespace, 0))
        if len(self._kept) > MOST_KEPT:
            gone, version = self._kept.popitem(last=False)[0]
            if self._newest.get(gone) == version:
                del self._newest[gone]
        return kept


async def write_version(
    connection: Connection,
    namespace: str,
    catalog: Catalog,
    changes: list[JsonValue],
    actor: UUID | None,
    note: str,
) -> None:
    """Write `catalog` as a version and put it in force."""
    tables = namespace_tables(namespace)
    row = {
        "version": catalog.version,
        "catalog": catalog_to_json(replace(catalog, version=0)),
        "changes": changes,
        "note": note,
        "created_by": actor,
    }
    await connection.execute(tables.catalog_version.insert().values(row))
    await connection.execute(tables.head.update().values(catalog_version=catalog.version))


@lru_cache(maxsize=4096)
def _head_statement(namespace: str) -> CompiledSql:
    tables = namespace_tables(namespace)
    head, versions = tables.head, tables.catalog_version
    text = (
        select(cast(versions.c.catalog, Text))
        .where(versions.c.version == head.c.catalog_version)
        .where(head.c.catalog_version != bindparam("known", type_=Integer))
        .scalar_subquery()
    )
    return compile_statement(select(head.c.catalog_version, text))


def _parsed(text: str | None, version: int) -> Catalog:
    # Version 0, before the first is written, is the empty catalog.
    return replace(catalog_from_json(json.loads(text)), version=version) if text else Catalog(version)
