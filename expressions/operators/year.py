"""`year`: the year of a date or a moment."""

from expressions.calendar import counting, part_of_day
from expressions.operators.base import OPERATORS, Operator

OPERATORS.add(
    "year",
    Operator(
        doc="The year of a date, or of a moment in the tenant's time zone.",
        example='{"==": [{"year": {"var": "closeDate"}}, {"year": {"today": []}}]}',
        least=1,
        most=1,
        build=counting("year"),
        sql=part_of_day("year"),
        strict=True,
        sentences={"en": "the year of {0}", "zh-CN": "{0} 的年份"},
    ),
)
