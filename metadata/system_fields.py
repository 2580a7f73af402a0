"""The columns of every record, whatever its object: identity, version, authorship, owner, deletion, stage.

They are not fields of the catalog: nobody configures them, and a Change cannot touch them. Rules, filters and
Access know them by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Integer,
    Interval,
    Text,
    TextClause,
    Uuid,
    func,
    literal_column,
    text,
)
from sqlalchemy.types import TypeEngine

from expressions.types import ValueType
from metadata.catalog import Object
from metadata.field_types.base import Scalar
from metadata.pipelines import Pipeline
from metadata.values import Labels

STAGE = "stage"
STAGE_ENTERED = "stageEnteredAt"
"""Since when a record is in its stage: the moment of its last move, back-dated or not, or of its creation."""
STAGE_TASKS = "stageTasks"
"""What is done for a record in its stage. It is in no column, and a change of it is told of under this name."""
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
"""By name. What tells of the stage is not among them: only the objects with a pipeline have it."""

_STAGE_FIELD = SystemField(STAGE, Scalar.STRING, ValueType.CHOICE, Text(), _labels("Stage", "阶段"))
_STAGE_ENTERED_FIELD = SystemField(
    STAGE_ENTERED,
    Scalar.DATETIME,
    ValueType.DATETIME,
    _MOMENT,
    _labels("In this stage since", "进入当前阶段时间"),
)

STAGE_FIELDS: Mapping[str, SystemField] = MappingProxyType(
    {each.name: each for each in (_STAGE_FIELD, _STAGE_ENTERED_FIELD)}
)
"""By name: the system fields that only the objects with a pipeline have. A move of a record writes them all."""

PIPELINE_LABELS: Labels = _labels("Pipeline", "流程")

_DEFAULTS: Mapping[str, ColumnElement[Any] | TextClause] = {
    "id": func.uuidv7(),
    "version": text("1"),
    "createdAt": func.now(),
    "updatedAt": func.now(),
}


def system_fields(definition: Object) -> tuple[SystemField, ...]:
    """The system fields of an object, those of its stage last where it has a pipeline."""
    return (*_FIELDS, *STAGE_FIELDS.values()) if definition.pipeline else _FIELDS


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
        defaults = stage_defaults(definition.pipeline)
        columns += (
            Column(each.name, each.type, nullable=False, server_default=defaults[each.name])
            for each in STAGE_FIELDS.values()
        )
    return tuple(columns)


def stage_defaults(pipeline: Pipeline) -> Mapping[str, str | ColumnElement[Any]]:
    """What the stage fields of a record have that nobody gives a stage: it is in the first one, from now on.

    So do the records of an object that gets a pipeline later.
    """
    return {STAGE: pipeline.stages[0].name, STAGE_ENTERED: func.now()}


def moved_after(entered: ColumnElement[Any], moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """The moment of a move of a record: `moment`, where that is later than `entered`, the one of the move before.

    Whoever waits for another one to move the record has a clock that stood still meanwhile. With the moments of moves
    go their order, how long a record has stayed, and in which stay its tasks are done.
    """
    return func.greatest(moment, entered + literal_column("interval '1 microsecond'", Interval()))
