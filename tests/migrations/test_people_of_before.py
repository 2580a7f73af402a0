"""What a tenant that an older program made gets for its people, in place, before it is served."""

import asyncpg
import pytest

from tests.migrations.older import Served, indexes
from tests.protocols.directory import PATCH, make_directory
from tests.world import make_world


async def test_a_tenant_of_an_older_program_gets_its_units(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace = await world.namespace()
    made = await indexes(api, namespace)
    tables = ", ".join(f"{namespace}.sluice_{each}" for each in ("org_reach", "org_unit_member", "org_unit"))
    await older.run(f"DROP TABLE {tables}")
    await older.upgraded()
    assert await indexes(api, namespace) == made
    document = """mutation { createOrgUnit(input: { code: "hq", name: "总部" }) { errors { code } } }"""
    assert (await api.data(world.admin, document))["createOrgUnit"] == {"errors": []}


async def test_namespaces_from_before_directories_get_their_tables(older: Served) -> None:
    api = older.api
    directory = await make_directory(api)
    namespace = (await api.engine.authenticator.caller(directory.key, None)).namespace
    made = await indexes(api, namespace)
    for what in (
        *(f"DROP TABLE {namespace}.sluice_{each}" for each in ("group_member", "group", "provisioned")),
        f"ALTER TABLE {namespace}.sluice_member DROP COLUMN group_roles",
    ):
        await older.run(what)
    await older.upgraded()
    assert await indexes(api, namespace) == made
    assert {each["groupRoles"] == [] for each in (await directory.members()).values()} == {True}
    user = await directory.user("li@x.example")
    group = await directory.group("Sales", user["id"])
    assert await directory.map(group["id"], "admin") == []
    assert (await directory.members())["li@x.example"]["groupRoles"] == ["admin"]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await api.engine.database.fetch(f"DELETE FROM {namespace}.sluice_group", [], affinity=namespace)


async def test_whom_an_admin_deactivated_before_stays_out_whatever_a_directory_says(older: Served) -> None:
    api = older.api
    directory = await make_directory(api)
    namespace = (await api.engine.authenticator.caller(directory.key, None)).namespace
    of = {name: f"/Users/{(await directory.user(f'{name}@x.example'))['id']}" for name in ("li", "wu", "he")}
    off, on = ({"op": "replace", "path": "active", "value": value} for value in (False, True))
    for name in ("li", "he"):
        await directory.patch(of[name], off)
    document = (
        """mutation ($id: ID!) { done: deactivateMember(input: { memberId: $id }) { errors { code } } }"""
    )
    for name in ("wu", "he"):
        done = await api.data(directory.admin, document, {"id": of[name].removeprefix("/Users/")})
        assert done["done"]["errors"] == []
    await older.run(f"ALTER TABLE {namespace}.sluice_member DROP COLUMN barred")
    await older.upgraded()
    assert (await directory.patch(of["li"], on))["active"] is True
    for name in ("wu", "he"):
        patch = {"schemas": [PATCH], "Operations": [on]}
        assert (await directory.refused("PATCH", of[name], patch))[2] == "DEACTIVATED_BY_ADMIN"


async def test_namespaces_from_before_the_audit_log_get_it(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace, database = await world.namespace(), api.engine.database
    await database.fetch(
        f"DROP TABLE {namespace}.sluice_audit, {namespace}.sluice_audit_link", [], affinity=""
    )
    await older.upgraded()
    await api.change(world.admin, {"addObject": {"name": "visit", "plural": "visits"}})
    log = "{ auditLog { kind } }"
    assert (await api.data(world.admin, log))["auditLog"] == [{"kind": "catalogPublished"}]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.fetch(f"DELETE FROM {namespace}.sluice_audit", [], affinity=namespace)
