"""What is done for a record in the stage that it is in, as SQL.

A task is done where a row of `sluice_task` says so for this stay: for the move by which the record came into the stage.
So the list begins anew with each entry, and what was done in stays before remains as it was when the record left.
"""

from collections.abc import Iterator
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    union_all,
)

from core.sql import Row
from expressions.languages import label_in
from metadata.catalog import Object
from metadata.pipelines import Stage, StageTask
from records.constants import constant
from records.plans.conditions import Tasked
from records.stand_ins import Judged, Overlay
from tenants.namespace import NamespaceTables


class Source(Protocol):
    """What the statement that is being made gives (`records.build.Build`)."""

    overlay: Overlay | None
    judged: Judged | None

    @property
    def tables(self) -> NamespaceTables:
        """The fixed tables of the tenant."""

    def fresh(self, prefix: str) -> str:
        """A name that nothing else in the statement has."""

    def moves(self) -> FromClause:
        """The stage history."""

    def count_condition(self) -> None:
        """Count one more condition."""


def done_rows(source: Source) -> FromClause:
    """What was done of tasks under a fresh alias; while a record is judged, before the write."""
    name, overlay = source.fresh("d"), source.overlay
    if source.judged is None and overlay is not None and overlay.tasks is not None:
        return overlay.tasks.subquery(name)
    return source.tables.task.alias(name)


def _moves(source: Source) -> FromClause:
    """The stage history; while a record is judged, without the move that the write makes."""
    if source.judged is not None:
        return source.tables.stage_history.alias(source.fresh("h"))
    return source.moves()


def stay_sql(source: Source, rows: Row, of: Object) -> ColumnElement[Any]:
    """What tells the stay of a record in its stage from others: its last move; the record where none was noted."""
    moves = _moves(source)
    last = (
        select(moves.c.id)
        .where(
            moves.c.record_id == rows.c["id"],
            moves.c.object_id == constant(of.id),
            moves.c.pipeline_id == constant(None if of.pipeline is None else of.pipeline.id),
        )
        .order_by(moves.c.occurred_at.desc(), moves.c.id.desc())
        .limit(constant(1))
        .correlate_except(moves)
        .scalar_subquery()
    )
    return func.coalesce(last, rows.c["id"])


def in_stay(source: Source, done: FromClause, rows: Row, of: Object) -> ColumnElement[bool]:
    """Whether what was done was done in the stay that the record is in."""
    # As it is written no index serves it: the last move is looked up where something was done, not of every record.
    return (done.c.entry == stay_sql(source, rows, of)).is_(true())


def is_done_sql(source: Source, rows: Row, of: Object, task_id: str) -> ColumnElement[bool]:
    """Whether a task is done for a record, in the stay that it is in; never null."""
    done = done_rows(source)
    found = select(1).where(
        done.c.record_id == rows.c["id"],
        done.c.task_id == constant(task_id),
        in_stay(source, done, rows, of),
        done.c.reopened_at.is_(None),
    )
    return exists(found.correlate_except(done))


def is_tasked(source: Source, of: Object, rows: Row, asked: Tasked) -> ColumnElement[bool]:
    """Whether a record's stage has a task that is as is asked; never null."""
    found: list[ColumnElement[bool]] = []
    for stage, task in _tasks(of):
        if asked.task not in (None, task.name) or asked.required not in (None, task.required):
            continue
        source.count_condition()
        here = rows.c["stage"] == constant(stage.name)
        done = true() if asked.done is None else is_done_sql(source, rows, of, task.id)
        found.append(and_(here, not_(done) if asked.done is False else done))
    return or_(false(), *found)


def _tasks(of: Object) -> tuple[tuple[Stage, StageTask], ...]:
    return () if of.pipeline is None else tuple(of.pipeline.task_by_name.values())


def listed_tasks(of: Object, language: str, name: str) -> FromClause | None:
    """The tasks of all stages of an object as rows (place, stage, task_id, name, label, required); None of none."""
    rows = [*_rows(of, language)]
    if not rows:
        return None
    return (union_all(*rows) if len(rows) > 1 else rows[0]).subquery(name)


def _rows(of: Object, language: str) -> Iterator[Select[Any]]:
    for place, (stage, task) in enumerate(_tasks(of)):
        yield select(
            literal_column(str(place), Integer()).label("place"),
            constant(stage.name).label("stage"),
            constant(task.id).label("task_id"),
            constant(task.name).label("name"),
            constant(label_in(task.labels, language, task.name)).label("label"),
            (true() if task.required else false()).label("required"),
        )
