"""A tenant comes whole out of one installation and into another, and in a form that anybody reads."""

import io
import json
import tarfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from api import tenant_restoring
from api.tenant_archives import export_tenant
from api.tenant_restoring import restore_tenant
from core.errors import SluiceError
from migrations.run import upgrade
from tests.api.filing import PNG, get, given
from tests.client import Api, running_api
from tests.conftest import drop_database, make_database
from tests.metadata.tables_compared import table_differences
from tests.world import World, fill_world

DEALS = """{ deals(first: 100, orderBy: [{field: name}]) {
  nodes { id name stage score amount { amount } createdBy { name } stageHistory { from to } }
} }"""


@pytest.fixture
async def elsewhere(server_url: str) -> AsyncIterator[Api]:
    """Another installation."""
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as running:
        yield running
    await drop_database(server_url, url)


async def export(world: World, path: Path, *, portable: bool = False) -> int:
    engine = world.api.engine
    return await export_tenant(engine.database, engine.contents, world.slug, path, portable=portable)


async def restore(api: Api, path: Path, slug: str | None = None, *, passwords: bool = False) -> str:
    engine = api.engine
    restored = await restore_tenant(engine.database, engine.contents, path, slug, passwords=passwords)
    return restored.slug


async def test_a_tenant_is_restored_elsewhere(filing: World, elsewhere: Api, tmp_path: Path) -> None:
    world, path = filing, tmp_path / "world.tar"
    file, _ = await given(world, world.manager, "报价.png")
    assert await export(world, path) == 1
    assert path.stat().st_mode & 0o77 == 0, "nobody else on the machine reads it"
    # Somebody there has an account already, and is a member of another tenant.
    email = f"admin@{world.slug}.example"
    known = await elsewhere.data(
        None,
        "mutation ($i: SignUpInput!) { signUp(input: $i) { token errors { code } } }",
        {"i": {"email": email, "password": "another pass phrase", "name": "Ada", "tenantName": "There"}},
    )
    assert known["signUp"]["errors"] == []
    assert await restore(elsewhere, path) == world.slug
    there = replace(world, api=elsewhere)
    # The key of a member opens it, and what it reads is the same.
    assert await elsewhere.data(world.manager, DEALS) == await world.api.data(world.manager, DEALS)
    assert (await get(there, world.manager, file)).content == PNG
    me = "{ me { member { email roles } } }"
    header = {"X-Sluice-Tenant": world.slug}
    # Whose account it is was not asked there: they are, before it opens the tenant.
    refused = await elsewhere.ask(known["signUp"]["token"], me, **header)
    assert [each["extensions"]["code"] for each in refused["errors"]] == ["TENANT_REQUIRED"]
    accepted = await elsewhere.data(
        known["signUp"]["token"],
        "mutation ($i: AcceptMembershipInput!) { acceptMembership(input: $i) { errors { code } } }",
        {"i": {"tenant": world.slug}},
    )
    assert accepted["acceptMembership"]["errors"] == []
    found = await elsewhere.data(known["signUp"]["token"], me, **header)
    assert found["me"]["member"]["email"] == email
    made = await elsewhere.data(
        world.manager, 'mutation { createDeal(input: {name: "new"}) { errors { code } } }'
    )
    assert made["createDeal"]["errors"] == []
    namespace = await world.namespace()
    catalog = await elsewhere.engine.catalogs.head(namespace)
    assert await table_differences(elsewhere.engine.database, catalog, namespace) == []
    with pytest.raises(SluiceError) as refused:
        await restore(elsewhere, path, "another-slug")
    assert refused.value.problems[0].code == "TENANT_THERE"


DESCRIBED = """
SELECT 'column', c.relname || '.' || a.attname,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
        pg_get_expr(d.adbin, d.adrelid))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = $1::text::regnamespace AND c.relkind = 'r'
UNION ALL SELECT 'constraint', conname, conrelid::regclass::text || replace(pg_get_constraintdef(oid), ' NOT VALID', '')
FROM pg_constraint WHERE connamespace = $1::text::regnamespace AND contype <> 'n'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = $1
UNION ALL SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = $1::text::regnamespace)
UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = $1::text::regnamespace
ORDER BY 1, 2, 3
"""


