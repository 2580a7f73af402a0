"""Changes of the lists of tasks that stages have. Records stay as they are; what was done for them stays noted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from core.errors import PathPart, fault
from core.identifiers import new_id
from core.sentences import Sentence, joined
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
from metadata.changes.words import NO_CHANGE, moved_to
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
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("This very task is in the catalog already.", "该任务已在配置中。"),
                "name",
            )
        made = StageTask(self.id, self.name, self.labels, self.required)
        return place.with_tasks(standing_before(place.stage.tasks, made, _before(place, self.before)))

    def sentence(self) -> Sentence:
        what = Sentence("required", "必做") if self.required else Sentence("optional", "选做")
        return Sentence(
            "Add the {0} task {1} to stage {2} of {3}.", "为 {3} 的阶段 {2} 添加{0}任务 {1}。"
        ).of(what, self.name, self.stage, self.object)


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

    def sentence(self) -> Sentence:
        parts = [] if self.name in (None, self.task) else [Sentence("call it {}", "改名为 {}").of(self.name)]
        parts += [] if self.labels is None else [Sentence("set its labels", "修改显示名称")]
        if self.required is not None:
            optional = Sentence("make it optional", "设为选做")
            parts.append(Sentence("require it", "设为必做") if self.required else optional)
        what = joined(parts, " and ", "、") or NO_CHANGE
        return Sentence("Task {0} of {1}: {2}.", "{1} 的任务 {0}：{2}。").of(self.task, self.object, what)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        if self.name in (None, self.task):
            return ()
        return (
            Sentence(
                "Clients that use the task {0} of {1} must use {2}.",
                "使用 {1} 的任务 {0} 的客户端须改用 {2}。",
            ).of(self.task, self.object, self.name),
        )


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
            message = Sentence("A task cannot stand before itself.", "任务不能移到自己之前。")
            raise fault(
                "CATALOG_INVALID",
                message,
                "before",
                hint=Sentence("Name another one, or none for the end.", "请选择另一个，或不选以移到末尾。"),
            )
        return place.with_tasks(standing_before(place.stage.tasks, moved, successor))

    def sentence(self) -> Sentence:
        return Sentence("Move the task {0} of {1} {2}.", "将 {1} 的任务 {0} 移到{2}。").of(
            self.task, self.object, moved_to(self.before)
        )


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

    def sentence(self) -> Sentence:
        return Sentence("Remove the task {0} of {1}.", "移除 {1} 的任务 {0}。").of(self.task, self.object)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        return (
            Sentence(
                "Clients that use the task {0} of {1} are refused.", "使用 {1} 的任务 {0} 的客户端将被拒绝。"
            ).of(self.task, self.object),
        )
