"""A served database and the clients in Node."""

from collections.abc import AsyncIterator

import pytest

from tests.protocols.clients import install
from tests.protocols.serving import Served, serving


@pytest.fixture(scope="session")
def node_clients() -> None:
    """The packages of this folder; skips where they cannot be had."""
    install()


@pytest.fixture(scope="session")
async def served(database_url: str) -> AsyncIterator[Served]:
    """A server on the database that all tests share."""
    async with serving(database_url) as running:
        yield running
