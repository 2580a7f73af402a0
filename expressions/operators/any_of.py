"""`or`: at least one holds."""

from sqlalchemy import or_

from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import taking
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    return or_(*(writer.truth(operand) for operand in operands))


OPERATORS.add(
    "or",
    Operator(
        doc="At least one holds.",
        example='{"or": [{"var": "budgetConfirmed"}, {">": [{"var": "amount"}, 0]}]}',
        least=1,
        most=None,
        build=taking("or", ValueType.BOOLEAN, ValueType.BOOLEAN),
        sql=_sql,
        sentences={},
        total=True,
    ),
)
