"""`substr`: a part of a text."""

from decimal import Decimal

from sqlalchemy import Integer, Text, func, literal

from core.sentences import Sentence
from expressions.faults import rule_fault
from expressions.nodes import Call, Expression, Literal
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import require
from expressions.types import ValueType

LONGEST = 1_000_000


def _build(operands: Operands, pointer: str) -> Expression:
    require("substr", operands[:1], {ValueType.TEXT})
    for operand in operands[1:]:
        if _whole(operand) is None:
            message = Sentence(
                "`substr` takes whole numbers up to {} for its places", "`substr` 的位置应为不超过 {} 的整数"
            )
            raise rule_fault("RULE_TYPE", message.of(LONGEST), operand.pointer)
    return Call("substr", operands, ValueType.TEXT, pointer)


def _whole(operand: Expression) -> int | None:
    if isinstance(operand, Literal) and isinstance(operand.value, Decimal):
        number = operand.value
        return int(number) if abs(number) <= LONGEST and number == int(number) else None
    return None


def _sql(operands: Operands, writer: Writer) -> Column:
    places = [_whole(operand) or 0 for operand in operands[1:]]
    text, start = writer.value(operands[0]), places[0]
    if start < 0:
        found = func.right(text, literal(-start, Integer), type_=Text())
    else:
        found = func.substr(text, literal(start + 1, Integer), type_=Text())
    return func.left(found, literal(places[1], Integer), type_=Text()) if len(places) > 1 else found


OPERATORS.add(
    "substr",
    Operator(
        doc=(
            "A part of a text: from a place (counted from the end if negative), "
            "and how many characters (all but so many if negative)."
        ),
        example='{"==": [{"substr": [{"var": "name"}, 0, 2]}, "Ac"]}',
        least=2,
        most=3,
        build=_build,
        sql=_sql,
        sentences={"en": "the part of {0} at {rest}", "zh-CN": "{0} 在 {rest} 处的部分"},
    ),
)
