"""Moves of pipelines.

Stages have no ids: what bears another name is another stage. So a renamed stage is one that comes and one that goes,
and it does not go while records are in it.
"""

from collections.abc import Iterator

from metadata.catalog import Catalog, Pipeline, Stage, Transition
from metadata.changes.base import Change
from metadata.changes.labels import SetLabels
from metadata.changes.pipelines import AddPipeline, SetGate
from metadata.changes.stages import AddStage, MoveStage, RemoveStage, SetStage
from metadata.changes.transitions import AddTransition, RemoveTransition
from metadata.differences.moves import Move, order_move, successor


def pipeline_added(object_id: str, new: Pipeline) -> Move:
    """All of a pipeline, for an object without one."""
    return lambda now: AddPipeline(
        now.object_by_id[object_id].name, new.name, new.labels, new.stages, new.transitions, new.id
    )


def pipeline_moves(object_id: str, old: Pipeline, new: Pipeline) -> Iterator[Move]:
    """Stages and edges that come, change and go."""
    for stage in new.stages:
        known = old.stage_by_name.get(stage.name)
        if known is None:
            yield _stage_added(object_id, stage, new)
            continue
        if (known.kind, known.probability, known.objective) != (
            stage.kind,
            stage.probability,
            stage.objective,
        ):
            yield _stage_set(object_id, stage)
        if known.labels != stage.labels:
            yield _stage_labels(object_id, stage)
        if known.gate != stage.gate:
            yield stage_gate(object_id, stage)
    # Edges go with their stage, so the stages go first.
    for stage in old.stages:
        if stage.name not in new.stage_by_name:
            yield _stage_removed(object_id, stage.name)
    edges = {(edge.source, edge.target): edge for edge in old.transitions}
    wanted = {(edge.source, edge.target) for edge in new.transitions}
    for ends in edges.keys() - wanted:
        yield _edge_removed(object_id, *ends)
    for edge in new.transitions:
        if (edge.source, edge.target) not in edges:
            yield _edge_added(object_id, edge)
        elif edges[edge.source, edge.target].gate != edge.gate:
            yield edge_gate(object_id, edge)
    for _ in new.stages:
        yield _stage_order(object_id, new)


def stage_gate(object_id: str, stage: Stage) -> Move:
    """The gate of a stage."""

    def made(now: Catalog) -> Change | None:
        of = now.object_by_id[object_id]
        # It may have followed a rename.
        same = _pipeline(now, object_id).stage_by_name[stage.name].gate == stage.gate
        return None if same else SetGate(of.name, stage=stage.name, rule=stage.gate)

    return made


def edge_gate(object_id: str, edge: Transition) -> Move:
    """The gate of an edge."""

    def made(now: Catalog) -> Change | None:
        same = edge in _pipeline(now, object_id).transitions
        of = now.object_by_id[object_id].name
        return None if same else SetGate(of, source=edge.source, target=edge.target, rule=edge.gate)

    return made


def _pipeline(now: Catalog, object_id: str) -> Pipeline:
    pipeline = now.object_by_id[object_id].pipeline
    if pipeline is None:
        raise KeyError(object_id)
    return pipeline


def _stage_added(object_id: str, stage: Stage, new: Pipeline) -> Move:
    def made(now: Catalog) -> Change:
        there = _pipeline(now, object_id).stage_by_name
        before = successor(stage.name, [each.name for each in new.stages], there)
        return AddStage(now.object_by_id[object_id].name, stage, before)

    return made


def _stage_set(object_id: str, stage: Stage) -> Move:
    return lambda now: SetStage(
        now.object_by_id[object_id].name, stage.name, stage.kind, stage.probability, stage.objective
    )


def _stage_labels(object_id: str, stage: Stage) -> Move:
    return lambda now: SetLabels(now.object_by_id[object_id].name, stage.labels, stage=stage.name)


def _stage_removed(object_id: str, name: str) -> Move:
    return lambda now: RemoveStage(now.object_by_id[object_id].name, name)


def _stage_order(object_id: str, new: Pipeline) -> Move:
    def made(now: Catalog) -> Change | None:
        of = now.object_by_id[object_id].name
        standing = [each.name for each in _pipeline(now, object_id).stages]
        wanted = [each.name for each in new.stages]
        return order_move(standing, wanted, lambda stage, before: MoveStage(of, stage, before))

    return made


def _edge_added(object_id: str, edge: Transition) -> Move:
    return lambda now: AddTransition(now.object_by_id[object_id].name, edge)


def _edge_removed(object_id: str, source: str, target: str) -> Move:
    def made(now: Catalog) -> Change | None:
        # It may have gone with a stage.
        ends = {(edge.source, edge.target) for edge in _pipeline(now, object_id).transitions}
        of = now.object_by_id[object_id].name
        return RemoveTransition(of, source, target) if (source, target) in ends else None

    return made
