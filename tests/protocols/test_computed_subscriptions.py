"""A subscription asks for records by what is computed over relations, and tells it as it is by then."""

from tests.protocols.events import subscribed
from tests.protocols.serving import Served
from tests.world import World

CHANGES = (
    {
        "addField": {
            "object": "account",
            "field": {
                "name": "total",
                "type": "decimal",
                "scale": 0,
                "rollUp": {"relation": "deals", "function": "sum", "field": "score"},
            },
        }
    },
    {
        "addField": {
            "object": "deal",
            "field": {
                "name": "part",
                "type": "decimal",
                "formula": {"/": [{"var": "score"}, {"var": "account.total"}]},
            },
        }
    },
)
DOCUMENT = """subscription {
  dealChanged(where: {part: {gt: "0.5"}, account: {total: {gte: "10"}}}) { node { name part account { total } } } }"""


async def test_a_subscription_is_narrowed_by_computed_fields(served: Served, own_world: World) -> None:
    await own_world.api.change(own_world.admin, *CHANGES)
    account = await own_world.create(own_world.admin, "account", name="Acme")
    async with subscribed(served.url, own_world.admin, DOCUMENT, {}) as stream:
        await own_world.create(own_world.admin, "deal", name="Few", accountId=account, score=9)
        await own_world.create(own_world.admin, "deal", name="Most", accountId=account, score=21)
        told = (await stream.data())["dealChanged"]["node"]
        assert told == {"name": "Most", "part": "0.70", "account": {"total": "30"}}
        await own_world.create(own_world.admin, "deal", name="Rest", accountId=account, score=10)
        await own_world.create(own_world.admin, "deal", name="More", accountId=account, score=60)
        told = (await stream.data())["dealChanged"]["node"]
    assert told == {"name": "More", "part": "0.60", "account": {"total": "100"}}
