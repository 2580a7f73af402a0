"""`money`: an exact amount and its currency, in two columns that are both filled or both empty."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Numeric, Text, case, cast, func, literal, literal_column
from sqlalchemy.sql.elements import ColumnElement

from core.errors import Problem, fault
from core.sentences import Sentence
from expressions.domains import one_of
from expressions.types import ValueType
from metadata.field_types.base import (
    FIELD_TYPES,
    AggregateName,
    ColumnSpec,
    Composite,
    Masks,
    Part,
    RulePart,
    Scalar,
)
from metadata.field_types.bounds import nearest_zero, number_check
from metadata.field_types.cells import number_in, plain
from metadata.field_types.currencies import CURRENCIES
from metadata.field_types.exact import exact, exact_problems
from metadata.field_types.one_column import AVERAGE_DECIMALS, ORDER, TEXT, setting_problems
from metadata.fields import Field
from metadata.text import about

_CURRENCY_FIRST = re.compile(r"(?P<currency>[A-Za-z]{3})(?P<amount>[^A-Za-z]+)")
_CURRENCY_LAST = re.compile(r"(?P<amount>[^A-Za-z]+)(?P<currency>[A-Za-z]{3})")


class MoneyType:
    name = "money"
    title = "An amount of `scale` decimals and an ISO 4217 currency code"
    scalar = Scalar.MONEY
    operators: tuple[str, ...] = ORDER
    sortable = True
    groupable = False
    aggregates: tuple[AggregateName, ...] = ("sum", "avg", "min", "max")
    totals = Scalar.DECIMAL
    search_weight: str | None = None
    settings = frozenset({"unique", "default", "precision", "scale", "minimum", "maximum", "roll_up"})
    given = True
    masks: Masks = ("all", "round")
    convertible = True
    composite: Composite | None = Composite(
        (
            Part("amount", Scalar.DECIMAL, {"en": "Amount", "zh-CN": "金额"}),
            Part(
                "currency",
                Scalar.STRING,
                {"en": "Currency", "zh-CN": "币种"},
                "ISO 4217 code.",
                operators=TEXT,
            ),
        ),
        "Operators compare the amount; say which currency you mean, for amounts do not convert.",
    )

    def columns(self, field: Field) -> tuple[ColumnSpec, ...]:
        currency = f"{field.name}__currency"

        def both_or_neither(columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
            return columns[field.name].is_(None) == columns[currency].is_(None)

        return (
            ColumnSpec(
                field.name,
                Numeric() if field.computed else Numeric(field.precision, field.scale),
                part="amount",
                check=number_check(field, field.name),
            ),
            ColumnSpec(currency, Text(), part="currency", check=both_or_neither),
        )

    def rule_parts(self, field: Field) -> tuple[RulePart, ...]:
        return (
            RulePart("", ValueType.NUMBER, field.name),
            RulePart(".currency", ValueType.TEXT, f"{field.name}__currency", one_of(*CURRENCIES)),
        )

    def problems(self, field: Field) -> tuple[Problem, ...]:
        return exact_problems(field) or setting_problems(self, field)

    def read(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        amount, currency = (columns[spec.name] for spec in self.columns(field))
        built = func.json_build_object(
            literal_column("'amount'"), self.shown(amount), literal_column("'currency'"), currency
        )
        return case((amount.is_not(None), built))

    def worded(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value

    def shown(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(value, Text)

    def average_decimals(self, field: Field) -> int:
        return field.scale + AVERAGE_DECIMALS

    def searched(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        return columns[field.name]

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        return value

    def pseudonym(
        self, field: Field, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
    ) -> Mapping[str, ColumnElement[Any]]:
        return {spec.name: columns[spec.name] for spec in self.columns(field)}

    def erased(self, field: Field, seed: ColumnElement[Any]) -> Mapping[str, ColumnElement[Any]] | None:
        """In no currency, as ISO 4217 writes that."""
        if field.unique:
            return None
        amount, currency = self.columns(field)
        return {
            amount.name: literal(nearest_zero(field), amount.type),
            currency.name: literal("XXX", Text()),
        }

    def stored(self, field: Field, value: object) -> Mapping[str, object]:
        currency_column = f"{field.name}__currency"
        if value is None:
            return {field.name: None, currency_column: None}
        if not isinstance(value, Mapping) or set(value) != {"amount", "currency"}:
            raise fault(
                "INVALID_VALUE",
                about(field, "{} takes an amount and a currency.", "{}应为金额和币种。"),
                hint=Sentence(
                    'Write it as {amount: "12.50", currency: "CNY"}.',
                    '请按 {amount: "12.50", currency: "CNY"} 的格式填写。',
                ),
            )
        amount = exact(value["amount"], field, "amount")
        currency = value["currency"]
        if not isinstance(currency, str) or currency not in CURRENCIES:
            raise fault(
                "INVALID_VALUE",
                about(field, "{} needs a currency code of ISO 4217.", "{}需要 ISO 4217 币种代码。"),
                "currency",
                hint=Sentence(
                    "Use three capital letters, for example CNY, EUR or USD.",
                    "请填写三个大写字母，例如 CNY、EUR 或 USD。",
                ),
            )
        return {field.name: amount, currency_column: currency}

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        return f"{values[field.name]} {values[f'{field.name}__currency']}"

    def read_text(self, field: Field, text: str) -> object:
        """An amount with its currency before or after it: `12.50 CNY`, `CNY 1,200`."""
        written = plain(text)
        found = _CURRENCY_FIRST.fullmatch(written) or _CURRENCY_LAST.fullmatch(written)
        if found is None:
            message = about(field, "{} takes an amount and its currency.", "{}应为金额及其币种。")
            hint = Sentence("Write it as 12.50 CNY.", "请按 12.50 CNY 的格式填写。")
            raise fault("INVALID_VALUE", message, hint=hint)
        return {"amount": number_in(field, found["amount"]), "currency": found["currency"].upper()}


FIELD_TYPES.add("money", MoneyType())
