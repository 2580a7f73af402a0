"""The walls between tenants in PostgreSQL itself: each tenant has a role that reaches its namespace and nothing else.

The role bears the namespace's name, cannot sign in, owns nothing, and is granted to whom the process signs in as,
who takes it for what it runs for the tenant (`core.roles`). What the tables of records are allowed follows from default
privileges, so that who makes a table need not know of roles.
"""

from core.connection import Connection
from core.database import Database
from core.errors import fault
from core.roles import NAMESPACE
from tenants.platform import AFFINITY

CHANGED = "DELETE, INSERT, SELECT, UPDATE"
"""What requests may do with a table of records, and with most of Sluice's."""
APPENDED = "INSERT, SELECT"
READ = "SELECT"

NARROWER = {
    "sluice_head": READ,
    "sluice_catalog_version": READ,
    "sluice_member": READ,
    "sluice_provisioned": READ,
    "sluice_group": READ,
    "sluice_group_member": READ,
    "sluice_document": READ,
    "sluice_org_unit": READ,
    "sluice_org_unit_member": READ,
    "sluice_org_reach": READ,
    "sluice_stage_history": APPENDED,
    "sluice_merge": APPENDED,
    "sluice_field_history": APPENDED,
    "sluice_outbox": APPENDED,
    "sluice_audit": APPENDED,
    "sluice_audit_link": READ,
}
"""What requests may do with tables that others change, or nobody."""

_NARROWER = ", ".join(
    f"('{table}', '{rights.replace(', ', ',')}')" for table, rights in sorted(NARROWER.items())
)

WITHOUT_WALL = f"""
WITH allowed AS MATERIALIZED (
    SELECT class.relnamespace AS namespace, class.relname AS name, role.oid AS role, (
        SELECT string_agg(privilege_type, ',' ORDER BY privilege_type)
        FROM aclexplode(class.relacl) WHERE grantee = role.oid
    ) AS rights
    FROM pg_class class
    JOIN pg_namespace namespace ON namespace.oid = class.relnamespace
    JOIN pg_roles role ON role.rolname = namespace.nspname
    WHERE class.relkind IN ('r', 'p')
), wrong AS MATERIALIZED (
    SELECT DISTINCT allowed.namespace
    FROM allowed
    LEFT JOIN (VALUES {_NARROWER}) narrower (name, rights) ON narrower.name = allowed.name
    WHERE coalesce(narrower.rights, '{CHANGED.replace(", ", ",")}') IS DISTINCT FROM allowed.rights
), granted AS MATERIALIZED (
    SELECT defaclnamespace AS namespace
    FROM pg_default_acl WHERE defaclobjtype = 'r' AND defaclrole = current_user::regrole
)
SELECT tenant.namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
LEFT JOIN pg_roles role ON role.rolname = tenant.namespace
WHERE role.oid IS NULL
    OR NOT has_schema_privilege(role.oid, namespace.oid, 'USAGE')
    OR NOT pg_has_role(current_user, role.oid, 'SET')
    OR namespace.oid NOT IN (SELECT granted.namespace FROM granted)
    OR namespace.oid IN (SELECT wrong.namespace FROM wrong)
ORDER BY tenant.namespace
"""  # noqa: S608 - nothing of it comes from outside
"""The tenants whose role is missing, or may do more or less than it should.

All tables are gone through once, not once for each tenant: whoever has thousands of tenants starts as quickly.
"""

_RIGHTS = """
SELECT current_user::text AS login, rolsuper OR rolcreaterole AS enough, rolsuper AS superuser,
    has_function_privilege('public', 'pg_catalog.set_config(text, text, boolean)', 'EXECUTE') AS open
FROM pg_roles WHERE rolname = current_user
"""

_GRANT = 'ALTER ROLE "{login}" CREATEROLE'

_CLOSE = (
    "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO {login}",
)
"""What keeps a query from taking up another role: `set_config` does what `SET` does, and is no command.

The only function of PostgreSQL's that does, so with it closed no query leads out of a role.
"""

_NEEDED = """
SELECT FROM pg_shdepend
WHERE refclassid = 'pg_authid'::regclass AND refobjid = $1::regrole AND dbid <> 0
"""


