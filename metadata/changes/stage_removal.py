"""The removal of a stage of a pipeline in use."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy import (
    ClauseElement,
)
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import fault
from core.sentences import NO_WORDS, Sentence
from metadata.catalog import Catalog
from metadata.changes.base import (
    Change,
    Risk,
    RowLimit,
    Stamp,
    pipeline_of,
    stage_named,
)
from metadata.changes.stage_moves import records_moved, stage_move
from metadata.changes.stage_places import (
    first_stage_moved,
    raise_at,
    records_in,
    stage_place,
)
from metadata.holdings import Holding
from metadata.moves import RecordMove
from metadata.system_fields import STAGE
from metadata.uses import Use, refuse_in_use, stage_uses
from metadata.without import without_stage


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
        place = stage_place(catalog, self.object)
        old = stage_named(place.pipeline, self.stage, "stage")
        if (
            self.replacement is not None
            and stage_named(place.pipeline, self.replacement, "replacement") is old
        ):
            message = Sentence("A stage cannot be replaced by itself.", "阶段不能由自己替代。")
            raise fault(
                "CATALOG_INVALID",
                message,
                "replacement",
                hint=Sentence("Name another stage.", "请选择另一个阶段。"),
            )
        left = without_stage(catalog, place.object, place.pipeline, old.name)
        after, problems = place.with_pipeline(pipeline_of(left.object_by_id[place.object.id]))
        after = replace(after, roles=left.roles)
        refuse_in_use(
            Sentence("The stage {0} of {1} is", "{1} 的阶段 {0} ").of(self.stage, self.object),
            self.uses(catalog),
            "stage",
        )
        raise_at(problems, "stage")
        return after

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        place = stage_place(before, self.object)
        stage_named(place.pipeline, self.stage, "stage")
        return stage_uses(before, place.object, place.pipeline, self.stage)

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        return first_stage_moved(self.object, before, after, namespace)

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

    def sentence(self) -> Sentence:
        then = NO_WORDS
        if self.replacement is not None:
            then = Sentence("; its records move to {}", "；其中的记录移到 {}").of(self.replacement)
        return Sentence("Remove the stage {0} of {1}{2}.", "移除 {1} 的阶段 {0}{2}。").of(
            self.stage, self.object, then
        )

    def risk(self, before: Catalog) -> Risk:
        return Risk.SAFE if self.replacement is None else Risk.REWRITES

    def touches(self, before: Catalog) -> str | None:
        return None if self.replacement is None else before.object_by_name[self.object].id

    def holding(self, before: Catalog) -> Holding | None:
        return records_in(before, self.object, self.stage)

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        owner = before.object_by_name[self.object].id
        return holding.before_mapping(self.stage, self.replacement) if holding.of(owner, STAGE) else holding

    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        if self.replacement is not None:
            return ()
        held = records_in(before, self.object, self.stage)
        message = Sentence("{} has records in the stage {}.", "{} 有记录在阶段 {} 中。").of(
            self.object, self.stage
        )
        hint = Sentence(
            "Name the stage that they move to with `replacement`.", "请指定这些记录移到哪个阶段。"
        )
        return (RowLimit(held.object, 0, message, hint, ("replacement",), holding=held),)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        definition = before.object_by_name[self.object]
        pipeline = pipeline_of(definition)
        enum = f"{definition.type_name}Stage"
        ended = pipeline.ended_by(self.stage)
        parts = {"transition", "criterion", "example"}
        gone = [each.sentence for each in self.uses(before) if not each.blocks and each.kind in parts]
        tasks = (each.name for each in pipeline.stage_by_name[self.stage].tasks)
        return (
            Sentence(
                "The value {} leaves the enum {} of the GraphQL schema.",
                "值 {} 将从 GraphQL schema 的枚举 {} 中移除。",
            ).of(self.stage, enum),
            *gone,
            *(
                Sentence("The task {0} of {1} goes with it.", "{1} 的任务 {0} 会一并移除。").of(
                    each, self.object
                )
                for each in tasks
            ),
            *(
                Sentence("The pipeline {0} of {1} ends with it.", "{1} 的流程 {0} 会随之结束。").of(
                    each, self.object
                )
                for each in ended
            ),
        )
