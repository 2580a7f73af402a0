"""What the tests of this folder share."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.migrations.older import Served, served


@pytest_asyncio.fixture
async def older(server_url: str) -> AsyncIterator[Served]:
    """A database of the test's own."""
    async with served(server_url) as found:
        yield found
