"""A token becomes a caller, and stops being one at once."""

import asyncio
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core.database import Database
from core.errors import SluiceError
from tenants.accounts import add_member, new_person, set_member_active, set_member_roles
from tenants.acting import resume, suspend
from tenants.authentication import Authenticator
from tenants.directory import tenants
from tenants.keys import create_key, list_keys, revoke_key
from tenants.namespace import namespace_tables
from tenants.pending_members import accept_membership
from tenants.platform import AFFINITY, API_KEY, SESSION
from tenants.sessions import sign_in
from tenants.tenant import Tenant
from tenants.tokens import new_token, token_hash
from tests.tenants.test_accounts import PASSWORD, signed_up


async def head_epoch(database: Database, tenant: Tenant) -> int:
    head = namespace_tables(tenant.namespace).head
    return (await database.rows(select(head.c.access_epoch), affinity=tenant.namespace))[0][0]


def code_of(caught: pytest.ExceptionInfo[SluiceError]) -> str:
    return caught.value.problems[0].code


async def test_a_key_acts_as_its_member_until_it_is_revoked(
    database: Database, statements: list[str]
) -> None:
    _, tenant, member = await signed_up(database)
    async with database.transaction(affinity=tenant.namespace) as connection:
        token, key = await create_key(
            connection, tenant.id, tenant.namespace, member.id, "ERP", None, member.id
        )
    assert token.startswith(key.prefix)
    assert token.endswith(key.last_four)
    authenticator = Authenticator(database)
    statements.clear()
    caller = await authenticator.caller(token)
    assert len(statements) == 3
    assert (caller.member_id, caller.roles, caller.kind) == (member.id, ("rol_admin",), "key")
    assert await authenticator.caller(token) is caller
    assert len(statements) == 3

    async with database.transaction(affinity=tenant.namespace) as connection:
        revoked = await revoke_key(connection, tenant.id, tenant.namespace, key.id)
    assert revoked.revoked_at is not None
    assert await head_epoch(database, tenant) > caller.epoch
    authenticator.forget(token)
    with pytest.raises(SluiceError) as caught:
        await authenticator.caller(token)
    assert code_of(caught) == "UNAUTHENTICATED"
    assert [each.revoked_at for each in await list_keys(database, tenant.id)] == [revoked.revoked_at]


async def test_only_the_hash_of_a_key_is_stored(database: Database) -> None:
    _, tenant, member = await signed_up(database)
    async with database.transaction(affinity=tenant.namespace) as connection:
        token, key = await create_key(connection, tenant.id, tenant.namespace, member.id, "k", None, None)
    row = (await database.rows(select(API_KEY).where(API_KEY.c.id == key.id), affinity=AFFINITY))[0]
    assert row["token_hash"] == token_hash(token)
    assert token[8:-4] not in repr(row)


async def test_a_key_can_have_roles_of_its_own(database: Database) -> None:
    _, tenant, member = await signed_up(database)
    async with database.transaction(affinity=tenant.namespace) as connection:
        token, _ = await create_key(
            connection, tenant.id, tenant.namespace, member.id, "k", ["rol_b", "rol_a", "rol_b"], None
        )
    assert (await Authenticator(database).caller(token)).roles == ("rol_a", "rol_b")


async def test_a_key_of_another_tenant_cannot_be_revoked_or_listed(database: Database) -> None:
    _, mine, _ = await signed_up(database)
    _, other, member = await signed_up(database)
    async with database.transaction(affinity=other.namespace) as connection:
        token, key = await create_key(connection, other.id, other.namespace, member.id, "k", None, None)
    with pytest.raises(SluiceError, match="no such key"):
        async with database.transaction(affinity=mine.namespace) as connection:
            await revoke_key(connection, mine.id, mine.namespace, key.id)
    with pytest.raises(SluiceError, match="no such member"):
        async with database.transaction(affinity=mine.namespace) as connection:
            await create_key(connection, mine.id, mine.namespace, member.id, "k", None, None)
    assert await list_keys(database, mine.id) == ()
    with pytest.raises(SluiceError) as caught:
        await Authenticator(database).caller(token, mine.slug)
    assert code_of(caught) == "TENANT_REQUIRED"
    with pytest.raises(SluiceError) as unknown:
        await Authenticator(database).caller(token, "no-such-tenant")
    assert unknown.value.problems == caught.value.problems


@pytest.mark.parametrize(
    "token",
    ["", "slk_", "x" * 5000, "slk_" + "é" * 43, "sls_\x00", pytest.param(new_token("slk_"), id="unknown")],
)
async def test_a_wrong_token_is_refused(database: Database, token: str) -> None:
    with pytest.raises(SluiceError) as caught:
        await Authenticator(database).caller(token)
    assert code_of(caught) == "UNAUTHENTICATED"


