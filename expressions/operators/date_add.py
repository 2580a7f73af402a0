"""`date_add`: a date or moment moved on."""

from expressions.durations import moved_by, moving
from expressions.operators.base import OPERATORS, Operator

OPERATORS.add(
    "date_add",
    Operator(
        doc=(
            "A date or moment moved on by a whole number of units: `year` `month` `week` `day`, "
            "of a moment also `hour` `minute`."
        ),
        example='{"<": [{"var": "closeDate"}, {"date_add": [{"today": []}, 30, "day"]}]}',
        least=3,
        most=3,
        build=moving("date_add", "date_subtract"),
        sql=moved_by(1),
        strict=True,
        sentences={"en": "{0} + {span}", "zh-CN": "{0} + {span}"},
    ),
)
