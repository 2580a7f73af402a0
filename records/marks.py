"""That a task is done for a record, or open again: what may speak against it, and what it leaves in `sluice_task`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    HasCTE,
    SelectBase,
    TableClause,
    Text,
    and_,
    cast,
    func,
    insert,
    not_,
    null,
    select,
    union_all,
    update,
)

from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Object
from records.actors import ACTOR
from records.build import Build
from records.checks import Check
from records.constants import constant
from records.gates import pipeline_of
from records.plans.writes import MarkTask, WritePlan
from records.stage_tasks import is_done_sql, stay_sql
from records.steps import Step, step

MOST_NOTE_CHARACTERS = 2_000


def mark_checks(build: Build, of: Object, operation: MarkTask, merged: FromClause) -> tuple[Check, ...]:
    """What may speak against it: the record is in another stage, or the task is so already."""
    here = merged.c.stage == constant(operation.stage.name)
    done = is_done_sql(build, merged, of, operation.task.id)
    unchanged = and_(here, done if operation.done else not_(done))
    return (Check("TASK_NOT_HERE", "task", not_(here)), Check("TASK_UNCHANGED", "task", unchanged))


def marked_step(build: Build, plan: WritePlan, changed: TableClause) -> Step | None:
    """`marked`: the row that says so, new or with the moment when the task was reopened; None of other writes."""
    operation = plan.operation
    if not isinstance(operation, MarkTask):
        return None
    tasks, of = build.tables.task, plan.object
    stay = stay_sql(build, changed, of)
    if operation.done:
        values = {
            "object_id": constant(of.id),
            "record_id": changed.c.id,
            "pipeline_id": constant(pipeline_of(of).id),
            "task_id": constant(operation.task.id),
            "entry": stay,
            "done_by": ACTOR,
            "note": _note(build, operation),
            "catalog_version": constant(build.catalog.version),
        }
        adding = insert(tasks).from_select([*values], select(*values.values()).select_from(changed))

        def define(names: Sequence[str]) -> HasCTE:
            return adding.returning(*(tasks.c[each] for each in names))

        return step("marked", tasks.c, define)
    reopening = (
        update(tasks)
        .values(reopened_at=func.now(), reopened_by=ACTOR)
        .where(
            tasks.c.record_id == changed.c.id,
            tasks.c.task_id == constant(operation.task.id),
            tasks.c.entry == stay,
            tasks.c.reopened_at.is_(None),
        )
    )
    return step("marked", tasks.c, lambda names: reopening.returning(*(tasks.c[each] for each in names)))


def marked_tasks(build: Build, marked: Step | None) -> SelectBase | None:
    """All that was done of tasks, after the write; None where it changes nothing of that."""
    if marked is None:
        return None
    tasks = build.tables.task
    others = select(*tasks.c).where(tasks.c.id.not_in(select(marked.rows.c.id).scalar_subquery()))
    return union_all(others, select(*(marked.rows.c[each.name] for each in tasks.c)))


def _note(build: Build, operation: MarkTask) -> ColumnElement[Any]:
    if operation.note is None:
        return cast(null(), Text)
    return build.bind(operation.note, Text(), _note_of, "note")


def _note_of(value: object, path: tuple[str | int, ...]) -> object:
    """What is to be said of it; nothing where it is blank.

    Raises:
        SluiceError: OUT_OF_RANGE where it is too long.
    """
    text = "" if value is None else str(value).strip()
    if len(text) > MOST_NOTE_CHARACTERS:
        message = Sentence("The note is longer than {:,} characters", "备注超过了 {:,} 个字符").of(
            MOST_NOTE_CHARACTERS
        )
        raise fault("OUT_OF_RANGE", message, *path, hint=Sentence("Shorten it.", "请缩短。"))
    return text or None
