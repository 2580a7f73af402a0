"""Search through the API: pages by rank, rights, what a publish does to it, and the answers of writes."""

import base64
import json
import random
from typing import Any

import pytest

from tests.world import World, add_member

PAGE = """
query ($search: String, $order: [ContactOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  contacts(search: $search, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges { cursor node { id name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


async def page(world: World, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await world.api.data(world.manager, PAGE, variables))["contacts"]
    return found


def ids_of(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in found["edges"]]


async def walked(world: World, size: int, *, backward: bool, **variables: Any) -> list[str]:
    """The ids of the whole list, page by page."""
    found: list[str] = []
    cursor = None
    for _ in range(100):
        if backward:
            part = await page(world, last=size, before=cursor, **variables)
            found = ids_of(part) + found
            more, cursor = part["pageInfo"]["hasPreviousPage"], part["pageInfo"]["startCursor"]
        else:
            part = await page(world, first=size, after=cursor, **variables)
            found += ids_of(part)
            more, cursor = part["pageInfo"]["hasNextPage"], part["pageInfo"]["endCursor"]
        if not more:
            return found
    raise AssertionError("the pages do not end")


async def test_pages_by_rank_give_the_whole_list_both_ways(scratch: World) -> None:
    source = random.Random(3)
    words = ["maple", "maples", "oak", "枫树", "maplewood"]
    for number in range(17):
        name = " ".join(source.choice(words) for _ in range(source.randrange(1, 5)))
        email = source.choice([None, f"maple{number}@x.example", f"n{number}@maple.example"])
        await scratch.create(scratch.manager, "contact", name=name, email=email)
    whole = await page(scratch, search="map", first=500)
    ids = ids_of(whole)
    assert len(set(ids)) == len(ids) == whole["totalCount"] > 8
    for size in (1, 2, 5, 100):
        assert await walked(scratch, size, backward=False, search="map") == ids
        assert await walked(scratch, size, backward=True, search="map") == ids
    order = [{"field": "name", "direction": "DESC"}]
    ordered = await page(scratch, search="map", order=order, first=500)
    assert set(ids_of(ordered)) == set(ids)
    names = [edge["node"]["name"] for edge in ordered["edges"]]
    assert names == sorted(names, reverse=True)
    assert await walked(scratch, 3, backward=True, search="map", order=order) == ids_of(ordered)


async def test_whole_words_in_the_name_come_first(scratch: World) -> None:
    made = {}
    for name, email in [
        ("Birchbark", None),
        ("Zoe", "birch@x.example"),
        ("Birch", None),
        ("Tom", "tom@birches.example"),
    ]:
        made[name] = await scratch.create(scratch.manager, "contact", name=name, email=email)
    found = ids_of(await page(scratch, search="birch"))
    assert found == [made[name] for name in ("Birch", "Birchbark", "Zoe", "Tom")]


async def test_a_page_stays_what_it_is_when_records_are_added(scratch: World) -> None:
    for name in ("Larch", "Larches", "Larchwood"):
        await scratch.create(scratch.manager, "contact", name=name)
    first = await page(scratch, search="larch", first=2)
    await scratch.create(scratch.manager, "contact", name="Larch Larch")
    rest = await page(scratch, search="larch", first=9, after=first["pageInfo"]["endCursor"])
    names = [edge["node"]["name"] for edge in (*first["edges"], *rest["edges"])]
    assert len(names) == len(set(names))
    assert set(names) >= {"Larch", "Larches", "Larchwood"}


@pytest.mark.parametrize("made", ["order", "nan", "inf", "huge", "negative", "null", "text"])
async def test_a_cursor_that_is_none_of_this_list_is_refused(scratch: World, made: str) -> None:
    await scratch.create(scratch.manager, "contact", name="Willow")
    cursor = (await page(scratch, search="willow"))["pageInfo"]["endCursor"]
    if made == "order":
        cursor = (await page(scratch, order=[{"field": "name"}], first=1))["pageInfo"]["endCursor"]
    else:
        signature, _, id_ = json.loads(base64.b64decode(cursor))
        rank = {"huge": "1e300", "negative": "-1", "null": None, "text": "best"}.get(made, made)
        cursor = base64.b64encode(json.dumps([signature, rank, id_]).encode()).decode()
    found = await scratch.api.ask(scratch.manager, PAGE, {"search": "willow", "after": cursor})
    assert [error["extensions"]["code"] for error in found["errors"]] == ["CURSOR_INVALID"]
    found = await scratch.api.ask(
        scratch.manager, PAGE, {"after": (await page(scratch, search="willow"))["pageInfo"]["endCursor"]}
    )
    assert [error["extensions"]["code"] for error in found["errors"]] == ["CURSOR_INVALID"]


async def test_it_follows_what_is_written(scratch: World) -> None:
    contact = await scratch.create(scratch.manager, "contact", name="Magnolia")
    assert ids_of(await page(scratch, search="magnolia")) == [contact]
    update = "mutation ($id: ID!, $name: String) { updateContact(id: $id, input: { name: $name }) { errors { code } } }"
    await scratch.api.data(scratch.manager, update, {"id": contact, "name": "木兰"})
    assert ids_of(await page(scratch, search="magnolia")) == []
    assert ids_of(await page(scratch, search="木兰")) == [contact]
    await scratch.api.data(
        scratch.manager, "mutation ($id: ID!) { deleteContact(id: $id) { errors { code } } }", {"id": contact}
    )
    assert ids_of(await page(scratch, search="木兰")) == []


async def test_the_answer_of_every_write_can_be_searched(scratch: World) -> None:
    account = await scratch.create(scratch.manager, "account", name="Alder Ltd")
    lists = "account { deals(search: $words) { totalCount edges { cursor node { name stage } } } }"
    head = "mutation ($words: String!, $id: ID!)"
    made = await scratch.api.data(
        scratch.manager,
        f'{head} {{ createDeal(input: {{ name: "Alder one", accountId: $id }}) {{ deal {{ id {lists} }} }} }}',
        {"words": "ald on", "id": account},
    )
    deal = made["createDeal"]["deal"]["id"]
    found = [made["createDeal"]]
    writes = [
        'promoteDeal(id: $id, to: "lost")',
        'promoteDeal(id: $id, to: "won")',
        'updateDeal(id: $id, input: { notes: "on and on" })',
    ]
    for write in writes:
        data = await scratch.api.data(
            scratch.manager,
            f"{head} {{ done: {write} {{ deal {{ {lists} }} }} }}",
            {"words": "ald on", "id": deal},
        )
        found.append(data["done"])
    for each in found:
        deals = each["deal"]["account"]["deals"]
        assert (deals["totalCount"], len(deals["edges"])) == (1, 1)
    assert [each["deal"]["account"]["deals"]["edges"][0]["node"]["stage"] for each in found] == [
        *("lead", "lost", "lost", "lost"),
    ]


async def test_a_publish_makes_records_that_exist_searchable_or_not(own_world: World) -> None:
    world, token = own_world, own_world.admin
    deal = await world.create(token, "deal", name="Deal", website="https://cypress.example", notes="yew")
    count = "query ($words: String!) { deals(search: $words) { totalCount } }"

    async def found(words: str) -> int:
        return int((await world.api.data(token, count, {"words": words}))["deals"]["totalCount"])

    assert [await found(words) for words in ("cypress", "yew", "deal")] == [0, 1, 1]
    searchable = {"object": "deal", "field": "website", "searchable": True}
    plan = await world.api.try_change(token, {"setSearchable": searchable}, dryRun=True)
    assert plan["steps"] == [
        {"sentence": "Make the field deal.website searchable.", "risk": "rewrites", "rows": 1, "breaks": []}
    ]
    await world.api.change(token, {"setSearchable": searchable})
    assert [await found(words) for words in ("cypress", "yew", "deal")] == [1, 1, 1]
    await world.api.change(
        token,
        {"renameField": {"object": "deal", "field": "notes", "name": "remarks"}},
        {"renameObject": {"object": "deal", "name": "deal"}},
        {
            "addField": {
                "object": "deal",
                "field": {"name": "code", "type": "text", "default": "fir", "searchable": True},
            }
        },
    )
    assert [await found(words) for words in ("cypress", "yew", "deal", "fir")] == [1, 1, 1, 1]
    rename = 'mutation ($id: ID!) { updateDeal(id: $id, input: { remarks: "larch", code: null }) { errors { code } } }'
    await world.api.data(token, rename, {"id": deal})
    assert [await found(words) for words in ("yew", "larch", "fir")] == [0, 1, 0]
    await world.api.change(
        token,
        {"removeField": {"object": "deal", "field": "remarks"}},
        {"setSearchable": {"object": "deal", "field": "code", "searchable": False}},
    )
    assert [await found(words) for words in ("cypress", "larch", "deal")] == [1, 0, 1]
    for field in ("name", "website"):
        await world.api.change(
            token, {"setSearchable": {"object": "deal", "field": field, "searchable": False}}
        )
    assert await world.api.codes(token, count, {"words": "deal"}) == ["GRAPHQL_VALIDATION_FAILED"]
    assert await world.api.data(token, '{ search(query: "deal", objects: ["deal"]) { title } }') == {
        "search": []
    }


async def test_a_search_over_all_objects_is_one_statement_and_the_best_come_first(
    world: World, api_statements: list[str]
) -> None:
    document = """query ($q: String!, $of: [String!], $first: Int) {
      search(query: $q, objects: $of, first: $first) { rank object title node { id } } }"""
    both = {"deal", "contact"}
    for objects, of in (
        (None, both),
        (["deal", "contact"], both),
        (["contact"], {"contact"}),
        ([], set()),
        (["Deal"], set()),
    ):
        variables = {"q": "a", "of": objects}
        await world.api.data(world.manager, document, variables)
        api_statements.clear()
        found = (await world.api.data(world.manager, document, variables))["search"]
        assert len(api_statements) == 1
        ranks = [hit["rank"] for hit in found]
        assert ranks == sorted(ranks, reverse=True)
        assert {hit["object"] for hit in found} == of
    assert (await world.api.data(world.manager, document, {"q": "a", "first": 0}))["search"] == []
    (best,) = (await world.api.data(world.manager, document, {"q": "a", "first": 1}))["search"]
    assert best["title"] in ("Alpha", "Ada")
    assert await world.api.codes(world.manager, document, {"q": "a", "first": 501}) == ["PAGE_SIZE"]
    assert await world.api.codes(world.manager, document, {"q": "a" * 201}) == ["BAD_USER_INPUT"]
    for nothing in ("", "?!", "'", "zzz"):
        assert (await world.api.data(world.manager, document, {"q": nothing}))["search"] == []


async def test_the_index_serves_every_search(scratch: World, api_statements: list[str]) -> None:
    """Whatever the order: on few rows only where PostgreSQL is kept from reading the whole table."""
    database, namespace = scratch.api.engine.database, await scratch.namespace()
    documents = [
        "query ($q: String!) { contacts(search: $q) { totalCount nodes { name } } }",
        "query ($q: String!) { contacts(search: $q, orderBy: [{ field: id }]) { nodes { name } } }",
        'query ($q: String!) { search(query: $q, objects: ["contact"]) { title } }',
    ]
    for document in documents:
        api_statements.clear()
        await scratch.api.data(scratch.manager, document, {"q": "hornbeam"})
        (statement,) = api_statements
        async with database.transaction(affinity=namespace) as connection:
            # Else PostgreSQL takes next to all records for deleted ones, and an index without them for a short way.
            await connection.execute(f"ANALYZE {namespace}.contact; SET LOCAL enable_seqscan = off")
            plan = [row[0] for row in await connection.fetch(f"EXPLAIN {statement}", ["hornbeam"])]
        scans = [line for line in plan if "Bitmap Index Scan" in line]
        assert scans, plan
        assert all("_search" in line for line in scans), plan
        assert not [line for line in plan if "Index Scan using" in line and " contact " in line], plan


async def test_an_address_is_found_by_any_of_its_parts_until_it_is_hidden(own_world: World) -> None:
    world, token = own_world, own_world.admin
    site = {"name": "site", "type": "address", "searchable": True}
    grants = [
        {"object": "deal", "action": "read"},
        {"object": "deal", "action": "read", "field": "site", "effect": "deny"},
    ]
    await world.api.change(
        token,
        {"addField": {"object": "deal", "field": site}},
        {"addRole": {"name": "clerk", "grants": grants}},
    )
    parts = {
        "country": "CN",
        "province": "广东省",
        "city": "深圳市",
        "street": "Rose Lane 8",
        "postalCode": "518000",
    }
    deal = await world.create(token, "deal", name="Deal", site=parts)
    clerk, _ = await add_member(world.api, token, world.slug, "clerk")
    count = "query ($words: String!) { deals(search: $words) { totalCount } }"

    async def found(words: str, who: str = token) -> int:
        return int((await world.api.data(who, count, {"words": words}))["deals"]["totalCount"])

    sought = ("深圳", "广东 rose", "518000", "deal lane", "cn", "市rose")
    assert [await found(words) for words in sought] == [1, 1, 1, 1, 0, 1]
    assert [await found(words, clerk) for words in (*sought, "deal")] == [0, 0, 0, 0, 0, 0, 1]
    moved = """mutation ($id: ID!) {
      updateDeal(id: $id, input: { site: { country: "DE", city: "Köln" } }) { errors { code } } }"""
    await world.api.data(token, moved, {"id": deal})
    assert [await found(words) for words in ("koln", "深圳")] == [1, 0]
    await world.api.change(token, {"renameField": {"object": "deal", "field": "site", "name": "place"}})
    assert await found("köln") == 1
