"""`max`: the largest operand."""

from expressions.extremes import extreme
from expressions.operators.base import OPERATORS, Operator
from expressions.signatures import MEASURED, choosing

OPERATORS.add(
    "max",
    Operator(
        doc="The largest of numbers, dates or moments. Unknown where an operand is.",
        example='{">": [{"max": [{"var": "amount"}, 5]}, 1]}',
        least=1,
        most=None,
        build=choosing("max", MEASURED),
        sql=extreme("greatest"),
        strict=True,
        sentences={"en": "the largest of {all}", "zh-CN": "{all} 中最大的"},
        copies=2,
    ),
)
