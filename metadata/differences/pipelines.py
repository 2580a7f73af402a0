"""Moves of pipelines, without their criteria. Stages are known by their ids, edges by those of their ends."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields as attributes

from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.changes.labels import SetLabels
from metadata.changes.override_approval import SetOverrideApproval
from metadata.changes.pipelines import AddPipeline, MovePipeline, NewStage, RenamePipeline, SetGate
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stages import AddStage, MoveStage, RenameStage, SetStage
from metadata.changes.transitions import AddTransition, RemoveTransition
from metadata.differences.criteria import criterion_moves
from metadata.differences.moves import Move, order_move, pipeline_now, successor
from metadata.differences.stage_tasks import task_moves
from metadata.pipelines import FurtherPipeline, Pipeline, Stage, Transition
from metadata.values import JsonValue

Ends = tuple[str, str]
"""The ids of the stages that an edge leads from and to."""


def edges_by_ends(pipeline: Pipeline) -> Mapping[Ends, Transition]:
    """The edges of a pipeline."""
    ids = {stage.name: stage.id for stage in pipeline.stages}
    return {(ids[edge.source], ids[edge.target]): edge for edge in pipeline.transitions}


def pipeline_added(object_id: str, new: Pipeline) -> Iterator[Move]:
    """All of a pipeline, for an object without one."""
    first = {each.name for each in new.along(new.name)}
    edges = tuple(each for each in new.transitions if first.issuperset((each.source, each.target)))
    yield _part_added(object_id, new, new, edges)
    for further in new.further:
        yield _part_added(object_id, new, further)
    for ends, edge in edges_by_ends(new).items():
        if edge not in edges:
            yield _edge_added(object_id, ends, edge.gate)
    yield from criterion_moves(object_id, None, new)
    yield from task_moves(object_id, None, new)
    if new.approval_hours is not None:
        yield _approval(object_id, new)


def _approval(object_id: str, new: Pipeline) -> Move:
    return lambda now: SetOverrideApproval(now.object_by_id[object_id].name, new.approval_hours)


def _part_added(
    object_id: str, of: Pipeline, part: Pipeline | FurtherPipeline, edges: tuple[Transition, ...] = ()
) -> Move:
    """One of the pipelines of an object, with its stages."""
    stages = tuple(_new_stage(each) for each in of.along(part.name))
    return lambda now: AddPipeline(
        now.object_by_id[object_id].name, part.name, part.labels, stages, edges, part.id
    )


def _further_moves(object_id: str, old: Pipeline, new: Pipeline) -> Iterator[Move]:
    """Pipelines that come and change; they go with their stages."""
    known = {each.id: each for each in old.parts}
    for part in new.parts:
        was = known.get(part.id)
        if was is None:
            yield _part_added(object_id, new, part)
            continue
        if was.name != part.name:
            yield pipeline_renamed(object_id, part, part.name)
        if was.labels != part.labels:
            yield _pipeline_labels(object_id, part)
    order = [each.id for each in new.further]
    for _ in order:
        yield _pipeline_order(object_id, order)


def pipeline_renamed(object_id: str, part: Pipeline | FurtherPipeline, name: str) -> Move:
    """Another name for one of the pipelines of an object."""

    def made(now: Catalog) -> Change:
        return RenamePipeline(now.object_by_id[object_id].name, _name_now(now, object_id, part.id), name)

    return made


def _pipeline_order(object_id: str, wanted: Sequence[str]) -> Move:
    """One step towards the order of the further pipelines of an object."""

    def made(now: Catalog) -> Change | None:
        there = {each.id: each.name for each in pipeline_now(now, object_id).further}
        of = now.object_by_id[object_id].name
        return order_move([*there], wanted, lambda one, before: MovePipeline(of, there[one], there[before]))

    return made


def _pipeline_labels(object_id: str, part: Pipeline | FurtherPipeline) -> Move:
    def made(now: Catalog) -> Change:
        name = _name_now(now, object_id, part.id)
        return SetLabels(now.object_by_id[object_id].name, part.labels, pipeline=name)

    return made


def _name_now(now: Catalog, object_id: str, part_id: str) -> str:
    """The name of one of the pipelines of an object."""
    return {each.id: each.name for each in pipeline_now(now, object_id).parts}[part_id]


def pipeline_moves(object_id: str, old: Pipeline, new: Pipeline) -> Iterator[Move]:
    """Pipelines, stages and edges that come, change and go."""
    yield from _further_moves(object_id, old, new)
    known_parts = {each.id for each in old.parts}
    # Their stages come with them.
    brought = {each.name for each in new.further if each.id not in known_parts}
    for stage in new.stages:
        known = old.stage_by_id.get(stage.id)
        if stage.pipeline in brought:
            continue
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
    yield from task_moves(object_id, old, new)
    if old.approval_hours != new.approval_hours:
        yield _approval(object_id, new)
    for part in new.parts:
        own = [each.id for each in new.along(part.name)]
        for _ in own:
            yield _stage_order(object_id, part.id, own)


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
        own = new.along(new.named_of(stage))
        before = successor(stage.id, [each.id for each in own], there)
        name = None if before is None else there[before].name
        return AddStage(now.object_by_id[object_id].name, _new_stage(stage), name)

    return made


def _stage_labels(object_id: str, stage: Stage) -> Move:
    def made(now: Catalog) -> Change:
        name = pipeline_now(now, object_id).stage_by_id[stage.id].name
        return SetLabels(now.object_by_id[object_id].name, stage.labels, stage=name)

    return made


def _stage_order(object_id: str, part_id: str, wanted: Sequence[str]) -> Move:
    """One step towards the order of the stages of one of the pipelines of an object."""

    def made(now: Catalog) -> Change | None:
        of = now.object_by_id[object_id].name
        pipeline = pipeline_now(now, object_id)
        there = pipeline.stage_by_id
        return order_move(
            [each.id for each in pipeline.along(_name_now(now, object_id, part_id))],
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
