"""`var`: the value of a field; with a second operand, that where the field is empty."""

from dataclasses import replace

from sqlalchemy import func

from expressions.nodes import Call, Expression, Variable
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Part, Reader, Writer
from expressions.signatures import unified


def _read(reader: Reader, parts: tuple[Part, ...]) -> Operands:
    path, *default = parts
    return (reader.variable(path), *map(reader.expression, default))


def _build(operands: Operands, pointer: str) -> Expression:
    if len(operands) == 1 and isinstance(operands[0], Variable):
        return replace(operands[0], pointer=pointer)
    alike, common = unified("var", operands, pointer)
    return Call("var", alike, common, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    return func.coalesce(*(writer.value(operand) for operand in operands))


OPERATORS.add(
    "var",
    Operator(
        doc=(
            "The value of a field, or of a field of a related record (`account.sector`); "
            "the second operand where it is unknown."
        ),
        example='{">": [{"var": ["amount", 0]}, 100]}',
        least=1,
        most=2,
        read=_read,
        build=_build,
        sql=_sql,
        sentences={"en": "{0} (or {1} where empty)", "zh-CN": "{0}（为空时取 {1}）"},
        passes=True,
    ),
)
