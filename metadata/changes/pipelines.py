"""Changes of pipelines: add one, rename it, set a gate."""

import dataclasses
from dataclasses import dataclass, field, replace
from typing import ClassVar

from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import Problem, fault
from core.identifiers import new_id
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    Change,
    Risk,
    edge_named,
    object_named,
    pipeline_named,
    pipeline_of,
    raise_problems,
    stage_named,
    standing_before,
    with_pipeline,
)
from metadata.changes.table_ddl import columns_added
from metadata.changes.words import moved_to
from metadata.holdings import Holding
from metadata.pipeline_checks import pipeline_problems
from metadata.pipelines import FurtherPipeline, Pipeline, Stage, StageKind, Transition
from metadata.rules import rule_problems
from metadata.stage_names import with_pipeline_renamed
from metadata.system_fields import STAGE, STAGE_FIELDS
from metadata.tables import record_table
from metadata.values import JsonValue, Labels, no_labels


@dataclass(frozen=True)
class NewStage:
    """A stage to be: `metadata.pipelines.Stage`. A won one is won to 100 percent, even if nobody says so.

    Attributes:
        pipeline: name of the pipeline that it belongs to. Left out, that of the stage it is put before, or the
            first.
    """

    name: str
    kind: StageKind = "open"
    probability: int = 0
    labels: Labels = field(default_factory=no_labels)
    objective: Labels = field(default_factory=no_labels)
    gate: JsonValue = None
    pipeline: str | None = None
    id: str = field(default_factory=lambda: new_id("stg"))

    def built(self) -> Stage:
        """The stage of the catalog."""
        values = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        if self.kind == "won" and self.probability == 0:
            values["probability"] = 100
        return Stage(**values)


