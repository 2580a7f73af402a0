"""The audit log: what is told in it, who may read it, and that whatever is done to it afterwards is found."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from api.audit_commands import _days, _holds
from api.process import auditing
from api.process.auditing import audit
from core.database import Database
from core.errors import SluiceError
from tenants import audit_chain
from tenants.acting import accept_audit_break
from tenants.audit import KINDS, Entry, note
from tenants.audit_chain import forget, keep, link, verify
from tenants.directory import tenant_called, tenants
from tenants.platform import AFFINITY, TENANT
from tests.protocols.waiting import PATIENCE
from tests.tenants.test_walls import with_a_tenant
from tests.world import World

LOG = """query ($kind: String, $actor: ID, $object: String, $first: Int! = 50, $before: ID, $since: DateTime) {
  auditLog(kind: $kind, actor: $actor, object: $object, first: $first, before: $before, since: $since) {
    id at actor kind object details } }"""


@pytest.fixture
async def noted(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A namespace with ten entries, linked over several rounds."""
    monkeypatch.setattr(audit_chain, "LINKS_AT_ONCE", 4)
    namespace = await with_a_tenant(database)
    for number in range(10):
        await write(database, namespace, number)
    assert await link(database, namespace) == 10
    assert (await verify(database, namespace)).broken is None
    return namespace


async def write(database: Database, namespace: str, number: int) -> None:
    async with database.transaction(affinity=namespace, walled=True) as connection:
        await note(connection, namespace, Entry("memberRolesSet", uuid4(), f"对象{number}", {"n": number}))


async def as_owner(database: Database, namespace: str, sql: str, *values: object) -> list[Any]:
    return await database.fetch(sql.replace("$n", namespace), list(values), affinity="")


async def entry_at(database: Database, namespace: str, position: int) -> Any:
    (row,) = await as_owner(
        database, namespace, "SELECT entry FROM $n.sluice_audit_link WHERE position = $1", position
    )
    return row[0]


@pytest.mark.parametrize(
    "column",
    [
        "actor = uuidv7()",
        "kind = 'signedIn'",
        "object = 'x'",
        "details = '{\"n\": 33}'",
        "at = at - interval '1us'",
    ],
)
async def test_a_changed_entry_is_named(database: Database, noted: str, column: str) -> None:
    entry = await entry_at(database, noted, 4)
    await as_owner(database, noted, f"UPDATE $n.sluice_audit SET {column} WHERE id = $1", entry)
    found = await verify(database, noted)
    assert (found.links, found.entry) == (3, entry)
    assert found.broken == "the entry at 4 is not as it was written"


async def test_a_deleted_entry_is_named(database: Database, noted: str) -> None:
    entry = await entry_at(database, noted, 4)
    await as_owner(database, noted, "DELETE FROM $n.sluice_audit WHERE id = $1", entry)
    found = await verify(database, noted)
    assert (found.broken, found.entry) == ("the entry at 4 is missing", entry)
    await as_owner(database, noted, "DELETE FROM $n.sluice_audit_link WHERE position = 4")
    assert (await verify(database, noted)).broken == "links are missing before 5"


async def test_swapped_entries_are_named(database: Database, noted: str) -> None:
    one, other = await entry_at(database, noted, 4), await entry_at(database, noted, 7)
    for column in ("actor", "object", "details"):
        swap = f"""UPDATE $n.sluice_audit a SET {column} = b.{column} FROM $n.sluice_audit b
                   WHERE a.id = ANY ($1::uuid[]) AND b.id = ANY ($1::uuid[]) AND a.id <> b.id"""
        await as_owner(database, noted, swap, [one, other])
    assert (await verify(database, noted)).entry == one


async def test_swapped_links_are_named(database: Database, noted: str) -> None:
    swap = """UPDATE $n.sluice_audit_link a SET entry = b.entry, hash = b.hash FROM $n.sluice_audit_link b
              WHERE a.position = $1 AND b.position = $2"""
    await as_owner(
        database, noted, "ALTER TABLE $n.sluice_audit_link DROP CONSTRAINT sluice_audit_link_entry_key"
    )
    await as_owner(database, noted, swap, 4, 5)
    assert (await verify(database, noted)).broken == "the entry at 4 is not as it was written"


