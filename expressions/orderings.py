"""The SQL the four order comparisons share."""

from collections.abc import Callable
from itertools import pairwise

from sqlalchemy import and_

from expressions.operators.base import Column, Operands, Sql, Writer
from expressions.types import ValueType


def ordering(compare: Callable[[Column, Column], Column]) -> Sql:
    """Compare each operand with the next; null where one is null."""

    def sql(operands: Operands, writer: Writer) -> Column:
        return and_(
            *(_ordered(writer.comparable(left, right), left.type) for left, right in pairwise(operands))
        )

    def _ordered(pair: tuple[Column, Column], type_: ValueType) -> Column:
        left, right = pair
        # Text is ordered by code point as in JSONLogic, not by the collation the database happens to have.
        return compare(left.collate("C"), right) if type_ is ValueType.TEXT else compare(left, right)

    return sql
