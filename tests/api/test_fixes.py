"""The smallest changes that open a gate: what is told, and that they do."""

from collections.abc import Callable, Iterable
from itertools import product
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from tests.api.deals_to_fix import AMOUNT, BUDGET, LARGE, PROMOTE, TITLE, Deals, make_deals
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels


@copied
async def deals(api: Api) -> Deals:
    return await make_deals(api)


async def test_each_closed_clause_is_met_and_no_other(deals: Deals):
    await deals.gate({"and": [AMOUNT, BUDGET, TITLE, LARGE]})
    deal = await deals.create(amount=5, title="One", size="large")
    assert await deals.fixes(deal) == [[("amount", ">=", 1000), ("budget", "==", True)]]
    done = await deals.api.data(deals.admin, PROMOTE, {"id": deal, "input": {"amount": 1000, "budget": True}})
    assert done["done"] == {"promoted": True, "verdict": {"open": True, "fixes": []}}


async def test_of_alternatives_the_smallest_comes_first(deals: Deals):
    await deals.gate({"and": [{"or": [{"and": [BUDGET, TITLE]}, AMOUNT]}, LARGE]})
    large = ("size", "==", "large")
    empty = await deals.create()
    assert await deals.fixes(empty) == [
        [("amount", ">=", 1000), large],
        [("budget", "==", True), ("title", "filled", None), large],
    ]
    planned = await deals.create(budget=True)
    assert await deals.fixes(planned) == [[("amount", ">=", 1000), large], [("title", "filled", None), large]]
    # What tells two ways apart is satisfied: they are one.
    assert await deals.fixes(await deals.create(amount=2000)) == [[large]]
    assert await deals.fixes(await deals.create(amount=2000, size="large")) == []


async def test_a_negation_is_met_too(deals: Deals):
    await deals.gate({"!": [{"or": [{"missing": ["title", "amount"]}, LARGE]}]})
    deal = await deals.create(size="large")
    assert await deals.fixes(deal) == [
        [("title", "filled", None), ("amount", "filled", None), ("size", "!=", "large")]
    ]


async def test_none_of_some_values_is_asked_for(deals: Deals):
    await deals.gate({"!": {"in": [{"var": "size"}, ["large", "small"]]}})
    assert await deals.fixes(await deals.create(size="large")) == [
        [("size", "!=", "large"), ("size", "!=", "small")]
    ]


async def test_what_the_caller_cannot_change_is_no_fix(deals: Deals):
    for rule in (
        {">": [{"var": "double"}, 10]},
        {"filled": {"var": "parent.title"}},
        {">": [{"*": [{"var": "amount"}, 2]}, 10]},
        {"==": [{"var": "stage"}, "offer"]},
    ):
        await deals.gate({"and": [rule, TITLE]})
        assert await deals.fixes(await deals.create()) == [], rule
    await deals.gate({"and": [{"or": [{">": [{"var": "double"}, 10]}, BUDGET]}, TITLE]})
    assert await deals.fixes(await deals.create()) == [[("budget", "==", True), ("title", "filled", None)]]
    assert await deals.fixes(await deals.create(amount=6)) == [[("title", "filled", None)]]


async def test_nothing_is_told_of_what_a_role_may_not_read_or_change(deals: Deals):
    hidden = {">": [{"var": "margin"}, 30]}
    grants = [
        {"object": "deal", "action": "*"},
        {"object": "deal", "action": "read", "field": "margin", "effect": "deny"},
        {"object": "deal", "action": "update", "field": "budget", "effect": "deny"},
    ]
    await deals.api.change(deals.admin, {"addRole": {"name": "rep", "grants": grants}})
    rep, _ = await add_member(deals.api, deals.admin, deals.slug, "rep")
    deal = await deals.create(margin=1)
    await deals.gate({"and": [hidden, TITLE]})
    assert await deals.fixes(deal, rep) == []
    assert await deals.fixes(deal) == [[("margin", ">", 30), ("title", "filled", None)]]
    await deals.gate({"or": [hidden, BUDGET, {"<": [{"var": "amount"}, {"var": "margin"}]}, TITLE]})
    assert await deals.fixes(deal, rep) == [[("title", "filled", None)]]


