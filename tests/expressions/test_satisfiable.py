"""Rules that can never hold, or never fail; what SQL says of real rows is the judge of both."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_logic import jsonLogic

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


def steps(reference: Reference) -> Domain:
    """As `anything`, of columns of whole numbers and dates, and of one of hundredths."""
    whole = reference.column == "seats" or reference.type is ValueType.DATE
    step = Decimal(1) if whole else Decimal("0.01") if reference.column == "amount" else None
    return replace(anything(reference), step=step)


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
    "two columns both ways": {"and": [{"<": [var("amount"), var("cost")]}, {"<": [var("cost"), var("amount")]}]},
    "two columns, equal and not": {"and": [{"<=": [var("amount"), var("cost")]}, {"!": {"or": [
        {">=": [var("cost"), var("amount")]}]}}]},
    "less than itself": {"<": [var("amount"), var("amount")]},
    "less than what is unknown": {"and": [{"<": [var("amount"), var("cost")]}, {"missing": ["cost"]}]},
    "a sum of what is unknown": {"and": [{">": [{"+": [var("amount"), 1]}, 5]}, {"missing": ["amount"]}]},
    "before today and after": {"and": [{"<": [var("closeDate"), {"today": []}]},
                                       {">": [var("closeDate"), {"today": []}]}]},
    "a sum between bounds that do not meet": {"and": [{">": [{"+": [var("amount"), var("cost")]}, 5]},
                                                      {"<": [{"+": [var("amount"), var("cost")]}, 3]}]},
    "an option that is there and not": {"and": [{"has": [var("channels"), "email"]},
                                                {"!": {"has": [var("channels"), "email"]}}]},
    "a beginning that is and is not": {"and": [{"starts_with": [var("name"), "a"]},
                                               {"!": {"starts_with": [var("name"), "a"]}}]},
    "a constant out of a list": {"in": ["a", ["b", "c"]]},
    "constants the wrong way round": {">": [1, 2]},
}  # fmt: skip
MAY = {
    "ends that touch": {"and": [{">=": [var("amount"), 10]}, {"<=": [var("amount"), 10]}]},
    "an unknown value is no value": {
        "and": [{"!": {">": [var("amount"), 5]}}, {"!": {"<=": [var("amount"), 5]}}]
    },
    "three columns in a circle": {
        "and": [
            {"<": [var("amount"), var("cost")]},
            {"<": [var("cost"), var("seats")]},
            {"<": [var("seats"), var("amount")]},
        ]
    },
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


NONE_BETWEEN = {
    "whole numbers": {"and": [{">": [var("seats"), 3]}, {"<": [var("seats"), 4]}]},
    "whole numbers beyond fractions": {"and": [{">=": [var("seats"), 3.1]}, {"<=": [var("seats"), 3.9]}]},
    "below nought": {"<": [-4, var("seats"), -3]},
    "half a seat": {"==": [var("seats"), 2.5]},
    "a list of halves": {"in": [var("seats"), [0.5, 1.5]]},
    "all that are left excluded": {
        "and": [
            {"<=": [3, var("seats"), 5]},
            {"!": {"in": [var("seats"), [3, 4]]}},
            {"!=": [var("seats"), 5]},
        ]
    },
    "hundredths": {"<": [1.01, var("amount"), 1.02]},
    "days": {"and": [{">": [var("closeDate"), "2026-05-01"]}, {"<": [var("closeDate"), "2026-05-02"]}]},
    "days excluded": {
        "and": [
            {"<": ["2026-04-30", var("closeDate"), "2026-05-02"]},
            {"!=": [var("closeDate"), "2026-05-01"]},
        ]
    },
}
SOME_BETWEEN = {
    "one number": {"<": [3, var("seats"), 5]},
    "one bound itself": {"and": [{">=": [var("seats"), 3]}, {"<": [var("seats"), 4]}]},
    "one of two left": {"and": [{"<=": [3, var("seats"), 4]}, {"!=": [var("seats"), 4]}]},
    "what is excluded is no number of them": {
        "and": [{"<=": [3, var("seats"), 4]}, {"!=": [var("seats"), 3.5]}, {"!=": [var("seats"), 3]}]
    },
    "a day": {"<": ["2026-04-30", var("closeDate"), "2026-05-02"]},
    "thousandths of what has any decimals": {"<": [1.001, var("cost"), 1.002]},
}


@pytest.mark.parametrize("rule", NONE_BETWEEN.values(), ids=NONE_BETWEEN)
def test_nothing_is_between_two_values_that_follow_one_another(rule: object):
    assert not satisfiable(parse_rule(rule, SCOPE), steps)
    assert satisfiable(parse_rule({"!": rule}, SCOPE), steps)


@pytest.mark.parametrize("rule", SOME_BETWEEN.values(), ids=SOME_BETWEEN)
def test_something_is_between_others(rule: object):
    assert satisfiable(parse_rule(rule, SCOPE), steps)


BOUNDS = st.sampled_from([2, 2.5, 3, 3.5, 4, 5])
RANGES = st.recursive(
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), BOUNDS).map(
        lambda said: {said[0]: [var("seats"), said[1]]}
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: {"and": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"or": parts}),
        inner.map(lambda part: {"!": part}),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(rule=RANGES)
def test_a_rule_over_whole_numbers_holds_of_just_those_that_another_evaluator_finds(rule: object):
    found = [bool(jsonLogic(rule, {"seats": seats})) for seats in range(8)]
    for holds in (True, False):
        known = replace(KNOWN, low=(Decimal(0), True), high=(Decimal(7), True), step=Decimal(1))
        assert satisfiable(parse_rule(rule, SCOPE), lambda _, of=known: of, holds=holds) == (holds in found)


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
        assert satisfiable(expression, steps, holds=held)
