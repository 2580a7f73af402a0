"""The columns of every record, whatever its object: identity, version, authorship, owner, deletion, stage.

They are not fields of the catalog: nobody configures them, and a Change cannot touch them. Rules, filters and
Access know them by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, ColumnElement, DateTime, Integer, Text, TextClause, Uuid, func, text
from sqlalchemy.types import TypeEngine

from expressions.types import ValueType
from metadata.catalog import Object
from metadata.field_types.base import Scalar
from metadata.values import Labels

STAGE = "stage"
PIPELINE = "pipeline"
"""What records of an object with several pipelines have without a column: their stage tells it."""


@dataclass(frozen=True)
class SystemField:
    """One column of every record.

    Attributes:
        name: of the column, and in the API.
        scalar: how it looks to an API client.
        value_type: what it is in rules.
        type: SQLAlchemy type.
        labels: language tag to text.
        required: NOT NULL.
        readable: whether clients see it under its name; `deletedAt` shows only what is deleted.
    """

    name: str
    scalar: Scalar
    value_type: ValueType
    type: TypeEngine[Any]
    labels: Labels
    required: bool = True
    readable: bool = True


def _labels(en: str, zh: str) -> Labels:
    return MappingProxyType({"en": en, "zh-CN": zh})


_MOMENT = DateTime(timezone=True)

_FIELDS = (
    SystemField("id", Scalar.ID, ValueType.ID, Uuid(), _labels("ID", "编号")),
    SystemField("version", Scalar.INT, ValueType.NUMBER, Integer(), _labels("Version", "版本")),
    SystemField("createdAt", Scalar.DATETIME, ValueType.DATETIME, _MOMENT, _labels("Created", "创建")),
    SystemField(
        "createdBy", Scalar.ID, ValueType.ID, Uuid(), _labels("Created by", "创建人"), required=False
    ),
    SystemField("updatedAt", Scalar.DATETIME, ValueType.DATETIME, _MOMENT, _labels("Changed", "修改")),
    SystemField(
        "updatedBy", Scalar.ID, ValueType.ID, Uuid(), _labels("Changed by", "修改人"), required=False
    ),
    SystemField("ownerId", Scalar.ID, ValueType.ID, Uuid(), _labels("Owner", "负责人"), False),
    SystemField(
        "deletedAt",
        Scalar.DATETIME,
        ValueType.DATETIME,
        _MOMENT,
        _labels("Deleted", "删除时间"),
        required=False,
        readable=False,
    ),
)

SYSTEM_FIELDS: Mapping[str, SystemField] = MappingProxyType({each.name: each for each in _FIELDS})
"""By name. `stage` is not among them: only the objects with a pipeline have it."""

STAGE_FIELD = SystemField(STAGE, Scalar.STRING, ValueType.CHOICE, Text(), _labels("Stage", "阶段"))

_DEFAULTS: Mapping[str, ColumnElement[Any] | TextClause] = {
    "id": func.uuidv7(),
    "version": text("1"),
    "createdAt": func.now(),
    "updatedAt": func.now(),
}


def system_fields(definition: Object) -> tuple[SystemField, ...]:
    """The system fields of an object, `stage` last where it has a pipeline."""
    return (*_FIELDS, STAGE_FIELD) if definition.pipeline else _FIELDS


def system_columns(definition: Object) -> tuple[Column[Any], ...]:
    """New columns for `system_fields(definition)`, in the same order."""
    columns = [
        Column(
            each.name,
            each.type,
            primary_key=each.name == "id",
            nullable=not each.required,
            server_default=_DEFAULTS.get(each.name),
        )
        for each in _FIELDS
    ]
    if definition.pipeline:
        # The default gives the records of an object that gets a pipeline later its first stage.
        first = definition.pipeline.stages[0].name
        columns.append(Column(STAGE, STAGE_FIELD.type, nullable=False, server_default=first))
    return tuple(columns)
