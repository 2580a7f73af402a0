"""`cat`: texts joined."""

from sqlalchemy import Text, cast, func

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
    return func.concat(*(_text(operand, writer) for operand in operands), type_=Text())


def _text(operand: Expression, writer: Writer) -> Column:
    if operand.type is ValueType.NUMBER:
        return cast(func.trim_scale(writer.number(operand)), Text)
    return cast(writer.value(operand), Text)


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
    ),
)
