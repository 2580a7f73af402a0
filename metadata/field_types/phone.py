"""`phone`: a telephone number, kept as E.164 says (`+8613800138000`) so that it is the same however it is typed."""

import re
from collections.abc import Mapping
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult
from sqlalchemy import Text, func, literal_column
from sqlalchemy.sql.elements import ColumnElement

from core.errors import Problem, SluiceError, fault
from core.sentences import Sentence
from metadata.field_types.base import FIELD_TYPES
from metadata.field_types.characters import Characters
from metadata.fields import Field
from metadata.pseudonyms import phone_of_nobody
from metadata.text import about

LONGEST_INPUT = 100
"""Characters of a number as people write it."""

_PLUS = ("+", "＋")

# The library itself would find a number within words, and make digits of letters.
_WRITTEN = re.compile(r"[+＋]?[\d\s().·/\u2010-\u2015\u2212\u3000（）．／－-]+")
_BESIDE_DIGITS = re.compile(r"[\s().·/\u2010-\u2015\u2212\u3000（）．／－-]+")


class PhoneType(Characters):
    name = "phone"
    title = "A telephone number, kept in the form of E.164; without `region` it begins with +"
    longest = 16
    of_nobody = "+999000000000000"
    settings = frozenset({"unique", "default", "region"})

    def of_nobody_apart(self, seed: ColumnElement[Any], least: int, most: int) -> ColumnElement[Any]:
        digits = func.translate(func.left(seed, 12), "abcdef", "012345", type_=Text())
        return func.concat("+999", digits, type_=Text())

    def disguised(self, text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
        """A number of no country, so that nobody is called."""
        return phone_of_nobody(text, secret)

    def converted(self, field: Field, value: object) -> object:
        if isinstance(value, str) and len(value) > LONGEST_INPUT:
            raise _no_number(field)
        number = _number(field, value) if isinstance(value, str) else None
        if number is None:
            raise _no_number(field)
        if number.extension:
            raise fault(
                "INVALID_VALUE",
                about(field, "{} takes a number without an extension.", "{}应为不带分机号的电话号码。"),
                hint=Sentence("Keep the extension in a field of its own.", "请将分机号填在单独的字段中。"),
            )
        return super().converted(field, _e164(number))

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        """E.164 where it is a number; else, and of parts, as given without what stands between digits."""
        if not isinstance(value, str) or len(value) > LONGEST_INPUT:
            return value
        number = _number(field, value) if whole else None
        return _BESIDE_DIGITS.sub("", value) if number is None or number.extension else _e164(number)

    def searched(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """The whole number, and of one of the region's own what is dialled there too."""
        text = columns[self.column_name(field)]
        if field.region is None:
            return text
        return text.op("||")(literal_column("' '")).op("||")(self.worded(field, text))

    def worded(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """Of a number of the region without its country code."""
        if field.region is None:
            return value
        code = literal_column(rf"'^\+{phonenumbers.country_code_for_region(field.region)}'", Text())
        return func.regexp_replace(value, code, literal_column("''"), type_=Text())

    def problems(self, field: Field) -> tuple[Problem, ...]:
        if field.region is not None and field.region not in phonenumbers.SUPPORTED_REGIONS:
            message = Sentence(
                "{!r} is no region that has telephone numbers.", "{!r} 不是有电话号码的国家或地区。"
            ).of(field.region[:60])
            hint = Sentence(
                "Use a code of ISO 3166 in capital letters, for example CN, DE or US.",
                "请使用大写的 ISO 3166 代码，例如 CN、DE 或 US。",
            )
            return (Problem("CATALOG_INVALID", message, ("region",), hint),)
        return super().problems(field)


def _number(field: Field, text: str) -> PhoneNumber | None:
    """The number, if it is as long as one of its country can be; whether anyone has it only a call can tell.

    Without a country code it must be a number of the region in full: one without its area code could not be called.
    """
    try:
        number = phonenumbers.parse(text, field.region)
    except NumberParseException:
        return None
    if not number.extension and not _WRITTEN.fullmatch(text.strip()):
        return None
    if text.lstrip().startswith(_PLUS):
        reason = phonenumbers.is_possible_number_with_reason(number)
        return number if reason == ValidationResult.IS_POSSIBLE else None
    return number if phonenumbers.is_valid_number(number) else None


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _no_number(field: Field) -> SluiceError:
    if field.region is None:
        hint = Sentence(
            "Write it with + and the country code, as in +8613800138000.",
            "请以 + 和国家代码开头填写，例如 +8613800138000。",
        )
    else:
        hint = Sentence(
            "Write it with its area code as it is dialled in {}, or with + and the country code, as in +8613800138000.",
            "请按 {} 的拨号方式连同区号填写，或以 + 和国家代码开头，例如 +8613800138000。",
        ).of(field.region)
    message = about(field, "{} takes a telephone number.", "{}应为电话号码。")
    return fault("INVALID_VALUE", message, hint=hint)


FIELD_TYPES.add("phone", PhoneType())
