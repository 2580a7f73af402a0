"""`<`: less than; with three operands, strictly between."""

import operator

from expressions.domains import at_most
from expressions.operators.base import OPERATORS, Operator
from expressions.orderings import ordering
from expressions.signatures import ORDERED, comparing

OPERATORS.add(
    "<",
    Operator(
        doc="Less than; `a < b < c` with three operands. Text is ordered by code point.",
        example='{"<": [{"var": "amount"}, 1000]}',
        least=2,
        most=3,
        build=comparing("<", ORDERED),
        sql=ordering(operator.lt),
        sentences={"en": "{0} {be} less than {1}", "zh-CN": "{0} {be}小于 {1}"},
        of_dates={"en": "{0} {be} before {1}", "zh-CN": "{0} {be}早于 {1}"},
        compares=True,
        mirror=">",
        admits=lambda _, constants: at_most(*constants, itself=False),
        copies=2,
    ),
)
