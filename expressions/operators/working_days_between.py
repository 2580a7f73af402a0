"""`working_days_between`: how many working days there are after the first date up to the second."""

from sqlalchemy import Numeric, cast

from expressions.calendar import counting, day_of
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.working_days import working_days_up_to


def _sql(operands: Operands, writer: Writer) -> Column:
    first, second = (working_days_up_to(writer.calendar, day_of(each, writer)) for each in operands)
    return cast(second - first, Numeric)


OPERATORS.add(
    "working_days_between",
    Operator(
        doc=(
            "How many working days there are after the first date up to the second, negative where it is before; of "
            "moments, their dates in the tenant's time zone. From Friday to Monday it is one."
        ),
        example='{"<=": [{"working_days_between": [{"var": "createdAt"}, {"today": []}]}, 10]}',
        least=2,
        most=2,
        build=counting("working_days_between"),
        sql=_sql,
        sentences={"en": "the number of working days from {0} to {1}", "zh-CN": "从 {0} 到 {1} 的工作日数"},
        copies=3,
        moving=True,
    ),
)
