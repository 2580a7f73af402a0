"""`/`: the quotient; dividing by zero has no value."""

from sqlalchemy import Numeric, func

from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import taking
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    dividend, divisor = (writer.number(operand) for operand in operands)
    # Of no precision: SQLAlchemy casts a divisor to its type, and a rounded one could be zero again.
    nonzero: Column = func.nullif(divisor, 0, type_=Numeric())
    return dividend / nonzero


OPERATORS.add(
    "/",
    Operator(
        doc="The quotient, exact to at least 16 digits. Unknown where an operand is, or the divisor is 0.",
        example='{">": [{"/": [{"var": "amount"}, 12]}, 10]}',
        least=2,
        most=2,
        build=taking("/", ValueType.NUMBER, ValueType.NUMBER),
        sql=_sql,
        strict=True,
        sentences={"en": "{0} ÷ {1}", "zh-CN": "{0} ÷ {1}"},
    ),
)
