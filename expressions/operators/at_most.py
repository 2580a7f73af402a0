"""`<=`: at most; with three operands, between, both ends included."""

import operator

from expressions.domains import at_most
from expressions.operators.base import OPERATORS, Operator
from expressions.orderings import ordering
from expressions.signatures import ORDERED, comparing

OPERATORS.add(
    "<=",
    Operator(
        doc="At most; `a <= b <= c` with three operands.",
        example='{"<=": [10, {"var": "amount"}, 20]}',
        least=2,
        most=3,
        build=comparing("<=", ORDERED),
        sql=ordering(operator.le),
        sentences={"en": "{0} {be} at most {1}", "zh-CN": "{0} {be}不大于 {1}"},
        of_dates={"en": "{0} {be} on or before {1}", "zh-CN": "{0} {be}不晚于 {1}"},
        compares=True,
        mirror=">=",
        admits=lambda _, constants: at_most(*constants, itself=True),
        copies=2,
    ),
)
