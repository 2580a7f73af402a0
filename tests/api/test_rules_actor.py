"""`actor.…` in rules: whoever promotes, writes or asks."""

from tests.api.team import AHEAD, FOUR_EYES, MANAGES, PROMOTE_MANY, Team, make_team
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels


@copied
async def team(api: Api) -> Team:
    return await make_team(api)


async def test_who_made_a_record_does_not_pass_it_on(team: Team):
    await team.gate(FOUR_EYES)
    deal = await team.create("seller")
    for who, may in (("seller", False), ("manager", True)):
        (ahead,) = (await team.api.data(team.tokens[who], AHEAD, {"id": deal}))["deal"]["transitions"]
        assert ahead["allowed"] is may
        (clause,) = ahead["verdict"]["clauses"]
        assert (clause["field"], clause["operator"]) == ("createdBy", "!=")
        assert (clause["actual"], clause["needed"]) == (team.ids["seller"], team.ids[who])
    closed = await team.promote("seller", deal)
    assert [each["code"] for each in closed["errors"]] == ["GATE_CLOSED"]
    assert closed["verdict"]["clauses"][0]["sentence"] == "Created by must not be the acting member"
    chinese = await team.promote("seller", deal, language="zh-CN")
    assert chinese["verdict"]["clauses"][0]["sentence"] == "创建人 不得为 操作人"
    # One statement for many records knows the same, and the plan of one member serves the other.
    own = await team.create("manager")
    for who, promoted in (("seller", own), ("manager", deal)):
        found = (await team.api.data(team.tokens[who], PROMOTE_MANY, {"ids": [deal, own]}))["done"]
        assert {each["id"] for each in found["outcomes"] if each["done"]} == {promoted}


async def test_roles_and_e_mail_are_those_of_the_caller(team: Team):
    rule = {"or": [MANAGES, {"ends_with": [{"var": "actor.email"}, f"seller@{team.slug}.example"]}]}
    await team.gate({"and": [rule, {"or": [MANAGES, {"<": [{"var": "amount"}, 100]}]}]})
    small, large = await team.create(amount=5), await team.create(amount=500)
    closed = await team.promote("seller", large)
    told = {each["sentence"]: each["satisfied"] for each in closed["verdict"]["clauses"]}
    assert [*told.values()] == [True, False]
    assert "either Manager must be among the roles of the acting member or Amount" in [*told][1]
    assert (await team.promote("seller", small))["promoted"]
    assert (await team.promote("manager", large))["promoted"]
    # A key acts as its member, with the roles that the key has.
    document = """mutation ($input: CreateApiKeyInput!) { made: createApiKey(input: $input) { token } }"""
    given = {"name": "less", "memberId": team.ids["manager"], "roles": ["seller"]}
    key = (await team.api.data(team.admin, document, {"input": given}))["made"]["token"]
    team.tokens["key"] = key
    third = await team.create(amount=500)
    assert not (await team.promote("key", third))["promoted"]
    assert (await team.promote("manager", third))["promoted"]


async def test_a_fix_names_the_caller_and_never_changes_who_acts(team: Team):
    await team.gate({"and": [{"==": [{"var": "actor.id"}, {"var": "reviewer"}]}, MANAGES]})
    deal = await team.create("seller")
    closed = await team.promote("manager", deal)
    fix = {"field": "reviewer", "operator": "==", "needed": team.ids["manager"]}
    assert closed["verdict"]["fixes"] == [{"changes": [fix]}]
    assert (await team.promote("seller", deal))["verdict"]["fixes"] == []
    assert (await team.promote("manager", deal, reviewerId=team.ids["manager"]))["promoted"]


