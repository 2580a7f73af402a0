"""Plans: what is more than they have is refused with a code, and what is used can be read."""

import asyncio
from typing import Any

import pytest

from core.errors import SluiceError
from tenants.acting import put_on
from tenants.directory import tenant_called
from tenants.metering import Metering, usage_of
from tenants.operators import create_operator
from tenants.plans import remove_plan, set_plan
from tenants.platform import AFFINITY
from tenants.quotas import Quotas
from tests.api.filing import bearer, code_of, post
from tests.world import World

CREATE = 'mutation { createDeal(input: {name: "D"}) { deal { id } errors { code details } } }'
MANY = 'mutation { createDeals(inputs: [{name: "D"}]) { errors { code } } }'
UPDATE = "mutation ($id: ID!) { updateDeal(id: $id, input: {score: 1}) { errors { code } } }"
MEMBER = """mutation ($email: String!) {
  addMember(input: { email: $email, name: "M", roles: ["manager"] }) { member { id } errors { code details } }
}"""
OBJECT = {"addObject": {"name": "extra", "plural": "extras", "fields": [{"name": "name", "type": "text"}]}}
CHANGE = "mutation ($c: [CatalogChange!]!) { changeCatalog(changes: $c) { errors { code details } } }"
USAGE = "{ usage { plan month quotas { quota used limit } } }"


async def on_plan(world: World, **quotas: int) -> None:
    """Put the tenant on a plan of its own."""
    database = world.api.engine.database
    async with database.transaction(affinity=AFFINITY) as connection:
        await set_plan(connection, f"of {world.slug} 方案", Quotas(**quotas))
    await put_on(database, "Olga", world.slug, f"of {world.slug} 方案")


async def looked_up(world: World) -> None:
    """Have the process know what is used, as it does some seconds later."""
    engine, namespace = world.api.engine, await world.namespace()
    await engine.database.fetch("SELECT pg_stat_force_next_flush()", [], affinity=namespace)
    await engine.metering.flush()


async def used(world: World) -> dict[str, float]:
    found = (await world.api.data(world.admin, USAGE))["usage"]["quotas"]
    return {each["quota"]: each["used"] for each in found}


async def codes(world: World, document: str, **variables: Any) -> list[str]:
    (payload,) = (await world.api.data(world.admin, document, variables)).values()
    return [each["code"] for each in payload["errors"]]


async def test_no_more_records_than_the_plan_has(own_world: World) -> None:
    deal = await own_world.create(own_world.admin, "deal", name="A")
    for name in "BC":
        await own_world.create(own_world.admin, "deal", name=name)
    await on_plan(own_world, records=3)
    # The first creation has the process look.
    await codes(own_world, CREATE)
    await looked_up(own_world)
    refused = (await own_world.api.data(own_world.admin, CREATE))["createDeal"]
    (error,) = refused["errors"]
    assert (refused["deal"], error["code"]) == (None, "QUOTA_EXCEEDED")
    assert error["details"] == {"quota": "records", "limit": 3, "used": 4}
    assert await codes(own_world, MANY) == ["QUOTA_EXCEEDED"]
    assert await codes(own_world, UPDATE, id=deal) == []
    await on_plan(own_world, records=10)
    assert await codes(own_world, CREATE) == []


async def test_no_more_members_than_the_plan_has(own_world: World) -> None:
    count = int((await used(own_world))["members"])
    await on_plan(own_world, members=count + 2)
    # Of many at once, too.
    made = await asyncio.gather(
        *(codes(own_world, MEMBER, email=f"m{n}@{own_world.slug}.example") for n in range(5))
    )
    assert sorted(made) == [[], [], *[["QUOTA_EXCEEDED"]] * 3]
    assert (await used(own_world))["members"] == count + 2


