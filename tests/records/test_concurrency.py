"""Many at once: one record moves once, one writer wins, and no answer is given under rules that no longer hold."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from tenants.namespace import namespace_tables
from tests.client import Api, running_api
from tests.world import World

PROMOTE = """
mutation ($id: ID!, $to: String!) { promoteDeal(id: $id, to: $to) {
  promoted deal { version stage } errors { code } } }"""
READY = {"score": 90, "budgetConfirmed": True}


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Api]:
    """A second process: another application on the same database, with caches of its own."""
    async with running_api(database_url) as running:
        yield running


async def ready_deal(world: World) -> str:
    """A deal whose gate to `qualified` is open."""
    account = await world.create(world.manager, "account", name=f"Ready {Counter.next()}", sector="software")
    return await world.create(world.manager, "deal", name="Ready", accountId=account, **READY)


class Counter:
    """Numbers for unique names."""

    number = 0

    @classmethod
    def next(cls) -> int:
        cls.number += 1
        return cls.number


async def events_of(world: World, record: str) -> list[tuple[str, int]]:
    """(kind, record version) of the record's outbox events."""
    outbox = namespace_tables(await world.namespace()).outbox
    rows = await world.api.engine.database.rows(
        select(outbox.c.kind, outbox.c.record_version)
        .where(outbox.c.record_id == record)
        .order_by(outbox.c.seq),
        affinity="",
    )
    return [(row["kind"], row["record_version"]) for row in rows]


async def test_a_hundred_promotions_move_a_record_once(scratch, other):
    deal = await ready_deal(scratch)
    processes = (scratch.api, other)
    answers = await asyncio.gather(
        *(
            processes[number % 2].data(scratch.manager, PROMOTE, {"id": deal, "to": "qualified"})
            for number in range(100)
        )
    )
    found = [answer["promoteDeal"] for answer in answers]
    moved = [each for each in found if each["promoted"]]
    assert [each["deal"] for each in moved] == [{"version": 2, "stage": "qualified"}]
    refused = [each["errors"] for each in found if not each["promoted"]]
    assert refused == [[{"code": "TRANSITION_NOT_ALLOWED"}]] * 99
    document = "query ($id: ID!) { deal(id: $id) { version stage stageHistory { from to } } }"
    assert (await scratch.api.data(scratch.manager, document, {"id": deal}))["deal"] == {
        "version": 2,
        "stage": "qualified",
        "stageHistory": [{"from": None, "to": "lead"}, {"from": "lead", "to": "qualified"}],
    }
    assert await events_of(scratch, deal) == [("created", 1), ("promoted", 2)]


async def test_of_updates_of_one_version_one_wins(scratch, other):
    deal = await scratch.create(scratch.manager, "deal", name="Contested")
    document = """mutation ($id: ID!, $score: Int!) {
      updateDeal(id: $id, input: { score: $score }, expectedVersion: 1) {
        deal { score version } errors { code path } } }"""
    answers = await asyncio.gather(
        *(
            (scratch.api, other)[number % 2].data(scratch.manager, document, {"id": deal, "score": number})
            for number in range(40)
        )
    )
    found = [answer["updateDeal"] for answer in answers]
    (won,) = [each["deal"] for each in found if each["deal"] is not None]
    assert won["version"] == 2
    conflict = {"deal": None, "errors": [{"code": "VERSION_CONFLICT", "path": ["expectedVersion"]}]}
    assert [each for each in found if each["deal"] is None] == [conflict] * 39
    document = "query ($id: ID!) { deal(id: $id) { score version } }"
    assert (await scratch.api.data(scratch.manager, document, {"id": deal}))["deal"] == won


async def test_updates_of_different_fields_all_stay(scratch):
    deal = await scratch.create(scratch.manager, "deal", name="Shared")
    document = """mutation ($id: ID!, $input: DealUpdateInput!) {
      updateDeal(id: $id, input: $input) { errors { code } } }"""
    inputs = [{"score": 7}, {"notes": "n"}, {"margin": "1"}, {"source": "web"}, {"budgetConfirmed": True}]
    await asyncio.gather(
        *(scratch.api.data(scratch.manager, document, {"id": deal, "input": each}) for each in inputs * 4)
    )
    read = "query ($id: ID!) { deal(id: $id) { score notes margin source budgetConfirmed version } }"
    assert (await scratch.api.data(scratch.manager, read, {"id": deal}))["deal"] == {
        "score": 7, "notes": "n", "margin": "1.0000", "source": "web", "budgetConfirmed": True, "version": 21,
    }  # fmt: skip


