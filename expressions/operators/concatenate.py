"""`cat`: texts joined."""

from functools import reduce

from sqlalchemy import Integer, Text, cast, extract, func, literal, literal_column

from expressions.nodes import Call, Expression
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import require
from expressions.types import ValueType

MOST = 100
"""Arguments that a function of PostgreSQL can have."""

JOINED = (
    ValueType.TEXT,
    ValueType.NUMBER,
    ValueType.CHOICE,
    ValueType.DATE,
    ValueType.TIME,
    ValueType.ID,
    ValueType.NULL,
)


def _build(operands: Operands, pointer: str) -> Expression:
    require("cat", operands, JOINED)
    return Call("cat", operands, ValueType.TEXT, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    # Not concat(), nor a date's own text: PostgreSQL takes neither in the expression of a column.
    texts: list[Column] = [
        func.coalesce(_text(operand, writer), literal_column("''")) for operand in operands
    ]
    return reduce(lambda before, text: before.concat(text), texts)


def _text(operand: Expression, writer: Writer) -> Column:
    match operand.type:
        case ValueType.NUMBER:
            return cast(func.trim_scale(writer.number(operand)), Text)
        case ValueType.DATE:
            return _date_text(writer.value(operand))
        case _:
            return cast(writer.value(operand), Text)


def _date_text(date: Column) -> Column:
    """`2026-01-31`; a year has at least four digits."""
    year, month, day = (cast(extract(part, date), Text) for part in ("year", "month", "day"))
    digits: Column = func.greatest(func.length(year), literal(4, Integer()))
    padded = (func.lpad(year, digits, "0"), func.lpad(month, 2, "0"), func.lpad(day, 2, "0"))
    return padded[0].concat("-").concat(padded[1]).concat("-").concat(padded[2])


OPERATORS.add(
    "cat",
    Operator(
        doc="Texts joined. Numbers are written plainly, choices as their key; what is unknown adds nothing.",
        example='{"==": [{"cat": [{"var": "name"}, "!"]}, "Acme!"]}',
        least=1,
        most=MOST,
        build=_build,
        sql=_sql,
        sentences={"en": "{0} & {1}", "zh-CN": "{0} & {1}"},
        total=True,
        joins=True,
    ),
)
