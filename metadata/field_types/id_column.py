"""The base of the field types whose value is the id of something else, in a column `<name>Id`."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from core.errors import fault
from core.ids import read_uuid
from expressions.types import ValueType
from metadata.field_types.base import Masks
from metadata.field_types.one_column import EQUALITY, OneColumn
from metadata.fields import Field
from metadata.pseudonyms import other_id
from metadata.text import about


class IdColumn(OneColumn):
    """An id. `names` says of what, for the refusal of what is none."""

    names: str
    operators = EQUALITY
    sortable = False
    value_type = ValueType.ID
    convertible = False
    masks: Masks = ()

    def column_name(self, field: Field) -> str:
        return f"{field.name}Id"

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return Uuid()

    def pseudonym(
        self, field: Field, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
    ) -> Mapping[str, ColumnElement[Any]]:
        """The id that the record, or the member, has there."""
        name = self.column_name(field)
        return {name: other_id(columns[name], secret)}

    def converted(self, field: Field, value: object) -> object:
        return read_id(field, value, self.names)


def read_id(field: Field, value: object, names: str) -> UUID:
    """The value as an id; `names` says of what.

    Raises:
        SluiceError: INVALID_VALUE where it is none.
    """
    if isinstance(value, UUID):
        return value
    try:
        return read_uuid(str(value))
    except ValueError as error:
        message = about(field, "{}Id takes the id of {}.", "{}应为有效的 id。", names)
        raise fault("INVALID_VALUE", message) from error
