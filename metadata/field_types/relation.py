"""`relation`: the id of one record of the target object, in a column `<name>Id` with a foreign key."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid
from sqlalchemy.types import TypeEngine

from core.errors import Problem, fault
from core.ids import read_uuid
from expressions.types import ValueType
from metadata.catalog import Field
from metadata.field_types.base import FIELD_TYPES, Scalar
from metadata.field_types.one_column import EQUALITY, OneColumn


class RelationType(OneColumn):
    name = "relation"
    title = "A link to one record of an object; `reverse` names the list on the other side"
    scalar = Scalar.ID
    operators = EQUALITY
    sortable = False
    value_type = ValueType.ID
    settings = frozenset({"unique", "target", "reverse"})

    def column_name(self, field: Field) -> str:
        return f"{field.name}Id"

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return Uuid()

    def converted(self, field: Field, value: object) -> object:
        if isinstance(value, UUID):
            return value
        try:
            return read_uuid(str(value))
        except ValueError as error:
            raise fault("INVALID_VALUE", f"{field.name}Id takes the id of a record.") from error

    def problems(self, field: Field) -> tuple[Problem, ...]:
        if field.target is None:
            return (Problem("CATALOG_INVALID", "A relation needs the object it points to.", ("target",)),)
        return super().problems(field)


FIELD_TYPES.add("relation", RelationType())