@dataclass(frozen=True)
class AddPipeline(Change):
    """Stages and edges for an object. Records that exist get the first stage of its first pipeline.

    A further pipeline touches no record: they stay in their stages. Its edges may begin and end in any pipeline of the
    object, and no two stages of an object have the same name.
    """

    kind: ClassVar[str] = "addPipeline"

    object: str
    name: str
    labels: Labels = field(default_factory=no_labels)
    stages: tuple[NewStage, ...] = ()
    transitions: tuple[Transition, ...] = ()
    id: str = field(default_factory=lambda: new_id("pip"))

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        if any(each.pipeline.id == self.id for each in definition.removed_pipelines):
            message = Sentence(
                "This very pipeline was removed and can be restored.", "该流程已被移除，可以恢复。"
            )
            raise fault("CATALOG_NAME_TAKEN", message, "name", hint=Sentence("Restore it.", "请恢复它。"))
        if not self.stages:
            raise fault(
                "CATALOG_INVALID",
                Sentence("A pipeline needs at least one stage.", "流程至少需要一个阶段。"),
                "stages",
                hint=Sentence("Begin with an open one.", "请以一个进行中的阶段开始。"),
            )
        for index, stage in enumerate(self.stages):
            if stage.pipeline not in (None, self.name):
                message = Sentence("The stage {} is one of {}.", "阶段 {} 属于 {}。").of(
                    stage.name, self.name
                )
                hint = Sentence(
                    "Leave its pipeline out, or add it to another pipeline by `addStage`.",
                    "请不要填写它的流程，或将它添加到另一个流程。",
                )
                raise fault("CATALOG_INVALID", message, "stages", index, "pipeline", hint=hint)
        if definition.pipeline is not None:
            return self._beside(catalog, definition, definition.pipeline)
        stages = tuple(replace(stage, pipeline=None).built() for stage in self.stages)
        pipeline = Pipeline(self.id, self.name, self.labels, stages, self.transitions)
        after = with_pipeline(catalog, definition, pipeline)
        raise_problems(pipeline_problems(after, after.object_by_name[self.object], pipeline))
        return after

    def _beside(self, catalog: Catalog, definition: Object, there: Pipeline) -> Catalog:
        """The catalog with the pipeline as a further one."""
        if self.name.lower() in {each.lower() for each in there.entries}:
            message = Sentence("{} has the pipeline {} already.", "{} 已有流程 {}。").of(
                self.object, self.name
            )
            raise fault(
                "CATALOG_NAME_TAKEN",
                message,
                "name",
                hint=Sentence("Give it another name.", "请换一个名称。"),
            )
        ids = {there.id, *(each.id for each in there.further)}
        if self.id in ids or any(stage.id in there.stage_by_id for stage in self.stages):
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("This very pipeline is in the catalog already.", "该流程已在配置中。"),
                "name",
            )
        stages = tuple(replace(stage, pipeline=self.name).built() for stage in self.stages)
        pipeline = replace(
            there,
            stages=(*there.stages, *stages),
            transitions=(*there.transitions, *self.transitions),
            further=(*there.further, FurtherPipeline(self.id, self.name, self.labels)),
        )
        after = with_pipeline(catalog, definition, pipeline)
        problems = pipeline_problems(after, after.object_by_name[self.object], pipeline)
        raise_problems([self._told(each, there) for each in problems])
        return after

    def _told(self, problem: Problem, there: Pipeline) -> Problem:
        """A problem of the whole at the part of this change that it is about: what was there stands before it."""
        match problem.path:
            case ("stages" | "transitions" as part, int(index), *rest):
                return replace(problem, path=(part, max(0, index - len(getattr(there, part))), *rest))
            case ("further", int(), *rest):
                return replace(problem, path=tuple(rest))
            case ("further",):
                return replace(problem, path=())
        return problem

    def _further(self, before: Catalog) -> bool:
        return before.object_by_name[self.object].pipeline is not None

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        if self._further(before):
            return ()
        definition = after.object_by_name[self.object]
        return columns_added(record_table(after, definition, namespace), tuple(STAGE_FIELDS), f"_{STAGE}")

    def sentence(self) -> Sentence:
        return Sentence(
            "Add the pipeline {0} with {1} stages to {2}.", "为 {2} 添加流程 {0}，含 {1} 个阶段。"
        ).of(self.name, len(self.stages), self.object)

    def risk(self, before: Catalog) -> Risk:
        return Risk.SAFE if self._further(before) else Risk.REWRITES

    def touches(self, before: Catalog) -> str | None:
        return None if self._further(before) else before.object_by_name[self.object].id

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        if self._further(before):
            return holding
        owner = before.object_by_name[self.object].id
        everywhere = holding.of(owner, STAGE) and self.stages[0].name in holding.keys
        return Holding(owner) if everywhere else holding


