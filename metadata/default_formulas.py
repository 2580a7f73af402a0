"""Defaults that are formulas: what a new record gets where no value is given, made of what is.

Such a default is computed by the statement that makes the record, once, and stored. It reads what a formula reads. What
it reads of the record itself may be a default in turn, so defaults are computed in levels: those of a level read what
is given, and defaults of the levels below. A value that is given wins, null too. What it comes to is held to the field
as a value that is given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement

from core.errors import Problem, SluiceError
from core.sentences import Sentence
from expressions.nodes import Call, Expression, Literal
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import type_of
from metadata.field_types.base import Scalar
from metadata.field_types.one_column import OneColumn
from metadata.fields import Field
from metadata.formulas import growth_problems, type_problems
from metadata.parsed import parsed_formula
from metadata.reading import readings
from metadata.text import listed

MOST_DEFAULTS = 100
"""Of one object."""
MOST_LEVELS = 8
"""Defaults that read each other, one after the other: each is a step of every creation."""

_PLACE = "defaultFormula"


def as_computed(field: Field) -> Field:
    """The field as if its default were its formula: what gives the value is parsed, measured and compiled alike."""
    whole = type_of(field).scalar is Scalar.INT
    scale = 0 if whole else field.scale
    return replace(field, formula=field.default_formula, default_formula=None, scale=scale)


def fits(field: Field, value: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether what a default comes to is a value of the field; asked of no null."""
    kind = type_of(field)
    assert isinstance(kind, OneColumn)
    return kind.fits(field, value)


def default_levels(catalog: Catalog, definition: Object) -> tuple[tuple[Field, ...], ...]:
    """The fields with such defaults, each after those that it reads, as far as they can be computed together.

    Raises:
        ValueError: of a catalog that has been refused: they read each other in a circle.
    """
    waiting = {each.id: _read_here(catalog, definition, each) for each in _defaulted(definition)}
    levels: list[tuple[Field, ...]] = []
    while waiting:
        ready = [each for each, read in waiting.items() if waiting.keys().isdisjoint(read)]
        if not ready:
            raise ValueError(f"defaults of {definition.name} read each other")
        levels.append(tuple(definition.field_by_id[each] for each in ready))
        for each in ready:
            del waiting[each]
    return tuple(levels)


def default_formula_problems(catalog: Catalog, definition: Object, field: Field) -> tuple[Problem, ...]:
    """What is wrong with the default of a field that is a formula, and with what is set beside it."""
    if field.default_formula is None:
        return ()
    found: list[Problem] = []
    if field.default is not None:
        message = Sentence("The default is a value or a formula, not both.", "默认值只能是值或公式之一。")
        found.append(
            Problem(
                "CATALOG_INVALID", message, (_PLACE,), Sentence("Leave one of them out.", "请去掉其中一个。")
            )
        )
    if field.pattern is not None:
        message = Sentence(
            "What a formula gives is not held to a pattern, so a field has one of the two.",
            "公式的结果不受格式约束，因此一个字段只能有其中之一。",
        )
        found.append(
            Problem(
                "CATALOG_INVALID",
                message,
                (_PLACE,),
                Sentence("Give a plain value as the default.", "请使用普通的值作为默认值。"),
            )
        )
    if len(_defaulted(definition)) > MOST_DEFAULTS:
        message = Sentence(
            "An object has at most {} defaults that are formulas.", "一个对象最多有 {} 个公式默认值。"
        ).of(MOST_DEFAULTS)
        found.append(
            Problem("CATALOG_LIMIT", message, (_PLACE,), Sentence("Remove some first.", "请先移除一些。"))
        )
    if found:
        return tuple(found)
    computed = as_computed(field)
    try:
        found += _placed(type_problems(catalog, definition, computed))
        found += () if found else _literal_problems(field, parsed_formula(catalog, definition, computed))
        found += () if found else _placed(growth_problems(catalog, definition, computed, _PLACE))
        found += () if found else _number_problems(catalog, definition, field)
        found += () if found else _circle_problems(catalog, definition, field)
    except SluiceError as error:
        found += (problem.within(_PLACE) for problem in error.problems)
    return tuple(found)


