"""Moves of what a pipeline asks of records beside its gates: criteria, and the fields that stages require."""

from collections.abc import Iterator
from dataclasses import replace

from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.changes.criteria import (
    AddCriterion,
    AddGateExample,
    RemoveCriterion,
    RemoveGateExample,
    SetCriterion,
    SetGateExample,
    SetStageRequired,
)
from metadata.differences.moves import Move, pipeline_now
from metadata.pipelines import Criterion, GateExample, Pipeline, Stage

Ways = tuple[str | None, str | None]
"""The ids of the stages that a criterion is asked between."""
Asked = tuple[Ways, str | None]
"""Where a criterion is asked: between which stages, and the id of the pipeline that it is asked in."""


def criterion_moves(object_id: str, old: Pipeline | None, new: Pipeline) -> Iterator[Move]:
    """What is other in the criteria, and in what stages require."""
    known = {} if old is None else {each.id: each for each in old.criteria}
    for each in new.criteria:
        before = known.pop(each.id, None)
        if before is not None and old is not None and _asked(old, before) != _asked(new, each):
            # No change asks the same one elsewhere.
            yield part_removed(object_id, before)
            before = None
        if before is None:
            yield _added(object_id, each, _asked(new, each))
        elif before != each:
            yield _set(object_id, each)
    for gone in known.values():
        yield part_removed(object_id, gone)
    for stage in new.stages:
        was = None if old is None else old.stage_by_id.get(stage.id)
        if (() if was is None else was.required) != stage.required:
            yield stage_required(object_id, stage, stage.required)
    yield from _example_moves(object_id, old, new)


def _example_moves(object_id: str, old: Pipeline | None, new: Pipeline) -> Iterator[Move]:
    """No change asks an example of another edge: there another takes its place."""
    known = {} if old is None else {each.id: each for each in old.examples}
    for each in new.examples:
        ways = _ways(new, each)
        before = known.pop(each.id, None)
        if before is None or old is None:
            yield _example_added(object_id, each, ways)
        elif _ways(old, before) != ways:
            yield part_removed(object_id, before)
            yield _example_added(object_id, each, ways)
        elif _anywhere(before) != _anywhere(each):
            yield _example_set(object_id, each)
    for gone in known.values():
        yield part_removed(object_id, gone)


def part_removed(object_id: str, part: Criterion | GateExample) -> Move:
    """The end of a criterion or of an example."""

    def made(now: Catalog) -> Change | None:
        pipeline, of = pipeline_now(now, object_id), now.object_by_id[object_id].name
        parts: tuple[Criterion | GateExample, ...] = (*pipeline.criteria, *pipeline.examples)
        match next((each for each in parts if each.id == part.id), None):
            case Criterion(name=name):
                return RemoveCriterion(of, name)
            case GateExample(name=name):
                return RemoveGateExample(of, name)
        # It has gone with a stage or an edge.
        return None

    return made


def _anywhere(example: GateExample) -> GateExample:
    """The example, wherever it is asked."""
    return replace(example, leaving="", entering="")


def _example_added(object_id: str, example: GateExample, ways: Ways) -> Move:
    def made(now: Catalog) -> Change:
        stages = pipeline_now(now, object_id).stage_by_id
        leaving, entering = (stages[str(each)].name for each in ways)
        of = now.object_by_id[object_id].name
        return AddGateExample(
            of, example.name, leaving, entering, example.record, example.open, example.now, example.id
        )

    return made


def _example_set(object_id: str, wanted: GateExample) -> Move:
    def made(now: Catalog) -> Change | None:
        current = {each.id: each for each in pipeline_now(now, object_id).examples}[wanted.id]
        # It may have followed a rename.
        if _anywhere(current) == _anywhere(wanted):
            return None
        of = now.object_by_id[object_id].name
        return SetGateExample(of, current.name, wanted.name, wanted.record, wanted.open, wanted.now)

    return made


def example_renamed(object_id: str, example: GateExample, name: str) -> Move:
    """Another name for an example."""

    def made(now: Catalog) -> Change:
        known = {each.id: each.name for each in pipeline_now(now, object_id).examples}
        return SetGateExample(now.object_by_id[object_id].name, known[example.id], name)

    return made


def stage_required(object_id: str, stage: Stage, fields: tuple[str, ...]) -> Move:
    """The ids of the fields that a stage requires."""

    def made(now: Catalog) -> Change | None:
        definition, current = now.object_by_id[object_id], pipeline_now(now, object_id).stage_by_id[stage.id]
        if current.required == fields:
            return None
        names = tuple(definition.field_by_id[each].name for each in fields)
        return SetStageRequired(definition.name, current.name, names)

    return made


def criterion_loosened(object_id: str, criterion: Criterion) -> Move:
    """A criterion that every record satisfies."""
    return lambda now: SetCriterion(
        now.object_by_id[object_id].name, _current(now, object_id, criterion).name, rule=True
    )


def criterion_renamed(object_id: str, criterion: Criterion, name: str) -> Move:
    """Another name for a criterion."""
    return lambda now: SetCriterion(
        now.object_by_id[object_id].name, _current(now, object_id, criterion).name, name
    )


def _added(object_id: str, criterion: Criterion, asked: Asked) -> Move:
    ways, part = asked

    def made(now: Catalog) -> Change:
        pipeline = pipeline_now(now, object_id)
        stages = pipeline.stage_by_id
        leaving, entering = (None if each is None else stages[each].name for each in ways)
        return AddCriterion(
            now.object_by_id[object_id].name,
            criterion.name,
            criterion.rule,
            leaving,
            entering,
            criterion.messages,
            criterion.mode,
            criterion.enforced_from,
            criterion.grace_until,
            None if part is None else {each.id: each.name for each in pipeline.parts}[part],
            criterion.id,
        )

    return made


def _set(object_id: str, wanted: Criterion) -> Move:
    def made(now: Catalog) -> Change | None:
        current = _current(now, object_id, wanted)
        change = SetCriterion(
            now.object_by_id[object_id].name,
            current.name,
            wanted.name,
            wanted.rule,
            wanted.messages,
            wanted.mode,
            wanted.enforced_from,
            wanted.grace_until,
        )
        return None if _said(current) == _said(wanted) else change

    return made


def _said(criterion: Criterion) -> tuple[object, ...]:
    """All but where it is asked, which is the same, by whatever names."""
    dates = (criterion.enforced_from, criterion.grace_until)
    return (criterion.name, criterion.rule, criterion.messages, criterion.mode, *dates)


def _ways(pipeline: Pipeline, criterion: Criterion | GateExample) -> Ways:
    ids = {stage.name: stage.id for stage in pipeline.stages}
    return ids.get(criterion.leaving or ""), ids.get(criterion.entering or "")


def _asked(pipeline: Pipeline, criterion: Criterion) -> Asked:
    parts = {each.name: each.id for each in pipeline.parts}
    return _ways(pipeline, criterion), parts.get(criterion.pipeline or "")


def _current(now: Catalog, object_id: str, criterion: Criterion) -> Criterion:
    return {each.id: each for each in pipeline_now(now, object_id).criteria}[criterion.id]
