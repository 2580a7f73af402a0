"""`address`: a postal address in a column for each part; each one has a country, and any of the other parts."""

import json
from collections.abc import Mapping
from functools import reduce
from typing import Any

from sqlalchemy import Text, and_, case, func, literal, literal_column, null, or_
from sqlalchemy.sql.elements import ColumnElement

from core.errors import Problem, fault
from core.sentences import Sentence
from expressions.types import ValueType
from metadata.field_types.base import (
    FIELD_TYPES,
    AggregateName,
    Check,
    ColumnSpec,
    Composite,
    Masks,
    Part,
    RulePart,
    Scalar,
)
from metadata.field_types.countries import COUNTRIES
from metadata.field_types.one_column import TEXT, setting_problems
from metadata.fields import Field
from metadata.pseudonyms import same_form
from metadata.text import SHORTEN, about, storable
from metadata.values import Labels

LONGEST: Mapping[str, int] = {
    "country": 2,
    "province": 100,
    "city": 100,
    "district": 100,
    "street": 500,
    "postalCode": 20,
}
"""Characters of each part, in the order of the columns and of what is answered."""

_AS = '{country: "CN", province: "广东省", city: "深圳市", street: "…"}'
_HINT = Sentence(f"Write it as {_AS}.", f"请按 {_AS} 的格式填写。")


def _part(name: str, labels: Labels, about: str | None = None, *, grouped: bool = False) -> Part:
    always = name == "country"
    return Part(name, Scalar.STRING, labels, about, always, False, TEXT, grouped, grouped)