async def test_no_more_objects_than_the_plan_has(own_world: World) -> None:
    count = int((await used(own_world))["objects"])
    await on_plan(own_world, objects=count - 1)
    found = (await own_world.api.data(own_world.admin, CHANGE, {"c": [OBJECT]}))["changeCatalog"]["errors"]
    assert [each["code"] for each in found] == ["QUOTA_EXCEEDED"]
    assert found[0]["details"]["limit"] == count - 1
    tried = CHANGE.replace("changes: $c", "changes: $c, dryRun: true")
    assert await codes(own_world, tried, c=[OBJECT]) == ["QUOTA_EXCEEDED"]
    # What is there already may be changed.
    field = {"addField": {"object": "deal", "field": {"name": "extra", "type": "text"}}}
    assert await codes(own_world, CHANGE, c=[field]) == []
    await on_plan(own_world, objects=count + 1)
    assert await codes(own_world, CHANGE, c=[OBJECT]) == []


async def test_no_more_files_than_the_plan_has(filing: World) -> None:
    await on_plan(filing, storage_mb=1)
    assert (await post(filing, filing.manager, b"1" * 1_100_000)).status_code == 201
    await looked_up(filing)
    refused = await post(filing, filing.manager, b"1")
    assert (refused.status_code, code_of(refused)) == (403, "QUOTA_EXCEEDED")


@pytest.mark.parametrize("quota", ["requests", "seconds"])
async def test_no_more_in_a_month_than_the_plan_has(own_world: World, quota: str) -> None:
    await on_plan(own_world, **{quota: 2 if quota == "requests" else 0})
    read = "{ me { member { id } } }"
    assert [await own_world.api.codes(own_world.admin, read) for _ in range(2)] == [[], []]
    await looked_up(own_world)
    for token in (own_world.admin, own_world.manager):
        assert await own_world.api.codes(token, read) == ["QUOTA_EXCEEDED"]
    await on_plan(own_world)
    # Who is refused is told of a larger plan a second later.
    await asyncio.sleep(1.1)
    assert await own_world.api.codes(own_world.admin, read) == []


async def test_what_several_processes_count_is_added_up(own_world: World) -> None:
    database = own_world.api.engine.database
    caller = await own_world.api.engine.authenticator.caller(own_world.admin, None)
    processes = [Metering(database) for _ in range(3)]
    for each in processes:
        for _ in range(7):
            each.count(caller)
    await asyncio.gather(*(each.flush() for each in processes))
    found = await usage_of(database, await tenant_called(database, own_world.slug))
    assert found.used["requests"] >= 21
    assert found.plan is None
    assert (found.used["seconds"], found.used["members"]) > (0, 0)


async def test_only_who_administers_reads_what_is_used(world: World) -> None:
    assert await world.api.codes(world.manager, USAGE) == ["FORBIDDEN"]
    found = (await world.api.data(world.admin, USAGE))["usage"]
    assert {each["quota"] for each in found["quotas"]} == set(Quotas.__dataclass_fields__)


async def test_operators_read_usage_and_set_plans(own_world: World) -> None:
    database, slug = own_world.api.engine.database, own_world.slug
    await on_plan(own_world, members=5)
    async with database.transaction(affinity=AFFINITY) as connection:
        token, _ = await create_operator(connection, "Olga")
    document = """mutation ($s: String!) { setTenantPlan(slug: $s, plan: null) { errors { code } } }"""
    for asked, variables in (
        ("query ($s: String!) { usage(slug: $s) { plan quotas { quota limit } } plans { name quotas } }", {}),
        (document, {}),
    ):
        sent = {"query": asked, "variables": {"s": slug, **variables}}
        answer = await own_world.api.client.post("/operator/graphql", json=sent, headers=bearer(token))
        data = answer.json()["data"]
        if "usage" in data:
            assert {"quota": "members", "limit": 5.0} in data["usage"]["quotas"]
            assert {"name": data["usage"]["plan"], "quotas": {"members": 5}} in data["plans"]
    assert (await own_world.api.data(own_world.admin, USAGE))["usage"]["plan"] is None
    async with database.transaction(affinity=AFFINITY) as connection:
        await remove_plan(connection, f"of {slug} 方案")
    with pytest.raises(SluiceError, match="no plan"):
        await put_on(database, "Olga", slug, "no such plan")
