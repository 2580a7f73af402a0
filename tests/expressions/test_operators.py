"""Each operator: rule to SQL, and what the real PostgreSQL answers."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Integer, column

from core.database import Database
from core.sql import compile_statement
from expressions.nodes import Expression
from expressions.operators.registered import OPERATORS, SPELLINGS
from expressions.parse import parse_expression, parse_rule
from expressions.sql import SQL_TYPES, to_sql
from expressions.types import Reference, ValueType
from tests.expressions.world import EMPTY, FULL, SCOPE, answer, bare_items

CASES = yaml.safe_load((Path(__file__).parent / "operators.yaml").read_text(encoding="utf-8"))
CONDITIONS = [
    case for case in CASES if parse_expression(json.loads(case["rule"]), SCOPE).type is ValueType.BOOLEAN
]


def name_of(case: dict[str, str]) -> str:
    return case["rule"]


def bare_column(reference: Reference):
    return column(reference.column, Integer() if reference.column == "seats" else SQL_TYPES[reference.type])


def shown(value: object) -> object:
    return value if value is None or isinstance(value, bool) else str(value)


@pytest.mark.parametrize("case", CASES, ids=name_of)
async def test_rule_gives_sql_and_answers(case, database: Database):
    expression = parse_expression(json.loads(case["rule"]), SCOPE)

    assert compile_statement(to_sql(expression, bare_column, items=bare_items)).text == case["sql"]
    assert shown(await answer(database, expression, FULL, exact=True)) == case["full"]
    assert shown(await answer(database, expression, EMPTY, exact=True)) == case["empty"]


@pytest.mark.parametrize("case", CONDITIONS, ids=name_of)
async def test_where_keeps_exactly_the_rows_for_which_the_exact_answer_is_true(case, database: Database):
    expression = parse_expression(json.loads(case["rule"]), SCOPE)
    for values in (FULL, EMPTY):
        bare = await answer(database, expression, values)
        exact = await answer(database, expression, values, exact=True)
        assert isinstance(exact, bool)
        assert (bare is True) is exact


def test_every_operator_has_a_case():
    assert {case["operator"] for case in CASES} == set(OPERATORS)


@pytest.mark.parametrize("name", OPERATORS)
async def test_the_example_of_each_operator_is_a_rule_that_runs(name: str, database: Database):
    operator = OPERATORS[name]
    rule = json.loads(operator.example)
    assert f'"{name}"' in operator.example
    assert isinstance(await answer(database, parse_rule(rule, SCOPE), exact=True), bool)


@pytest.mark.parametrize(
    ("alias", "name"), [(alias, name) for alias, name in SPELLINGS.items() if alias != name]
)
def test_an_alias_reads_as_its_operator(alias: str, name: str):
    def renamed(part: object, to: str) -> object:
        if isinstance(part, dict):
            return {(to if key == name else key): renamed(value, to) for key, value in part.items()}
        return [renamed(item, to) for item in part] if isinstance(part, list) else part

    rule = json.loads(OPERATORS[name].example)
    read: Expression = parse_rule(renamed(rule, alias), SCOPE)
    assert read == parse_rule(rule, SCOPE)
    assert hash(read) == hash(parse_rule(rule, SCOPE))


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-02-28T15:59:59+00:00", "Asia/Shanghai", "2026-02-28"),
        ("2026-02-28T16:00:00+00:00", "Asia/Shanghai", "2026-03-01"),
        ("2026-02-28T16:00:00+00:00", "UTC", "2026-02-28"),
        ("2026-03-01T04:59:59+00:00", "America/New_York", "2026-02-28"),
        ("2026-03-01T05:00:00+00:00", "America/New_York", "2026-03-01"),
    ],
)
async def test_today_begins_at_midnight_of_the_zone(database: Database, moment: str, zone: str, day: str):
    expression = parse_expression({"today": []}, SCOPE)
    assert str(await answer(database, expression, now=datetime.fromisoformat(moment), zone=zone)) == day
