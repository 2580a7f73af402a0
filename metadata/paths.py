"""The paths of variables in a rule as it is written, without reading what it means."""

from collections.abc import Callable, Iterator

from expressions.operators.registered import OPERATORS, SPELLINGS
from metadata.values import JsonValue


def paths_of(rule: JsonValue) -> frozenset[str]:
    """Every path that the rule reads."""
    found: set[str] = set()

    def noted(path: str) -> str:
        found.add(path)
        return path

    with_paths(rule, noted)
    return frozenset(found)


def moves(rule: JsonValue) -> bool:
    """Whether the value changes while no record does: it asks for the time."""
    return any(OPERATORS[name].moving for name in _operators(rule))


def _operators(rule: JsonValue) -> Iterator[str]:
    if isinstance(rule, list):
        for item in rule:
            yield from _operators(item)
    elif isinstance(rule, dict):
        for spelling, operands in rule.items():
            if spelling in SPELLINGS:
                yield SPELLINGS[spelling]
            yield from _operators(operands)


def with_paths(rule: JsonValue, change: Callable[[str], str]) -> JsonValue:
    """`rule` with every path of a variable changed; rules in a catalog were parsed, so they are not deep."""
    if isinstance(rule, list):
        return [with_paths(item, change) for item in rule]
    if not isinstance(rule, dict):
        return rule
    return {operator: _operands(operator, operands, change) for operator, operands in rule.items()}


def _operands(operator: str, operands: JsonValue, change: Callable[[str], str]) -> JsonValue:
    match operator, operands:
        case "var", str(path):
            return change(path)
        case "var", [str(path), *default]:
            return [change(path), *(with_paths(item, change) for item in default)]
        case (("missing" | "missing_some"), _):
            return _path_list(operands, change)
    return with_paths(operands, change)


def _path_list(operands: JsonValue, change: Callable[[str], str]) -> JsonValue:
    if isinstance(operands, str):
        return change(operands)
    if isinstance(operands, list):
        return [_path_list(item, change) for item in operands]
    return with_paths(operands, change)
