"""Rules over lists, their sentences, and an independent reading of JSONLogic where both are defined.

The other reader knows `some`, `all`, `none`, `filter` and `reduce`; what ours counts and sums is `reduce` there. It has
no exact numbers, so whole ones are asked about, and the records of its lists have all values, none of them null.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_logic import jsonLogic

from core.database import Database
from expressions.clauses import clauses
from expressions.counts import counts_of, holds_of_counts
from expressions.parse import parse_expression
from expressions.sentences import sentence
from tests.expressions.world import FULL, KINDS, SCOPE, Activity, answer

LIST = {"var": "activities"}
KIND, DONE, MINUTES = {"var": "kind"}, {"var": "done"}, {"var": "minutes"}

Rule = Any
"""A rule as JSON."""

activities = st.lists(
    st.tuples(
        st.sampled_from([*KINDS]),
        st.booleans(),
        st.integers(-20, 90),
        st.none(),
        st.none(),
        st.none(),
        st.just(()),
    ),
    max_size=5,
)
"""Records of the list, known in all that is asked of them."""


def conditions() -> st.SearchStrategy[Rule]:
    """What can be asked of a record of the list."""
    numbers = st.recursive(
        st.one_of(st.just(MINUTES), st.integers(-20, 90)),
        lambda inner: st.tuples(st.sampled_from(["+", "*", "-", "max", "min"]), inner, inner).map(
            lambda parts: {parts[0]: [parts[1], parts[2]]}
        ),
        max_leaves=3,
    )
    compared = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), numbers, numbers)
    leaves = st.one_of(
        compared.map(lambda parts: {parts[0]: [parts[1], parts[2]]}),
        st.sampled_from([*KINDS]).map(lambda kind: {"==": [KIND, kind]}),
        st.lists(st.sampled_from([*KINDS]), max_size=2).map(lambda kinds: {"in": [KIND, kinds]}),
        st.just(DONE),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3)).map(
                lambda parts: {parts[0]: parts[1]}
            ),
            inner.map(lambda rule: {"!": [rule]}),
            st.tuples(inner, inner, inner).map(lambda parts: {"if": [*parts]}),
        ),
        max_leaves=4,
    )


def listings() -> st.SearchStrategy[Rule]:
    """The list, whole or narrowed."""
    return st.one_of(st.just(LIST), conditions().map(lambda rule: {"filter": [LIST, rule]}))


def given_to_the_other(of: Sequence[Activity]) -> Mapping[str, object]:
    return {"activities": [{"kind": each[0], "done": each[1], "minutes": each[2]} for each in of]}


def reduced(listing: Rule, step: Rule, start: object) -> Rule:
    return {"reduce": [listing, step, start]}


CURRENT, SO_FAR = {"var": "current.minutes"}, {"var": "accumulator"}
BEYOND = 1_000


async def ours(database: Database, rule: Rule, of: Sequence[Activity]) -> object:
    return await answer(database, parse_expression(rule, SCOPE), FULL, exact=True, done=of)


properties = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@properties
@given(
    of=activities,
    listing=listings(),
    condition=conditions(),
    name=st.sampled_from(["some", "none", "all"]),
)
async def test_whether_records_meet_a_condition(
    database: Database, of: Sequence[Activity], listing: Rule, condition: Rule, name: str
) -> None:
    rule = {name: [listing, condition]}
    holds = bool(jsonLogic(rule, given_to_the_other(of)))
    assert await ours(database, rule, of) is holds
    # The same is said of how many records meet the condition, and of how many.
    counts = counts_of(parse_expression(rule, SCOPE))
    assert counts is not None
    assert await answer(database, holds_of_counts(name, counts), FULL, exact=True, done=of) is holds


@properties
@given(of=activities, listing=listings(), condition=conditions())
async def test_what_is_counted_and_summed(
    database: Database, of: Sequence[Activity], listing: Rule, condition: Rule
) -> None:
    narrowed = {"filter": [listing, condition]}
    data = given_to_the_other(of)
    count = jsonLogic(reduced(narrowed, {"+": [SO_FAR, 1]}, 0), data)
    total = jsonLogic(reduced(narrowed, {"+": [SO_FAR, CURRENT]}, 0), data)
    lowest = jsonLogic(reduced(narrowed, {"min": [SO_FAR, CURRENT]}, BEYOND), data)
    highest = jsonLogic(reduced(narrowed, {"max": [SO_FAR, CURRENT]}, -BEYOND), data)
    assert await ours(database, {"count": [listing, condition]}, of) == count
    assert await ours(database, {"count": [narrowed]}, of) == count
    assert await ours(database, {"sum": [listing, MINUTES, condition]}, of) == total
    least, most, mean = [
        await ours(database, {name: [listing, MINUTES, condition]}, of)
        for name in ("smallest", "largest", "avg")
    ]
    if not count:
        assert (least, most, mean) == (None, None, None)
    else:
        assert (least, most) == (lowest, highest)
        assert abs(float(str(mean)) - total / count) < 1e-9


@properties
@given(
    listing=listings(),
    condition=conditions(),
    name=st.sampled_from(["some", "none", "all", "count", "sum", "avg", "smallest", "largest"]),
    language=st.sampled_from(["en", "zh-CN", "de"]),
)
def test_every_rule_over_a_list_has_a_sentence(
    listing: Rule, condition: Rule, name: str, language: str
) -> None:
    match name:
        case "some" | "none" | "all":
            rule: Rule = {name: [listing, condition]}
        case "count":
            rule = {">=": [{name: [listing, condition]}, 1]}
        case _:
            rule = {"<": [{name: [listing, MINUTES, condition]}, 9]}
    for written in (rule, {"!": rule}, {"or": [rule, rule]}):
        expression = parse_expression(written, SCOPE)
        assert sentence(expression, language)
        for clause in clauses(expression):
            said = (clause.expression, clause.actual, clause.needed)
            assert all(part is None or sentence(part, language) for part in said)
