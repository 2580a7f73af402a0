"""`none`: no record of a list meets a condition."""

from sqlalchemy import not_

from expressions.lists import listed, of_records, read_list
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    query, _ = writer.each(listed(operands))
    return not_(query.exists())


OPERATORS.add(
    "none",
    Operator(
        doc="No record of a list meets a condition; so of a list without records.",
        example='{"none": [{"var": "activities"}, {"==": [{"var": "done"}, false]}]}',
        least=2,
        most=2,
        read=read_list,
        build=of_records("none", ValueType.BOOLEAN),
        sql=_sql,
        sentences={"en": "there {be} none of {0}", "zh-CN": "{be}没有 {0}"},
        total=True,
        lists=True,
        contrary="some",
    ),
)
