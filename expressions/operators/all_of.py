"""`and`: all hold."""

from sqlalchemy import and_

from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import taking
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    return and_(*(writer.truth(operand) for operand in operands))


OPERATORS.add(
    "and",
    Operator(
        doc="All hold. A gate is split into its clauses here, nested `and`s included.",
        example='{"and": [{"var": "budgetConfirmed"}, {">": [{"var": "amount"}, 0]}]}',
        least=1,
        most=None,
        build=taking("and", ValueType.BOOLEAN, ValueType.BOOLEAN),
        sql=_sql,
        sentences={},
        total=True,
    ),
)
