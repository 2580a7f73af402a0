"""The inputs of `changeCatalog` that are about pipelines."""

import strawberry
from strawberry import UNSET

from api.fixed.label_types import LabelInput, no_labels
from api.fixed.pipeline_types import StageKindName
from api.types.scalars import Json

BEFORE = "The stage to stand before; last where left out."


@strawberry.input(name="NewStage")
class StageInput:
    """A stage of a pipeline."""

    name: str
    kind: StageKindName = StageKindName.open
    probability: int | None = strawberry.field(default=UNSET, description="Percent; won is 100, lost is 0.")
    labels: list[LabelInput] = strawberry.field(default_factory=no_labels)
    objective: list[LabelInput] = strawberry.field(default_factory=no_labels)
    gate: Json | None = strawberry.field(default=UNSET, description="JSONLogic to enter by any edge.")
    pipeline: str | None = strawberry.field(
        default=UNSET,
        description="Name of its pipeline; that of the stage it is put before where left out, or the first.",
    )


@strawberry.input(name="NewTransition")
class TransitionInput:
    """An allowed edge of a pipeline."""

    source: str
    target: str
    gate: Json | None = strawberry.field(default=UNSET, description="JSONLogic of this edge.")


@strawberry.input(name="AddPipeline")
class AddPipelineInput:
    """Give an object stages; existing records enter the first.

    Where it has a pipeline already this is a further one, and no record moves.
    """

    object: str
    name: str
    stages: list[StageInput]
    transitions: list[TransitionInput]
    labels: list[LabelInput] = strawberry.field(default_factory=no_labels)


@strawberry.input(name="RenamePipeline")
class RenamePipelineInput:
    """Rename a pipeline."""

    object: str
    pipeline: str
    name: str


@strawberry.input(name="SetOverrideApproval")
class SetOverrideApprovalInput:
    """Have overrides approved by a second person; none is needed where `hours` is left out."""

    object: str
    hours: int | None = strawberry.field(
        default=UNSET, description="For how many hours an approval holds, 1 to 8760."
    )


@strawberry.input(name="SetGate")
class SetGateInput:
    """Set the gate of a stage (`stage`) or of an edge (`source` and `target`); no rule opens it."""

    object: str
    stage: str | None = UNSET
    source: str | None = UNSET
    target: str | None = UNSET
    rule: Json | None = UNSET


@strawberry.input(name="AddStage")
class AddStageInput:
    """Add a stage to a pipeline."""

    object: str
    stage: StageInput
    before: str | None = strawberry.field(default=UNSET, description=BEFORE)


@strawberry.input(name="SetStage")
class SetStageInput:
    """Set kind, probability and objective of a stage; what is left out stays as it is."""

    object: str
    stage: str
    kind: StageKindName | None = UNSET
    probability: int | None = strawberry.field(default=UNSET, description="Percent; won is 100, lost is 0.")
    objective: list[LabelInput] | None = strawberry.field(
        default=UNSET, description="What the stage is for; an empty list takes it away."
    )


@strawberry.input(name="RenameStage")
class RenameStageInput:
    """Rename a stage; records, history and rules follow."""

    object: str
    stage: str
    name: str


@strawberry.input(name="MovePipeline")
class MovePipelineInput:
    """Move a pipeline, not the first, to another place among those of its object."""

    object: str
    pipeline: str
    before: str | None = strawberry.field(
        default=UNSET, description="Name of the further pipeline to stand before; last where it is left out."
    )


@strawberry.input(name="MoveStage")
class MoveStageInput:
    """Move a stage to another place in its pipeline."""

    object: str
    stage: str
    before: str | None = strawberry.field(default=UNSET, description=BEFORE)


@strawberry.input(name="RemoveStage")
class RemoveStageInput:
    """Remove a stage with its gate and edges."""

    object: str
    stage: str
    replacement: str | None = strawberry.field(
        default=UNSET,
        description="The stage that its records move to; where left out, there must be none.",
    )


@strawberry.input(name="AddTransition")
class AddTransitionInput:
    """Add an edge to a pipeline."""

    object: str
    transition: TransitionInput


@strawberry.input(name="RemoveTransition")
class RemoveTransitionInput:
    """Remove an edge with its gate."""

    object: str
    source: str
    target: str


PipelineChangeInput = (
    AddPipelineInput
    | RenamePipelineInput
    | MovePipelineInput
    | SetOverrideApprovalInput
    | SetGateInput
    | AddStageInput
    | SetStageInput
    | RenameStageInput
    | MoveStageInput
    | RemoveStageInput
    | AddTransitionInput
    | RemoveTransitionInput
)
"""An input of this file that is a change."""
