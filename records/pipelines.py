"""The pipeline that a record is in, told by its stage."""

from typing import Any

from sqlalchemy import ColumnElement, case

from core.sql import Row
from metadata.pipelines import Pipeline
from metadata.system_fields import STAGE
from records.constants import constant


def pipeline_sql(pipeline: Pipeline, rows: Row) -> ColumnElement[Any]:
    """The name of the pipeline that the stage of records of `rows` belongs to: text, never null."""
    stage = rows.c[STAGE]
    others = [
        (stage.in_([constant(each.name) for each in pipeline.along(part.name)]), constant(part.name))
        for part in pipeline.further
    ]
    # A `case` of nothing is none: without further pipelines all records are in the first.
    return case(*others, else_=constant(pipeline.name)) if others else constant(pipeline.name)
