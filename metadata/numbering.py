"""The numbers of `autoNumber` fields: what a format says, and its SQL.

Each field has one counter, a row of `sluice_counter`: the last number that it has given, and the period it was given
in. A creation takes the next number in its own statement, where nothing speaks against it (decision 24), so the counter
only goes forward, and only with a record.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, assert_never

from sqlalchemy import BigInteger, ColumnElement, Text, case, cast, func, literal, literal_column

from core.errors import Problem
from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.settings import Numbering, Restart
from metadata.text import text_fault

MOST_FORMAT_CHARACTERS = 60
MOST_DIGITS = 12
"""Of a counter's padding."""
MOST_START = 1_000_000_000
LONGEST_COUNTER = 18
"""Digits of any number that a counter of 64 bits can give."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|[{}]")
_PLAIN = re.compile(r"[A-Za-z0-9 _^$/+-]*")
_DATES = ("YYYY", "YY", "MM", "DD")
"""As PostgreSQL's `to_char` spells them too."""

_PERIODS: Mapping[Restart, str] = {"never": "", "year": "YYYY", "month": "YYYYMM", "day": "YYYYMMDD"}
"""What names the period that a counter is in; later ones are greater."""


@dataclass(frozen=True)
class Part:
    """One part of a format.

    Attributes:
        kind: `date` is a template of `to_char`, `counter` as many zeros as it is padded to.
    """

    kind: Literal["text", "date", "counter"]
    text: str


def parts_of(format_: str) -> tuple[Part, ...]:
    """The parts of a format; what stands in braces and is none of ours is text."""
    found = []
    end = 0
    for match in _PLACEHOLDER.finditer(format_):
        if not _is_known(match[1]):
            continue
        if match.start() > end:
            found.append(Part("text", format_[end : match.start()]))
        found.append(Part("date" if match[1] in _DATES else "counter", match[1]))
        end = match.end()
    if end < len(format_):
        found.append(Part("text", format_[end:]))
    return tuple(found)


def numbering_problems(numbering: Numbering) -> tuple[Problem, ...]:
    """What is wrong with it, at `format`, `restart` and `start`."""
    found = [*_format_problems(numbering.format)]
    dates = {part.text for part in parts_of(numbering.format) if part.kind == "date"}
    missing = _missing(numbering.restart, dates)
    if missing and not found:
        message = Sentence(
            "Numbers would repeat: the counter begins again each {}.", "编号会重复：计数器按 {} 重新开始。"
        ).of(numbering.restart)
        hint = Sentence(
            "Add {} to the format, or let the counter never begin again.",
            "请在格式中加入 {}，或让计数器不重新开始。",
        ).of(" and ".join(missing))
        found.append(Problem("CATALOG_INVALID", message, ("restart",), hint))
    if not 1 <= numbering.start <= MOST_START:
        message = Sentence("The first number must be 1 to {:,}.", "起始编号应为 1 到 {:,}。").of(MOST_START)
        found.append(
            Problem(
                "CATALOG_INVALID",
                message,
                ("start",),
                Sentence("Leave it out to begin with 1.", "不填则从 1 开始。"),
            )
        )
    return tuple(found)


def formatted(
    numbering: Numbering, at: ColumnElement[Any], counter: ColumnElement[Any]
) -> ColumnElement[Any]:
    """The number as a text: `at` a date and time of the tenant's zone, `counter` a whole number."""
    digits = cast(counter, Text)

    def piece(part: Part) -> ColumnElement[Any]:
        match part.kind:
            case "text":
                return _constant(part.text)
            case "date":
                return func.to_char(at, _constant(part.text))
            case "counter":
                width = func.greatest(literal(len(part.text)), func.length(digits))
                return func.lpad(digits, width, _constant("0"))
        assert_never(part.kind)

    return func.concat(*(piece(part) for part in parts_of(numbering.format)), type_=Text())


