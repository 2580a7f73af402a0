"""SQL against an independent reading of JSONLogic where both are defined: one type, nothing null."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_logic import jsonLogic
from sqlalchemy import null, select

from core.database import Database
from expressions.parse import parse_expression, parse_rule
from expressions.sql import to_sql
from tests.expressions.strategies import rules
from tests.expressions.world import EMPTY, FULL, SCOPE, answer

FIELDS = st.sampled_from([{"var": "amount"}, {"var": "cost"}, {"var": "seats"}])
NUMBERS = st.one_of(st.integers(-50, 50), FIELDS)
DIVIDENDS = st.one_of(st.integers(0, 50), FIELDS)
"""A remainder has the sign of the dividend, as in JavaScript; in the other reading, of Python, that of the divisor."""
WORDS = st.one_of(st.text("abc é界", max_size=6), st.just({"var": "name"}))
NAMES = st.lists(st.sampled_from(["amount", "name", "cost"]), min_size=1, max_size=3)
VALUES = st.one_of(
    st.tuples(st.just("%"), DIVIDENDS, st.integers(1, 9)),
    st.tuples(st.sampled_from(["+", "-", "*", "min", "max"]), NUMBERS, NUMBERS),
    st.tuples(st.just("-"), NUMBERS),
    st.tuples(st.just("substr"), WORDS, st.integers(-4, 6)),
    st.tuples(st.just("substr"), WORDS, st.integers(-4, 6), st.integers(-4, 6)),
    st.tuples(st.just("cat"), WORDS, WORDS),
    st.tuples(st.just("if"), st.just({"var": "interviewDone"}), NUMBERS, NUMBERS),
).map(lambda parts: {parts[0]: [*parts[1:]]})
"""Operators over the values of a record, each of which both readings define."""

FIXTURES = [HealthCheck.function_scoped_fixture]


@settings(max_examples=150, deadline=None, suppress_health_check=FIXTURES)
@given(rule=rules(variables=False))
async def test_sql_agrees_with_another_reading(database: Database, rule: object):
    sql = to_sql(parse_rule(rule, SCOPE), lambda _: null(), exact=True)
    ((found,),) = await database.rows(select(sql.label("found")), affinity="")
    assert found is bool(jsonLogic(rule, {}))


@settings(max_examples=200, deadline=None, suppress_health_check=FIXTURES)
@given(
    rule=VALUES,
    amount=st.integers(0, 99),
    cost=st.integers(0, 99),
    seats=st.integers(0, 99),
    name=st.text("abc é界", max_size=6),
    done=st.booleans(),
)
async def test_values_of_a_record_agree_with_another_reading(
    database: Database, rule: object, amount: int, cost: int, seats: int, name: str, done: bool
):
    told = {"amount": amount, "cost": cost, "seats": seats, "name": name, "interviewDone": done}
    values = {**FULL, **told, "amount": Decimal(amount), "cost": Decimal(cost)}
    found = await answer(database, parse_expression(rule, SCOPE), values, exact=True)
    assert found == jsonLogic(rule, told)


@settings(max_examples=60, deadline=None, suppress_health_check=FIXTURES)
@given(names=NAMES, least=st.integers(1, 3), there=st.sets(st.sampled_from(["amount", "name", "cost"])))
async def test_what_is_missing_agrees_with_another_reading(
    database: Database, names: list[str], least: int, there: set[str]
):
    """Ours tell whether something is missing, the other which."""
    told = {name: value for name, value in {"amount": 5, "name": "Acme", "cost": 7}.items() if name in there}
    values = {**EMPTY, **told}
    for rule in ({"missing": names}, {"missing_some": [min(least, len(names)), names]}):
        found = await answer(database, parse_rule(rule, SCOPE), values, exact=True)
        assert found is bool(jsonLogic(rule, told)), rule


@settings(max_examples=100, deadline=None, suppress_health_check=FIXTURES)
@given(rule=rules())
async def test_truth_is_two_valued_and_negation_classical(database: Database, rule: object):
    for values in (FULL, EMPTY):
        bare = await answer(database, parse_rule(rule, SCOPE), values)
        exact = await answer(database, parse_rule(rule, SCOPE), values, exact=True)
        negated = await answer(database, parse_rule({"!": [rule]}, SCOPE), values)
        assert isinstance(exact, bool)
        assert (bare is True) is exact
        assert negated is not exact
