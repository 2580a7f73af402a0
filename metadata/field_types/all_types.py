"""The registry with every field type in it: import `FIELD_TYPES` from here."""

from metadata.field_types import (
    address,
    auto_number,
    boolean,
    choice,
    date,
    datetime,
    decimal,
    duration,
    email,
    file,
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
from metadata.field_types.base import FIELD_TYPES, FieldType, Part
from metadata.fields import Field

__all__ = ["FIELD_TYPES", "REGISTERED", "input_name", "is_given", "parts_of", "type_of"]

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
    address,
    json,
    auto_number,
    relation,
    relations,
    reference,
    member,
    file,
)
"""The modules whose import fills the registry."""


def type_of(field: Field) -> FieldType:
    """The type of `field`; a field of a catalog always has one."""
    return FIELD_TYPES[field.type]


def input_name(field: Field) -> str:
    """What inputs, filters and errors call the field: `accountId` where the column holds the id behind `account`."""
    kind = type_of(field)
    columns = () if kind.composite is not None else kind.columns(field)
    return columns[0].name if columns else field.name


def parts_of(field: Field) -> tuple[tuple[Part, str], ...]:
    """The parts of a field whose values are objects, each with the name of its column."""
    composite = type_of(field).composite
    if composite is None:
        return ()
    columns = {spec.part: spec.name for spec in type_of(field).columns(field)}
    return tuple((part, columns[part.name]) for part in composite.parts)


def is_given(field: Field) -> bool:
    """Whether writers give the values of `field`; else a formula does, or the database."""
    return not field.computed and type_of(field).given
