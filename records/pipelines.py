"""What the stage of a record tells without a column: the pipeline that it is in, and whether its tasks are done."""

from typing import Any

from sqlalchemy import ColumnElement, case

from core.sql import Row
from metadata.catalog import Object
from metadata.pipelines import Pipeline
from metadata.stage_tasks import task_in
from metadata.system_fields import PIPELINE, STAGE
from records.constants import constant
from records.stage_tasks import Source, is_done_sql


def told_by_stage(source: Source, rows: Row, of: Object, column: str) -> ColumnElement[Any] | None:
    """What stands for the column of that name; None where it is of something else."""
    if column == PIPELINE and of.pipeline is not None:
        return pipeline_sql(of.pipeline, rows)
    task = task_in(column)
    return None if task is None else is_done_sql(source, rows, of, task)


def pipeline_sql(pipeline: Pipeline, rows: Row) -> ColumnElement[Any]:
    """The name of the pipeline that the stage of records of `rows` belongs to: text, never null."""
    stage = rows.c[STAGE]
    others = [
        (stage.in_([constant(each.name) for each in pipeline.along(part.name)]), constant(part.name))
        for part in pipeline.further
    ]
    # A `case` of nothing is none: without further pipelines all records are in the first.
    return case(*others, else_=constant(pipeline.name)) if others else constant(pipeline.name)