async def test_an_entry_that_was_put_in_is_named(database: Database, noted: str) -> None:
    put = """INSERT INTO $n.sluice_audit (id, at, kind, object)
             VALUES ($1, now() - interval '3 days', 'memberAdded', 'x')"""
    entry = uuid4()
    await as_owner(database, noted, put, entry)
    assert await link(database, noted) == 0
    found = await verify(database, noted)
    assert (found.broken, str(found.entry)) == ("an entry was put in", str(entry))


@pytest.mark.parametrize("links", [True, False])
async def test_an_end_that_was_cut_off_is_found(database: Database, noted: str, links: bool) -> None:
    cut = (
        "DELETE FROM $n.sluice_audit WHERE id IN (SELECT entry FROM $n.sluice_audit_link WHERE position > 7)"
    )
    await as_owner(database, noted, cut)
    if links:
        await as_owner(database, noted, "DELETE FROM $n.sluice_audit_link WHERE position > 7")
        assert (await verify(database, noted)).broken == "the end is missing: it ends at 7 of 10"
    else:
        assert (await verify(database, noted)).broken == "the entry at 8 is missing"


async def test_a_log_that_was_emptied_is_found(database: Database, noted: str) -> None:
    await as_owner(
        database, noted, "WITH gone AS (DELETE FROM $n.sluice_audit) DELETE FROM $n.sluice_audit_link"
    )
    assert (await verify(database, noted)).broken == "all is missing that came after 0"