def default_keys(catalog: Catalog, definition: Object, field: Field) -> frozenset[str]:
    """The constants that the default of a choice may come to."""
    if field.default_formula is None or type_of(field).scalar is not Scalar.ENUM:
        return frozenset()
    expression = parsed_formula(catalog, definition, as_computed(field))
    return frozenset(text for text, _ in _given(expression))


def _placed(problems: Sequence[Problem]) -> Iterator[Problem]:
    return (replace(each, path=(_PLACE, *each.path[1:])) for each in problems)


def _literal_problems(field: Field, expression: Expression) -> Iterator[Problem]:
    """The texts that a formula may give for a choice are options of it."""
    if type_of(field).scalar is not Scalar.ENUM:
        return
    keys = [option.key for option in field.options if option.active]
    for text, pointer in _given(expression):
        if text not in keys:
            message = Sentence(
                "The default may be {!r}, which is no active option of {}.",
                "默认值可能是 {!r}，而它不是 {} 的启用选项。",
            ).of(text[:60], field.name)
            details = {"pointer": pointer}
            hint = Sentence("Use one of {}.", "请使用其中之一：{}。").of(listed(keys))
            yield Problem("INVALID_VALUE", message, (_PLACE,), hint, details)


def _given(expression: Expression) -> Iterator[tuple[str, str]]:
    """The constants that an expression may give as they stand, with their pointers."""
    match expression:
        case Literal(value=value, pointer=pointer) if isinstance(value, str):
            yield value, pointer
        case Call(operator="if", operands=parts):
            paired = len(parts) - len(parts) % 2
            for part in (*parts[1:paired:2], *parts[paired:]):
                yield from _given(part)


def _number_problems(catalog: Catalog, definition: Object, field: Field) -> Iterator[Problem]:
    """Numbers are taken when nothing speaks against the record any more, so no default knows them."""
    for id_ in sorted(_read_here(catalog, definition, field)):
        if (number := definition.field_by_id[id_]).numbering is not None:
            message = Sentence(
                "The default reads {}, and a record gets its number last.",
                "默认值读取 {}，而记录最后才获得编号。",
            ).of(number.name)
            hint = Sentence(
                "Make a formula of it, which is computed when it is read.", "请改为读取时计算的公式。"
            )
            yield Problem("FORMULA_INVALID", message, (_PLACE,), hint)


def _circle_problems(catalog: Catalog, definition: Object, field: Field) -> Iterator[Problem]:
    """Whether the default depends on itself, and how many others it waits for."""
    read = {each.id: _read_by_another(catalog, definition, each) for each in _defaulted(definition)}
    read[field.id] = _read_here(catalog, definition, field)
    waiting, levels = read[field.id] & read.keys(), 1
    while waiting:
        if field.id in waiting:
            message = Sentence("The default of {} depends on itself.", "{} 的默认值依赖自身。").of(field.name)
            hint = Sentence(
                "Let it read no field whose default reads this one.", "请不要读取其默认值又读取此字段的字段。"
            )
            yield Problem("FORMULA_INVALID", message, (_PLACE,), hint)
            return
        levels += 1
        if levels > MOST_LEVELS:
            message = Sentence(
                "Defaults read each other more than {} times one after the other.",
                "默认值之间的依次读取超过了 {} 次。",
            ).of(MOST_LEVELS)
            yield Problem(
                "FORMULA_INVALID",
                message,
                (_PLACE,),
                Sentence("Let it read what is given instead.", "请改为读取所填写的内容。"),
            )
            return
        waiting = frozenset().union(*(read[each] for each in waiting)) & read.keys()


def _defaulted(definition: Object) -> list[Field]:
    return [each for each in definition.fields if each.default_formula is not None]


def _read_by_another(catalog: Catalog, definition: Object, field: Field) -> frozenset[str]:
    """`_read_here` of another default; nothing where it is wrong in itself, which is told of that one."""
    try:
        return _read_here(catalog, definition, field)
    except SluiceError:
        return frozenset()


def _read_here(catalog: Catalog, definition: Object, field: Field) -> frozenset[str]:
    """Ids of the fields of the new record itself that a default reads, by way of computed fields too."""
    found: set[str] = set()
    waiting = [as_computed(field)]
    while waiting:
        for each in readings(catalog, definition, waiting.pop()):
            if each.along or each.lists or each.field is None or each.field.id in found:
                continue
            found.add(each.field.id)
            if each.computed is not None:
                waiting.append(each.computed)
    return frozenset(found)
