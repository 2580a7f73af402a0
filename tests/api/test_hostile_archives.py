"""An archive that somebody has made to do harm: nothing of it is run, and nothing beside its own tenant is touched."""

import hashlib
import io
import json
import secrets
import tarfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from core.database import Database
from core.errors import SluiceError
from migrations.run import upgrade
from tenants.passwords import hash_password
from tenants.platform import AFFINITY, API_KEY, IDENTITY, MEMBERSHIP, TENANT
from tests.api.test_archives import export, restore
from tests.client import Api, running_api
from tests.conftest import drop_database, make_database
from tests.world import World

Members = dict[str, bytes]
PASSWORD = "what the attacker knows"
SIGN_UP = "mutation ($i: SignUpInput!) { signUp(input: $i) { token tenant { slug } errors { code } } }"
SIGN_IN = """mutation ($e: String!, $p: String!) {
  signIn(input: { email: $e, password: $p }) { token errors { code } } }"""


@pytest.fixture
async def target(server_url: str) -> AsyncIterator[Api]:
    """An installation with a tenant of its own, into which the archive shall come."""
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as running:
        yield running
    await drop_database(server_url, url)


async def members_of(world: World, folder: Path) -> Members:
    path = folder / f"{secrets.token_hex(4)}.tar"
    await export(world, path)
    with tarfile.open(path) as tar:
        return {each.name: tar.extractfile(each).read() for each in tar.getmembers()}


def packed(members: Members, folder: Path, *, sums: bool = True) -> Path:
    """The members as an archive; with checksums that fit, for whoever forges one makes these too."""
    if sums:
        found = {
            name: hashlib.sha256(each).hexdigest()
            for name, each in members.items()
            if name != "checksums.json"
        }
        members = {**members, "checksums.json": json.dumps(found).encode()}
    path = folder / f"{secrets.token_hex(4)}.tar"
    with tarfile.open(path, "w") as tar:
        for name, each in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(each)
            tar.addfile(entry, io.BytesIO(each))
    return path


async def state(database: Database) -> tuple[Any, ...]:
    """All that is there beside what a tenant has: rows of `platform`, namespaces, roles, functions, extensions."""
    found = []
    for table in (TENANT, IDENTITY, MEMBERSHIP, API_KEY):
        rows = await database.rows(select(table), affinity=AFFINITY)
        found.append(sorted(str(dict(row)) for row in rows))
    for sql in (
        "SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp' ORDER BY 1",
        "SELECT extname::text FROM pg_extension ORDER BY 1",
        "SELECT evtname::text FROM pg_event_trigger ORDER BY 1",
        "SELECT oid::text FROM pg_largeobject_metadata ORDER BY 1",
        "SELECT proname || pronamespace::regnamespace::text FROM pg_proc WHERE oid > 16383 ORDER BY 1",
    ):
        found.append([row[0] for row in await database.fetch(sql, [], affinity="")])
    return tuple(found)


def platform(members: Members, change: Callable[[dict[str, Any]], None]) -> Members:
    rows = json.loads(members["platform.json"])
    change(rows)
    return {**members, "platform.json": json.dumps(rows).encode()}


def catalog(members: Members, change: Callable[[str], str]) -> Members:
    """With every version of the catalog changed, as the text that COPY writes."""
    name = "rows/sluice_catalog_version"
    changed = change(members[name].decode())
    assert changed != members[name].decode()
    return {**members, name: changed.encode()}


def _set(table: str, **values: Any) -> Callable[[Members], Members]:
    def change(rows: dict[str, Any]) -> None:
        rows[table][0].update(values)

    return lambda members: platform(members, change)


def _drop_columns(members: Members) -> Members:
    columns = json.loads(members["columns.json"])
    columns["deal"][0] = "id\") FROM PROGRAM 'touch /tmp/owned' --"
    return {**members, "columns.json": json.dumps(columns).encode()}


def _other_table(name: str) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        columns = {**json.loads(members["columns.json"]), name: ["id"]}
        return {**members, "columns.json": json.dumps(columns).encode(), f"rows/{name}": b"x\n"}

    return change


