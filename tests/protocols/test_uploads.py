"""Uploads over a real connection: one that stalls, one whose client goes, one whose server is killed."""

import asyncio
from pathlib import Path

import httpx
import pytest

from api.http import upload
from api.process.sweeping import sweep
from core.contents import Contents
from core.sealing import KEY_FILE
from tests.client import Api
from tests.protocols.raw import raw_connection
from tests.protocols.serving import serving, serving_here
from tests.protocols.waiting import until
from tests.world import World

MEGABYTE = 1_000_000


@pytest.fixture
async def filing(own_world: World) -> World:
    """A world in which deals have a photo."""
    field = {"name": "photo", "type": "file"}
    await own_world.api.change(own_world.admin, {"addField": {"object": "deal", "field": field}})
    return own_world


def begun(world: World, length: int = 20 * MEGABYTE) -> bytes:
    """The head of an upload, and its beginning."""
    lines = [
        "POST /files?name=a.bin HTTP/1.1",
        "Host: sluice.test",
        f"Authorization: Bearer {world.manager}",
        f"Content-Length: {length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + b"x" * MEGABYTE


async def rows(world: World) -> int:
    namespace = await world.namespace()
    return len(
        await world.api.engine.database.fetch(f"SELECT FROM {namespace}.sluice_file", [], affinity=namespace)
    )


async def comes_to(world: World, count: int) -> bool:
    """Whether there are so many rows within ten seconds."""
    for _ in range(500):
        if await rows(world) == count:
            return True
        await asyncio.sleep(0.02)
    return False


def there(place: Path) -> list[Path]:
    """The files that stand there, but for the key with which a start seals secrets."""
    return [each for each in place.rglob("*") if each.is_file() and each.name != KEY_FILE]


async def test_a_body_that_stalls_is_refused_and_leaves_nothing(
    filing: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "CHUNK_SECONDS", 0.2)
    async with (
        serving_here(database_url, SLUICE_DATA_DIR=str(tmp_path)) as here,
        raw_connection(here.url) as raw,
    ):
        await raw.send(begun(filing))
        response = await raw.response()
        assert response.status == 408
        assert response.json["errors"][0]["extensions"]["code"] == "UPLOAD_TIMEOUT"
    assert await rows(filing) == 0
    assert there(tmp_path) == []


async def test_a_client_that_goes_leaves_nothing(filing: World, database_url: str, tmp_path: Path) -> None:
    async with serving_here(database_url, SLUICE_DATA_DIR=str(tmp_path)) as here:
        async with raw_connection(here.url) as raw:
            await raw.send(begun(filing))
            assert await comes_to(filing, 1)
        assert await comes_to(filing, 0)
        assert there(tmp_path) == []


async def test_what_a_killed_server_left_is_swept(
    api: Api, filing: World, database_url: str, tmp_path: Path
) -> None:
    async with (
        serving(database_url, SLUICE_DATA_DIR=str(tmp_path)) as served,
        raw_connection(served.address) as raw,
    ):
        await raw.send(begun(filing), *(b"x" * MEGABYTE for _ in range(15)))
        await until(lambda: bool(there(tmp_path)))
        served.kill()
    assert await rows(filing) == 1
    assert there(tmp_path) != []
    namespace, database = await filing.namespace(), api.engine.database
    old = f"UPDATE {namespace}.sluice_file SET unnamed_since = now() - interval '2 hours'"
    await database.fetch(old, [], affinity=namespace)
    await sweep(database, api.engine.catalogs, Contents((tmp_path / "files").as_uri()), 1)
    assert await rows(filing) == 0
    assert there(tmp_path) == []


async def test_a_large_file_goes_in_and_out_in_parts(
    filing: World, database_url: str, tmp_path: Path
) -> None:
    async with (
        serving(database_url, SLUICE_DATA_DIR=str(tmp_path)) as served,
        httpx.AsyncClient(
            base_url=served.address, headers={"Authorization": f"Bearer {filing.manager}"}, timeout=60
        ) as client,
    ):
        contents = bytes(range(256)) * 200_000
        made = await client.post("/files", params={"name": "大.bin"}, content=contents)
        assert made.status_code == 201, made.text
        file = made.json()["id"]
        await filing.create(filing.manager, "deal", name="A", photo={"id": file})
        assert (await client.get(f"/files/{file}")).content == contents
        part = await client.get(f"/files/{file}", headers={"Range": "bytes=30000000-30000004"})
        assert (part.status_code, part.content) == (206, contents[30_000_000:30_000_005])
        looked = await client.head(f"/files/{file}")
        assert looked.headers["content-length"] == str(len(contents))
