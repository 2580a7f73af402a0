"""A served console and Debian's Chromium in front of it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests.client import SECRET_KEY
from tests.console.building import built
from tests.protocols.serving import Served, serving

expect.set_options(timeout=20_000)  # a page is not wrong because the machine is busy


@pytest.fixture(scope="session")
def console() -> Path:
    """The folder of the built console."""
    return built()


@pytest.fixture(scope="session")
async def served(database_url: str, console: Path) -> AsyncIterator[Served]:
    """A server with the console, on the database that all tests share. Identity providers may be on this machine."""
    settings = {"SLUICE_PROVIDER_NETWORKS": "127.0.0.0/8", "SLUICE_SECRET_KEY": SECRET_KEY}
    async with serving(database_url, **settings) as running:
        yield running


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium; skips where it is not installed."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        await running.close()


@pytest.fixture
def locale() -> str:
    """What the browser of a journey speaks; a module with another one overrides it."""
    return "en-US"


@pytest.fixture
async def window(browser: Browser, served: Served, locale: str) -> AsyncIterator[BrowserContext]:
    """A browser that has never been here, 1366x768."""
    context = await browser.new_context(
        base_url=served.address,
        locale=locale,
        viewport={"width": 1366, "height": 768},
        reduced_motion="reduce",
    )
    yield context
    await context.close()