def counted_in(
    numbering: Numbering, at: ColumnElement[Any], number: ColumnElement[Any]
) -> ColumnElement[Any]:
    """The counter of a text that looks like a number given at `at`; null of any other text."""

    def piece(part: Part) -> ColumnElement[Any]:
        match part.kind:
            case "text":
                return _constant(re.escape(part.text))
            case "date":
                return func.to_char(at, _constant(part.text))
            case "counter":
                return _constant(f"([0-9]{{1,{LONGEST_COUNTER}}})")
        assert_never(part.kind)

    pieces = (piece(part) for part in parts_of(numbering.format))
    pattern = func.concat(_constant("^"), *pieces, _constant("$"), type_=Text())
    return cast(func.substring(number, pattern, type_=Text()), BigInteger)


def period(numbering: Numbering, at: ColumnElement[Any]) -> ColumnElement[Any]:
    """The name of the period that `at` is in; empty where there is one only."""
    template = _PERIODS[numbering.restart]
    return func.to_char(at, _constant(template), type_=Text()) if template else _constant("")


def next_counter(
    numbering: Numbering, last: ColumnElement[Any], before: ColumnElement[Any], now: ColumnElement[Any]
) -> ColumnElement[Any]:
    """The number after `last`, which was given in the period `before`."""
    following = func.greatest(last + literal(1), literal(numbering.start), type_=BigInteger())
    if numbering.restart == "never":
        return following
    return case((now > before, literal(numbering.start)), else_=following)


def local_time(catalog: Catalog, moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """The date and time of a moment where the tenant is."""
    return func.timezone(_constant(catalog.time_zone), moment)


def _format_problems(format_: str) -> list[Problem]:
    counters = [part.text for part in parts_of(format_) if part.kind == "counter"]
    unknown = [match[0] for match in _PLACEHOLDER.finditer(format_) if not _is_known(match[1])]
    example = 'Write it as "D-{YYYY}-{0000}".'
    if len(format_) > MOST_FORMAT_CHARACTERS:
        message = Sentence(
            "The format has {:,} characters; at most {} fit.", "格式有 {:,} 个字符，最多 {} 个。"
        ).of(len(format_), MOST_FORMAT_CHARACTERS)
        return [Problem("CATALOG_LIMIT", message, ("format",), "Shorten it.")]
    if text_fault(format_) is not None or not format_.isprintable():
        message = Sentence("The format has characters that are not printed.", "格式中含有不可打印的字符。")
        return [Problem("CATALOG_INVALID", message, ("format",), Sentence("Remove them.", "请删除它们。"))]
    if unknown:
        message = Sentence("{} is no part of a format.", "{} 不是格式的组成部分。").of(unknown[0])
        hint = Sentence(
            "Use {YYYY}, {YY}, {MM}, {DD} and one counter such as {0000}; braces are for these only.",
            "请使用 {YYYY}、{YY}、{MM}、{DD} 和一个计数器，例如 {0000}；花括号只用于这些。",
        )
        return [Problem("CATALOG_INVALID", message, ("format",), hint)]
    if len(counters) != 1:
        message = Sentence(
            "The format has {0} counter{1}; it needs one.", "格式中有 {0} 个计数器，需要恰好一个。"
        ).of(len(counters) or "no", "s" if len(counters) > 1 else "")
        return [Problem("CATALOG_INVALID", message, ("format",), example)]
    if len(counters[0]) > MOST_DIGITS:
        message = Sentence(
            "The counter is padded to {} digits; at most {} fit.", "计数器补足到 {} 位，最多 {} 位。"
        ).of(len(counters[0]), MOST_DIGITS)
        return [Problem("CATALOG_LIMIT", message, ("format",), example)]
    return []


def _is_known(inner: str | None) -> bool:
    return inner in _DATES or (inner is not None and inner != "" and not inner.strip("0"))


def _missing(restart: Restart, dates: set[str]) -> list[str]:
    """The parts without which the numbers of two periods are the same."""
    found = []
    if restart != "never" and not dates & {"YYYY", "YY"}:
        found.append("{YYYY}")
    if restart in ("month", "day") and "MM" not in dates:
        found.append("{MM}")
    if restart == "day" and "DD" not in dates:
        found.append("{DD}")
    return found


def _constant(text: str) -> ColumnElement[Any]:
    """A text of the format: written out where it is plain, else bound."""
    return literal_column(f"'{text}'", Text()) if _PLAIN.fullmatch(text) else literal(text, Text())
