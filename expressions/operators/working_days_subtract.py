"""`working_days_subtract`: a date moved back by working days."""

from expressions.operators.base import OPERATORS, Operator
from expressions.working_spans import moved_by, moving

OPERATORS.add(
    "working_days_subtract",
    Operator(
        doc=(
            "The date that is a whole number of working days before a date or a moment, as in `working_days_add`."
        ),
        example='{">=": [{"var": "closeDate"}, {"working_days_subtract": [{"today": []}, 3]}]}',
        least=2,
        most=2,
        build=moving("working_days_subtract", "working_days_add"),
        sql=moved_by(-1),
        sentences={"en": "{0} - {span}", "zh-CN": "{0} - {span}"},
        copies=3,
        moving=True,
    ),
)
