"""The rules of a verdict as trees: what holds of each condition, whose it is, and what it asks for."""

import json
import random
from typing import Any

import pytest

from tests.api.bids import BIDDING, INTERVIEWED, VISITS, gated, pipeline, visit
from tests.api.market import create
from tests.client import Api
from tests.world import World, labels, make_world

NODE = """id parent depth kind branch pointer satisfied sentence field operator actual needed matched records tally
  severity criterion redacted"""
AHEAD = f"""query ($id: ID!) {{ bid(id: $id) {{ transitions {{ to allowed verdict {{ open
  clauses {{ pointer satisfied matched records tally }} tree {{ {NODE} }} }} }} }} }}"""
PROMOTE = f"""mutation ($id: ID!, $with: BidUpdateInput) {{ promoteBid(id: $id, to: "running", input: $with) {{
  promoted verdict {{ open clauses {{ pointer satisfied matched records tally }} tree {{ {NODE} }} }} }} }}"""

Node = dict[str, Any]


async def ahead(board: World, bid: str, document: str = AHEAD, **headers: str) -> dict[str, Any]:
    """The verdict on going on to `running`."""
    found = await board.api.data(board.admin, document, {"id": bid}, **headers)
    (edge,) = (each for each in found["bid"]["transitions"] if each["to"] == "running")
    verdict: dict[str, Any] = edge["verdict"]
    return verdict


def told(nodes: list[Node], *names: str) -> list[Any]:
    return [tuple(each[name] for name in names) for each in nodes]


async def test_a_tree_says_the_rule_and_what_was_found(api: Api, board: World) -> None:
    worth = {"<=": [10, {"var": "worth"}, 20]}
    either = {"or": [worth, {"!": {"missing": ["title", "client"]}}]}
    many = {"if": [{"filled": {"var": "client"}}, True, {">": [{"count": [VISITS, {"var": "done"}]}, 2]}]}
    bid = await gated(board, {"and": [INTERVIEWED, either, many]})
    for kind, done in (("interview", True), ("interview", None), ("demo", None)):
        await visit(board, bid, kind, done)
    promoted = (await api.data(board.admin, PROMOTE, {"id": bid}))["promoteBid"]
    verdict = promoted["verdict"]
    assert verdict == await ahead(board, bid)
    nodes = verdict["tree"]
    assert [each["id"] for each in nodes] == [*range(len(nodes))]
    at = "/stages/1/gate/and/"
    assert told(nodes, "pointer", "parent", "depth", "kind", "branch", "satisfied") == [
        ("/stages/1/gate", None, 0, "and", None, False),
        (f"{at}0", 0, 1, "some", None, True),
        (f"{at}0/some/1", 1, 2, "and", None, None),
        (f"{at}0/some/1/and/0", 2, 3, "comparison", None, None),
        (f"{at}0/some/1/and/1", 2, 3, "comparison", None, None),
        (f"{at}1", 0, 1, "or", None, False),
        (f"{at}1/or/0", 5, 2, "and", None, False),
        (f"{at}1/or/0/<=/0", 6, 3, "comparison", None, None),
        (f"{at}1/or/0/<=/2", 6, 3, "comparison", None, None),
        (f"{at}1/or/1", 5, 2, "not", None, False),
        (f"{at}1/or/1/!", 9, 3, "or", None, True),
        (f"{at}1/or/1/!/missing/0", 10, 4, "comparison", None, False),
        (f"{at}1/or/1/!/missing/1", 10, 4, "comparison", None, True),
        (f"{at}2", 0, 1, "if", None, False),
        (f"{at}2/if/0", 13, 2, "comparison", "condition", False),
        (f"{at}2/if/1", 13, 2, "comparison", "then", True),
        (f"{at}2/if/2", 13, 2, "comparison", "otherwise", False),
        (f"{at}2/if/2/>/0/count/1", 16, 3, "comparison", None, None),
    ]
    assert told(nodes[1:5], "field", "operator", "actual", "needed", "matched", "records", "tally") == [
        ("visits", "some", 1, 1, 1, 3, "1 of 3"),
        (None, "and", None, None, 1, 3, "1 of 3"),
        ("kind", "==", None, "interview", 2, 3, "2 of 3"),
        ("done", "==", None, True, 1, 3, "1 of 3"),
    ]
    assert told(nodes[7:9] + nodes[11:13], "field", "operator", "actual", "needed") == [
        ("worth", ">=", None, 10),
        ("worth", "<=", None, 20),
        ("title", "missing", "甲", None),
        ("client", "missing", None, None),
    ]
    assert told(nodes[16:17], "field", "operator", "actual", "needed", "tally") == [
        ("visits", ">", 1, 2, "1 of 3")
    ]
    # What must be is said so, and what would be one way of several, as a statement.
    assert nodes[1]["sentence"].startswith("there must be at least one of Visits")
    assert [nodes[at]["sentence"] for at in (3, 7)] == ["Kind is Interview", "worth is at least 10"]
    assert {(each["severity"], each["criterion"], each["redacted"]) for each in nodes} == {
        ("block", None, False)
    }
    assert told(verdict["clauses"], "matched", "records", "tally") == [
        (1, 3, "1 of 3"), (None, None, None), (None, None, None),
    ]  # fmt: skip
    chinese = (await ahead(board, bid, **{"Accept-Language": "zh-CN"}))["tree"]
    assert [chinese[at]["sentence"] for at in (3, 4)] == ["类型 为 访谈", "已完成 为 是"]
    assert chinese[3]["tally"] == "3 条中有 2 条"
    # What is given with a promotion is judged along.
    given = {"worth": {"amount": "15", "currency": "CNY"}}
    nodes = (await api.data(board.admin, PROMOTE, {"id": bid, "with": given}))["promoteBid"]["verdict"][
        "tree"
    ]
    assert told(nodes[5:9], "satisfied", "actual") == [(True, None), (True, None), (True, 15), (True, 15)]


