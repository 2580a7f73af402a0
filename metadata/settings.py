"""Settings of a catalog that are values of their own and point to nothing else in it."""

from dataclasses import dataclass
from typing import Literal

from metadata.values import Number

Restart = Literal["never", "year", "month", "day"]
MaskKind = Literal["all", "keep", "email", "year", "round", "city"]
"""What a mask shows of a value; `metadata.masks` says what each means."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the numbers of an `autoNumber` are made.

    Attributes:
        format: literal text with `{YYYY}`, `{YY}`, `{MM}`, `{DD}` and one counter `{0000}`, padded to so many digits.
        restart: when the counter begins again.
        start: the smallest number that the counter gives.
    """

    format: str
    restart: Restart = "never"
    start: int = 1


@dataclass(frozen=True, slots=True)
class ApiPolicy:
    """What callers may do with the API who may not `configure`.

    Attributes:
        trusted_documents_only: documents that are not registered are refused.
        introspection: `__schema` and `__type` are answered.
        suggestions: refusals suggest names ("Did you mean …").
    """

    trusted_documents_only: bool = False
    introspection: bool = True
    suggestions: bool = True


@dataclass(frozen=True, slots=True)
class Mask:
    """What a role sees of a field's values that it may not see as they are.

    Attributes:
        kind: what is shown.
        first, last: of `keep`: how many characters at either end.
        step: of `round`: the number is cut to a multiple of it.
    """

    kind: MaskKind
    first: int = 0
    last: int = 0
    step: Number | None = None
