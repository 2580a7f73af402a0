"""Signing up, in and out; members."""

import secrets
from uuid import UUID

import pytest
from sqlalchemy import select

from core.database import Database
from core.errors import SluiceError
from tenants.accounts import Identity, Member, add_member, members, new_person, set_member_active, sign_up
from tenants.authentication import Authenticator
from tenants.inputs import slug_from_name, slug_text
from tenants.namespace import drop_namespace, namespace_tables
from tenants.platform import AFFINITY, IDENTITY, TENANT
from tenants.sessions import sign_in, sign_out
from tenants.tenant import Tenant

PASSWORD = "correct horse battery"


async def signed_up(database: Database, **given: str | None) -> tuple[Identity, Tenant, Member]:
    mark = secrets.token_hex(4)
    arguments = {
        "email": f"{mark}@sluice.example",
        "password": PASSWORD,
        "name": "Ada 艾达",
        "tenant_name": f"Acme {mark}",
        "tenant_slug": f"acme-{mark}",
    } | given
    person = await new_person(*(arguments.pop(name) for name in ("email", "password", "name")))
    async with database.transaction(affinity=AFFINITY) as connection:
        return await sign_up(connection, person, roles=["rol_admin"], **arguments)


async def test_sign_up_makes_identity_tenant_namespace_and_member(database: Database) -> None:
    identity, tenant, member = await signed_up(database, email=" New.Person@Sluice.Example ")
    assert identity.email == "new.person@sluice.example"
    assert tenant.namespace.startswith("t_acme_")
    assert await members(database, tenant.namespace) == (member,)
    assert member.roles == ("rol_admin",)
    head = namespace_tables(tenant.namespace).head
    row = (await database.rows(select(head), affinity=tenant.namespace))[0]
    assert (row["catalog_version"], row["access_epoch"]) == (0, 1)


async def test_a_chinese_tenant_name_gets_a_slug(database: Database) -> None:
    _, tenant, _ = await signed_up(database, tenant_name="杭州水闸科技", tenant_slug=None)
    assert slug_text(tenant.slug) == tenant.slug
    assert slug_text(slug_from_name("-- Ümlaut & Söhne GmbH " * 9))


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"email": "no-address"}, "EMAIL_INVALID", "email"),
        ({"email": "a\x00@b.example"}, "INVALID_VALUE", "email"),
        ({"password": "short"}, "PASSWORD_WEAK", "password"),
        ({"password": "long" * 300}, "PASSWORD_WEAK", "password"),
        ({"password": "half a pair \ud800 here"}, "INVALID_VALUE", "password"),
        ({"name": " \t "}, "INVALID_VALUE", "name"),
        ({"name": "x" * 201}, "INVALID_VALUE", "name"),
        ({"tenant_name": "bell \x07"}, "INVALID_VALUE", "tenantName"),
        ({"tenant_slug": "Not A Slug"}, "INVALID_VALUE", "tenantSlug"),
        ({"tenant_slug": "a--b"}, "INVALID_VALUE", "tenantSlug"),
        ({"tenant_slug": "t" * 41}, "INVALID_VALUE", "tenantSlug"),
        ({"tenant_slug": 'x"; drop'}, "INVALID_VALUE", "tenantSlug"),
    ],
)
async def test_bad_input_names_its_place(
    database: Database, given: dict[str, str], code: str, path: str
) -> None:
    with pytest.raises(SluiceError) as caught:
        await signed_up(database, **given)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == (code, (path,))


async def test_taken_names_leave_nothing_behind(database: Database) -> None:
    identity, tenant, _ = await signed_up(database)
    fresh = f"{secrets.token_hex(4)}@sluice.example"
    with pytest.raises(SluiceError, match="taken"):
        await signed_up(database, email=fresh, tenant_slug=tenant.slug)
    with pytest.raises(SluiceError, match="already has an account"):
        await signed_up(database, email=identity.email.upper(), tenant_slug="never-made")
    for lost in (
        select(IDENTITY.c.id).where(IDENTITY.c.email == fresh),
        select(TENANT.c.id).where(TENANT.c.slug == "never-made"),
    ):
        assert await database.rows(lost, affinity=AFFINITY) == []


