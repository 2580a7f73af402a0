"""Reading values from texts as people and spreadsheets write them; only what can mean one thing is read."""

import re
import unicodedata
from decimal import Decimal

from core.errors import fault
from core.sentences import Sentence
from metadata.field_types.bounds import as_decimal
from metadata.fields import Field
from metadata.text import about

_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_DAY = re.compile(r"([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})(日?)(.*)", re.DOTALL)

TRUE_WORDS = frozenset({"true", "yes", "y", "1", "on", "是", "对", "真"})
FALSE_WORDS = frozenset({"false", "no", "n", "0", "off", "否", "错", "假"})

SEPARATORS = re.compile(r"[,;|，；、]")
"""Between the options of a multi-choice."""


def plain(text: str) -> str:
    """Without full-width forms, and without blanks at its ends."""
    return unicodedata.normalize("NFKC", text).strip()


def number_in(field: Field, text: str) -> Decimal:
    """A number, with commas between thousands or without.

    Raises:
        SluiceError: INVALID_VALUE; for `1.234,56` too, which people in different countries read differently.
    """
    written = plain(text).replace(" ", "")
    number = as_decimal(written.replace(",", "") if _GROUPED.fullmatch(written) else written)
    if number is None:
        hint = Sentence("Write it as 1234.50 or 1,234.50.", "请按 1234.50 或 1,234.50 的格式填写。")
        raise fault("INVALID_VALUE", about(field, "{} takes a number.", "{}应为数字。"), hint=hint)
    return number


def with_day_in_iso(text: str) -> str:
    """The text with the day that it begins with as `2026-01-31`, whatever stands between its parts.

    The year comes first, so the rest has one order. What begins with no such day stays as it is.
    """
    found = _DAY.fullmatch(plain(text))
    if found is None:
        return text
    year, first, month, second, day, end, rest = found.groups()
    chinese = (first, second, end) == ("年", "月", "日")
    if not chinese and (first != second or first in "年月" or end):
        return text
    return f"{year}-{month:0>2}-{day:0>2}{rest}"