async def test_all_is_as_it_was_with_what_waits_to_be_restored(
    filing: World, elsewhere: Api, tmp_path: Path
) -> None:
    """Tables, columns, constraints, indexes, triggers and functions in PostgreSQL's words, and every row."""
    world, path = await fill_world(filing), tmp_path / "world.tar"
    fields = [
        {"name": "title", "type": "text", "unique": True, "required": True},
        {"name": "deal", "type": "relation", "target": "deal", "reverse": "remarked"},
        {"name": "about", "type": "relations", "target": "account", "reverse": "mentioned"},
        {"name": "extra", "type": "json"},
    ]
    linking = {"name": "seenBy", "type": "relations", "target": "account", "reverse": "goneOnes"}
    await world.api.change(world.admin, {"addObject": {"name": "note", "plural": "notes", "fields": fields}})
    await world.create(world.admin, "note", title='back\\slash\ttab "中文"', extra={"a": [None, 1.50]})
    await world.api.change(
        world.admin,
        {"addObject": {"name": "gone", "plural": "gones", "fields": [fields[0], linking]}},
        {"removeField": {"object": "note", "field": "deal"}},
        {"removeField": {"object": "note", "field": "about"}},
    )
    await world.create(world.admin, "gone", title="kept")
    await world.api.change(world.admin, {"removeObject": {"object": "gone"}})
    await world.api.change(
        world.admin, {"addObject": {"name": "gone", "plural": "gones", "fields": fields[:1]}}
    )
    await export(world, path)
    assert await restore(elsewhere, path) == world.slug
    namespace = await world.namespace()
    before, after = [
        [tuple(row) for row in await each.engine.database.fetch(DESCRIBED, [namespace], affinity="")]
        for each in (world.api, elsewhere)
    ]
    assert any("sluice_removed_" in name for _, name, _ in before)
    assert after == before
    for kind, name, _ in before:
        if kind == "column" and name.endswith(".id"):
            table = f'{namespace}."{name.removesuffix(".id")}"'
            there, here = [
                [
                    row[0]
                    for row in await each.engine.database.fetch(
                        f"SELECT (to_jsonb(t) - 'identity_id' - 'xid')::text FROM {table} t ORDER BY id",
                        [],
                        affinity="",
                    )
                ]
                for each in (world.api, elsewhere)
            ]
            assert here == there, table


class KilledError(BaseException):
    """The process is gone."""


async def test_a_restoring_that_was_killed_is_begun_again(
    own_world: World, elsewhere: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "world.tar"
    await export(own_world, path)

    async def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(tenant_restoring, "take_in", killed)
        with pytest.raises(KilledError):
            await restore(elsewhere, path)
    assert await elsewhere.codes(own_world.manager, DEALS) == ["UNAUTHENTICATED"]
    assert await restore(elsewhere, path, "renamed-here") == "renamed-here"
    me = await elsewhere.data(own_world.manager, "{ me { tenant { slug } } }")
    assert me["me"]["tenant"]["slug"] == "renamed-here"


async def test_a_portable_export_is_read_line_by_line(filing: World, tmp_path: Path) -> None:
    world, path = await fill_world(filing), tmp_path / "portable.tar"
    file, deal = await given(world, world.manager, "a/../报价\n.png")
    await world.create(world.manager, "deal", name='"quoted" \\ back\nslash 中文', score=1)
    assert await export(world, path, portable=True) >= 1
    with tarfile.open(path) as archive:
        names = archive.getnames()
        (kept,) = [each for each in names if each.startswith(f"files/{file}/")]
        assert ".." not in kept.split("/")
        assert archive.extractfile(kept).read() == PNG
        lines = archive.extractfile("tables/deal.jsonl").read().splitlines()
        deals = {each["id"]: each for each in map(json.loads, lines)}
        assert deals[deal]["photo"]
        assert '"quoted" \\ back\nslash 中文' in {each["name"] for each in deals.values()}
        count = await world.api.engine.database.fetch(
            f"SELECT count(*) FROM {await world.namespace()}.deal", [], affinity=""
        )
        assert len(deals) == count[0][0]
        assert {"tables/sluice_member.jsonl", "tables/sluice_stage_history.jsonl"} <= set(names)
        catalog = json.loads(archive.extractfile("catalog.json").read())
        assert {each["name"] for each in catalog["objects"]} >= {"deal", "account"}
    with pytest.raises(SluiceError) as refused:
        await restore(world.api, path)
    assert "portable" in refused.value.problems[0].message


async def test_what_is_no_archive_is_refused_and_nothing_is_overwritten(
    own_world: World, tmp_path: Path
) -> None:
    (tmp_path / "text").write_text("no archive")
    with tarfile.open(tmp_path / "other.tar", "w") as archive:
        entry = tarfile.TarInfo("manifest.json")
        entry.size = 2
        archive.addfile(entry, io.BytesIO(b"{}"))
    for name in ("text", "other.tar", "missing.tar"):
        with pytest.raises(SluiceError) as refused:
            await restore(own_world.api, tmp_path / name)
        assert refused.value.problems[0].code == "INVALID_VALUE"
    with pytest.raises(SluiceError) as refused:
        await export(own_world, tmp_path / "text")
    assert refused.value.problems[0].code == "INVALID_VALUE"
    assert (tmp_path / "text").read_text() == "no archive"
    with pytest.raises(SluiceError):
        await export(replace(own_world, slug="no-such-tenant"), tmp_path / "none.tar")
    assert not (tmp_path / "none.tar").exists()
