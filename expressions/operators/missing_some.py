"""`missing_some`: fewer than so many of these fields are filled."""

from decimal import Decimal

from sqlalchemy import Integer, cast, literal

from core.sentences import Sentence
from expressions.faults import rule_fault
from expressions.nodes import Call, Expression, Literal
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Part, Reader, Writer
from expressions.types import ValueType


def _read(reader: Reader, parts: tuple[Part, ...]) -> Operands:
    needed, paths = parts
    if not isinstance(paths.raw, list):
        message = Sentence(
            "`missing_some` takes a number and a list of paths", "`missing_some` 需要一个数字和一个路径列表"
        )
        raise rule_fault("RULE_MALFORMED", message, paths.pointer)
    return (reader.expression(needed), *map(reader.variable, paths.items()))


def _build(operands: Operands, pointer: str) -> Expression:
    needed, most = operands[0], len(operands) - 1
    number = needed.value if isinstance(needed, Literal) else None
    if not isinstance(number, Decimal) or number not in range(1, most + 1):
        message = Sentence(
            "`missing_some` needs a whole number from 1 to the {} fields it names",
            "`missing_some` 需要 1 到所列 {} 个字段之间的整数",
        ).of(most)
        raise rule_fault("RULE_TYPE", message, needed.pointer)
    return Call("missing_some", operands, ValueType.BOOLEAN, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    needed = operands[0]
    if not isinstance(needed, Literal) or not isinstance(needed.value, Decimal):
        raise TypeError("`missing_some` is built with a number")
    filled = (writer.settled(Call("filled", (each,), ValueType.BOOLEAN)) for each in operands[1:])
    total: Column = literal(0, Integer)
    for each in filled:
        total = total + cast(each, Integer)
    return total < literal(int(needed.value), Integer)


OPERATORS.add(
    "missing_some",
    Operator(
        doc="Fewer than so many of the fields, named by their paths, are filled.",
        example='{"!": {"missing_some": [1, ["name", "amount"]]}}',
        least=2,
        most=2,
        read=_read,
        build=_build,
        sql=_sql,
        sentences={
            "en": "at least {0} of {rest} {are} filled in",
            "zh-CN": "{rest} 中至少 {0} 项{been}填写",
        },
        total=True,
        opposite=True,
    ),
)
