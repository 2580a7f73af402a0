"""`simulateGate`: what a draft would do to live records, in one statement, and no more than the caller may read."""

from typing import Any

import pytest

from tests.api.gate_deals import EDGES, Deal, fill_deals, gate, refused, simulated, total
from tests.world import QUALIFIED_GATE, WON_EDGE_GATE, World

NOW = {("lead", "qualified"): QUALIFIED_GATE, ("qualified", "won"): WON_EDGE_GATE}


def became(deal: Deal, target: str, then: dict[tuple[str, str], Any]) -> str:
    was, will = (deal.satisfies(rules.get((deal.stage, target))) for rules in (NOW, then))
    return {(True, True): "open", (False, False): "closed", (True, False): "blocked"}.get(
        (was, will), "allowed"
    )


async def test_what_changes_is_what_an_evaluator_of_its_own_finds(own_world: World) -> None:
    deals = await fill_deals(own_world, 300)
    entry = {
        "and": [
            {">=": [{"var": "score"}, 30]},
            {"or": [{">": [{"var": "amount"}, 500]}, {"==": [{"var": "account.sector"}, "retail"]}]},
        ]
    }
    exit_ = {">=": [{"var": "amount"}, 250]}
    found = await simulated(
        own_world,
        own_world.admin,
        gate(entry),
        gate({">": [{"var": "margin"}, 1]}, source="qualified", target="won"),
        gate(exit_, stage="lost"),
        value="amount",
    )
    then = {
        ("lead", "qualified"): entry,
        ("qualified", "won"): {">": [{"var": "margin"}, 1]},
        ("lead", "lost"): exit_,
        ("qualified", "lost"): exit_,
    }
    for each in found["edges"]:
        source, target = each["source"], each["target"]
        here = [deal for deal in deals if deal.stage == source]
        parts = {
            name: [deal for deal in here if became(deal, target, then) == name]
            for name in ("open", "closed", "blocked", "allowed")
        }
        told = (each["stillOpen"], each["stillClosed"], each["newlyBlocked"], each["newlyAllowed"])
        assert told == tuple(len(part) for part in parts.values()), (source, target)
        assert each["records"] == len(here)
        assert each["blockedValue"] == total(parts["blocked"])
        assert each["allowedValue"] == total(parts["allowed"])
    assert [(each["source"], each["target"]) for each in found["edges"]] == [
        (source, target) for source, targets in EDGES.items() for target in targets if source != "won"
    ]
    assert_wholes(found, deals, then)
    for member in ("manager", "rep"):
        own = next(each for each in found["owners"] if each["owner"]["id"] == own_world.members[member])
        assert_wholes(own, [deal for deal in deals if deal.owner == member], then)
    blocked = [each["newlyBlocked"] for each in found["owners"]]
    assert blocked == sorted(blocked, reverse=True)


def assert_wholes(found: dict[str, Any], deals: list[Deal], then: dict[tuple[str, str], Any]) -> None:
    """What is told of records as wholes, each counted once."""
    ways = {deal.id: [became(deal, target, then) for target in EDGES[deal.stage]] for deal in deals}
    blocked = [deal for deal in deals if "blocked" in ways[deal.id]]
    allowed = [deal for deal in deals if "allowed" in ways[deal.id]]
    assert found["records"] == len(deals)
    assert (found["newlyBlocked"], found["newlyAllowed"]) == (len(blocked), len(allowed))
    assert (found["blockedValue"], found["allowedValue"]) == (total(blocked), total(allowed))
    assert found["unchanged"] == sum({"blocked", "allowed"}.isdisjoint(each) for each in ways.values())
    assert found["newlyStuck"] == sum(
        "blocked" in each and {"open", "allowed"}.isdisjoint(each) for each in ways.values()
    )
    if "newlyFree" in found:
        freed = sum("allowed" in each and {"open", "blocked"}.isdisjoint(each) for each in ways.values())
        assert found["newlyFree"] == freed


async def test_samples_are_records_that_change_with_what_the_draft_says_of_them(own_world: World) -> None:
    deals = {each.id: each for each in await fill_deals(own_world, 60)}
    rule = {">=": [{"var": "amount"}, 600]}
    found = await simulated(own_world, own_world.admin, gate(rule), value="amount", samples=100)
    changed = {
        each.id
        for each in deals.values()
        if each.stage == "lead" and each.satisfies(rule) != each.satisfies(QUALIFIED_GATE)
    }
    assert {each["id"] for each in found["samples"]} == changed
    for each in found["samples"]:
        deal, (move,) = deals[each["id"]], each["moves"]
        assert (each["stage"], each["title"][:5], move["to"]) == ("lead", "Deal ", "qualified")
        assert move["change"] == ("allowed" if deal.satisfies(rule) else "blocked")
        (clause,) = move["clauses"]
        assert clause["sentence"] == "Amount must be at least 600"
        assert (clause["pointer"], clause["redacted"]) == ("/stages/1/gate", False)
        assert clause["satisfied"] is deal.satisfies(rule)
        assert (clause["actual"], clause["needed"]) == (deal.values["amount"], 600)
    changes = [each["moves"][0]["change"] for each in found["samples"]]
    assert changes == sorted(changes, reverse=True), "those that are blocked come first"
    assert len((await simulated(own_world, own_world.admin, gate(rule), samples=3))["samples"]) == 3


