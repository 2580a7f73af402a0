"""`multiChoice`: any number of the field's options, each once, in the order of the options.

Nothing chosen is kept as no value, so that `isNull`, `required` and `filled` mean what people mean by them.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, Text
from sqlalchemy.types import TypeEngine

from core.errors import Problem, fault
from expressions.types import ValueType
from metadata.field_types.base import FIELD_TYPES, AggregateName, Scalar
from metadata.field_types.cells import SEPARATORS
from metadata.field_types.one_column import OneColumn
from metadata.field_types.options import default_problems, key_in, option_key, option_problems
from metadata.fields import Field
from metadata.text import about


class MultiChoiceType(OneColumn):
    name = "multiChoice"
    anonymous = True
    title = "Any number of the field's options; their keys are stored, an empty list as null"
    scalar = Scalar.ENUMS
    operators: tuple[str, ...] = ("has", "hasAny", "hasAll", "isNull")
    sortable = False
    groupable = False
    aggregates: tuple[AggregateName, ...] = ()
    value_type = ValueType.CHOICES
    settings = frozenset({"default", "options", "depends_on"})

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return ARRAY(Text())

    def neutral(self, field: Field) -> object:
        """The first option that records can newly get."""
        return next(([option.key] for option in field.options if option.active), None)

    def converted(self, field: Field, value: object) -> object:
        if not isinstance(value, list):
            message = about(field, "{} takes a list of option keys.", "{}应为选项键的列表。")
            raise fault("INVALID_VALUE", message)
        chosen = {option_key(field, each) for each in value}
        return [option.key for option in field.options if option.key in chosen] or None

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        chosen = values[field.name]
        assert isinstance(chosen, list)
        return ", ".join(chosen)

    def read_text(self, field: Field, text: str) -> object:
        return [key_in(field, part) for part in SEPARATORS.split(text) if part.strip()]

    def problems(self, field: Field) -> tuple[Problem, ...]:
        return option_problems(field) or super().problems(field) or default_problems(field)


FIELD_TYPES.add("multiChoice", MultiChoiceType())
