"""A rule as a tree: as it is written, with its clauses marked in it."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from expressions.clauses import clauses
from expressions.nodes import Call
from expressions.parse import parse_rule
from expressions.rule_tree import NodeKind, NodePlace, RuleNode, rule_tree
from tests.expressions.strategies import rules
from tests.expressions.world import SCOPE


def var(name: str) -> dict[str, object]:
    return {"var": name}


def listed(node: RuleNode) -> Iterator[RuleNode]:
    yield node
    for each in node.children:
        yield from listed(each)


def shape(node: RuleNode) -> object:
    """A node in short: its kind, its place, and its parts."""
    said = f"{node.branch}: " if node.branch else ""
    said += f"{node.kind} {node.place}"
    return (said, *map(shape, node.children)) if node.children else said


LONG = {">=": [var("minutes"), 30]}
CASES: list[tuple[object, object]] = [
    (
        {"and": [{">=": [var("amount"), 1]}, {"or": [var("budgetConfirmed"), {"!": var("interviewDone")}]}]},
        (
            "and above",
            "comparison clause",
            ("or clause", "comparison within", ("not within", "comparison within")),
        ),
    ),
    ({"!!": {"filled": var("name")}}, "comparison clause"),
    (
        {"!": {"or": [var("budgetConfirmed"), {"and": [var("interviewDone"), True]}]}},
        (
            "not above",
            (
                "or above",
                "comparison clause",
                ("and clause", "comparison within", "comparison within"),
            ),
        ),
    ),
    (
        {"!": {"missing": ["name", "email"]}},
        ("not above", ("or above", "comparison clause", "comparison clause")),
    ),
    ({"missing": ["name", "email"]}, ("or clause", "comparison within", "comparison within")),
    ({"missing": ["name"]}, "comparison clause"),
    ({"<": [1, var("amount"), 5]}, ("and above", "comparison clause", "comparison clause")),
    (
        {"!": {"<": [1, var("amount"), 5]}},
        ("not above", ("and clause", "comparison within", "comparison within")),
    ),
    (
        {"if": [var("budgetConfirmed"), True, var("interviewDone"), False, True]},
        (
            "if clause",
            "condition: comparison within",
            "then: comparison within",
            "condition: comparison within",
            "then: comparison within",
            "otherwise: comparison within",
        ),
    ),
    (
        {
            "some": [
                var("activities"),
                {"and": [var("done"), {"none": [var("guests"), {"filled": var("name")}]}]},
            ]
        },
        (
            "some clause",
            ("and record", "comparison record", ("none record", "comparison record")),
        ),
    ),
    ({"all": [{"filter": [var("activities"), var("done")]}, LONG]}, ("all clause", "comparison record")),
    ({">": [{"count": [var("activities"), LONG]}, 1]}, ("comparison clause", "comparison record")),
    ({">": [{"count": [var("activities")]}, 1]}, "comparison clause"),
]


@pytest.mark.parametrize(("rule", "expected"), CASES)
def test_a_tree_is_the_rule_as_it_is_written(rule: object, expected: object) -> None:
    assert shape(rule_tree(parse_rule(rule, SCOPE), whole=False)) == expected


def test_what_its_author_speaks_of_as_a_whole_is_one_clause() -> None:
    rule = {"and": [var("budgetConfirmed"), var("interviewDone")]}
    found = rule_tree(parse_rule(rule, SCOPE), whole=True)
    assert shape(found) == ("and clause", "comparison within", "comparison within")


def test_what_is_counted() -> None:
    """The records that meet a condition, of those that it is asked of; within a list, those that meet each part."""
    filtered = {"filter": [var("activities"), var("done")]}
    (of_all, of_part) = listed(rule_tree(parse_rule({"all": [filtered, LONG]}, SCOPE), whole=False))
    for each in (of_all, of_part):
        assert each.counts is not None
        both = parse_rule({">": [{"count": [filtered, LONG]}, 0]}, SCOPE)
        those = parse_rule({">": [{"count": [filtered]}, 0]}, SCOPE)
        assert isinstance(both, Call)
        assert isinstance(those, Call)
        assert (each.counts.matched, each.counts.records) == (both.operands[0], those.operands[0])
    nested = {"some": [var("activities"), {"some": [var("guests"), {"filled": var("name")}]}]}
    outer, inner, innermost = listed(rule_tree(parse_rule(nested, SCOPE), whole=False))
    assert outer.counts == inner.counts
    assert innermost.counts is None


@settings(max_examples=200, deadline=None)
@given(rule=rules())
def test_its_clauses_are_those_of_the_rule(rule: object) -> None:
    expression = parse_rule(rule, SCOPE)
    nodes = [*listed(rule_tree(expression, whole=False))]
    assert sum(each.place is NodePlace.CLAUSE for each in nodes) == len(clauses(expression))
    # Nothing stands below a clause but its parts, and nothing beside one but what joins them.
    for each in nodes:
        if each.place is NodePlace.ABOVE:
            assert each.kind in (NodeKind.AND, NodeKind.OR, NodeKind.NOT)
            assert {part.place for part in each.children} <= {NodePlace.ABOVE, NodePlace.CLAUSE}
        else:
            assert {part.place for part in each.children} <= {NodePlace.WITHIN, NodePlace.RECORD}
