"""The registry with every field type in it: import `FIELD_TYPES` from here."""

from metadata.catalog import Field
from metadata.field_types import (
    boolean,
    choice,
    date,
    datetime,
    decimal,
    duration,
    email,
    integer,
    json,
    long_text,
    money,
    multi_choice,
    percent,
    phone,
    rating,
    relation,
    rich_text,
    text,
    time,
    url,
)
from metadata.field_types.base import FIELD_TYPES, FieldType

__all__ = ["FIELD_TYPES", "REGISTERED", "type_of"]

REGISTERED = (
    text,
    long_text,
    rich_text,
    integer,
    decimal,
    percent,
    money,
    rating,
    boolean,
    date,
    datetime,
    time,
    duration,
    choice,
    multi_choice,
    email,
    phone,
    url,
    json,
    relation,
)
"""The modules whose import fills the registry."""


def type_of(field: Field) -> FieldType:
    """The type of `field`; a field of a catalog always has one."""
    return FIELD_TYPES[field.type]
