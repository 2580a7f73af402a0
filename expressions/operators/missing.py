"""`missing`: at least one of these fields is not filled."""

from sqlalchemy import not_, or_

from expressions.nodes import Call, Expression
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Part, Reader, Writer
from expressions.types import ValueType


def _read(reader: Reader, parts: tuple[Part, ...]) -> Operands:
    return tuple(map(reader.variable, parts))


def _build(operands: Operands, pointer: str) -> Expression:
    return Call("missing", operands, ValueType.BOOLEAN, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    filled = (Call("filled", (operand,), ValueType.BOOLEAN) for operand in operands)
    return or_(*(not_(writer.settled(each)) for each in filled))


OPERATORS.add(
    "missing",
    Operator(
        doc="At least one of the fields, named by their paths, is not filled.",
        example='{"!": {"missing": ["name", "amount"]}}',
        least=1,
        most=None,
        read=_read,
        build=_build,
        sql=_sql,
        sentences={"en": "{all} {are} filled in", "zh-CN": "{all} {been}填写"},
        total=True,
        opposite=True,
    ),
)
