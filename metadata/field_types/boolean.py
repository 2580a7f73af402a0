"""`boolean`: yes or no."""

from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.types import TypeEngine

from core.errors import fault
from expressions.types import ValueType
from metadata.catalog import Field
from metadata.field_types.base import FIELD_TYPES, Scalar
from metadata.field_types.one_column import OneColumn


class BooleanType(OneColumn):
    name = "boolean"
    title = "Yes or no; cannot be unique"
    scalar = Scalar.BOOLEAN
    operators: tuple[str, ...] = ("eq", "ne", "isNull")
    value_type = ValueType.BOOLEAN
    settings = frozenset({"default", "formula"})

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return Boolean()

    def converted(self, field: Field, value: object) -> object:
        if not isinstance(value, bool):
            raise fault("INVALID_VALUE", f"{field.name} takes true or false.")
        return value


FIELD_TYPES.add("boolean", BooleanType())
