"""Filters of saved views: conditions on fields, joined by `all` and `any`, kept by the ids of the fields.

As JSON a filter is `{"all": [filter, …]}`, `{"any": [filter, …]}` or a condition,
`{"field": name, "operator": name, "value": any JSON}`. What an operator means is the client's: the server keeps the
filter and names its fields, and a list is read by the `where` that the client makes of it, with the caller's rights.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import PathPart, fault
from metadata.values import JsonValue

MOST_CONDITIONS = 100
DEEPEST_FILTER = 8
MOST_OPERATOR_CHARACTERS = 40

Names = Mapping[str, str]
"""From what a field is called on one side to what it is called on the other: name to id, or id to name."""


@dataclass(frozen=True)
class Condition:
    """One comparison of a field, which is given by its name or its id."""

    field: str
    operator: str
    value: JsonValue


@dataclass(frozen=True)
class Junction:
    """Filters of which all, or any one, are to be satisfied."""

    joined: str
    parts: tuple["Filter", ...]


Filter = Condition | Junction
JOINED = ("all", "any")


def filter_of(given: JsonValue, *path: PathPart) -> Filter:
    """What JSON says.

    Raises:
        SluiceError: INVALID_VALUE where it is no filter; SAVED_VIEW_LIMIT.
    """
    made = _part(given, path, DEEPEST_FILTER)
    if _conditions(made) > MOST_CONDITIONS:
        message = f"A filter has at most {MOST_CONDITIONS} conditions."
        raise fault("SAVED_VIEW_LIMIT", message, *path)
    return made


def filter_json(kept: Filter) -> JsonValue:
    """The filter as JSON."""
    match kept:
        case Condition(field, operator, value):
            return {"field": field, "operator": operator, "value": value}
        case Junction(joined, parts):
            return {joined: [filter_json(each) for each in parts]}


def called(kept: Filter, names: Names) -> Filter | None:
    """The filter with its fields by their other names; without conditions on a field that has none, or None."""
    match kept:
        case Condition(field, operator, value):
            return Condition(names[field], operator, value) if field in names else None
        case Junction(joined, parts):
            left = tuple(each for part in parts if (each := called(part, names)) is not None)
            return Junction(joined, left) if left or not parts else None


def fields_of(kept: Filter) -> frozenset[str]:
    """What it calls the fields that it compares."""
    match kept:
        case Condition(field):
            return frozenset({field})
        case Junction(_, parts):
            return frozenset().union(*(fields_of(each) for each in parts))


def _part(given: JsonValue, path: tuple[PathPart, ...], depth: int) -> Filter:
    if depth == 0:
        raise fault("SAVED_VIEW_LIMIT", f"A filter is at most {DEEPEST_FILTER} levels deep.", *path)
    if isinstance(given, dict):
        for joined in JOINED:
            parts = given.get(joined)
            if isinstance(parts, list) and len(given) == 1:
                below = (*path, joined)
                return Junction(
                    joined,
                    tuple(_part(each, (*below, index), depth - 1) for index, each in enumerate(parts)),
                )
        field, operator = given.get("field"), given.get("operator")
        known = given.keys() <= {"field", "operator", "value"}
        if known and isinstance(field, str) and isinstance(operator, str):
            if len(operator) > MOST_OPERATOR_CHARACTERS:
                raise fault("SAVED_VIEW_LIMIT", "The name of the operator is too long.", *path)
            return Condition(field, operator, given.get("value"))
    hint = 'Give `{"all": […]}`, `{"any": […]}` or `{"field": …, "operator": …, "value": …}`.'
    raise fault("INVALID_VALUE", "This is no filter.", *path, hint=hint)


def _conditions(kept: Filter) -> int:
    match kept:
        case Condition():
            return 1
        case Junction(_, parts):
            return 1 + sum(_conditions(each) for each in parts)
