"""Scalars: exact both ways, and a refusal that says what is wanted."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    graphql_sync,
)

from api.request import decode_json
from api.types.scalars import DATE, DATETIME, DECIMAL, JSON, JSON_DEPTH, ExactFloat


@pytest.mark.parametrize(
    ("scalar", "given", "read"),
    [
        (DATE, "2026-02-28", date(2026, 2, 28)),
        (DATETIME, "2026-02-28T09:30:00Z", datetime(2026, 2, 28, 9, 30, tzinfo=UTC)),
        (DATETIME, "2026-02-28T17:30:00+08:00", datetime(2026, 2, 28, 9, 30, tzinfo=UTC)),
        (DATETIME, "2026-02-28t09:30:00.123456z", datetime(2026, 2, 28, 9, 30, 0, 123456, tzinfo=UTC)),
        (DATETIME, "2026-02-28T09:30:00.1234560Z", datetime(2026, 2, 28, 9, 30, 0, 123456, tzinfo=UTC)),
        (DATETIME, "2026-02-28T09:30-0500", datetime(2026, 2, 28, 14, 30, tzinfo=UTC)),
        (DECIMAL, "1234.50", Decimal("1234.50")),
        (DECIMAL, 12, Decimal(12)),
        (DECIMAL, ExactFloat("0.10000000000000000001"), Decimal("0.10000000000000000001")),
        (JSON, {"a": [1, ExactFloat("1.5"), None, "x"]}, {"a": [1, 1.5, None, "x"]}),
    ],
)
def test_a_good_value_is_read(scalar, given, read):
    assert scalar.coerce_input_value(given) == read


@pytest.mark.parametrize(
    ("scalar", "given", "word"),
    [
        (DATE, "28.02.2026", "YYYY-MM-DD"),
        (DATE, "2026-02-30", "YYYY-MM-DD"),
        (DATE, "2026-W09-6", "YYYY-MM-DD"),
        (DATE, 20260228, "YYYY-MM-DD"),
        (DATETIME, "2026-02-28", "offset"),
        (DATETIME, "2026-02-28T09:30:00", "offset"),
        (DATETIME, "0001-01-01T00:00:00+14:00", "offset"),
        (DATETIME, "2026-02-28T25:30:00Z", "offset"),
        (DATETIME, "2026-02-28T24:00:00Z", "offset"),
        (DATETIME, "2026-06-30T23:59:60Z", "offset"),
        (DATETIME, "2026-02-28T09:30:00.1234567Z", "microsecond"),
        (DATETIME, "20260228T093000Z", "offset"),
        (DATETIME, "2026-W09-6T09:30:00Z", "offset"),
        (DATETIME, "2026-02-28T09:30:00+08:00:30", "offset"),
        (DECIMAL, "NaN", "number"),
        (DECIMAL, "Infinity", "number"),
        (DECIMAL, "1e999999", "number"),
        (DECIMAL, "1_000", "number"),
        (DECIMAL, "１２", "number"),
        (DECIMAL, " 12", "number"),
        (DECIMAL, "9" * 300, "number"),
        (DECIMAL, True, "number"),
        (DECIMAL, [1], "number"),
    ],
)
def test_a_bad_value_is_refused_with_a_hint(scalar, given, word):
    with pytest.raises(GraphQLError) as refused:
        scalar.coerce_input_value(given)
    assert scalar.name in refused.value.message
    assert word in refused.value.extensions["hint"]
    assert len(refused.value.message) < 200


def test_json_is_bounded_in_depth():
    def nested(levels):
        value = 1
        for _ in range(levels):
            value = [value]
        return value

    assert JSON.coerce_input_value(nested(JSON_DEPTH)) == nested(JSON_DEPTH)
    with pytest.raises(GraphQLError, match="levels deep"):
        JSON.coerce_input_value(nested(JSON_DEPTH + 1))


def test_decimals_go_out_as_plain_text():
    assert DECIMAL.coerce_output_value(Decimal("1E+3")) == "1000"
    assert DATETIME.coerce_output_value(datetime(2026, 2, 28, 9, 30, tzinfo=UTC)) == "2026-02-28T09:30:00Z"


@pytest.mark.parametrize(
    "query", ["{echo(value: 12.10)}", '{echo(value: "12.10")}', "query($v: Decimal) {echo(value: $v)}"]
)
def test_a_decimal_loses_no_digit_on_any_way_in(query):
    schema = GraphQLSchema(
        GraphQLObjectType(
            "Query",
            {
                "echo": GraphQLField(
                    GraphQLString,
                    {"value": GraphQLArgument(DECIMAL)},
                    resolve=lambda _, __, value: str(value),
                )
            },
        )
    )
    answer = graphql_sync(schema, query, variable_values=decode_json(b'{"v": 12.10}'))
    assert answer.data == {"echo": "12.10"}