SQL = "CREATE FUNCTION public.owned() RETURNS int LANGUAGE sql AS 'SELECT 1'"
HOSTILE: dict[str, Callable[[Members], Members]] = {
    "a dump, whose SQL would be run": lambda m: {**m, "namespace.dump": SQL.encode()},
    "a script": lambda m: {**m, "rows/x.sql": SQL.encode()},
    "a file beside it": lambda m: {**m, "files/../../other/x": b"x"},
    "a file that no row tells of": lambda m: {**m, f"files/{uuid4()}": b"x"},
    "a table of no catalog": _other_table("owned"),
    "a table of another namespace": _other_table('platform"."tenant'),
    "a column that is SQL": _drop_columns,
    "rows that are no rows": lambda m: {**m, "rows/deal": f"{SQL};\n".encode()},
    "an object called as SQL": lambda m: catalog(
        m, lambda text: text.replace('"name": "deal"', '"name": "d\\\\"; x"')
    ),
    "an id that is SQL": lambda m: catalog(
        m, lambda text: text.replace('"id": "obj_', '"id": "obj\'); DROP')
    ),
    "a catalog that is none": lambda m: catalog(m, lambda text: text.replace('"objects"', '"oddments"')),
    "the namespace of the installation": _set("tenant", namespace="platform"),
    "a namespace that is SQL": _set("tenant", namespace="t_x; DROP SCHEMA platform CASCADE"),
    "a membership in another tenant": _set("membership", tenant_id=str(uuid4())),
    "a key of another tenant": _set("api_key", tenant_id=str(uuid4())),
    "a membership of somebody else": _set("membership", identity_id=str(uuid4())),
    "a plan that is not here": _set("tenant", plan="all of it"),
    "more than one tenant": lambda m: platform(
        m, lambda rows: rows["tenant"].append(dict(rows["tenant"][0]))
    ),
    "rows of other tables": lambda m: platform(m, lambda rows: rows.update(operator=[{"name": "x"}])),
    "an older kind, with a dump": lambda m: {
        **m,
        "manifest.json": json.dumps({**json.loads(m["manifest.json"]), "version": 1}).encode(),
    },
}


@pytest.mark.parametrize("how", HOSTILE)
async def test_it_is_refused_and_nothing_has_changed(
    own_world: World, target: Api, tmp_path: Path, how: str
) -> None:
    database = target.engine.database
    members = HOSTILE[how](await members_of(own_world, tmp_path))
    before = await state(database)
    with pytest.raises(SluiceError) as refused:
        await restore(target, packed(members, tmp_path))
    assert {each.code for each in refused.value.problems} <= {"INVALID_VALUE", "NOT_FOUND"}, refused.value
    assert await state(database) == before
    # What is right with it comes in.
    assert await restore(target, packed(await members_of(own_world, tmp_path), tmp_path)) == own_world.slug


@pytest.mark.parametrize("how", ["changed", "missing", "twice", "link", "compressed"])
async def test_what_is_damaged_is_refused(own_world: World, target: Api, tmp_path: Path, how: str) -> None:
    members = await members_of(own_world, tmp_path)
    path = packed(members, tmp_path, sums=False)
    match how:
        case "changed":
            path = packed({**members, "rows/deal": members["rows/deal"] + b"\n"}, tmp_path, sums=False)
        case "missing":
            del members["rows/sluice_member"]
            path = packed(members, tmp_path, sums=False)
        case "compressed":
            with tarfile.open(tmp_path / "x.tgz", "w:gz") as tar:
                tar.add(path)
            path = tmp_path / "x.tgz"
        case _:
            with tarfile.open(path, "a") as tar:
                entry = tarfile.TarInfo("platform.json" if how == "twice" else "rows/link")
                if how == "link":
                    entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
                tar.addfile(entry)
    before = await state(target.engine.database)
    with pytest.raises(SluiceError) as refused:
        await restore(target, path)
    assert refused.value.problems[0].code == "INVALID_VALUE"
    assert await state(target.engine.database) == before


async def test_a_namespace_of_nobody_is_not_dropped(own_world: World, target: Api, tmp_path: Path) -> None:
    """It was, whatever was in it: an archive had only to bear its name."""
    database, members = target.engine.database, await members_of(own_world, tmp_path)
    async with database.transaction(affinity="") as connection:
        await connection.execute(
            "CREATE SCHEMA t_kept_for_later; CREATE TABLE t_kept_for_later.deal (id int)"
        )
    with pytest.raises(SluiceError) as refused:
        await restore(target, packed(_set("tenant", namespace="t_kept_for_later")(members), tmp_path))
    assert refused.value.problems[0].code == "TENANT_THERE"
    assert await database.fetch("SELECT count(*) FROM t_kept_for_later.deal", [], affinity="") == [(0,)]