async def test_of_creations_with_one_unique_value_one_wins(scratch):
    document = "mutation ($name: String!) { createAccount(input: { name: $name }) { errors { code } } }"
    name = f"Unique {Counter.next()}"
    answers = await asyncio.gather(
        *(scratch.api.data(scratch.manager, document, {"name": name}) for _ in range(20))
    )
    errors = [answer["createAccount"]["errors"] for answer in answers]
    assert sorted(map(str, errors)) == sorted(["[]", *["[{'code': 'UNIQUE'}]"] * 19])


async def test_no_promotion_passes_a_gate_after_it_was_closed(own_world, other):
    world = own_world
    account = await world.create(world.manager, "account", name="Stream", sector="software")
    deals = [
        await world.create(world.manager, "deal", name="Stream", accountId=account, **READY)
        for _ in range(35)
    ]
    published = asyncio.Event()
    too_late: list[str] = []

    async def promote(number: int, deal: str) -> bool:
        late = published.is_set()
        api = (world.api, other)[number % 2]
        data = await api.data(world.manager, PROMOTE, {"id": deal, "to": "qualified"})
        promoted: bool = data["promoteDeal"]["promoted"]
        if promoted and late:
            too_late.append(deal)
        return promoted

    async def promote_all(some: list[str]) -> list[bool]:
        return [await promote(number, deal) for number, deal in enumerate(some)]

    async def close() -> int:
        closed = {"object": "deal", "stage": "qualified", "rule": {"==": [{"var": "score"}, -1]}}
        version: int = (await world.api.change(world.admin, {"setGate": closed}))["version"]
        published.set()
        return version

    before = await promote_all(deals[:5])
    version, one, two, three = await asyncio.gather(
        close(), promote_all(deals[5:15]), promote_all(deals[15:25]), promote_all(deals[25:30])
    )
    after = await promote_all(deals[30:])
    assert (before, after, too_late) == ([True] * 5, [False] * 5, [])
    promoted = [*before, *one, *two, *three]

    # Who was moved was judged by the rules before, and the history says so.
    history = namespace_tables(await world.namespace()).stage_history
    rows = await world.api.engine.database.rows(
        select(history.c.catalog_version, func.count().label("moves"))
        .where(history.c.to_stage == "qualified")
        .group_by(history.c.catalog_version),
        affinity="",
    )
    assert [(row["catalog_version"], row["moves"]) for row in rows] == [(version - 1, sum(promoted))]


async def test_publishing_while_others_read_and_write_fails_nobody(own_world, other):
    world = own_world
    deal = await world.create(world.manager, "deal", name="Busy")
    read = "query ($id: ID!) { deal(id: $id) { name transitions { to } } deals { totalCount } }"
    write = "mutation ($id: ID!) { updateDeal(id: $id, input: { score: 1 }) { deal { id } errors { code } } }"

    async def publish() -> None:
        for number in range(6):
            field = {"name": f"extra{number}", "type": "text"}
            await world.api.change(world.admin, {"addField": {"object": "deal", "field": field}})

    async def use(api: Api, document: str) -> None:
        for _ in range(12):
            data = await api.data(world.manager, document, {"id": deal})
            assert data.get("updateDeal", {"errors": []})["errors"] == []

    await asyncio.gather(
        publish(), *(use(api, document) for api in (world.api, other) for document in (read, write))
    )


# A second process


async def test_another_process_sees_a_new_field_at_once(own_world, other):
    world = own_world
    document = 'mutation { createDeal(input: { name: "a", extra: "x" }) { deal { extra } errors { code } } }'
    assert set(await other.codes(world.manager, document)) == {"GRAPHQL_VALIDATION_FAILED"}
    added = {"object": "deal", "field": {"name": "extra", "type": "text"}}
    await world.api.change(world.admin, {"addField": added})
    made = await other.data(world.manager, document)
    assert made["createDeal"] == {"deal": {"extra": "x"}, "errors": []}
    assert (await other.data(world.manager, "{ deals { nodes { extra } } }"))["deals"]["nodes"]


async def test_another_process_loses_a_removed_field_at_once(own_world, other):
    world = own_world
    await world.create(world.manager, "deal", name="a", notes="n")
    reads = [
        "{ deals { nodes { notes } } }",
        '{ deals(where: { notes: { contains: "n" } }) { totalCount } }',
        'mutation { createDeal(input: { name: "b", notes: "n" }) { deal { id } errors { code } } }',
    ]
    for document in reads:
        await other.data(world.manager, document)
    await world.api.change(world.admin, {"removeField": {"object": "deal", "field": "notes"}})
    for document in reads:
        assert set(await other.codes(world.manager, document)) == {"GRAPHQL_VALIDATION_FAILED"}
    count = "{ deals { totalCount } }"
    assert (await other.data(world.manager, count))["deals"]["totalCount"] == 2


