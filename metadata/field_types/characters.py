"""What the field types made of characters share: lengths that the database checks too."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Text, and_, func, literal
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from core.errors import Problem, fault
from core.sentences import Sentence
from expressions.types import ValueType
from metadata.field_types.base import Check, Masks, Scalar
from metadata.field_types.bounds import check_length, length_check, length_problems
from metadata.field_types.one_column import TEXT, OneColumn
from metadata.fields import Field
from metadata.pseudonyms import same_form
from metadata.text import SHORTEN, about, storable

INDEXABLE_BYTES = 2600
"""A B-tree entry holds at most 2,704 bytes, so a unique value must be shorter than its column could be."""


SEED = 32
"""Characters of the seed of an erased value."""
UNMEETING = 12
"""Characters of it by which no two records meet."""


class Characters(OneColumn):
    """Text of at most `longest` characters."""

    scalar = Scalar.STRING
    operators = TEXT
    value_type = ValueType.TEXT
    search_weight: str | None = "B"
    longest: int
    of_nobody: str = "erased"
    """What stands for a text that is erased."""
    masks: Masks = ("all", "keep")
    too_long = Sentence("Shorten it, or use a longText field.", "请缩短，或改用长文本字段。")
    """What to do about a longer one."""

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return Text()

    def check(self, field: Field) -> Check | None:
        return length_check(field, self.column_name(field), self.longest)

    def pseudonym(
        self, field: Field, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
    ) -> Mapping[str, ColumnElement[Any]]:
        if self.anonymous:
            return super().pseudonym(field, columns, secret)
        name = self.column_name(field)
        return {name: self.disguised(columns[name], secret)}

    def disguised(self, text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
        """Another text of the same form."""
        return same_form(text, secret)

    def erased(self, field: Field, seed: ColumnElement[Any]) -> Mapping[str, ColumnElement[Any]] | None:
        least, most = field.min_length or 0, field.max_length or self.longest
        if not field.unique:
            return {self.column_name(field): literal(self.of_nobody[:most].ljust(least, "-"), Text())}
        if most < UNMEETING:
            return None
        return {self.column_name(field): self.of_nobody_apart(seed, least, most)}

    def of_nobody_apart(self, seed: ColumnElement[Any], least: int, most: int) -> ColumnElement[Any]:
        """A text of the type for each seed, of `least` to `most` characters."""
        length = max(least, min(most, SEED))
        return func.rpad(func.left(seed, most), literal(length), literal("0", Text()), type_=Text())

    def apart(
        self, field: Field, id_: ColumnElement[Any], number: ColumnElement[Any], secret: ColumnElement[Any]
    ) -> ColumnElement[Any]:
        """A pseudonym that no other record has, where two values of a unique field have met in one.

        Args:
            id_: of the record in the sandbox, as text.
            number: of the record among those that need such a pseudonym, from 1.
        """
        return self.disguised(id_, secret)

    def problems(self, field: Field) -> tuple[Problem, ...]:
        return length_problems(field, self.longest) or super().problems(field)

    def fits(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[bool]:
        fitting = super().fits(field, value)
        return and_(fitting, func.octet_length(value) <= INDEXABLE_BYTES) if field.unique else fitting

    def converted(self, field: Field, value: object) -> object:
        if not isinstance(value, str):
            message = about(field, f"A {self.name} field takes text.", "{}应为文本。")
            raise fault("INVALID_VALUE", message)
        storable(value)
        check_length(field, value, self.longest, self.too_long)
        if field.unique and len(value.encode()) > INDEXABLE_BYTES:
            raise fault(
                "OUT_OF_RANGE",
                Sentence(
                    "The text is longer than a unique field can hold ({:,} bytes of UTF-8).",
                    "文本超过了不可重复字段的长度上限（UTF-8 编码 {:,} 字节）。",
                ).of(INDEXABLE_BYTES),
                hint=SHORTEN,
            )
        return value
