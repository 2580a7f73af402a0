"""A subscription of who has the records of a team: what is beyond is not told, and what has come into it is."""

from tests.protocols.events import subscribed
from tests.protocols.serving import ServedHere
from tests.world import World, add_member

SUBSCRIPTION = "subscription { dealChanged { kind node { name } } }"
MAKE_UNIT = """mutation { made: createOrgUnit(input: { code: "here", name: "Here" }) { orgUnit { id } } }"""
JOIN = "mutation ($input: OrgUnitMembersInput!) { addToOrgUnit(input: $input) { errors { code } } }"


async def test_an_event_is_judged_by_the_teams_of_now(here: ServedHere, own_world: World) -> None:
    world = own_world
    grants = [{"object": "deal", "action": each, "rows": "team"} for each in ("read", "create", "update")]
    await world.api.change(world.admin, {"addRole": {"name": "teammate", "grants": grants}})
    token, member = await add_member(world.api, world.admin, world.slug, "teammate")
    unit = (await world.api.data(world.admin, MAKE_UNIT))["made"]["orgUnit"]["id"]

    async def join(who: str) -> None:
        await world.api.data(world.admin, JOIN, {"input": {"id": unit, "memberIds": [who]}})

    await join(member)
    async with subscribed(here.url, token, SUBSCRIPTION) as stream:
        await world.create(world.manager, "deal", name="Beyond")
        await world.create(token, "deal", name="Ours")
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Ours"
        await join(world.members["manager"])
        await world.create(world.manager, "deal", name="Now of the team")
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Now of the team"
