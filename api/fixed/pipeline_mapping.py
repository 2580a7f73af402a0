"""The inputs of `changeCatalog` about pipelines become Changes."""

from typing import assert_never

from api.fixed.change_parts import transition_of
from api.fixed.inputs import json_of, or_none
from api.fixed.label_types import labels_of
from api.fixed.pipeline_inputs import (
    AddPipelineInput,
    AddStageInput,
    AddTransitionInput,
    MovePipelineInput,
    MoveStageInput,
    PipelineChangeInput,
    RemoveStageInput,
    RemoveTransitionInput,
    RenamePipelineInput,
    RenameStageInput,
    SetGateInput,
    SetOverrideApprovalInput,
    SetStageInput,
    StageInput,
)
from core.errors import PathPart, Problem
from metadata.changes.base import Change
from metadata.changes.override_approval import SetOverrideApproval
from metadata.changes.pipelines import AddPipeline, MovePipeline, NewStage, RenamePipeline, SetGate
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stages import AddStage, MoveStage, RenameStage, SetStage
from metadata.changes.transitions import AddTransition, RemoveTransition


def pipeline_change(given: PipelineChangeInput, problems: list[Problem], at: tuple[PathPart, ...]) -> Change:
    """The change; what is wrong with its labels is added to `problems`.

    Args:
        at: path of the change.
    """
    match given:
        case AddPipelineInput():
            return _add_pipeline(given, problems, (*at, AddPipeline.kind))
        case RenamePipelineInput():
            return RenamePipeline(given.object, given.pipeline, given.name)
        case MovePipelineInput():
            return MovePipeline(given.object, given.pipeline, or_none(given.before))
        case SetOverrideApprovalInput():
            return SetOverrideApproval(given.object, or_none(given.hours))
        case SetGateInput():
            return SetGate(
                given.object,
                or_none(given.stage),
                or_none(given.source),
                or_none(given.target),
                json_of(given.rule),
            )
        case AddStageInput():
            stage = _stage(given.stage, problems, (*at, AddStage.kind, "stage"))
            return AddStage(given.object, stage, or_none(given.before))
        case SetStageInput():
            return _set_stage(given, problems, (*at, SetStage.kind))
        case RenameStageInput():
            return RenameStage(given.object, given.stage, given.name)
        case MoveStageInput():
            return MoveStage(given.object, given.stage, or_none(given.before))
        case RemoveStageInput():
            return RemoveStage(given.object, given.stage, or_none(given.replacement))
        case AddTransitionInput():
            return AddTransition(given.object, transition_of(given.transition))
        case RemoveTransitionInput():
            return RemoveTransition(given.object, given.source, given.target)
    assert_never(given)


def _add_pipeline(given: AddPipelineInput, problems: list[Problem], at: tuple[PathPart, ...]) -> AddPipeline:
    return AddPipeline(
        object=given.object,
        name=given.name,
        labels=labels_of(given.labels, problems, *at, "labels"),
        stages=tuple(
            _stage(each, problems, (*at, "stages", index)) for index, each in enumerate(given.stages)
        ),
        transitions=tuple(transition_of(each) for each in given.transitions),
    )


def _stage(given: StageInput, problems: list[Problem], at: tuple[PathPart, ...]) -> NewStage:
    probability = or_none(given.probability)
    if probability is None:
        probability = 100 if given.kind.value == "won" else 0
    return NewStage(
        name=given.name,
        kind=given.kind.value,
        probability=probability,
        labels=labels_of(given.labels, problems, *at, "labels"),
        objective=labels_of(given.objective, problems, *at, "objective"),
        gate=json_of(given.gate),
        pipeline=or_none(given.pipeline),
    )


def _set_stage(given: SetStageInput, problems: list[Problem], at: tuple[PathPart, ...]) -> SetStage:
    kind, objective = or_none(given.kind), or_none(given.objective)
    return SetStage(
        given.object,
        given.stage,
        None if kind is None else kind.value,
        or_none(given.probability),
        None if objective is None else labels_of(objective, problems, *at, "objective"),
    )
