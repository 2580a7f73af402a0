"""What the server answers where the console is."""

import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from api.app import known_fault
from api.http.console import PLACES, console_routes, is_built
from core.errors import SluiceError
from tests.console.building import FOLDER


@pytest.fixture
async def page(tmp_path: Path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>看板</title>")
    (tmp_path / "assets" / "main-1.js").write_text("plain")
    (tmp_path / "assets" / "main-1.js.br").write_bytes(b"small")
    app = Starlette(routes=list(console_routes(tmp_path)), exception_handlers={SluiceError: refused})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sluice") as client:
        yield client


async def refused(request, error):
    request.state.request_id = "1"
    return await known_fault(request, error)


@pytest.mark.parametrize("address", ["/", "/board", "/board/deal/sales", "/sign-in", "/records/deal/1"])
async def test_every_address_of_the_console_is_its_page(page: httpx.AsyncClient, address: str):
    response = await page.get(address)
    assert (response.status_code, response.text) == (200, "<title>看板</title>")
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-cache"


async def test_a_place_may_have_a_page_of_its_own(page: httpx.AsyncClient, tmp_path: Path):
    (tmp_path / "board.html").write_text("<title>board</title>")
    for address in ("/", "/board", "/board/deal/sales"):
        assert (await page.get(address)).text == "<title>board</title>"
    assert (await page.get("/records/deal")).text == "<title>看板</title>"


async def test_scripts_are_kept_for_ever_and_come_compressed(page: httpx.AsyncClient):
    async with page.stream(
        "GET", "/console/assets/main-1.js", headers={"Accept-Encoding": "gzip, br"}
    ) as response:
        assert b"".join([each async for each in response.aiter_raw()]) == b"small"
    assert response.headers["Content-Encoding"] == "br"
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in response.headers["Cache-Control"]
    plain = await page.get("/console/assets/main-1.js", headers={"Accept-Encoding": "gzip"})
    assert (plain.text, "Content-Encoding" in plain.headers) == ("plain", False)
    assert plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "name",
    [
        "assets/main-2.js",
        "../pyproject.toml",
        "%2e%2e/%2e%2e/etc/passwd",
        "",
        ".sources",
        "assets",
        "assets/main-1.js/x",
        "%00",
        "a" * 5_000,
    ],
)
async def test_there_is_nothing_but_the_files_of_the_build(page: httpx.AsyncClient, name: str):
    assert (await page.get(f"/console/{name}")).status_code == 404


async def test_a_console_that_is_built_anew_is_served_as_it_is(page: httpx.AsyncClient, tmp_path: Path):
    assets = tmp_path / "assets"
    (assets / "main-1.js").unlink()
    (assets / "main-1.js.br").unlink()
    (assets / "main-2.js").write_text("newer")
    gone = await page.get("/console/assets/main-1.js")
    assert gone.status_code == 404
    assert "Reload" in gone.json()["errors"][0]["extensions"]["hint"]
    assert (await page.get("/console/assets/main-2.js")).text == "newer"
    (tmp_path / "index.html").write_text("<title>new</title>")
    assert (await page.get("/board/deal")).text == "<title>new</title>"


async def test_while_a_console_is_replaced_its_page_says_so(page: httpx.AsyncClient, tmp_path: Path):
    (tmp_path / "index.html").unlink()
    away = await page.get("/board")
    assert away.status_code == 503
    assert "try again" in away.json()["errors"][0]["extensions"]["hint"]


def test_no_build_is_no_console(tmp_path: Path):
    assert not is_built(tmp_path)


def test_server_and_console_have_the_same_addresses():
    text = (FOLDER / "src" / "app" / "addresses.ts").read_text(encoding="utf-8")
    assert tuple(re.findall(r'"([a-z-]+)"', text)) == PLACES
