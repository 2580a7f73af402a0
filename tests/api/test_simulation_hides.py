"""What `simulateGate` tells of what the caller may not read: nothing."""

from tests.api.gate_deals import (
    READ_ACCOUNTS,
    READ_DEALS,
    SIMULATE,
    fill_deals,
    gate,
    refused,
    simulated,
    total,
    tuner,
)
from tests.world import QUALIFIED_GATE, World


async def test_it_needs_configure(own_world: World) -> None:
    for token in (own_world.rep, own_world.manager):
        assert await refused(own_world, token, gate(None)) == [("FORBIDDEN", None)]
    assert await own_world.api.codes(None, SIMULATE, {"changes": [gate(None)]}) == ["UNAUTHENTICATED"]


async def test_only_records_that_the_caller_may_read_are_counted(own_world: World) -> None:
    deals = await fill_deals(own_world, 60)
    key = await tuner(own_world, {**READ_DEALS, "rule": {">": [{"var": "score"}, 50]}}, READ_ACCOUNTS)
    found = await simulated(
        own_world, key, gate({">": [{"var": "score"}, 200]}, stage="lost"), value="amount", samples=100
    )
    seen = [each for each in deals if (each.values["score"] or 0) > 50]
    leaving = [each for each in seen if each.stage in ("lead", "qualified")]
    assert found["records"] == len(seen)
    assert found["newlyBlocked"] == len(leaving)
    assert found["blockedValue"] == total(leaving)
    assert {each["id"] for each in found["samples"]} == {each.id for each in leaving}


async def test_thresholds_over_a_hidden_field_are_refused(own_world: World) -> None:
    """Whoever may choose the threshold and count who meets it would read the amounts."""
    await fill_deals(own_world, 20)
    hidden = {"object": "deal", "action": "read", "field": "amount", "effect": "deny"}
    key = await tuner(own_world, READ_DEALS, hidden, READ_ACCOUNTS)
    over_amount = {">=": [{"var": "amount"}, 500]}
    for rule in (
        over_amount,
        {"or": [over_amount, {"==": [{"var": "score"}, 1]}]},
        {"and": [{"!": over_amount}, {">": [{"var": "score"}, 1]}]},
        {"==": [{"var": "amount.currency"}, "EUR"]},
        {"missing": ["amount"]},
    ):
        for change in (gate(rule), gate(rule, source="lead", target="lost")):
            assert await refused(own_world, key, change) == [("FORBIDDEN", ["changes"])]
    renamed = {"renameField": {"object": "deal", "field": "amount", "name": "price"}}
    by_another_name = gate({">=": [{"var": "price"}, 500]})
    assert await refused(own_world, key, renamed, by_another_name) == [("FORBIDDEN", ["changes"])]
    assert await refused(own_world, key, gate(None), value="amount") == [("CATALOG_UNKNOWN", ["value"])]
    ((code, path),) = await refused(own_world, key, gate(None), where=over_amount)
    assert (code, path[0]) == ("RULE_UNKNOWN_PATH", "where")


async def test_a_grant_or_formula_of_the_draft_opens_nothing(own_world: World) -> None:
    await fill_deals(own_world, 20)
    hidden = {"object": "deal", "action": "read", "field": "amount", "effect": "deny"}
    key = await tuner(own_world, READ_DEALS, hidden, READ_ACCOUNTS)
    over_amount = {">=": [{"var": "amount"}, 500]}
    granted = {"setGrants": {"role": "tuner", "grants": [{"action": "*"}]}}
    assert await refused(own_world, key, granted, gate(over_amount)) == [("FORBIDDEN", ["changes"])]
    field = {"name": "copied", "type": "decimal", "formula": {"+": [{"var": "amount"}, 0]}}
    found = await simulated(
        own_world,
        key,
        {"addField": {"object": "deal", "field": field}},
        gate({">": [{"var": "copied"}, 0]}, stage="lost"),
    )
    assert found["absent"] == ["copied"]
    assert all(each["stillOpen"] == 0 for each in found["edges"] if each["target"] == "lost")


async def test_a_hidden_clause_that_stays_is_judged_and_redacted(own_world: World) -> None:
    deals = await fill_deals(own_world, 250)
    hidden = {"object": "deal", "action": "read", "field": "score", "effect": "deny"}
    key = await tuner(own_world, READ_DEALS, hidden, READ_ACCOUNTS)
    more = {"and": [*QUALIFIED_GATE["and"], {">": [{"var": "amount"}, 800]}]}
    found = await simulated(own_world, key, gate(more), samples=100)
    blocked = [
        each
        for each in deals
        if each.stage == "lead" and each.satisfies(QUALIFIED_GATE) and not each.satisfies(more)
    ]
    assert found["newlyBlocked"] == len(blocked) > 0
    clauses = [clause for each in found["samples"] for move in each["moves"] for clause in move["clauses"]]
    redacted = [each for each in clauses if each["redacted"]]
    assert redacted
    for each in redacted:
        assert each["sentence"] == "A condition that your role may not read"
        assert (each["field"], each["operator"], each["actual"], each["needed"]) == (None, None, None, None)
    # With another threshold it is another clause.
    changed = {"and": [*QUALIFIED_GATE["and"][:1], {">=": [{"var": "score"}, 61]}]}
    assert await refused(own_world, key, gate(changed)) == [("FORBIDDEN", ["changes"])]


async def test_thresholds_over_related_records_that_are_not_all_seen_are_refused(own_world: World) -> None:
    await fill_deals(own_world, 20)
    own = {**READ_ACCOUNTS, "rows": "own"}
    key = await tuner(own_world, READ_DEALS, own)
    rule = {">": [{"var": "account.employees"}, 100]}
    assert await refused(own_world, key, gate(rule)) == [("FORBIDDEN", ["changes"])]
    blind = await tuner(own_world, READ_DEALS, name="blind")
    assert await refused(own_world, blind, gate(rule)) == [("FORBIDDEN", ["changes"])]


async def test_a_criterion_that_nobody_is_told_of_is_not_told_of_by_enforcing_it(own_world: World) -> None:
    await fill_deals(own_world, 20)
    hidden = {"object": "deal", "action": "read", "field": "amount", "effect": "deny"}
    key = await tuner(own_world, READ_DEALS, hidden, READ_ACCOUNTS)
    rule = {">=": [{"var": "amount"}, 500]}
    kept = {"object": "deal", "name": "rich", "rule": rule, "mode": "shadow"}
    await own_world.api.change(own_world.admin, {"addCriterion": kept})
    enforced = {"setCriterion": {"object": "deal", "criterion": "rich", "mode": "enforce"}}
    assert await refused(own_world, key, enforced) == [("FORBIDDEN", ["changes"])]
    await own_world.api.change(
        own_world.admin, {"setCriterion": {"object": "deal", "criterion": "rich", "mode": "warn"}}
    )
    assert (await simulated(own_world, key, enforced))["records"] == 20
