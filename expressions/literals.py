"""Constants of a rule as typed literals: JSON scalars, and the dates, ids and options that text means."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from core.clock import read_time
from core.errors import SluiceError
from expressions.faults import rule_fault, shortened
from expressions.nodes import Literal
from expressions.types import ValueType

MAX_DIGITS = 30
"""Digits before the point, and digits after it, that a number in a rule may have."""

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

READ_FROM_TEXT = frozenset(
    {ValueType.DATE, ValueType.DATETIME, ValueType.TIME, ValueType.CHOICE, ValueType.ID}
)
"""Types that JSON has no literals for: a text literal stands for them where it meets a value of the type."""


def read_scalar(raw: object, pointer: str) -> Literal:
    """A JSON scalar as a literal.

    Raises:
        SluiceError: RULE_VALUE for NaN, infinities, too long numbers and text PostgreSQL cannot hold;
            RULE_MALFORMED for what JSON does not know.
    """
    match raw:
        case None:
            return Literal(None, ValueType.NULL, pointer)
        case bool():
            return Literal(raw, ValueType.BOOLEAN, pointer)
        case int():
            if raw.bit_length() > MAX_DIGITS * 4:
                raise _number_fault(pointer)
            return Literal(_bounded(Decimal(raw), pointer), ValueType.NUMBER, pointer)
        case float():
            return Literal(_bounded(Decimal(repr(raw)), pointer), ValueType.NUMBER, pointer)
        case Decimal():
            return Literal(_bounded(raw, pointer), ValueType.NUMBER, pointer)
        case str():
            return Literal(_storable(raw, pointer), ValueType.TEXT, pointer)
        case _:
            raise rule_fault("RULE_MALFORMED", f"{type(raw).__name__} is not a JSON value", pointer)


def _number_fault(pointer: str) -> SluiceError:
    return rule_fault(
        "RULE_VALUE",
        f"a number has at most {MAX_DIGITS} digits before and {MAX_DIGITS} after the point, and is finite",
        pointer,
        hint="Write a plain number.",
    )


def _bounded(number: Decimal, pointer: str) -> Decimal:
    if not number.is_finite():
        raise _number_fault(pointer)
    exponent = number.as_tuple().exponent
    if number.adjusted() >= MAX_DIGITS or not isinstance(exponent, int) or exponent < -MAX_DIGITS:
        raise _number_fault(pointer)
    return number


def _storable(text: str, pointer: str) -> str:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise rule_fault(
            "RULE_VALUE",
            "a text holds a NUL or half of a surrogate pair",
            pointer,
            hint="Remove the character.",
        )
    return text


def as_type(literal: Literal, wanted: ValueType, options: Mapping[str, Mapping[str, str]] | None) -> Literal:
    """The text literal as a literal of `wanted`, one of `READ_FROM_TEXT`; `options` are those of a choice.

    Raises:
        SluiceError: RULE_VALUE where the text is no date, time or id; RULE_UNKNOWN_OPTION.
    """
    text = literal.value if isinstance(literal.value, str) else ""
    match wanted:
        case ValueType.DATE:
            return Literal(_date(text, literal.pointer), wanted, literal.pointer)
        case ValueType.DATETIME:
            return Literal(_datetime(text, literal.pointer), wanted, literal.pointer)
        case ValueType.TIME:
            return Literal(_time(text, literal.pointer), wanted, literal.pointer)
        case ValueType.ID:
            return Literal(_id(text, literal.pointer), wanted, literal.pointer)
        case ValueType.CHOICE:
            return Literal(_option(text, literal.pointer, options), wanted, literal.pointer)
        case _:
            raise ValueError(f"{wanted} is not read from text")


def _date(text: str, pointer: str) -> date:
    try:
        if ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:  # 2026-02-30
        pass
    message = f"{shortened(text)} is not a date"
    raise rule_fault("RULE_VALUE", message, pointer, hint="Write it as 2026-01-31.")


def _datetime(text: str, pointer: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"{shortened(text)} is not a date with time"
        raise rule_fault("RULE_VALUE", message, pointer, hint="Write it as 2026-01-31T09:00:00Z.") from None


def _time(text: str, pointer: str) -> time:
    try:
        return read_time(text)
    except ValueError:
        message = f"{shortened(text)} is not a time of day"
        raise rule_fault("RULE_VALUE", message, pointer, hint="Write it as 09:30 or 09:30:00.") from None


def _id(text: str, pointer: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        message = f"{shortened(text)} is not an id"
        raise rule_fault("RULE_VALUE", message, pointer, hint="Use the id of a record.") from None


def _option(text: str, pointer: str, options: Mapping[str, Mapping[str, str]] | None) -> str:
    if options is not None and text not in options:
        raise rule_fault(
            "RULE_UNKNOWN_OPTION",
            f"there is no option {shortened(text)}",
            pointer,
            hint=f"Use one of: {', '.join(options)}." if options else "The choice has no options yet.",
            options=list(options),
        )
    return text
