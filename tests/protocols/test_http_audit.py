"""The public audits of GraphQL over HTTP (`graphql-http` from npm), each of them against a served Sluice."""

import pytest

from tests.protocols.clients import run_client
from tests.protocols.serving import Served

AUDITS = 61


@pytest.mark.usefixtures("node_clients")
async def test_every_audit_of_graphql_over_http_is_passed(served: Served) -> None:
    results = await run_client("audit.mjs", served.url)
    assert [each for each in results if each["status"] != "ok"] == []
    assert len({each["id"] for each in results}) == len(results) == AUDITS
