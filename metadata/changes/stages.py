"""Changes of the stages of a pipeline in use: add, set, rename, move, remove. Labels go by `SetLabels`."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy import (
    ClauseElement,
)
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import PathPart, Problem, fault
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    Change,
    Risk,
    RowLimit,
    Stamp,
    object_named,
    pipeline_named,
    pipeline_of,
    raise_problems,
    stage_named,
    standing_before,
    with_pipeline,
)
from metadata.changes.formulas import read_by
from metadata.changes.pipelines import NewStage
from metadata.changes.renamed_stages import history_renamed, stages_renamed
from metadata.changes.stage_moves import records_moved, stage_move
from metadata.changes.table_ddl import first_stage_ddl, formulas_moved
from metadata.fillings import Filling
from metadata.holdings import Holding
from metadata.moves import RecordMove
from metadata.pipeline_checks import pipeline_problems
from metadata.pipelines import Pipeline, Stage, StageKind
from metadata.stage_names import with_stage_renamed
from metadata.system_fields import STAGE
from metadata.uses import Use, refuse_in_use, stage_uses
from metadata.values import Labels
from metadata.without import without_stage


@dataclass(frozen=True)
class _Place:
    """A pipeline, in its object and catalog."""

    catalog: Catalog
    object: Object
    pipeline: Pipeline

    def with_stages(self, stages: tuple[Stage, ...]) -> tuple[Catalog, tuple[Problem, ...]]:
        """The catalog with other stages, and what is wrong with the pipeline then."""
        # Those of the first pipeline stand before all others: records start in the first of them.
        names = [None, *(each.name for each in self.pipeline.further)]
        apart = sorted(stages, key=lambda each: names.index(each.pipeline))
        return self.with_pipeline(replace(self.pipeline, stages=tuple(apart)))

    def with_pipeline(self, changed: Pipeline) -> tuple[Catalog, tuple[Problem, ...]]:
        """The same with another pipeline."""
        after = with_pipeline(self.catalog, self.object, changed)
        return after, pipeline_problems(after, after.object_by_name[self.object.name], changed)


def _place(catalog: Catalog, object_name: str) -> _Place:
    definition = object_named(catalog, object_name, "object")
    return _Place(catalog, definition, pipeline_of(definition, "object"))


def _before(place: _Place, name: str | None) -> Stage | None:
    return None if name is None else stage_named(place.pipeline, name, "before")


def _raise_at(problems: tuple[Problem, ...], *path: PathPart) -> None:
    """Raise what is wrong with a stage at the part of the change that made it so."""
    raise_problems([replace(each, path=path) for each in problems])


def _first_stage_ddl(
    object_name: str, before: Catalog, after: Catalog, namespace: str
) -> tuple[ExecutableDDLElement, ...]:
    one, other = (pipeline_of(each.object_by_name[object_name]) for each in (before, after))
    return first_stage_ddl(one, other, object_name, namespace)


def _records_in(catalog: Catalog, object_name: str, stage: str) -> Holding:
    return Holding(catalog.object_by_name[object_name].id, STAGE, frozenset({stage}))


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
        place = _place(catalog, self.object)
        if self.stage.id in place.pipeline.stage_by_id:
            raise fault("CATALOG_NAME_TAKEN", "This very stage is in the catalog already.", "stage", "name")
        successor = _before(place, self.before)
        made = replace(self.stage, pipeline=self._pipeline(place, successor)).built()
        after, problems = place.with_stages(standing_before(place.pipeline.stages, made, successor))
        raise_problems([replace(each, path=("stage", *each.path[2:])) for each in problems])
        return after

    def _pipeline(self, place: _Place, successor: Stage | None) -> str | None:
        """The name of the further pipeline that the stage is to belong to; None of the first."""
        if self.stage.pipeline is None:
            return None if successor is None else successor.pipeline
        pipeline_named(place.pipeline, self.stage.pipeline, "stage", "pipeline")
        wanted = None if self.stage.pipeline == place.pipeline.name else self.stage.pipeline
        if successor is not None and successor.pipeline != wanted:
            message = f"The stage {successor.name} belongs to another pipeline than {self.stage.name}."
            raise fault("CATALOG_INVALID", message, "before", hint="Name a stage of the same pipeline.")
        return wanted

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        return _first_stage_ddl(self.object, before, after, namespace)

    def sentence(self) -> str:
        return f"Add the stage {self.stage.name} to {self.object}."


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
        place = _place(catalog, self.object)
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

    def sentence(self) -> str:
        given = {"kind": self.stage_kind, "probability": self.probability}
        parts = [f"{name} {value}" for name, value in given.items() if value is not None]
        parts += ["objective"] if self.objective is not None else []
        return f"Set the {' and the '.join(parts) or 'nothing'} of stage {self.stage} of {self.object}."


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
        old = stage_named(_place(catalog, self.object).pipeline, self.stage, "stage")
        if self.name == self.stage:
            raise fault("CATALOG_NAME_TAKEN", "The stage has this name already.", "name")
        definition = catalog.object_by_name[self.object]
        place = _place(with_stage_renamed(catalog, definition, self.stage, self.name), self.object)
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
        _raise_at(problems, "name")
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = after.object_by_name[self.object]
        old = before.object_by_name[self.object].field_by_id
        named = {each.id for each in definition.fields if each.formula != old[each.id].formula}
        return (
            *_first_stage_ddl(self.object, before, after, namespace),
            *formulas_moved(before, after, definition.id, namespace, read_by(after, definition, named)),
        )

    def fillings(self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp) -> tuple[Filling, ...]:
        definition = before.object_by_name[self.object]
        return (
            stages_renamed(before, after, definition, namespace, self.stage, self.name),
            history_renamed(definition, namespace, self.stage, self.name),
        )

    def sentence(self) -> str:
        return f"Rename the stage {self.stage} of {self.object} to {self.name}."

    def risk(self, before: Catalog) -> Risk:
        return Risk.REWRITES

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id

    def holding(self, before: Catalog) -> Holding | None:
        return _records_in(before, self.object, self.stage)

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        owner = before.object_by_name[self.object].id
        return holding.before_mapping(self.stage, self.name) if holding.of(owner, STAGE) else holding

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        return (f"Clients that use the stage {self.stage} of {self.object} must use {self.name}.",)


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
        place = _place(catalog, self.object)
        moved = stage_named(place.pipeline, self.stage, "stage")
        successor = _before(place, self.before)
        if successor is moved:
            message = "A stage cannot stand before itself."
            raise fault("CATALOG_INVALID", message, "before", hint="Name another one, or none for the end.")
        if successor is not None and successor.pipeline != moved.pipeline:
            message = f"The stage {successor.name} belongs to another pipeline than {moved.name}."
            raise fault("CATALOG_INVALID", message, "before", hint="Name a stage of the same pipeline.")
        after, problems = place.with_stages(standing_before(place.pipeline.stages, moved, successor))
        _raise_at(problems, "stage")
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        return _first_stage_ddl(self.object, before, after, namespace)

    def sentence(self) -> str:
        where = f"before {self.before}" if self.before is not None else "to the end"
        return f"Move the stage {self.stage} of {self.object} {where}."


@dataclass(frozen=True)
class RemoveStage(Change):
    """The end of a stage, its gate, and the edges and criteria to and from it. Records in it move to `replacement`.

    A further pipeline ends with its last stage, and the criteria that are asked in it end too. The replacement may be
    in any pipeline of the object.

    Without a replacement there must be none, deleted ones included. The move is one of its own, without a gate or an
    edge: each record gets a row in its stage history and a new version, both by the member who publishes, and those
    that are not deleted an event `PROMOTED`. Rows of the history from before keep the removed name.
    """

    kind: ClassVar[str] = "removeStage"

    object: str
    stage: str
    replacement: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        place = _place(catalog, self.object)
        old = stage_named(place.pipeline, self.stage, "stage")
        if (
            self.replacement is not None
            and stage_named(place.pipeline, self.replacement, "replacement") is old
        ):
            message = "A stage cannot be replaced by itself."
            raise fault("CATALOG_INVALID", message, "replacement", hint="Name another stage.")
        left = without_stage(catalog, place.object, place.pipeline, old.name)
        after, problems = place.with_pipeline(pipeline_of(left.object_by_id[place.object.id]))
        after = replace(after, roles=left.roles)
        refuse_in_use(f"The stage {self.stage} of {self.object} is", self.uses(catalog), "stage")
        _raise_at(problems, "stage")
        return after

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        place = _place(before, self.object)
        stage_named(place.pipeline, self.stage, "stage")
        return stage_uses(before, place.object, place.pipeline, self.stage)

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        return _first_stage_ddl(self.object, before, after, namespace)

    def rewrites(
        self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp
    ) -> tuple[ClauseElement, ...]:
        if self.replacement is None:
            return ()
        return (
            records_moved(after.object_by_name[self.object], namespace, self.stage, self.replacement, stamp),
        )

    def move(self, before: Catalog, after: Catalog, namespace: str) -> RecordMove | None:
        if self.replacement is None:
            return None
        return stage_move(before.object_by_name[self.object], namespace, self.stage, self.replacement)

    def sentence(self) -> str:
        then = f"; its records move to {self.replacement}" if self.replacement is not None else ""
        return f"Remove the stage {self.stage} of {self.object}{then}."

    def risk(self, before: Catalog) -> Risk:
        return Risk.SAFE if self.replacement is None else Risk.REWRITES

    def touches(self, before: Catalog) -> str | None:
        return None if self.replacement is None else before.object_by_name[self.object].id

    def holding(self, before: Catalog) -> Holding | None:
        return _records_in(before, self.object, self.stage)

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        owner = before.object_by_name[self.object].id
        return holding.before_mapping(self.stage, self.replacement) if holding.of(owner, STAGE) else holding

    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        if self.replacement is not None:
            return ()
        held = _records_in(before, self.object, self.stage)
        message = f"{self.object} has records in the stage {self.stage}."
        hint = "Name the stage that they move to with `replacement`."
        return (RowLimit(held.object, 0, message, hint, ("replacement",), holding=held),)

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        definition = before.object_by_name[self.object]
        pipeline = pipeline_of(definition)
        enum = f"{definition.type_name}Stage"
        ended = pipeline.ended_by(self.stage)
        parts = {"transition", "criterion", "example"}
        gone = [each.sentence for each in self.uses(before) if not each.blocks and each.kind in parts]
        tasks = (each.name for each in pipeline.stage_by_name[self.stage].tasks)
        return (
            f"The value {self.stage} leaves the enum {enum} of the GraphQL schema.",
            *gone,
            *(f"The task {each} of {self.object} goes with it." for each in tasks),
            *(f"The pipeline {each} of {self.object} ends with it." for each in ended),
        )
