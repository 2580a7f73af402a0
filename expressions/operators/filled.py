"""`filled`: known, and not an empty text."""

from dataclasses import replace

from sqlalchemy import Text, literal, null

from core.sentences import Sentence
from expressions.domains import KNOWN, Domain
from expressions.faults import rule_fault
from expressions.nodes import Call, Expression, Literal, Scalar
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    if isinstance(operands[0], Literal):
        raise rule_fault(
            "RULE_TYPE",
            Sentence("`filled` takes a field, not a constant", "`filled` 需要字段，而不是常量"),
            operands[0].pointer,
            hint=Sentence('Write {"filled": {"var": "name"}}.', '请写作 {"filled": {"var": "name"}}。'),
        )
    return Call("filled", operands, ValueType.BOOLEAN, pointer)


def presence(operand: Expression, writer: Writer) -> Column:
    """Known and not an empty text; null or false where it is neither."""
    value = writer.value(operand)
    return value != literal("", Text()) if operand.type is ValueType.TEXT else value.is_not(null())


def _sql(operands: Operands, writer: Writer) -> Column:
    return presence(operands[0], writer)


def _admits(type_: ValueType, _: tuple[Scalar, ...]) -> Domain:
    return replace(KNOWN, excluded=frozenset({""})) if type_ is ValueType.TEXT else KNOWN


OPERATORS.add(
    "filled",
    Operator(
        doc="Known, and not an empty text.",
        example='{"filled": {"var": "name"}}',
        least=1,
        most=1,
        build=_build,
        sql=_sql,
        admits=_admits,
        sentences={"en": "{0} {be} filled in", "zh-CN": "{0} {been}填写"},
    ),
)
