"""`all`: a list has records, and each meets a condition."""

from dataclasses import replace

from sqlalchemy import false, func

from expressions.lists import listed, read_list
from expressions.nodes import Call, Expression
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import require
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    listing, condition = listed(operands), operands[1]
    require("all", (condition,), {ValueType.BOOLEAN})
    return Call("all", (replace(listing, value=condition),), ValueType.BOOLEAN, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    listing = listed(operands)
    if listing.value is None:
        raise TypeError("`all` is built with a condition")
    query, each = writer.each(listing)
    held = func.bool_and(each.settled(listing.value))
    return func.coalesce(query.with_only_columns(held, maintain_column_froms=True).scalar_subquery(), false())


OPERATORS.add(
    "all",
    Operator(
        doc=(
            "A list has records, and each meets a condition. As in all JSONLogic it does not hold of a list without "
            "records: `none` with the contrary does."
        ),
        example='{"all": [{"var": "activities"}, {"var": "done"}]}',
        least=2,
        most=2,
        read=read_list,
        build=_build,
        sql=_sql,
        sentences={
            "en": "each of {0}, and at least one, {be} such that {1}",
            "zh-CN": "{0}（至少一条）{be}全部符合（{1}）",
        },
        total=True,
        lists=True,
    ),
)
