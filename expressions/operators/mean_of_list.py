"""`avg`: the mean of a value of each record of a list."""

from sqlalchemy import func

from expressions.lists import aggregated, of_values, read_list
from expressions.operators.base import OPERATORS, Operator
from expressions.types import ValueType

OPERATORS.add(
    "avg",
    Operator(
        doc="The mean of a number of each record of a list, as `sum`; unknown where there is none.",
        example='{">": [{"avg": [{"var": "activities"}, {"var": "minutes"}]}, 15]}',
        least=2,
        most=3,
        read=read_list,
        build=of_values("avg", frozenset({ValueType.NUMBER})),
        sql=aggregated(func.avg),
        sentences={"en": "the mean of {1} of {0}", "zh-CN": "{0} 的 {1} 平均值"},
        lists=True,
    ),
)
