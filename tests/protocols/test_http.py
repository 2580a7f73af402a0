"""What the specification of GraphQL over HTTP asks for beyond the public audits, against a served Sluice."""

import httpx
import pytest

from tests.protocols.serving import Served
from tests.world import World

RESPONSE_JSON = "application/graphql-response+json"


async def post(served: Served, query: str, accept: str, token: str | None = None) -> httpx.Response:
    headers = {"Accept": accept} | ({"Authorization": f"Bearer {token}"} if token else {})
    async with httpx.AsyncClient() as client:
        return await client.post(served.url, json={"query": query}, headers=headers)


async def test_what_the_client_does_not_take_is_not_sent(served: Served) -> None:
    response = await post(served, "{ __typename }", "text/html, image/*")
    assert response.status_code == 406
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(("accept", "status"), [(RESPONSE_JSON, 294), ("application/json", 200)])
async def test_data_with_errors_is_a_partial_success(
    served: Served, scratch: World, accept: str, status: int
) -> None:
    # The fixed part's field fails, the record's field answers.
    response = await post(
        served, "{ deals { totalCount } catalogVersions { version } }", accept, scratch.viewer
    )
    assert set(response.json()) == {"data", "errors"}, response.text
    assert response.status_code == status
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"


async def test_a_query_is_answered_as_events_for_who_takes_nothing_else(served: Served) -> None:
    response = await post(served, "{ __typename }", "text/event-stream")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.text == 'event: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata:\n\n'


async def test_lists_of_records_are_one_line_of_an_event(served: Served, world: World) -> None:
    response = await post(served, "{ deals { nodes { name } } }", "text/event-stream", world.manager)
    lines = response.text.split("\n")
    assert [line.partition(":")[0] for line in lines] == ["event", "data", "", "event", "data", "", ""]
    assert '"Alpha"' in lines[1]
    assert '"Gamma"' in lines[1]


async def test_a_document_that_does_not_fit_is_told_within_the_stream(served: Served) -> None:
    response = await post(served, "{ nothing }", "text/event-stream")
    assert response.status_code == 200
    assert "GRAPHQL_VALIDATION_FAILED" in response.text
    assert response.text.endswith("event: complete\ndata:\n\n")
