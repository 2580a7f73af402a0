"""`before.…` in rules of moves and validations: the record as it was before the values that are given along."""

from tests.api.raised_deals import AHEAD, RAISED, Deals, make_deals
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import labels


@copied
async def deals(api: Api) -> Deals:
    return await make_deals(api)


async def test_a_gate_compares_what_is_given_with_what_was(deals: Deals):
    await deals.gate(RAISED)
    deal = await deals.create(amount=100)
    closed = await deals.promote(deal, amount=100)
    (clause,) = closed["verdict"]["clauses"]
    assert (closed["promoted"], clause["satisfied"]) == (False, False)
    assert (clause["field"], clause["actual"], clause["needed"]) == ("amount", 100, 100)
    assert clause["sentence"] == "Amount must be more than Amount before the change"
    assert closed["verdict"]["fixes"] == [{"changes": [{"field": "amount", "operator": ">", "needed": 100}]}]
    (clause,) = (await deals.promote(deal, language="zh-CN"))["verdict"]["clauses"]
    assert clause["sentence"] == "金额 必须大于 更改前的金额"
    moved = await deals.promote(deal, amount=101)
    (clause,) = moved["verdict"]["clauses"]
    assert (moved["promoted"], clause["actual"], clause["needed"]) == (True, 101, 100)


async def test_what_was_is_never_what_a_fix_changes(deals: Deals):
    # Written the other way round it is the same condition, about what can be changed.
    await deals.gate({"<": [{"var": "before.amount"}, {"var": "amount"}]})
    deal = await deals.create(amount=5)
    closed = await deals.promote(deal)
    assert closed["verdict"]["clauses"][0]["field"] == "amount"
    assert closed["verdict"]["fixes"] == [{"changes": [{"field": "amount", "operator": ">", "needed": 5}]}]
    await deals.gate({">=": [{"var": "before.amount"}, 10]})
    closed = await deals.promote(deal, amount=50)
    (clause,) = closed["verdict"]["clauses"]
    assert (clause["field"], clause["actual"], closed["verdict"]["fixes"]) == ("before.amount", 5, [])
    # Written down first, it was so before the promotion.
    await deals.update(deal, amount=50)
    assert (await deals.promote(deal))["promoted"]


async def test_relations_and_formulas_are_those_of_the_record_as_it_was(deals: Deals):
    retail = await deals.create("account", sector="retail")
    software = await deals.create("account", sector="software")
    rule = {
        "and": [
            {"==": [{"var": "before.account.sector"}, "retail"]},
            {"==": [{"var": "account.sector"}, "software"]},
            {"==": [{"var": "before.trade"}, "retail!"]},
            {"==": [{"var": "trade"}, "software!"]},
            {"==": [{"-": [{"var": "double"}, {"var": "before.double"}]}, 10]},
            {"!=": [{"var": "before.account"}, {"var": "account"}]},
            {"==": [{"var": "before.stage"}, "lead"]},
        ]
    }
    await deals.gate(rule)
    one, two = [await deals.create(accountId=retail, amount=3) for _ in range(2)]
    for id_, given in ((one, {}), (two, {"accountId": retail, "amount": 8})):
        assert not (await deals.promote(id_, **given))["promoted"]
    moved = await deals.promote(one, accountId=software, amount=8)
    assert [each["satisfied"] for each in moved["verdict"]["clauses"]] == [True] * 7
    many = await deals.promote_many([two], accountId=software, amount=8)
    assert [each["satisfied"] for each in many[two]["verdict"]["clauses"]] == [True] * 7
    assert moved["promoted"]
    assert many[two]["done"]


async def test_working_days_are_counted_from_a_day_that_was(deals: Deals):
    day = {"object": "deal", "field": {"name": "day", "type": "date"}}
    await deals.api.change(deals.admin, {"addField": day})
    for moved, reached in (("working_days_add", "2026-12-04"), ("working_days_subtract", "2026-11-20")):
        await deals.gate({"==": [{moved: [{"var": "before.day"}, 5]}, reached]})
        deal = await deals.create(day="2026-11-27")
        assert (await deals.promote(deal, day="2026-01-01"))["promoted"], moved


