"""`sum`: what a value of each record of a list comes to."""

from sqlalchemy import Integer, Numeric, func, literal_column

from expressions.lists import aggregated, of_values, read_list
from expressions.operators.base import OPERATORS, Column, Operator
from expressions.types import ValueType


def _sum(values: Column) -> Column:
    return func.coalesce(func.sum(values), literal_column("0", Integer()), type_=Numeric())


OPERATORS.add(
    "sum",
    Operator(
        doc=(
            "The sum of a number of each record of a list, or of those that meet a condition, which stands "
            "third; 0 where there is none. Of amounts, unknown unless all are of one currency."
        ),
        example='{">": [{"sum": [{"var": "activities"}, {"var": "minutes"}, {"var": "done"}]}, 60]}',
        least=2,
        most=3,
        read=read_list,
        build=of_values("sum", frozenset({ValueType.NUMBER})),
        sql=aggregated(_sum),
        sentences={"en": "the sum of {1} of {0}", "zh-CN": "{0} 的 {1} 之和"},
        lists=True,
    ),
)
