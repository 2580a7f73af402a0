"""Fields whose history is kept: what each change of a value was before and after, who made it, and when.

The statement that writes a record writes the history too, so neither is there without the other. It knows fields by
their ids: a rename changes nothing, a field that is restored has its history again, and one that is erased takes it
along. A change of the field's type is no change of its values; what was kept stays in the form that it had then.
"""

from typing import Any

from sqlalchemy import ColumnElement, cast, func, or_
from sqlalchemy.dialects.postgresql import JSON

from core.errors import Problem
from core.sentences import Sentence
from core.sql import Row
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.field_types.base import FieldType
from metadata.fields import Field

MOST_TRACKED = 50
"""Fields of one object: each that a write gives is a part of its statement."""


def tracked(definition: Object) -> tuple[Field, ...]:
    """The fields whose history is kept."""
    return tuple(each for each in definition.fields if each.track_history)


def history_problems(definition: Object, kind: FieldType, field: Field) -> tuple[Problem, ...]:
    """What keeps the history of a field from being kept."""
    if not field.track_history or field.computed:
        return ()
    if not (kind.given and kind.columns(field)):
        message = Sentence("The history of a {} field is not kept.", "{} 类型的字段不保留历史。").of(
            field.type
        )
        return (
            Problem("CATALOG_INVALID", message, ("trackHistory",), Sentence("Leave it out.", "请不要填写。")),
        )
    if len(tracked(definition)) > MOST_TRACKED:
        message = Sentence(
            "An object has at most {} fields whose history is kept.", "一个对象最多有 {} 个字段保留历史。"
        ).of(MOST_TRACKED)
        return (
            Problem(
                "CATALOG_LIMIT",
                message,
                ("trackHistory",),
                Sentence("Keep that of fewer fields.", "请减少保留历史的字段。"),
            ),
        )
    return ()


def json_of(field: Field, rows: Row) -> ColumnElement[Any]:
    """The value of a field of `rows` as API clients see it; null where there is none."""
    kind = type_of(field)
    return cast(
        func.to_json(kind.read(field, {spec.name: rows.c[spec.name] for spec in kind.columns(field)})), JSON
    )


def differs(field: Field, before: Row, after: Row) -> ColumnElement[bool]:
    """Whether the value of a field is another in `after`."""
    names = [spec.name for spec in type_of(field).columns(field)]
    return or_(*(after.c[name].is_distinct_from(before.c[name]) for name in names))
