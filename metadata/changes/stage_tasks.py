"""Changes of the lists of tasks that stages have. Records stay as they are; what was done for them stays noted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from core.errors import PathPart, fault
from core.identifiers import new_id
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    Change,
    object_named,
    pipeline_of,
    raise_problems,
    stage_named,
    standing_before,
    with_pipeline,
)
from metadata.changes.parts import part_named
from metadata.pipeline_checks import pipeline_problems
from metadata.pipelines import Pipeline, Stage, StageTask
from metadata.uses import Use
from metadata.values import Labels, no_labels


@dataclass(frozen=True)
class _Place:
    """A task, or where one is to come, in its stage."""

    catalog: Catalog
    object: Object
    pipeline: Pipeline
    stage: Stage

    def with_tasks(self, tasks: Sequence[StageTask]) -> Catalog:
        """The catalog with another list in the stage.

        Raises:
            SluiceError: what is wrong with the list then, at the parts of the task that changes.
        """
        changed = replace(self.stage, tasks=tuple(tasks))
        stages = tuple(changed if each is self.stage else each for each in self.pipeline.stages)
        pipeline = replace(self.pipeline, stages=stages)
        after = with_pipeline(self.catalog, self.object, pipeline)
        problems = pipeline_problems(after, after.object_by_id[self.object.id], pipeline)
        # What was sound stays so: all that is wrong is wrong with the one that changes, or with how many there are.
        raise_problems([replace(each, path=each.path[4:] or ("stage",)) for each in problems])
        return after


def _place(catalog: Catalog, object_name: str, name: str, *path: PathPart) -> tuple[_Place, StageTask]:
    """Where the task of that name stands, and the task."""
    definition = object_named(catalog, object_name, "object")
    pipeline = pipeline_of(definition, "object")
    tasks = [each for stage in pipeline.stages for each in stage.tasks]
    task = part_named(definition, "task", tasks, name, *path)
    stage = next(each for each in pipeline.stages if any(one is task for one in each.tasks))
    return _Place(catalog, definition, pipeline, stage), task


def _before(place: _Place, name: str | None) -> StageTask | None:
    return None if name is None else part_named(place.object, "task", place.stage.tasks, name, "before")


@dataclass(frozen=True)
class AddStageTask(Change):
    """A further task of a stage, before another one or last.

    It is open for the records that are in the stage, and keeps them there until it is done if it is required.
    """

    kind: ClassVar[str] = "addStageTask"

    object: str
    stage: str
    name: str
    labels: Labels = field(default_factory=no_labels)
    required: bool = True
    before: str | None = None
    id: str = field(default_factory=lambda: new_id("tsk"))

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        place = _Place(catalog, definition, pipeline, stage_named(pipeline, self.stage, "stage"))
        if any(task.id == self.id for _, task in pipeline.task_by_name.values()):
            raise fault("CATALOG_NAME_TAKEN", "This very task is in the catalog already.", "name")
        made = StageTask(self.id, self.name, self.labels, self.required)
        return place.with_tasks(standing_before(place.stage.tasks, made, _before(place, self.before)))

    def sentence(self) -> str:
        what = "required" if self.required else "optional"
        return f"Add the {what} task {self.name} to stage {self.stage} of {self.object}."


@dataclass(frozen=True)
class SetStageTask(Change):
    """Another name or other labels of a task, and whether it is required; what is left out stays as it is.

    It is the same task: where it was done it stays done.
    """

    kind: ClassVar[str] = "setStageTask"

    object: str
    task: str
    name: str | None = None
    labels: Labels | None = None
    required: bool | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        place, old = _place(catalog, self.object, self.task, "task")
        new = replace(
            old,
            name=old.name if self.name is None else self.name,
            labels=old.labels if self.labels is None else self.labels,
            required=old.required if self.required is None else self.required,
        )
        return place.with_tasks([new if each is old else each for each in place.stage.tasks])

    def sentence(self) -> str:
        parts = [] if self.name in (None, self.task) else [f"call it {self.name}"]
        parts += [] if self.labels is None else ["set its labels"]
        parts += [] if self.required is None else ["require it" if self.required else "make it optional"]
        return f"Task {self.task} of {self.object}: {' and '.join(parts) or 'no change'}."

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        if self.name in (None, self.task):
            return ()
        return (f"Clients that use the task {self.task} of {self.object} must use {self.name}.",)


@dataclass(frozen=True)
class MoveStageTask(Change):
    """Another place of a task in the list of its stage: before another one or last."""

    kind: ClassVar[str] = "moveStageTask"

    object: str
    task: str
    before: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        place, moved = _place(catalog, self.object, self.task, "task")
        successor = _before(place, self.before)
        if successor is moved:
            message = "A task cannot stand before itself."
            raise fault("CATALOG_INVALID", message, "before", hint="Name another one, or none for the end.")
        return place.with_tasks(standing_before(place.stage.tasks, moved, successor))

    def sentence(self) -> str:
        where = f"before {self.before}" if self.before is not None else "to the end"
        return f"Move the task {self.task} of {self.object} {where}."


@dataclass(frozen=True)
class RemoveStageTask(Change):
    """The end of a task. That it was done stays noted, and is seen again where the same task is put back."""

    kind: ClassVar[str] = "removeStageTask"

    object: str
    task: str

    def apply(self, catalog: Catalog) -> Catalog:
        place, old = _place(catalog, self.object, self.task, "task")
        return place.with_tasks([each for each in place.stage.tasks if each is not old])

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        _place(before, self.object, self.task, "task")
        return ()

    def sentence(self) -> str:
        return f"Remove the task {self.task} of {self.object}."

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        return (f"Clients that use the task {self.task} of {self.object} are refused.",)
