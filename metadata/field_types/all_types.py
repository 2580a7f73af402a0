"""The registry with every field type in it: import `FIELD_TYPES` from here."""

from metadata.catalog import Field
from metadata.field_types import (
    auto_number,
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
    member,
    money,
    multi_choice,
    percent,
    phone,
    rating,
    reference,
    relation,
    relations,
    rich_text,
    text,
    time,
    url,
)
from metadata.field_types.base import FIELD_TYPES, FieldType

__all__ = ["FIELD_TYPES", "REGISTERED", "input_name", "is_given", "type_of"]

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
    auto_number,
    relation,
    relations,
    reference,
    member,
)
"""The modules whose import fills the registry."""


def type_of(field: Field) -> FieldType:
    """The type of `field`; a field of a catalog always has one."""
    return FIELD_TYPES[field.type]


def input_name(field: Field) -> str:
    """What inputs, filters and errors call the field: `accountId` where the column holds the id behind `account`."""
    columns = type_of(field).columns(field)
    return columns[0].name if columns else field.name


def is_given(field: Field) -> bool:
    """Whether writers give the values of `field`; else a formula does, or the database."""
    return not field.computed and type_of(field).given
