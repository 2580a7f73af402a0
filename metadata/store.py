"""Where catalogs are kept: a row for each version in the tenant's namespace, and recent ones in memory."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Integer, Text, bindparam, case, cast, column, select

from core.connection import Connection
from core.database import Database
from core.errors import fault
from core.recent import Recent
from core.sql import CompiledSql, compile_statement
from metadata.aside import Aside
from metadata.catalog import Catalog
from metadata.codec import catalog_from_json, catalog_to_json
from metadata.values import JsonValue
from tenants import audit
from tenants.namespace import namespace_tables

CATALOG_BUDGET = 80_000_000
BYTES_PER_CHARACTER = 5
"""What a catalog takes in memory for each character of its JSON text."""


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
    """Catalogs by namespace and version. The version in force never changes, so what is in memory is never stale.

    Of a version of the past an erasure may take what an example of a gate says of somebody (decision 81): it is asked
    for with each use whether its row is still the one that was read.

    Attributes:
        kept: (namespace, version) to catalog; the ones used longest ago go first.
        aside: where what takes long with them is worked out.
    """

    def __init__(self, database: Database, budget: int = CATALOG_BUDGET) -> None:
        """`budget` is the memory it may take, in bytes."""
        self.kept = Recent[tuple[str, int], Catalog](budget, self._gone)
        self.aside = Aside()
        self._database = database
        self._newest: dict[str, int] = {}
        self._rows: dict[tuple[str, int], str] = {}

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
            return await self.load(namespace, version)
        return self._keep(namespace, version, row[1])

    async def load(self, namespace: str, version: int, argument: str = "version") -> Catalog:
        """The catalog of that version; `argument` is the one that a client has named it by.

        Raises:
            SluiceError: CATALOG_UNKNOWN where there is none.
        """
        kept = self.kept.get((namespace, version))
        if kept is not None and version == self._newest.get(namespace):
            return kept
        known = "" if kept is None else self._rows.get((namespace, version), "")
        table = namespace_tables(namespace).catalog_version
        row = cast(column("xmin"), Text)
        text = case((row != known, cast(table.c.catalog, Text)))
        wanted = select(row, text).select_from(table).where(table.c.version == version)
        found = await self._database.rows(wanted, affinity=namespace) if 0 < version < 2**31 else []
        if not found:
            raise fault("CATALOG_UNKNOWN", f"There is no version {version} of the catalog.", argument)
        if kept is not None and found[0][1] is None:
            return kept
        self._rows[namespace, version] = found[0][0]
        return self._keep(namespace, version, found[0][1])

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

    def _keep(self, namespace: str, version: int, text: str | None) -> Catalog:
        self._newest[namespace] = max(version, self._newest.get(namespace, 0))
        weight = BYTES_PER_CHARACTER * len(text or "") + 2_000
        return self.kept.put((namespace, version), _parsed(text, version), weight)

    def _gone(self, key: tuple[str, int]) -> None:
        namespace, version = key
        self._rows.pop(key, None)
        if self._newest.get(namespace) == version:
            del self._newest[namespace]


async def catalog_in_force(connection: Connection, namespace: str) -> Catalog:
    """The catalog in force as a transaction sees it, which may have locked the head."""
    tables = namespace_tables(namespace)
    version: int = await connection.value(select(tables.head.c.catalog_version))
    kept = tables.catalog_version.c
    text: str | None = await connection.value(select(cast(kept.catalog, Text)).where(kept.version == version))
    return _parsed(text, version)


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
    told = {"changes": len(changes), "note": note}
    await audit.note(
        connection, namespace, audit.Entry("catalogPublished", actor, str(catalog.version), told)
    )


@lru_cache(maxsize=300)
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
