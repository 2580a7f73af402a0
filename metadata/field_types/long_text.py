"""`longText`: notes and descriptions, at most 100,000 characters."""

from metadata.field_types.base import FIELD_TYPES, AggregateName
from metadata.field_types.characters import Characters
from metadata.text import SHORTEN


class LongTextType(Characters):
    name = "longText"
    title = "Notes of at most 100,000 characters; cannot be unique or ordered by"
    operators: tuple[str, ...] = ("contains", "startsWith", "endsWith", "isNull")
    sortable = False
    groupable = False
    aggregates: tuple[AggregateName, ...] = ()
    search_weight: str | None = "C"
    settings = frozenset({"default", "default_formula", "min_length", "max_length"})
    longest = 100_000
    too_long = SHORTEN


FIELD_TYPES.add("longText", LongTextType())