async def test_sign_in_and_out(database: Database) -> None:
    identity, tenant, member = await signed_up(database)
    token = await sign_in(database, identity.email.upper(), PASSWORD)
    authenticator = Authenticator(database)
    caller = await authenticator.caller(token)
    assert (caller.member_id, caller.namespace, caller.kind) == (member.id, tenant.namespace, "session")
    await sign_out(database, token)
    await sign_out(database, token)
    head = namespace_tables(tenant.namespace).head
    epoch = (await database.rows(select(head.c.access_epoch), affinity=tenant.namespace))[0][0]
    assert epoch == caller.epoch + 1
    authenticator.forget(token)
    with pytest.raises(SluiceError, match="revoked"):
        await authenticator.caller(token)


@pytest.mark.parametrize(
    ("email", "password"),
    [("", ""), ("nobody@sluice.example", PASSWORD), ("a\x00", PASSWORD), ("a@b.example", "x\ud800" * 8)],
)
async def test_every_failed_sign_in_looks_the_same(database: Database, email: str, password: str) -> None:
    identity, _, _ = await signed_up(database)
    for attempt in ((email, password), (identity.email, "wrong horse battery")):
        with pytest.raises(SluiceError) as caught:
            await sign_in(database, *attempt)
        (problem,) = caught.value.problems
        assert (problem.code, problem.message, problem.path) == (
            "SIGN_IN_FAILED",
            "e-mail or password is wrong",
            (),
        )


async def test_a_password_is_the_same_from_every_keyboard(database: Database) -> None:
    identity, _, _ = await signed_up(database, password="Schlüssel-Wort")
    assert await sign_in(database, identity.email, "Schlu\u0308ssel-Wort")


async def test_a_member_is_added_once_and_keeps_their_own_password(database: Database) -> None:
    owner, _, _ = await signed_up(database)
    _, tenant, _ = await signed_up(database)
    person = await new_person(owner.email, "another password", "Other Name")
    arguments = (tenant.id, tenant.namespace, person, ["rol_x"])
    async with database.transaction(affinity=tenant.namespace) as connection:
        member = await add_member(connection, *arguments)
    assert (member.identity_id, member.name) == (owner.id, "Other Name"), "their own name is not told"
    with pytest.raises(SluiceError, match="wrong"):
        await sign_in(database, owner.email, "another password")
    with pytest.raises(SluiceError, match="member already"):
        async with database.transaction(affinity=tenant.namespace) as connection:
            await add_member(connection, *arguments)
    async with database.transaction(affinity=tenant.namespace) as connection:
        asleep = await set_member_active(connection, tenant.namespace, member.id, active=False)
    assert not asleep.active
    with pytest.raises(SluiceError, match="no such member"):
        async with database.transaction(affinity=tenant.namespace) as connection:
            await set_member_active(connection, tenant.namespace, UUID(int=1), active=False)


async def test_a_member_without_a_password_cannot_sign_in(database: Database) -> None:
    _, tenant, _ = await signed_up(database)
    address = f"{secrets.token_hex(4)}@sluice.example"
    async with database.transaction(affinity=tenant.namespace) as connection:
        await add_member(connection, tenant.id, tenant.namespace, await new_person(address, None, "Bob"), [])
    with pytest.raises(SluiceError, match="wrong"):
        await sign_in(database, address, "the password of nobody")


async def test_a_dropped_namespace_is_gone(database: Database) -> None:
    _, tenant, _ = await signed_up(database)
    async with database.transaction(affinity=AFFINITY) as connection:
        await drop_namespace(connection, tenant.namespace)
        left = await connection.fetch(
            "select 1 from information_schema.schemata where schema_name = $1", [tenant.namespace]
        )
    assert left == []


@pytest.mark.parametrize("name", ["platform", "public", 't_a"; drop', "t_", "t_A", "t_" + "x" * 70])
def test_only_names_of_namespaces_are_taken(name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        namespace_tables(name)
