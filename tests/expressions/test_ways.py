"""The ways to make a rule hold: the rule holds just where all conditions of a way do."""

import pytest

from core.database import Database
from expressions.nodes import Call, nodes_of
from expressions.parse import parse_rule
from expressions.ways import MOST_WAYS, ways
from tests.expressions.world import EMPTY, FULL, SCOPE, answer

AMOUNT: object = {">": [{"var": "amount"}, 1000]}
BUDGET: object = {"var": "budgetConfirmed"}
NAMED: object = {"filled": {"var": "name"}}
WON: object = {"==": [{"var": "stage"}, "won"]}
RULES: list[tuple[object, list[int]]] = [
    (AMOUNT, [1]),
    ({"and": [AMOUNT, BUDGET, AMOUNT]}, [2]),
    ({"or": [AMOUNT, {"and": [BUDGET, NAMED]}]}, [1, 2]),
    ({"!": {"and": [AMOUNT, {"or": [BUDGET, NAMED]}]}}, [1, 2]),
    ({"!": {"!": {"or": [AMOUNT, BUDGET]}}}, [1, 1]),
    ({"!!": {"or": [AMOUNT, BUDGET]}}, [1, 1]),
    ({"missing": ["name", "email"]}, [1, 1]),
    ({"!": {"missing": ["name", "email"]}}, [2]),
    ({"and": [{"or": [AMOUNT, BUDGET]}, {"or": [NAMED, WON]}]}, [2, 2, 2, 2]),
    ({"and": [{"or": [AMOUNT, BUDGET]}, {"or": [BUDGET, WON]}]}, [1, 2, 2, 2]),
    ({"<": [1, {"var": "amount"}, 5000]}, [2]),
    ({"!": {"in": [{"var": "stage"}, ["won", "lost"]]}}, [2]),
    ({"!": {"in": [{"var": "amount"}, [*range(20)]]}}, [1]),
    ({"if": [BUDGET, AMOUNT, NAMED]}, [2, 2]),
    ({"!": {"if": [BUDGET, AMOUNT, NAMED]}}, [2, 2]),
    ({"if": [BUDGET, AMOUNT, WON, NAMED, {"filled": {"var": "email"}}]}, [2, 3, 3]),
    ({"if": [AMOUNT, True, BUDGET]}, [1, 2]),
    ({"if": [AMOUNT, BUDGET, True]}, [1, 2]),
    ({"if": [AMOUNT, BUDGET, False]}, [2]),
]


@pytest.mark.parametrize(("rule", "sizes"), RULES)
async def test_the_rule_holds_just_where_a_way_does(database: Database, rule: object, sizes: list[int]):
    expression = parse_rule(rule, SCOPE)
    found = ways(expression)
    assert [len(way) for way in found] == sizes
    for values in (FULL, EMPTY, {**FULL, "amount": 5, "budgetConfirmed": False}, {**EMPTY, "name": "A"}):
        whole = await answer(database, expression, values, exact=True)
        gone = [
            all([await answer(database, each.expression, values, exact=True) for each in way])
            for way in found
        ]
        assert whole is any(gone), (rule, values)


@pytest.mark.parametrize(("rule", "_"), RULES)
def test_no_condition_has_alternatives_of_its_own(rule: object, _: list[int]):
    for way in ways(parse_rule(rule, SCOPE)):
        for condition in way:
            assert not {
                each.operator for each in nodes_of(condition.expression) if isinstance(each, Call)
            } & {"and", "or", "if"}


def test_of_many_ways_the_shortest_stay():
    either = {"or": [{"==": [{"var": "amount"}, value]} for value in range(30)]}
    pairs = {"and": [{"or": [{"==": [{"var": "cost"}, value]}, BUDGET]} for value in range(12)]}
    assert len(ways(parse_rule(either, SCOPE))) == MOST_WAYS
    assert len(ways(parse_rule(pairs, SCOPE))[0]) == 1


def test_an_if_without_an_else_is_one_condition():
    assert [len(way) for way in ways(parse_rule({"if": [AMOUNT, BUDGET]}, SCOPE))] == [1]
