"""The registry with every field type in it: import `FIELD_TYPES` from here."""

from metadata.catalog import Field
from metadata.field_types import (
    boolean,
    choice,
    date,
    datetime,
    decimal,
    email,
    integer,
    long_text,
    money,
    multi_choice,
    relation,
    text,
    url,
)
from metadata.field_types.base import FIELD_TYPES, FieldType

__all__ = ["FIELD_TYPES", "REGISTERED", "type_of"]

REGISTERED = (
    text,
    long_text,
    integer,
    decimal,
    money,
    boolean,
    date,
    datetime,
    choice,
    multi_choice,
    email,
    url,
    relation,
)
"""The modules whose import fills the registry."""


def type_of(field: Field) -> FieldType:
    """The type of `field`; a field of a catalog always has one."""
    return FIELD_TYPES[field.type]
