"""A tenant of its own for each test that changes it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from metadata.ahead import Ahead, Standing
from metadata.operations import upon_head
from metadata.operations.preparing import Preparing
from tests.api.bids import BIDDING
from tests.api.catalog_line import Line
from tests.api.leads import Leads
from tests.api.merging import Firms, make_firms
from tests.api.people import People, make_people
from tests.api.sales import DEAL, PIPELINE, Sales
from tests.client import Api
from tests.protocols.serving import ServedHere, serving_here
from tests.tenant_copies import copied
from tests.world import World, make_world, sign_up


@dataclass(frozen=True)
class FreshTenant:
    """A tenant without objects.

    Attributes:
        admin: session token of its one member.
    """

    admin: str
    slug: str


async def fresh_tenant(api: Api) -> FreshTenant:
    return FreshTenant(*await sign_up(api, "fresh"))


@copied
async def fresh(api: Api) -> FreshTenant:
    return await fresh_tenant(api)


@copied
async def sales(api: Api) -> Sales:
    admin, _ = await sign_up(api)
    await api.change(admin, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Sales(api, admin)


@copied
async def filing(api: Api) -> World:
    """A world in which deals have a photo."""
    world = await make_world(api)
    photo = {"name": "photo", "type": "file"}
    await api.change(world.admin, {"addField": {"object": "deal", "field": photo}})
    return world


@copied
async def people(api: Api) -> People:
    return await make_people(api, *await sign_up(api, "people"))


@copied
async def firms(api: Api) -> Firms:
    return await make_firms(api, *await sign_up(api, "firms"))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets an operation go as far as it has converted a page, and no further until it is told."""

    class Held:
        reached, go_on, pages = asyncio.Event(), asyncio.Event(), 0

    page = upon_head.UponHead.page

    @asynccontextmanager
    async def pages(self: Any) -> AsyncIterator[Any]:
        Held.pages += 1
        if Held.pages > 1:
            Held.reached.set()
            await Held.go_on.wait()
        async with page(self) as connection:
            yield connection

    monkeypatch.setattr(upon_head.UponHead, "page", pages)
    return Held


@copied
async def leads(api: Api) -> Leads:
    world = await make_world(api)
    fields = [{"name": "name", "type": "text"}, {"name": "value", "type": "text"}]
    await api.change(world.admin, {"addObject": {"name": "lead", "plural": "leads", "fields": fields}})
    found = Leads(api, world.admin, await world.namespace())
    await found.run(
        "INSERT INTO {0}.lead (name, value) SELECT 'L' || n, n::text FROM generate_series(1, 2000) AS n"
    )
    return found


@pytest.fixture(scope="module")
async def here(database_url: str) -> AsyncIterator[ServedHere]:
    async with serving_here(database_url) as running:
        yield running


@pytest.fixture
async def source(api: Api, here: ServedHere, own_world: World) -> Line:
    return Line(here.url.removesuffix("/graphql"), own_world.admin)


@pytest.fixture
async def empty(api: Api, here: ServedHere) -> Line:
    return Line(here.url.removesuffix("/graphql"), (await sign_up(api, f"empty{secrets.token_hex(3)}"))[0])


@copied
async def board(api: Api) -> World:
    """A world with bids and what is done for them."""
    world = await make_world(api)
    await api.change(world.admin, *({"addObject": each} for each in BIDDING))
    return world


@pytest.fixture
def unused(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Any]]:
    """Says what the publish was left to do with all records, and what of the prepared it has not used."""
    found: list[Standing] = []
    left: list[Any] = []
    standing, prepare = Ahead.standing, Preparing.prepare

    async def seen(self: Ahead, *args: Any) -> Standing:
        found.append(await standing(self, *args))
        return found[-1]

    async def prepared(self: Preparing) -> Ahead:
        made = await prepare(self)
        left.extend([*self._upon.wanted.left, *self._upon.at_once])
        return made

    monkeypatch.setattr(Ahead, "standing", seen)
    monkeypatch.setattr(Preparing, "prepare", prepared)

    def told() -> list[Any]:
        made = found[-1]
        return [*left, *made.converted, *made.filled, *made.columns, *made.indexes, *made.unmade]

    return told
