"""`choice`: one of the field's options.

The column is plain text without a CHECK: the options are checked by the GraphQL enum and here, so that adding
an option needs no change of the table.
"""

from typing import Any

from sqlalchemy import Text, false, literal, or_
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from core.errors import Problem
from expressions.types import ValueType
from metadata.field_types.base import FIELD_TYPES, Scalar
from metadata.field_types.one_column import EQUALITY, OneColumn
from metadata.field_types.options import default_problems, key_in, option_key, option_problems
from metadata.fields import Field


class ChoiceType(OneColumn):
    name = "choice"
    anonymous = True
    title = "One of the field's options; the key is stored"
    scalar = Scalar.ENUM
    operators = EQUALITY
    value_type = ValueType.CHOICE
    settings = frozenset({"unique", "default", "default_formula", "options", "depends_on"})

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return Text()

    def neutral(self, field: Field) -> object:
        """The first option that records can newly get."""
        return next((option.key for option in field.options if option.active), None)

    def fits(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[bool]:
        return or_(false(), *(value == literal(option.key) for option in field.options if option.active))

    def converted(self, field: Field, value: object) -> object:
        return option_key(field, value)

    def read_text(self, field: Field, text: str) -> object:
        return key_in(field, text)

    def problems(self, field: Field) -> tuple[Problem, ...]:
        return option_problems(field) or super().problems(field) or default_problems(field)


FIELD_TYPES.add("choice", ChoiceType())
