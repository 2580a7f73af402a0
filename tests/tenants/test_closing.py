"""A tenant ends in steps that can each be done again, and takes nothing of others with it."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.process.closing import erase_due, erase_tenant
from core.contents import Contents
from core.database import Database
from core.errors import SluiceError
from tenants import closing
from tenants.accounts import add_member, new_person
from tenants.acting import begin_erasure, close, reopen, resume, suspend
from tenants.authentication import Authenticator
from tenants.directory import tenant_called
from tenants.keys import create_key
from tenants.namespace import namespace_tables
from tenants.operators import acts
from tenants.platform import AFFINITY, API_KEY, IDENTITY, MEMBERSHIP, SESSION, TENANT
from tenants.sessions import sign_in
from tenants.tenant import Tenant
from tests.tenants.test_accounts import PASSWORD, signed_up
from tests.tenants.test_authentication import code_of

OPERATOR = "Olga 奥尔加"


async def once(chunk: bytes):
    yield chunk


@pytest.fixture
def contents(tmp_path: Path) -> Contents:
    return Contents(tmp_path.as_uri())


async def counted(database: Database, tenant: Tenant) -> dict[str, int]:
    """What is left of a tenant."""
    found = {
        table.name: len(
            await database.rows(select(table).where(table.c.tenant_id == tenant.id), affinity=AFFINITY)
        )
        for table in (MEMBERSHIP, API_KEY)
    }
    found["tenant"] = len(
        await database.rows(select(TENANT).where(TENANT.c.id == tenant.id), affinity=AFFINITY)
    )
    rows = await database.fetch(
        "SELECT count(*) FROM pg_class WHERE relnamespace::regnamespace::text = $1",
        [tenant.namespace],
        affinity="",
    )
    return {**found, "namespace": min(1, rows[0][0])}


async def test_a_closed_tenant_is_refused_until_it_is_opened_again(database: Database) -> None:
    identity, tenant, _ = await signed_up(database)
    token = await sign_in(database, identity.email, PASSWORD)
    authenticator = Authenticator(database)
    await suspend(database, OPERATOR, tenant.slug)
    closed = await close(database, OPERATOR, tenant.slug, 30, "left us 离开")
    assert (closed.state, closed.suspended) == ("closed", True)
    with pytest.raises(SluiceError, match="erased after") as caught:
        await authenticator.caller(token)
    assert code_of(caught) == "TENANT_CLOSED"
    assert await erase_due(database, Contents("file:///nowhere")) == 0
    # It is what it was before.
    assert (await reopen(database, OPERATOR, tenant.slug)).state == "suspended"
    assert (await resume(database, OPERATOR, tenant.slug)).state == "active"
    assert (await authenticator.caller(token)).namespace == tenant.namespace
    told = await acts(database, tenant.slug, 10)
    assert [each.action for each in told] == ["resume", "reopen", "close", "suspend"]
    assert (told[2].operator, told[2].note) == (OPERATOR, "left us 离开")


async def test_only_what_is_closed_is_erased(database: Database) -> None:
    _, tenant, _ = await signed_up(database)
    with pytest.raises(SluiceError) as caught:
        await begin_erasure(database, OPERATOR, tenant.slug)
    assert code_of(caught) == "TENANT_OPEN"
    with pytest.raises(SluiceError) as caught:
        await close(database, OPERATOR, tenant.slug, -1)
    assert code_of(caught) == "INVALID_VALUE"
    with pytest.raises(SluiceError) as caught:
        await close(database, OPERATOR, "no-such-tenant", 1)
    assert code_of(caught) == "NOT_FOUND"
    assert await acts(database, tenant.slug, 10) == (), "what was refused is not written down"


async def test_erasing_takes_all_of_the_tenant_and_nothing_else(
    database: Database, contents: Contents, tmp_path: Path
) -> None:
    identity, tenant, member = await signed_up(database)
    other_identity, other, _ = await signed_up(database)
    person = await new_person(other_identity.email, None, "Bo")
    async with database.transaction(affinity=AFFINITY) as connection:
        await add_member(connection, tenant.id, tenant.namespace, person, ["rol_b"])
        await create_key(connection, tenant.id, tenant.namespace, member.id, "k", None, None)
    both = await sign_in(database, other_identity.email, PASSWORD)
    await sign_in(database, identity.email, PASSWORD)
    for each in (tenant, other):
        await contents.put(f"{each.namespace}/one", once(b"1"))
    await close(database, OPERATOR, tenant.slug, 0)
    assert await erase_due(database, contents) == 1
    assert await counted(database, tenant) == {"membership": 0, "api_key": 0, "tenant": 0, "namespace": 0}
    assert await counted(database, other) == {"membership": 1, "api_key": 0, "tenant": 1, "namespace": 1}
    assert os.listdir(tmp_path) == [other.namespace]
    people = select(IDENTITY.c.id).where(IDENTITY.c.id == func.any([identity.id, other_identity.id]))
    assert [row["id"] for row in await database.rows(people, affinity=AFFINITY)] == [other_identity.id]
    sessions = select(SESSION).where(SESSION.c.identity_id == identity.id)
    assert await database.rows(sessions, affinity=AFFINITY) == []
    assert (await Authenticator(database).caller(both)).namespace == other.namespace
    assert await erase_due(database, contents) == 0


class KilledError(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("step", ["drop_tables", "remove_all", "forget_tenant"])
async def test_an_erasure_that_was_killed_goes_on(
    database: Database, contents: Contents, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    _, tenant, _ = await signed_up(database)
    await contents.put(f"{tenant.namespace}/one", once(b"1"))
    await close(database, OPERATOR, tenant.slug, 30)
    begun = await begin_erasure(database, OPERATOR, tenant.slug)

    async def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        where = "core.contents.Contents" if step == "remove_all" else "api.process.closing"
        patched.setattr(f"{where}.{step}", killed)
        with pytest.raises(KilledError):
            await erase_tenant(database, contents, begun)
    with pytest.raises(SluiceError) as caught:
        await reopen(database, OPERATOR, tenant.slug)
    assert code_of(caught) == "TENANT_CLOSED"
    assert (await tenant_called(database, tenant.slug)).state == "erasing"
    assert await erase_due(database, contents) == 1
    assert set((await counted(database, tenant)).values()) == {0}


async def test_a_namespace_of_many_tables_is_dropped_in_parts(
    database: Database, contents: Contents, monkeypatch: pytest.MonkeyPatch, statements: list[str]
) -> None:
    monkeypatch.setattr(closing, "TABLES_AT_ONCE", 5)
    _, tenant, _ = await signed_up(database)
    await close(database, OPERATOR, tenant.slug, 0)
    statements.clear()
    assert await erase_due(database, contents) == 1
    dropped = [each for each in statements if each.startswith("DROP TABLE")]
    assert len(dropped) == -(-(len(namespace_tables(tenant.namespace).all()) - 1) // 5)