async def test_where_narrows_the_records_and_one_statement_answers(
    own_world: World, api_statements: list[str]
) -> None:
    deals = await fill_deals(own_world, 40)
    where = {"==": [{"var": "stage"}, "qualified"]}
    await simulated(own_world, own_world.admin, gate(None), where=where)
    api_statements.clear()
    found = await simulated(own_world, own_world.admin, gate(None), where=where, value="margin")
    judging = [each for each in api_statements if ".deal" in each]
    assert len(judging) == 1
    assert judging[0].index("sluice_head") < judging[0].index(".deal"), "the head's lock comes first"
    assert found["records"] == sum(each.stage == "qualified" for each in deals)
    assert found["newlyAllowed"] == 0


# What the draft changes beside rules


async def test_edges_that_come_and_go(own_world: World) -> None:
    deals = await fill_deals(own_world, 40)
    won = sum(each.stage == "won" for each in deals)
    gone = {"removeTransition": {"object": "deal", "source": "qualified", "target": "lost"}}
    edge = {"source": "won", "target": "qualified", "gate": {"==": [{"var": "score"}, 5]}}
    new = {"addTransition": {"object": "deal", "transition": edge}}
    found = await simulated(own_world, own_world.admin, gone, new)
    edges = {(each["source"], each["target"]): each for each in found["edges"]}
    qualified = sum(each.stage == "qualified" for each in deals)
    assert edges["qualified", "lost"]["newlyBlocked"] == qualified
    entered = [
        each
        for each in deals
        if each.stage == "won" and each.values["score"] == 5 and each.satisfies(QUALIFIED_GATE)
    ]
    assert edges["won", "qualified"]["newlyAllowed"] == len(entered)
    assert edges["won", "qualified"]["stillClosed"] == won - len(entered)
    sample = next(each for each in found["samples"] if each["stage"] == "qualified")
    assert sample["moves"] == [{"to": "lost", "change": "blocked", "clauses": None}]


@pytest.mark.parametrize(("mode", "blocks"), [("shadow", False), ("warn", False), ("enforce", True)])
async def test_criteria_count_by_their_mode(own_world: World, mode: str, blocks: bool) -> None:
    deals = await fill_deals(own_world, 40)
    criterion = {
        "object": "deal",
        "name": "rich",
        "rule": {">=": [{"var": "amount"}, 500]},
        "leaving": "qualified",
        "messages": [{"language": "en", "text": "Too small"}],
    }
    found = await simulated(own_world, own_world.admin, {"addCriterion": {**criterion, "mode": mode}})
    poor = [each for each in deals if each.stage == "qualified" and not each.satisfies(criterion["rule"])]
    edges = {(each["source"], each["target"]): each for each in found["edges"]}
    assert edges["qualified", "lost"]["newlyBlocked"] == (len(poor) if blocks else 0)
    assert edges["lead", "lost"]["newlyBlocked"] == 0
    for each in found["samples"]:
        sentences = {clause["sentence"] for move in each["moves"] for clause in move["clauses"]}
        assert "Too small" in sentences
    await own_world.api.change(own_world.admin, {"addCriterion": {**criterion, "mode": "shadow"}})
    enforced = {"setCriterion": {"object": "deal", "criterion": "rich", "mode": mode}}
    if mode != "shadow":
        later = await simulated(own_world, own_world.admin, enforced)
        assert later["newlyBlocked"] == found["newlyBlocked"]


async def test_what_is_renamed_is_read_by_what_it_is_called_today(own_world: World) -> None:
    deals = await fill_deals(own_world, 60)
    found = await simulated(
        own_world,
        own_world.admin,
        {"renameField": {"object": "deal", "field": "score", "name": "fit"}},
        {"renameStage": {"object": "deal", "stage": "qualified", "name": "proven"}},
        gate({"and": [{">=": [{"var": "fit"}, 50]}, {"==": [{"var": "stage"}, "proven"]}]}, stage="lost"),
    )
    edges = {(each["source"], each["target"]): each for each in found["edges"]}
    here = [each for each in deals if each.stage == "qualified"]
    assert edges["qualified", "lost"]["stillOpen"] == sum((each.values["score"] or 0) >= 50 for each in here)
    assert edges["lead", "lost"]["newlyBlocked"] == sum(each.stage == "lead" for each in deals)
    # The gate that was not changed reads the renamed field as well.
    assert (edges["lead", "qualified"]["newlyBlocked"], edges["lead", "qualified"]["newlyAllowed"]) == (0, 0)
    assert found["absent"] == []


