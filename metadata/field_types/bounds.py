"""The bounds that field types share: the smallest and largest number, the shortest and longest text.

A type names those it knows in its `settings`. Values are held to them where they are stored, and by a CHECK constraint
of the table, so that direct SQL is held to them too.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, literal
from sqlalchemy.sql.elements import ColumnElement

from core.errors import PathPart, Problem, fault
from core.sentences import Sentence
from metadata.field_types.base import Check
from metadata.fields import Field
from metadata.text import about

# Decimal() itself would also take "1_000", "NaN" and the digits of other scripts.
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?")


def as_decimal(value: object) -> Decimal | None:
    """The finite number that a JSON number, a Decimal or a decimal as text says; None where it is none."""
    number: Decimal | None = None
    match value:
        case bool():
            number = None
        case Decimal():
            number = value
        case int():
            number = Decimal(value)
        case float():
            number = Decimal(repr(value))
        case str() if _NUMBER.fullmatch(value):
            number = Decimal(value)
    return number if number is not None and number.is_finite() else None


def decimals_of(number: Decimal) -> int:
    """How many decimals a finite number has, zeros at its end left out where there are any."""
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # finite, so not one of "n", "N", "F"
    last = len(digits)
    while exponent < 0 and last and digits[last - 1] == 0:
        exponent, last = exponent + 1, last - 1
    return max(0, -exponent)


def check_number(field: Field, number: int | Decimal, *path: PathPart) -> None:
    """Hold a number to the field's minimum and maximum.

    Raises:
        SluiceError: OUT_OF_RANGE.
    """
    if field.minimum is None and field.maximum is None:
        return
    least, most = as_decimal(field.minimum), as_decimal(field.maximum)
    if least is not None and number < least:
        message = about(field, "{} takes at least {:f}.", "{}不能小于 {:f}。", least)
        hint = Sentence("Give {:f} or more.", "请填写 {:f} 或更大的值。").of(least)
        raise fault("OUT_OF_RANGE", message, *path, hint=hint)
    if most is not None and number > most:
        message = about(field, "{} takes at most {:f}.", "{}不能大于 {:f}。", most)
        hint = Sentence("Give {:f} or less.", "请填写 {:f} 或更小的值。").of(most)
        raise fault("OUT_OF_RANGE", message, *path, hint=hint)


def nearest_zero(field: Field) -> Decimal:
    """Zero, or the number within the field's bounds that is nearest to it."""
    least, most = as_decimal(field.minimum), as_decimal(field.maximum)
    number = Decimal(0) if least is None else max(Decimal(0), least)
    return number if most is None else min(number, most)


