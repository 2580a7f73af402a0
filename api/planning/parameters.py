"""The coerced variables of a request seen as a shape: what decides the statement, and what is only bound to it.

Names of input fields, nulls, booleans, lengths of lists of objects and entries of order enums decide it; texts,
numbers, dates, JSON and lists of them do not; of the inputs of many records only which names there are does. A plan is
made with a `Parameter` in the place of each bound value and kept under the shape's key, so that requests which differ
in bound values alone share it. Where a plan must look at a bound value all the same (the stage to promote to, a rule),
it says so with `Shape.literal`, and that value becomes part of the key.
"""

import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeGuard, cast

from api.types.scalars import JsonList, JsonObject, RowValues
from records.plans.inputs import Constant, Input, InputTree, ListInput, Parameter

Path = tuple[str | int, ...]
Bound = str | int | float | Decimal | date | datetime | time | timedelta | JsonObject | JsonList


_OFTEN_BOUND = frozenset({str, int, Decimal, date})


def _is_bound(value: object) -> bool:
    return isinstance(value, Bound) and not isinstance(value, bool)


def _is_bound_list(value: object) -> bool:
    return isinstance(value, list) and all(type(item) in _OFTEN_BOUND or _is_bound(item) for item in value)


def _is_rows(value: object) -> TypeGuard[list[RowValues]]:
    return isinstance(value, list) and bool(value) and all(type(item) is RowValues for item in value)


def names_of_rows(rows: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """The names that any of the inputs has."""
    return frozenset().union(*rows)


def symbolic(value: object, path: Path = ()) -> object:
    """The value with a `Parameter` in the place of every bound value."""
    if _is_bound(value) or (_is_bound_list(value) and value) or _is_rows(value):
        return Parameter(path)
    match value:
        case Mapping():
            return {name: symbolic(inner, (*path, name)) for name, inner in value.items()}
        case list():
            return [symbolic(item, (*path, position)) for position, item in enumerate(value)]
        case _:
            return value


def shape_of(value: object) -> Hashable:
    """A key that is equal for values which differ in bound values alone."""
    kind = type(value)
    if kind in _OFTEN_BOUND:
        return "$"
    if kind is dict:
        # Most of what a write gives are plain values, which need no call each.
        return tuple(
            [
                (name, "$" if type(inner) in _OFTEN_BOUND else shape_of(inner))
                for name, inner in cast("dict[str, object]", value).items()
            ]
        )
    if _is_bound(value) or (_is_bound_list(value) and value):
        return "$"
    if _is_rows(value):
        return ("rows", names_of_rows(value))
    match value:
        case Mapping():
            return tuple((name, shape_of(inner)) for name, inner in value.items())
        case list():
            return ("[", *(shape_of(item) for item in value))
        case _:
            return value if isinstance(value, Hashable) else repr(value)


@dataclass
class Shape:
    """The variables while a plan is made.

    Attributes:
        values: the coerced variables themselves.
        literal_paths: the bound values that the plan has looked at.
    """

    values: Mapping[str, object]
    literal_paths: set[Path] = field(default_factory=set)

    def literal(self, value: object) -> object:
        """The value itself, with every parameter in it looked up and noted as part of the shape."""
        match value:
            case Parameter(path):
                self.literal_paths.add(path)
                return value_at(self.values, path)
            case dict():
                return {name: self.literal(inner) for name, inner in value.items()}
            case list():
                return [self.literal(item) for item in value]
            case _:
                return value


def value_at(values: Mapping[str, object], path: Path) -> object:
    """The value at the path, None where there is nothing."""
    found: object = values
    for part in path:
        match found:
            case Mapping() if part in found:
                found = found[part]
            case list() if isinstance(part, int) and part < len(found):
                found = found[part]
            case _:
                return None
    return found


def literal_key(values: Mapping[str, object], paths: frozenset[Path]) -> Hashable:
    """A key of the values at the paths."""
    if not paths:
        return ()
    return tuple(
        # Not orjson, which takes no whole number of more than 64 bits.
        (path, json.dumps(value_at(values, path), default=str, sort_keys=True))
        for path in sorted(paths, key=str)
    )


def as_input(value: object) -> Input:
    """An argument's value as an input: a parameter, a list that holds some, or a constant of the document."""
    if isinstance(value, Parameter):
        return value
    if isinstance(value, list) and any(isinstance(item, Parameter) for item in value):
        return ListInput(tuple(as_input(item) for item in value))
    return Constant(value)


def as_tree(value: object) -> InputTree:
    """A value to assign, its parts kept apart where it is an object."""
    if value is None:
        return None
    if isinstance(value, Mapping) and not isinstance(value, JsonObject):
        return {name: as_tree(part) for name, part in value.items()}
    return as_input(value)
