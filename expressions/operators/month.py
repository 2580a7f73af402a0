"""`month`: the month of a date or a moment."""

from expressions.calendar import counting, part_of_day
from expressions.operators.base import OPERATORS, Operator

OPERATORS.add(
    "month",
    Operator(
        doc="The month, 1 to 12, of a date, or of a moment in the tenant's time zone.",
        example='{"==": [{"month": {"var": "closeDate"}}, {"month": {"today": []}}]}',
        least=1,
        most=1,
        build=counting("month"),
        sql=part_of_day("month"),
        strict=True,
        sentences={"en": "the month of {0}", "zh-CN": "{0} 的月份"},
    ),
)
