"""A sandbox of a tenant: its catalog with the same ids, and a share of its records with pseudonyms.

All in one transaction, so all is from one moment and there is a sandbox or none. The secret of the pseudonyms is made
here and kept nowhere.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import asyncpg
from sqlalchemy import select

from core.connection import Connection
from core.database import Database
from core.errors import fault
from metadata.catalog import Catalog, UniqueKey
from metadata.changes.base import applied
from metadata.differences.between import changes_between
from metadata.fields import Field
from metadata.initial import ADMIN_ROLE, initial_catalog
from metadata.pseudonyms import DEFINITION
from metadata.publish import run_ddl
from metadata.removed import without_removed
from metadata.sandbox.copying import (
    copy_history,
    copy_links,
    copy_members,
    copy_records,
    copy_settings,
    copy_tasks,
    copy_units,
)
from metadata.sandbox.sampling import pick
from metadata.search_moves import search_moves
from metadata.store import CatalogStore, write_version
from metadata.tables_made import foreign_keys
from tenants.accounts import Person, sign_up
from tenants.namespace import namespace_tables
from tenants.tenant import Tenant

SECRET_BYTES = 32
FIRST = 1
"""The version of the sandbox's catalog."""


@dataclass(frozen=True)
class Cloned:
    """A sandbox that was made.

    Attributes:
        records: how many came along, by the name of their object.
    """

    tenant: Tenant
    records: Mapping[str, int]


async def clone_tenant(
    database: Database, source: Tenant, admin: Person, name: str, slug: str | None, share: float
) -> Cloned:
    """Make a sandbox of `source`.

    Args:
        admin: who administers it; an account that the address has is taken.
        share: of the records, 0 to 1.

    Raises:
        SluiceError: what `tenants.accounts.sign_up` refuses; CATALOG_ROWS_CONFLICT where pseudonyms do not fit a
            constraint of the catalog. There is no sandbox then.
    """
    store = CatalogStore(database)
    async with database.transaction(affinity=source.namespace) as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        await connection.execute("SET LOCAL statement_timeout = 0")
        # Who holds the head keeps others from publishing until the end, so the tables stay those of this catalog.
        version: int = await connection.value(
            select(namespace_tables(source.namespace).head.c.catalog_version)
        )
        # What is removed stays behind: it cannot be restored without its data.
        catalog = without_removed(await store.load(source.namespace, version))
        _, tenant, member = await sign_up(connection, admin, name, slug, [ADMIN_ROLE], known=True)
        await _tables_made(connection, catalog, tenant.namespace)
        note = f"Made of {source.slug}, version {version}"
        await write_version(
            connection, tenant.namespace, replace(catalog, version=FIRST), [], member.id, note
        )
        try:
            records = await _copied(connection, catalog, source.namespace, tenant.namespace, share)
        except asyncpg.IntegrityConstraintViolationError as error:
            message = f"Pseudonyms do not fit {_spelled(catalog, error)}."
            hint = "Clone fewer records, or loosen the constraint."
            raise fault("CATALOG_ROWS_CONFLICT", message, hint=hint) from error
    return Cloned(tenant, records)


def _spelled(catalog: Catalog, error: asyncpg.IntegrityConstraintViolationError) -> str:
    """What did not fit, by the names that people know."""
    constraint, table = str(error.constraint_name), str(error.table_name)
    definition = next((each for each in catalog.objects if each.name == table), None)
    parts: list[Field | UniqueKey] = []
    if definition is not None:
        parts = [*definition.fields, *definition.unique_keys]
    named = next((each.name for each in parts if each.id in constraint), constraint)
    return f"the constraint of {named} of {table}"


async def _tables_made(connection: Connection, catalog: Catalog, namespace: str) -> None:
    nothing = initial_catalog()
    changes = changes_between(nothing, catalog)
    catalogs = (nothing, *applied(nothing, changes))
    searches = search_moves(changes, catalogs, namespace)
    for change, (before, after), search in zip(changes, pairwise(catalogs), searches, strict=True):
        made = (statement for each in search.fillings for statement in each.at_once)
        elements = (*search.before, *change.ddl(before, after, namespace), *search.within)
        await run_ddl(connection, [*elements, *made, *search.after])


async def _copied(
    connection: Connection, catalog: Catalog, source: str, target: str, share: float
) -> Mapping[str, int]:
    secret = secrets.token_bytes(SECRET_BYTES)
    await connection.execute(DEFINITION)
    await pick(connection, catalog, source, share)
    # Without foreign keys the order of tables does not matter, and all rows are looked at at once in the end.
    keys = await foreign_keys(connection, target)
    for table, name, _ in keys:
        await connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    await copy_members(connection, source, target, secret)
    await copy_units(connection, source, target, secret)
    records = {
        definition.name: await copy_records(connection, catalog, definition, source, target, secret)
        for definition in catalog.objects
    }
    for definition in catalog.objects:
        for field in definition.fields:
            if field.links is not None:
                await copy_links(connection, field, definition, source, target, secret)
    await copy_history(connection, source, target, secret, FIRST)
    await copy_tasks(connection, source, target, secret, FIRST)
    await copy_settings(connection, source, target, secret)
    for table, name, spelled in keys:
        await connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {spelled}")
    return records