@dataclass(frozen=True)
class RenamePipeline(Change):
    """Another name for a pipeline. Its stages, criteria and rules follow, and no record has to."""

    kind: ClassVar[str] = "renamePipeline"

    object: str
    pipeline: str
    name: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = pipeline_of(definition, "object")
        pipeline_named(old, self.pipeline, "pipeline")
        if self.name in old.entries:
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("{} has the pipeline {} already.", "{} 已有流程 {}。").of(self.object, self.name),
                "name",
            )
        catalog = with_pipeline_renamed(catalog, definition, self.pipeline, self.name)
        definition = catalog.object_by_name[self.object]
        old = pipeline_of(definition, "object")
        old = replace(
            old,
            criteria=tuple(
                replace(each, pipeline=self.name) if each.pipeline == self.pipeline else each
                for each in old.criteria
            ),
        )
        if self.pipeline == old.name:
            changed = replace(old, name=self.name)
        else:
            changed = replace(
                old,
                further=tuple(
                    replace(each, name=self.name) if each.name == self.pipeline else each
                    for each in old.further
                ),
                stages=tuple(
                    replace(each, pipeline=self.name) if each.pipeline == self.pipeline else each
                    for each in old.stages
                ),
            )
        after = with_pipeline(catalog, definition, changed)
        problems = pipeline_problems(after, after.object_by_name[self.object], changed)
        raise_problems([replace(each, path=("name",)) for each in problems])
        return after

    def sentence(self) -> Sentence:
        return Sentence("Rename the pipeline {0} of {1} to {2}.", "将 {1} 的流程 {0} 改名为 {2}。").of(
            self.pipeline, self.object, self.name
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        return (
            Sentence(
                "Clients that use the pipeline {0} of {1} must use {2}.",
                "使用 {1} 的流程 {0} 的客户端须改用 {2}。",
            ).of(self.pipeline, self.object, self.name),
        )


@dataclass(frozen=True)
class MovePipeline(Change):
    """Another place of a further pipeline among them: before another one or last. The first one stays the first."""

    kind: ClassVar[str] = "movePipeline"

    object: str
    pipeline: str
    before: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = pipeline_of(definition, "object")
        pipeline_named(old, self.pipeline, "pipeline")
        if self.before is not None:
            pipeline_named(old, self.before, "before")
        further = {each.name: each for each in old.further}
        for at, name in (("pipeline", self.pipeline), ("before", self.before)):
            if name == old.name:
                message = Sentence(
                    "{} is the first pipeline of {}, where records start that name none.",
                    "{} 是 {} 的第一个流程，未指定流程的记录从这里开始。",
                ).of(name, self.object)
                raise fault("CATALOG_INVALID", message, at, hint="Name another one.")
        if self.before == self.pipeline:
            message = Sentence("A pipeline cannot stand before itself.", "流程不能移到自己之前。")
            raise fault(
                "CATALOG_INVALID",
                message,
                "before",
                hint=Sentence("Name another one, or none for the end.", "请选择另一个，或不选以移到末尾。"),
            )
        successor = None if self.before is None else further[self.before]
        moved = standing_before(old.further, further[self.pipeline], successor)
        return with_pipeline(catalog, definition, replace(old, further=moved))

    def sentence(self) -> Sentence:
        return Sentence("Move the pipeline {0} of {1} {2}.", "将 {1} 的流程 {0} 移到{2}。").of(
            self.pipeline, self.object, moved_to(self.before)
        )


@dataclass(frozen=True)
class SetGate(Change):
    """The rule at one place of a pipeline: the entry of `stage`, or the edge from `source` to `target`.

    No rule opens the gate.
    """

    kind: ClassVar[str] = "setGate"

    object: str
    stage: str | None = None
    source: str | None = None
    target: str | None = None
    rule: JsonValue = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        on_edge = self.source is not None and self.target is not None
        if (self.stage is not None) == on_edge or (self.stage is not None and (self.source or self.target)):
            message = Sentence(
                "A gate stands either at a stage or on an edge.", "关卡要么在阶段上，要么在流转上。"
            )
            raise fault(
                "CATALOG_INVALID",
                message,
                hint=Sentence(
                    "Give `stage`, or both `source` and `target`.", "请指定阶段，或同时指定流转的两端。"
                ),
            )
        raise_problems(rule_problems(catalog, definition, self.rule, "rule", has_before=True))
        if self.source is not None and self.target is not None:
            edge = edge_named(definition, pipeline, self.source, self.target)
            changed = self._on_edge(pipeline, edge)
        else:
            changed = self._at_stage(pipeline, stage_named(pipeline, str(self.stage), "stage"))
        return with_pipeline(catalog, definition, changed)

    def _at_stage(self, pipeline: Pipeline, stage: Stage) -> Pipeline:
        stages = (replace(each, gate=self.rule) if each is stage else each for each in pipeline.stages)
        return replace(pipeline, stages=tuple(stages))

    def _on_edge(self, pipeline: Pipeline, edge: Transition) -> Pipeline:
        edges = (replace(each, gate=self.rule) if each is edge else each for each in pipeline.transitions)
        return replace(pipeline, transitions=tuple(edges))

    def sentence(self) -> Sentence:
        verb = Sentence("Remove", "移除") if self.rule is None else Sentence("Set", "设置")
        place = Sentence("from {} to {}", "从 {} 到 {} ").of(self.source, self.target)
        if self.stage:
            place = Sentence("of stage {}", "阶段 {} ").of(self.stage)
        return Sentence("{0} the gate {1} of {2}.", "{0} {2} {1}的关卡。").of(verb, place, self.object)
