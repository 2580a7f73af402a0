"""`in`: a value in a list, or, as in all JSONLogic, a text within a text."""

from expressions.domains import one_of
from expressions.nodes import ArrayLiteral, Call, Expression
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Part, Reader, Writer
from expressions.signatures import no_null, require, unified
from expressions.types import ValueType


def _read(reader: Reader, parts: tuple[Part, ...]) -> Operands:
    element, among = parts
    return (
        reader.expression(element),
        (reader.array if isinstance(among.raw, list) else reader.expression)(among),
    )


def _build(operands: Operands, pointer: str) -> Expression:
    element, among = operands
    if among.type is ValueType.CHOICES:
        return OPERATORS["has"].build((among, element), pointer)
    if not isinstance(among, ArrayLiteral):
        require("in", operands, {ValueType.TEXT})
        return Call("contains", (among, element), ValueType.BOOLEAN, pointer)
    for operand in (element, *among.items):
        if operand.type is ValueType.NULL:
            raise no_null("in", operand)
    (element, *items), common = unified("in", (element, *among.items), pointer)
    array = ArrayLiteral(tuple(items), common if items else ValueType.NULL, among.pointer)
    return Call("in", (element, array), ValueType.BOOLEAN, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    element, among = operands
    if not isinstance(among, ArrayLiteral):
        raise TypeError("`in` is built with a list")
    return writer.member(element, among)


OPERATORS.add(
    "in",
    Operator(
        doc="Is one of a list of values; with a text or a multi-choice on the right, `contains` or `has` with the "
        "operands exchanged.",
        example='{"in": [{"var": "stage"}, ["won", "lost"]]}',
        least=2,
        most=2,
        read=_read,
        build=_build,
        sql=_sql,
        sentences={"en": "{0} {be} one of {1}", "zh-CN": "{0} {be}为 {1} 之一"},
        compares=True,
        admits=lambda _, constants: one_of(*constants),
    ),
)
