"""The scalars that the fixed part and every tenant's types share: one instance each, exact both ways.

A bad value is a `GraphQLError` that says what was sent and what is wanted; `api.errors` gives it its code.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import NewType

from graphql import (
    ConstValueNode,
    FloatValueNode,
    GraphQLError,
    GraphQLScalarType,
    IntValueNode,
    StringValueNode,
    value_from_ast_untyped,
)
from strawberry.types.scalar import ScalarDefinition

from core.clock import read_duration, read_moment, read_time
from metadata.field_types.json import JSON_DEPTH

Json = NewType("Json", object)
"""Any JSON value, in the annotations of the fixed part."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SHOWN = 60
DECIMAL_CHARACTERS = 200


class ExactFloat(float):
    """A number with a point or an exponent that keeps its JSON text, so that a Decimal loses nothing."""

    text: str

    def __new__(cls, text: str) -> "ExactFloat":
        value = super().__new__(cls, text)
        value.text = text
        return value


def shown(value: object) -> str:
    """`value` as a message shows it: quoted and cut short."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _refusal(scalar: str, value: object, wanted: str) -> GraphQLError:
    return GraphQLError(f"{scalar} cannot represent {shown(value)}", extensions={"hint": wanted})


DATE_HINT = "Write a date as YYYY-MM-DD, for example 2026-02-28."
DATETIME_HINT = (
    "Write an ISO 8601 time with its offset, for example 2026-02-28T09:30:00Z or …+08:00; "
    "nothing is finer than a microsecond."
)
TIME_HINT = "Write a time of day as 09:30 or 09:30:00."
DURATION_HINT = (
    "Write an ISO 8601 duration of days, hours, minutes and whole seconds, for example PT1H30M or P2D."
)
DECIMAL_HINT = 'Write a plain number, best as a string: "1234.50".'


def parse_date(value: object) -> date:
    """The date of `YYYY-MM-DD`; no other form of ISO 8601 is taken."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise _refusal("Date", value, DATE_HINT)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise _refusal("Date", value, DATE_HINT) from error


def parse_datetime(value: object) -> datetime:
    """The moment, in UTC; a time without an offset is refused, for nobody can know which one was meant."""
    if not isinstance(value, str) or "T" not in value.upper():
        raise _refusal("DateTime", value, DATETIME_HINT)
    try:
        moment = read_moment(value)
    except ValueError as error:
        raise _refusal("DateTime", value, DATETIME_HINT) from error
    if moment.tzinfo is None:
        raise GraphQLError(
            f"DateTime {shown(value)} has no offset from UTC", extensions={"hint": DATETIME_HINT}
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise _refusal("DateTime", value, DATETIME_HINT) from error


def parse_time(value: object) -> time:
    """The time of day of `HH:MM` or `HH:MM:SS`."""
    if not isinstance(value, str):
        raise _refusal("Time", value, TIME_HINT)
    try:
        return read_time(value)
    except ValueError as error:
        raise _refusal("Time", value, TIME_HINT) from error


def parse_duration(value: object) -> timedelta:
    """The length of time of ISO 8601 text, in whole seconds."""
    if not isinstance(value, str):
        raise _refusal("Duration", value, DURATION_HINT)
    try:
        return read_duration(value)
    except ValueError as error:
        raise _refusal("Duration", value, DURATION_HINT) from error


def parse_decimal(value: object) -> Decimal:
    """The exact number of a string or a JSON number; NaN and infinities are refused."""
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _refusal("Decimal", value, DECIMAL_HINT)
    else:
        text = value.text if isinstance(value, ExactFloat) else str(value)
        if len(text) > DECIMAL_CHARACTERS or not text.isascii() or "_" in text or text != text.strip():
            raise _refusal("Decimal", value, DECIMAL_HINT)
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise _refusal("Decimal", value, DECIMAL_HINT) from error
    if not number.is_finite() or abs(number.adjusted()) > DECIMAL_CHARACTERS:
        raise _refusal("Decimal", value, DECIMAL_HINT)
    return number


class JsonObject(dict[str, object]):
    """An object that is one value, as a text is: its keys are no fields of an input."""


class RowValues(dict[str, object]):
    """The input of one record of many. A list of these is one value; the names in them decide the statement."""


class JsonList(list[object]):
    """A list that is one value."""


def parse_json(value: object) -> object:
    """`value` with plain floats, at most `JSON_DEPTH` levels deep."""
    match _plain(value, JSON_DEPTH):
        case dict() as pairs:
            return JsonObject(pairs)
        case list() as items:
            return JsonList(items)
        case scalar:
            return scalar


def _plain(value: object, levels: int) -> object:
    if levels < 0:
        raise GraphQLError(
            f"JSON is more than {JSON_DEPTH} levels deep", extensions={"hint": "Nest it less deeply."}
        )
    match value:
        case Mapping():
            return {str(key): _plain(inner, levels - 1) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner, levels - 1) for inner in value]
        case float():
            if not math.isfinite(value):
                raise _refusal("JSON", value, "JSON has no infinities; write a finite number.")
            return float(value)
        case _:
            return value


