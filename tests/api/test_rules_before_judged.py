"""What is judged by `before.…` is hidden, kept, warned of and computed as what any other path reads."""

import json
import random
from typing import Any

import pytest
from json_logic import jsonLogic

from tests.api.raised_deals import RAISED, Deals, make_deals
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels


@copied
async def deals(api: Api) -> Deals:
    return await make_deals(api)


async def test_it_is_hidden_where_its_field_is(deals: Deals):
    grants = [
        {"object": "deal", "action": "*"},
        {"object": "deal", "action": "read", "field": "margin", "effect": "deny"},
    ]
    await deals.api.change(deals.admin, {"addRole": {"name": "seller", "grants": grants}})
    token, _ = await add_member(deals.api, deals.admin, deals.slug, "seller")
    await deals.gate({">": [{"var": "before.margin"}, 30]})
    deal = await deals.create(margin=1)
    closed = await deals.promote(deal, token=token)
    (clause,) = closed["verdict"]["clauses"]
    assert clause["redacted"]
    assert clause["field"] is clause["actual"] is clause["needed"] is None
    assert "margin" not in str(closed)


async def test_a_judgement_keeps_what_was_beside_what_was_given(deals: Deals):
    await deals.gate(RAISED)
    deal = await deals.create(amount=5)
    assert (await deals.promote(deal, amount=8))["promoted"]
    found = "SELECT namespace FROM platform.tenant WHERE slug = $1"
    database = deals.api.engine.database
    (row,) = await database.fetch(found, [deals.slug], affinity="platform")
    namespace = row["namespace"]
    kept = f"SELECT judged FROM {namespace}.sluice_stage_history WHERE judged IS NOT NULL"
    ((judged,),) = await database.fetch(kept, [], affinity=namespace)
    values = json.loads(judged)["values"]
    (field,) = [key for key in values if not key.startswith("before.")]
    assert values == {field: "8", f"before.{field}": "5"}
    again = """query ($record: ID!) {
      pastVerdicts(object: "deal", record: $record) { open agrees clauses { actual needed } }
    }"""
    told = (await deals.api.data(deals.admin, again, {"record": deal}))["pastVerdicts"]
    assert told == [{"open": True, "agrees": True, "clauses": [{"actual": 8, "needed": 5}]}]


async def test_what_was_and_what_is_do_not_contradict_each_other(deals: Deals):
    await deals.gate({"and": [{"<": [{"var": "before.amount"}, 5]}, {">": [{"var": "amount"}, 10]}]})
    warned = "{ catalogWarnings { code } }"
    found = (await deals.api.data(deals.admin, warned))["catalogWarnings"]
    assert "RULE_NEVER_HOLDS" not in [each["code"] for each in found]
    await deals.gate({"and": [{"<": [{"var": "before.amount"}, 5]}, {">": [{"var": "before.amount"}, 10]}]})
    found = (await deals.api.data(deals.admin, warned))["catalogWarnings"]
    assert "RULE_NEVER_HOLDS" in [each["code"] for each in found]


NUMBERS = ("amount", "cost", "before.amount", "before.cost")


def random_rule(source: random.Random, depth: int = 3) -> Any:
    """A rule over known values, now and before, that both dialects define."""

    def number() -> Any:
        if source.random() < 0.2:
            return source.randint(0, 20)
        if source.random() < 0.2:
            return {source.choice("+-*"): [number(), number()]}
        return {"var": source.choice(NUMBERS)}

    kind = source.choice(
        ("compare", "compare", "flag", "stage", "and", "or", "!") if depth else ("compare", "flag")
    )
    match kind:
        case "compare":
            return {source.choice(("<", "<=", ">", ">=", "==", "!=")): [number(), number()]}
        case "flag":
            return {"==": [{"var": source.choice(("ready", "before.ready"))}, source.choice((True, False))]}
        case "stage":
            return {"==": [{"var": "before.stage"}, source.choice(("lead", "offer"))]}
        case "!":
            return {"!": [random_rule(source, depth - 1)]}
        case joint:
            return {joint: [random_rule(source, depth - 1) for _ in range(source.randint(1, 3))]}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_single_and_bulk_promotions_judge_as_another_evaluator_does(deals: Deals, seed: int):
    source = random.Random(seed)
    rules = {f"rule{at}": random_rule(source) for at in range(40)}
    await deals.api.change(
        deals.admin,
        *(
            {
                "addCriterion": {
                    "object": "deal",
                    "name": name,
                    "rule": rule,
                    "mode": "warn",
                    "messages": labels("!", "!"),
                }
            }
            for name, rule in rules.items()
        ),
    )
    was = [
        {"amount": source.randint(0, 20), "cost": source.randint(0, 20), "ready": source.random() < 0.5}
        for _ in range(12)
    ]
    ids = [await deals.create(**each) for each in was]
    given = {"amount": source.randint(0, 20), "ready": source.random() < 0.5}
    many = await deals.promote_many(ids[:10], **given)
    found = [many[each]["verdict"]["clauses"] for each in ids[:10]]
    found += [(await deals.promote(each, **given))["verdict"]["clauses"] for each in ids[10:]]
    for before, clauses in zip(was, found, strict=True):
        data = {**before, **given, "stage": "lead", "before": {**before, "stage": "lead"}}
        expected = {name: bool(jsonLogic(rule, data)) for name, rule in rules.items()}
        assert {each["criterion"]: each["satisfied"] for each in clauses} == expected
