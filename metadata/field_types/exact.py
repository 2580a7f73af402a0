"""Exact decimal numbers: reading them from inputs and holding them to a precision and a scale."""

import re
from decimal import Decimal

from core.errors import PathPart, Problem, fault
from metadata.catalog import Field

MOST_DIGITS = 38

# Decimal() itself would also take "1_000", "NaN" and the digits of other scripts.
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?")


def exact(value: object, field: Field, *path: PathPart) -> Decimal:
    """`value` as a decimal that fits the field's precision and scale; never rounded.

    Raises:
        SluiceError: INVALID_VALUE where it is no finite number or has too many decimals, OUT_OF_RANGE where
            it is too large.
    """
    number = _number(value, field, *path)
    if not number:
        return Decimal(0)
    if _decimals(number) > field.scale:
        raise fault(
            "INVALID_VALUE",
            f"{field.name} has {field.scale} decimals; the value has more.",
            *path,
            hint=f"Round it to {field.scale} decimals.",
        )
    whole = field.precision - field.scale
    if number.adjusted() >= whole:
        raise fault("OUT_OF_RANGE", f"{field.name} takes at most {whole} digits before the point.", *path)
    return number


def _decimals(number: Decimal) -> int:
    """How many decimals a finite number has, zeros at its end left out where there are any."""
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # finite, so not one of "n", "N", "F"
    last = len(digits)
    while exponent < 0 and last and digits[last - 1] == 0:
        exponent, last = exponent + 1, last - 1
    return max(0, -exponent)


def _number(value: object, field: Field, *path: PathPart) -> Decimal:
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
    if number is None or not number.is_finite():
        raise fault(
            "INVALID_VALUE", f"{field.name} takes a decimal number.", *path, hint='Write it as "12.50".'
        )
    return number


def precision_problems(field: Field) -> tuple[Problem, ...]:
    """What is wrong with the precision and scale of `field`."""
    if not 1 <= field.precision <= MOST_DIGITS:
        return (Problem("CATALOG_INVALID", f"The precision must be 1 to {MOST_DIGITS}.", ("precision",)),)
    if not 0 <= field.scale <= field.precision:
        return (Problem("CATALOG_INVALID", "The scale must be 0 to the precision.", ("scale",)),)
    return ()