class AddressType:
    name = "address"
    title = "A postal address: country, province, city, district, street, postal code"
    scalar = Scalar.ADDRESS
    operators: tuple[str, ...] = ("isNull",)
    sortable = False
    groupable = False
    aggregates: tuple[AggregateName, ...] = ()
    totals = Scalar.DECIMAL
    search_weight: str | None = "B"
    settings = frozenset({"default", "region"})
    given = True
    masks: Masks = ("all", "city")
    convertible = False
    composite: Composite | None = Composite(
        (
            _part(
                "country", {"en": "Country", "zh-CN": "国家"}, "ISO 3166 code of two letters.", grouped=True
            ),
            _part(
                "province", {"en": "Province", "zh-CN": "省份"}, "Province, state or region.", grouped=True
            ),
            _part("city", {"en": "City", "zh-CN": "城市"}, grouped=True),
            _part("district", {"en": "District", "zh-CN": "区县"}, "District or county of the city."),
            _part("street", {"en": "Street", "zh-CN": "详细地址"}, "House and street, in several lines."),
            _part("postalCode", {"en": "Postal code", "zh-CN": "邮政编码"}),
        ),
        "All parts that are named must fit.",
    )

    def columns(self, field: Field) -> tuple[ColumnSpec, ...]:
        """The country first: every address has one."""
        country = f"{field.name}__country"

        def held(part: str) -> Check:
            name = f"{field.name}__{part}"

            def holds(columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
                fits = func.char_length(columns[name]) <= literal_column(str(LONGEST[part]))
                if part == "country":
                    return fits
                return or_(columns[name].is_(None), and_(fits, columns[country].is_not(None)))

            return holds

        return tuple(
            ColumnSpec(f"{field.name}__{part}", Text(), part, held(part), optional=part != "country")
            for part in LONGEST
        )

    def rule_parts(self, field: Field) -> tuple[RulePart, ...]:
        return tuple(RulePart(f".{part}", ValueType.TEXT, f"{field.name}__{part}") for part in LONGEST)

    def problems(self, field: Field) -> tuple[Problem, ...]:
        if field.region is not None and field.region not in COUNTRIES:
            message = Sentence("{!r} is no country.", "{!r} 不是国家代码。").of(field.region[:60])
            hint = Sentence(
                "Use a code of ISO 3166 in capital letters, for example CN, DE or US.",
                "请使用大写的 ISO 3166 代码，例如 CN、DE 或 US。",
            )
            return (Problem("CATALOG_INVALID", message, ("region",), hint),)
        return setting_problems(self, field)

    def read(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        pairs: list[ColumnElement[Any]] = []
        for part in LONGEST:
            pairs += (literal_column(f"'{part}'"), columns[f"{field.name}__{part}"])
        return case((columns[f"{field.name}__country"].is_not(None), func.json_build_object(*pairs)))

    def worded(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value

    def shown(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value

    def average_decimals(self, field: Field) -> int:
        return 0

    def searched(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """All parts but the country, whose two letters are no word."""
        parts = [columns[f"{field.name}__{part}"] for part in LONGEST if part != "country"]
        texts = [func.coalesce(part, literal_column("''"), type_=Text()) for part in parts]
        return reduce(lambda before, text: before.op("||")(literal_column("' '")).op("||")(text), texts)

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        return value

    def pseudonym(
        self, field: Field, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
    ) -> Mapping[str, ColumnElement[Any]]:
        """The country, and other parts of the same form."""
        return {
            spec.name: columns[spec.name] if spec.part == "country" else same_form(columns[spec.name], secret)
            for spec in self.columns(field)
        }

    def erased(self, field: Field, seed: ColumnElement[Any]) -> Mapping[str, ColumnElement[Any]] | None:
        """In no country, as CLDR writes that."""
        return {
            spec.name: literal("ZZ", Text()) if spec.part == "country" else null()
            for spec in self.columns(field)
        }

    def stored(self, field: Field, value: object) -> Mapping[str, object]:
        if value is None:
            return {f"{field.name}__{part}": None for part in LONGEST}
        if not isinstance(value, Mapping) or not value.keys() <= LONGEST.keys():
            message = about(field, "{} takes the parts of an address.", "{}应为地址的各个部分。")
            raise fault("INVALID_VALUE", message, hint=_HINT)
        parts = {part: _text(field, part, value.get(part)) for part in LONGEST}
        if not any(parts.values()):
            message = about(field, "{} has no part that says anything.", "{}的各个部分均为空。")
            hint = Sentence("Give null for no address. {}", "没有地址请填 null。{}").of(_HINT)
            raise fault("INVALID_VALUE", message, hint=hint)
        parts["country"] = parts["country"] or field.region
        if parts["country"] not in COUNTRIES:
            raise fault(
                "INVALID_VALUE",
                about(field, "{} needs a country code of ISO 3166.", "{}需要 ISO 3166 国家代码。"),
                "country",
                hint=Sentence(
                    "Use two capital letters, for example CN, DE or US.",
                    "请填写两个大写字母，例如 CN、DE 或 US。",
                ),
            )
        return {f"{field.name}__{part}": text for part, text in parts.items()}

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        given = {part: values[f"{field.name}__{part}"] for part in LONGEST}
        return json.dumps({part: text for part, text in given.items() if text}, ensure_ascii=False)

    def read_text(self, field: Field, text: str) -> object:
        """A JSON object of parts; anything else is all in the street, where the field says the country."""
        if text.lstrip().startswith("{"):
            try:
                return json.loads(text)
            except (ValueError, RecursionError) as error:
                message = about(field, "{} takes an address.", "{}应为地址。")
                raise fault("INVALID_VALUE", message, hint=_HINT) from error
        if field.region is None:
            message = about(
                field,
                "{} takes the parts of an address: which country is this in?",
                "{}应为地址的各个部分：这是哪个国家的地址？",
            )
            raise fault("INVALID_VALUE", message, hint=_HINT)
        return {"street": text.strip()}


def _label(part: str) -> str:
    """What the part is called in Chinese."""
    assert AddressType.composite is not None
    return next(each.labels["zh-CN"] for each in AddressType.composite.parts if each.name == part)


def _text(field: Field, part: str, value: object) -> str | None:
    """The part without spaces around it; None where nothing is left."""
    if value is None:
        return None
    if not isinstance(value, str):
        message = about(field, "The {1} of {0} is a text.", "{0}的“{2}”应为文本。", part, _label(part))
        raise fault("INVALID_VALUE", message, part, hint=_HINT)
    text = storable(value, part).strip()
    if len(text) > LONGEST[part] and part != "country":
        message = Sentence(
            "The {0} has {2:,} characters; at most {3} fit.", "“{1}”有 {2:,} 个字符，最多 {3} 个。"
        )
        told = message.of(part, _label(part), len(text), LONGEST[part])
        raise fault("OUT_OF_RANGE", told, part, hint=SHORTEN)
    return text or None


FIELD_TYPES.add("address", AddressType())
