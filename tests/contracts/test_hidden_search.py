"""What a role may not read is not searched: it finds nothing, counts nothing, ranks nothing, and is no error."""

from typing import Any

import pytest

from tests.world import World

LIST = """query ($words: String!) {
  accounts(search: $words) { totalCount nodes { name } edges { cursor } }
  accountGroups(search: $words) { count }
  search(query: $words) { rank object title node { id } }
}"""


async def asked(world: World, token: str, words: str) -> dict[str, Any]:
    return await world.api.data(token, LIST, {"words": words})


async def test_a_word_of_a_hidden_field_finds_nothing(scratch: World) -> None:
    await scratch.create(scratch.manager, "account", name="Open Quince", secret="persimmon 柿子")
    for words in ("persimmon", "pers", "柿子", "quince persimmon", "apersimmon", "bpersimmon"):
        found = await asked(scratch, scratch.rep, words)
        assert found["search"] == [], words
        assert found["accounts"] == {"totalCount": 0, "nodes": [], "edges": []}, words
        assert found["accountGroups"] == [{"count": 0}]
    seen = await asked(scratch, scratch.manager, "quince persimmon")
    assert seen["accounts"]["totalCount"] == len(seen["search"]) == 1


async def test_the_rank_does_not_tell_of_a_hidden_field(scratch: World) -> None:
    secrets = ["", "medlar", "medlar medlars and much more of medlars", "x " * 400]
    for number, secret in enumerate(secrets):
        await scratch.create(scratch.manager, "account", name=f"Medlar {number}", secret=secret)
    document = '{ search(query: "medlar", objects: ["account"]) { rank title } }'
    of_rep = (await scratch.api.data(scratch.rep, document))["search"]
    of_manager = (await scratch.api.data(scratch.manager, document))["search"]
    assert [hit["title"] for hit in of_rep] == [f"Medlar {number}" for number in range(4)]
    assert len({hit["rank"] for hit in of_rep}) == 1
    assert len({hit["rank"] for hit in of_manager}) > 1


async def test_a_hidden_object_is_searched_as_one_that_is_none(world: World) -> None:
    document = 'query ($of: [String!]) { search(query: "a", objects: $of) { object title node { id } } }'
    answers = [
        await world.api.ask(world.viewer, document, {"of": of})
        for of in (["account"], ["contact", "account"], ["nothing"], ["sluice_member"], [])
    ]
    assert [answer["data"] for answer in answers] == [{"search": []}] * len(answers)
    assert not [answer for answer in answers if "errors" in answer]
    found = (await world.api.data(world.viewer, document, {"of": None}))["search"]
    assert {hit["object"] for hit in found} == {"deal"}


async def test_rows_of_others_are_not_found(world: World) -> None:
    document = '{ search(query: "alpha") { title } deals(search: "alpha") { totalCount } }'
    assert (await world.api.data(world.manager, document))["deals"]["totalCount"] == 1
    assert await world.api.data(world.rep, document) == {"search": [], "deals": {"totalCount": 0}}
    deleted = '{ search(query: "zeta") { title } deals(search: "zeta") { totalCount } }'
    assert await world.api.data(world.manager, deleted) == {"search": [], "deals": {"totalCount": 0}}


@pytest.mark.parametrize("hidden", [["name"], ["name", "secret"]])
async def test_without_a_searchable_field_there_is_nothing_to_ask_with(
    own_world: World, hidden: list[str]
) -> None:
    world = own_world
    denied = [{"object": "account", "action": "read", "field": field, "effect": "deny"} for field in hidden]
    grants = [{"object": "account", "action": "read"}, *denied]
    await world.api.change(world.admin, {"setGrants": {"role": "rep", "grants": grants}})
    await world.create(world.manager, "account", name="Sorrel", secret="dock")
    document = '{ accounts(search: "dock") { totalCount } }'
    if "secret" in hidden:
        assert await world.api.codes(world.rep, document) == ["GRAPHQL_VALIDATION_FAILED"]
    else:
        assert await world.api.data(world.rep, document) == {"accounts": {"totalCount": 1}}
    hits = (await world.api.data(world.rep, '{ search(query: "dock") { title } }'))["search"]
    assert hits == ([] if "secret" in hidden else [{"title": None}])