async def test_told_beforehand_nothing_has_been_given(deals: Deals):
    await deals.gate({"and": [RAISED, {">=": [{"var": "before.amount"}, 10]}]})
    deal = await deals.create(amount=20)
    (ahead,) = (await deals.api.data(deals.admin, AHEAD, {"id": deal}))["deal"]["transitions"]
    told = [(each["satisfied"], each["actual"], each["needed"]) for each in ahead["verdict"]["clauses"]]
    assert told == [(False, 20, 20), (True, 20, 10)]
    tried = """query ($changes: [CatalogChange!]) {
      simulateGate(object: "deal", changes: $changes) { records newlyBlocked newlyAllowed }
    }"""
    for least, blocked, allowed in ((10, 0, 1), (30, 0, 0)):
        rule = {">=": [{"var": "before.amount"}, least]}
        change = {"setGate": {"object": "deal", "stage": "offer", "rule": rule}}
        found = (await deals.api.data(deals.admin, tried, {"changes": [change]}))["simulateGate"]
        assert found == {"records": 1, "newlyBlocked": blocked, "newlyAllowed": allowed}


async def test_a_validation_says_what_a_write_may_do(deals: Deals):
    rule = {
        "or": [
            {"==": [{"var": "before.ready"}, None]},
            {"!": [{"and": [{"var": "before.ready"}, {"!": {"var": "ready"}}]}]},
        ]
    }
    rise = {
        "or": [
            {"==": [{"var": "before.amount"}, None]},
            {">=": [{"var": "amount"}, {"var": "before.amount"}]},
        ]
    }
    lead = {"!": [{"and": [{"==": [{"var": "before.stage"}, "offer"]}, {"==": [{"var": "stage"}, "lead"]}]}]}
    new = {"or": [{"filled": {"var": "before.id"}}, {"!=": [{"var": "cost"}, 13]}]}
    changes = [
        {"addValidation": {"object": "deal", "name": name, "rule": each, "messages": labels("No.", "不行。")}}
        for name, each in (("stays", rule), ("rises", rise), ("noWayBack", lead), ("new", new))
    ]
    found = await deals.api.change(deals.admin, *changes)
    # It says nothing of records that stand, and so counts none that do not fit.
    assert all(each["rows"] in (None, 0) for each in found["steps"])
    deal = await deals.create(amount=5)
    assert await deals.update(deal, ready=True) == []
    assert await deals.update(deal, ready=False) == ["VALIDATION_FAILED"]
    assert await deals.update(deal, amount=4) == ["VALIDATION_FAILED"]
    assert await deals.update(deal, amount=6, cost=13) == []
    assert (await deals.promote(deal))["promoted"]
    back = await deals.promote(deal, "lead")
    assert [each["code"] for each in back["errors"]] == ["VALIDATION_FAILED"]
    made = "mutation { done: createDeal(input: {cost: 13}) { errors { code } } }"
    assert (await deals.api.data(deals.admin, made))["done"]["errors"] == [{"code": "VALIDATION_FAILED"}]
    many = "mutation { done: createDeals(inputs: [{cost: 13}, {cost: 1}], mode: EACH) { done refused } }"
    assert (await deals.api.data(deals.admin, many))["done"] == {"done": 1, "refused": 1}
    lower = "mutation ($ids: [ID!]) { done: updateDeals(ids: $ids, input: {amount: 1}, mode: EACH) { done refused } }"
    assert (await deals.api.data(deals.admin, lower, {"ids": [deal]}))["done"] == {"done": 0, "refused": 1}


