"""Changes of the edges of a pipeline in use: add, remove. Their gates go by `SetGate`."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.changes.base import Change, edge_named, object_named, pipeline_of, raise_problems, with_pipeline
from metadata.pipeline_checks import pipeline_problems
from metadata.pipelines import Transition
from metadata.uses import Use, edge_uses


@dataclass(frozen=True)
class AddTransition(Change):
    """A further edge between two stages."""

    kind: ClassVar[str] = "addTransition"

    object: str
    transition: Transition

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        changed = replace(pipeline, transitions=(*pipeline.transitions, self.transition))
        after = with_pipeline(catalog, definition, changed)
        problems = pipeline_problems(after, after.object_by_name[self.object], changed)
        raise_problems([replace(each, path=("transition", *each.path[2:])) for each in problems])
        return after

    def sentence(self) -> Sentence:
        return Sentence("Add the edge from {0} to {1} of {2}.", "为 {2} 添加从 {0} 到 {1} 的流转。").of(
            self.transition.source, self.transition.target, self.object
        )


@dataclass(frozen=True)
class RemoveTransition(Change):
    """The end of an edge, its gate and its examples. Records stay where they are."""

    kind: ClassVar[str] = "removeTransition"

    object: str
    source: str
    target: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        gone = edge_named(definition, pipeline, self.source, self.target)
        edges = tuple(edge for edge in pipeline.transitions if edge is not gone)
        examples = tuple(
            each for each in pipeline.examples if (each.leaving, each.entering) != (self.source, self.target)
        )
        left = replace(pipeline, transitions=edges, examples=examples)
        return with_pipeline(catalog, definition, left)

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        definition = object_named(before, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        edge_named(definition, pipeline, self.source, self.target)
        return edge_uses(definition, pipeline, self.source, self.target)

    def sentence(self) -> Sentence:
        return Sentence("Remove the edge from {0} to {1} of {2}.", "移除 {2} 从 {0} 到 {1} 的流转。").of(
            self.source, self.target, self.object
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        return (
            Sentence(
                "No record of {} can be promoted from {} to {} any more.", "{} 的记录不能再从 {} 推进到 {}。"
            ).of(self.object, self.source, self.target),
            *(each.sentence for each in self.uses(before)),
        )
