"""Changes of the stages of a pipeline in use: add, set, rename, move. Labels go by `SetLabels`."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import fault
from core.sentences import Sentence, joined
from metadata.catalog import Catalog
from metadata.changes.base import (
    Change,
    Risk,
    Stamp,
    pipeline_named,
    raise_problems,
    stage_named,
    standing_before,
)
from metadata.changes.formulas import read_by
from metadata.changes.pipelines import NewStage
from metadata.changes.renamed_stages import history_renamed, stages_renamed
from metadata.changes.stage_places import (
    StagePlace,
    first_stage_moved,
    raise_at,
    records_in,
    stage_before,
    stage_place,
)
from metadata.changes.table_ddl import formulas_moved
from metadata.changes.words import moved_to
from metadata.fillings import Filling
from metadata.holdings import Holding
from metadata.pipelines import Stage, StageKind
from metadata.stage_names import with_stage_renamed
from metadata.system_fields import STAGE
from metadata.values import Labels


@dataclass(frozen=True)
class AddStage(Change):
    """A further stage, before another one or last of its pipeline. The first stage is where new records start.

    It has no edges yet: add those that lead to it and from it.
    """

    kind: ClassVar[str] = "addStage"

    object: str
    stage: NewStage
    before: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        place = stage_place(catalog, self.object)
        if self.stage.id in place.pipeline.stage_by_id:
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("This very stage is in the catalog already.", "该阶段已在配置中。"),
                "stage",
                "name",
            )
        successor = stage_before(place, self.before)
        made = replace(self.stage, pipeline=self._pipeline(place, successor)).built()
        after, problems = place.with_stages(standing_before(place.pipeline.stages, made, successor))
        raise_problems([replace(each, path=("stage", *each.path[2:])) for each in problems])
        return after

    def _pipeline(self, place: StagePlace, successor: Stage | None) -> str | None:
        """The name of the further pipeline that the stage is to belong to; None of the first."""
        if self.stage.pipeline is None:
            return None if successor is None else successor.pipeline
        pipeline_named(place.pipeline, self.stage.pipeline, "stage", "pipeline")
        wanted = None if self.stage.pipeline == place.pipeline.name else self.stage.pipeline
        if successor is not None and successor.pipeline != wanted:
            message = Sentence(
                "The stage {} belongs to another pipeline than {}.", "阶段 {} 与 {} 属于不同的流程。"
            ).of(successor.name, self.stage.name)
            raise fault(
                "CATALOG_INVALID",
                message,
                "before",
                hint=Sentence("Name a stage of the same pipeline.", "请选择同一流程的阶段。"),
            )
        return wanted

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        return first_stage_moved(self.object, before, after, namespace)

    def sentence(self) -> Sentence:
        return Sentence("Add the stage {0} to {1}.", "为 {1} 添加阶段 {0}。").of(self.stage.name, self.object)


@dataclass(frozen=True)
class SetStage(Change):
    """The kind, the probability and the objective of a stage; what is left out stays as it is.

    A stage that becomes won or lost gets the probability of that, 100 or 0, unless one is given. No labels take the
    objective away.
    """

    kind: ClassVar[str] = "setStage"

    object: str
    stage: str
    # Not `kind`, which every change has for itself.
    stage_kind: StageKind | None = None
    probability: int | None = None
    objective: Labels | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        place = stage_place(catalog, self.object)
        old = stage_named(place.pipeline, self.stage, "stage")
        new = replace(
            old,
            kind=old.kind if self.stage_kind is None else self.stage_kind,
            probability=self._probability(old),
            objective=old.objective if self.objective is None else self.objective,
        )
        after, problems = place.with_stages(
            tuple(new if each is old else each for each in place.pipeline.stages)
        )
        raise_problems([replace(each, path=each.path[2:]) for each in problems])
        return after

    def _probability(self, old: Stage) -> int:
        if self.probability is not None:
            return self.probability
        match self.stage_kind:
            case "won":
                return 100
            case "lost":
                return 0
        return old.probability

    def sentence(self) -> Sentence:
        given = {"kind": self.stage_kind, "probability": self.probability}
        words = {"kind": Sentence("kind {}", "类型 {}"), "probability": Sentence("probability {}", "概率 {}")}
        parts = [words[name].of(value) for name, value in given.items() if value is not None]
        parts += [Sentence("objective", "目标")] if self.objective is not None else []
        what = joined(parts, " and the ", "、") or Sentence("nothing", "（无）")
        return Sentence("Set the {} of stage {} of {}.", "设置 {2} 的阶段 {1}：{0}。").of(
            what, self.stage, self.object
        )


@dataclass(frozen=True)
class RenameStage(Change):
    """Another name for a stage. Records, their stage history, edges, gates, row rules and formulas follow.

    Nothing moves.

    Version, `updatedAt` and `updatedBy` of the records stay, and there are no events: the stage is the same.
    """

    kind: ClassVar[str] = "renameStage"

    object: str
    stage: str
    name: str

    def apply(self, catalog: Catalog) -> Catalog:
        old = stage_named(stage_place(catalog, self.object).pipeline, self.stage, "stage")
        if self.name == self.stage:
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("The stage has this name already.", "该阶段已是此名称。"),
                "name",
            )
        definition = catalog.object_by_name[self.object]
        place = stage_place(with_stage_renamed(catalog, definition, self.stage, self.name), self.object)
        stages = tuple(
            replace(each, name=self.name) if each.name == old.name else each for each in place.pipeline.stages
        )
        named = {each.name: each.name for each in place.pipeline.stages} | {self.stage: self.name}
        edges = (
            replace(edge, source=named[edge.source], target=named[edge.target])
            for edge in place.pipeline.transitions
        )
        criteria = (
            replace(each, leaving=named.get(each.leaving or ""), entering=named.get(each.entering or ""))
            for each in place.pipeline.criteria
        )
        examples = (
            replace(each, leaving=named[each.leaving], entering=named[each.entering])
            for each in place.pipeline.examples
        )
        changed = replace(
            place.pipeline,
            stages=stages,
            transitions=tuple(edges),
            criteria=tuple(criteria),
            examples=tuple(examples),
        )
        after, problems = place.with_pipeline(changed)
        raise_at(problems, "name")
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = after.object_by_name[self.object]
        old = before.object_by_name[self.object].field_by_id
        named = {each.id for each in definition.fields if each.formula != old[each.id].formula}
        return (
            *first_stage_moved(self.object, before, after, namespace),
            *formulas_moved(before, after, definition.id, namespace, read_by(after, definition, named)),
        )

    def fillings(self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp) -> tuple[Filling, ...]:
        definition = before.object_by_name[self.object]
        return (
            stages_renamed(before, after, definition, namespace, self.stage, self.name),
            history_renamed(definition, namespace, self.stage, self.name),
        )

    def sentence(self) -> Sentence:
        return Sentence("Rename the stage {0} of {1} to {2}.", "将 {1} 的阶段 {0} 改名为 {2}。").of(
            self.stage, self.object, self.name
        )

    def risk(self, before: Catalog) -> Risk:
        return Risk.REWRITES

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id

    def holding(self, before: Catalog) -> Holding | None:
        return records_in(before, self.object, self.stage)

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        owner = before.object_by_name[self.object].id
        return holding.before_mapping(self.stage, self.name) if holding.of(owner, STAGE) else holding

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        return (
            Sentence(
                "Clients that use the stage {0} of {1} must use {2}.",
                "使用 {1} 的阶段 {0} 的客户端须改用 {2}。",
            ).of(self.stage, self.object, self.name),
        )


@dataclass(frozen=True)
class MoveStage(Change):
    """Another place of a stage in its pipeline: before another one or last. Records stay as they are.

    The first stage is where new records start.
    """

    kind: ClassVar[str] = "moveStage"

    object: str
    stage: str
    before: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        place = stage_place(catalog, self.object)
        moved = stage_named(place.pipeline, self.stage, "stage")
        successor = stage_before(place, self.before)
        if successor is moved:
            message = Sentence("A stage cannot stand before itself.", "阶段不能移到自己之前。")
            raise fault(
                "CATALOG_INVALID",
                message,
                "before",
                hint=Sentence("Name another one, or none for the end.", "请选择另一个，或不选以移到末尾。"),
            )
        if successor is not None and successor.pipeline != moved.pipeline:
            message = Sentence(
                "The stage {} belongs to another pipeline than {}.", "阶段 {} 与 {} 属于不同的流程。"
            ).of(successor.name, moved.name)
            raise fault(
                "CATALOG_INVALID",
                message,
                "before",
                hint=Sentence("Name a stage of the same pipeline.", "请选择同一流程的阶段。"),
            )
        after, problems = place.with_stages(standing_before(place.pipeline.stages, moved, successor))
        raise_at(problems, "stage")
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        return first_stage_moved(self.object, before, after, namespace)

    def sentence(self) -> Sentence:
        return Sentence("Move the stage {0} of {1} {2}.", "将 {1} 的阶段 {0} 移到{2}。").of(
            self.stage, self.object, moved_to(self.before)
        )