async def test_each_criterion_is_a_tree_and_is_told_when_it_is_told(api: Api, board: World) -> None:
    bid = await gated(board, {"filled": {"var": "title"}})
    rule = {"and": [{">": [{"var": "worth"}, 1]}, {"filled": {"var": "client"}}]}

    def criterion(name: str, **more: Any) -> dict[str, Any]:
        return {"addCriterion": {"object": "bid", "name": name, "entering": "running", "rule": rule, **more}}

    said = labels("Have it checked.", "请先核对。")
    await api.change(
        board.admin,
        criterion("silent", mode="shadow"),
        criterion("due", mode="shadow", enforcedFrom="2020-01-01"),
        criterion("coming", mode="shadow", enforcedFrom="2999-01-01"),
        criterion("warning", mode="warn"),
        criterion("worded", messages=said),
        {"setStageRequired": {"object": "bid", "stage": "running", "fields": ["client"]}},
    )
    nodes = (await ahead(board, bid))["tree"]
    roots = [each for each in nodes if each["parent"] is None]
    assert told(roots, "criterion", "severity", "satisfied", "kind") == [
        (None, "block", True, "comparison"),
        (None, "block", False, "comparison"),
        ("due", "block", False, "and"),
        ("warning", "warn", False, "and"),
        ("worded", "block", False, "and"),
    ]
    by_id = {each["id"]: each for each in nodes}
    assert len(by_id) == len(nodes)
    for each in nodes:
        if each["parent"] is not None:
            above = by_id[each["parent"]]
            assert (above["depth"] + 1, above["criterion"]) == (each["depth"], each["criterion"])
            assert nodes.index(above) < nodes.index(each)
    worded = [each for each in nodes if each["criterion"] == "worded"]
    assert [each["sentence"] for each in worded] == [
        "Have it checked.", "worth is more than 1", "Client is filled in",
    ]  # fmt: skip


@pytest.fixture(scope="module")
async def filled_board(api: Api) -> World:
    world = await make_world(api)
    await api.change(world.admin, *({"addObject": each} for each in BIDDING), pipeline(None))
    return world