async def test_criteria_and_required_fields_count_as_far_as_they_are_enforced(deals: Deals):
    criteria: list[tuple[str, object, str, str | None]] = [
        ("one", BUDGET, "warn", None),
        ("two", LARGE, "shadow", "2020-01-01"),
        ("three", AMOUNT, "warn", "2999-01-01"),
    ]
    for name, rule, mode, day in criteria:
        criterion = {"object": "deal", "name": name, "rule": rule, "mode": mode, "enforcedFrom": day}
        await deals.api.change(deals.admin, {"addCriterion": criterion})
    required = {"object": "deal", "stage": "offer", "fields": ["title"]}
    await deals.api.change(deals.admin, {"setStageRequired": required})
    assert await deals.fixes(await deals.create()) == [[("title", "filled", None), ("size", "==", "large")]]


async def test_many_alternatives_stay_few(deals: Deals):
    either = {"or": [{"==": [{"var": "amount"}, value]} for value in range(20)]}
    await deals.gate({"and": [either, {"or": [BUDGET, TITLE]}, LARGE]})
    found = await deals.fixes(await deals.create())
    assert len(found) == 5
    assert all(len(fix) == 3 for fix in found)


async def test_a_change_does_not_close_what_is_open(deals: Deals):
    small = {"<": [{"var": "amount"}, 50]}
    await deals.gate({"and": [AMOUNT, {"or": [small, BUDGET]}]})
    # To raise the amount takes the small deal its other way: the budget is asked for, too.
    raised = [("amount", ">=", 1000), ("budget", "==", True)]
    assert await deals.fixes(await deals.create(amount=10)) == [raised]
    assert await deals.fixes(await deals.create(amount=10, budget=True)) == [[raised[0]]]


async def test_an_if_is_met_by_one_of_its_branches(deals: Deals):
    await deals.gate({"and": [{"if": [LARGE, AMOUNT, {"!": BUDGET}]}, TITLE, BUDGET]})
    whole = [("size", "==", "large"), ("amount", ">=", 1000), ("budget", "==", True)]
    assert await deals.fixes(await deals.create(title="One")) == [whole]
    assert await deals.fixes(await deals.create(title="One", size="large")) == [whole[1:]]


async def test_what_always_holds_asks_for_nothing(deals: Deals):
    await deals.gate({"or": [True, AMOUNT]})
    assert await deals.fixes(await deals.create()) == []
    await deals.gate({"and": [{"or": [True, AMOUNT]}, TITLE]})
    assert await deals.fixes(await deals.create()) == [[("title", "filled", None)]]


async def test_what_bounds_the_new_value_is_told(deals: Deals):
    await deals.gate({"and": [{"<": [10, {"var": "amount"}, 90]}, {"!=": [{"var": "amount"}, 20]}, TITLE]})
    bounds = [("amount", ">", 10), ("amount", "<", 90), ("amount", "!=", 20)]
    assert await deals.fixes(await deals.create(amount=95, title="One")) == [bounds]
    assert await deals.fixes(await deals.create(amount=50)) == [[("title", "filled", None)]]


async def test_a_field_is_compared_with_what_there_is(deals: Deals):
    await deals.gate({">=": [{"var": "amount"}, {"var": "margin"}]})
    assert await deals.fixes(await deals.create(amount=1, margin=7)) == [[("amount", ">=", 7)]]
    assert await deals.fixes(await deals.create(amount=1)) == []
    for itself in ({"var": "amount"}, {"var": "double"}, {"+": [{"var": "amount"}, 1]}):
        await deals.gate({">": [{"var": "amount"}, itself]})
        assert await deals.fixes(await deals.create(amount=1)) == []
    await deals.gate({">": [{"var": "amount"}, {"var": "before.amount"}]})
    assert await deals.fixes(await deals.create(amount=1)) == [[("amount", ">", 1)]]