async def test_validations_and_conditions_to_require_ask_who_writes(team: Team):
    large = {"or": [{"<": [{"var": "amount"}, 1000]}, MANAGES]}
    found = await team.api.change(
        team.admin,
        {
            "addValidation": {
                "object": "deal",
                "name": "large",
                "rule": large,
                "messages": labels("Ask a manager.", "请找经理。"),
            }
        },
        {"setRequiredWhen": {"object": "deal", "field": "title", "rule": {"!": [MANAGES]}}},
    )
    # They say what a member may do, and nothing of records that stand.
    assert all(each["rows"] in (None, 0) for each in found["steps"])
    deal = await team.create("seller", title="A", amount=1)
    assert await team.write("seller", deal, amount=2000) == ["VALIDATION_FAILED"]
    assert await team.write("seller", deal, title=None) == ["REQUIRED"]
    assert await team.write("manager", deal, amount=2000, title=None) == []


async def test_row_rules_filters_and_lists_know_the_caller(team: Team):
    reviewed = {"==": [{"var": "reviewer"}, {"var": "actor.id"}]}
    grants = [{"object": "deal", "action": "read", "rule": {"or": [reviewed, MANAGES]}}]
    await team.api.change(team.admin, {"addRole": {"name": "reviewer", "grants": grants}})
    token, id_ = await add_member(team.api, team.admin, team.slug, "reviewer")
    mine = await team.create("manager", reviewerId=id_)
    other = await team.create("manager")
    seen = "{ deals { nodes { id } } }"
    assert (await team.api.data(token, seen))["deals"]["nodes"] == [{"id": mine}]
    asked = "query ($rule: JSON) { deals(where: {rule: $rule}) { nodes { id } } }"
    found = await team.api.data(team.admin, asked, {"rule": {"!": [{"filled": {"var": "reviewer"}}]}})
    assert found["deals"]["nodes"] == [{"id": other}]
    by_me = {"==": [{"var": "createdBy"}, {"var": "actor.id"}]}
    for who, count in (("manager", 2), ("seller", 0)):
        found = await team.api.data(team.tokens[who], asked, {"rule": by_me})
        assert len(found["deals"]["nodes"]) == count
    # Roles that a caller has not are none that it could ask for.
    names = {"in": ["manager", {"var": "actor.roles"}]}
    assert await team.api.codes(team.tokens["seller"], asked, {"rule": names}) == ["RULE_UNKNOWN_OPTION"]
    unknown = {"in": ["x", {"var": "actor.roles"}]}
    assert "seller" not in str(await team.api.ask(team.tokens["manager"], asked, {"rule": unknown}))
    await team.gate({"none": [{"var": "visits"}, by_me]})
    await team.create("seller", "visit", dealId=other)
    assert not (await team.promote("seller", other))["promoted"]
    assert (await team.promote("manager", other))["promoted"]


async def test_what_is_computed_asks_nobody(team: Team):
    formula = {"cat": [{"var": "actor.email"}, "!"]}
    for change in (
        {"addField": {"object": "deal", "field": {"name": "by", "type": "text", "formula": formula}}},
        {"setDefault": {"object": "deal", "field": "title", "formula": formula}},
        {
            "addField": {
                "object": "deal",
                "field": {
                    "name": "own",
                    "type": "integer",
                    "rollUp": {"relation": "visits", "function": "count", "where": FOUR_EYES},
                },
            }
        },
    ):
        (problem,) = await team.refused(change)
        assert (problem["code"], "Gates" in problem["hint"]) == ("RULE_UNKNOWN_PATH", True), change
    for rule, hint in (
        ({"filled": {"var": "actor.rols"}}, "`actor.roles`"),
        ({"filled": {"var": "before.actor.id"}}, ""),
        ({"in": ["boss", {"var": "actor.roles"}]}, "manager"),
        ({"some": [{"var": "visits"}, {"filled": {"var": "visits.actor.id"}}]}, ""),
    ):
        (problem,) = await team.refused({"setGate": {"object": "deal", "stage": "offer", "rule": rule}})
        assert problem["code"] in ("RULE_UNKNOWN_PATH", "RULE_UNKNOWN_OPTION")
        assert hint in problem["hint"]
    (graced,) = await team.refused(
        {
            "addCriterion": {
                "object": "deal",
                "name": "eyes",
                "entering": "offer",
                "rule": FOUR_EYES,
                "graceUntil": "2030-01-01",
            }
        }
    )
    assert graced["path"][-1] == "graceUntil"
    (taken,) = await team.refused(
        {"addField": {"object": "deal", "field": {"name": "actor", "type": "text"}}}
    )
    assert taken["code"] == "CATALOG_NAME_RESERVED"


