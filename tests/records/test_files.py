"""Files that records name: who can give which, what is told of them, and what filters, orders and rules see."""

import asyncio
from typing import Any

import pytest

from tests.client import Api
from tests.world import World, add_member, make_world

CONTRACT = {"name": "contract", "type": "file", "maximum": 20, "mediaTypes": ["application/pdf", "text/*"]}
PDF = b"%PDF-1.7 xx"


@pytest.fixture(scope="module")
async def filing(api: Api) -> World:
    """A world in which deals have a contract and an annex."""
    world = await make_world(api)
    annex = {"name": "annex", "type": "file"}
    await api.change(
        world.admin, *({"addField": {"object": "deal", "field": each}} for each in (CONTRACT, annex))
    )
    return world


async def created(world: World, token: str, **values: Any) -> dict[str, Any]:
    document = """mutation ($input: DealCreateInput!) { made: createDeal(input: $input) {
        deal { id contract { id name mediaType size uploadedBy } } errors { code path message hint } } }"""
    found = await world.api.data(token, document, {"input": {"name": "A", **values}})
    made: dict[str, Any] = found["made"]
    return made


async def updated(world: World, token: str, record: str, **values: Any) -> list[str]:
    document = """mutation ($id: ID!, $input: DealUpdateInput!) { made: updateDeal(id: $id, input: $input) {
        errors { code } } }"""
    found = await world.api.data(token, document, {"id": record, "input": values})
    return [error["code"] for error in found["made"]["errors"]]


def of(file: str) -> dict[str, str]:
    return {"id": file}


async def test_a_record_gets_what_the_upload_knows_of_a_file(filing: World) -> None:
    file = await filing.api.upload(filing.manager, "合同.pdf", PDF, "application/pdf")
    made = await created(filing, filing.manager, contract=of(file))
    assert made["errors"] == []
    assert made["deal"]["contract"] == {
        "id": file,
        "name": "合同.pdf",
        "mediaType": "application/pdf",
        "size": len(PDF),
        "uploadedBy": filing.members["manager"],
    }


async def test_a_file_is_given_by_its_author_to_one_field_of_one_record(filing: World) -> None:
    file = await filing.api.upload(filing.manager, "a.txt", b"a")
    by_others = await created(filing, filing.rep, contract=of(file))
    assert by_others["deal"] is None
    (error,) = by_others["errors"]
    assert (error["code"], error["path"]) == ("FILE_NOT_FOUND", ["input", "contract", "id"])
    assert "POST /files" in error["hint"]
    twice = await created(filing, filing.manager, contract=of(file), annex=of(file))
    assert [(each["code"], each["path"]) for each in twice["errors"]] == [
        ("FILE_NOT_FOUND", ["input", each, "id"]) for each in ("annex",)
    ]

    record = (await created(filing, filing.manager, contract=of(file)))["deal"]["id"]
    again = await created(filing, filing.manager, contract=of(file))
    assert [each["code"] for each in again["errors"]] == ["FILE_NOT_FOUND"]
    assert await updated(filing, filing.manager, record, annex=of(file)) == ["FILE_NOT_FOUND"]
    # To the same field it can be given again, also by others and after another has taken its place.
    assert await updated(filing, filing.admin, record, contract=of(file)) == []
    other = await filing.api.upload(filing.admin, "b.txt", b"b")
    assert await updated(filing, filing.admin, record, contract=of(other)) == []
    assert await updated(filing, filing.manager, record, contract=of(file)) == []
    assert await updated(filing, filing.manager, record, contract=None) == []


async def test_who_may_not_read_the_field_cannot_find_out_which_file_a_record_has(filing: World) -> None:
    file = await filing.api.upload(filing.manager, "a.txt", b"a")
    record = (await created(filing, filing.manager, contract=of(file)))["deal"]["id"]
    unread = {"object": "deal", "action": "read", "field": "contract", "effect": "deny"}
    grants = [{"object": "deal", "action": "*"}, unread]
    await filing.api.change(filing.admin, {"addRole": {"name": "filer", "grants": grants}})
    token, _ = await add_member(filing.api, filing.admin, filing.slug, "filer")
    assert await updated(filing, token, record, contract=of(file)) == ["FILE_NOT_FOUND"]
    own = await filing.api.upload(token, "b.txt", b"b")
    assert await updated(filing, token, record, contract=of(own)) == []


async def test_another_tenants_file_is_none(filing: World, own_world: World) -> None:
    file = await filing.api.upload(filing.admin, "a.txt", b"a")
    await own_world.api.change(
        own_world.admin, {"addField": {"object": "contact", "field": {**CONTRACT, "name": "cv"}}}
    )
    document = """mutation ($file: ID!) { createContact(input: { name: "B", cv: { id: $file } }) {
        errors { code } } }"""
    found = await own_world.api.data(own_world.admin, document, {"file": file})
    assert found == {"createContact": {"errors": [{"code": "FILE_NOT_FOUND"}]}}


