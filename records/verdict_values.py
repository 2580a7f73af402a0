"""What a verdict shows of a record and of a rule, as JSON."""

from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import ColumnElement, FromClause, Text, cast, func, null
from sqlalchemy.dialects.postgresql import JSON

from expressions.languages import words_in
from expressions.nodes import ArrayLiteral, Expression, Literal
from metadata.catalog import Object
from records.build import Build
from records.constants import constant


def value_sql(build: Build, shown: Expression | None, rows: FromClause, of: Object) -> ColumnElement[Any]:
    """A value as JSON, null for none. A related record that the caller may not see has no value."""
    match shown:
        case None:
            return cast(null(), JSON)
        case Literal() | ArrayLiteral():
            return literal_json(shown)
        case _:
            return func.to_json(build.expression(shown, rows, of, only_visible=True))


def literal_json(shown: Literal | ArrayLiteral) -> ColumnElement[Any]:
    """A constant of a rule as JSON."""
    return cast(constant(_json_text(shown)), JSON)


def tally_sql(build: Build, matched: ColumnElement[Any], records: ColumnElement[Any]) -> ColumnElement[Any]:
    """How many records of a list meet a condition, of how many, in words; null where either is."""
    _, words = words_in(build.language)
    said = func.replace(constant(words.tally), constant("{0}"), cast(matched, Text()))
    return func.replace(said, constant("{1}"), cast(records, Text()), type_=Text())


def _json_text(shown: Literal | ArrayLiteral) -> str:
    """A literal as JSON; numbers keep every digit."""
    match shown:
        case ArrayLiteral(items=items):
            return "[" + ",".join(_json_text(item) for item in items if isinstance(item, Literal)) + "]"
        case Literal(value=Decimal() as number):
            return format(number, "f")
        case Literal(value=value):
            return orjson.dumps(value).decode()
