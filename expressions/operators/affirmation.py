"""`!!`: holds; an unknown boolean becomes false."""

from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import taking
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    return writer.truth(operands[0])


OPERATORS.add(
    "!!",
    Operator(
        doc="Holds: an unknown boolean becomes false.",
        example='{"!!": [{"var": "budgetConfirmed"}]}',
        least=1,
        most=1,
        build=taking("!!", ValueType.BOOLEAN, ValueType.BOOLEAN),
        sql=_sql,
        sentences={},
        total=True,
    ),
)
