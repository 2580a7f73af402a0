"""`if`: the value after the first condition that holds."""

from sqlalchemy import case, null

from core.errors import Problem, SluiceError
from expressions.nodes import Call, Expression
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import require, unified
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    paired = len(operands) - len(operands) % 2
    problems: list[Problem] = []
    try:
        require("if", operands[:paired:2], {ValueType.BOOLEAN})
    except SluiceError as error:
        problems.extend(error.problems)
    try:
        values, common = unified("if", (*operands[1:paired:2], *operands[paired:]), pointer)
    except SluiceError as error:
        raise SluiceError([*problems, *error.problems]) from None
    if problems:
        raise SluiceError(problems)
    woven = [part for pair in zip(operands[:paired:2], values, strict=False) for part in pair]
    return Call("if", (*woven, *values[paired // 2 :]), common, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    paired = len(operands) - len(operands) % 2
    otherwise = writer.value(operands[-1]) if len(operands) > paired else null()
    branches = [
        (writer.truth(operands[index]), writer.value(operands[index + 1])) for index in range(0, paired, 2)
    ]
    return case(*branches, else_=otherwise)


OPERATORS.add(
    "if",
    Operator(
        doc="The value after the first condition that holds, else the last, else null; all of one type.",
        example='{">=": [{"var": "amount"}, {"if": [{"var": "budgetConfirmed"}, 1000, 5000]}]}',
        least=2,
        most=None,
        build=_build,
        sql=_sql,
        sentences={},
        aliases=("?:",),
        passes=True,
    ),
)
