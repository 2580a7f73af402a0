"""Constants of a rule as typed literals: JSON scalars, and the dates, ids and options that text means."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from core.clock import read_time
from core.errors import SluiceError
from core.sentences import Sentence
from expressions.faults import USE_ONE_OF, rule_fault, shortened
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
            raise rule_fault(
                "RULE_MALFORMED",
                Sentence("{} is not a JSON value", "{} 不是 JSON 值").of(type(raw).__name__),
                pointer,
            )


def _number_fault(pointer: str) -> SluiceError:
    return rule_fault(
        "RULE_VALUE",
        Sentence(
            "a number has at most {0} digits before and {0} after the point, and is finite",
            "数字的小数点前后各不得超过 {0} 位，且必须是有限数",
        ).of(MAX_DIGITS),
        pointer,
        hint=Sentence("Write a plain number.", "请填写普通数字。"),
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
            Sentence("a text holds a NUL or half of a surrogate pair", "文本含有 NUL 字符或不完整的代理对"),
            pointer,
            hint=Sentence("Remove the character.", "请删除该字符。"),
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
        if not ISO_DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:  # 2026-02-30 too
        message = Sentence("{} is not a date", "{} 不是日期").of(shortened(text))
        hint = Sentence("Write it as 2026-01-31.", "请写作 2026-01-31。")
        raise rule_fault("RULE_VALUE", message, pointer, hint=hint) from None


def _datetime(text: str, pointer: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        message = Sentence("{} is not a date with time", "{} 不是日期时间").of(shortened(text))
        hint = Sentence("Write it as 2026-01-31T09:00:00Z.", "请写作 2026-01-31T09:00:00Z。")
        raise rule_fault("RULE_VALUE", message, pointer, hint=hint) from None


def _time(text: str, pointer: str) -> time:
    try:
        return read_time(text)
    except ValueError:
        message = Sentence("{} is not a time of day", "{} 不是一天中的时刻").of(shortened(text))
        hint = Sentence("Write it as 09:30 or 09:30:00.", "请写作 09:30 或 09:30:00。")
        raise rule_fault("RULE_VALUE", message, pointer, hint=hint) from None


def _id(text: str, pointer: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        message = Sentence("{} is not an id", "{} 不是 ID").of(shortened(text))
        hint = Sentence("Use the id of a record.", "请使用记录的 ID。")
        raise rule_fault("RULE_VALUE", message, pointer, hint=hint) from None


def _option(text: str, pointer: str, options: Mapping[str, Mapping[str, str]] | None) -> str:
    if options is not None and text not in options:
        raise rule_fault(
            "RULE_UNKNOWN_OPTION",
            Sentence("there is no option {}", "没有选项 {}").of(shortened(text)),
            pointer,
            hint=USE_ONE_OF.of(", ".join(options))
            if options
            else Sentence("The choice has no options yet.", "该单选字段还没有选项。"),
            options=list(options),
        )
    return text
