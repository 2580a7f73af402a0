"""Exact decimal numbers: reading them from inputs and holding them to a precision, a scale and bounds."""

from decimal import Decimal

from core.errors import PathPart, Problem, fault
from core.sentences import Sentence
from metadata.field_types.bounds import as_decimal, check_number, decimals_of, number_problems
from metadata.fields import Field
from metadata.text import about

MOST_DIGITS = 38


def exact(value: object, field: Field, *path: PathPart) -> Decimal:
    """`value` as a decimal that fits the field's precision, scale and bounds; never rounded.

    Raises:
        SluiceError: INVALID_VALUE where it is no finite number or has too many decimals, OUT_OF_RANGE where
            it is too large or out of the field's bounds.
    """
    number = _fitting(value, field, *path)
    check_number(field, number, *path)
    return number


def _fitting(value: object, field: Field, *path: PathPart) -> Decimal:
    number = as_decimal(value)
    if number is None:
        message = about(field, "{} takes a decimal number.", "{}应为数字。")
        hint = Sentence('Write it as "12.50".', "请按 12.50 的格式填写。")
        raise fault("INVALID_VALUE", message, *path, hint=hint)
    if not number:
        return Decimal(0)
    if decimals_of(number) > field.scale:
        raise fault(
            "INVALID_VALUE",
            about(
                field,
                "{} has {} decimals; the value has more.",
                "{}最多 {} 位小数，所填的值更多。",
                field.scale,
            ),
            *path,
            hint=Sentence("Round it to {} decimals.", "请四舍五入到 {} 位小数。").of(field.scale),
        )
    whole = field.precision - field.scale
    if number.adjusted() >= whole:
        message = about(
            field, "{} takes at most {} digits before the point.", "{}的整数部分最多 {} 位。", whole
        )
        raise fault("OUT_OF_RANGE", message, *path)
    return number


def precision_problems(field: Field) -> tuple[Problem, ...]:
    """What is wrong with the precision and scale of `field`."""
    if not 1 <= field.precision <= MOST_DIGITS:
        message = Sentence("The precision must be 1 to {}.", "总位数应为 1 到 {}。").of(MOST_DIGITS)
        return (
            Problem(
                "CATALOG_INVALID",
                message,
                ("precision",),
                Sentence("It is the digits in all.", "它是数字的总位数。"),
            ),
        )
    if not 0 <= field.scale <= field.precision:
        message = Sentence("The scale must be 0 to the precision.", "小数位数应在 0 到总位数之间。")
        return (
            Problem(
                "CATALOG_INVALID",
                message,
                ("scale",),
                Sentence("It is the digits after the point.", "它是小数点后的位数。"),
            ),
        )
    return ()


def exact_problems(field: Field) -> tuple[Problem, ...]:
    """What is wrong with the precision, scale and bounds of `field`."""
    wrong = precision_problems(field)
    if wrong:
        return wrong
    most = Decimal((0, (9,) * field.precision, -field.scale))
    return number_problems(field, most, field.scale)
