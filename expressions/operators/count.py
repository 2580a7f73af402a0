"""`count`: how many records of a list meet a condition."""

from sqlalchemy import func

from expressions.lists import listed, of_records, read_list
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    query, _ = writer.each(listed(operands))
    return query.with_only_columns(func.count(), maintain_column_froms=True).scalar_subquery()


OPERATORS.add(
    "count",
    Operator(
        doc="How many records a list has, or has that meet a condition.",
        example='{">=": [{"count": [{"var": "activities"}, {"var": "done"}]}, 2]}',
        least=1,
        most=2,
        read=read_list,
        build=of_records("count", ValueType.NUMBER),
        sql=_sql,
        sentences={"en": "the number of {0}", "zh-CN": "{0} 的数量"},
        lists=True,
    ),
)
