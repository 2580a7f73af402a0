"""Bounds of fields: which settings contradict themselves, which values they refuse, and how they read."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import SluiceError
from metadata.codec import decoded, encoded
from metadata.field_types.all_types import FIELD_TYPES, type_of
from metadata.field_types.bound_words import bounds_in_words
from metadata.field_types.patterns import matches, pattern_problems
from metadata.fields import Field, Option
from tests.growth import cpu_seconds, growth


def made(kind: str, **settings: object) -> Field:
    return Field("fld_x", "x", kind, **settings)


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


FITS = [
    (made("integer", minimum=0, maximum=10), (0, 10)),
    (made("integer", minimum="-3.0"), (-3, 2**31 - 1)),
    (made("decimal", minimum="0.10", maximum="0.3"), ("0.1", "0.30", 0.3, Decimal("0.2"))),
    (made("decimal", precision=38, scale=0, maximum=10**37), (10**37, str(10**37))),
    (made("money", minimum=0, maximum="99.99"), (euros("0"), euros("99.99"))),
    (made("text", min_length=2, max_length=3), ("ab", "客户 ", "🚀🚀")),
    (made("text", min_length=0, max_length=1000), ("", "x" * 1000)),
    (made("longText", max_length=5), ("a\nb\nc",)),
    (made("text", pattern="[A-Z]{2}-[0-9]{4}"), ("AB-1234",)),
    (made("text", pattern=r"\p{Han}+|^a.c$"), ("客户", "a🚀c")),
]


@pytest.mark.parametrize(("field", "values"), FITS, ids=lambda value: str(value)[:60])
def test_what_is_within_the_bounds_is_stored(field, values):
    assert type_of(field).problems(field) == ()
    for value in values:
        assert type_of(field).stored(field, value)[field.name] is not None
    assert set(type_of(field).stored(field, None).values()) == {None}


OUT = [
    (made("integer", minimum=0), -1, "OUT_OF_RANGE", (), "x takes at least 0."),
    (made("integer", maximum=10), 11, "OUT_OF_RANGE", (), "x takes at most 10."),
    (made("integer", minimum=0), True, "INVALID_VALUE", (), "x takes a whole number."),
    (made("decimal", minimum="0.1"), "0.09", "OUT_OF_RANGE", (), "x takes at least 0.1."),
    (made("decimal", minimum=1), "-0", "OUT_OF_RANGE", (), "x takes at least 1."),
    (made("money", maximum="1E+2"), euros("100.01"), "OUT_OF_RANGE", ("amount",), "x takes at most 100."),
    (
        made("text", min_length=2),
        "客",
        "OUT_OF_RANGE",
        (),
        "The text has 1 characters; x takes at least 2.",
    ),
    (
        made("text", max_length=2),
        "🚀🚀🚀",
        "OUT_OF_RANGE",
        (),
        "The text has 3 characters; x takes at most 2.",
    ),
    (made("text", pattern="[0-9]{6}"), "12345\n6", "INVALID_VALUE", (), None),
    (made("text", pattern="[0-9]{6}"), "1234567", "INVALID_VALUE", (), None),
    (made("text", pattern="[0-9]{6}$"), "123456\n", "INVALID_VALUE", (), None),
    (made("text", pattern="[0-9]+"), "１２", "INVALID_VALUE", (), None),
    (made("text", pattern="a"), "", "INVALID_VALUE", (), "x must match the pattern a."),
]


@pytest.mark.parametrize(
    ("field", "value", "code", "path", "message"), OUT, ids=lambda value: str(value)[:60]
)
def test_what_is_out_of_bounds_is_refused(field, value, code, path, message):
    with pytest.raises(SluiceError) as caught:
        type_of(field).stored(field, value)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == (code, path)
    assert problem.next_step()
    assert message is None or problem.message == message


WRONG = [
    (made("integer", minimum=5, maximum=4), "CATALOG_INVALID", ("maximum",)),
    (made("integer", minimum="1.5"), "CATALOG_INVALID", ("minimum",)),
    (made("integer", maximum=2**31), "CATALOG_INVALID", ("maximum",)),
    (made("integer", minimum=True), "CATALOG_INVALID", ("minimum",)),
    (made("integer", minimum="1e9999"), "CATALOG_INVALID", ("minimum",)),
    (made("decimal", minimum="0.001"), "CATALOG_INVALID", ("minimum",)),
    (made("decimal", precision=38, scale=0, maximum=10**38), "CATALOG_INVALID", ("maximum",)),
    (made("decimal", minimum=float("nan")), "CATALOG_INVALID", ("minimum",)),
    (made("decimal", minimum="五"), "CATALOG_INVALID", ("minimum",)),
    (made("money", minimum=[1]), "CATALOG_INVALID", ("minimum",)),
    (made("date", minimum=1), "CATALOG_INVALID", ("minimum",)),
    (made("text", minimum=1), "CATALOG_INVALID", ("minimum",)),
    (made("file", minimum=1), "CATALOG_INVALID", ("minimum",)),
    (made("file", maximum=2**31), "CATALOG_INVALID", ("maximum",)),
    (made("file", media_types=("image/*", "pdf")), "CATALOG_INVALID", ("mediaTypes", 1)),
    (made("text", max_length=1001), "CATALOG_INVALID", ("maxLength",)),
    (made("text", max_length=0), "CATALOG_INVALID", ("maxLength",)),
    (made("text", min_length=-1), "CATALOG_INVALID", ("minLength",)),
    (made("longText", min_length=9, max_length=8), "CATALOG_INVALID", ("maxLength",)),
    (made("email", max_length=20), "CATALOG_INVALID", ("maxLength",)),
    (made("longText", pattern="a"), "CATALOG_INVALID", ("pattern",)),
    (made("text", pattern_message={"en": "Six digits."}), "CATALOG_INVALID", ("patternMessage",)),
    # A default out of the bounds.
    (made("integer", minimum=5, default=4), "OUT_OF_RANGE", ("default",)),
    (made("money", maximum=5, default=euros("6")), "OUT_OF_RANGE", ("default", "amount")),
    (made("text", min_length=3, default="客户"), "OUT_OF_RANGE", ("default",)),
    (made("text", pattern="[0-9]+", default="x"), "INVALID_VALUE", ("default",)),
    # Patterns
    (made("text", pattern="("), "CATALOG_INVALID", ("pattern",)),
    (made("text", pattern=r"(a)\1"), "CATALOG_INVALID", ("pattern",)),
    (made("text", pattern="(?=a)b"), "CATALOG_INVALID", ("pattern",)),
    (made("text", pattern="(?<!a)b"), "CATALOG_INVALID", ("pattern",)),
    (made("text", pattern="((a{1,100}){1,100}){1,100}"), "CATALOG_INVALID", ("pattern",)),
    (made("text", pattern=r"\p{L}{1,1000}"), "CATALOG_INVALID", ("pattern",)),
    (made("text", pattern=r"\p{L}{1,20}"), "CATALOG_LIMIT", ("pattern",)),
    (made("text", pattern="(a+)+$" * 1_667), "CATALOG_LIMIT", ("pattern",)),
    (made("text", pattern="a\x00"), "CATALOG_INVALID", ("pattern",)),
    (made("text", pattern="\ud800"), "CATALOG_INVALID", ("pattern",)),
]


@pytest.mark.parametrize(("field", "code", "path"), WRONG, ids=lambda value: str(value)[:60])
def test_settings_that_contradict_themselves(field, code, path):
    found = type_of(field).problems(field)
    assert [(each.code, each.path) for each in found] == [(code, path)]
    assert all(each.next_step() and len(each.message) < 300 for each in found)


BELOW = {
    "integer": 0,
    "decimal": "0",
    "percent": "0",
    "money": euros("0"),
    "text": "",
    "longText": "",
    "richText": "",
}
"""A value of each type that has bounds, below those of the test."""


@pytest.mark.parametrize("kind", FIELD_TYPES)
@pytest.mark.parametrize("bound", [{"minimum": 1}, {"min_length": 1}, {"pattern": "a+"}], ids=str)
def test_a_bound_is_held_or_refused_as_a_setting(kind, bound):
    options = (Option("a"),) if kind in ("choice", "multiChoice") else ()
    field = made(kind, options=options, **bound)
    field = replace(field, target="obj_x") if kind == "relation" else field
    field = replace(field, links="obj_x") if kind == "relations" else field
    field = replace(field, targets=("obj_x",)) if kind == "reference" else field
    wrong = type_of(field).problems(field)
    if wrong:
        assert wrong[0].message.startswith(f"A {kind} field has no setting")
    else:
        with pytest.raises(SluiceError):
            type_of(field).stored(field, BELOW[kind])


EVIL = [
    "(a+)+$",
    "(a|a)*b",
    "(a*)*c",
    "(.*a){12}x",
    "(?:a?){200}a{200}",
    "(.*.*.*.*.*.*.*.*)*=",
    ".*a(a|b|线){400}",
]


@pytest.mark.parametrize("pattern", EVIL)
def test_no_pattern_takes_more_than_linear_time(pattern):
    assert pattern_problems(made("text", pattern=pattern)) == ()
    # One that goes back takes ever longer for a letter more: it would fail here before it hangs below.
    assert growth(lambda letters: matches(pattern, "a" * letters + "!"), 8, 16) < 20
    assert growth(lambda letters: matches(pattern, "a" * letters + "!"), 250, 1_000) < 12
    assert not matches(pattern, "a" * 999 + "!")


def test_the_costliest_pattern_and_text_take_a_bounded_time():
    pattern = (
        "(?:"
        + "|".join(
            rf".*{letter}.{{{size}}}" for letter, size in zip("abcdefgh", range(130, 90, -5), strict=True)
        )
        + ")x"
    )
    text = "".join(chr(97 + (at * at) % 8) for at in range(1_000))
    assert pattern_problems(made("text", pattern=pattern)) == ()
    assert growth(lambda letters: matches(pattern, text[:letters]), 250, 1_000) < 12
    assert not matches(pattern, text)
    assert cpu_seconds(lambda letters: matches(pattern, text[:letters]), 1_000) < 1


def test_bounds_are_told_in_the_readers_language():
    number = made("decimal", minimum="-1.50", maximum=100)
    assert bounds_in_words(number, "en") == "Minimum -1.50, maximum 100"
    assert bounds_in_words(number, "zh-CN") == "最小值 -1.50、最大值 100"
    assert bounds_in_words(number, "fr") == "Minimum -1.50, maximum 100"
    code = made(
        "text", max_length=6, pattern="[0-9]+", pattern_message={"en": "Digits.", "zh-CN": "请填数字。"}
    )
    assert bounds_in_words(code, "en") == "Maximum length 6, pattern `[0-9]+`\n\nDigits."
    assert bounds_in_words(code, "zh") == "最长 6 个字符、格式 `[0-9]+`\n\nDigits."
    assert bounds_in_words(code, "zh-CN") == "最长 6 个字符、格式 `[0-9]+`\n\n请填数字。"
    assert bounds_in_words(made("text"), "en") == ""


def test_bounds_are_kept_as_they_are_written():
    field = made("decimal", minimum=0.5, maximum="12.50", min_length=3)
    json = encoded(field)
    assert (json["minimum"], json["maximum"], json["minLength"]) == (0.5, "12.50", 3)
    assert decoded(Field, json) == field
    assert "minimum" not in encoded(made("decimal"))
