"""`/metrics` in the format of Prometheus: of one process, and of several that share a folder."""

import asyncio
import re
import secrets
from dataclasses import replace

import httpx
import pytest

from api.process.meters import Meters
from core.meter import BOUNDS, Meter
from tests.client import Api, running_api
from tests.protocols.serving import serving
from tests.world import World, make_world

SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")


def samples(text: str) -> dict[tuple[str, str], float]:
    """(name, labels) to value."""
    found = (SAMPLE.match(line) for line in text.splitlines())
    return {(each[1], each[2] or ""): float(each[3]) for each in found if each}


async def read(client: httpx.AsyncClient, **headers: str) -> dict[tuple[str, str], float]:
    response = await client.get("/metrics", headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    return samples(response.text)


def requests(found: dict[tuple[str, str], float], kind: str, status: str) -> float:
    return found["sluice_request_duration_seconds_count", f'kind="{kind}",status="{status}"']


async def test_what_a_process_has_counted(database_url: str) -> None:
    async with running_api(database_url) as api:
        before = await read(api.client)
        world = await make_world(api)
        document = "{ deals { totalCount } }"
        await api.data(world.rep, document)
        await api.data(world.rep, document)
        await api.ask(world.rep, "{ nothing }")
        await api.ask("sls_wrong", document)
        await api.client.post("/graphql", content=b"[", headers={"Content-Type": "application/json"})
        found = await read(api.client)
        for kind, status, more in (("query", "2xx", 2), ("query", "4xx", 1), ("unreadable", "4xx", 2)):
            assert requests(found, kind, status) == requests(before, kind, status) + more, (kind, status)
        assert requests(found, "mutation", "2xx") > 5
        assert found["sluice_request_duration_seconds_sum", 'kind="query",status="2xx"'] > 0
        assert found["sluice_statement_duration_seconds_count", ""] > 20
        infinite = found["sluice_statement_duration_seconds_bucket", 'le="+Inf"']
        assert infinite == found["sluice_statement_duration_seconds_count", ""]
        assert found["sluice_cache_hits_total", 'cache="queries"'] >= 1
        assert found["sluice_cache_misses_total", 'cache="queries"'] >= 1
        for cache in ("types", "catalogs", "accesses", "trusted", "persisted"):
            assert ("sluice_cache_evictions_total", f'cache="{cache}"') in found
        assert found["sluice_cache_bytes", 'cache="types"'] > 10_000
        assert found["sluice_cache_values", 'cache="types"'] >= 1
        assert found["sluice_pool_connections", 'state="idle"'] >= 1
        assert found["sluice_pool_connections", 'state="in_use"'] == 0
        assert found["sluice_pool_waiting", ""] == 0
        assert found["sluice_subscriptions", ""] == 0
        assert found["sluice_process_resident_memory_bytes", ""] > 10_000_000
        # Twice read is not twice counted.
        again = await read(api.client)
        counts = [key for key in found if key[0].endswith(("_count", "_total", "_bucket"))]
        assert [found[key] for key in counts] == [again[key] for key in counts]


async def test_no_label_names_a_tenant(world: World) -> None:
    text = (await world.api.client.get("/metrics")).text
    namespace = await world.namespace()
    assert [secret for secret in (world.slug, namespace, world.rep, "deals") if secret in text] == []


async def test_a_stale_plan_is_counted(own_world: World, database_url: str) -> None:
    async with running_api(database_url) as elsewhere:
        await elsewhere.data(own_world.rep, "{ deals { totalCount } }")
        before = (await read(elsewhere.client))["sluice_stale_plans_total", ""]
        await own_world.api.change(own_world.admin, {"addRole": {"name": "another"}})
        await elsewhere.data(own_world.rep, "{ deals { totalCount } }")
        assert (await read(elsewhere.client))["sluice_stale_plans_total", ""] == before + 1


async def test_a_token_guards_it_where_there_is_one(database_url: str) -> None:
    async with running_api(database_url) as api:
        token = secrets.token_hex(16)
        object.__setattr__(api.engine, "settings", replace(api.engine.settings, metrics_token=token))
        for headers in ({}, {"Authorization": "Bearer " + token[:-1]}, {"Authorization": token}):
            refused = await api.client.get("/metrics", headers=headers)
            assert refused.status_code == 401
            assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        await read(api.client, Authorization=f"Bearer {token}")


async def test_whichever_worker_is_asked_tells_of_all(database_url: str, api: Api, world: World) -> None:
    async with serving(database_url, SLUICE_WORKERS="2") as served:
        headers = {"Authorization": f"Bearer {world.rep}"}

        async def ask() -> None:
            # A connection of its own, so that both workers get some.
            async with httpx.AsyncClient(headers=headers) as client:
                response = await client.post(served.url, json={"query": "{ deals { totalCount } }"})
                assert response.status_code == 200

        for _ in range(10):
            await asyncio.gather(*(ask() for _ in range(4)))

        async def told() -> dict[tuple[str, str], float]:
            async with httpx.AsyncClient(base_url=served.url.removesuffix("/graphql")) as client:
                return await read(client)

        def processes(found: dict[tuple[str, str], float]) -> int:
            return len([name for name, _ in found if name == "sluice_process_resident_memory_bytes"])

        # One may have answered all before the other was there.
        async with asyncio.timeout(60):
            while True:
                found = await told()
                if (requests(found, "query", "2xx"), processes(found)) == (40, 2):
                    break
                await asyncio.sleep(0.1)
        for _ in range(4):
            found = await told()
            assert (requests(found, "query", "2xx"), processes(found)) == (40, 2)


def test_a_meter_counts_by_bucket() -> None:
    meter = Meter()
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] * 1.5, 1e9):
        meter.add(seconds)
    assert (meter.counts[0], meter.counts[1], meter.counts[-1], sum(meter.counts)) == (2, 1, 1, 4)
    assert meter.seconds == pytest.approx(1e9, abs=1)


def test_every_status_has_its_meter() -> None:
    meters = Meters()
    for status in (200, 294, 400, 401, 404, 413, 500, 503, 504):
        meters.request("query", status, 0.1)
    assert [sum(meters.requests["query", each].counts) for each in (2, 4, 5)] == [2, 4, 3]