async def test_only_rules_about_writes_know_what_was(deals: Deals):
    rule = {">": [{"var": "before.amount"}, 1]}
    field = {"name": "late", "type": "boolean", "formula": rule}
    grants = [{"object": "deal", "action": "read", "rule": rule}]
    inside = {"some": [{"var": "account.deals"}, rule]}
    for change in (
        {"addField": {"object": "deal", "field": field}},
        {"addRole": {"name": "some", "grants": grants}},
        {"setRequiredWhen": {"object": "deal", "field": "title", "rule": rule}},
        {"setGate": {"object": "deal", "stage": "offer", "rule": inside}},
        {
            "setGate": {
                "object": "deal",
                "stage": "offer",
                "rule": {"some": [{"var": "before.account.deals"}, {"var": "ready"}]},
            }
        },
        {"setGate": {"object": "deal", "stage": "offer", "rule": {"var": "before.before.ready"}}},
    ):
        assert {each["code"] for each in await deals.refused(change)} == {"RULE_UNKNOWN_PATH"}, change
    asked = "query ($rule: JSON) { deals(where: {rule: $rule}) { totalCount } }"
    assert await deals.api.codes(deals.admin, asked, {"rule": rule}) == ["RULE_UNKNOWN_PATH"]
    (misspelt,) = await deals.refused(
        {"setGate": {"object": "deal", "stage": "offer", "rule": {"filled": {"var": "before.amout"}}}}
    )
    assert "`before.amount`" in misspelt["hint"]
    (taken,) = await deals.refused(
        {"addField": {"object": "deal", "field": {"name": "before", "type": "text"}}}
    )
    assert taken["code"] in ("CATALOG_NAME_TAKEN", "CATALOG_NAME_RESERVED")


async def test_names_in_it_are_followed_and_its_fields_are_in_use(deals: Deals):
    await deals.gate(
        {
            "and": [
                RAISED,
                {"==": [{"var": "before.stage"}, "lead"]},
                {"==": [{"var": "before.account.sector"}, "x"]},
            ]
        }
    )
    await deals.api.change(
        deals.admin,
        {"renameField": {"object": "deal", "field": "amount", "name": "price"}},
        {"renameField": {"object": "account", "field": "sector", "name": "branch"}},
        {"renameStage": {"object": "deal", "stage": "lead", "name": "start"}},
    )
    view = "{ catalog { objects { name pipeline { stages { name gate } } } } }"
    objects = (await deals.api.data(deals.admin, view))["catalog"]["objects"]
    stages = next(each for each in objects if each["name"] == "deal")["pipeline"]["stages"]
    assert next(each for each in stages if each["name"] == "offer")["gate"] == {
        "and": [
            {">": [{"var": "price"}, {"var": "before.price"}]},
            {"==": [{"var": "before.stage"}, "start"]},
            {"==": [{"var": "before.account.branch"}, "x"]},
        ]
    }
    removed = {"removeField": {"object": "account", "field": "branch"}}
    assert [each["code"] for each in await deals.refused(removed)] == ["CATALOG_IN_USE"]


async def test_an_example_may_say_what_was(deals: Deals):
    said = {"object": "deal", "leaving": "lead", "entering": "offer"}
    await deals.api.change(
        deals.admin,
        {
            "setGate": {
                "object": "deal",
                "stage": "offer",
                "rule": {"and": [RAISED, {">": [{"var": "before.double"}, 5]}]},
            }
        },
        {
            "addGateExample": {
                **said,
                "name": "more",
                "record": {"amount": 9, "before.amount": 4},
                "open": True,
            }
        },
        {"addGateExample": {**said, "name": "same", "record": {"amount": 9}, "open": False}},
        {
            "addGateExample": {
                **said,
                "name": "few",
                "record": {"amount": 9, "before.amount": 2},
                "open": False,
            }
        },
    )
    (failed,) = await deals.refused(
        {"addGateExample": {**said, "name": "no", "record": {"amount": 9}, "open": True}}
    )
    assert failed["code"] == "EXAMPLE_FAILED"
    assert "Amount must be more than Amount before the change" in failed["message"]
    (wrong,) = await deals.refused(
        {"addGateExample": {**said, "name": "no", "record": {"before.amount": "x"}, "open": True}}
    )
    assert wrong["path"][-2:] == ["record", "before.amount"]
