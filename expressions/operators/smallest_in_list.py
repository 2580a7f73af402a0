"""`smallest`: the smallest of a value of each record of a list."""

from sqlalchemy import func

from expressions.lists import aggregated, of_values, read_list
from expressions.operators.base import OPERATORS, Operator
from expressions.signatures import MEASURED

OPERATORS.add(
    "smallest",
    Operator(
        doc=(
            "The smallest number, or the first date, moment or time, of each record of a list, as `sum`; "
            "unknown where there is none."
        ),
        example='{">=": [{"smallest": [{"var": "activities"}, {"var": "minutes"}]}, 5]}',
        least=2,
        most=3,
        read=read_list,
        build=of_values("smallest", MEASURED),
        sql=aggregated(func.min),
        sentences={"en": "the smallest {1} of {0}", "zh-CN": "{0} 的最小 {1}"},
        lists=True,
    ),
)
