"""Answers of different servers as the same facts, so that they can be compared."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

NUMBER = re.compile(r"-?\d+(\.\d+)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*")
CURRENCY = "_currency"
IGNORED = frozenset({"errors", "promoted"})
"""What a payload tells beside its record."""


def facts(answer: bytes) -> Any:
    """`data` of an answer, every value in one form.

    Numbers lose trailing zeros, moments are in UTC, a field beside one of the same name with `_currency` becomes an
    amount of money, and what a payload tells beside its record is left out.
    """
    return canonical(json.loads(answer)["data"])


def canonical(value: Any) -> Any:
    """One value in the form in which it is compared."""
    match value:
        case dict():
            return _record({key: canonical(inner) for key, inner in value.items() if key not in IGNORED})
        case list():
            return [canonical(inner) for inner in value]
        case bool() | None:
            return value
        case int() | float() | Decimal():
            return _number(str(value))
        case str() if NUMBER.fullmatch(value):
            return _number(value)
        case str() if MOMENT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return value


def _number(text: str) -> str:
    return format(Decimal(text).normalize(), "f")


def _record(found: dict[str, Any]) -> dict[str, Any]:
    for name in [each.removesuffix(CURRENCY) for each in found if each.endswith(CURRENCY)]:
        currency = found.pop(f"{name}{CURRENCY}")
        found[name] = None if currency is None else {"amount": found[name], "currency": currency}
    return found


def difference(ours: Any, theirs: Any, path: str = "data") -> str | None:
    """Where two facts first differ, in words; None where they do not."""
    match ours, theirs:
        case dict(), dict() if ours.keys() == theirs.keys():
            pairs = [(f"{path}.{key}", ours[key], theirs[key]) for key in ours]
        case list(), list() if len(ours) == len(theirs):
            pairs = [
                (f"{path}[{number}]", *pair) for number, pair in enumerate(zip(ours, theirs, strict=True))
            ]
        case _ if ours == theirs:
            return None
        case _:
            return f"{path} is {str(ours)[:200]} here and {str(theirs)[:200]} there"
    return next((found for key, one, other in pairs if (found := difference(one, other, key))), None)
