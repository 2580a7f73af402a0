"""The SQL that `min` and `max` share."""

from sqlalchemy import case, func, null, or_

from expressions.operators.base import Column, Operands, Sql, Writer


def extreme(function: str) -> Sql:
    """`least` or `greatest`, but null where an operand is null: PostgreSQL's own leave the unknown out."""

    def sql(operands: Operands, writer: Writer) -> Column:
        values = [writer.value(operand) for operand in operands]
        unknown = or_(*(value.is_(null()) for value in values))
        return case((unknown, null()), else_=getattr(func, function)(*values))

    return sql