def _date_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _datetime_text(value: object) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


def _decimal_text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _decimal_literal(node: ConstValueNode) -> Decimal:
    if isinstance(node, IntValueNode | FloatValueNode | StringValueNode):
        return parse_decimal(node.value)
    raise _refusal("Decimal", value_from_ast_untyped(node), DECIMAL_HINT)


def _json_literal(node: ConstValueNode) -> object:
    return parse_json(value_from_ast_untyped(node))


def _unchanged(value: object) -> object:
    return value


DATE = GraphQLScalarType(
    "Date",
    coerce_output_value=_date_text,
    coerce_input_value=parse_date,
    description="A day, `YYYY-MM-DD`.",
)
DATETIME = GraphQLScalarType(
    "DateTime",
    coerce_output_value=_datetime_text,
    coerce_input_value=parse_datetime,
    description="A moment, ISO 8601 with its offset from UTC (`Z` or `+08:00`). It is given back in UTC.",
)
TIME = GraphQLScalarType(
    "Time",
    coerce_output_value=str,
    coerce_input_value=parse_time,
    description="A time of day without a zone, `HH:MM` or `HH:MM:SS`. It is given back with its seconds.",
)
DURATION = GraphQLScalarType(
    "Duration",
    coerce_output_value=str,
    coerce_input_value=parse_duration,
    description="A length of time, ISO 8601 with days, hours, minutes and whole seconds (`PT1H30M`). "
    "It is given back with the largest units that fit: `PT90M` as `PT1H30M`.",
)
DECIMAL = GraphQLScalarType(
    "Decimal",
    coerce_output_value=_decimal_text,
    coerce_input_value=parse_decimal,
    coerce_input_literal=_decimal_literal,
    description="An exact number. Given as a string or a number, given back as a string.",
)
JSON = GraphQLScalarType(
    "JSON",
    coerce_output_value=_unchanged,
    coerce_input_value=parse_json,
    coerce_input_literal=_json_literal,
    description=f"Any JSON value, at most {JSON_DEPTH} levels deep. Rules hold keys such as `>=`, which "
    "a literal in a document cannot: send them as a variable.",
)


def _definition(scalar: GraphQLScalarType) -> ScalarDefinition:
    return ScalarDefinition(
        name=scalar.name,
        description=scalar.description,
        specified_by_url=None,
        serialize=scalar.coerce_output_value,
        parse_value=scalar.coerce_input_value,
        parse_literal=None,
        implementation=scalar,
        origin=scalar,
    )


SCALAR_MAP: Mapping[object, ScalarDefinition] = {
    date: _definition(DATE),
    datetime: _definition(DATETIME),
    Decimal: _definition(DECIMAL),
    Json: _definition(JSON),
}
"""Python annotation to scalar, for strawberry's configuration."""
