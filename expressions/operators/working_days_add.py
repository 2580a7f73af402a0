"""`working_days_add`: a date moved on by working days."""

from expressions.operators.base import OPERATORS, Operator
from expressions.working_spans import moved_by, moving

OPERATORS.add(
    "working_days_add",
    Operator(
        doc=(
            "The date that is a whole number of working days after a date, or after the date of a moment in the "
            "tenant's time zone: one working day after a Friday, and after a Saturday, is the Monday."
        ),
        example='{"<": [{"today": []}, {"working_days_add": [{"var": "createdAt"}, 5]}]}',
        least=2,
        most=2,
        build=moving("working_days_add", "working_days_subtract"),
        sql=moved_by(1),
        sentences={"en": "{0} + {span}", "zh-CN": "{0} + {span}"},
        copies=3,
        moving=True,
    ),
)
