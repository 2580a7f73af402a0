"""`some`: at least one record of a list meets a condition."""

from expressions.lists import listed, of_records, read_list
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    query, _ = writer.each(listed(operands))
    return query.exists()


OPERATORS.add(
    "some",
    Operator(
        doc="At least one record of a list meets a condition. Paths in the condition are those of the record.",
        example='{"some": [{"var": "activities"}, {"==": [{"var": "kind"}, "interview"]}]}',
        least=2,
        most=2,
        read=read_list,
        build=of_records("some", ValueType.BOOLEAN),
        sql=_sql,
        sentences={"en": "there {be} at least one of {0}", "zh-CN": "{be}存在 {0}"},
        total=True,
        lists=True,
        contrary="none",
    ),
)