async def raise_wall(connection: Connection, namespace: str) -> None:
    """Make the tenant's role, and let it do in the namespace what requests do; what is there already stays.

    Run before the namespace has tables, all that it gets are allowed what they should be but for `narrow`.

    Raises:
        ValueError: when `namespace` is not the name of a tenant's namespace.
    """
    if not NAMESPACE.fullmatch(namespace):
        raise ValueError(f"{namespace!r} is not the name of a tenant's namespace")
    steps = [] if await connection.fetch(_THERE, [namespace]) else [f"CREATE ROLE {namespace} NOLOGIN"]
    default = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {namespace} GRANT"
    steps += (
        f"GRANT {namespace} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE",
        f"GRANT USAGE ON SCHEMA {namespace} TO {namespace}",
        f"{default} {CHANGED} ON TABLES TO {namespace}",
        # Only to see how far one is, which `metadata.operations` tells.
        f"{default} SELECT ON SEQUENCES TO {namespace}",
        f"GRANT {CHANGED} ON ALL TABLES IN SCHEMA {namespace} TO {namespace}",
        f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA {namespace} TO {namespace}",
    )
    await connection.execute(";\n".join(steps))


_THERE = "SELECT FROM pg_roles WHERE rolname = $1"


async def narrow(connection: Connection, namespace: str) -> None:
    """Take from the tenant's role what it may not do with Sluice's own tables; all of them are there."""
    await connection.execute(
        ";\n".join(
            f"REVOKE ALL ON {namespace}.{table} FROM {namespace};\n"
            f"GRANT {rights} ON {namespace}.{table} TO {namespace}"
            for table, rights in NARROWER.items()
        )
    )


async def mend_wall(connection: Connection, namespace: str) -> None:
    """Make of a namespace as it is one whose role may do what it should."""
    # Nobody makes a table meanwhile, and who mends it at the same time finds it mended.
    await connection.execute(f"LOCK TABLE {namespace}.sluice_head IN ACCESS EXCLUSIVE MODE")
    await raise_wall(connection, namespace)
    await narrow(connection, namespace)


async def drop_role(connection: Connection, namespace: str) -> None:
    """Drop the role of a namespace that is gone, unless a copy of that, renamed or in another database, needs it."""
    if not await connection.fetch(_THERE, [namespace]):
        return
    # What it was allowed went with the namespace.
    if not await connection.fetch(_NEEDED, [namespace]):
        await connection.execute(f"DROP ROLE {namespace}")


async def close_ways_out(connection: Connection) -> None:
    """See to it that this process may make roles, and that no query takes up another.

    The latter is for a superuser to do; who is none is told of it by `sluice doctor`.

    Raises:
        SluiceError: DATABASE_RIGHTS.
    """
    (row,) = await connection.fetch(_RIGHTS)
    if not row["enough"]:
        raise fault(
            "DATABASE_RIGHTS",
            f"{row['login']} may not make roles, and each tenant has one that reaches its namespace alone",
            "SLUICE_DATABASE_URL",
            hint="Run as a superuser: " + _GRANT.format(login=row["login"]) + ". Or set SLUICE_WALLS=off.",
        )
    if row["superuser"] and row["open"]:
        for each in _CLOSE:
            await connection.execute(each.format(login="CURRENT_USER"))


async def told(database: Database) -> str:
    """How the walls stand, in one line for an operator."""
    (row,) = await database.fetch(_RIGHTS, [], affinity=AFFINITY)
    if not row["enough"]:
        return (
            "not ok. Run as a superuser: " + _GRANT.format(login=row["login"]) + ". Or set SLUICE_WALLS=off."
        )
    without = await database.fetch(WITHOUT_WALL, [], affinity=AFFINITY)
    if without:
        return f"not ok: {len(without)} tenants lack a role or its rights: run `sluice migrate`"
    if row["open"]:
        closing = "; ".join(each.format(login=f'"{row["login"]}"') for each in _CLOSE)
        return f"ok, but queries could take up another role. Run as a superuser: {closing}"
    return "ok: each tenant's statements run by a role that reaches its namespace alone"
