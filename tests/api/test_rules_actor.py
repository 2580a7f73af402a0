"""`actor.…` in rules: whoever promotes, writes or asks."""

import random
from typing import Any

from json_logic import jsonLogic

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels

VISIT = {
    "name": "visit",
    "plural": "visits",
    "fields": [
        {"name": "note", "type": "text"},
        {"name": "deal", "type": "relation", "target": "deal", "reverse": "visits"},
    ],
}
DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "amount", "type": "integer", "labels": labels("Amount", "金额")},
        {"name": "reviewer", "type": "member", "labels": labels("Reviewer", "审核人")},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "offer"}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "lead", "target": "offer"}, {"source": "offer", "target": "lead"}],
}
CLAUSES = "open clauses { satisfied criterion sentence field operator actual needed redacted }"
PROMOTE = f"""mutation ($id: ID!, $to: String!, $input: DealUpdateInput) {{
  done: promoteDeal(id: $id, to: $to, input: $input) {{
    promoted errors {{ code }} verdict {{ {CLAUSES} fixes {{ changes {{ field operator needed }} }} }}
  }}
}}"""
PROMOTE_MANY = f"""mutation ($ids: [ID!]) {{
  done: promoteDeals(ids: $ids, to: "offer", mode: EACH) {{
    outcomes(first: 200) {{ id done verdict {{ {CLAUSES} }} }}
  }}
}}"""
AHEAD = f"query ($id: ID!) {{ deal(id: $id) {{ transitions {{ to allowed verdict {{ {CLAUSES} }} }} }} }}"
FOUR_EYES = {"!=": [{"var": "createdBy"}, {"var": "actor.id"}]}
MANAGES = {"in": ["manager", {"var": "actor.roles"}]}
ROLES = [
    {
        "name": name,
        "labels": labels(name.title(), chinese),
        "grants": [{"object": of, "action": "*"} for of in ("deal", "visit")],
    }
    for name, chinese in (("manager", "经理"), ("seller", "销售"))
]


class Team:
    """Deals, an administrator, a manager and a seller."""

    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug
        self.tokens: dict[str, str] = {"admin": tenant.admin}
        self.ids: dict[str, str] = {}

    async def set_up(self) -> "Team":
        await self.api.change(
            self.admin,
            {"addObject": DEAL},
            {"addObject": VISIT},
            {"addPipeline": PIPELINE},
            *({"addRole": role} for role in ROLES),
        )
        for role in ("manager", "seller"):
            self.tokens[role], self.ids[role] = await add_member(self.api, self.admin, self.slug, role)
        me = "{ me { member { id } } }"
        self.ids["admin"] = (await self.api.data(self.admin, me))["me"]["member"]["id"]
        return self

    async def gate(self, rule: Any, stage: str = "offer") -> None:
        await self.api.change(self.admin, {"setGate": {"object": "deal", "stage": stage, "rule": rule}})

    async def create(self, who: str = "seller", kind: str = "deal", **values: Any) -> str:
        document = f"""mutation ($input: {kind.title()}CreateInput!) {{
          done: create{kind.title()}(input: $input) {{ {kind} {{ id }} errors {{ code }} }} }}"""
        done = (await self.api.data(self.tokens[who], document, {"input": values}))["done"]
        assert done["errors"] == []
        id_: str = done[kind]["id"]
        return id_

    async def write(self, who: str, id_: str, **values: Any) -> list[str]:
        document = """mutation ($id: ID!, $input: DealUpdateInput!) {
          done: updateDeal(id: $id, input: $input) { errors { code } } }"""
        done = (await self.api.data(self.tokens[who], document, {"id": id_, "input": values}))["done"]
        return [each["code"] for each in done["errors"]]

    async def promote(
        self, who: str, id_: str, to: str = "offer", *, language: str = "en", **given: Any
    ) -> dict[str, Any]:
        values = {"id": id_, "to": to, "input": given or None}
        found = await self.api.data(self.tokens[who], PROMOTE, values, **{"Accept-Language": language})
        done: dict[str, Any] = found["done"]
        return done

    async def refused(self, *changes: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.api.try_change(self.admin, *changes))["errors"]
        return found


@copied
async def team(api: Api) -> Team:
    fresh = await fresh_tenant(api)
    return await Team(api, fresh).set_up()


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


TRY = """query ($changes: [CatalogChange!]) { tried: simulateGate(object: "deal", changes: $changes) {
  records newlyBlocked newlyAllowed owners { owner { id } newlyBlocked } } }"""
REPLAY = """query ($changes: [CatalogChange!]) { replayed: replayGate(object: "deal", changes: $changes, months: 6) {
  moves stopped clauses { sentence basis stopped } samples { clauses { actual needed } } } }"""


