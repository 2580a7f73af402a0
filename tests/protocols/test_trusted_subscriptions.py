"""Where a tenant takes registered documents only, a subscription ends when its own is no longer registered."""

from tests.protocols.events import subscribed
from tests.protocols.serving import Served
from tests.world import World

WATCH = "subscription { dealChanged { kind node { name } } }"
REGISTER = """mutation ($text: String!) {
  registerDocuments(documents: [{ text: $text }]) { documents { id } errors { code } } }"""
REMOVE = "mutation ($ids: [ID!]!) { removeDocuments(ids: $ids) { errors { code } } }"


async def test_a_subscription_ends_when_its_document_is_no_longer_trusted(
    served: Served, own_world: World
) -> None:
    world = own_world
    registered = await world.api.data(world.admin, REGISTER, {"text": WATCH})
    ids = [each["id"] for each in registered["registerDocuments"]["documents"]]
    await world.api.change(world.admin, {"setApiPolicy": {"trustedDocumentsOnly": True}})
    async with subscribed(served.url, world.manager, WATCH + " ") as stream:
        message = await stream.message()
        assert message is not None
        assert message.json["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
    async with subscribed(served.url, world.manager, WATCH) as stream:
        await world.create(world.admin, "deal", name="Alpha")
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Alpha"
        await world.api.data(world.admin, REMOVE, {"ids": ids})
        await world.create(world.admin, "deal", name="Beta")
        message = await stream.message()
        assert message is not None
        assert message.json["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
