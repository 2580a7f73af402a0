"""SQL against an independent reading of JSONLogic where both are defined: one type, nothing null."""

from hypothesis import HealthCheck, given, settings
from json_logic import jsonLogic
from sqlalchemy import null, select

from core.database import Database
from expressions.parse import parse_rule
from expressions.sql import to_sql
from tests.expressions.strategies import rules
from tests.expressions.world import EMPTY, FULL, SCOPE, answer

FIXTURES = [HealthCheck.function_scoped_fixture]


@settings(max_examples=150, deadline=None, suppress_health_check=FIXTURES)
@given(rule=rules(variables=False))
async def test_sql_agrees_with_another_reading(database: Database, rule: object):
    sql = to_sql(parse_rule(rule, SCOPE), lambda _: null(), exact=True)
    ((found,),) = await database.rows(select(sql.label("found")), affinity="")
    assert found is bool(jsonLogic(rule, {}))


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
