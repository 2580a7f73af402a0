"""`boolean`: yes or no."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.types import TypeEngine

from core.errors import fault
from core.sentences import Sentence
from expressions.types import ValueType
from metadata.field_types.base import FIELD_TYPES, Scalar
from metadata.field_types.cells import FALSE_WORDS, TRUE_WORDS, plain
from metadata.field_types.one_column import OneColumn
from metadata.fields import Field
from metadata.text import about


class BooleanType(OneColumn):
    name = "boolean"
    anonymous = True
    title = "Yes or no; cannot be unique"
    scalar = Scalar.BOOLEAN
    operators: tuple[str, ...] = ("eq", "ne", "isNull")
    value_type = ValueType.BOOLEAN
    settings = frozenset({"default", "default_formula", "formula"})

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return Boolean()

    def neutral(self, field: Field) -> object:
        return False

    def converted(self, field: Field, value: object) -> object:
        if not isinstance(value, bool):
            raise fault("INVALID_VALUE", about(field, "{} takes true or false.", "{}应为是或否。"))
        return value

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        return "true" if values[field.name] else "false"

    def read_text(self, field: Field, text: str) -> object:
        word = plain(text).casefold()
        if word not in TRUE_WORDS | FALSE_WORDS:
            message = about(field, "{} takes yes or no.", "{}应为是或否。")
            hint = Sentence("Write true or false.", "请填写 true 或 false。")
            raise fault("INVALID_VALUE", message, hint=hint)
        return word in TRUE_WORDS


FIELD_TYPES.add("boolean", BooleanType())
