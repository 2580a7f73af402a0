"""`!`: does not hold."""

from sqlalchemy import not_

from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import taking
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    return not_(writer.settled(operands[0]))


OPERATORS.add(
    "!",
    Operator(
        doc="Does not hold: classical negation, so true where the operand is unknown.",
        example='{"!": [{"var": "budgetConfirmed"}]}',
        least=1,
        most=1,
        build=taking("!", ValueType.BOOLEAN, ValueType.BOOLEAN),
        sql=_sql,
        sentences={},
        aliases=("not",),
        total=True,
        opposite=True,
    ),
)
