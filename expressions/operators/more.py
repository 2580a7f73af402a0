"""`>`: more than."""

import operator

from expressions.domains import at_least
from expressions.operators.base import OPERATORS, Operator
from expressions.orderings import ordering
from expressions.signatures import ORDERED, comparing

OPERATORS.add(
    ">",
    Operator(
        doc="More than.",
        example='{">": [{"var": "amount"}, 0]}',
        least=2,
        most=2,
        build=comparing(">", ORDERED),
        sql=ordering(operator.gt),
        sentences={"en": "{0} {be} more than {1}", "zh-CN": "{0} {be}大于 {1}"},
        of_dates={"en": "{0} {be} after {1}", "zh-CN": "{0} {be}晚于 {1}"},
        compares=True,
        mirror="<",
        admits=lambda _, constants: at_least(*constants, itself=False),
    ),
)
