"""Files over HTTP as tests ask for them: uploads, downloads, and what is kept."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 90


def bearer(token: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **headers}


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
