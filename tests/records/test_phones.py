"""Phone numbers are found however they are written."""

from typing import Any

import pytest

from tests.client import Api
from tests.world import World, make_world

PERSON = {
    "name": "person",
    "plural": "people",
    "fields": [
        {"name": "phone", "type": "phone", "region": "CN", "unique": True, "searchable": True},
        {"name": "other", "type": "phone", "searchable": True},
    ],
}
CREATE = """mutation ($input: PersonCreateInput!) { createPerson(input: $input) {
  person { phone other } errors { code path hint } } }"""


@pytest.fixture(scope="module")
async def people(api: Api) -> World:
    world = await make_world(api)
    await api.change(world.admin, {"addObject": PERSON})
    await world.create(world.admin, "person", phone="138 0013 8000", other="+49 30 123456")
    await world.create(world.admin, "person", phone="+86 10 8888 8888")
    await world.create(world.admin, "person", phone="+1 (202) 555-0143")
    return world


async def found(world: World, **arguments: Any) -> list[str]:
    document = """query ($where: PersonWhere, $search: String) {
        people(where: $where, search: $search) { nodes { phone } }
    }"""
    return [
        node["phone"] for node in (await world.api.data(world.admin, document, arguments))["people"]["nodes"]
    ]


@pytest.mark.parametrize(
    "where",
    [
        {"phone": {"eq": "+8613800138000"}},
        {"phone": {"eq": "138-0013-8000"}},
        {"phone": {"in": ["１３８００１３８０００"]}},
        {"phone": {"contains": "0013 80"}},
        {"phone": {"startsWith": "+86 138"}},
        {"phone": {"endsWith": "013-8000"}},
        {"other": {"eq": "+49 (30) 123 456"}},
        {"rule": {"==": [{"var": "phone"}, "+8613800138000"]}},
    ],
    ids=str,
)
async def test_a_number_is_found_however_it_is_written(people, where):
    assert await found(people, where=where) == ["+8613800138000"]


async def test_what_is_no_number_finds_nothing(people):
    assert await found(people, where={"phone": {"eq": "nobody"}}) == []
    assert await found(people, where={"other": {"eq": "030123456"}}) == []


@pytest.mark.parametrize("search", ["+86138", "8613800138000", "13800138000", "1380013"])
async def test_a_search_knows_a_number_with_and_without_its_country_code(people, search):
    assert await found(people, search=search) == ["+8613800138000"]


async def test_without_a_region_a_number_has_its_country_code(people):
    assert await found(people, search="4930123456") == ["+8613800138000"]
    assert await found(people, search="30123456") == []


async def test_a_unique_number_is_unique_however_it_is_written(people):
    refused = await people.api.data(people.admin, CREATE, {"input": {"phone": "+86-138-0013-8000"}})
    assert refused["createPerson"]["person"] is None
    assert refused["createPerson"]["errors"][0]["code"] == "UNIQUE"


async def test_an_extension_is_refused_with_a_way_out(people):
    refused = await people.api.data(people.admin, CREATE, {"input": {"other": "+86 10 8888 8888 ext. 5"}})
    (error,) = refused["createPerson"]["errors"]
    assert (error["code"], error["path"]) == ("INVALID_VALUE", ["input", "other"])
    assert "field of its own" in error["hint"]


async def test_the_catalog_tells_the_region(people):
    data = await people.api.data(
        people.admin, "{ catalog { objects { name fields { name region maximum } } } }"
    )
    (person,) = [each for each in data["catalog"]["objects"] if each["name"] == "person"]
    assert person["fields"] == [
        {"name": "phone", "region": "CN", "maximum": None},
        {"name": "other", "region": None, "maximum": None},
    ]