async def test_a_chain_that_was_made_anew_is_found(database: Database, noted: str) -> None:
    """By who can change the tables of the tenant and not `platform`: a beginning of the same length."""
    entry = await entry_at(database, noted, 10)
    await as_owner(database, noted, "UPDATE $n.sluice_audit SET object = 'x' WHERE id = $1", entry)
    (row,) = await as_owner(database, noted, audit_chain._sql(audit_chain._LINKED, "$n" and noted), 9)
    forged = audit_chain.hash_of(row["previous"], row)
    await as_owner(database, noted, "UPDATE $n.sluice_audit_link SET hash = $1 WHERE position = 10", forged)
    assert (await verify(database, noted)).broken == "the end is missing: it ends at 10 of 10"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE $n.sluice_audit SET actor = NULL",
        "DELETE FROM $n.sluice_audit",
        "INSERT INTO $n.sluice_audit_link VALUES (99, uuidv7(), '', '')",
        "UPDATE $n.sluice_audit_link SET hash = ''",
        "SELECT * FROM platform.audit_head",
    ],
)
async def test_the_role_of_a_tenant_adds_and_reads(database: Database, noted: str, sql: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.fetch(sql.replace("$n", noted), [], affinity=noted)


async def test_what_is_forgotten_leaves_a_chain(database: Database, noted: str) -> None:
    assert await forget(database, noted) == 0
    await as_owner(database, noted, "ALTER TABLE $n.sluice_audit_link DISABLE TRIGGER ALL")
    await keep(database, noted, 30)
    # As if the first six were older: their hashes are made anew with the moments.
    old = "SELECT entry FROM $n.sluice_audit_link WHERE position <= 6"
    await as_owner(
        database, noted, f"UPDATE $n.sluice_audit SET at = at - interval '40 days' WHERE id IN ({old})"
    )
    assert await forget(database, noted) == 6
    found = await verify(database, noted)
    assert (found.broken, found.links) == (None, 4)
    await write(database, noted, 11)
    assert await link(database, noted) == 1
    assert (await verify(database, noted)).links == 5
    # More than was forgotten is more than may be missing.
    await as_owner(database, noted, "DELETE FROM $n.sluice_audit_link WHERE position = 7")
    assert (await verify(database, noted)).broken == "links are missing before 8"
    assert (_days("forever"), _days("30")) == (None, 30)


async def test_an_installation_that_a_tenant_moved_to_goes_on(database: Database, noted: str) -> None:
    await as_owner(database, noted, "DELETE FROM platform.audit_head WHERE namespace = $1", noted)
    assert (await verify(database, noted)).broken is None
    await write(database, noted, 11)
    assert await link(database, noted) == 1
    assert (await verify(database, noted)).links == 11


async def test_who_commits_late_is_linked_late(database: Database, noted: str) -> None:
    async with database.transaction(affinity=noted, walled=True) as connection:
        await note(connection, noted, Entry("memberAdded", None, "late"))
        await write(database, noted, 12)
        assert await link(database, noted) == 1
    assert await link(database, noted) == 1
    assert (await verify(database, noted)).broken is None


async def test_who_administers_is_told_of_it(own_world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world, api = own_world, own_world.api

    async def log(**asked: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await api.data(world.admin, LOG, asked))["auditLog"]
        return found

    me = (await api.data(world.admin, "{ me { member { id } } }"))["me"]["member"]["id"]
    rep = world.members["rep"]
    setting = """mutation ($id: ID!) {
      setMemberRoles(input: {memberId: $id, roles: ["manager"]}) { errors { code } } }"""
    await api.data(world.admin, setting, {"id": rep})
    (entry,) = await log(kind="memberRolesSet")
    assert (entry["object"], entry["actor"]) == (rep, me)
    assert entry["details"]["roles"]
    making = 'mutation { createApiKey(input: {name: "ERP"}) { apiKey { id } } }'
    key = (await api.data(world.admin, making))["createApiKey"]["apiKey"]["id"]
    ending = "mutation ($id: ID!) { revokeApiKey(id: $id) { errors { code } } }"
    await api.data(world.admin, ending, {"id": key})
    assert [each["kind"] for each in await log(object=key)] == ["apiKeyRevoked", "apiKeyCreated"]
    published = [int(each["object"]) for each in await log(kind="catalogPublished")]
    assert published == list(range(len(published), 0, -1))

    email, password = f"ada@{world.slug}.example", "correct horse battery"
    adding = """mutation ($input: AddMemberInput!) { addMember(input: $input) { member { id } errors { code } } }"""
    given = {"email": email, "password": password, "name": "Ada", "roles": ["rep"]}
    ada = (await api.data(world.admin, adding, {"input": given}))["addMember"]["member"]["id"]
    sign = """mutation ($email: String!, $password: String!) {
      signIn(input: {email: $email, password: $password}) { token } }"""
    for address, secret in ((email, password), (email, "wrong horse battery"), (f"b{email}", password)):
        await api.data(None, sign, {"email": address, "password": secret})
    await api.engine.posting.settled()
    newest = {(each["kind"], each["actor"], each["object"]) for each in await log(first=2)}
    assert newest == {("signInFailed", None, ada), ("signedIn", ada, ada)}

    everything = await log(first=200)
    assert {each["kind"] for each in everything} <= set(KINDS)
    paged: list[dict[str, Any]] = []
    while page := await log(first=3, **({"before": paged[-1]["id"]} if paged else {})):
        paged += page
    assert paged == everything
    assert await log(since="2999-01-01T00:00:00Z") == []
    assert await log(actor=str(uuid4())) == []
    assert await api.codes(world.admin, LOG, {"first": 201}) == ["BAD_USER_INPUT"]
    assert await api.codes(world.manager, LOG) == ["FORBIDDEN"]

    database, namespace = api.engine.database, await world.namespace()
    await link(database, namespace)
    tenant = await tenant_called(database, world.slug)
    assert await _holds(database, tenant)
    await as_owner(database, namespace, "DELETE FROM $n.sluice_audit WHERE object = $1", key)
    assert not await _holds(database, tenant)
    assert "BROKEN" in capsys.readouterr().out


FOURTH = "id = (SELECT entry FROM $n.sluice_audit_link WHERE position = 4)"
TAMPERED = {
    "a changed entry": f"UPDATE $n.sluice_audit SET object = 'x' WHERE {FOURTH}",
    "a missing entry": f"DELETE FROM $n.sluice_audit WHERE {FOURTH}",
    "missing links": "DELETE FROM $n.sluice_audit_link WHERE position IN (4, 5)",
    "an end cut off": """WITH gone AS (DELETE FROM $n.sluice_audit_link WHERE position > 7 RETURNING entry)
        DELETE FROM $n.sluice_audit WHERE id IN (SELECT entry FROM gone)""",
    "all of it": "WITH gone AS (DELETE FROM $n.sluice_audit) DELETE FROM $n.sluice_audit_link",
    "one put in": """INSERT INTO $n.sluice_audit (id, at, kind, object)
        VALUES (uuidv7(), now() - interval '3 days', 'memberAdded', 'x')""",
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_a_break_that_is_accepted_is_named_and_hides_no_other(
    database: Database, noted: str, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tenant,) = [each for each in await tenants(database) if each.namespace == noted]
    async with database.transaction(affinity="") as connection:
        await connection.execute(TAMPERED[how].replace("$n", noted))
    if how == "all of it":
        (head,) = await as_owner(
            database, noted, "SELECT position FROM platform.audit_head WHERE namespace = '$n'"
        )
        assert head[0] == 10
    broken = (await verify(database, noted)).broken
    assert broken
    accepted = await accept_audit_break(database, "Olga", tenant.slug, "备份 put back")
    assert accepted[0].startswith(broken)
    found = await verify(database, noted)
    assert found.broken is None
    assert all("备份 put back" in each for each in found.accepted)
    assert len(found.accepted) == len(accepted)
    assert await _holds(database, tenant)
    assert f"known break: {broken}" in capsys.readouterr().out
    # It goes on, and what is done to it afterwards is found.
    await write(database, noted, 11)
    assert await link(database, noted) == 1
    assert (await verify(database, noted)).broken is None
    with pytest.raises(SluiceError):
        await accept_audit_break(database, "Olga", tenant.slug, "there is none")
    (last,) = await as_owner(
        database, noted, "SELECT entry FROM $n.sluice_audit_link ORDER BY position DESC LIMIT 1"
    )
    await as_owner(
        database, noted, "UPDATE $n.sluice_audit SET object = 'y' WHERE id = $1 RETURNING 1", last[0]
    )
    assert "is not as it was written" in str((await verify(database, noted)).broken)


async def test_an_accepted_entry_that_is_changed_again_is_found(database: Database, noted: str) -> None:
    (tenant,) = [each for each in await tenants(database) if each.namespace == noted]
    entry = await entry_at(database, noted, 4)
    for value in ("x", "y"):
        await as_owner(database, noted, f"UPDATE $n.sluice_audit SET object = '{value}' WHERE id = $1", entry)
        assert (await verify(database, noted)).entry == entry
        await accept_audit_break(database, "Olga", tenant.slug, "known")
        assert (await verify(database, noted)).broken is None
    await as_owner(database, noted, "UPDATE $n.sluice_audit SET object = 'z' WHERE id = $1", entry)
    found = await verify(database, noted)
    assert (found.entry, len(found.accepted)) == (entry, 2)


async def test_a_round_passes_over_logs_without_anything_new(
    database: Database, noted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def observed(given: Database, namespace: str) -> int:
        if namespace != noted:
            return 0  # the tenants of other tests
        asked.append(namespace)
        return await link(given, namespace)

    async def kept(given: Database, namespace: str) -> int:
        return await forget(given, namespace) if namespace == noted else 0

    monkeypatch.setattr(auditing, "link", observed)
    monkeypatch.setattr(auditing, "forget", kept)
    looked: dict[str, auditing.Looked] = {}
    await audit(database, looked)
    assert noted in asked
    await told_to_the_counters(database, noted, 9)
    await audit(database, looked)
    asked.clear()
    await audit(database, looked)
    assert not asked
    await write(database, noted, 11)
    await told_to_the_counters(database, noted, looked[noted].entries)
    assert await audit(database, looked) >= 1
    assert noted in asked
    assert (await verify(database, noted)).links == 11
    asked.clear()
    looked[noted] = replace(looked[noted], at=looked[noted].at - auditing.AT_LEAST_SECONDS)
    await audit(database, looked)
    assert noted in asked, "a log is looked at from time to time whatever the counters say"
    await database.rows(TENANT.delete().where(TENANT.c.namespace == noted), affinity=AFFINITY)
    await audit(database, looked)
    assert noted not in looked


async def told_to_the_counters(database: Database, namespace: str, more_than: int) -> None:
    """Wait until PostgreSQL's counters know of entries: a backend tells them within seconds."""
    counted = f"SELECT pg_stat_get_tuples_inserted('{namespace}.sluice_audit'::regclass)"
    async with asyncio.timeout(PATIENCE):
        while True:
            (row,) = await database.fetch(counted, [], affinity="")
            if row[0] > more_than:
                return
            await asyncio.sleep(0.05)
