"""`min`: the smallest operand."""

from expressions.extremes import extreme
from expressions.operators.base import OPERATORS, Operator
from expressions.signatures import MEASURED, choosing

OPERATORS.add(
    "min",
    Operator(
        doc="The smallest of numbers, dates or moments. Unknown where an operand is.",
        example='{">": [{"min": [{"var": "amount"}, 5]}, 1]}',
        least=1,
        most=None,
        build=choosing("min", MEASURED),
        sql=extreme("least"),
        strict=True,
        sentences={"en": "the smallest of {all}", "zh-CN": "{all} 中最小的"},
        copies=2,
    ),
)
