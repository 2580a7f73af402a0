"""`has`: an option is among those of a multi-choice."""

from sqlalchemy import any_

from expressions.literals import as_type
from expressions.nodes import Call, Expression, Literal
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import no_null, options_of, require
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    chosen, element = operands
    require("has", (chosen,), {ValueType.CHOICES})
    if element.type is ValueType.NULL:
        raise no_null("has", element)
    if isinstance(element, Literal) and element.type is ValueType.TEXT:
        element = as_type(element, ValueType.CHOICE, options_of(chosen))
    require("has", (element,), {ValueType.CHOICE})
    return Call("has", (chosen, element), ValueType.BOOLEAN, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    chosen, element = (writer.value(operand) for operand in operands)
    return element == any_(chosen)


OPERATORS.add(
    "has",
    Operator(
        doc="An option is among those of a multi-choice. `in` with a multi-choice on the right means the same.",
        example='{"has": [{"var": "channels"}, "email"]}',
        least=2,
        most=2,
        build=_build,
        sql=_sql,
        sentences={"en": "{1} {be} among {0}", "zh-CN": "{0} {be}包括 {1}"},
        compares=True,
    ),
)