async def test_what_no_record_has_yet_is_empty_and_said_to_be(own_world: World) -> None:
    deals = await fill_deals(own_world, 40)
    found = await simulated(
        own_world,
        own_world.admin,
        {"addField": {"object": "deal", "field": {"name": "approved", "type": "boolean"}}},
        {"addField": {"object": "account", "field": {"name": "risk", "type": "integer"}}},
        gate(
            {"or": [{"==": [{"var": "approved"}, True]}, {">": [{"var": "account.risk"}, 3]}]}, stage="lost"
        ),
    )
    assert found["absent"] == ["approved", "account.risk"]
    edges = {(each["source"], each["target"]): each for each in found["edges"]}
    assert edges["lead", "lost"]["newlyBlocked"] == sum(each.stage == "lead" for each in deals)
    (clause,) = next(each for each in found["samples"] if each["stage"] == "lead")["moves"][0]["clauses"]
    assert clause["satisfied"] is False
    assert clause["redacted"] is False


async def test_a_formula_that_the_draft_changes_has_no_value_yet(own_world: World) -> None:
    await fill_deals(own_world, 20)
    double = {"*": [{"var": "score"}, 2]}
    field = {"name": "points", "type": "decimal", "formula": double}
    await own_world.api.change(own_world.admin, {"addField": {"object": "deal", "field": field}})
    rule = {">=": [{"var": "points"}, 0]}
    same = await simulated(own_world, own_world.admin, gate(rule, stage="lost"))
    renamed = {"renameField": {"object": "deal", "field": "score", "name": "fit"}}
    followed = await simulated(own_world, own_world.admin, renamed, gate(rule, stage="lost"))
    assert same["absent"] == followed["absent"] == []
    assert same["newlyBlocked"] == followed["newlyBlocked"] < same["records"]
    other = {"setFormula": {"object": "deal", "field": "points", "formula": {"*": [{"var": "score"}, 3]}}}
    assert (await simulated(own_world, own_world.admin, other, gate(rule, stage="lost")))["absent"] == [
        "points"
    ]


async def test_a_kept_draft_is_tried_upon_what_others_have_published(own_world: World) -> None:
    deals = await fill_deals(own_world, 30)
    saved = await own_world.api.data(
        own_world.admin,
        """mutation ($changes: [CatalogChange!]!) { saveCatalogDraft(name: "stricter", changes: $changes) {
             draft { id } errors { code } } }""",
        {"changes": [gate({">": [{"var": "score"}, 90]}, stage="lost")]},
    )
    draft = saved["saveCatalogDraft"]["draft"]["id"]
    await own_world.api.change(own_world.admin, {"addRole": {"name": "later"}})
    found = await simulated(own_world, own_world.admin, draft=draft)
    strict = [
        each for each in deals if each.stage in ("lead", "qualified") and (each.values["score"] or 0) <= 90
    ]
    assert sum(each["newlyBlocked"] for each in found["edges"]) == len(strict)
    assert await refused(own_world, own_world.admin, draft=own_world.members["rep"]) == [
        ("NOT_FOUND", ["draft"])
    ]


# What cannot be asked


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"object": "nothing"}, ("CATALOG_UNKNOWN", ["object"])),
        ({"object": "account"}, ("CATALOG_INVALID", ["object"])),
        ({"value": "name"}, ("CATALOG_INVALID", ["value"])),
        ({"value": "nothing"}, ("CATALOG_UNKNOWN", ["value"])),
        ({"samples": 101}, ("PAGE_SIZE", ["samples"])),
        ({"owners": -1}, ("PAGE_SIZE", ["owners"])),
        ({"draft": "nothing"}, ("BAD_USER_INPUT", ["changes"])),
        ({"where": {">": [{"var": "score"}, "a"]}}, ("RULE_TYPE", ["where"])),
    ],
)
async def test_what_is_refused(
    world: World, arguments: dict[str, Any], expected: tuple[str, list[str]]
) -> None:
    ((code, path),) = await refused(world, world.admin, gate(None), **arguments)
    assert (code, path[:1]) == expected


async def test_faults_of_the_changes_are_told_where_they_stand(world: World) -> None:
    ((code, path),) = await refused(world, world.admin, gate({">": [{"var": "scor"}, 1]}))
    assert (code, path[:3]) == ("RULE_UNKNOWN_PATH", ["changes", 0, "setGate"])
    assert await refused(world, world.admin) == [("BAD_USER_INPUT", ["changes"])]
    same = gate(QUALIFIED_GATE)
    assert await refused(world, world.admin, same) == [("CATALOG_UNCHANGED", ["changes"])]
    gone = {"removeObject": {"object": "deal"}}
    ((code, path),) = await refused(world, world.admin, gone)
    assert (code, path) == ("CATALOG_INVALID", ["changes"])
