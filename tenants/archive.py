"""What `platform` knows of a tenant, as lines of JSON: written into an archive, and taken from one elsewhere.

The people's accounts go with it, with the hashes of their passwords, and the hashes of keys: whoever signed in there
signs in here. Sessions, second factors and links that were mailed do not.
"""

import json
from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Table, func, select, text, update

from core.connection import Connection
from core.database import Database
from core.errors import fault
from core.sql import quoted
from tenants.accounts import Tenant, grow_epoch
from tenants.directory import tenant_from
from tenants.inputs import slug_text
from tenants.namespace import drop_namespace, namespace_tables
from tenants.platform import AFFINITY, API_KEY, IDENTITY, MEMBERSHIP, TENANT

JsonRow = Mapping[str, object]
_NOT_TAKEN = ("suspended_at", "closed_at", "erase_at", "erasing_at")


async def platform_rows(database: Database, tenant: Tenant) -> dict[str, list[JsonRow]]:
    """The rows of a tenant by the name of their table, as PostgreSQL writes them as JSON."""
    belongs = select(MEMBERSHIP.c.identity_id).where(MEMBERSHIP.c.tenant_id == tenant.id)
    found = {}
    for table, where in (
        (TENANT, TENANT.c.id == tenant.id),
        (IDENTITY, IDENTITY.c.id.in_(belongs)),
        (MEMBERSHIP, MEMBERSHIP.c.tenant_id == tenant.id),
        (API_KEY, API_KEY.c.tenant_id == tenant.id),
    ):
        rows = await database.rows(
            select(func.to_json(table.table_valued()).label("row")).select_from(table).where(where),
            affinity=AFFINITY,
        )
        found[table.name] = [cast(JsonRow, json.loads(row["row"])) for row in rows]
    return found


async def check_free(database: Database, row: JsonRow, slug: str | None) -> str:
    """The slug under which the tenant of an archive can come here; what is left of an attempt that ended is dropped.

    Raises:
        SluiceError: INVALID_VALUE, TENANT_SLUG_TAKEN, TENANT_THERE.
    """
    wanted = slug_text(str(row["slug"]) if slug is None else slug, "slug")
    namespace = str(row["namespace"])
    namespace_tables(namespace)
    known = select(TENANT.c.slug, TENANT.c.namespace, TENANT.c.id).where(
        (TENANT.c.slug == wanted) | (TENANT.c.namespace == namespace) | (TENANT.c.id == UUID(str(row["id"])))
    )
    for found in await database.rows(known, affinity=AFFINITY):
        if found["namespace"] == namespace or str(found["id"]) == row["id"]:
            raise fault("TENANT_THERE", f"the tenant is here already, as {found['slug']}")
        raise fault(
            "TENANT_SLUG_TAKEN", f"there is another tenant {wanted}", "slug", hint="Give another --slug."
        )
    async with database.transaction(affinity=AFFINITY) as connection:
        await drop_namespace(connection, namespace)
    return wanted


async def take_in(database: Database, rows: Mapping[str, Sequence[JsonRow]], slug: str) -> Tenant:
    """Make the tenant known, whose namespace is restored: with its people and keys, all at once.

    Who has an account here under the same e-mail keeps it.

    Raises:
        SluiceError: TENANT_THERE, where somebody was faster.
    """
    (own,) = rows["tenant"]
    namespace = str(own["namespace"])
    async with database.transaction(affinity=AFFINITY) as connection:
        taken = {name: value for name, value in own.items() if name not in _NOT_TAKEN}
        if not await _inserted(connection, TENANT, taken | {"slug": slug}):
            raise fault("TENANT_THERE", "the tenant is here already")
        here = await _identities(connection, rows["identity"])
        for each in rows["membership"]:
            there = str(each["identity_id"])
            await _inserted(connection, MEMBERSHIP, {**each, "identity_id": here[there]})
        for each in rows["api_key"]:
            await _inserted(connection, API_KEY, each)
        member = namespace_tables(namespace).member
        for there, identity in here.items():
            if there != identity:
                changed = update(member).where(member.c.identity_id == UUID(there))
                await connection.execute(changed.values(identity_id=UUID(identity)))
        # Numbers of transactions are each PostgreSQL's own; the order stays.
        outbox = namespace_tables(namespace).outbox
        await connection.execute(update(outbox).values(xid=text("DEFAULT")))
        await grow_epoch(connection, namespace)
        row = await connection.row(select(TENANT).where(TENANT.c.slug == slug))
        if row is None:
            raise RuntimeError("a tenant that was just made has gone")
        return tenant_from(row)


async def _identities(connection: Connection, rows: Sequence[JsonRow]) -> dict[str, str]:
    """Id there to id here."""
    found: dict[str, str] = {}
    for each in rows:
        await _inserted(connection, IDENTITY, each)
        kept = await connection.value(select(IDENTITY.c.id).where(IDENTITY.c.email == str(each["email"])))
        if kept is None:
            raise fault("TENANT_THERE", f"the account of {each['email']} is here with another e-mail")
        found[str(each["id"])] = str(kept)
    return found


async def _inserted(connection: Connection, table: Table, row: JsonRow) -> bool:
    """Insert a row unless there is one that collides; columns that an older program did not know have their default."""
    names = [column.name for column in table.columns if column.name in row]
    columns = ", ".join(quoted(name) for name in names)
    name = f"{table.schema}.{quoted(table.name)}"
    made = await connection.fetch(
        f"INSERT INTO {name} ({columns}) SELECT {columns} FROM json_populate_record(null::{name}, $1)"  # noqa: S608 - our own names
        " ON CONFLICT DO NOTHING RETURNING 1",
        [json.dumps(row).encode()],
    )
    return bool(made)
