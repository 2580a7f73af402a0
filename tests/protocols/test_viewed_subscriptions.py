"""Subscriptions of who looks at the tenant as somebody else: what that one is told, until the view ends."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from tenants.platform import AFFINITY, VIEW
from tenants.tokens import token_hash
from tests.contracts.test_views import viewing
from tests.protocols.events import subscribed
from tests.protocols.serving import ServedHere
from tests.protocols.sockets import opened
from tests.world import World

SUBSCRIPTION = "subscription { dealChanged { kind node { name } } }"


async def test_a_stream_tells_of_the_records_of_the_member_and_ends_with_the_view(
    here: ServedHere, own_world: World
) -> None:
    world = own_world
    view = await viewing(world, memberId=world.members["rep"])
    async with subscribed(here.url, view, SUBSCRIPTION) as stream:
        await world.create(world.manager, "deal", name="Beyond")
        await world.create(world.rep, "deal", name="Theirs")
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Theirs"
        await world.api.data(world.admin, "mutation { signOut { signedOut } }")
        message = await stream.message()
        assert message is not None
        assert message.json["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_stream_ends_when_the_hour_is_over(here: ServedHere, own_world: World) -> None:
    """The process remembers who has the token, and until when."""
    world = own_world
    view = await viewing(world, memberId=world.members["rep"])
    ends = datetime.now(UTC) + timedelta(seconds=3)
    soon = update(VIEW).where(VIEW.c.token_hash == token_hash(view)).values(expires_at=ends)
    assert await world.api.engine.database.rows(soon.returning(VIEW.c.tenant_id), affinity=AFFINITY)
    async with subscribed(here.url, view, SUBSCRIPTION) as stream:
        await asyncio.sleep((ends - datetime.now(UTC)).total_seconds() + 0.2)
        await world.create(world.rep, "deal", name="Too late")
        message = await stream.message()
        assert message is not None
        assert message.json["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_socket_takes_a_view_as_its_credentials_and_changes_nothing(
    here: ServedHere, own_world: World
) -> None:
    world = own_world
    view = await viewing(world, memberId=world.members["rep"])
    async with opened(here.socket_url, view) as socket:
        await socket.subscribe("1", SUBSCRIPTION)
        await world.create(world.manager, "deal", name="Beyond")
        await world.create(world.rep, "deal", name="Theirs")
        told = await socket.receive()
        assert told["payload"]["data"]["dealChanged"]["node"]["name"] == "Theirs"
        await socket.subscribe("2", 'mutation { createDeal(input: { name: "No" }) { errors { code } } }')
        refused = await socket.receive()
        assert (refused["type"], refused["id"]) == ("error", "2")
        assert refused["payload"][0]["extensions"]["code"] == "VIEW_IS_READ_ONLY"
