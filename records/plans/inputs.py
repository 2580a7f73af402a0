"""Where a plan finds the values of a request.

A plan holds no values of the request: where a value is needed it holds an `Input`, which says where the value will be
found when the plan runs. So one plan serves every request of the same shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """The value at `path` in the request's coerced variables."""

    path: tuple[str | int, ...]


@dataclass(frozen=True)
class Constant:
    """A value written in the document itself (or a default)."""

    value: object


@dataclass(frozen=True)
class ListInput:
    """A list written in the document whose items may be variables."""

    items: tuple["Input", ...]


Input = Parameter | Constant | ListInput


@dataclass(frozen=True)
class OfRow:
    """What each of many inputs has under a name, where it has it."""

    name: str


InputTree = Input | OfRow | Mapping[str, "InputTree"] | None
"""A whole input value: an input, the parts of a composite (money), or null."""
