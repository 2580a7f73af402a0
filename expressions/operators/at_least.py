"""`>=`: at least."""

import operator

from expressions.domains import at_least
from expressions.operators.base import OPERATORS, Operator
from expressions.orderings import ordering
from expressions.signatures import ORDERED, comparing

OPERATORS.add(
    ">=",
    Operator(
        doc="At least.",
        example='{">=": [{"var": "amount"}, 1000]}',
        least=2,
        most=2,
        build=comparing(">=", ORDERED),
        sql=ordering(operator.ge),
        sentences={"en": "{0} {be} at least {1}", "zh-CN": "{0} {be}不小于 {1}"},
        of_dates={"en": "{0} {be} on or after {1}", "zh-CN": "{0} {be}不早于 {1}"},
        compares=True,
        mirror="<=",
        admits=lambda _, constants: at_least(*constants, itself=True),
    ),
)
