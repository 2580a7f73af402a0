"""The members of an object stand in the order of the selection, as GraphQL asks, leaves and nested ones mixed."""

from tests.world import World


async def test_members_stand_in_the_order_of_the_selection(world: World):
    data = await world.api.data(
        world.manager,
        """{ deals(first: 1) {
          totalCount
          edges { node { name } cursor }
          pageInfo { endCursor hasNextPage }
          nodes {
            transitions { verdict { clauses { sentence pointer } open } to }
            stageHistory { by { name } to from }
          }
        } }""",
    )
    deals = data["deals"]
    assert list(deals) == ["totalCount", "edges", "pageInfo", "nodes"]
    assert list(deals["edges"][0]) == ["node", "cursor"]
    assert list(deals["pageInfo"]) == ["endCursor", "hasNextPage"]
    transition = deals["nodes"][0]["transitions"][0]
    assert list(transition) == ["verdict", "to"]
    assert list(transition["verdict"]) == ["clauses", "open"]
    assert list(deals["nodes"][0]["stageHistory"][0]) == ["by", "to", "from"]
