"""A served database and the clients in Node."""

from collections.abc import AsyncIterator

import pytest

from tests.protocols.clients import install
from tests.protocols.serving import Served, ServedHere, serving, serving_here


@pytest.fixture(scope="session")
def node_clients() -> None:
    """The packages of this folder; skips where they cannot be had."""
    install()


@pytest.fixture(scope="session")
async def served(database_url: str) -> AsyncIterator[Served]:
    """A server on the database that all tests share."""
    async with serving(database_url) as running:
        yield running


@pytest.fixture(scope="session")
async def here(database_url: str) -> AsyncIterator[ServedHere]:
    """A server within this process, on the database that all tests share."""
    async with serving_here(database_url) as running:
        yield running
