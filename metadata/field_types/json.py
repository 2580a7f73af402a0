"""`json`: any JSON value, kept as it is and answered as it is."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Dialect, String, case, literal_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from core.errors import PathPart, fault
from core.sentences import Sentence
from metadata.field_types.base import FIELD_TYPES, AggregateName, RulePart, Scalar
from metadata.field_types.one_column import OneColumn
from metadata.fields import Field
from metadata.text import called, storable

JSON_DEPTH = 100
"""Levels of a JSON value."""

MOST_BYTES = 100_000


class JsonColumn(TypeDecorator[Any]):
    """JSONB whose values can be defaults of a column too: SQLAlchemy writes none as a literal."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def process_literal_param(self, value: object, dialect: Dialect) -> str:
        # SQLAlchemy leaves this method untyped.
        write: Callable[[str], str] = String().literal_processor(dialect)  # type: ignore[no-untyped-call]
        return write(json.dumps(value))


class JsonType(OneColumn):
    name = "json"
    title = f"Any JSON value of at most {MOST_BYTES:,} bytes; not in rules, cannot be unique or ordered by"
    scalar = Scalar.JSON
    operators: tuple[str, ...] = ("isNull",)
    sortable = False
    groupable = False
    aggregates: tuple[AggregateName, ...] = ()
    settings = frozenset({"default"})

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return JsonColumn()

    def rule_parts(self, field: Field) -> tuple[RulePart, ...]:
        return ()

    def pseudonym(
        self, field: Field, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
    ) -> Mapping[str, ColumnElement[Any]]:
        name = self.column_name(field)
        return {name: case((columns[name].is_not(None), literal_column("'{}'::jsonb", JSONB())))}

    def erased(self, field: Field, seed: ColumnElement[Any]) -> Mapping[str, ColumnElement[Any]] | None:
        return {self.column_name(field): literal_column("'{}'::jsonb", JSONB())}

    def converted(self, field: Field, value: object) -> object:
        _check(field, value, JSON_DEPTH, ())
        size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
        if size > MOST_BYTES:
            raise fault(
                "OUT_OF_RANGE",
                Sentence(
                    "The JSON has {:,} bytes; {} takes at most {:,}.", "JSON 有 {:,} 字节；{}最多 {:,} 字节。"
                ).of(size, called(field), MOST_BYTES),
                hint=Sentence("Keep less in it, or use several fields.", "请减少内容，或使用多个字段。"),
            )
        return value

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        return json.dumps(values[field.name], ensure_ascii=False)

    def read_text(self, field: Field, text: str) -> object:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise fault(
                "INVALID_VALUE",
                Sentence("{} takes JSON.", "{}应为 JSON。").of(called(field)),
                hint='Write it as {"a": 1}.',
            ) from error


def _check(field: Field, value: object, levels: int, path: tuple[PathPart, ...]) -> None:
    """Whether it is JSON that PostgreSQL can keep.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    if levels < 0:
        message = Sentence("The JSON is more than {} levels deep.", "JSON 的嵌套超过了 {} 层。").of(
            JSON_DEPTH
        )
        raise fault("INVALID_VALUE", message, hint=Sentence("Nest it less deeply.", "请减少嵌套。"))
    match value:
        case str():
            storable(value, *path)
        case list():
            for place, inner in enumerate(value):
                _check(field, inner, levels - 1, (*path, place))
        case dict():
            for key, inner in value.items():
                storable(key, *path)
                _check(field, inner, levels - 1, (*path, key))
        case None | bool() | int():
            pass
        case float() if math.isfinite(value):
            pass
        case _:
            raise fault(
                "INVALID_VALUE",
                Sentence("{} takes JSON.", "{}应为 JSON。").of(called(field)),
                *path,
                hint=Sentence("Write a finite number.", "请填写有限的数。"),
            )


FIELD_TYPES.add("json", JsonType())
