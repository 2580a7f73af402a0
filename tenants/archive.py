"""What `platform` knows of a tenant, as lines of JSON: written into an archive, and taken from one elsewhere.

The people's accounts go with it, with the hashes of their passwords, and the hashes of keys. Whatever opens an account
or was opened by one does not: sessions, second factors, links that were mailed, what an identity provider knows of
them, views. Who has made an archive is not known, so what it says is looked at before it is taken (decision 77).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import Table, func, select, text, update

from core.connection import Connection
from core.database import Database
from core.errors import fault
from core.sql import quoted
from tenants.accounts import grow_epoch
from tenants.directory import tenant_from
from tenants.inputs import email_address, name_line, slug_text
from tenants.namespace import namespace_tables
from tenants.platform import AFFINITY, API_KEY, IDENTITY, MEMBERSHIP, PLAN, TENANT
from tenants.tenant import Tenant

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


@dataclass(frozen=True)
class Newcomer:
    """What an archive says of `platform`, looked at: rows of one tenant, and of nobody else's.

    Attributes:
        id, namespace: of the tenant.
        tenant, identities, memberships, keys: rows, as JSON.
    """

    id: UUID
    namespace: str
    tenant: JsonRow
    identities: Sequence[JsonRow]
    memberships: Sequence[JsonRow]
    keys: Sequence[JsonRow]


def newcomer_of(value: object) -> Newcomer:
    """The rows of an archive.

    Raises:
        ValueError, LookupError, TypeError: they are not those of one tenant.
        SluiceError: EMAIL_INVALID, INVALID_VALUE.
    """
    if not isinstance(value, dict) or sorted(value) != ["api_key", "identity", "membership", "tenant"]:
        raise ValueError("platform.json is not what an archive says of a tenant")
    if not all(
        isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in value.values()
    ):
        raise ValueError("platform.json holds no rows")
    (own,) = value["tenant"]
    id_, namespace = UUID(own["id"]), str(own["namespace"])
    namespace_tables(namespace)
    known = {str(UUID(each["id"])) for each in value["identity"]}
    for each in (*value["membership"], *value["api_key"]):
        if UUID(each["tenant_id"]) != id_:
            raise ValueError("platform.json has rows of another tenant")
        UUID(each["member_id"])
    if any(str(UUID(each["identity_id"])) not in known for each in value["membership"]):
        raise ValueError("platform.json has memberships of nobody")
    if len(known) != len(value["identity"]):
        raise ValueError("platform.json has somebody twice")
    identities = [
        {
            **each,
            "email": email_address(str(each["email"]), "email"),
            "name": name_line(str(each["name"]), "name"),
        }
        for each in value["identity"]
    ]
    own = {**own, "name": name_line(str(own["name"]), "name")}
    return Newcomer(id_, namespace, own, identities, value["membership"], value["api_key"])


async def check_free(database: Database, newcomer: Newcomer, slug: str | None) -> str:
    """The slug under which the tenant of an archive can come here.

    Raises:
        SluiceError: INVALID_VALUE, TENANT_SLUG_TAKEN, TENANT_THERE, NOT_FOUND.
    """
    wanted = slug_text(str(newcomer.tenant["slug"]) if slug is None else slug, "slug")
    known = select(TENANT.c.slug, TENANT.c.namespace, TENANT.c.id).where(
        (TENANT.c.slug == wanted) | (TENANT.c.namespace == newcomer.namespace) | (TENANT.c.id == newcomer.id)
    )
    for found in await database.rows(known, affinity=AFFINITY):
        if found["namespace"] == newcomer.namespace or found["id"] == newcomer.id:
            hint = "Close and erase that one first, or restore into another installation."
            raise fault("TENANT_THERE", f"the tenant is here already, as {found['slug']}", hint=hint)
        raise fault(
            "TENANT_SLUG_TAKEN", f"there is another tenant {wanted}", "slug", hint="Give another --slug."
        )
    there = "SELECT FROM pg_namespace WHERE nspname = $1"
    if await database.fetch(there, [newcomer.namespace], affinity=AFFINITY):
        # Whose it is nobody knows: perhaps what somebody has put aside.
        hint = "Rename or drop it, when you have looked at what is in it."
        raise fault("TENANT_THERE", f"there is a namespace {newcomer.namespace} of no tenant", hint=hint)
    plan = newcomer.tenant.get("plan")
    if plan is not None and not await database.rows(
        select(PLAN.c.name).where(PLAN.c.name == str(plan)), affinity=AFFINITY
    ):
        hint = "Make it with `sluice plan set`: on none, nothing would be bounded."
        raise fault(
            "NOT_FOUND", f"the tenant is on the plan {str(plan)[:60]!r}, which is not here", hint=hint
        )
    return wanted


async def take_in(connection: Connection, newcomer: Newcomer, slug: str, *, passwords: bool) -> Tenant:
    """Make the tenant known, whose namespace is restored: with its people and keys, within the given transaction.

    Nobody's account is changed by it. Who has one here under the same e-mail keeps it, and is asked before it opens
    the tenant.

    Args:
        passwords: who has none gets the password that the archive says; else nobody signs in before they have shown
            that they read the mailbox.

    Raises:
        SluiceError: TENANT_THERE, where somebody was faster, or a key is one of another tenant.
    """
    namespace = newcomer.namespace
    taken = {name: value for name, value in newcomer.tenant.items() if name not in _NOT_TAKEN}
    if not await _inserted(connection, TENANT, taken | {"slug": slug}):
        raise fault("TENANT_THERE", "the tenant is here already")
    here: dict[UUID, UUID] = {}
    for each in newcomer.identities:
        identity, is_new = await _identity(connection, each, passwords=passwords)
        here[UUID(str(each["id"]))] = identity
        mine = (row for row in newcomer.memberships if row["identity_id"] == each["id"])
        for row in mine:
            values = {**row, "identity_id": str(identity), "by_provider": False}
            # As where an admin makes a member of somebody who has an account.
            await _inserted(connection, MEMBERSHIP, values if is_new else {**values, "accepted_at": None})
    for key in newcomer.keys:
        if not await _inserted(connection, API_KEY, key):
            hint = "It is no other than that one only if the archive is of a tenant that is here."
            raise fault("TENANT_THERE", "a key of the archive is here already, in another tenant", hint=hint)
    await _lead_to(connection, namespace, here)
    # Numbers of transactions are each PostgreSQL's own; the order stays.
    outbox = namespace_tables(namespace).outbox
    await connection.execute(update(outbox).values(xid=text("DEFAULT")))
    await grow_epoch(connection, namespace)
    made = await connection.row(select(TENANT).where(TENANT.c.slug == slug))
    if made is None:
        raise RuntimeError("a tenant that was just made has gone")
    return tenant_from(made)


async def _identity(connection: Connection, row: JsonRow, *, passwords: bool) -> tuple[UUID, bool]:
    """The account here, and whether it was made: under an id of its own, for that of the archive may be somebody's."""
    given = {name: value for name, value in row.items() if name in ("email", "name", "created_at")}
    given |= {"id": str(uuid4()), "password_hash": row.get("password_hash") if passwords else None}
    made = await _inserted(connection, IDENTITY, given)
    found = await connection.value(select(IDENTITY.c.id).where(IDENTITY.c.email == str(row["email"])))
    if found is None:
        raise RuntimeError("an account that was just made has gone")
    return UUID(str(found)), made


async def _lead_to(connection: Connection, namespace: str, here: Mapping[UUID, UUID]) -> None:
    """Let the members be the accounts here, at once; who is none of these is nobody's."""
    member = namespace_tables(namespace).member
    await connection.fetch(
        f"UPDATE {member.schema}.{member.name} m SET identity_id = coalesce("  # noqa: S608 - our own name
        "(SELECT p.own FROM unnest($1::uuid[], $2::uuid[]) AS p(there, own) WHERE p.there = m.identity_id),"
        " gen_random_uuid()) RETURNING 1",
        [[*here], [*here.values()]],
    )


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
