"""Texts of cells as values, and values as texts again."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from core.errors import SluiceError
from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field, Option

OPTIONS = (
    Option("new", {"en": "New", "zh-CN": "新建"}),
    Option("won", {"en": "Closed won", "zh-CN": "赢单"}),
    Option("lost", {"en": "Closed", "zh-CN": "输单"}),
    Option("gone", {"en": "closed"}),
)
FIELDS = {
    name: Field("fld_f", "f", name)
    for name in FIELD_TYPES
    if FIELD_TYPES[name].given and FIELD_TYPES[name].convertible
}
FIELDS |= {name: replace(FIELDS[name], options=OPTIONS) for name in ("choice", "multiChoice")}
FIELDS["phone"] = replace(FIELDS["phone"], region="CN")
FIELDS["percent"] = replace(FIELDS["percent"], scale=1)

READ: dict[str, list[tuple[str, Any]]] = {
    "text": [(" a b ", "a b"), ("１２", "１２")],
    "longText": [("a\nb", "a\nb")],
    "richText": [("<b>a</b>", "<b>a</b>"), ("a & b", "a &amp; b")],
    "integer": [("12", 12), ("-1,234", -1234), ("１２", 12), ("12.00", 12), ("1 234", 1234)],
    "decimal": [("1,234.50", Decimal("1234.50")), ("1e3", Decimal(1000)), ("0.5", Decimal("0.5"))],
    "percent": [("12.5%", Decimal("12.5")), ("12.5", Decimal("12.5")), ("１２％", Decimal(12))],
    "rating": [("4", 4)],
    "money": [
        ("12.50 CNY", {"f": Decimal("12.50"), "f__currency": "CNY"}),
        ("eur 1,200", {"f": Decimal(1200), "f__currency": "EUR"}),
        ("USD12", {"f": Decimal(12), "f__currency": "USD"}),
    ],
    "boolean": [("Yes", True), ("是", True), ("FALSE", False), ("0", False), ("否", False)],
    "date": [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026/1/31", date(2026, 1, 31)),
        ("2026年1月3日", date(2026, 1, 3)),
        ("2026-01-31 00:00:00", date(2026, 1, 31)),
        ("2026-01-31T23:30:00+08:00", date(2026, 1, 31)),
    ],
    "datetime": [
        ("2026-01-31T09:30:00+08:00", datetime(2026, 1, 31, 1, 30, tzinfo=UTC)),
        ("2026/1/31 09:30Z", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
    ],
    "time": [("09:30", time(9, 30))],
    "duration": [("PT1H30M", 5400)],
    "choice": [("won", "won"), ("赢单", "won"), ("CLOSED WON", "won"), (" NEW ", "new")],
    "multiChoice": [("won, New", ["new", "won"]), ("赢单；新建", ["new", "won"]), ("lost|new", ["new", "lost"])],
    "email": [("A@Example.com", "a@example.com")],
    "phone": [("138 0013 8000", "+8613800138000")],
    "json": [('{"a": [1]}', {"a": [1]}), ("12", 12)],
    "url": [("https://a.example", "https://a.example")],
}  # fmt: skip

REFUSED = {
    "integer": ["12.5", "1.234,56", "1,23", "12 Stück", "99999999999", "NaN", "1_000"],
    "decimal": ["+.5", "1.234,56", "", "--1", "1,2,3", "Infinity"],
    "percent": ["12 %%"],
    "money": ["12.50", "CNY", "12.50 ZZZ", "$12", "1.2.3 CNY"],
    "boolean": ["perhaps", "2"],
    "date": ["31/01/2026", "2026/1-31", "2026-02-30", "01.02.2026", "2026年1/31", "tomorrow"],
    "datetime": ["31/01/2026 09:30", "2026-01-31 25:00", "2026-01-31T09:30:00.1234567Z"],
    "choice": ["closed", "nothing"],
    "multiChoice": ["won, nothing"],
    "json": ["{a: 1}", "[" * 100_000],
    "duration": ["90"],
    "phone": ["123"],
}


def stored(name: str, text: str) -> Any:
    kind, field = FIELD_TYPES[name], FIELDS[name]
    found = kind.stored(field, kind.read_text(field, text))
    return dict(found) if len(found) > 1 else found["f"]


def test_every_type_with_texts_is_read_here():
    assert READ.keys() == FIELDS.keys()


@pytest.mark.parametrize(
    ("name", "text", "value"), [(name, *case) for name, cases in READ.items() for case in cases]
)
def test_a_cell_is_read_and_what_is_written_is_read_again(name: str, text: str, value: Any):
    assert stored(name, text) == value
    if name != "richText":  # Its text bears no tags.
        columns = value if name == "money" else {"f": value}
        assert stored(name, FIELD_TYPES[name].written(FIELDS[name], columns)) == value


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in REFUSED.items() for text in texts]
)
def test_what_could_mean_several_things_is_refused(name: str, text: str):
    with pytest.raises(SluiceError) as raised:
        stored(name, text)
    (problem,) = raised.value.problems
    assert problem.code in ("INVALID_VALUE", "OUT_OF_RANGE")
    assert problem.next_step()


def test_formatted_text_is_written_without_its_tags():
    html = "<p>a &lt;b&gt; <b>c</b></p><ul><li>d</li><li>e</li></ul>f<br>g"
    assert FIELD_TYPES["richText"].written(FIELDS["richText"], {"f": html}) == "a <b> c\nd\ne\nf\ng"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026/1/31 09:30", datetime(2026, 1, 31, 9, 30)),
        ("2026年1月31日", datetime(2026, 1, 31)),
    ],
)
def test_a_moment_without_an_offset_is_of_no_zone(text: str, moment: datetime):
    """Whoever reads it says whose clocks are meant."""
    assert FIELD_TYPES["datetime"].read_text(FIELDS["datetime"], text) == moment