async def test_ids_of_another_tenant_are_refused(own_world: World, target: Api, tmp_path: Path) -> None:
    signed = await signed_up(target, "victim@there.example")
    database, members = target.engine.database, await members_of(own_world, tmp_path)
    (there,) = await database.rows(
        select(TENANT).where(TENANT.c.slug == signed["tenant"]["slug"]), affinity=AFFINITY
    )
    id_ = str(there["id"])

    def as_theirs(rows: dict[str, Any]) -> None:
        rows["tenant"][0]["id"] = id_
        for each in (*rows["membership"], *rows["api_key"]):
            each["tenant_id"] = id_

    before = await state(database)
    for forged in (platform(members, as_theirs), _set("tenant", namespace=there["namespace"])(members)):
        with pytest.raises(SluiceError) as refused:
            await restore(target, packed(forged, tmp_path))
        assert refused.value.problems[0].code == "TENANT_THERE"
        assert refused.value.problems[0].hint
    assert await state(database) == before


async def signed_up(api: Api, email: str) -> Any:
    given = {
        "email": email,
        "password": "the pass phrase of the victim",
        "name": "Vic",
        "tenantName": "There",
    }
    done = (await api.data(None, SIGN_UP, {"i": given}))["signUp"]
    assert done["errors"] == []
    return done


async def test_people_who_are_here_keep_their_account_and_are_asked(
    own_world: World, target: Api, tmp_path: Path
) -> None:
    """With a password of the attacker's, and with the id of the account, beside another address."""
    signed = await signed_up(target, "victim@there.example")
    database, members = target.engine.database, await members_of(own_world, tmp_path)
    (victim,) = await database.rows(
        select(IDENTITY).where(IDENTITY.c.email == "victim@there.example"), affinity=AFFINITY
    )
    hashed = await hash_password(PASSWORD)

    def forge(rows: dict[str, Any]) -> None:
        (first, second), mine = rows["identity"][:2], rows["membership"]
        # One is the victim by address; the other, by its id.
        first.update(email="victim@there.example", password_hash=hashed)
        old, second["id"] = second["id"], str(victim["id"])
        second.update(email="mallory@evil.example", password_hash=hashed)
        for each in mine:
            each["identity_id"] = second["id"] if each["identity_id"] == old else each["identity_id"]

    await restore(target, packed(platform(members, forge), tmp_path))
    (now,) = await database.rows(select(IDENTITY).where(IDENTITY.c.id == victim["id"]), affinity=AFFINITY)
    assert dict(now) == dict(victim)
    got = await target.data(None, SIGN_IN, {"e": "victim@there.example", "p": PASSWORD})
    assert got["signIn"]["token"] is None
    # Their session opens their own tenant, and not this one before they accept.
    me = "{ me { tenant { slug } } }"
    assert (await target.data(signed["token"], me))["me"]["tenant"]["slug"] == signed["tenant"]["slug"]
    refused = await target.ask(signed["token"], me, **{"X-Sluice-Tenant": own_world.slug})
    assert [each["extensions"]["code"] for each in refused["errors"]] == ["TENANT_REQUIRED"]
    of_them = select(MEMBERSHIP.c.accepted_at).where(MEMBERSHIP.c.identity_id == victim["id"])
    accepted = [row["accepted_at"] for row in await database.rows(of_them, affinity=AFFINITY)]
    assert sorted(each is None for each in accepted) == [False, True]


@pytest.mark.parametrize("passwords", [False, True])
async def test_nobody_has_an_account_ready_that_another_knows_the_password_of(
    own_world: World, target: Api, tmp_path: Path, passwords: bool
) -> None:
    """Somebody who comes later would be in an account that is not theirs alone."""
    members = await members_of(own_world, tmp_path)
    hashed = await hash_password(PASSWORD)
    forged = _set("identity", email="later@there.example", password_hash=hashed)(members)
    await restore(target, packed(forged, tmp_path), passwords=passwords)
    got = await target.data(None, SIGN_IN, {"e": "later@there.example", "p": PASSWORD})
    assert (got["signIn"]["token"] is not None) is passwords


async def test_a_key_of_another_tenant_stays_theirs(own_world: World, target: Api, tmp_path: Path) -> None:
    await restore(target, packed(await members_of(own_world, tmp_path), tmp_path))
    database = target.engine.database
    again = await members_of(own_world, tmp_path)
    old, new = str((await database.rows(select(TENANT.c.id), affinity=AFFINITY))[0]["id"]), str(uuid4())
    text = again["platform.json"].decode().replace(old, new)
    namespace = f"t_{secrets.token_hex(6)}"
    text = text.replace(await own_world.namespace(), namespace)
    before = await state(database)
    with pytest.raises(SluiceError) as refused:
        await restore(target, packed({**again, "platform.json": text.encode()}, tmp_path), "another")
    assert refused.value.problems[0].code == "TENANT_THERE"
    assert "key" in refused.value.problems[0].message
    assert await state(database) == before