async def test_a_role_that_a_rule_asks_for_stays(team: Team):
    await team.gate(MANAGES)
    (problem,) = await team.refused({"removeRole": {"role": "manager"}})
    assert (problem["code"], "the gate of stage offer" in problem["message"]) == ("CATALOG_IN_USE", True)
    # What goes with it in the same list is no use any more; and all of it comes back by one rollback.
    before = (await team.api.data(team.admin, "{ catalog { version } }"))["catalog"]["version"]
    await team.api.change(
        team.admin,
        {"setGate": {"object": "deal", "stage": "offer", "rule": None}},
        {"removeRole": {"role": "manager"}},
    )
    back = "mutation ($to: Int!) { done: rollBackCatalog(to: $to) { errors { code } } }"
    assert (await team.api.data(team.admin, back, {"to": before}))["done"]["errors"] == []
    gates = "{ catalog { objects { name pipeline { stages { name gate } } } } }"
    objects = (await team.api.data(team.admin, gates))["catalog"]["objects"]
    stages = next(each["pipeline"]["stages"] for each in objects if each["name"] == "deal")
    assert next(each["gate"] for each in stages if each["name"] == "offer") == MANAGES


async def test_an_example_may_say_who_acts(team: Team):
    await team.gate({"and": [FOUR_EYES, MANAGES]})
    said = {"object": "deal", "leaving": "lead", "entering": "offer"}
    one, two = (f"0198c0de-0000-7000-8000-00000000000{digit}" for digit in (1, 2))
    right = {"createdBy": one, "actor.id": two, "actor.roles": ["seller", "manager"]}
    await team.api.change(
        team.admin,
        {"addGateExample": {**said, "name": "other", "record": right, "open": True}},
        {"addGateExample": {**said, "name": "same", "record": {**right, "actor.id": one}, "open": False}},
        {"addGateExample": {**said, "name": "no", "record": {**right, "actor.roles": []}, "open": False}},
        {"addGateExample": {**said, "name": "nobody", "record": {}, "open": False}},
    )
    (inside,) = await team.refused(
        {"addGateExample": {**said, "name": "in", "record": {"visits": [{"actor.id": one}]}, "open": True}}
    )
    assert inside["path"][-4:] == ["record", "visits", 0, "actor.id"]


async def test_past_verdicts_say_again_what_was_judged_of_who_acted(team: Team):
    await team.gate({"and": [FOUR_EYES, MANAGES]})
    deal = await team.create("seller")
    assert not (await team.promote("seller", deal))["promoted"]
    assert (await team.promote("manager", deal))["promoted"]
    again = """query ($record: ID!) { pastVerdicts(object: "deal", record: $record) {
      by { id } open agrees clauses { satisfied sentence actual needed } } }"""
    # Whoever asks, and whatever the member has become since.
    change = (
        "mutation ($input: SetMemberRolesInput!) { done: setMemberRoles(input: $input) { errors { code } } }"
    )
    given = {"memberId": team.ids["manager"], "roles": ["seller"]}
    assert (await team.api.data(team.admin, change, {"input": given}))["done"]["errors"] == []
    moved, refused = (await team.api.data(team.tokens["seller"], again, {"record": deal}))["pastVerdicts"]
    assert [each["agrees"] for each in (moved, refused)] == [True, True]
    assert [each["open"] for each in (moved, refused)] == [True, False]
    assert [each["satisfied"] for each in refused["clauses"]] == [False, False]
    eyes, manages = moved["clauses"]
    assert (eyes["actual"], eyes["needed"]) == (team.ids["seller"], team.ids["manager"])
    # Which roles another member had is for those to know who administer.
    assert (manages["satisfied"], manages["actual"]) == (True, None)