async def test_a_simulation_takes_the_owner_and_a_replay_who_moved(team: Team):
    mine, theirs = await team.create("manager"), await team.create("seller")
    change = {"setGate": {"object": "deal", "stage": "offer", "rule": MANAGES}}
    tried = (await team.api.data(team.admin, TRY, {"changes": [change]}))["tried"]
    assert (tried["records"], tried["newlyBlocked"]) == (2, 1)
    assert tried["owners"] == [{"owner": {"id": team.ids["seller"]}, "newlyBlocked": 1}]
    for who, deal in (("seller", mine), ("seller", theirs)):
        assert (await team.promote(who, deal))["promoted"]
    own = {"setGate": {"object": "deal", "stage": "offer", "rule": FOUR_EYES}}
    found = (await team.api.data(team.admin, REPLAY, {"changes": [own]}))["replayed"]
    assert (found["moves"], found["stopped"]) == (2, 1)
    assert found["clauses"][0]["basis"] == "history"
    (sample,) = found["samples"]
    assert sample["clauses"] == [{"actual": team.ids["seller"], "needed": team.ids["seller"]}]
    found = (await team.api.data(team.admin, REPLAY, {"changes": [change]}))["replayed"]
    assert (found["stopped"], found["clauses"][0]["basis"]) == (2, "present")
    # Who configures and does not administer may not count members by what they are.
    grants = [{"object": "*", "action": "*"}, {"object": "*", "action": "administer", "effect": "deny"}]
    await team.api.change(team.admin, {"addRole": {"name": "tuner", "grants": grants}})
    token, _ = await add_member(team.api, team.admin, team.slug, "tuner")
    assert await team.api.codes(token, TRY, {"changes": [change]}) == ["FORBIDDEN"]
    assert (await team.api.data(token, TRY, {"changes": [own]}))["tried"]["records"] == 2
    # A clause that is in force already is told of as far as they may know.
    await team.api.change(team.admin, change)
    await team.create("manager")
    both = {"and": [MANAGES, {">": [{"var": "amount"}, 5]}]}
    more = {"setGate": {"object": "deal", "stage": "offer", "rule": both}}
    found = (await team.api.data(token, REPLAY, {"changes": [more]}))["replayed"]
    assert {each["basis"] for each in found["clauses"]} == {"unread", "present"}
    samples = """query ($changes: [CatalogChange!]) { tried: simulateGate(object: "deal", changes: $changes) {
      samples { moves { clauses { redacted sentence actual } } } } }"""
    (sample,) = (await team.api.data(token, samples, {"changes": [more]}))["tried"]["samples"]
    hidden, shown = sample["moves"][0]["clauses"]
    assert (hidden["redacted"], hidden["actual"], shown["redacted"]) == (True, None, False)


def random_rule(source: random.Random, ids: list[str], depth: int = 3) -> Any:
    """A rule over who acts and who is named, that both dialects define."""
    named = ("createdBy", "ownerId", "actor.id")
    kind = source.choice(("member", "member", "role", "known", "and", "or", "!") if depth else ("member",))
    match kind:
        case "member":
            other = {"var": source.choice(named)} if source.random() < 0.7 else source.choice(ids)
            return {source.choice(("==", "!=")): [{"var": source.choice(named)}, other]}
        case "role":
            return {"in": [source.choice(("manager", "seller", "admin")), {"var": "actor.roles"}]}
        case "known":
            return {"in": [{"var": "actor.id"}, source.sample(ids, 2)]}
        case "!":
            return {"!": [random_rule(source, ids, depth - 1)]}
        case joint:
            return {joint: [random_rule(source, ids, depth - 1) for _ in range(source.randint(1, 3))]}


async def test_all_who_act_are_judged_as_another_evaluator_does(team: Team):
    source = random.Random(5)
    ids = [*team.ids.values()]
    rules = {f"rule{at}": random_rule(source, ids) for at in range(60)}
    criteria = [
        {"object": "deal", "name": name, "rule": rule, "mode": "warn", "messages": labels("!", "!")}
        for name, rule in rules.items()
    ]
    await team.api.change(team.admin, *({"addCriterion": each} for each in criteria))
    for made in ("seller", "manager", "admin"):
        deal = await team.create(made, ownerId=source.choice(ids))
        owner = "query ($id: ID!) { deal(id: $id) { owner { id } } }"
        owned = (await team.api.data(team.admin, owner, {"id": deal}))["deal"]["owner"]["id"]
        for who in ("seller", "manager", "admin"):
            told = (await team.api.data(team.tokens[who], AHEAD, {"id": deal}))["deal"]["transitions"][0]
            data = {
                "createdBy": team.ids[made],
                "ownerId": owned,
                "actor": {"id": team.ids[who], "roles": [who]},
            }
            expected = {name: bool(jsonLogic(rule, data)) for name, rule in rules.items()}
            assert {each["criterion"]: each["satisfied"] for each in told["verdict"]["clauses"]} == expected
