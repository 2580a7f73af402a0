"""`choice`: one of the field's options.

The column is plain text without a CHECK: the options are checked by the GraphQL enum and here, so that adding
an option needs no change of the table.
"""

from typing import Any

from sqlalchemy import Text
from sqlalchemy.types import TypeEngine

from core.errors import Problem, fault
from expressions.types import ValueType
from metadata.catalog import Field
from metadata.field_types.base import FIELD_TYPES, Scalar
from metadata.field_types.one_column import EQUALITY, OneColumn

MOST_OPTIONS = 500


class ChoiceType(OneColumn):
    name = "choice"
    title = "One of the field's options; the key is stored"
    scalar = Scalar.ENUM
    operators = EQUALITY
    value_type = ValueType.CHOICE
    settings = frozenset({"unique", "default", "options"})

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return Text()

    def converted(self, field: Field, value: object) -> object:
        keys = [option.key for option in field.options]
        if value not in keys:
            shown = ", ".join(keys[:20]) + (", …" if len(keys) > 20 else "")
            raise fault("INVALID_VALUE", f"{field.name} has no such option.", hint=f"Use one of {shown}.")
        return value

    def problems(self, field: Field) -> tuple[Problem, ...]:
        if not field.options:
            return (Problem("CATALOG_INVALID", "A choice needs at least one option.", ("options",)),)
        if len(field.options) > MOST_OPTIONS:
            return (Problem("CATALOG_LIMIT", f"A choice has at most {MOST_OPTIONS} options.", ("options",)),)
        return super().problems(field)


FIELD_TYPES.add("choice", ChoiceType())
