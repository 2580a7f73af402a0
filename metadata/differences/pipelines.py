"""Moves of pipelines, without their criteria. Stages are known by their ids, edges by those of their ends."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields as attributes

from metadata.catalog import Catalog, Pipeline, Stage, Transition
from metadata.changes.base import Change
from metadata.changes.labels import SetLabels
from metadata.changes.pipelines import AddPipeline, NewStage, SetGate
from metadata.changes.stages import AddStage, MoveStage, RemoveStage, RenameStage, SetStage
from metadata.changes.transitions import AddTransition, RemoveTransition
from metadata.differences.criteria import criterion_moves
from metadata.differences.moves import Move, order_move, pipeline_now, successor
from metadata.values import JsonValue

Ends = tuple[str, str]
"""The ids of the stages that an edge leads from and to."""


def edges_by_ends(pipeline: Pipeline) -> Mapping[Ends, Transition]:
    """The edges of a pipeline."""
    ids = {stage.name: stage.id for stage in pipeline.stages}
    return {(ids[edge.source], ids[edge.target]): edge for edge in pipeline.transitions}


def pipeline_added(object_id: str, new: Pipeline) -> Iterator[Move]:
    """All of a pipeline, for an object without one."""
    stages = tuple(_new_stage(each) for each in new.stages)
    yield lambda now: AddPipeline(
        now.object_by_id[object_id].name, new.name, new.labels, stages, new.transitions, new.id
    )
    yield from criterion_moves(object_id, None, new)


def pipeline_moves(object_id: str, old: Pipeline, new: Pipeline) -> Iterator[Move]:
    """Stages and edges that come, change and go."""
    for stage in new.stages:
        known = old.stage_by_id.get(stage.id)
        if known is None:
            yield _stage_added(object_id, stage, new)
        else:
            yield from _stage_moves(object_id, known, stage)
    # Edges go with their stage, so the stages go first.
    for stage in old.stages:
        if stage.id not in new.stage_by_id:
            yield stage_change(object_id, stage, RemoveStage)
    edges, wanted = edges_by_ends(old), edges_by_ends(new)
    for ends in edges:
        if ends not in wanted:
            yield _edge_removed(object_id, ends)
    for ends, edge in wanted.items():
        if ends not in edges:
            yield _edge_added(object_id, ends, edge.gate)
        elif edges[ends].gate != edge.gate:
            yield edge_gate(object_id, ends, edge.gate)
    yield from criterion_moves(object_id, old, new)
    for _ in new.stages:
        yield _stage_order(object_id, new)


def stage_change(object_id: str, stage: Stage, kind: Callable[..., Change], *values: object) -> Move:
    """A change of a stage, which takes the names of object and stage first."""

    def made(now: Catalog) -> Change:
        name = pipeline_now(now, object_id).stage_by_id[stage.id].name
        return kind(now.object_by_id[object_id].name, name, *values)

    return made


def stage_gate(object_id: str, stage: Stage, gate: JsonValue) -> Move:
    """The gate of a stage."""

    def made(now: Catalog) -> Change | None:
        current = pipeline_now(now, object_id).stage_by_id[stage.id]
        # It may have followed a rename.
        same = current.gate == gate
        return None if same else SetGate(now.object_by_id[object_id].name, stage=current.name, rule=gate)

    return made


def edge_gate(object_id: str, ends: Ends, gate: JsonValue) -> Move:
    """The gate of an edge."""

    def made(now: Catalog) -> Change | None:
        edge = edges_by_ends(pipeline_now(now, object_id))[ends]
        of = now.object_by_id[object_id].name
        same = edge.gate == gate
        return None if same else SetGate(of, source=edge.source, target=edge.target, rule=gate)

    return made


def _stage_moves(object_id: str, old: Stage, new: Stage) -> Iterator[Move]:
    if old.name != new.name:
        yield stage_change(object_id, new, RenameStage, new.name)
    if (old.kind, old.probability, old.objective) != (new.kind, new.probability, new.objective):
        yield stage_change(object_id, new, SetStage, new.kind, new.probability, new.objective)
    if old.labels != new.labels:
        yield _stage_labels(object_id, new)
    if old.gate != new.gate:
        yield stage_gate(object_id, new, new.gate)


def _new_stage(stage: Stage) -> NewStage:
    return NewStage(**{each.name: getattr(stage, each.name) for each in attributes(NewStage)})


def _stage_added(object_id: str, stage: Stage, new: Pipeline) -> Move:
    def made(now: Catalog) -> Change:
        there = pipeline_now(now, object_id).stage_by_id
        before = successor(stage.id, [each.id for each in new.stages], there)
        name = None if before is None else there[before].name
        return AddStage(now.object_by_id[object_id].name, _new_stage(stage), name)

    return made


def _stage_labels(object_id: str, stage: Stage) -> Move:
    def made(now: Catalog) -> Change:
        name = pipeline_now(now, object_id).stage_by_id[stage.id].name
        return SetLabels(now.object_by_id[object_id].name, stage.labels, stage=name)

    return made


def _stage_order(object_id: str, new: Pipeline) -> Move:
    def made(now: Catalog) -> Change | None:
        of = now.object_by_id[object_id].name
        there = pipeline_now(now, object_id).stage_by_id
        wanted = [each.id for each in new.stages]
        return order_move(
            [*there],
            wanted,
            lambda stage, before: MoveStage(of, there[stage].name, there[before].name),
        )

    return made


def _edge_added(object_id: str, ends: Ends, gate: JsonValue) -> Move:
    def made(now: Catalog) -> Change:
        source, target = (pipeline_now(now, object_id).stage_by_id[end].name for end in ends)
        return AddTransition(now.object_by_id[object_id].name, Transition(source, target, gate))

    return made


def _edge_removed(object_id: str, ends: Ends) -> Move:
    def made(now: Catalog) -> Change | None:
        # It may have gone with a stage.
        edge = edges_by_ends(pipeline_now(now, object_id)).get(ends)
        of = now.object_by_id[object_id].name
        return None if edge is None else RemoveTransition(of, edge.source, edge.target)

    return made
