"""`days_between`: how many days the second date is after the first."""

from sqlalchemy import Numeric, cast

from expressions.calendar import counting, day_of
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer


def _sql(operands: Operands, writer: Writer) -> Column:
    first, second = (day_of(operand, writer) for operand in operands)
    return cast(second - first, Numeric)


OPERATORS.add(
    "days_between",
    Operator(
        doc=(
            "How many days the second date is after the first, negative where it is before; of moments, "
            "their dates in the tenant's time zone."
        ),
        example='{">": [{"days_between": [{"var": "createdAt"}, {"today": []}]}, 90]}',
        least=2,
        most=2,
        build=counting("days_between"),
        sql=_sql,
        strict=True,
        sentences={"en": "the number of days from {0} to {1}", "zh-CN": "从 {0} 到 {1} 的天数"},
    ),
)
