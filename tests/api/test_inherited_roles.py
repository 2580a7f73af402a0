"""A role that inherits others, as members have it and as administrators configure it."""

from tests.api.team import MANAGES, Team, make_team
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member

DEALS = "{ deals { totalCount } }"
ROLES = "{ catalog { roles { name inherits } } }"
DRY_RUN = """mutation ($changes: [CatalogChange!]!) {
  done: changeCatalog(changes: $changes, dryRun: true) { steps { sentence breaks } errors { code path } } }"""


@copied
async def team(api: Api) -> Team:
    return await make_team(api)


async def test_what_is_inherited_is_held_from_the_next_request_on(team: Team):
    await team.create("seller")
    await team.api.change(team.admin, {"addRole": {"name": "lead"}})
    lead, _ = await add_member(team.api, team.admin, team.slug, "lead")
    assert await team.api.codes(lead, DEALS) == ["GRAPHQL_VALIDATION_FAILED"]
    change = {"setInherits": {"role": "lead", "inherits": ["manager"]}}
    told = await team.api.data(team.admin, DRY_RUN, {"changes": [change]})
    assert told["done"]["steps"] == [
        {"sentence": "Let whoever has the role lead do what manager may do.", "breaks": []}
    ]
    await team.api.change(team.admin, change)
    assert (await team.api.data(lead, DEALS))["deals"] == {"totalCount": 1}
    roles = (await team.api.data(team.admin, ROLES))["catalog"]["roles"]
    assert {"name": "lead", "inherits": ["manager"]} in roles
    # A rule that asks for a role is content, tried on who owns a record too, with one that inherits it.
    team.tokens["lead"] = lead
    await team.create("lead")
    tried = """query ($changes: [CatalogChange!]) {
      tried: simulateGate(object: "deal", changes: $changes) { records newlyBlocked } }"""
    gate = {"setGate": {"object": "deal", "stage": "offer", "rule": MANAGES}}
    found = await team.api.data(team.admin, tried, {"changes": [gate]})
    assert found["tried"] == {"records": 2, "newlyBlocked": 1}
    await team.gate(MANAGES)
    assert (await team.promote("lead", await team.create("seller")))["promoted"]
    assert not (await team.promote("seller", await team.create("seller")))["promoted"]
    # What is inherited goes with a deny of one's own, and with the inheritance.
    deny = {"object": "deal", "action": "delete", "effect": "deny"}
    await team.api.change(team.admin, {"setGrants": {"role": "lead", "grants": [deny]}})
    document = 'mutation { deleteDeal(id: "0197f5d2-0000-7000-8000-000000000000") { errors { code } } }'
    assert await team.api.codes(lead, document) == ["GRAPHQL_VALIDATION_FAILED"]
    ended = {"setInherits": {"role": "lead", "inherits": []}}
    told = await team.api.data(team.admin, DRY_RUN, {"changes": [ended]})
    (step,) = told["done"]["steps"]
    assert step["breaks"] == ["Members and API keys with the role lead lose what manager may do."]
    await team.api.change(team.admin, ended)
    assert await team.api.codes(lead, DEALS) == ["GRAPHQL_VALIDATION_FAILED"]


async def test_a_circle_is_refused_where_it_stands(team: Team):
    await team.api.change(team.admin, {"addRole": {"name": "lead", "inherits": ["manager"]}})
    (problem,) = await team.refused({"setInherits": {"role": "manager", "inherits": ["seller", "lead"]}})
    assert (problem["code"], problem["path"]) == (
        "CATALOG_INVALID",
        ["changes", 0, "setInherits", "inherits", 1],
    )
    (problem,) = await team.refused({"removeRole": {"role": "manager"}})
    assert problem["code"] == "CATALOG_IN_USE"
    uses = '{ catalogUses(of: { role: "manager" }) { uses { kind place blocks } } }'
    found = (await team.api.data(team.admin, uses))["catalogUses"]["uses"]
    assert {"kind": "role", "place": "the role lead", "blocks": True} in found


async def test_an_administrator_by_inheritance_is_one(team: Team):
    await team.api.change(
        team.admin,
        {"addRole": {"name": "office", "grants": [{"object": "*", "action": "administer"}]}},
        {"addRole": {"name": "chief", "inherits": ["office"]}},
    )
    chief, _ = await add_member(team.api, team.admin, team.slug, "chief")
    assert len((await team.api.data(chief, "{ members { id } }"))["members"]) == 4
    give = """mutation ($id: ID!) {
      setMemberRoles(input: { memberId: $id, roles: [] }) { errors { code } } }"""
    done = await team.api.data(chief, give, {"id": team.ids["admin"]})
    assert done["setMemberRoles"]["errors"] == []
    assert await team.api.codes(team.admin, "{ members { id } }") == ["FORBIDDEN"]
