"""Changes that take the pipeline of an object out of sight and bring it back."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Catalog, RemovedPipeline
from metadata.changes.base import Change, Risk, object_named, pipeline_of, replaced
from metadata.changes.grace import Graceful
from metadata.changes.readable import gates_closed, grants_left_out, with_grants, with_readable_gates
from metadata.changes.table_ddl import (
    columns_hidden,
    columns_shown,
    constraints_added,
    constraints_dropped,
)
from metadata.holdings import Holding
from metadata.removed import naming_stages, removed_pipeline, removed_stage_columns, without_grants
from metadata.system_fields import STAGE
from metadata.tables import record_table
from metadata.uses import Use, pipeline_uses, refuse_in_use


@dataclass(frozen=True)
class RemovePipeline(Graceful, Change):
    """A pipeline taken out of sight, with its gates, the stages of the records and their history.

    `restorePipeline` brings all of it back. The records stay. The stages are erased some time after the grace period
    ends; meanwhile the object can get another pipeline.
    """

    kind: ClassVar[str] = "removePipeline"

    object: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = pipeline_of(definition, "object")
        roles, grants = without_grants(catalog, naming_stages(definition, old.stage_by_id.keys()))
        removed = (*definition.removed_pipelines, RemovedPipeline(old, self.until(), grants))
        new = replace(definition, pipeline=None, removed_pipelines=removed)
        after = replace(catalog, roles=roles, objects=replaced(catalog.objects, new))
        refuse_in_use(
            Sentence("The stages of {} are", "{} 的阶段").of(self.object), self.uses(catalog), "object"
        )
        return after

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        definition = object_named(before, self.object, "object")
        pipeline_of(definition, "object")
        return pipeline_uses(before, definition)

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = before.object_by_name[self.object]
        table = record_table(before, definition, namespace)
        hidden = removed_stage_columns(pipeline_of(definition).id)
        return (*constraints_dropped(table, f"_{STAGE}"), *columns_hidden(table, hidden))

    def sentence(self) -> Sentence:
        return Sentence("Remove the pipeline of {}; it can be restored {}.", "移除 {} 的流程；{}。").of(
            self.object, self.in_words
        )

    def risk(self, before: Catalog) -> Risk:
        return Risk.HIDES

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        definition = before.object_by_name[self.object]
        removed = holding.of(definition.id, pipeline_of(definition).id)
        return replace(holding, part=STAGE) if removed else holding

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        name = before.object_by_name[self.object].type_name
        return (
            Sentence(
                "Stage, stage history and transitions of {0} leave the GraphQL schema, and promote{1} with them.",
                "{0} 的阶段、阶段历史和流转将从 GraphQL schema 中移除，promote{1} 也一并移除。",
            ).of(self.object, name),
        )


@dataclass(frozen=True)
class RestorePipeline(Change):
    """A removed pipeline brought back with the stages of the records and their history.

    `pipeline` is the name that it had, or its id. Records that were made meanwhile are in its first stage.
    """

    kind: ClassVar[str] = "restorePipeline"

    object: str
    pipeline: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        removed = removed_pipeline(definition, self.pipeline, "pipeline")
        if definition.pipeline is not None:
            message = Sentence("{} has the pipeline {} already.", "{} 已有流程 {}。").of(
                self.object, definition.pipeline.name
            )
            raise fault(
                "CATALOG_NAME_TAKEN", message, "object", hint="An object has one pipeline: remove it first."
            )
        others = tuple(each for each in definition.removed_pipelines if each is not removed)
        new = replace(definition, pipeline=removed.pipeline, removed_pipelines=others)
        after = replace(catalog, objects=replaced(catalog.objects, new))
        new = replace(new, pipeline=with_readable_gates(after, new, removed.pipeline))
        return with_grants(replace(after, objects=replaced(after.objects, new)), removed.grants)

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = after.object_by_name[self.object]
        table = record_table(after, definition, namespace)
        hidden = removed_stage_columns(pipeline_of(definition).id)
        shown = columns_shown(table, {column: name for name, column in hidden.items()})
        return (*shown, *constraints_added(table, f"_{STAGE}"))

    def sentence(self) -> Sentence:
        return Sentence(
            "Restore the pipeline of {} with the stages of its records.", "恢复 {} 的流程及其记录的阶段。"
        ).of(self.object)

    def risk(self, before: Catalog) -> Risk:
        return Risk.SCANS

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        definition = before.object_by_name[self.object]
        removed = removed_pipeline(definition, self.pipeline).pipeline.id
        return replace(holding, part=removed) if holding.of(definition.id, STAGE) else holding

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        removed = removed_pipeline(before.object_by_name[self.object], self.pipeline)
        after = self.apply(before)
        made = after.object_by_name[self.object]
        closed = gates_closed(made, removed.pipeline, made.pipeline)
        return (*closed, *grants_left_out(after, removed.grants))
