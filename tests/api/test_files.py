"""Files over HTTP: what is kept of an upload and what is not, who can download it, and what is swept."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from api.process.sweeping import sweep
from core.contents import Contents
from records.naming import tell_named
from tenants.files import doomed
from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 90


def bearer(token: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **headers}


@pytest.fixture
async def filing(own_world: World) -> World:
    """A world in which deals have a photo."""
    await own_world.api.change(
        own_world.admin, {"addField": {"object": "deal", "field": {"name": "photo", "type": "file"}}}
    )
    return own_world


def folder(world: World) -> Path:
    return Path(unquote(urlsplit(world.api.engine.settings.contents_url).path))


async def kept(world: World) -> list[str]:
    """Ids of all contents of the tenant."""
    place = folder(world) / await world.namespace()
    return sorted(each.name for each in place.iterdir()) if place.exists() else []


async def rows(world: World, sql: str = "SELECT id::text FROM {}.sluice_file") -> list[Any]:
    namespace = await world.namespace()
    return await world.api.engine.database.fetch(sql.format(namespace), [], affinity=namespace)


async def post(
    world: World, token: str | None, contents: Any, name: str = "a.bin", **headers: str
) -> httpx.Response:
    given = headers if token is None else bearer(token, **headers)
    return await world.api.client.post("/files", params={"name": name}, content=contents, headers=given)


async def get(world: World, token: str, id_: str, **headers: str) -> httpx.Response:
    return await world.api.client.get(f"/files/{id_}", headers=bearer(token, **headers))


async def given(world: World, token: str, name: str = "a.png", contents: bytes = PNG) -> tuple[str, str]:
    """A deal with a photo: ids of the file and the deal."""
    file = await world.api.upload(token, name, contents, "image/png")
    return file, await world.create(token, "deal", name="A", score=10, photo={"id": file})


def code_of(response: httpx.Response) -> str:
    code: str = response.json()["errors"][0]["extensions"]["code"]
    assert response.json()["errors"][0]["extensions"]["hint"]
    return code


async def test_contents_come_back_as_they_were(filing: World) -> None:
    file, _ = await given(filing, filing.manager, "报价 1.png")
    response = await get(filing, filing.manager, file)
    assert (response.status_code, response.content) == (200, PNG)
    headers = response.headers
    assert headers["content-type"] == "image/png"
    assert headers["content-length"] == str(len(PNG))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"] == (
        "attachment; filename=\"__ 1.png\"; filename*=UTF-8''%E6%8A%A5%E4%BB%B7%201.png"
    )
    assert "sandbox" in headers["content-security-policy"]
    tag = headers["etag"]
    unchanged = await get(filing, filing.manager, file, **{"If-None-Match": f'"x", W/{tag}'})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    looked = await filing.api.client.head(f"/files/{file}", headers=bearer(filing.manager))
    assert (looked.status_code, looked.content, looked.headers["content-length"]) == (200, b"", str(len(PNG)))


@pytest.mark.parametrize(
    ("sent", "status", "found"),
    [
        ("bytes=0-3", 206, PNG[:4]),
        ("bytes=90-", 206, PNG[90:]),
        ("bytes=-5", 206, PNG[-5:]),
        ("bytes=4-900", 206, PNG[4:]),
        ("bytes=4-2", 200, PNG),
        ("bytes=0-1,4-5", 200, PNG),
        ("lines=1-2", 200, PNG),
    ],
)
async def test_a_part_is_answered(filing: World, sent: str, status: int, found: bytes) -> None:
    file, _ = await given(filing, filing.manager)
    response = await get(filing, filing.manager, file, Range=sent)
    assert (response.status_code, response.content) == (status, found)
    assert ("content-range" in response.headers) is (status == 206)
    beyond = await get(filing, filing.manager, file, Range="bytes=98-")
    assert (beyond.status_code, code_of(beyond)) == (416, "RANGE_NOT_SATISFIABLE")
    changed = await get(filing, filing.manager, file, Range="bytes=0-3", **{"If-Range": '"other"'})
    assert changed.status_code == 200


async def test_only_who_may_read_the_field_of_the_record_gets_it(filing: World) -> None:
    world = filing
    file, deal = await given(world, world.manager)
    missing = await get(world, world.manager, "01980000-0000-7000-8000-000000000000")
    assert (missing.status_code, code_of(missing)) == (404, "NOT_FOUND")

    async def refused(token: str, id_: str = file) -> bool:
        response = await get(world, token, id_)
        told = {**response.json()["errors"][0], "extensions": None}
        return response.status_code == 404 and told == {**missing.json()["errors"][0], "extensions": None}

    assert (await get(world, world.admin, file)).status_code == 200
    assert await refused(world.rep), "the rep sees deals of their own only"
    assert await refused(world.viewer), "the viewer sees deals with a score above 50"
    assert await refused(world.manager, "..%5C..%5Cpasswd")
    document = "mutation ($id: ID!) { updateDeal(id: $id, input: { score: 60 }) { errors { code } } }"
    await world.api.data(world.manager, document, {"id": deal})
    assert (await get(world, world.viewer, file)).status_code == 200
    grants = [
        {"object": "deal", "action": "read"},
        {"object": "deal", "action": "read", "field": "photo", "effect": "deny"},
    ]
    await world.api.change(world.admin, {"setGrants": {"role": "viewer", "grants": grants}})
    assert await refused(world.viewer), "the viewer may not read the field"
    nobody = await world.api.client.get(f"/files/{file}")
    assert (nobody.status_code, code_of(nobody)) == (401, "UNAUTHENTICATED")
    emptied = "mutation ($id: ID!) { updateDeal(id: $id, input: { photo: null }) { errors { code } } }"
    await world.api.data(world.manager, emptied, {"id": deal})
    assert await refused(world.manager), "no record names it"
    unnamed = await world.api.upload(world.manager, "b.txt", b"b")
    assert await refused(world.manager, unnamed), "nor ever has"


async def test_another_tenant_gets_nothing(filing: World, scratch: World) -> None:
    file, _ = await given(filing, filing.manager)
    assert (await get(scratch, scratch.admin, file)).status_code == 404


async def test_who_may_write_no_file_uploads_none(filing: World) -> None:
    refused = await post(filing, filing.viewer, b"a")
    assert (refused.status_code, code_of(refused)) == (403, "FORBIDDEN")
    nobody = await post(filing, None, b"a")
    assert (nobody.status_code, code_of(nobody)) == (401, "UNAUTHENTICATED")
    wrong = await filing.api.client.get("/files", headers=bearer(filing.manager))
    assert (wrong.status_code, code_of(wrong)) == (405, "METHOD_NOT_ALLOWED")
    assert await rows(filing) == await kept(filing) == []


NAMES = [
    "客户合同（最终版）.pdf",
    "../../etc/passwd",
    "C:\\x\\y.exe",
    "a\u202egnp.exe",
    "a\r\nSet-Cookie: x",
    "线" * 500,
    "…",
    "..",
]


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_kept_as_it_is_and_never_a_path(filing: World, name: str) -> None:
    file, _ = await given(filing, filing.manager, name)
    assert await kept(filing) == [file]
    document = "{ deals { nodes { photo { name } } } }"
    found = await filing.api.data(filing.manager, document)
    assert found["deals"]["nodes"] == [{"photo": {"name": name}}]
    response = await get(filing, filing.manager, file)
    saved = unquote(response.headers["content-disposition"].partition("UTF-8''")[2])
    assert response.status_code == 200
    assert 0 < len(saved.encode()) <= 200
    assert not set(saved) & set("/\\\r\n\u202e")
    assert saved not in ("..", ".")


@pytest.mark.parametrize("name", ["", " ", "x" * 501, "a\0b"])
async def test_a_name_that_is_none(filing: World, name: str) -> None:
    refused = await post(filing, filing.manager, b"a", name)
    assert (refused.status_code, code_of(refused)) == (400, "BAD_USER_INPUT")
    assert refused.json()["errors"][0]["path"] == ["name"]


@pytest.mark.parametrize(
    ("name", "declared", "contents", "found"),
    [
        ("a.png", "image/png", PNG, "image/png"),
        ("a.png", "text/html; charset=utf-8", PNG, "image/png"),
        ("a.png", "image/png", b"<script>", "application/octet-stream"),
        ("a.csv", "", b"a,b", "text/csv"),
        ("a.csv", "application/octet-stream", b"a,b", "text/csv"),
        ("a", "nonsense", b"a,b", "application/octet-stream"),
        (
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK\x03\x04xxxx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.txt", "text/plain", b"", "text/plain"),
    ],
)
async def test_a_media_type_is_what_the_file_begins_like(
    filing: World, name: str, declared: str, contents: bytes, found: str
) -> None:
    response = await post(
        filing, filing.manager, contents, name, **({"Content-Type": declared} if declared else {})
    )
    assert response.status_code == 201
    assert response.json()["mediaType"] == found
    file = response.json()["id"]
    await filing.create(filing.manager, "deal", name="A", photo={"id": file})
    assert (await get(filing, filing.manager, file)).content == contents


async def test_a_file_that_is_too_large_leaves_nothing(
    filing: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        filing.api.engine.__dict__, "settings", replace(filing.api.engine.settings, file_mb=1)
    )

    async def unbounded() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    for contents in (unbounded(), b"x" * 1_000_001):
        refused = await post(filing, filing.manager, contents)
        assert (refused.status_code, code_of(refused)) == (413, "PAYLOAD_TOO_LARGE")
    assert await rows(filing) == await kept(filing) == []
    assert (await post(filing, filing.manager, b"x" * 1_000_000)).status_code == 201


async def test_a_place_that_fails_leaves_nothing(
    filing: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    taken = tmp_path / "file"
    taken.write_text("no folder")
    broken = Contents((taken / "below").as_uri())
    monkeypatch.setitem(filing.api.engine.__dict__, "contents", broken)
    failed = await post(filing, filing.manager, b"a")
    assert (failed.status_code, code_of(failed)) == (503, "FILE_STORE_FAILED")
    assert str(tmp_path) not in failed.text


async def test_so_many_files_wait_for_a_record(filing: World) -> None:
    file = await filing.api.upload(filing.manager, "a.txt", b"a")
    copied = """INSERT INTO {}.sluice_file (name, created_by) SELECT name, created_by FROM {0}.sluice_file,
        generate_series(1, 999) RETURNING 1"""
    await rows(filing, copied.replace("INTO {}", "INTO {0}"))
    refused = await post(filing, filing.manager, b"a")
    assert (refused.status_code, code_of(refused)) == (429, "FILE_LIMIT")
    assert (await post(filing, filing.admin, b"a")).status_code == 201
    await filing.create(filing.manager, "deal", name="A", photo={"id": file})
    assert (await post(filing, filing.manager, b"a")).status_code == 201


# What is swept


async def swept(world: World, hours: int = 24) -> None:
    engine = world.api.engine
    await sweep(engine.database, engine.catalogs, engine.contents, hours)


async def later(world: World, column: str = "unnamed_since", **passed: int) -> None:
    """As if so much time had passed."""
    seconds = timedelta(**passed).total_seconds()
    await rows(world, f"UPDATE {{}}.sluice_file SET {column} = {column} - interval '{seconds} s' RETURNING 1")


async def cannot_be_given(world: World, file: str) -> None:
    document = (
        'mutation ($id: ID!) { createDeal(input: { name: "A", photo: { id: $id } }) { errors { code } } }'
    )
    found = await world.api.data(world.manager, document, {"id": file})
    assert found == {"createDeal": {"errors": [{"code": "FILE_NOT_FOUND"}]}}


async def test_a_file_that_no_record_names_goes(filing: World) -> None:
    named, deal = await given(filing, filing.manager)
    unnamed = await filing.api.upload(filing.manager, "b.txt", b"b")
    await swept(filing)
    assert await kept(filing) == sorted([named, unnamed])
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == [named]
    assert [row[0] for row in await rows(filing)] == [named]

    emptied = "mutation ($id: ID!) { updateDeal(id: $id, input: { photo: null }) { errors { code } } }"
    await filing.api.data(filing.manager, emptied, {"id": deal})
    await swept(filing)
    await later(filing, hours=23)
    await swept(filing)
    assert await kept(filing) == [named]
    back = """mutation ($id: ID!, $file: ID!) { updateDeal(id: $id, input: { photo: { id: $file } }) {
        errors { code } } }"""
    found = await filing.api.data(filing.manager, back, {"id": deal, "file": named})
    assert found == {"updateDeal": {"errors": []}}
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == [named]
    await filing.api.data(filing.manager, emptied, {"id": deal})
    await swept(filing)
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == await rows(filing) == []
    found = await filing.api.data(filing.manager, back, {"id": deal, "file": named})
    assert found == {"updateDeal": {"errors": [{"code": "FILE_NOT_FOUND"}]}}


async def test_files_of_what_is_removed_stay_as_long_as_it_can_be_restored(filing: World) -> None:
    file, _ = await given(filing, filing.manager)
    api, admin = filing.api, filing.admin
    for change, back in (
        (
            {"removeField": {"object": "deal", "field": "photo"}},
            {"restoreField": {"object": "deal", "field": "photo"}},
        ),
        ({"removeObject": {"object": "deal"}}, {"restoreObject": {"object": "deal"}}),
    ):
        await api.change(admin, change)
        await swept(filing)
        await later(filing, hours=25)
        await swept(filing)
        assert (await get(filing, filing.manager, file)).status_code == 404
        await api.change(admin, back)
        assert (await get(filing, admin, file)).content == PNG
    renamed = {"renameField": {"object": "deal", "field": "photo", "name": "picture"}}
    await api.change(
        admin, renamed, {"renameObject": {"object": "deal", "name": "offer", "plural": "offers"}}
    )
    await swept(filing)
    assert (await get(filing, admin, file)).content == PNG
    await api.change(admin, {"removeField": {"object": "offer", "field": "picture"}})
    await api.change(admin, {"eraseField": {"object": "offer", "field": "picture"}})
    await swept(filing)
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == await rows(filing) == []


async def test_files_of_deleted_records_go_when_the_days_of_grace_are_over(filing: World) -> None:
    file, deal = await given(filing, filing.manager)
    deleted = "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }"
    await filing.api.data(filing.manager, deleted, {"id": deal})
    await swept(filing)
    await later(filing, hours=25)
    await swept(filing)
    assert (await get(filing, filing.admin, file)).status_code == 404
    assert await kept(filing) == [file]
    await rows(filing, """UPDATE {}.deal SET "deletedAt" = now() - interval '31 days' RETURNING 1""")
    await swept(filing)
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == await rows(filing) == []


async def test_nothing_is_erased_where_a_publish_came_before_it_was_noted(filing: World) -> None:
    named, _ = await given(filing, filing.manager)
    engine, namespace = filing.api.engine, await filing.namespace()
    catalog = await engine.catalogs.head(namespace)
    await rows(filing, "UPDATE {}.sluice_file SET unnamed_since = now() - interval '25 h' RETURNING 1")
    await filing.api.change(
        filing.admin, {"addField": {"object": "deal", "field": {"name": "x", "type": "text"}}}
    )
    await tell_named(engine.database, catalog, namespace)
    assert await doomed(engine.database, namespace, 24, catalog.version) == ()
    await swept(filing)
    assert await kept(filing) == [named]


async def test_what_a_killed_process_left_goes(filing: World) -> None:
    file = await filing.api.upload(filing.manager, "b.txt", b"b")
    place = folder(filing) / await filing.namespace()
    (place / file).rename(place / f"{file}#1")
    await rows(filing, "UPDATE {}.sluice_file SET sha256 = NULL RETURNING 1")
    await cannot_be_given(filing, file)
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == await rows(filing) == []


async def test_a_sweep_that_was_stopped_is_finished_by_the_next(filing: World) -> None:
    file = await filing.api.upload(filing.manager, "b.txt", b"b")
    await rows(filing, "UPDATE {}.sluice_file SET erasing = true RETURNING 1")
    await cannot_be_given(filing, file)
    (folder(filing) / await filing.namespace() / file).unlink()
    await swept(filing)
    assert await rows(filing) == []
