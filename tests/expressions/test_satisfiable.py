"""Rules that can never hold, or never fail; what SQL says of real rows is the judge of both."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.database import Database
from expressions.domains import ANYTHING, KNOWN, Domain, at_least, one_of
from expressions.parse import parse_rule
from expressions.satisfiable import contradiction, satisfiable
from expressions.types import Reference, ValueType
from tests.expressions.strategies import rules
from tests.expressions.world import EMPTY, FULL, SCOPE, answer


def anything(reference: Reference) -> Domain:
    return one_of(True, False) if reference.type is ValueType.BOOLEAN else ANYTHING


def options(reference: Reference) -> Domain:
    return replace(one_of(*(reference.options or {})), unknown=True) if reference.options else ANYTHING


def var(name: str) -> dict[str, str]:
    return {"var": name}


NEVER = {
    "two ends that do not meet": {"and": [{">": [var("amount"), 10]}, {"<": [var("amount"), 5]}]},
    "open ends that touch": {"and": [{">": [var("amount"), 10]}, {"<=": [var("amount"), 10]}]},
    "between the wrong way round": {"<": [10, var("amount"), 5]},
    "a constant on the left": {"and": [{"<": [10, var("amount")]}, {"==": [var("amount"), 3]}]},
    "two values at once": {"and": [{"==": [var("name"), "a"]}, {"==": [var("name"), "b"]}]},
    "a value and none": {"and": [{"==": [var("name"), None]}, {"filled": var("name")}]},
    "an empty list": {"in": [var("name"), []]},
    "lists that share nothing": {"and": [{"in": [var("seats"), [1, 2]]}, {"in": [var("seats"), [3]]}]},
    "each option excluded": {"and": [{"!=": [var("stage"), "won"]}, {"!": {"in": [var("stage"), ["lost"]]}},
                                     {"!=": [var("stage"), None]}]},
    "true and not": {"and": [var("interviewDone"), {"!": var("interviewDone")}]},
    "texts in order": {"and": [{"<": [var("name"), "B"]}, {">": [var("name"), "a"]}]},
    "dates": {"and": [{">": [var("closeDate"), "2026-05-01"]}, {"<": [var("closeDate"), "2026-04-01"]}]},
    "under an or": {"and": [{"or": [{"<": [var("seats"), 1]}, {">": [var("seats"), 9]}]}, {"==": [var("seats"), 5]}]},
    "missing and present": {"and": [{"missing": ["name"]}, {"==": [var("name"), "a"]}]},
    "what was just asked, denied": {"and": [{">": [var("amount"), 5]}, {"!": {">": [var("amount"), 4]}}]},
    "a constant": False,
    "constants that differ": {"==": [1, 2]},
    "a constant out of a list": {"in": ["a", ["b", "c"]]},
    "constants the wrong way round": {">": [1, 2]},
}  # fmt: skip
MAY = {
    "ends that touch": {"and": [{">=": [var("amount"), 10]}, {"<=": [var("amount"), 10]}]},
    "an unknown value is no value": {
        "and": [{"!": {">": [var("amount"), 5]}}, {"!": {"<=": [var("amount"), 5]}}]
    },
    "two columns": {"and": [{"<": [var("amount"), var("cost")]}, {"<": [var("cost"), var("amount")]}]},
    "arithmetic": {">": [{"*": [var("amount"), 0]}, 1]},
    "another column": {"and": [{"==": [var("amount"), 1]}, {"==": [var("cost"), 2]}]},
}
ALWAYS = {
    "a value or none": {"or": [{"==": [var("amount"), None]}, {"!=": [var("amount"), None]}]},
    "not equal to one of two": {"or": [{"!=": [var("name"), "a"]}, {"!=": [var("name"), "b"]}]},
    "a condition or its contrary": {"or": [var("interviewDone"), {"!": var("interviewDone")}]},
    "a constant": True,
    "constants that are equal": {"==": [1, 1]},
    "a constant in a list": {"in": ["a", ["a", "b"]]},
    "every option, or none": {"or": [{"in": [var("stage"), ["won", "lost"]]}, {"==": [var("stage"), None]}]},
}


@pytest.mark.parametrize("rule", NEVER.values(), ids=NEVER)
def test_never_holds(rule: object):
    assert not satisfiable(parse_rule(rule, SCOPE), options)
    assert satisfiable(parse_rule({"!": rule}, SCOPE), options)


@pytest.mark.parametrize("rule", MAY.values(), ids=MAY)
def test_may_hold(rule: object):
    assert satisfiable(parse_rule(rule, SCOPE), options)


@pytest.mark.parametrize("rule", ALWAYS.values(), ids=ALWAYS)
def test_always_holds(rule: object):
    assert not satisfiable(parse_rule(rule, SCOPE), options, holds=False)
    assert satisfiable(parse_rule(rule, SCOPE), options)


def test_what_a_field_can_be_counts():
    positive = parse_rule({"<": [var("amount"), 0]}, SCOPE)
    assert not satisfiable(positive, lambda _: at_least(Decimal(0), itself=True))
    required = parse_rule({"filled": var("amount")}, SCOPE)
    assert not satisfiable(required, lambda _: KNOWN, holds=False)


def test_a_contradiction_names_the_clauses_that_make_it():
    rule = {
        "and": [
            var("interviewDone"),
            {">": [var("amount"), 10]},
            {"filled": var("name")},
            {"<": [var("amount"), 5]},
        ]
    }
    assert contradiction(parse_rule(rule, SCOPE), anything) == ("/and/1", "/and/3")
    alone = {"and": [var("interviewDone"), {"in": [var("name"), []]}]}
    assert contradiction(parse_rule(alone, SCOPE), anything) == ("/and/1",)
    assert contradiction(parse_rule(var("interviewDone"), SCOPE), anything) == ()


def test_a_rule_with_more_ways_than_are_followed_is_taken_for_satisfiable():
    either = [{"or": [{"!=": [var("seats"), n]}, {"!=": [var("cost"), n]}]} for n in range(20)]
    never = [{">": [var("amount"), 10]}, {"<": [var("amount"), 5]}]
    assert satisfiable(parse_rule({"and": [*either, *never]}, SCOPE), anything)
    assert not satisfiable(parse_rule({"and": [*never, *either]}, SCOPE), anything)


def test_the_longest_rule_is_followed_to_its_end():
    rule = {"and": [*({"!=": [var("seats"), n]} for n in range(110)), {"in": [var("seats"), [3]]}]}
    assert contradiction(parse_rule(rule, SCOPE), anything) == ("/and/3", "/and/110")


SOME_VALUES = {
    "amount": st.none() | st.integers(-60, 60).map(Decimal),
    "cost": st.none() | st.integers(-60, 60).map(Decimal),
    "seats": st.none() | st.integers(-60, 60),
    "name": st.none() | st.text("aA", max_size=2),
    "budgetConfirmed": st.none() | st.booleans(),
    "interviewDone": st.none() | st.booleans(),
}
ROWS = st.fixed_dictionaries(SOME_VALUES).map(lambda some: {**FULL, **some})


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=rules(), drawn=ROWS)
async def test_no_row_contradicts_the_verdict(database: Database, rule: object, drawn: Mapping[str, object]):
    expression = parse_rule(rule, SCOPE)
    for values in (FULL, EMPTY, drawn):
        held = await answer(database, expression, values, exact=True)
        assert isinstance(held, bool)
        assert satisfiable(expression, anything, holds=held)
