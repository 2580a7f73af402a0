"""Rules at the limits of size run, and no rule makes PostgreSQL fail on a value."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.database import Database
from expressions.parse import parse_rule
from tests.expressions.world import FULL, SCOPE, answer

AMOUNT, DAY, MOMENT = ({"var": name} for name in ("amount", "closeDate", "createdAt"))
HUGE = 10**29


def nested(wrap: Callable[[object], object], times: int, core: object) -> object:
    for _ in range(times):
        core = wrap(core)
    return core


WIDE = {
    "sum": {">": [{"+": [1] * 490}, 1]},
    "product": {">": [{"*": [HUGE] * 490}, 1]},
    "texts": {"==": [{"cat": ["a"] * 100}, "a"]},
    "alternatives": {"or": [{"==": [AMOUNT, 1]}] * 120},
    "largest of many": {">": [{"max": [AMOUNT, *[1] * 480]}, 1]},
    "list": {"in": [AMOUNT, [AMOUNT] * 240]},
    "missing": {"missing": ["name"] * 490},
    "missing_some": {"missing_some": [1, ["name"] * 490]},
    "quotients": {">": [nested(lambda inner: {"/": [inner, 0.0001]}, 30, AMOUNT), 1]},
    "vanishing": {">": [nested(lambda inner: {"/": [1, {"/": [inner, HUGE]}]}, 15, AMOUNT), 1]},
    "largest": {">": [nested(lambda inner: {"max": [inner, 1]}, 7, AMOUNT), 1]},
    "later": {"<": [nested(lambda inner: {"date_add": [inner, 100, "year"]}, 30, DAY), DAY]},
    "earlier": {"<": [nested(lambda inner: {"date_add": [inner, -100, "year"]}, 30, DAY), DAY]},
    "later moments": {"<": [nested(lambda inner: {"date_add": [inner, 1100, "month"]}, 30, MOMENT), MOMENT]},
    "earlier moments": {
        "<": [nested(lambda inner: {"date_add": [inner, -1100, "month"]}, 30, MOMENT), MOMENT]
    },
}
EXTREMES = (
    FULL,
    {**FULL, "closeDate": date.min, "createdAt": datetime(1, 1, 1, tzinfo=UTC), "amount": Decimal(0)},
    {
        **FULL,
        "closeDate": date.max,
        "createdAt": datetime(9999, 12, 31, tzinfo=UTC),
        "amount": Decimal("1e38"),
    },
)


@pytest.mark.parametrize("rule", WIDE.values(), ids=WIDE)
async def test_it_runs(rule: object, database: Database):
    expression = parse_rule(rule, SCOPE)
    for values in EXTREMES:
        assert isinstance(await answer(database, expression, values, exact=True), bool)
