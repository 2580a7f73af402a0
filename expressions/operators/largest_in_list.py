"""`largest`: the largest of a value of each record of a list."""

from sqlalchemy import func

from expressions.lists import aggregated, of_values, read_list
from expressions.operators.base import OPERATORS, Operator
from expressions.signatures import MEASURED

OPERATORS.add(
    "largest",
    Operator(
        doc=(
            "The largest number, or the last date, moment or time, of each record of a list, as `sum`; "
            "unknown where there is none."
        ),
        example='{">=": [{"largest": [{"var": "activities"}, {"var": "doneOn"}]}, "2026-01-31"]}',
        least=2,
        most=3,
        read=read_list,
        build=of_values("largest", MEASURED),
        sql=aggregated(func.max),
        sentences={"en": "the largest {1} of {0}", "zh-CN": "{0} 的最大 {1}"},
        lists=True,
    ),
)
