"""What an operator says of a tenant holds at once in every process: two of them here, and a client at each."""

import httpx
import pytest

from tenants.acting import begin_erasure, close, reopen, resume, suspend
from tenants.operators import create_operator
from tenants.platform import AFFINITY
from tests.protocols.events import subscribed
from tests.protocols.serving import Served
from tests.world import World

READ = "{ deals(first: 1) { nodes { id } } }"
WRITE = 'mutation { createDeal(input: {name: "D"}) { deal { id } errors { code } } }'
CHANGED = "subscription { dealChanged { kind } }"


class Clients:
    """The tenant's admin at both processes."""

    def __init__(self, served: Served, world: World) -> None:
        self._served, self._world = served, world

    async def codes(self) -> set[str]:
        """What reads and writes end with; `ok` where they do not fail."""
        found = set()
        for document in (READ, WRITE):
            here = await self._world.api.ask(self._world.admin, document)
            async with httpx.AsyncClient() as client:
                headers = {"Authorization": f"Bearer {self._world.admin}"}
                sent = {"query": document}
                there = (await client.post(self._served.url, json=sent, headers=headers)).json()
            for answer in (here, there):
                errors = answer.get("errors", [])
                found |= {error["extensions"]["code"] for error in errors} or {"ok"}
        return found


async def test_a_suspended_tenant_is_refused_everywhere_and_its_subscriptions_end(
    served: Served, own_world: World
) -> None:
    clients = Clients(served, own_world)
    assert await clients.codes() == {"ok"}
    database, slug = own_world.api.engine.database, own_world.slug
    async with subscribed(served.url, own_world.admin, CHANGED) as stream:
        await own_world.create(own_world.admin, "deal", name="heard")
        assert (await stream.data())["dealChanged"]["kind"] == "CREATED"
        await suspend(database, "Olga", slug)
        assert await clients.codes() == {"TENANT_SUSPENDED"}
        ended = await stream.message()
        assert ended is not None
        assert [each["extensions"]["code"] for each in ended.json["errors"]] == ["TENANT_SUSPENDED"]
    await resume(database, "Olga", slug)
    assert await clients.codes() == {"ok"}
    await close(database, "Olga", slug, 30)
    assert await clients.codes() == {"TENANT_CLOSED"}
    await reopen(database, "Olga", slug)
    assert await clients.codes() == {"ok"}


async def test_an_erased_tenant_is_unknown_to_a_process_that_remembers_it(
    served: Served, own_world: World
) -> None:
    clients = Clients(served, own_world)
    assert await clients.codes() == {"ok"}
    engine = own_world.api.engine
    async with engine.database.transaction(affinity=AFFINITY) as connection:
        token, _ = await create_operator(connection, "Olga")
    erase = 'mutation ($slug: String!) { eraseTenant(slug: $slug, confirm: $slug, note: "gone") { errors { code } } }'
    async with httpx.AsyncClient() as client:

        async def ask(document: str, **variables: str) -> dict[str, object]:
            sent = {"query": document, "variables": variables}
            headers = {"Authorization": f"Bearer {token}"}
            response = await client.post(
                f"{served.address}/operator/graphql", json=sent, headers=headers, timeout=60
            )
            assert response.status_code == 200, response.text
            found: dict[str, object] = response.json()["data"]
            return found

        refused = await ask(erase, slug=own_world.slug)
        assert refused == {"eraseTenant": {"errors": [{"code": "TENANT_OPEN"}]}}
        await close(engine.database, "Olga", own_world.slug, 30)
        assert await ask(erase, slug=own_world.slug) == {"eraseTenant": {"errors": []}}
        assert await ask("query ($s: String!) { tenants(search: $s) { slug } }", s=own_world.slug) == {
            "tenants": []
        }
    # Nobody had asked since: both processes still take the tenant for open.
    assert await clients.codes() == {"UNAUTHENTICATED"}
    with pytest.raises(Exception, match="no tenant"):
        await begin_erasure(engine.database, "Olga", own_world.slug)
