"""Over fields of few values: a rule is called contradictory, or always true, just where SQL says so of every record."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import cast, literal, select, union_all

from core.database import Database
from expressions.domains import ANYTHING, Domain, one_of
from expressions.nodes import Expression
from expressions.operators.registered import OPERATORS
from expressions.parse import parse_expression, parse_rule
from expressions.satisfiable import satisfiable
from expressions.sql import SQL_TYPES, to_sql
from expressions.types import Reference, ValueType
from tests.expressions.world import CLOCK, EMPTY, FULL, SCOPE, answer

VALUES: Mapping[str, tuple[object, ...]] = {
    "budgetConfirmed": (None, True, False),
    "stage": (None, "won", "lost"),
    "seats": (None, 0, 1, 2),
    "cost": (None, 0, 1),
}
TYPES = (ValueType.BOOLEAN, ValueType.CHOICE, ValueType.NUMBER, ValueType.NUMBER)
WORLDS = union_all(
    *(
        select(
            *(
                cast(literal(value, SQL_TYPES[kind]), SQL_TYPES[kind]).label(name)
                for name, kind, value in zip(VALUES, TYPES, each, strict=True)
            )
        )
        for each in product(*VALUES.values())
    )
).subquery("worlds")
"""Every record that there can be."""
NUMBER, CHOICE, BOOLEAN = {"var": "seats"}, {"var": "stage"}, {"var": "budgetConfirmed"}


def domain_of(reference: Reference) -> Domain:
    known = [
        Decimal(each) if isinstance(each, int) and not isinstance(each, bool) else each
        for each in VALUES.get(reference.column, ())
        if each is not None
    ]
    return replace(one_of(*known), unknown=True) if known else ANYTHING


def call(name: str, *operands: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.tuples(*operands).map(lambda parts: {name: list(parts)})


INTEGERS = st.integers(-1, 3)
KEYS = st.sampled_from(["won", "lost"])
NAMES = st.sampled_from([*VALUES])
FIELDS = NAMES.map(lambda name: {"var": name})
LEAVES = st.one_of(
    st.booleans(),
    st.just(BOOLEAN),
    *(call(name, st.just(NUMBER), INTEGERS) for name in ("==", "!=", "<", "<=", ">", ">=")),
    *(call(name, INTEGERS, st.just(NUMBER)) for name in ("==", "<", ">=")),
    *(call(name, INTEGERS, st.just(NUMBER), INTEGERS) for name in ("<", "<=")),
    *(call(name, st.just(CHOICE), KEYS) for name in ("==", "!=")),
    *(call(name, st.just(BOOLEAN), st.booleans()) for name in ("==", "!=")),
    *(call(name, FIELDS, st.none()) for name in ("==", "!=")),
    call("in", st.just(NUMBER), st.lists(INTEGERS, max_size=3)),
    call("in", st.just(CHOICE), st.lists(KEYS, max_size=2)),
    call("filled", FIELDS),
    st.lists(NAMES, min_size=1, max_size=3).map(lambda names: {"missing": names}),
    st.tuples(st.integers(1, 2), st.lists(NAMES, min_size=2, max_size=3, unique=True)).map(
        lambda said: {"missing_some": [said[0], said[1]]}
    ),
)


def connected(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"and": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"or": parts}),
        inner.map(lambda part: {"!": part}),
        inner.map(lambda part: {"!!": [part]}),
        st.tuples(inner, inner, inner).map(lambda parts: {"if": list(parts)}),
    )


RULES = st.recursive(LEAVES, connected, max_leaves=6)


OPAQUE = st.one_of(
    LEAVES,
    *(
        call(name, value, value)
        for name in ("==", "!=", "<", "<=", ">", ">=")
        for value in [
            st.one_of(
                st.just(NUMBER), st.just({"var": "cost"}), st.just({"+": [NUMBER, {"var": "cost"}]}), INTEGERS
            )
        ]
    ),
    call("filled", st.just({"+": [NUMBER, {"var": "cost"}]})),
)
MIXED = st.recursive(OPAQUE, connected, max_leaves=8)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES)
async def test_the_verdict_is_exact(database: Database, rule: object) -> None:
    expression, found = await judged(database, rule)
    for holds in (True, False):
        assert satisfiable(expression, domain_of, holds=holds) == (holds in found), (holds, rule)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=MIXED)
async def test_what_may_be_is_never_ruled_out(database: Database, rule: object) -> None:
    """Two columns, and sums of them: how they stand to constants besides is not followed."""
    expression, found = await judged(database, rule)
    for holds in found:
        assert satisfiable(expression, domain_of, holds=holds), (holds, rule)


async def judged(database: Database, rule: object) -> tuple[Expression, set[bool]]:
    """The rule as it is read, and what SQL says of all records."""
    expression = parse_rule(rule, SCOPE)
    sql = to_sql(expression, lambda each: WORLDS.c[each.column], exact=True, clock=literal(CLOCK), zone="UTC")
    rows = await database.rows(select(sql).select_from(WORLDS), affinity="")
    return expression, {held for (held,) in rows}


AMOUNT, DAY, MOMENT = {"var": "amount"}, {"var": "closeDate"}, {"var": "createdAt"}
STRICT: Mapping[str, Sequence[object]] = {
    **{name: [{name: [AMOUNT, 1]}, {name: [1, AMOUNT]}] for name in ("+", "-", "*", "/", "%", "max", "min")},
    **{
        name: [{name: [DAY, 1, "day"]}, {name: [MOMENT, 1, "hour"]}] for name in ("date_add", "date_subtract")
    },
    "days_between": [{"days_between": [DAY, {"today": []}]}, {"days_between": [{"today": []}, DAY]}],
    **{name: [{name: [DAY]}, {name: [MOMENT]}] for name in ("year", "month", "day")},
    "date_of": [{"date_of": [MOMENT]}],
}
"""Each operator whose value is said to be unknown wherever an operand is."""


def test_every_strict_operator_is_tried() -> None:
    assert {name for name, operator in OPERATORS.items() if operator.strict} == {*STRICT}


@pytest.mark.parametrize("rule", [rule for rules in STRICT.values() for rule in rules], ids=str)
async def test_a_strict_operator_is_unknown_where_an_operand_is(database: Database, rule: object) -> None:
    expression = parse_expression(rule, SCOPE)
    assert await answer(database, expression, EMPTY) is None
    assert await answer(database, expression, FULL) is not None
