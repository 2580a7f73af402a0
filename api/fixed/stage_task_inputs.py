"""The inputs of `changeCatalog` about the tasks of stages, and their changes."""

from typing import assert_never

import strawberry
from strawberry import UNSET

from api.fixed.inputs import or_none
from api.fixed.label_types import LabelInput, labels_of, no_labels
from core.errors import PathPart, Problem
from metadata.changes.base import Change
from metadata.changes.stage_tasks import AddStageTask, MoveStageTask, RemoveStageTask, SetStageTask

REQUIRED = "A record does not go on from the stage before it is done."
BEFORE = "The task to stand before; last where left out."


@strawberry.input(name="AddStageTask")
class AddStageTaskInput:
    """Add something that people do for a record while it is in a stage."""

    object: str
    stage: str
    name: str = strawberry.field(description="Once in all stages of the object.")
    labels: list[LabelInput] = strawberry.field(default_factory=no_labels)
    required: bool = strawberry.field(default=True, description=REQUIRED)
    before: str | None = strawberry.field(default=UNSET, description=BEFORE)


@strawberry.input(name="SetStageTask")
class SetStageTaskInput:
    """Change a task; what is left out stays as it is, and where it is done it stays done."""

    object: str
    task: str
    name: str | None = strawberry.field(default=UNSET, description="Another name.")
    labels: list[LabelInput] | None = strawberry.field(default=UNSET, description="All of them, anew.")
    required: bool | None = strawberry.field(default=UNSET, description=REQUIRED)


@strawberry.input(name="MoveStageTask")
class MoveStageTaskInput:
    """Move a task to another place in the list of its stage."""

    object: str
    task: str
    before: str | None = strawberry.field(default=UNSET, description=BEFORE)


@strawberry.input(name="RemoveStageTask")
class RemoveStageTaskInput:
    """Remove a task; that it was done stays noted."""

    object: str
    task: str


StageTaskInput = AddStageTaskInput | SetStageTaskInput | MoveStageTaskInput | RemoveStageTaskInput
"""An input of this file."""


def stage_task_change(given: StageTaskInput, problems: list[Problem], at: tuple[PathPart, ...]) -> Change:
    """The change; what is wrong with its labels is added to `problems`.

    Args:
        at: path of the change.
    """
    match given:
        case AddStageTaskInput():
            labels = labels_of(given.labels, problems, *at, AddStageTask.kind, "labels")
            ends = (labels, given.required, or_none(given.before))
            return AddStageTask(given.object, given.stage, given.name, *ends)
        case SetStageTaskInput():
            texts = or_none(given.labels)
            words = None if texts is None else labels_of(texts, problems, *at, SetStageTask.kind, "labels")
            return SetStageTask(given.object, given.task, or_none(given.name), words, or_none(given.required))
        case MoveStageTaskInput():
            return MoveStageTask(given.object, given.task, or_none(given.before))
        case RemoveStageTaskInput():
            return RemoveStageTask(given.object, given.task)
    assert_never(given)