def some_rule(source: random.Random, depth: int = 0) -> Any:
    """A rule whose parts are rules that a filter can be made of."""
    if depth > 3 or source.random() < 0.3:
        done = {"==": [{"var": "done"}, source.choice([True, False])]}
        number = source.randrange(0, 4)
        leaves = [
            {source.choice(["<", ">=", "==", "!="]): [{"var": "worth"}, number]},
            {"filled": {"var": source.choice(["title", "client"])}},
            {"missing": source.choice([["title"], ["title", "worth"]])},
            {"<=": [1, {"var": "worth"}, number]},
            {source.choice(["some", "all", "none"]): [VISITS, done]},
            {"<": [{"count": [VISITS, done]}, number]},
            {"==": [{"var": "client.title"}, source.choice(["A", "B"])]},
            {"in": [{"var": "title"}, ["x", "y"]]},
            True,
        ]
        return source.choice(leaves)
    kind, inner = source.choice(["and", "or", "!", "!!", "if"]), depth + 1
    many = {"!": 1, "!!": 1, "if": 3}.get(kind, source.randrange(1, 4))
    return {kind: [some_rule(source, inner) for _ in range(many)]}


def at_pointer(rule: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        rule = rule[int(part)] if isinstance(rule, list) else rule[part]
    return rule


HOLDS = """query ($id: ID!) { bid(id: $id) { transitions { to verdict { open
  tree { id parent kind pointer satisfied } } } } }"""


async def test_every_node_holds_as_a_filter_by_it_does(api: Api, filled_board: World) -> None:
    """Judged by another way through the code: the part of the rule at the pointer of the node, as a filter."""
    world, source = filled_board, random.Random(20)
    rules = [some_rule(source) for _ in range(30)]
    await api.change(
        world.admin,
        *(
            {"addCriterion": {"object": "bid", "name": f"r{at}", "entering": "running", "rule": rule}}
            for at, rule in enumerate(rules)
        ),
    )
    client = await create(world, "client", title="A")
    bids = [
        await create(world, "bid"),
        await create(world, "bid", title="x", clientId=client, worth={"amount": "2", "currency": "CNY"}),
        await create(world, "bid", title="z", worth={"amount": "0", "currency": "EUR"}),
    ]
    for bid, done in ((bids[1], True), (bids[1], None), (bids[2], True)):
        await visit(world, bid, "demo", done)
    seen = set()
    for bid in bids:
        verdict = await ahead(world, bid, HOLDS)
        nodes = verdict["tree"]
        satisfied = [each["satisfied"] for each in nodes if each["parent"] is None]
        assert verdict["open"] == all(satisfied)
        asked: dict[str, tuple[Any, bool]] = {}
        of_records: set[int] = set()
        for each in nodes:
            number = int(each["pointer"].split("/")[2])
            part = at_pointer(rules[number], each["pointer"].removeprefix(f"/criteria/{number}/rule"))
            # Bounds and names of fields are no rules, and what is asked of the records of a list is not of the bid.
            above = nodes[each["parent"]]["kind"] if each["parent"] is not None else ""
            if each["parent"] in of_records or above in ("some", "all", "none", "comparison"):
                of_records.add(each["id"])
            elif isinstance(part, dict | bool):
                asked[f"n{each['id']}"] = (part, each["satisfied"])
                seen.add((each["kind"], each["satisfied"]))
        for begin in range(0, len(asked), 40):
            some = {name: asked[name] for name in [*asked][begin : begin + 40]}
            declared = ", ".join(f"${name}: JSON!" for name in some)
            lists = " ".join(
                f"{name}: bids(where: {{id: {{eq: $id}}, rule: ${name}}}) {{ totalCount }}" for name in some
            )
            rules_of = {name: part for name, (part, _) in some.items()}
            found = await api.data(
                world.admin, f"query ($id: ID!, {declared}) {{ {lists} }}", {"id": bid, **rules_of}
            )
            for name, (part, holds) in some.items():
                assert (found[name]["totalCount"] == 1) is (holds is True), (json.dumps(part), holds)
    assert {
        (kind, holds) for kind in ("and", "or", "not", "if", "some", "none") for holds in (True, False)
    } <= seen
    assert ("comparison", None) in seen


async def test_a_board_is_one_statement_and_says_nothing_where_nobody_asks(
    api: Api, filled_board: World, api_statements: list[str]
) -> None:
    world = filled_board
    board = "{ bids { nodes { transitions { to verdict { open WHAT } } } } }"
    for what, many in (("tree { satisfied }", 1), ("", 0)):
        document = board.replace("WHAT", what)
        await api.data(world.admin, document)
        api_statements.clear()
        await api.data(world.admin, document)
        assert len(api_statements) == 1
        assert api_statements[0].count('AS "tree"') == many * len(api_statements[0].split("UNION ALL"))


SIMULATE = f"""query ($changes: [CatalogChange!]) {{ simulateGate(object: "bid", changes: $changes) {{
  samples {{ id moves {{ to clauses {{ satisfied tally }} tree {{ {NODE} }} }} }} }} }}"""
REPLAY = f"""query ($changes: [CatalogChange!]) {{ replayGate(object: "bid", changes: $changes) {{
  ...Samples }} }}
fragment Samples on GateReplay {{ samples {{ id clauses {{ satisfied tally }} ... on ReplayedMove {{ ...Rules }} }} }}
fragment Rules on ReplayedMove {{ tree {{ {NODE} }} }}"""


async def test_a_draft_is_told_as_the_same_tree(api: Api, board: World) -> None:
    """In a simulation what stands there after the publish, and in a replay the same of a move that was made."""
    bid, gone = await gated(board, None), await create(board, "bid", title="乙")
    await visit(board, bid, "interview", True)
    for moved in (bid, gone):
        await visit(board, moved, "demo")
    assert (await api.data(board.admin, PROMOTE, {"id": gone}))["promoteBid"]["promoted"]
    rule = {"and": [{"or": [INTERVIEWED, {"filled": {"var": "client"}}]}, {">": [{"var": "worth"}, 5]}]}
    draft = {"changes": [{"setGate": {"object": "bid", "stage": "running", "rule": rule}}]}
    (sample,) = (await api.data(board.admin, SIMULATE, draft))["simulateGate"]["samples"]
    (move,) = sample["moves"]
    (replayed,) = (await api.data(board.admin, REPLAY, draft))["replayGate"]["samples"]
    await api.change(board.admin, *draft["changes"])
    assert move["tree"] == (await ahead(board, bid))["tree"]
    assert (sample["id"], replayed["id"]) == (bid, gone)
    assert [each["tally"] for each in replayed["tree"]] == [
        None, None, "0 of 1", "0 of 1", "0 of 1", "0 of 1", None, None,
    ]  # fmt: skip
    same = ("id", "parent", "depth", "kind", "pointer", "sentence", "field", "operator", "needed")
    assert told(replayed["tree"], *same) == told(move["tree"], *same)
    # In an edge that there would be no more there is no rule.
    ends = {"changes": [{"removeTransition": {"object": "bid", "source": "open", "target": "running"}}]}
    (replayed,) = (await api.data(board.admin, REPLAY, ends))["replayGate"]["samples"]
    assert replayed["tree"] is None


async def test_many_records_are_told_as_one_is(api: Api, board: World) -> None:
    bid = await gated(board, {"or": [INTERVIEWED, {"none": [VISITS, {"var": "done"}]}]})
    await visit(board, bid, "demo", True)
    many = f"""mutation {{ promoteBids(ids: ["{bid}"], to: "running", mode: EACH) {{
      outcomes {{ verdict {{ tree {{ {NODE} }} }} }} }} }}"""
    (found,) = (await api.data(board.admin, many))["promoteBids"]["outcomes"]
    assert found["verdict"]["tree"] == (await ahead(board, bid))["tree"]