def number_check(field: Field, column: str) -> Check | None:
    """The same as a condition of the table; None where there is neither bound."""
    least, most = as_decimal(field.minimum), as_decimal(field.maximum)
    if least is None and most is None:
        return None

    def holds(columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
        number = columns[column]
        parts = []
        if least is not None:
            parts.append(number >= literal(_plain(least)))
        if most is not None:
            parts.append(number <= literal(_plain(most)))
        return and_(*parts)

    return holds


def number_problems(field: Field, most: Decimal, decimals: int) -> tuple[Problem, ...]:
    """What is wrong with the minimum and maximum of a field whose values are `-most` to `most` of so many decimals."""
    found = []
    for setting, given in (("minimum", field.minimum), ("maximum", field.maximum)):
        number = as_decimal(given)
        if given is not None and number is None:
            message = Sentence("The {} is no number.", "{} 不是数字。").of(setting)
            found.append(
                Problem(
                    "CATALOG_INVALID",
                    message,
                    (setting,),
                    Sentence('Write it as 5 or "12.50".', "请按 5 或 12.50 的格式填写。"),
                )
            )
        elif number is not None and (number.copy_abs() > most or decimals_of(number) > decimals):
            message = Sentence("The {} is no value that {} could have.", "{} 不是 {} 可以取的值。").of(
                setting, field.name
            )
            hint = Sentence(
                "Use at most {} decimals, and {:f} to {:f}.", "最多 {} 位小数，范围为 {:f} 到 {:f}。"
            ).of(decimals, most.copy_negate(), most)
            found.append(Problem("CATALOG_INVALID", message, (setting,), hint))
    least, highest = as_decimal(field.minimum), as_decimal(field.maximum)
    if not found and least is not None and highest is not None and least > highest:
        message = Sentence("The maximum {:f} is below the minimum {:f}.", "最大值 {:f} 小于最小值 {:f}。").of(
            highest, least
        )
        found.append(
            Problem(
                "CATALOG_INVALID",
                message,
                ("maximum",),
                Sentence("Exchange them, or leave one out.", "请交换两者，或去掉其中一个。"),
            )
        )
    return tuple(found)


def check_length(field: Field, text: str, longest: int, hint: Sentence) -> None:
    """Hold a text to the field's lengths, in characters as PostgreSQL's `char_length` counts them.

    Args:
        longest: characters that the type takes where the field says nothing.
        hint: what to do where the text is longer than the type takes.

    Raises:
        SluiceError: OUT_OF_RANGE.
    """
    most = longest if field.max_length is None else field.max_length
    if len(text) > most:
        raise fault(
            "OUT_OF_RANGE",
            about(
                field,
                "The text has {1:,} characters; {0} takes at most {2:,}.",
                "文本有 {1:,} 个字符；{0}最多 {2:,} 个。",
                len(text),
                most,
            ),
            hint=hint
            if field.max_length is None
            else Sentence("Shorten it to {:,} characters.", "请缩短到 {:,} 个字符以内。").of(most),
        )
    if field.min_length is not None and len(text) < field.min_length:
        raise fault(
            "OUT_OF_RANGE",
            about(
                field,
                "The text has {1:,} characters; {0} takes at least {2:,}.",
                "文本有 {1:,} 个字符；{0}至少 {2:,} 个。",
                len(text),
                field.min_length,
            ),
            hint=Sentence("Write at least {:,} characters.", "请至少填写 {:,} 个字符。").of(field.min_length),
        )


def length_check(field: Field, column: str, longest: int) -> Check:
    """The same as a condition of the table."""

    def holds(columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
        length = func.char_length(columns[column])
        most = length <= (longest if field.max_length is None else field.max_length)
        return most if field.min_length is None else and_(length >= field.min_length, most)

    return holds


def length_problems(field: Field, longest: int) -> tuple[Problem, ...]:
    """What is wrong with the lengths of a field whose type takes `longest` characters."""
    found = []
    for setting, length, least in (("minLength", field.min_length, 0), ("maxLength", field.max_length, 1)):
        if length is not None and not least <= length <= longest:
            message = Sentence(
                "The length must be {} to {:,} characters.", "长度应为 {} 到 {:,} 个字符。"
            ).of(least, longest)
            found.append(
                Problem(
                    "CATALOG_INVALID",
                    message,
                    (setting,),
                    Sentence("Use one of these, or leave it out.", "请填写此范围内的值，或不填。"),
                )
            )
    shortest, most = field.min_length, field.max_length
    if not found and shortest is not None and most is not None and shortest > most:
        message = Sentence(
            "The longest text ({:,}) is shorter than the shortest ({:,}).",
            "最多字符数（{:,}）小于最少字符数（{:,}）。",
        ).of(most, shortest)
        found.append(
            Problem(
                "CATALOG_INVALID",
                message,
                ("maxLength",),
                Sentence("Exchange them, or leave one out.", "请交换两者，或去掉其中一个。"),
            )
        )
    return tuple(found)


def _plain(number: Decimal) -> int | Decimal:
    """The number, a whole one as an integer: a column of integers is compared as it is then."""
    return int(number) if number == number.to_integral_value() else number
