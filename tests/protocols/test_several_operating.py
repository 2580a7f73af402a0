"""Several processes serve one database: each operation is done once, and of a process that is killed by another one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest

from migrations.run import upgrade
from tests.client import running_api
from tests.conftest import drop_database, make_database
from tests.protocols.serving import Served, serving
from tests.world import sign_up

FIELDS = [f"value{number}" for number in range(6)]
ASK = """mutation ($changes: [CatalogChange!]!) {
  changeCatalog(changes: $changes, background: true) { operation { id } errors { code message } }
}"""
OPERATIONS = "{ catalogOperations { id state version errors { code message } } }"


@dataclass(frozen=True)
class Tenant:
    """A tenant with 2,000 leads, asked through whichever server."""

    token: str
    namespace: str

    async def ask(self, served: Served, document: str, **variables: Any) -> Any:
        async with httpx.AsyncClient(timeout=60) as client:
            response = await client.post(
                served.url,
                json={"query": document, "variables": variables},
                headers={"Authorization": f"Bearer {self.token}"},
            )
        (found,) = response.json()["data"].values()
        return found

    async def begin(self, served: Served, *changes: Any) -> str:
        asked = await self.ask(served, ASK, changes=[*changes])
        assert asked["errors"] == []
        return str(asked["operation"]["id"])

    async def ended(self, served: Served, seconds: float = 60) -> list[Any]:
        """All operations, the oldest first, when none is under way."""
        async with asyncio.timeout(seconds):
            while True:
                found: list[Any] = await self.ask(served, OPERATIONS)
                if all(each["state"] not in ("queued", "running") for each in found):
                    return found[::-1]
                await asyncio.sleep(0.1)


@dataclass(frozen=True)
class Place:
    """A database of its own, with two tenants, which nobody serves yet."""

    url: str
    tenants: tuple[Tenant, ...]

    async def fetch(self, sql: str, of: Tenant) -> list[Any]:
        connection = await asyncpg.connect(self.url)
        try:
            found: list[Any] = await connection.fetch(sql.format(of.namespace))
            return found
        finally:
            await connection.close()

    @asynccontextmanager
    async def older(self, of: Tenant) -> AsyncIterator[None]:
        """A transaction that is older than what comes: an index that is being built waits for its end."""
        connection = await asyncpg.connect(self.url)
        try:
            async with connection.transaction(isolation="repeatable_read"):
                await connection.fetch(f"SELECT count(*) FROM {of.namespace}.sluice_member")
                yield
        finally:
            await connection.close()

    async def building(self, of: Tenant) -> None:
        """Wait until an index is built that waits for who is older."""
        invalid = (
            "SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
            " WHERE relnamespace = '{0}'::regnamespace AND NOT indisvalid AND indisready"
        )
        await self.until(of, invalid)

    async def until(self, of: Tenant, found: str) -> None:
        """Wait until a statement finds something."""
        async with asyncio.timeout(30):
            while True:
                if await self.fetch(found, of):
                    return
                await asyncio.sleep(0.05)


@pytest.fixture
async def place(server_url: str) -> AsyncIterator[Place]:
    url = await make_database(server_url)
    await upgrade(url)
    fields = [{"name": each, "type": "text"} for each in FIELDS]
    tenants = []
    async with running_api(url) as api:
        for slug in ("one", "other"):
            token, _ = await sign_up(api, slug)
            await api.change(token, {"addObject": {"name": "lead", "plural": "leads", "fields": fields}})
            caller = await api.engine.authenticator.caller(token, None)
            tenants.append(Tenant(token, caller.namespace))
    found = Place(url, tuple(tenants))
    names = ", ".join(FIELDS)
    values = ", ".join("n::text" for _ in FIELDS)
    for each in tenants:
        filled = f"INSERT INTO {{0}}.lead ({names}) SELECT {values} FROM generate_series(1, 2000) AS n"
        await found.fetch(filled, each)
    yield found
    await drop_database(server_url, url)


def to_integer(field: str) -> Any:
    return {"setFieldType": {"object": "lead", "field": field, "type": "integer"}}


def unique(field: str) -> Any:
    return {"setUnique": {"object": "lead", "field": field, "unique": True}}


async def sound(place: Place, tenant: Tenant) -> None:
    left = (
        "SELECT relname FROM pg_class WHERE relnamespace = '{0}'::regnamespace"
        " AND (relname LIKE 'sluice\\_new%' OR relname LIKE 'sluice\\_stale%')"
        " UNION ALL SELECT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relnamespace = '{0}'::regnamespace AND attname LIKE 'sluice\\_new%' AND NOT attisdropped"
    )
    assert await place.fetch(left, tenant) == []


async def test_each_operation_is_done_once(place: Place) -> None:
    async with serving(place.url) as one, serving(place.url) as other:
        for number, field in enumerate(FIELDS):
            change = to_integer(field) if number % 2 else unique(field)
            for tenant in place.tenants:
                await tenant.begin((one, other)[number % 2], change)
        for tenant in place.tenants:
            found = await tenant.ended(one)
            assert [(each["state"], each["errors"]) for each in found] == [("done", [])] * len(FIELDS)
            assert [each["version"] for each in found] == [*range(3, 3 + len(FIELDS))]
            takes = await place.fetch("SELECT takes FROM {0}.sluice_operation", tenant)
            assert [row["takes"] for row in takes] == [1] * len(FIELDS)
            await sound(place, tenant)


async def test_another_takes_over_from_one_that_is_killed(place: Place) -> None:
    tenant = place.tenants[0]
    async with serving(place.url) as one:
        async with place.older(tenant):
            operation = await tenant.begin(one, to_integer("value1"), unique("value0"))
            await place.building(tenant)
            async with serving(place.url) as other:
                one.kill()
                # What PostgreSQL still does for the one that is gone holds nobody up for long.
                await place.until(tenant, "SELECT FROM {0}.sluice_operation WHERE takes = 2")
                written = 'mutation { createLead(input: { value1: "5000" }) { errors { code } } }'
                assert await tenant.ask(other, written) == {"errors": []}
        async with serving(place.url) as other:
            (done,) = await tenant.ended(other)
    assert (done["id"], done["state"], done["errors"], done["version"]) == (operation, "done", [], 3)
    found = await place.fetch("SELECT max(value1) AS most, count(*) AS many FROM {0}.lead", tenant)
    assert tuple(found[0]) == (5000, 2001)
    await sound(place, tenant)
