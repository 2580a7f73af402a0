"""Plans: what is more than they have is refused with a code, and what is used can be read."""

import asyncio
from typing import Any

import pytest

from core.errors import SluiceError
from tenants.acting import put_on, remove_plan, set_plan
from tenants.directory import tenant_called
from tenants.metering import Metering, usage_of
from tenants.operators import create_operator
from tenants.platform import AFFINITY
from tenants.quotas import Quotas
from tenants.rate_limits import NO_RATES, Rates, rates_given
from tests.api.filing import bearer, code_of, post
from tests.client import Api, running_api
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


async def on_plan(world: World, rates: Rates = NO_RATES, **quotas: int) -> None:
    """Put the tenant on a plan of its own."""
    database, plan = world.api.engine.database, f"of {world.slug} 方案"
    await set_plan(database, "Olga", plan, Quotas(**quotas), rates)
    await put_on(database, "Olga", world.slug, plan)


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
    await remove_plan(database, "Olga", f"of {slug} 方案")
    with pytest.raises(SluiceError, match="no plan"):
        await put_on(database, "Olga", slug, "no such plan")


READ = "{ me { member { id } } }"
SET_PLAN = """mutation ($input: PlanInput!) {
  setPlan(input: $input) { plan { name quotas rates } errors { code path } } }"""


async def asked(api: Api, token: str) -> Any:
    return await api.client.post("/graphql", json={"query": READ}, headers=bearer(token))


async def test_rate_limits_are_those_of_the_plan_in_every_process(
    own_world: World, database_url: str
) -> None:
    here, slug, plan = own_world.api, own_world.slug, f"of {own_world.slug} 方案"
    async with running_api(database_url, {"SLUICE_RATE_KEY": "500/hour"}) as there:
        assert "ratelimit" not in (await asked(here, own_world.admin)).headers
        first = await asked(there, own_world.admin)
        assert first.headers["ratelimit-policy"] == '"key";q=500;w=3600'
        async with here.engine.database.transaction(affinity=AFFINITY) as connection:
            token, _ = await create_operator(connection, "Olga")
        await put_on_new(own_world, plan)
        given = {"name": plan, "rateKey": "3/hour", "rateTenant": "4/hour"}
        made = await operated(here, token, SET_PLAN, input=given)
        rates = {"key": "3/hour", "tenant": "4/hour"}
        assert made["setPlan"] == {"plan": {"name": plan, "quotas": {}, "rates": rates}, "errors": []}
        # The next statement of each process tells that the caller's rights have changed; the one after it is counted.
        for api in (here, there):
            await asked(api, own_world.admin)
        through = [await asked(api, own_world.admin) for api in (here, there) for _ in range(3)]
        assert [each.status_code for each in through].count(200) == 3
        assert through[-1].headers["ratelimit-policy"].startswith('"key";q=3;w=3600')
        left = [await asked(api, own_world.manager) for api in (here, there)]
        assert [each.status_code for each in left].count(200) <= 2
        # Who is refused is told of a larger plan a second later.
        await set_plan(here.engine.database, "Olga", plan, Quotas(), rates_given({"key": "90/hour"}))
        await asyncio.sleep(1.1)
        for api in (here, there):
            again = await asked(api, own_world.admin)
            assert (again.status_code, again.headers["ratelimit-policy"]) == (200, '"key";q=90;w=3600')
        usage = (await there.data(own_world.admin, "{ usage { rates { policy requests seconds ofPlan } } }"))[
            "usage"
        ]
        assert usage["rates"] == [{"policy": "key", "requests": 90, "seconds": 3600, "ofPlan": True}]
        await put_on(here.engine.database, "Olga", slug, None)
        usual = (await there.data(own_world.admin, "{ usage { rates { policy requests seconds ofPlan } } }"))[
            "usage"
        ]
        assert usual["rates"] == [{"policy": "key", "requests": 500, "seconds": 3600, "ofPlan": False}]


async def put_on_new(world: World, plan: str) -> None:
    """On a plan that bounds nothing."""
    await set_plan(world.api.engine.database, "Olga", plan, Quotas(), NO_RATES)
    await put_on(world.api.engine.database, "Olga", world.slug, plan)


async def operated(api: Api, token: str, document: str, **variables: Any) -> dict[str, Any]:
    sent = {"query": document, "variables": variables}
    answer = await api.client.post("/operator/graphql", json=sent, headers=bearer(token))
    found: dict[str, Any] = answer.json()["data"]
    return found


async def test_a_rate_that_is_none_is_refused(own_world: World) -> None:
    api = own_world.api
    async with api.engine.database.transaction(affinity=AFFINITY) as connection:
        token, _ = await create_operator(connection, "Olga")
    for wrong in ("often", "0/minute", "5/year", "1000000000/second"):
        made = await operated(api, token, SET_PLAN, input={"name": "wrong", "rateTenant": wrong})
        (error,) = made["setPlan"]["errors"]
        assert (made["setPlan"]["plan"], error["code"], error["path"]) == (
            None,
            "INVALID_VALUE",
            ["input", "tenant"],
        )


async def test_who_is_refused_for_a_rate_uses_up_nothing_of_the_month(own_world: World) -> None:
    await on_plan(own_world, rates_given({"tenant": "2/hour"}), requests=10)
    answers = [await asked(own_world.api, own_world.manager) for _ in range(12)]
    assert [each.status_code for each in answers][-5:] == [429] * 5
    await put_on(own_world.api.engine.database, "Olga", own_world.slug, None)
    await asyncio.sleep(1.1)
    assert (await used(own_world))["requests"] < 10
