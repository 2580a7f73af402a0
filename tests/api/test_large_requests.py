"""Numbers beyond 64 bits, filters that would take all others' time, and the documents of large catalogs."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.request import BODY_BYTES, CATALOG_BODY_BYTES
from tests.api.conftest import FreshTenant
from tests.client import Api
from tests.world import World

LARGE = 10**25
SELECT = "query ($where: DealWhere) { deals(where: $where) { totalCount } }"


async def test_a_rule_with_a_large_number_filters(api, scratch):
    where = {"rule": {"<": [{"var": "score"}, LARGE]}}
    found = await api.data(scratch.manager, SELECT, {"where": where})
    other = {"rule": {">": [{"var": "score"}, LARGE]}}
    assert (
        found["deals"]["totalCount"]
        >= (await api.data(scratch.manager, SELECT, {"where": other}))["deals"]["totalCount"]
    )


async def test_a_gate_with_a_large_number_leaves_the_catalog_readable(api, own_world):
    gate = {">": [{"var": "score"}, LARGE]}
    await api.change(own_world.admin, {"setGate": {"object": "deal", "stage": "qualified", "rule": gate}})
    found = await api.data(
        own_world.admin,
        "{ catalog { objects { name pipeline { stages { name gate } } } } catalogVersions { changes } }",
    )
    (deal,) = [each for each in found["catalog"]["objects"] if each["name"] == "deal"]
    assert deal["pipeline"]["stages"][1]["gate"] == gate
    assert found["catalogVersions"][0]["changes"][0]["rule"] == gate


@pytest.mark.parametrize("many", [1_500, 2_500])
async def test_filters_are_bounded(api, scratch, many):
    where = {"or": [{"name": {"eq": "x"}}] * many}
    codes = await api.codes(scratch.manager, SELECT, {"where": where})
    assert codes == ([] if many < 2_000 else ["QUERY_TOO_COMPLEX"])


APPLY = """mutation ($document: JSON!) {
  applyCatalog(document: $document) { version steps { sentence } errors { code message path } }
}"""


def with_labels(document: dict[str, Any], characters: int) -> dict[str, Any]:
    """The document with another object, whose labels make it longer by about so many characters."""
    text = "标" * 200
    count = characters // 200
    fields = [
        {"name": f"field{index}", "type": "text", "labels": {"en": text, "zh-CN": text}}
        for index in range(50)
    ]
    many = [
        {"name": f"thing{index}", "plural": f"things{index}", "fields": fields}
        for index in range(max(1, count // 100))
    ]
    return {**document, "objects": [*document["objects"], *many]}


async def send(api: Api, token: str, body: bytes | AsyncIterator[bytes]) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return await api.client.post("/graphql", content=body, headers=headers)


def refused(response: httpx.Response) -> str:
    code: str = response.json()["errors"][0]["extensions"]["code"]
    return code


async def test_the_document_of_a_large_catalog_is_applied_although_it_is_larger_than_other_bodies(
    api: Api, fresh: FreshTenant
) -> None:
    read = "{ catalogDocument { document } }"
    before = (await api.data(fresh.admin, read))["catalogDocument"]["document"]
    wanted = with_labels(before, 400_000)
    body = json.dumps({"query": APPLY, "variables": {"document": wanted}}, ensure_ascii=False).encode()
    assert BODY_BYTES < len(body) < CATALOG_BODY_BYTES
    answer = (await send(api, fresh.admin, body)).json()
    assert "errors" not in answer, answer
    assert answer["data"]["applyCatalog"]["errors"] == []
    after = (await api.data(fresh.admin, read))["catalogDocument"]["document"]
    assert [each["name"] for each in after["objects"]] == [each["name"] for each in wanted["objects"]]


async def test_a_large_body_is_not_read_for_who_may_not_configure(api: Api, scratch: World) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 100_000

    response = await send(api, scratch.manager, endless())
    assert (response.status_code, refused(response)) == (413, "PAYLOAD_TOO_LARGE")
    assert sent <= BODY_BYTES // 100_000 + 2


@pytest.mark.parametrize(
    "document",
    [
        "mutation { changeCatalog(changes: []) { version } }",
        "mutation { ...all } fragment all on Mutation { applyCatalog(document: {}) { version } }",
        "{ me { roles } }",
    ],
)
async def test_a_large_body_that_does_anything_else_is_refused(
    api: Api, fresh: FreshTenant, document: str
) -> None:
    body = json.dumps({"query": document}).encode() + b" " * BODY_BYTES
    assert refused(await send(api, fresh.admin, body)) == "PAYLOAD_TOO_LARGE"


async def test_a_document_beyond_its_own_bound_is_refused(api: Api, fresh: FreshTenant) -> None:
    body = b" " * (CATALOG_BODY_BYTES + 1)
    assert refused(await send(api, fresh.admin, body)) == "PAYLOAD_TOO_LARGE"


async def test_of_a_tenant_one_large_document_at_a_time_is_read(api: Api, fresh: FreshTenant) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    body = json.dumps({"query": APPLY, "variables": {"document": {}}}).encode() + b" " * BODY_BYTES

    async def slowly() -> AsyncIterator[bytes]:
        yield body
        begun.set()
        await go_on.wait()
        yield b" "

    first = asyncio.create_task(send(api, fresh.admin, slowly()))
    await begun.wait()
    second = (await send(api, fresh.admin, body)).json()
    go_on.set()
    assert [each["extensions"]["code"] for each in second["errors"]] == ["CATALOG_BUSY"]
    assert (await first).json()["data"]["applyCatalog"]["errors"] == []
    third = (await send(api, fresh.admin, body)).json()
    assert third["data"]["applyCatalog"]["errors"] == [], "the place is free again"