MET: dict[str, Callable[[Any, Any], bool]] = {
    "==": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "filled": lambda value, _: value is not None,
}


def _least(field: str, fix: list[tuple[str, str, object]]) -> object:
    """The first value that meets all conditions of a fix on the field."""
    candidates: dict[str, Iterable[object]] = {
        "budget": [True],
        "size": ["small", "large"],
        "amount": range(10, 1000),
        "margin": range(5, 1000),
    }
    # Where another change decides what is needed nothing is told: the margin is below the least amount.
    asked = [
        (MET[how], needed) for name, how, needed in fix if name == field and (how, needed) != ("<", None)
    ]
    return next(value for value in candidates[field] if all(met(value, needed) for met, needed in asked))


async def test_fixes_open_the_gate(deals: Deals):
    """Each change is made as it is told, with a value that meets every condition on its field."""
    high, low = {">=": [{"var": "amount"}, 100]}, {"<": [{"var": "amount"}, 40]}
    some = {"or": [{"==": [{"var": "size"}, "small"]}, high, {"<": [{"var": "margin"}, {"var": "amount"}]}]}
    await deals.gate({"and": [{"or": [low, BUDGET, LARGE]}, some, {"filled": {"var": "amount"}}]})
    opened = 0
    for amount, margin, size in product((None, 50, 500), (None, 60), (None, "large")):
        values = {"amount": amount, "margin": margin, "size": size}
        deal = await deals.create(**values)
        for number, fix in enumerate(await deals.fixes(deal)):
            deal = deal if number == 0 else await deals.create(**values)
            given = {field: _least(field, fix) for field, _, _ in fix}
            done = await deals.api.data(deals.admin, PROMOTE, {"id": deal, "input": given})
            assert done["done"]["promoted"], (values, fix, given, done)
            opened += 1
    assert opened > 12


async def test_no_fix_closes_what_no_change_can_open(deals: Deals):
    small = {"<=": [{"var": "double"}, 100]}
    await deals.gate({"and": [AMOUNT, small]})
    assert await deals.fixes(await deals.create(amount=10)) == []
    await deals.gate({"and": [AMOUNT, {"or": [small, BUDGET]}]})
    raised, budget = ("amount", ">=", 1000), ("budget", "==", True)
    assert await deals.fixes(await deals.create(amount=10)) == [[raised, budget]]
    # A parent has a list of deals that the record would come into.
    alone = {"none": [{"var": "parent.children"}, {"filled": {"var": "title"}}]}
    await deals.gate({"and": [TITLE, {"filled": {"var": "parent"}}, alone]})
    parent = await deals.create()
    assert await deals.fixes(await deals.create()) == []
    assert await deals.fixes(await deals.create(parentId=parent)) == []


async def test_what_holds_and_cannot_be_changed_is_of_use(deals: Deals):
    rule = {"or": [{"and": [{"in": ["admin", {"var": "actor.roles"}]}, BUDGET]}, {"and": [TITLE, LARGE]}]}
    await deals.gate(rule)
    whole = [("title", "filled", None), ("size", "==", "large")]
    assert await deals.fixes(await deals.create()) == [[("budget", "==", True)], whole]
    await deals.api.change(deals.admin, {"addRole": {"name": "rep", "grants": [ALL]}})
    rep, _ = await add_member(deals.api, deals.admin, deals.slug, "rep")
    assert await deals.fixes(await deals.create(), rep) == [whole]


