"""Stages that no record can come to, or get out of, and what is to be done in a stage that nothing asks for."""

from collections.abc import Iterator, Mapping, Set

from core.sentences import Sentence
from metadata.catalog import Object
from metadata.pipelines import Pipeline
from metadata.warnings.base import CatalogWarning


def stage_warnings(definition: Object) -> Iterator[CatalogWarning]:
    """What the edges of the object's pipeline leave out; gates are taken for open."""
    pipeline = definition.pipeline
    if pipeline is None:
        return
    onward: dict[str, set[str]] = {}
    backward: dict[str, set[str]] = {}
    for edge in pipeline.transitions:
        onward.setdefault(edge.source, set()).add(edge.target)
        backward.setdefault(edge.target, set()).add(edge.source)
    base = ("objects", definition.name, "pipeline", "stages")
    begun = [each.name for each in pipeline.entries.values()]
    reached = _reached(set(begun), onward)
    for index, stage in enumerate(pipeline.stages):
        if stage.name not in reached:
            first = " or ".join(begun)
            message = Sentence(
                "No way leads from {}, where records begin, to the stage {}.",
                "从记录开始的 {} 出发，没有流转通往阶段 {}。",
            ).of(first, stage.name)
            yield CatalogWarning("STAGE_UNREACHABLE", message, (*base, index))
        tasks = [each.name for each in stage.tasks if each.required]
        if tasks and stage.name not in onward:
            named = (
                Sentence("task {}", "{}").of(tasks[0])
                if len(tasks) == 1
                else Sentence("tasks {}", "{}").of(", ".join(tasks))
            )
            message = Sentence(
                "No way leads on from the stage {}: nothing asks for its required {}.",
                "阶段 {} 没有后续流转：它的必做任务（{}）不会被检查。",
            ).of(stage.name, named)
            yield CatalogWarning("TASK_NEVER_NEEDED", message, (*base, index, "tasks"))
    yield from _without_end(definition, pipeline, backward)


def _without_end(
    definition: Object, pipeline: Pipeline, backward: Mapping[str, Set[str]]
) -> Iterator[CatalogWarning]:
    base = ("objects", definition.name, "pipeline", "stages")
    ends = {stage.name for stage in pipeline.stages if stage.kind != "open"}
    if not ends:
        message = Sentence(
            "The pipeline of {} has no stage that is won or lost: its records never end.",
            "{} 的流程没有赢单或输单阶段：记录永远不会结束。",
        ).of(definition.name)
        hint = Sentence(
            "Add a stage with `kind: won` or `kind: lost`, or set the kind of one with `setStage`.",
            "请添加赢单或输单阶段，或修改某个阶段的类型。",
        )
        yield CatalogWarning("STAGE_WITHOUT_END", message, base, hint)
        return
    ending = _reached(ends, backward)
    for index, stage in enumerate(pipeline.stages):
        if stage.name not in ending:
            message = Sentence(
                "No way leads from the stage {} to one that is won or lost.",
                "从阶段 {} 出发，没有流转通往赢单或输单阶段。",
            ).of(stage.name)
            yield CatalogWarning("STAGE_WITHOUT_END", message, (*base, index))


def _reached(start: Set[str], edges: Mapping[str, Set[str]]) -> Set[str]:
    """`start` and what can be come to from there."""
    found = set(start)
    waiting = list(start)
    while waiting:
        new = edges.get(waiting.pop(), frozenset()) - found
        found |= new
        waiting += new
    return found