async def test_another_process_refuses_a_revoked_key_at_once(own_world, other):
    world = own_world
    documents = [
        "{ deals { nodes { name } } }",
        "{ __typename }",
        "{ me { roles } }",
        'mutation { createDeal(input: { name: "a" }) { errors { code } } }',
        'mutation { createDeal(input: { name: "a", website: "none" }) { errors { code } } }',
        'mutation { promoteDeal(id: "x", to: "nowhere") { errors { code } } }',
        "{ nothing }",
    ]
    for document in documents:
        await other.ask(world.rep, document)
    keys = await world.api.data(world.admin, "{ apiKeys { id name } }")
    (key,) = [each["id"] for each in keys["apiKeys"] if each["name"] == "rep"]
    revoke = "mutation ($id: ID!) { revokeApiKey(id: $id) { errors { code } } }"
    await world.api.data(world.admin, revoke, {"id": key})
    for document in documents:
        assert await other.codes(world.rep, document) == ["UNAUTHENTICATED"], document


async def test_another_process_follows_new_grants_at_once(own_world, other):
    world = own_world
    document = "{ deals { nodes { name margin } } }"
    await world.create(world.manager, "deal", name="a", margin="1")
    assert (await other.data(world.manager, document))["deals"]["nodes"] == [
        {"name": "a", "margin": "1.0000"}
    ]
    grants = [
        {"object": "deal", "action": "read"},
        {"object": "deal", "action": "read", "field": "margin", "effect": "deny"},
    ]
    await world.api.change(world.admin, {"setGrants": {"role": "manager", "grants": grants}})
    assert set(await other.codes(world.manager, document)) == {"GRAPHQL_VALIDATION_FAILED"}
    created = 'mutation { createDeal(input: { name: "b" }) { errors { code } } }'
    assert set(await other.codes(world.manager, created)) == {"GRAPHQL_VALIDATION_FAILED"}


async def test_another_process_judges_values_by_the_new_types(own_world, other):
    """Two fields of different types change their names: a value is refused or kept by the type in force."""
    world = own_world
    fields = [{"name": "first", "type": "url"}, {"name": "second", "type": "text"}]
    await world.api.change(
        world.admin, *({"addField": {"object": "deal", "field": field}} for field in fields)
    )
    document = """mutation ($input: DealCreateInput!) {
      createDeal(input: $input) { deal { first second } errors { code path } } }"""
    words = {"input": {"name": "a", "first": "no address"}}
    refused = (await other.data(world.manager, document, words))["createDeal"]
    assert refused["errors"] == [{"code": "INVALID_VALUE", "path": ["input", "first"]}]
    await world.api.change(world.admin, *swap("first", "second"))
    kept = (await other.data(world.manager, document, words))["createDeal"]
    assert kept == {"deal": {"first": "no address", "second": None}, "errors": []}


def swap(one: str, two: str) -> list[dict[str, object]]:
    """The changes after which two fields of deals have each other's names."""
    steps = ((one, "passing"), (two, one), ("passing", two))
    return [{"renameField": {"object": "deal", "field": old, "name": new}} for old, new in steps]


async def test_a_swap_of_names_never_shows_the_hidden_one(own_world, other):
    """A right is on the field, not on the name: whoever may not read `margin` may not read it as `open`."""
    world = own_world
    field = {"name": "open", "type": "decimal", "precision": 10, "scale": 4}
    await world.api.change(world.admin, {"addField": {"object": "deal", "field": field}})
    deal = await world.create(
        world.manager, "deal", name="a", margin="666", open="1", ownerId=world.members["rep"]
    )
    document = "query ($id: ID!) { deal(id: $id) { open } }"
    hidden = "query ($id: ID!) { deal(id: $id) { margin } }"
    for api in (world.api, other):
        assert (await api.data(world.rep, document, {"id": deal}))["deal"] == {"open": "1.0000"}

    async def read(api: Api) -> None:
        for _ in range(25):
            for text, name in ((document, "open"), (hidden, "margin")):
                found = await api.ask(world.rep, text, {"id": deal})
                if "errors" in found:
                    codes = {error["extensions"]["code"] for error in found["errors"]}
                    assert codes == {"GRAPHQL_VALIDATION_FAILED"}
                else:
                    assert found["data"]["deal"] == {name: "1.0000"}

    async def publish() -> None:
        for _ in range(5):
            await world.api.change(world.admin, *swap("open", "margin"))

    await asyncio.gather(publish(), read(world.api), read(other))
    assert (await other.data(world.rep, hidden, {"id": deal}))["deal"] == {"margin": "1.0000"}
    assert set(await other.codes(world.rep, document, {"id": deal})) == {"GRAPHQL_VALIDATION_FAILED"}