async def test_a_field_bounds_size_and_media_type(filing: World) -> None:
    large = await filing.api.upload(filing.manager, "a.txt", b"x" * 21)
    refused = await created(filing, filing.manager, contract=of(large))
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [
        ("OUT_OF_RANGE", ["input", "contract"])
    ]
    assert "20 bytes" in refused["errors"][0]["message"]
    other = await filing.api.upload(filing.manager, "a.zip", b"PK\x03\x04", "application/zip")
    refused = await created(filing, filing.manager, contract=of(other))
    assert [(each["code"], each["hint"]) for each in refused["errors"]] == [
        ("INVALID_VALUE", "Upload a file of application/pdf, text/*.")
    ]
    made = await created(filing, filing.manager, annex=of(large))
    assert made["errors"] == []
    bounds = {"object": "deal", "field": "annex", "maximum": 5}
    found = await filing.api.try_change(filing.admin, {"setBounds": bounds})
    assert [error["code"] for error in found["errors"]] == ["CATALOG_ROWS_CONFLICT"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"mediaTypes": ["pdf"]}, "CATALOG_INVALID"),
        ({"mediaTypes": ["Image/*"]}, "CATALOG_INVALID"),
        ({"mediaTypes": ["a/b"] * 51}, "CATALOG_LIMIT"),
        ({"maximum": "1.5"}, "CATALOG_INVALID"),
        ({"unique": True}, "CATALOG_INVALID"),
        ({"type": "text", "mediaTypes": ["text/plain"]}, "CATALOG_INVALID"),
    ],
)
async def test_a_definition_that_does_not_fit(filing: World, wrong: dict[str, Any], code: str) -> None:
    field = {"name": "scan", "type": "file", **wrong}
    found = await filing.api.try_change(filing.admin, {"addField": {"object": "deal", "field": field}})
    assert [error["code"] for error in found["errors"]] == [code]


async def test_two_records_cannot_get_one_file_at_once(filing: World) -> None:
    for _ in range(5):
        file = await filing.api.upload(filing.manager, "a.txt", b"a")
        made = await asyncio.gather(*(created(filing, filing.manager, annex=of(file)) for _ in range(6)))
        assert sorted(len(each["errors"]) for each in made) == [0, 1, 1, 1, 1, 1]


async def test_a_refused_write_leaves_the_file_free(filing: World) -> None:
    file = await filing.api.upload(filing.manager, "a.txt", b"a")
    large = await filing.api.upload(filing.manager, "b.txt", b"x" * 21)
    assert (await created(filing, filing.manager, annex=of(file), contract=of(large)))["deal"] is None
    assert (await created(filing, filing.manager, annex=of(file)))["errors"] == []


async def test_filters_orders_groups_and_rules_read_the_parts(filing: World) -> None:
    api, manager = filing.api, filing.manager
    for name, contents, kind in (
        ("乙.pdf", PDF, "application/pdf"),
        ("b.txt", b"bb", "text/plain"),
        ("a.txt", b"a", "text/plain"),
    ):
        file = await api.upload(manager, name, contents, kind)
        assert (await created(filing, manager, name=f"P {name}", contract=of(file)))["errors"] == []

    async def names(where: str, order: str = "contract_name") -> list[str]:
        document = f"""{{ deals(where: {{ name: {{ startsWith: "P " }}, {where} }}, orderBy: [{{ field: {order} }}])
            {{ nodes {{ contract {{ name }} }} }} }}"""
        found = await api.data(manager, document)
        return [node["contract"]["name"] for node in found["deals"]["nodes"]]

    assert await names("") == ["a.txt", "b.txt", "乙.pdf"]
    assert await names("", "contract_size") == ["a.txt", "b.txt", "乙.pdf"]
    assert await names('contract: { mediaType: { eq: "application/pdf" } }') == ["乙.pdf"]
    assert await names('contract: { name: { endsWith: ".txt" }, size: { gt: 1 } }') == ["b.txt"]
    assert await names("contract: { isNull: true }") == []
    groups = """{ dealGroups(by: [{ field: contract_mediaType }], where: { name: { startsWith: "P " } })
        { count keys { value } } }"""
    found = await api.data(manager, groups)
    assert {group["keys"][0]["value"]: group["count"] for group in found["dealGroups"]} == {
        "application/pdf": 1,
        "text/plain": 2,
    }
    rule = """query ($rule: JSON!) { deals(where: { name: { startsWith: "P " }, rule: $rule })
        { nodes { contract { name } } } }"""
    small = {
        "and": [{"<": [{"var": "contract.size"}, 3]}, {"==": [{"var": "contract.mediaType"}, "text/plain"]}]
    }
    found = await api.data(manager, rule, {"rule": small})
    assert {node["contract"]["name"] for node in found["deals"]["nodes"]} == {"a.txt", "b.txt"}


async def test_an_object_without_files_is_written_as_before(filing: World, api_statements: list[str]) -> None:
    await filing.create(filing.manager, "contact", name="B")
    await created(filing, filing.manager)
    assert not [text for text in api_statements if "sluice_file" in text]
    file = await filing.api.upload(filing.manager, "a.txt", b"a")
    await created(filing, filing.manager, contract=of(file))
    api_statements.clear()
    file = await filing.api.upload(filing.manager, "a.txt", b"a")
    api_statements.clear()
    await created(filing, filing.manager, contract=of(file))
    assert len(api_statements) == 1
