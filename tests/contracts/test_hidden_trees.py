"""What a verdict says of rules as trees, and of what it counted, tells of hidden values no more than its clauses do.

Deals are made that differ in what the seller may not read: in a field, in accounts that the seller does not see, and in
lists of those. Rules of all shapes are asked about it. Where the clauses of a rule say the same of two deals, so must
everything else that is said of the rule.
"""

import json
from collections import defaultdict
from itertools import product
from typing import Any

import pytest

from tests.client import Api
from tests.world import World, add_member, make_world

SECRET = "4711"
MARGIN, SECTOR = {"var": "margin"}, {"var": "account.sector"}
HIDDEN: dict[str, Any] = {
    "value": {">": [MARGIN, int(SECRET)]},
    "bounds": {"!": {"<": [0, MARGIN, int(SECRET)]}},
    "sector": {"==": [SECTOR, "software"]},
    "noSector": {"missing": ["account.sector"]},
    "account": {"filled": {"var": "account"}},
    "some": {"some": [{"var": "account.contacts"}, {"filled": {"var": "email"}}]},
}
SEEN, ALSO = {">": [{"var": "score"}, 50]}, {"filled": {"var": "name"}}
SHAPES: dict[str, Any] = {
    "Alone": lambda hidden: hidden,
    "Or": lambda hidden: {"or": [hidden, SEEN]},
    "And": lambda hidden: {"and": [SEEN, hidden]},
    "NotOr": lambda hidden: {"!": {"or": [hidden, SEEN, {"!": hidden}]}},
    "If": lambda hidden: {"if": [hidden, SEEN, ALSO]},
    "Deep": lambda hidden: {"or": [{"and": [ALSO, {"!!": hidden}]}, {"!": {"or": [hidden, ALSO]}}]},
}
RULES = {f"{name}{shape}": made(hidden) for name, hidden in HIDDEN.items() for shape, made in SHAPES.items()}

CLAUSES = "clauses { criterion pointer satisfied sentence field operator actual needed matched records tally redacted }"
TREE = """tree { criterion id parent depth kind branch pointer satisfied sentence field operator actual needed matched
  records tally redacted }"""
AHEAD = f"""query ($id: ID!) {{ deal(id: $id) {{ transitions {{ to verdict {{
  {CLAUSES} {TREE} fixes {{ changes {{ sentence }} }} }} }} }} }}"""
PROMOTE = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "qualified") { promoted } }'
PAST = f'query ($id: ID!) {{ pastVerdicts(object: "deal", record: $id) {{ {CLAUSES} {TREE} }} }}'

Verdict = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
async def deals(api: Api) -> tuple[World, list[str]]:
    """The world, and deals that look the same to the seller."""
    world = await make_world(api)
    shut = {"setGate": {"object": "deal", "stage": "qualified", "rule": {"==": [{"var": "name"}, "nobody"]}}}
    asked = [
        {
            "addCriterion": {
                "object": "deal",
                "name": name,
                "entering": "qualified",
                "rule": rule,
                "mode": "warn",
            }
        }
        for name, rule in RULES.items()
    ]
    own = [{"object": each, "action": "read", "rows": "own"} for each in ("account", "contact")]
    whole = [{"object": "deal", "action": each} for each in ("read", "promote", "update")]
    denied = {"object": "deal", "action": "read", "field": "margin", "effect": "deny"}
    await api.change(
        world.admin, shut, *asked, {"addRole": {"name": "seller", "grants": [*own, *whole, denied]}}
    )
    accounts: list[str | None] = [None]
    for sector, email in (("software", "a@b.example"), ("retail", None), (None, None)):
        account = await world.create(world.manager, "account", name=f"Of {sector}", sector=sector)
        await world.create(world.manager, "contact", name="A", email=email, accountId=account)
        accounts.append(account)
    made = [
        await world.create(world.manager, "deal", name="D", score=60, margin=margin, accountId=account)
        for margin, account in product((None, "5", "4712"), accounts)
    ]
    return world, made


@pytest.fixture(scope="module")
async def seller(api: Api, deals: tuple[World, list[str]]) -> str:
    return (await add_member(api, deals[0].admin, deals[0].slug, "seller"))[0]


async def test_a_tree_tells_no_more_than_the_clauses(
    api: Api, deals: tuple[World, list[str]], seller: str
) -> None:
    world, made = deals
    ways: dict[str, list[Verdict]] = defaultdict(list)
    for deal in made:
        found = (await api.data(seller, AHEAD, {"id": deal}))["deal"]["transitions"]
        ways["ahead"] += [each["verdict"] for each in found if each["to"] == "qualified"]
    # What is said of a refusal later is made of what was kept of it: another way.
    for deal in made[::2]:
        assert not (await api.data(seller, PROMOTE, {"id": deal}))["promoteDeal"]["promoted"]
        ways["past"] += (await api.data(seller, PAST, {"id": deal}))["pastVerdicts"]
    for way, verdicts in ways.items():
        assert len(verdicts) >= len(made) // 2
        text = json.dumps(verdicts)
        assert SECRET not in text
        assert "argin" not in text
        for name in RULES:
            told: dict[Any, set[str]] = defaultdict(set)
            for verdict in verdicts:
                bits = tuple(each["satisfied"] for each in verdict["clauses"] if each["criterion"] == name)
                shown = [
                    [each for each in verdict[part] if each["criterion"] == name]
                    for part in ("clauses", "tree")
                ]
                told[bits].add(json.dumps(shown))
            assert [bits for bits, answers in told.items() if len(answers) > 1] == [], (way, name)
    # The control: who reads everything is told what it is, and the deals do differ.
    found = (await api.data(world.admin, AHEAD, {"id": made[-1]}))["deal"]["transitions"]
    assert SECRET in json.dumps(found)
    assert (
        len({json.dumps([each["satisfied"] for each in verdict["clauses"]]) for verdict in ways["ahead"]}) > 5
    )


async def test_what_is_readable_in_a_tree_is_told(
    api: Api, deals: tuple[World, list[str]], seller: str
) -> None:
    """Not everything is hidden: the parts that the caller could judge alone are judged for it."""
    found = (await api.data(seller, AHEAD, {"id": deals[1][-1]}))["deal"]["transitions"]
    (verdict,) = [each["verdict"] for each in found if each["to"] == "qualified"]

    def nodes(name: str) -> list[tuple[Any, ...]]:
        return [
            (each["kind"], each["satisfied"], each["redacted"])
            for each in verdict["tree"]
            if each["criterion"] == name
        ]

    assert nodes("valueAnd") == [("and", True, True), ("comparison", True, False), ("redacted", True, True)]
    assert nodes("valueOr") == [("redacted", True, True)]
    assert nodes("sectorOr") == [
        ("or", True, False),
        ("comparison", None, False),
        ("comparison", True, False),
    ]
