"""`relations`: links to any number of records of one object, in a table of their own (`metadata.link_tables`)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from core.errors import Problem
from core.sentences import Sentence
from metadata.field_types.base import (
    FIELD_TYPES,
    AggregateName,
    ColumnSpec,
    Composite,
    Masks,
    RulePart,
    Scalar,
)
from metadata.field_types.one_column import setting_problems
from metadata.fields import Field


class RelationsType:
    name = "relations"
    title = "Links to any number of records of an object; `reverse` names the list on the other side"
    scalar = Scalar.RECORDS
    operators: tuple[str, ...] = ("some", "every", "none")
    given = True
    masks: Masks = ()
    convertible = False
    composite: Composite | None = None
    sortable = False
    groupable = False
    aggregates: tuple[AggregateName, ...] = ()
    totals = Scalar.DECIMAL
    search_weight: str | None = None
    settings = frozenset({"links", "reverse"})

    def columns(self, field: Field) -> tuple[ColumnSpec, ...]:
        return ()

    def rule_parts(self, field: Field) -> tuple[RulePart, ...]:
        return ()

    def problems(self, field: Field) -> tuple[Problem, ...]:
        if field.links is None:
            message = Sentence("Relations need the object that they link.", "请选择关联多条记录的对象。")
            return (
                Problem(
                    "CATALOG_INVALID",
                    message,
                    ("target",),
                    Sentence("Name it in `target`.", "请选择一个对象。"),
                ),
            )
        if field.required:
            message = Sentence(
                "Relations cannot be required: a list may be empty.",
                "关联多条记录的字段不能设为必填：列表可以为空。",
            )
            hint = Sentence("Make it not required.", "请取消必填。")
            return (Problem("CATALOG_INVALID", message, ("required",), hint),)
        return setting_problems(self, field)

    def read(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        raise TypeError(f"{field.name} is a list of records, which is read as one")

    def worded(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value

    def shown(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value

    def average_decimals(self, field: Field) -> int:
        return 0

    def searched(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        raise TypeError(f"{field.name} is a list of records, which has no words")

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        return value

    def pseudonym(
        self, field: Field, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
    ) -> Mapping[str, ColumnElement[Any]]:
        return {}

    def erased(self, field: Field, seed: ColumnElement[Any]) -> Mapping[str, ColumnElement[Any]] | None:
        """None: it has no value."""
        return None

    def stored(self, field: Field, value: object) -> Mapping[str, object]:
        return {}

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        raise TypeError(f"{field.name} is a list of records, which is no text")

    def read_text(self, field: Field, text: str) -> object:
        raise TypeError(f"{field.name} is a list of records, which is no text")


FIELD_TYPES.add("relations", RelationsType())
