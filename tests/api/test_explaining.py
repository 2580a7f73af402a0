"""`explainAccess`: what it says of grants, inheritance, denies, records and people, and to whom."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, update

from tenants.platform import AFFINITY, MEMBERSHIP
from tests.api.conftest import fresh_tenant
from tests.world import World, add_member

EXPLAIN = """query ($action: String!, $object: String, $record: ID, $field: String, $from: String, $to: String,
  $member: ID, $apiKey: ID, $roles: [String!]) {
  told: explainAccess(action: $action, object: $object, record: $record, field: $field, from: $from, to: $to,
    member: $member, apiKey: $apiKey, roles: $roles) {
    allowed reason sentence
    grants { action role chains sentence holds grant { effect object action field rows rule }
      tree { parent pointer kind satisfied sentence field actual needed redacted } }
    missing { role sentence change } } }"""
WON = {"==": [{"var": "stage"}, "won"]}
NOWHERE = "0197f5d2-0000-7000-8000-000000000000"


async def explained(world: World, action: str, of: str | None = "deal", **given: Any) -> dict[str, Any]:
    language = given.pop("language", "en")
    token = given.pop("token", world.admin)
    variables = {"action": action, "object": of, **given}
    headers = {"Accept-Language": language}
    told: dict[str, Any] = (await world.api.data(token, EXPLAIN, variables, **headers))["told"]
    return told


async def codes(world: World, token: str, **given: Any) -> list[str]:
    return await world.api.codes(token, EXPLAIN, {"action": "read", "object": "deal", **given})


async def test_it_tells_the_grant_and_by_which_roles_it_is_had(own_world: World):
    world = own_world
    await world.api.change(
        world.admin,
        {"addRole": {"name": "desk", "inherits": ["rep"], "grants": []}},
        {"addRole": {"name": "lead", "inherits": ["desk"], "grants": []}},
    )
    told = await explained(world, "update", field="score", roles=["lead", "rep"])
    assert (told["allowed"], told["reason"], told["missing"]) == (True, "granted", None)
    (grant,) = told["grants"]
    assert (grant["role"], grant["chains"]) == ("rep", [["rep"], ["lead", "desk", "rep"]])
    assert (grant["grant"]["action"], grant["grant"]["rows"], grant["holds"]) == ("update", "own", None)
    (grant,) = (await explained(world, "update", field="score", roles=["lead"]))["grants"]
    assert grant["sentence"] == (
        "The role rep (inherited: lead → desk → rep) allows `update` of “Deal”, for own records."
    )


async def test_it_tells_which_deny_takes_it_away_and_in_which_language(own_world: World):
    world = own_world
    told = await explained(world, "read", field="margin", member=world.members["rep"])
    assert (told["allowed"], told["reason"], told["missing"]) == (False, "denied", None)
    assert told["sentence"] == "A deny takes `read` of “Deal.Margin” away; it overrides every allow."
    assert [each["grant"]["effect"] for each in told["grants"]] == ["allow", "deny"]
    told = await explained(world, "read", field="margin", member=world.members["rep"], language="zh-CN")
    assert told["sentence"] == "一条拒绝授权禁止查看“商机.毛利”；它优先于所有允许授权。"
    assert told["grants"][1]["sentence"] == "角色“rep”拒绝查看“商机.毛利”。"


async def test_it_tells_what_is_missing_as_a_change(own_world: World):
    world = own_world
    told = await explained(world, "update", "account", roles=["viewer"])
    assert (told["allowed"], told["reason"]) == (False, "notGranted")
    assert told["missing"]["sentence"] == (
        "Grant the role viewer `read` of “Account” and `update` of “Account”."
    )
    chinese = await explained(world, "update", "account", roles=["viewer"], language="zh-CN")
    assert chinese["missing"]["sentence"] == "授予角色“viewer”查看“客户”，以及修改“客户”的权限。"
    await world.api.change(world.admin, told["missing"]["change"])
    assert (await explained(world, "update", "account", roles=["viewer"]))["allowed"]
    # What the role had it has still.
    assert (await explained(world, "read", roles=["viewer"]))["allowed"]
    # Nobody is told to grant what a deny takes away, nor the built-in role anything.
    assert (await explained(world, "update", field="margin", roles=["rep"]))["missing"] is None
    assert (await explained(world, "read", roles=[]))["missing"] is None


async def test_actions_on_the_tenant_and_along_the_pipeline(own_world: World):
    world = own_world
    assert (await explained(world, "configure", None, roles=["admin"]))["allowed"]
    told = await explained(world, "configure", None, roles=["rep"])
    assert (told["reason"], told["missing"]["sentence"]) == (
        "notGranted",
        "Grant the role rep `configure` of everything.",
    )
    told = await explained(world, "promote", "account", roles=["manager"])
    assert (told["allowed"], told["reason"]) == (False, "noPipeline")
    # An override is asked for with a promotion.
    promote = {"object": "deal", "action": "override"}
    read = {"object": "deal", "action": "read"}
    await world.api.change(world.admin, {"addRole": {"name": "only", "grants": [promote, read]}})
    told = await explained(world, "override", roles=["only"])
    assert (told["allowed"], told["sentence"]) == (
        False,
        "No grant of these roles allows `promote` of “Deal”.",
    )


async def test_moves_are_explained_edge_by_edge(own_world: World):
    world = own_world
    grants = [
        {"object": "deal", "action": "read"},
        {"object": "deal", "action": "promote", "moves": ["lose"]},
    ]
    await world.api.change(world.admin, {"addRole": {"name": "loser", "grants": grants}})
    told = await explained(world, "promote", roles=["loser"], **{"from": "lead", "to": "lost"})
    assert told["allowed"]
    told = await explained(world, "promote", roles=["loser"], **{"from": "lead", "to": "qualified"})
    assert (told["allowed"], told["reason"], told["grants"]) == (False, "notGranted", [])
    change = told["missing"]["change"]["setGrants"]["grants"][-1]
    assert (change["leaving"], change["entering"]) == ("lead", "qualified")
    deal = await world.create(world.manager, "deal", name="Deal")
    assert (await explained(world, "promote", roles=["loser"], record=deal, to="lost"))["allowed"]
    told = await explained(world, "promote", roles=["loser"], record=deal, to="won")
    assert (told["allowed"], told["reason"]) == (False, "noSuchMove")


async def test_of_a_record_every_condition_is_told_with_the_member_as_actor(own_world: World):
    world = own_world
    rule = {"and": [{">": [{"var": "score"}, 50]}, {"==": [{"var": "ownerId"}, {"var": "actor.id"}]}]}
    grants = [{"object": "deal", "action": "read"}, {"object": "deal", "action": "update", "rule": rule}]
    await world.api.change(world.admin, {"setGrants": {"role": "viewer", "grants": grants}})
    viewer = world.members["viewer"]
    deal = await world.create(world.manager, "deal", name="Theirs", score=70)
    told = await explained(world, "update", member=viewer, record=deal, language="zh-CN")
    assert (told["allowed"], told["reason"], told["missing"]) == (False, "notReached", None)
    assert told["sentence"] == "修改“商机”的授权只涉及部分记录，而该记录不在其中。"
    (grant,) = told["grants"]
    assert grant["holds"] is False
    nodes = {each["pointer"]: each for each in grant["tree"]}
    assert [each["satisfied"] for each in grant["tree"]] == [False, True, False]
    score, owner = nodes["/grants/1/rule/and/0"], nodes["/grants/1/rule/and/1"]
    assert (score["field"], score["actual"], score["needed"], score["sentence"]) == (
        "score",
        70,
        50,
        "评分 必须大于 50",
    )
    assert (owner["actual"], owner["needed"]) == (world.members["manager"], viewer)
    # Who reads more than that is told in which part it is another's.
    told = await explained(world, "update", member=world.members["manager"], record=deal)
    assert told["allowed"]


async def test_a_deny_by_stage_is_told_of_the_record_it_takes_away(own_world: World):
    world = own_world
    closed = {"object": "deal", "action": "update", "effect": "deny", "rule": WON}
    await world.api.change(
        world.admin, {"addRole": {"name": "closedBooks", "inherits": ["manager"], "grants": [closed]}}
    )
    values = {"score": 90, "budgetConfirmed": True, "margin": "1"}
    account = await world.create(world.manager, "account", name="Sold to", sector="software")
    deal = await world.create(world.manager, "deal", name="Sold", accountId=account, **values)
    assert (await explained(world, "update", roles=["closedBooks"], record=deal))["allowed"]
    move = "mutation ($id: ID!, $to: String!) { promoteDeal(id: $id, to: $to) { promoted } }"
    for stage in ("qualified", "won"):
        assert (await world.api.data(world.manager, move, {"id": deal, "to": stage}))["promoteDeal"][
            "promoted"
        ]
    told = await explained(world, "update", roles=["closedBooks"], record=deal)
    assert (told["allowed"], told["reason"]) == (False, "takenAway")
    assert [(each["grant"]["effect"], each["holds"]) for each in told["grants"]] == [
        ("allow", True),
        ("deny", True),
    ]
    assert told["grants"][1]["tree"][0]["satisfied"] is True
    assert (await explained(world, "delete", roles=["closedBooks"], record=deal))["allowed"]


async def test_records_that_are_not_there(own_world: World):
    world = own_world
    manager = world.members["manager"]
    account = await world.create(world.manager, "account", name="Somebody")
    deal = await world.create(world.manager, "deal", name="Gone")
    for record in (NOWHERE, account):
        told = await explained(world, "read", member=manager, record=record)
        assert (told["allowed"], told["reason"], told["grants"]) == (False, "noRecord", [])
    told = await explained(world, "restore", member=manager, record=deal)
    assert (told["allowed"], told["reason"]) == (False, "notDeleted")
    await world.api.data(
        world.manager, "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }", {"id": deal}
    )
    told = await explained(world, "read", member=manager, record=deal)
    assert (told["allowed"], told["reason"]) == (False, "deleted")
    assert (await explained(world, "restore", member=manager, record=deal))["allowed"]


async def test_what_the_admin_may_not_read_is_redacted(own_world: World):
    world = own_world
    grants = [
        {"object": "*", "action": "*"},
        {"object": "deal", "action": "read", "field": "margin", "effect": "deny"},
        {
            "object": "account",
            "action": "read",
            "effect": "deny",
            "rule": {"==": [{"var": "name"}, "Out of sight"]},
        },
    ]
    await world.api.change(world.admin, {"addRole": {"name": "tuner", "grants": grants}})
    tuner, _ = await add_member(world.api, world.admin, world.slug, "tuner")
    rule = {"and": [{">": [{"var": "margin"}, 40]}, {">": [{"var": "score"}, 1]}]}
    update = {"object": "deal", "action": "read", "rule": rule}
    await world.api.change(world.admin, {"setGrants": {"role": "viewer", "grants": [update]}})
    deal = await world.create(world.manager, "deal", name="Secretive", margin="41.7", score=33)
    told = await explained(world, "read", member=world.members["viewer"], record=deal, token=tuner)
    assert told["allowed"]
    tree = {each["pointer"][-1]: each for each in told["grants"][0]["tree"]}
    assert (tree["0"]["redacted"], tree["0"]["actual"], tree["0"]["needed"], tree["0"]["satisfied"]) == (
        True,
        None,
        None,
        True,
    )
    assert (tree["1"]["redacted"], tree["1"]["actual"]) == (False, 33)
    assert "41" not in json.dumps(told["grants"][0]["tree"])
    # A record that the admin may not read is as one that there is not, whatever the member may.
    mine = await world.create(world.manager, "account", name="Out of sight")
    manager = world.members["manager"]
    answers = [
        await explained(world, "read", "account", member=manager, record=each, token=tuner)
        for each in (mine, NOWHERE)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["reason"] == "noRecord"
    assert (await explained(world, "read", "account", member=manager, record=mine))["allowed"]


async def test_people_who_may_do_nothing_and_keys(own_world: World):
    world = own_world
    manager = world.members["manager"]
    keys = (await world.api.data(world.admin, "{ apiKeys { id memberId } }"))["apiKeys"]
    key = next(each["id"] for each in keys if each["memberId"] == manager)
    assert (await explained(world, "delete", apiKey=key))["allowed"]
    make = """mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } } }"""
    given = {"name": "narrow", "memberId": manager, "roles": ["viewer"]}
    narrow = (await world.api.data(world.admin, make, {"input": given}))["createApiKey"]["apiKey"]["id"]
    assert (await explained(world, "delete", apiKey=narrow))["reason"] == "notGranted"
    assert (await explained(world, "read", apiKey=narrow))["allowed"]
    await world.api.data(world.admin, f'mutation {{ revokeApiKey(id: "{narrow}") {{ errors {{ code }} }} }}')
    assert (await explained(world, "read", apiKey=narrow))["reason"] == "keyEnded"
    end = "mutation ($id: ID!, $at: DateTime) { setMembershipEnd(memberId: $id, endsAt: $at) { errors { code } } }"
    await world.api.data(world.admin, end, {"id": manager, "at": "2099-01-01T00:00:00Z"})
    assert (await explained(world, "read", member=manager))["allowed"]
    # As time does.
    over = update(MEMBERSHIP).where(MEMBERSHIP.c.member_id == UUID(manager))
    past = over.values(ends_at=func.now() - timedelta(seconds=1)).returning(MEMBERSHIP.c.member_id)
    assert await world.api.engine.database.rows(past, affinity=AFFINITY)
    assert (await explained(world, "read", member=manager))["reason"] == "ended"
    assert (await explained(world, "read", apiKey=key))["reason"] == "ended"
    let_go = "mutation ($id: ID!) { deactivateMember(input: { memberId: $id }) { errors { code } } }"
    rep = world.members["rep"]
    await world.api.data(world.admin, let_go, {"id": rep})
    told = await explained(world, "read", member=rep)
    assert (told["allowed"], told["reason"], told["missing"]) == (False, "inactive", None)


async def test_who_may_ask_and_about_whom(own_world: World):
    world = own_world
    rep = world.members["rep"]
    assert await codes(world, world.manager, roles=["rep"]) == ["FORBIDDEN"]
    tuner = [{"object": "*", "action": "*"}, {"object": "*", "action": "administer", "effect": "deny"}]
    clerk = [{"object": "*", "action": "*"}, {"object": "*", "action": "configure", "effect": "deny"}]
    await world.api.change(
        world.admin,
        {"addRole": {"name": "tuner", "grants": tuner}},
        {"addRole": {"name": "clerk", "grants": clerk}},
    )
    tunes, _ = await add_member(world.api, world.admin, world.slug, "tuner")
    keeps, _ = await add_member(world.api, world.admin, world.slug, "clerk")
    assert await codes(world, tunes, roles=["rep"]) == []
    assert await codes(world, tunes, member=rep) == ["FORBIDDEN"]
    assert await codes(world, keeps, member=rep) == ["FORBIDDEN"]
    stranger = await fresh_tenant(world.api)
    assert await codes(world, stranger.admin, member=rep, object=None, action="configure") == ["NOT_FOUND"]
    assert await codes(world, world.admin, member=NOWHERE) == ["NOT_FOUND"]
    assert await codes(world, world.admin, apiKey=NOWHERE) == ["NOT_FOUND"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "BAD_USER_INPUT"),
        ({"roles": ["rep"], "member": NOWHERE}, "BAD_USER_INPUT"),
        ({"roles": ["reps"]}, "CATALOG_UNKNOWN"),
        ({"roles": ["rep"], "action": "fly"}, "CATALOG_UNKNOWN"),
        ({"roles": ["rep"], "object": "boat"}, "CATALOG_UNKNOWN"),
        ({"roles": ["rep"], "object": None}, "CATALOG_UNKNOWN"),
        ({"roles": ["rep"], "field": "sail"}, "CATALOG_UNKNOWN"),
        ({"roles": ["rep"], "action": "delete", "field": "name"}, "BAD_USER_INPUT"),
        ({"roles": ["rep"], "action": "configure"}, "BAD_USER_INPUT"),
        ({"roles": ["rep"], "from": "lead", "to": "won"}, "BAD_USER_INPUT"),
        ({"roles": ["rep"], "action": "promote", "to": "won"}, "BAD_USER_INPUT"),
        ({"roles": ["rep"], "action": "promote", "from": "lead", "to": "moon"}, "CATALOG_UNKNOWN"),
        ({"roles": ["rep"], "record": "x"}, "NOT_FOUND"),
    ],
)
async def test_questions_that_make_no_sense(world: World, given: dict[str, Any], code: str):
    assert await codes(world, world.admin, **given) == [code]
