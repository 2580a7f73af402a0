"""Changes of pipelines: add one, set a gate."""

import dataclasses
from dataclasses import dataclass, field, replace
from typing import ClassVar

from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import fault
from core.identifiers import new_id
from metadata.catalog import Catalog, Pipeline, Stage, StageKind, Transition
from metadata.changes.base import (
    Change,
    Risk,
    edge_named,
    object_named,
    pipeline_of,
    raise_problems,
    stage_named,
    with_pipeline,
)
from metadata.changes.table_ddl import columns_added
from metadata.holdings import Holding
from metadata.pipeline_checks import pipeline_problems
from metadata.rules import rule_problems
from metadata.system_fields import STAGE
from metadata.tables import record_table
from metadata.values import JsonValue, Labels, no_labels


@dataclass(frozen=True)
class NewStage:
    """A stage to be: `metadata.catalog.Stage`. A won one is won to 100 percent, even if nobody says so."""

    name: str
    kind: StageKind = "open"
    probability: int = 0
    labels: Labels = field(default_factory=no_labels)
    objective: Labels = field(default_factory=no_labels)
    gate: JsonValue = None
    id: str = field(default_factory=lambda: new_id("stg"))

    def built(self) -> Stage:
        """The stage of the catalog."""
        values = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        if self.kind == "won" and self.probability == 0:
            values["probability"] = 100
        return Stage(**values)


@dataclass(frozen=True)
class AddPipeline(Change):
    """Stages and edges for an object. Records that exist get the first stage."""

    kind: ClassVar[str] = "addPipeline"

    object: str
    name: str
    labels: Labels = field(default_factory=no_labels)
    stages: tuple[NewStage, ...] = ()
    transitions: tuple[Transition, ...] = ()
    id: str = field(default_factory=lambda: new_id("pip"))

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        if definition.pipeline is not None:
            message = f"{self.object} has the pipeline {definition.pipeline.name} already."
            raise fault("CATALOG_NAME_TAKEN", message, "object", hint="An object has one pipeline.")
        if any(each.pipeline.id == self.id for each in definition.removed_pipelines):
            message = "This very pipeline was removed and can be restored."
            raise fault("CATALOG_NAME_TAKEN", message, "name", hint="Restore it.")
        stages = tuple(stage.built() for stage in self.stages)
        pipeline = Pipeline(self.id, self.name, self.labels, stages, self.transitions)
        if not stages:
            raise fault(
                "CATALOG_INVALID",
                "A pipeline needs at least one stage.",
                "stages",
                hint="Begin with an open one.",
            )
        after = with_pipeline(catalog, definition, pipeline)
        raise_problems(pipeline_problems(after, after.object_by_name[self.object], pipeline))
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = after.object_by_name[self.object]
        return columns_added(record_table(after, definition, namespace), (STAGE,), f"_{STAGE}")

    def sentence(self) -> str:
        return f"Add the pipeline {self.name} with {len(self.stages)} stages to {self.object}."

    def risk(self, before: Catalog) -> Risk:
        return Risk.REWRITES

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        owner = before.object_by_name[self.object].id
        everywhere = holding.of(owner, STAGE) and self.stages[0].name in holding.keys
        return Holding(owner) if everywhere else holding


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
            message = "A gate stands either at a stage or on an edge."
            raise fault("CATALOG_INVALID", message, hint="Give `stage`, or both `source` and `target`.")
        raise_problems(rule_problems(catalog, definition, self.rule, "rule"))
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

    def sentence(self) -> str:
        verb = "Remove" if self.rule is None else "Set"
        place = f"of stage {self.stage}" if self.stage else f"from {self.source} to {self.target}"
        return f"{verb} the gate {place} of {self.object}."
