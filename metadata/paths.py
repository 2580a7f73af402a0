"""The paths of variables in a rule as it is written, without reading what it means.

A path of a rule about each record of a list is given with that of the list before it: `deals.stage` for the `stage` of
the `deals`.
"""

from collections.abc import Callable, Iterator

from expressions.operators.registered import OPERATORS, SPELLINGS
from metadata.values import JsonValue

Change = Callable[[str], str]
"""From a path to another with as many parts."""


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


def has_lists(rule: JsonValue) -> bool:
    """Whether it looks through lists of records."""
    return any(OPERATORS[name].lists for name in _operators(rule))


def _operators(rule: JsonValue) -> Iterator[str]:
    if isinstance(rule, list):
        for item in rule:
            yield from _operators(item)
    elif isinstance(rule, dict):
        for spelling, operands in rule.items():
            if spelling in SPELLINGS:
                yield SPELLINGS[spelling]
            yield from _operators(operands)


def with_paths(rule: JsonValue, change: Change) -> JsonValue:
    """`rule` with every path of a variable changed; rules in a catalog were parsed, so they are not deep."""
    if isinstance(rule, list):
        return [with_paths(item, change) for item in rule]
    if not isinstance(rule, dict):
        return rule
    return {operator: _operands(operator, operands, change) for operator, operands in rule.items()}


def _operands(operator: str, operands: JsonValue, change: Change) -> JsonValue:
    match operator, operands:
        case "var", str(path):
            return change(path)
        case "var", [str(path), *default]:
            return [change(path), *(with_paths(item, change) for item in default)]
        case (("missing" | "missing_some"), _):
            return _path_list(operands, change)
        case _, [records, *asked] if _over_list(operator):
            of_each = _of_each(records, change)
            return [with_paths(records, change), *(with_paths(item, of_each) for item in asked)]
    return with_paths(operands, change)


def _over_list(operator: str) -> bool:
    return operator == "filter" or (operator in SPELLINGS and OPERATORS[SPELLINGS[operator]].lists)


def _of_each(records: JsonValue, change: Change) -> Change:
    """How the paths of what is asked of each record of a list change."""
    before = _list_path(records)

    def changed(path: str) -> str:
        whole = change(f"{before}.{path}").split(".")
        return ".".join(whole[before.count(".") + 1 :])

    return changed


def _list_path(records: JsonValue) -> str:
    match records:
        case {"var": str(path)} | {"var": [str(path)]}:
            return path
        case {"filter": [inner, *_]}:
            return _list_path(inner)
    return ""


def _path_list(operands: JsonValue, change: Change) -> JsonValue:
    if isinstance(operands, str):
        return change(operands)
    if isinstance(operands, list):
        return [_path_list(item, change) for item in operands]
    return with_paths(operands, change)
