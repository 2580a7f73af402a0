"""A tenant of its own for each test that changes it."""

import secrets
from dataclasses import dataclass

import pytest

from tests.api.sales import DEAL, PIPELINE, Sales
from tests.client import Api
from tests.world import World, sign_up


@dataclass(frozen=True)
class FreshTenant:
    """A tenant without objects.

    Attributes:
        admin: session token of its one member.
    """

    admin: str
    slug: str


@pytest.fixture
async def fresh(api: Api) -> FreshTenant:
    return FreshTenant(*await sign_up(api, f"fresh{secrets.token_hex(2)}"))


@pytest.fixture
async def sales(api: Api, fresh: FreshTenant) -> Sales:
    await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Sales(api, fresh.admin)


@pytest.fixture
async def filing(own_world: World) -> World:
    """A world in which deals have a photo."""
    await own_world.api.change(
        own_world.admin, {"addField": {"object": "deal", "field": {"name": "photo", "type": "file"}}}
    )
    return own_world
