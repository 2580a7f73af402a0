"""`day`: the day of a date or a moment."""

from expressions.calendar import counting, part_of_day
from expressions.operators.base import OPERATORS, Operator

OPERATORS.add(
    "day",
    Operator(
        doc="The day of the month, 1 to 31, of a date, or of a moment in the tenant's time zone.",
        example='{"==": [{"day": {"var": "closeDate"}}, {"day": {"today": []}}]}',
        least=1,
        most=1,
        build=counting("day"),
        sql=part_of_day("day"),
        strict=True,
        sentences={"en": "the day of {0}", "zh-CN": "{0} 的日"},
    ),
)
