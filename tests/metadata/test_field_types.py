"""Each field type: what it stores and what it refuses."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from core.errors import SluiceError
from metadata.field_types.all_types import FIELD_TYPES, REGISTERED, type_of
from metadata.field_types.base import Scalar
from metadata.field_types.currencies import CURRENCIES
from metadata.fields import Field, Option
from tests.growth import cpu_seconds

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "field-types.md"
CHINA = timezone(timedelta(hours=8))
SOME_ID = UUID("0198c0de-0000-7000-8000-000000000001")


def made(kind: str, **settings: object) -> Field:
    if kind in ("choice", "multiChoice"):
        settings.setdefault("options", (Option("a"), Option("b")))
    return Field("fld_x", "x", kind, **settings)


def nested(levels: int) -> object:
    found: object = 1
    for _ in range(levels):
        found = [found]
    return found


STORED = [
    ("text", "线索 x", {"x": "线索 x"}),
    ("text", "", {"x": ""}),
    ("longText", "a\n" * 5000, {"x": "a\n" * 5000}),
    ("integer", -(2**31), {"x": -(2**31)}),
    ("decimal", Decimal("12.50"), {"x": Decimal("12.50")}),
    ("decimal", "12.5000", {"x": Decimal("12.5")}),
    ("decimal", 3, {"x": Decimal(3)}),
    ("decimal", 0.1, {"x": Decimal("0.1")}),
    ("decimal", "1e3", {"x": Decimal(1000)}),
    ("decimal", "-0", {"x": Decimal(0)}),
    ("decimal", "9999999999999999.99", {"x": Decimal("9999999999999999.99")}),
    ("percent", "12.50", {"x": Decimal("12.5")}),
    ("rating", 1, {"x": 1}),
    ("rating", 5, {"x": 5}),
    (
        "address",
        {"country": "CN", "city": " 深圳市 ", "street": "A\nB", "district": ""},
        {
            "x__country": "CN",
            "x__province": None,
            "x__city": "深圳市",
            "x__district": None,
            "x__street": "A\nB",
            "x__postalCode": None,
        },
    ),
    ("money", {"amount": "1.20", "currency": "CNY"}, {"x": Decimal("1.20"), "x__currency": "CNY"}),
    ("boolean", False, {"x": False}),
    ("date", date(2026, 2, 28), {"x": date(2026, 2, 28)}),
    ("date", "9999-12-31", {"x": date(9999, 12, 31)}),
    ("datetime", "2026-01-01T08:00:00+08:00", {"x": datetime(2026, 1, 1, tzinfo=UTC)}),
    ("datetime", datetime(2026, 1, 1, 8, tzinfo=CHINA), {"x": datetime(2026, 1, 1, tzinfo=UTC)}),
    ("time", "09:30", {"x": time(9, 30)}),
    ("time", "23:59:59", {"x": time(23, 59, 59)}),
    ("time", time(0), {"x": time(0)}),
    ("duration", "PT1H30M", {"x": 5_400}),
    ("duration", "P1DT90M1S", {"x": 91_801}),
    ("duration", "PT0S", {"x": 0}),
    ("duration", "P999999D", {"x": 86_399_913_600}),
    ("duration", timedelta(minutes=2), {"x": 120}),
    ("choice", "b", {"x": "b"}),
    ("multiChoice", ["b", "a", "b"], {"x": ["a", "b"]}),
    ("multiChoice", [], {"x": None}),
    ("email", " Ada.L+x@Example.COM ", {"x": "ada.l+x@example.com"}),
    ("email", "名@例子.中国", {"x": "名@例子.中国"}),
    ("email", "Ｗａｎｇ＠Ｅｘａｍｐｌｅ．ｃｏｍ", {"x": "wang@example.com"}),
    ("email", "u\u0308@example.com", {"x": "\u00fc@example.com"}),
    ("phone", " +86 (138) 0013-8000", {"x": "+8613800138000"}),
    ("phone", "＋８６１３８００１３８０００", {"x": "+8613800138000"}),
    ("phone", "+44 (0)20 7946 0958", {"x": "+442079460958"}),
    ("json", {"a": [1, None, "线索"], "b": {}}, {"x": {"a": [1, None, "线索"], "b": {}}}),
    ("json", [], {"x": []}),
    ("json", False, {"x": False}),
    ("json", 10**40, {"x": 10**40}),
    ("json", "x" * 99_998, {"x": "x" * 99_998}),
    ("richText", "<p>客户 <b>A</b> &amp; B</p>", {"x": "<p>客户 <b>A</b> &amp; B</p>"}),
    ("richText", "1 < 2", {"x": "1 &lt; 2"}),
    ("richText", "", {"x": ""}),
    ("url", "https://例子.cn/a?b=c#d", {"x": "https://例子.cn/a?b=c#d"}),
    ("url", "http://[::1]:8080/", {"x": "http://[::1]:8080/"}),
    ("relation", str(SOME_ID), {"xId": SOME_ID}),
    ("relation", SOME_ID, {"xId": SOME_ID}),
    ("member", str(SOME_ID), {"xId": SOME_ID}),
]


@pytest.mark.parametrize(("kind", "value", "stored"), STORED, ids=lambda value: str(value)[:30])
def test_it_stores(kind, value, stored):
    assert FIELD_TYPES[kind].stored(made(kind), value) == stored


@pytest.mark.parametrize("kind", FIELD_TYPES)
def test_none_empties_every_column(kind):
    field = made(kind)
    names = [spec.name for spec in type_of(field).columns(field)]
    assert type_of(field).stored(field, None) == dict.fromkeys(names)


REFUSED = [
    ("text", "a\x00b", "INVALID_VALUE", ()),
    ("text", "\udc00", "INVALID_VALUE", ()),
    ("text", "x" * 1001, "OUT_OF_RANGE", ()),
    ("text", 5, "INVALID_VALUE", ()),
    ("longText", "x" * 100_001, "OUT_OF_RANGE", ()),
    ("integer", 2**31, "OUT_OF_RANGE", ()),
    ("integer", True, "INVALID_VALUE", ()),
    ("integer", 1.0, "INVALID_VALUE", ()),
    ("decimal", "1.234", "INVALID_VALUE", ()),
    ("decimal", Decimal("0.001"), "INVALID_VALUE", ()),
    ("decimal", Decimal("NaN"), "INVALID_VALUE", ()),
    ("decimal", Decimal("-Infinity"), "INVALID_VALUE", ()),
    ("decimal", float("nan"), "INVALID_VALUE", ()),
    ("decimal", "NaN", "INVALID_VALUE", ()),
    ("decimal", "1_000", "INVALID_VALUE", ()),
    ("decimal", "１２", "INVALID_VALUE", ()),
    ("decimal", "10000000000000000", "OUT_OF_RANGE", ()),
    ("decimal", "1e9999", "OUT_OF_RANGE", ()),
    ("decimal", Decimal("1e99999999"), "OUT_OF_RANGE", ()),
    ("decimal", Decimal("1e-99999999"), "INVALID_VALUE", ()),
    ("decimal", True, "INVALID_VALUE", ()),
    ("percent", "12.345", "INVALID_VALUE", ()),
    ("percent", "12.5 %", "INVALID_VALUE", ()),
    ("rating", 0, "OUT_OF_RANGE", ()),
    ("rating", 6, "OUT_OF_RANGE", ()),
    ("rating", True, "INVALID_VALUE", ()),
    ("rating", "5", "INVALID_VALUE", ()),
    ("address", {"city": "X"}, "INVALID_VALUE", ("country",)),
    ("address", {"country": "cn"}, "INVALID_VALUE", ("country",)),
    ("address", {"country": "CN", "city": "x" * 101}, "OUT_OF_RANGE", ("city",)),
    ("address", {"country": "CN", "street": "x" * 1_000_000}, "OUT_OF_RANGE", ("street",)),
    ("address", {"country": "CN", "street": "\0"}, "INVALID_VALUE", ("street",)),
    ("address", {"country": "CN", "city": 1}, "INVALID_VALUE", ("city",)),
    ("address", {"country": "CN", "planet": "x"}, "INVALID_VALUE", ()),
    ("address", {"city": " "}, "INVALID_VALUE", ()),
    ("address", "Shenzhen", "INVALID_VALUE", ()),
    ("money", {"amount": "1.001", "currency": "CNY"}, "INVALID_VALUE", ("amount",)),
    ("money", {"amount": "1", "currency": "XXX"}, "INVALID_VALUE", ("currency",)),
    ("money", {"amount": "1", "currency": ["CNY"]}, "INVALID_VALUE", ("currency",)),
    ("money", {"amount": "1"}, "INVALID_VALUE", ()),
    ("money", {"amount": None, "currency": "CNY"}, "INVALID_VALUE", ("amount",)),
    ("money", "1 CNY", "INVALID_VALUE", ()),
    ("boolean", 1, "INVALID_VALUE", ()),
    ("date", "2026-02-30", "INVALID_VALUE", ()),
    ("date", "20260101", "INVALID_VALUE", ()),
    ("date", datetime(2026, 1, 1, tzinfo=UTC), "INVALID_VALUE", ()),
    ("datetime", "2026-01-01T00:00:00", "INVALID_VALUE", ()),
    ("datetime", "2026-01-01", "INVALID_VALUE", ()),
    ("datetime", "9999-12-31T23:00:00-14:00", "OUT_OF_RANGE", ()),
    ("datetime", "0001-01-01T00:00:00+14:00", "OUT_OF_RANGE", ()),
    ("time", "9:30", "INVALID_VALUE", ()),
    ("time", "24:00", "INVALID_VALUE", ()),
    ("time", "09:30:60", "INVALID_VALUE", ()),
    ("time", "09:30:00.5", "INVALID_VALUE", ()),
    ("time", "09:30Z", "INVALID_VALUE", ()),
    ("time", "０９:30", "INVALID_VALUE", ()),
    ("time", 930, "INVALID_VALUE", ()),
    *(
        ("duration", text, "INVALID_VALUE", ())
        for text in ("", "P", "PT", "P1DT", "P1M", "P1Y", "P1W", "-PT1H", "PT-1H", "PT1.5S", "1h", "pt1h")
    ),
    ("duration", 90, "INVALID_VALUE", ()),
    ("duration", "P999999999DT999999999H", "INVALID_VALUE", ()),
    ("duration", "P999999DT1S", "OUT_OF_RANGE", ()),
    ("choice", "c", "INVALID_VALUE", ()),
    ("choice", ["a"], "INVALID_VALUE", ()),
    ("multiChoice", "a", "INVALID_VALUE", ()),
    ("multiChoice", ["a", "c"], "INVALID_VALUE", ()),
    ("multiChoice", [["a"]], "INVALID_VALUE", ()),
    ("multiChoice", [None], "INVALID_VALUE", ()),
    ("email", "ada", "INVALID_VALUE", ()),
    ("email", "ada@", "INVALID_VALUE", ()),
    ("email", "a\u200bb@example.com", "INVALID_VALUE", ()),
    ("email", "ada@example.com\u202c", "INVALID_VALUE", ()),
    ("email", "a@b@c.de", "INVALID_VALUE", ()),
    ("email", ".a@example.com", "INVALID_VALUE", ()),
    ("email", "a..b@example.com", "INVALID_VALUE", ()),
    ("email", "a b@example.com", "INVALID_VALUE", ()),
    ("email", "a@-example.com", "INVALID_VALUE", ()),
    ("email", "a@example.com\nbcc: x@y.de", "INVALID_VALUE", ()),
    ("email", "x" * 65 + "@example.com", "INVALID_VALUE", ()),
    ("email", "a@" + "x" * 250 + ".com", "OUT_OF_RANGE", ()),
    ("phone", "13800138000", "INVALID_VALUE", ()),
    ("phone", "+86", "INVALID_VALUE", ()),
    ("phone", "+86 1380", "INVALID_VALUE", ()),
    ("phone", "+" + "1" * 10_000, "INVALID_VALUE", ()),
    ("phone", "call +8613800138000", "INVALID_VALUE", ()),
    ("phone", "+1 800 FLOWERS", "INVALID_VALUE", ()),
    ("phone", "+86 10 8888 8888 ext. 12", "INVALID_VALUE", ()),
    ("phone", 8613800138000, "INVALID_VALUE", ()),
    ("json", {"a": ["b", "c\x00"]}, "INVALID_VALUE", ("a", 1)),
    ("json", {"a": {"\udc00": 1}}, "INVALID_VALUE", ("a",)),
    ("json", float("nan"), "INVALID_VALUE", ()),
    ("json", {"a": date(2026, 1, 1)}, "INVALID_VALUE", ("a",)),
    ("json", nested(101), "INVALID_VALUE", ()),
    ("json", "x" * 99_999, "OUT_OF_RANGE", ()),
    ("json", ["线" * 40_000], "OUT_OF_RANGE", ()),
    ("richText", "x" * 200_001, "OUT_OF_RANGE", ()),
    ("richText", ">" * 60_000, "OUT_OF_RANGE", ()),
    ("richText", "<p>a</p>" * 2_501, "OUT_OF_RANGE", ()),
    ("richText", "<div>" * 101, "OUT_OF_RANGE", ()),
    ("richText", "<ul><li>" * 101, "OUT_OF_RANGE", ()),
    ("richText", "&" * 20_001, "OUT_OF_RANGE", ()),
    ("richText", "a\x00b", "INVALID_VALUE", ()),
    ("richText", ["<p>"], "INVALID_VALUE", ()),
    ("url", "javascript:alert(1)", "INVALID_VALUE", ()),
    ("url", "example.com", "INVALID_VALUE", ()),
    ("url", "https://", "INVALID_VALUE", ()),
    ("url", "https://a b.com", "INVALID_VALUE", ()),
    ("url", "https://a.com:99999", "INVALID_VALUE", ()),
    ("url", "https://[::1", "INVALID_VALUE", ()),
    ("url", "https://a.com/" + "x" * 2000, "OUT_OF_RANGE", ()),
    ("relation", "no id", "INVALID_VALUE", ()),
    ("relation", 5, "INVALID_VALUE", ()),
    ("member", "me", "INVALID_VALUE", ()),
]


@pytest.mark.parametrize(("kind", "value", "code", "path"), REFUSED, ids=lambda value: str(value)[:30])
def test_it_refuses(kind, value, code, path):
    with pytest.raises(SluiceError) as caught:
        FIELD_TYPES[kind].stored(made(kind), value)
    assert [(each.code, each.path) for each in caught.value.problems] == [(code, path)]


def test_a_unique_text_fits_its_index():
    with pytest.raises(SluiceError) as caught:
        FIELD_TYPES["text"].stored(made("text", unique=True), "线" * 900)
    assert caught.value.problems[0].code == "OUT_OF_RANGE"


@pytest.mark.parametrize(
    ("region", "written", "kept"),
    [
        ("CN", "138 0013 8000", "+8613800138000"),
        ("CN", "0571-88888888", "+8657188888888"),
        ("CN", "8613800138000", "+8613800138000"),
        ("CN", "+1 202 555 0143", "+12025550143"),
        ("US", "(202) 555-0143", "+12025550143"),
        ("IT", "06 698 12345", "+390669812345"),
    ],
)
def test_a_number_is_read_as_in_its_region(region, written, kept):
    phone = made("phone", region=region)
    assert FIELD_TYPES["phone"].stored(phone, written) == {"x": kept}
    assert FIELD_TYPES["phone"].comparable(phone, written, whole=True) == kept


def test_a_number_without_its_area_code_is_no_number_of_the_region():
    phone = made("phone", region="CN")
    with pytest.raises(SluiceError):
        FIELD_TYPES["phone"].stored(phone, "8888 8888")
    assert FIELD_TYPES["phone"].comparable(phone, "8888 8888", whole=True) == "88888888"


@pytest.mark.parametrize("written", ["010 88888888 x12", "13800138000;ext=5", "13800138000#12"])
def test_an_extension_has_a_field_of_its_own(written):
    with pytest.raises(SluiceError) as caught:
        FIELD_TYPES["phone"].stored(made("phone", region="CN"), written)
    (problem,) = caught.value.problems
    assert (problem.code, "field of its own" in problem.hint) == ("INVALID_VALUE", True)


@pytest.mark.parametrize("region", ["cn", "XX", "CHN", "", "中国", "001"])
def test_a_region_has_telephone_numbers(region):
    (problem,) = FIELD_TYPES["phone"].problems(made("phone", region=region))
    assert (problem.code, problem.path) == ("CATALOG_INVALID", ("region",))


MADE_SAFE = [
    ("<script>alert(1)</script><style>p {}</style>a", "a"),
    (
        "<img src=x onerror=alert(1)><svg onload=alert(1)></svg><iframe src='https://x.example'></iframe>a",
        "a",
    ),
    ("<p style='x' class='y' id='z' onclick='x()'>a</p>", "<p>a</p>"),
    ("<a href='javascript:alert(1)'>a</a>", '<a rel="noopener">a</a>'),
    ("<a href=' java&#115;cript:alert(1)'>a</a>", '<a rel="noopener">a</a>'),
    ("<a href='data:text/html,x'>a</a>", '<a rel="noopener">a</a>'),
    ("<a href='//x.example/'>a</a>", '<a rel="noopener">a</a>'),
    (
        "<a href='MAILTO:a@b.cn' rel='opener' target='_blank'>a</a>",
        '<a href="MAILTO:a@b.cn" rel="noopener">a</a>',
    ),
    ("<!-- b --><p>a<p>b", "<p>a</p><p>b</p>"),
    ("<form action='https://x.example'><input name=b>a</form>", "a"),
    (
        "<td>a</td><table><tr><td colspan=2>b</table>",
        'a<table><tbody><tr><td colspan="2">b</td></tr></tbody></table>',
    ),
]


@pytest.mark.parametrize(("html", "kept"), MADE_SAFE)
def test_what_could_do_harm_is_taken_out(html, kept):
    kind, field = FIELD_TYPES["richText"], made("richText")
    assert kind.stored(field, html) == {"x": kept}
    assert kind.stored(field, kept) == {"x": kept}


@pytest.mark.parametrize("html", ["<div a=</div>" * 2_500, "<p>x" * 5_000, "&a" * 20_000, "<b></b>" * 2_500])
def test_html_is_read_in_good_time(html):
    kind, field = FIELD_TYPES["richText"], made("richText")
    assert cpu_seconds(lambda characters: kind.stored(field, html[:characters]), len(html)) < 1


def test_currencies_are_codes():
    assert len(CURRENCIES) > 150
    assert {"CNY", "EUR", "USD", "JPY"} <= CURRENCIES
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)


def test_every_type_is_registered_and_none_is_double():
    assert len(REGISTERED) == len(FIELD_TYPES)
    for name, kind in FIELD_TYPES.items():
        field = made(name)
        assert kind.name == name
        assert isinstance(kind.scalar, Scalar)
        columns = [spec.name for spec in kind.columns(field)]
        assert {part.column for part in kind.rule_parts(field)} <= set(columns)


def test_every_type_is_documented():
    page = PAGE.read_text(encoding="utf-8")
    for name, kind in FIELD_TYPES.items():
        grouped = f"{'yes' if kind.groupable else 'no'} | {' '.join(kind.aggregates)}"
        row = f"| `{name}` | {kind.title} | `{kind.scalar}` | {' '.join(kind.operators)} | {grouped} |"
        assert row in page
    assert page.count("\n| `") == len(FIELD_TYPES)
