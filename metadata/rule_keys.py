"""Keys in rules that are names: of a stage, of an object, of a role.

Such a name is a text like any other until it meets what has it: `{"==": [{"var": "account.stage"}, "won"]}`. So rules
are read as typed expressions, and the literals found in them are changed where they stand.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from expressions.faults import child
from expressions.nodes import ArrayLiteral, Call, Expression, Literal, Variable, calls_of, parts_of
from expressions.types import Reference, ValueType
from metadata.catalog import Object
from metadata.values import JsonValue

Parts = Iterable[tuple[Object, Expression]]
"""A rule, and what it asks of the records of lists, each with the object that it is about."""

Meant = Callable[[Object, Reference], bool]
"""Whether the keys of a choice, of a record of an object, are names of what is looked for."""


@dataclass(frozen=True)
class Meeting:
    """A call of a rule over records of `of`: the choices that it compares, and the keys that are written in it."""

    of: Object
    choices: tuple[Reference, ...]
    keys: tuple[Literal, ...]


def pointers(parts: Parts, key: str, meant: Meant) -> Iterator[str]:
    """The JSON pointers of the literals that are the key, of such a choice."""
    for met in meetings(parts):
        if any(meant(met.of, each) for each in met.choices):
            yield from (each.pointer for each in met.keys if each.value == key)


def mixed(parts: Parts, key: str, meant: Meant) -> bool:
    """Whether such a choice meets another one that has the same key."""
    for met in meetings(parts):
        if any(meant(met.of, each) for each in met.choices) and any(
            key in (each.options or ()) for each in met.choices if not meant(met.of, each)
        ):
            return True
    return False


def meetings(parts: Parts) -> Iterator[Meeting]:
    """Where the choices of a rule meet keys, or one another."""
    for of, part in parts:
        for call in calls_of(part):
            values = _values(call)
            choices = tuple(each for value in values for each in _sources(value))
            if choices:
                keys = (each for each in values if isinstance(each, Literal))
                yield Meeting(of, choices, tuple(each for each in keys if each.type is ValueType.CHOICE))


def with_texts(rule: JsonValue, texts: Mapping[str, str], pointer: str = "") -> JsonValue:
    """`rule` with each text at its pointer."""
    if pointer in texts:
        return texts[pointer]
    if isinstance(rule, list):
        return [with_texts(item, texts, child(pointer, index)) for index, item in enumerate(rule)]
    if isinstance(rule, dict):
        return {key: with_texts(item, texts, child(pointer, key)) for key, item in rule.items()}
    return rule


def _values(call: Call) -> list[Expression]:
    """The operands, those in lists among them."""
    found: list[Expression] = []
    for operand in call.operands:
        found += operand.items if isinstance(operand, ArrayLiteral) else (operand,)
    return found


def _sources(value: Expression) -> Iterator[Reference]:
    """The choices, and multi-choices, that a value can come from that is one."""
    if value.type not in (ValueType.CHOICE, ValueType.CHOICES):
        return
    if isinstance(value, Variable):
        yield value.reference
    for part in parts_of(value):
        yield from _sources(part)
