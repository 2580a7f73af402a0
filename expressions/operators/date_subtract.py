"""`date_subtract`: a date or moment moved back."""

from expressions.durations import moved_by, moving
from expressions.operators.base import OPERATORS, Operator

OPERATORS.add(
    "date_subtract",
    Operator(
        doc="A date or moment moved back by a whole number of units, as in `date_add`.",
        example='{">=": [{"var": "createdAt"}, {"date_subtract": [{"now": []}, 90, "day"]}]}',
        least=3,
        most=3,
        build=moving("date_subtract", "date_add"),
        sql=moved_by(-1),
        strict=True,
        sentences={"en": "{0} - {span}", "zh-CN": "{0} - {span}"},
    ),
)
