"""Files over HTTP: what is kept of an upload and what is not, and who can download it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from core.contents import Contents
from tests.api.filing import PNG, bearer, code_of, get, given, kept, post, rows
from tests.world import World


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
    other = await world.api.upload(world.manager, "b.png", PNG)
    document = """mutation ($id: ID!, $photo: ID!) {
        updateDeal(id: $id, input: { photo: { id: $photo } }) { errors { code } } }"""
    await world.api.data(world.manager, document, {"id": deal, "photo": other})
    assert (await get(world, world.manager, other)).status_code == 200
    assert await refused(world.manager), "another has taken its place"
    await world.api.data(world.manager, document, {"id": deal, "photo": file})
    emptied = "mutation ($id: ID!) { updateDeal(id: $id, input: { photo: null }) { errors { code } } }"
    await world.api.data(world.manager, emptied, {"id": deal})
    assert await refused(world.manager), "no record names it"
    unnamed = await world.api.upload(world.manager, "b.txt", b"b")
    assert await refused(world.manager, unnamed), "nor ever has"


async def test_a_view_gets_what_the_viewed_role_may_read_whatever_the_cookie_opens(filing: World) -> None:
    world = filing
    file, _ = await given(world, world.manager)
    grants = [
        {"object": "deal", "action": "read"},
        {"object": "deal", "action": "read", "field": "photo", "effect": "deny"},
    ]
    await world.api.change(world.admin, {"setGrants": {"role": "viewer", "grants": grants}})
    begin = "mutation ($roles: [String!]!) { viewAs(input: { roles: $roles }) { token } }"
    found = {}
    for role in ("admin", "viewer"):
        view = (await world.api.data(world.admin, begin, {"roles": [role]}))["viewAs"]["token"]
        found[role] = await get(world, view, file, Cookie=f"sluice={world.admin}")
    assert (found["admin"].status_code, found["admin"].content) == (200, PNG)
    assert (found["viewer"].status_code, code_of(found["viewer"])) == (404, "NOT_FOUND")
    own = await world.api.client.get(f"/files/{file}", headers={"Cookie": f"sluice={world.admin}"})
    assert own.status_code == 200


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


async def test_a_body_that_is_encoded_is_refused(filing: World) -> None:
    refused = await post(filing, filing.manager, b"a", **{"Content-Encoding": "gzip"})
    assert (refused.status_code, code_of(refused)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert await kept(filing) == await rows(filing) == []


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
