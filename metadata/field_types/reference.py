"""`reference`: the id of a record of any of several objects, in a column `<name>Id`, and which one in `<name>Object`.

An id is of one record of the tenant, whatever its object, so it is all that is given and filtered by. No foreign key
can stand on such a column. What keeps it true is the write, which finds the record in its own statement; that records
are only ever marked as deleted; and that an object cannot be removed while a reference may point to it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Text, Uuid
from sqlalchemy.sql.elements import ColumnElement

from core.errors import Problem
from core.sentences import Sentence
from expressions.types import ValueType
from metadata.field_types.base import (
    FIELD_TYPES,
    AggregateName,
    ColumnSpec,
    Composite,
    Masks,
    RulePart,
    Scalar,
)
from metadata.field_types.id_column import read_id
from metadata.field_types.one_column import EQUALITY, setting_problems
from metadata.fields import Field
from metadata.pseudonyms import other_id
from metadata.values import Labels

OBJECT = "object"
"""The part of a path that says of which object the record is: `subject.object`."""
OBJECT_LABELS: Labels = MappingProxyType({"en": "Object", "zh-CN": "对象"})
MOST_TARGETS = 20
"""Each is asked whether it has the record."""


class ReferenceType:
    name = "reference"
    title = "A link to one record of any of several objects; `reverse` names the list on each of them"
    scalar = Scalar.RECORD
    operators: tuple[str, ...] = EQUALITY
    given = True
    masks: Masks = ()
    convertible = False
    composite: Composite | None = None
    sortable = False
    groupable = True
    aggregates: tuple[AggregateName, ...] = ("countDistinct",)
    totals = Scalar.DECIMAL
    search_weight: str | None = None
    settings = frozenset({"unique", "targets", "reverse"})

    def columns(self, field: Field) -> tuple[ColumnSpec, ...]:
        id_, of = f"{field.name}Id", object_column(field)

        def both_or_neither(columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
            return columns[id_].is_(None) == columns[of].is_(None)

        return (
            ColumnSpec(id_, Uuid(), part="id"),
            ColumnSpec(of, Text(), part="object", check=both_or_neither),
        )

    def rule_parts(self, field: Field) -> tuple[RulePart, ...]:
        return (
            RulePart("", ValueType.ID, f"{field.name}Id"),
            RulePart(f".{OBJECT}", ValueType.CHOICE, object_column(field)),
        )

    def problems(self, field: Field) -> tuple[Problem, ...]:
        if not field.targets:
            message = Sentence(
                "A reference needs the objects that it may point to.", "请选择它可以指向的对象。"
            )
            return (
                Problem(
                    "CATALOG_INVALID",
                    message,
                    ("targets",),
                    Sentence("Name one or more in `targets`.", "请至少选择一个对象。"),
                ),
            )
        if len(set(field.targets)) < len(field.targets):
            return (
                Problem(
                    "CATALOG_INVALID",
                    Sentence("An object stands twice.", "同一个对象出现了两次。"),
                    ("targets",),
                    Sentence("Name each once.", "请每个只选一次。"),
                ),
            )
        if len(field.targets) > MOST_TARGETS:
            message = Sentence(
                "There are {:,} objects; at most {} fit.", "共有 {:,} 个对象，最多 {} 个。"
            ).of(len(field.targets), MOST_TARGETS)
            hint = "Name fewer, or make several fields."
            return (Problem("CATALOG_LIMIT", message, ("targets",), hint),)
        return setting_problems(self, field)

    def read(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        return columns[f"{field.name}Id"]

    def worded(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value

    def shown(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value

    def average_decimals(self, field: Field) -> int:
        return 0

    def searched(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        return columns[f"{field.name}Id"]

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        return value

    def pseudonym(
        self, field: Field, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
    ) -> Mapping[str, ColumnElement[Any]]:
        """The id that the record has there."""
        id_, of = (spec.name for spec in self.columns(field))
        return {id_: other_id(columns[id_], secret), of: columns[of]}

    def erased(self, field: Field, seed: ColumnElement[Any]) -> Mapping[str, ColumnElement[Any]] | None:
        """None: it names a record."""
        return None

    def stored(self, field: Field, value: object) -> Mapping[str, object]:
        """The id. Of which object it is, the statement finds out."""
        found = None if value is None else read_id(field, value, "a record")
        return {f"{field.name}Id": found, object_column(field): None}

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        return str(values[f"{field.name}Id"])

    def read_text(self, field: Field, text: str) -> object:
        return text.strip()


def object_column(field: Field) -> str:
    """The column that holds the id of the object whose record a reference names."""
    return f"{field.name}Object"


FIELD_TYPES.add("reference", ReferenceType())