async def test_a_change_for_a_change_closes_nothing_either(deals: Deals):
    raised, named, large = ("amount", ">=", 1000), ("title", "filled", None), ("size", "==", "large")
    either = [{"or": [{"<": [{"var": "amount"}, 50]}, TITLE]}, {"or": [{"missing": ["title"]}, LARGE]}]
    await deals.gate({"and": [AMOUNT, *either]})
    assert await deals.fixes(await deals.create(amount=5)) == [[raised, named, large]]
    assert await deals.fixes(await deals.create(amount=5, size="large")) == [[raised, named]]


async def test_no_fix_has_another_within(deals: Deals):
    either = {"or": [{"and": [BUDGET, TITLE]}, BUDGET, {"and": [AMOUNT, BUDGET, LARGE]}]}
    await deals.gate({"and": [either, {"or": [BUDGET, TITLE]}]})
    assert await deals.fixes(await deals.create()) == [[("budget", "==", True)]]


async def test_what_is_written_in_two_ways_is_asked_for_once(deals: Deals):
    yes, above = {"==": [BUDGET, True]}, {"<=": [1000, {"var": "amount"}]}
    await deals.gate({"and": [BUDGET, {"or": [yes, TITLE]}, AMOUNT, {"or": [LARGE, above]}]})
    assert await deals.fixes(await deals.create()) == [[("budget", "==", True), ("amount", ">=", 1000)]]
    # That it is not yes holds of nothing, and that it is no does not.
    no = {"==": [BUDGET, False]}
    await deals.gate({"and": [{"!": BUDGET}, no]})
    assert await deals.fixes(await deals.create()) == [[("budget", "==", False), ("budget", "==", False)]]


ALL = {"object": "deal", "action": "*"}


async def test_what_the_row_rule_does_not_reach_is_no_fix(deals: Deals):
    mine = {"or": [{"<": [{"var": "amount"}, 500]}, LARGE]}
    grants = [{"object": "deal", "action": each} for each in ("read", "promote")]
    grants.append({"object": "deal", "action": "update", "rule": mine})
    await deals.api.change(deals.admin, {"addRole": {"name": "rep", "grants": grants}})
    rep, _ = await add_member(deals.api, deals.admin, deals.slug, "rep")
    await deals.gate({"and": [AMOUNT, TITLE]})
    raised, named, large = ("amount", ">=", 1000), ("title", "filled", None), ("size", "==", "large")
    # To raise the amount takes the record out of the rule, and another would not be reached to begin with.
    assert await deals.fixes(await deals.create(amount=5), rep) == [[raised, named, large]]
    assert await deals.fixes(await deals.create(amount=600), rep) == []
    assert await deals.fixes(await deals.create(amount=600, size="large"), rep) == [[raised, named]]
    assert await deals.fixes(await deals.create(amount=5)) == [[raised, named]]
    given = {"amount": 1000, "title": "One", "size": "large"}
    done = await deals.api.data(rep, PROMOTE, {"id": await deals.create(amount=5), "input": given})
    assert done["done"]["promoted"]


async def test_a_fix_satisfies_the_rules_of_the_object(deals: Deals):
    messages = labels("Large deals have a title.")
    rule = {"or": [{"<": [{"var": "amount"}, 500]}, TITLE]}
    validation = {"object": "deal", "name": "titled", "rule": rule, "messages": messages}
    required = {"object": "deal", "field": "size", "rule": {">": [{"var": "amount"}, 200]}}
    await deals.api.change(deals.admin, {"addValidation": validation}, {"setRequiredWhen": required})
    await deals.gate({"and": [AMOUNT]})
    raised, named, sized = ("amount", ">=", 1000), ("title", "filled", None), ("size", "filled", None)
    assert await deals.fixes(await deals.create(amount=5)) == [[raised, named, sized]]
    assert await deals.fixes(await deals.create(amount=5, title="One", size="small")) == [[raised]]
    # What is not changed is not asked.
    await deals.gate(BUDGET)
    assert await deals.fixes(await deals.create(amount=5)) == [[("budget", "==", True)]]
