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
from metadata.text import listed

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
            message, hint = f"{field.name} has no such option.", f"Use one of {listed(keys)}."
            raise fault("INVALID_VALUE", message, hint=hint)
        return value

    def problems(self, field: Field) -> tuple[Problem, ...]:
        if not field.options:
            return (Problem("CATALOG_INVALID", "A choice needs at least one option.", ("options",)),)
        if len(field.options) > MOST_OPTIONS:
            return (Problem("CATALOG_LIMIT", f"A choice has at most {MOST_OPTIONS} options.", ("options",)),)
        if not any(option.active for option in field.options):
            message = "A choice needs at least one active option."
            return (Problem("CATALOG_INVALID", message, ("options",), "Leave one of them active."),)
        return super().problems(field) or _default_problems(field)


def _default_problems(field: Field) -> tuple[Problem, ...]:
    """New records get the default, and no record newly gets an inactive option."""
    if any(option.key == field.default and not option.active for option in field.options):
        message = f"The default {field.default} is inactive."
        return (Problem("CATALOG_INVALID", message, ("default",), "Use an active option."),)
    return ()


FIELD_TYPES.add("choice", ChoiceType())