async def test_who_is_made_a_member_elsewhere_stays_where_they_were(database: Database) -> None:
    identity, first, _ = await signed_up(database)
    _, second, _ = await signed_up(database)
    person = await new_person(identity.email, None, "x")
    async with database.transaction(affinity=second.namespace) as connection:
        there = await add_member(connection, second.id, second.namespace, person, ["rol_b"])
    assert there.name == "x", "the name they have elsewhere is not told"
    token = await sign_in(database, identity.email, PASSWORD)
    authenticator = Authenticator(database)
    assert (await authenticator.caller(token)).namespace == first.namespace
    with pytest.raises(SluiceError, match="does not belong"):
        await authenticator.caller(token, second.slug)
    async with database.transaction(affinity=second.namespace) as connection:
        await accept_membership(connection, identity.id, second.slug)
    assert (await authenticator.caller(token, second.slug)).namespace == second.namespace
    assert (await authenticator.caller(token, first.slug)).roles == ("rol_admin",)


async def test_roles_and_activity_take_effect_at_once(database: Database) -> None:
    identity, tenant, member = await signed_up(database)
    token = await sign_in(database, identity.email, PASSWORD)
    authenticator = Authenticator(database)
    before = await authenticator.caller(token)
    async with database.transaction(affinity=tenant.namespace) as connection:
        await set_member_roles(connection, tenant.namespace, member.id, ["rol_z"])
    assert await head_epoch(database, tenant) == before.epoch + 1
    authenticator.forget(token)
    assert (await authenticator.caller(token)).roles == ("rol_z",)
    async with database.transaction(affinity=tenant.namespace) as connection:
        await set_member_active(connection, tenant.namespace, member.id, active=False)
    assert await head_epoch(database, tenant) == before.epoch + 2
    authenticator.forget(token)
    with pytest.raises(SluiceError) as caught:
        await authenticator.caller(token)
    assert code_of(caught) == "FORBIDDEN"


async def test_a_suspended_tenant_is_refused_until_it_resumes(database: Database) -> None:
    identity, tenant, _ = await signed_up(database)
    token = await sign_in(database, identity.email, PASSWORD)
    authenticator = Authenticator(database)
    before = await authenticator.caller(token)
    await suspend(database, "Ada", tenant.slug)
    assert tenant.slug in [each.slug for each in await tenants(database) if each.suspended]
    assert await head_epoch(database, tenant) > before.epoch
    authenticator.forget(token)
    with pytest.raises(SluiceError) as caught:
        await authenticator.caller(token)
    assert code_of(caught) == "TENANT_SUSPENDED"
    await resume(database, "Ada", tenant.slug)
    assert (await authenticator.caller(token)).member_id == before.member_id


async def test_a_remembered_session_still_expires(database: Database) -> None:
    identity, _, _ = await signed_up(database)
    token = await sign_in(database, identity.email, PASSWORD)
    authenticator = Authenticator(database)
    soon = update(SESSION).where(SESSION.c.token_hash == token_hash(token))
    await database.rows(soon.values(expires_at=func.now() + timedelta(seconds=0.3)), affinity=AFFINITY)
    await authenticator.caller(token)
    await asyncio.sleep(0.35)
    with pytest.raises(SluiceError) as caught:
        await authenticator.caller(token)
    assert code_of(caught) == "UNAUTHENTICATED"


async def test_revocation_between_the_two_lookups_is_seen(database: Database) -> None:
    """The epoch that comes with a revocation must never be remembered with the revoked credential."""
    _, tenant, member = await signed_up(database)
    async with database.transaction(affinity=tenant.namespace) as connection:
        token, key = await create_key(connection, tenant.id, tenant.namespace, member.id, "k", None, None)
    raced = await Database.open(database._url, size=1)
    run = raced.rows

    async def rows(statement, *, affinity):  # type: ignore[no-untyped-def]
        if affinity == tenant.namespace:
            async with database.transaction(affinity=tenant.namespace) as connection:
                await revoke_key(connection, tenant.id, tenant.namespace, key.id)
        return await run(statement, affinity=affinity)

    raced.rows = rows  # type: ignore[method-assign]
    with pytest.raises(SluiceError) as caught:
        await Authenticator(raced).caller(token)
    await raced.close()
    assert code_of(caught) == "UNAUTHENTICATED"


async def test_the_memory_is_bounded(database: Database) -> None:
    _, tenant, member = await signed_up(database)
    authenticator = Authenticator(database, capacity=2)
    for _ in range(4):
        async with database.transaction(affinity=tenant.namespace) as connection:
            name = secrets.token_hex(4)
            token, _ = await create_key(connection, tenant.id, tenant.namespace, member.id, name, None, None)
        await authenticator.caller(token)
    assert len(authenticator._remembered) == 2
    assert token in authenticator._remembered


async def test_no_statement_touches_two_namespaces(database: Database, statements: list[str]) -> None:
    identity, tenant, _ = await signed_up(database)
    token = await sign_in(database, identity.email, PASSWORD)
    await Authenticator(database).caller(token)
    assert any("platform." in text for text in statements)
    assert any(tenant.namespace in text for text in statements)
    assert not [text for text in statements if "platform." in text and tenant.namespace in text]
