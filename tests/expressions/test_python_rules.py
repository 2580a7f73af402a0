"""Gates written in Python with `jsonlogic-py`."""

import json

import pytest
from jsonlogic import Variable

from expressions.clauses import clauses
from expressions.parse import parse_rule
from tests.expressions.world import SCOPE

AMOUNT, NAME, STAGE, DONE = (Variable(name) for name in ("amount", "name", "stage", "budgetConfirmed"))

CASES = [
    (AMOUNT >= 60, {">=": [{"var": "amount"}, 60]}),
    (~(STAGE == "won"), {"!": {"==": [{"var": "stage"}, "won"]}}),
    (STAGE.isin(["won", "lost"]), {"in": [{"var": "stage"}, ["won", "lost"]]}),
    (NAME.contains("Ltd"), {"in": ["Ltd", {"var": "name"}]}),
    (NAME.cat("!") == "a!", {"==": [{"cat": [{"var": "name"}, "!"]}, "a!"]}),
    ((AMOUNT - 5) * 2 / 3 > 1, {">": [{"/": [{"*": [{"-": [{"var": "amount"}, 5]}, 2]}, 3]}, 1]}),
    (
        (AMOUNT > 0) & (NAME != "") & DONE,
        {
            "and": [
                {"and": [{">": [{"var": "amount"}, 0]}, {"!=": [{"var": "name"}, ""]}]},
                {"var": "budgetConfirmed"},
            ]
        },
    ),
    (
        (DONE == True) | (AMOUNT > 5),  # noqa: E712
        {"or": [{"==": [{"var": "budgetConfirmed"}, True]}, {">": [{"var": "amount"}, 5]}]},
    ),
]


@pytest.mark.parametrize(("written", "rule"), CASES)
def test_python_reads_as_the_rule_it_says(written: object, rule: object):
    assert parse_rule(json.loads(str(written)), SCOPE) == parse_rule(rule, SCOPE)


def test_nested_ands_are_one_list_of_clauses():
    rule = parse_rule(json.loads(str((AMOUNT > 0) & (NAME != "") & DONE)), SCOPE)
    assert [clause.pointer for clause in clauses(rule)] == ["/and/0/and/0", "/and/0/and/1", "/and/1"]
