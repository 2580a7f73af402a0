"""The types operators ask for: shared checks that make typed calls of operands, or say what does not fit."""

from collections.abc import Iterable, Mapping

from core.errors import Problem, SluiceError
from expressions.faults import rule_fault
from expressions.literals import READ_FROM_TEXT, as_type
from expressions.nodes import ArrayLiteral, Call, Expression, Listing, Literal, Variable
from expressions.operators.base import Build, Operands
from expressions.types import ValueType

MEASURED = frozenset({ValueType.NUMBER, ValueType.DATE, ValueType.DATETIME, ValueType.TIME})
ORDERED = MEASURED | {ValueType.TEXT}

Options = Mapping[str, Mapping[str, str]]

_SEVERAL = 'It has several options; ask for one of them with {"in": ["...", {"var": "..."}]}.'


def taking(name: str, wanted: ValueType, result: ValueType) -> Build:
    """An operator whose operands are all of the type `wanted`."""

    def build(operands: Operands, pointer: str) -> Expression:
        require(name, operands, {wanted})
        return Call(name, operands, result, pointer)

    return build


def comparing(name: str, types: frozenset[ValueType]) -> Build:
    """An operator that compares operands of one type, which must be one of `types`."""

    def build(operands: Operands, pointer: str) -> Expression:
        alike, _ = _unified_among(types, name, operands, pointer)
        return Call(name, alike, ValueType.BOOLEAN, pointer)

    return build


def choosing(name: str, types: frozenset[ValueType]) -> Build:
    """An operator that answers one of its operands, all of one type, which must be one of `types`."""

    def build(operands: Operands, pointer: str) -> Expression:
        alike, common = _unified_among(types, name, operands, pointer)
        return Call(name, alike, common, pointer)

    return build


def _unified_among(
    types: frozenset[ValueType], name: str, operands: Operands, pointer: str
) -> tuple[Operands, ValueType]:
    alike, common = unified(name, operands, pointer)
    if common not in types and common is not ValueType.NULL:
        message = f"`{name}` takes {' or '.join(sorted(types))}, not {common}"
        raise rule_fault("RULE_TYPE", message, pointer)
    require(name, alike, types)
    return alike, common


def require(name: str, operands: Iterable[Expression], types: Iterable[ValueType]) -> None:
    """Raise RULE_TYPE with a problem for each operand of another type."""
    wanted = sorted(types)
    problems = [
        problem
        for operand in operands
        if operand.type not in wanted
        for problem in rule_fault(
            "RULE_TYPE",
            f"`{name}` takes {' or '.join(wanted)}, not {operand.type}",
            operand.pointer,
            hint=_hint(operand, wanted),
        ).problems
    ]
    if problems:
        raise SluiceError(problems)


def _hint(operand: Expression, wanted: list[ValueType]) -> str:
    if operand.type is ValueType.NULL:
        return 'A null has no value; test for it with {"==": [..., null]}.'
    if operand.type is ValueType.CHOICES:
        return _SEVERAL
    if wanted == [ValueType.BOOLEAN]:
        return 'Nothing is converted to true or false; compare it, or use {"filled": ...}.'
    if isinstance(operand, Literal) and operand.type is ValueType.TEXT and ValueType.NUMBER in wanted:
        return "Write the number without quotes."
    return ""


def unified(name: str, operands: Operands, pointer: str) -> tuple[Operands, ValueType]:
    """The operands as one type, text literals read as what they stand for; nulls stay nulls.

    Raises:
        SluiceError: RULE_TYPE where the types differ; RULE_VALUE, RULE_UNKNOWN_OPTION from reading literals.
    """
    types = {operand.type for operand in operands} - {ValueType.NULL}
    if len(types) == 2 and ValueType.TEXT in types:
        (other,) = types - {ValueType.TEXT}
        soft = all(isinstance(each, Literal) for each in operands if each.type is ValueType.TEXT)
        if soft and other in READ_FROM_TEXT:
            operands, types = _read(operands, other), {other}
    if len(types) > 1:
        raise rule_fault(
            "RULE_TYPE",
            f"`{name}` needs operands of one type, not {' and '.join(sorted(types))}",
            pointer,
            hint=_difference_hint(types),
        )
    if types == {ValueType.CHOICE}:
        _check_overlap(name, operands, pointer)
    return operands, next(iter(types), ValueType.NULL)


def _difference_hint(types: set[ValueType]) -> str:
    if types == {ValueType.DATE, ValueType.DATETIME}:
        return 'Compare dates with {"today": []} and moments with {"now": []}.'
    if types == {ValueType.NUMBER, ValueType.TEXT}:
        return "Write numbers without quotes; text never becomes a number."
    if ValueType.CHOICES in types:
        return _SEVERAL
    if ValueType.CHOICE in types:
        return "Compare a choice with one of its option keys, written as text."
    return ""


def _read(operands: Operands, wanted: ValueType) -> Operands:
    options = _merged(options_of(each) for each in operands if each.type is wanted)
    read: list[Expression] = []
    problems: list[Problem] = []
    for each in operands:
        if not isinstance(each, Literal) or each.type is not ValueType.TEXT:
            read.append(each)
            continue
        try:
            read.append(as_type(each, wanted, options))
        except SluiceError as error:
            problems.extend(error.problems)
    if problems:
        raise SluiceError(problems)
    return tuple(read)


def _check_overlap(name: str, operands: Operands, pointer: str) -> None:
    known = [found for found in map(options_of, operands) if found is not None]
    if len(known) > 1 and not set.intersection(*(set(found) for found in known)):
        raise rule_fault("RULE_TYPE", f"`{name}` compares choices that share no option", pointer)


def options_of(expression: Expression) -> Options | None:
    """The options a choice can have; None where they are not known."""
    match expression:
        case Variable(reference=reference):
            return reference.options
        case Call(operands=operands):
            return _merged(options_of(each) for each in operands if each.type is ValueType.CHOICE)
        case Literal() | ArrayLiteral() | Listing():
            return None


def _merged(found: Iterable[Options | None]) -> Options | None:
    known = [options for options in found if options is not None]
    return {key: labels for options in known for key, labels in options.items()} if known else None
