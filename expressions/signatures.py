"""The types operators ask for: shared checks that make typed calls of operands, or say what does not fit."""

from collections.abc import Iterable, Mapping

from core.errors import Problem, SluiceError
from core.sentences import NO_WORDS, Sentence, joined
from expressions.faults import TYPE_WORDS, one_of_types, rule_fault
from expressions.literals import READ_FROM_TEXT, as_type
from expressions.nodes import ArrayLiteral, Call, Expression, Listing, Literal, Variable
from expressions.operators.base import Build, Operands
from expressions.types import ValueType

MEASURED = frozenset({ValueType.NUMBER, ValueType.DATE, ValueType.DATETIME, ValueType.TIME})
ORDERED = MEASURED | {ValueType.TEXT}

Options = Mapping[str, Mapping[str, str]]

_TAKES = Sentence("`{}` takes {}, not {}", "`{}` 需要{}，而不是{}")
_SEVERAL = Sentence(
    'It has several options; ask for one of them with {"in": ["...", {"var": "..."}]}.',
    '它有多个选项；请用 {"in": ["...", {"var": "..."}]} 判断是否含有其中一个。',
)


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
        message = _TAKES.of(name, one_of_types(types), TYPE_WORDS[common])
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
            _TAKES.of(name, one_of_types(wanted), TYPE_WORDS[operand.type]),
            operand.pointer,
            hint=_hint(operand, wanted),
        ).problems
    ]
    if problems:
        raise SluiceError(problems)


def _hint(operand: Expression, wanted: list[ValueType]) -> Sentence:
    if operand.type is ValueType.NULL:
        return Sentence(
            'A null has no value; test for it with {"==": [..., null]}.',
            '空值没有内容；请用 {"==": [..., null]} 判断。',
        )
    if operand.type is ValueType.CHOICES:
        return _SEVERAL
    if wanted == [ValueType.BOOLEAN]:
        return Sentence(
            'Nothing is converted to true or false; compare it, or use {"filled": ...}.',
            '不会自动转换为真或假；请进行比较，或使用 {"filled": ...}。',
        )
    if isinstance(operand, Literal) and operand.type is ValueType.TEXT and ValueType.NUMBER in wanted:
        return Sentence("Write the number without quotes.", "请不加引号填写数字。")
    return NO_WORDS


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
            Sentence("`{}` needs operands of one type, not {}", "`{}` 的参数应为同一类型，而不是{}").of(
                name, joined([TYPE_WORDS[each] for each in sorted(types)], " and ", "和")
            ),
            pointer,
            hint=_difference_hint(types),
        )
    if types == {ValueType.CHOICE}:
        _check_overlap(name, operands, pointer)
    return operands, next(iter(types), ValueType.NULL)


def _difference_hint(types: set[ValueType]) -> Sentence:
    if types == {ValueType.DATE, ValueType.DATETIME}:
        return Sentence(
            'Compare dates with {"today": []} and moments with {"now": []}.',
            '日期请与 {"today": []} 比较，日期时间请与 {"now": []} 比较。',
        )
    if types == {ValueType.NUMBER, ValueType.TEXT}:
        return Sentence(
            "Write numbers without quotes; text never becomes a number.",
            "数字请不加引号；文本不会转换为数字。",
        )
    if ValueType.CHOICES in types:
        return _SEVERAL
    if ValueType.CHOICE in types:
        return Sentence(
            "Compare a choice with one of its option keys, written as text.",
            "单选字段请与其某个选项的键比较，键写作文本。",
        )
    return NO_WORDS


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
        message = Sentence(
            "`{}` compares choices that share no option", "`{}` 所比较的单选字段没有共同的选项"
        )
        raise rule_fault("RULE_TYPE", message.of(name), pointer)


def no_null(name: str, operand: Expression) -> SluiceError:
    """The refusal of a null that an operator is to find in a list."""
    message = Sentence("`{}` does not look for null", "`{}` 不查找空值").of(name)
    hint = Sentence('Test for it with {"==": [..., null]}.', '请用 {"==": [..., null]} 判断。')
    return rule_fault("RULE_TYPE", message, operand.pointer, hint=hint)


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
