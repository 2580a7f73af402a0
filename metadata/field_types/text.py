"""`text`: a line of text, at most 1,000 characters."""

from typing import Any

from sqlalchemy import ColumnElement

from core.errors import Problem
from metadata.field_types.base import FIELD_TYPES
from metadata.field_types.characters import Characters
from metadata.field_types.patterns import check_pattern, pattern_problems
from metadata.fields import Field
from metadata.pseudonyms import apart


class TextType(Characters):
    name = "text"
    title = "A line of text, at most 1,000 characters"
    settings = frozenset(
        {
            "unique",
            "default",
            "default_formula",
            "min_length",
            "max_length",
            "pattern",
            "pattern_message",
            "formula",
        }
    )
    longest = 1_000

    def converted(self, field: Field, value: object) -> object:
        text = super().converted(field, value)
        check_pattern(field, str(text))
        return text

    def apart(
        self, field: Field, id_: ColumnElement[Any], number: ColumnElement[Any], secret: ColumnElement[Any]
    ) -> ColumnElement[Any]:
        return apart(id_, number, field.min_length or 1, field.max_length or self.longest)

    def problems(self, field: Field) -> tuple[Problem, ...]:
        return pattern_problems(field) or super().problems(field)


FIELD_TYPES.add("text", TextType())
