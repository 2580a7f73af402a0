"""The application over HTTP with the real database, and a tenant of its own for each test that changes it."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.client import Api, running_api
from tests.world import World, make_world, sign_up


@dataclass(frozen=True)
class FreshTenant:
    """A tenant without objects.

    Attributes:
        admin: session token of its one member.
    """

    admin: str
    slug: str


@pytest.fixture(scope="session")
async def api(database_url: str) -> AsyncIterator[Api]:
    async with running_api(database_url) as running:
        yield running


@pytest.fixture(scope="session")
async def world(api: Api) -> World:
    """The shared world; tests of this folder only read it."""
    return await make_world(api)


@pytest.fixture
async def fresh(api: Api) -> FreshTenant:
    return FreshTenant(*await sign_up(api, f"fresh{secrets.token_hex(2)}"))
