"""Pipelines as GraphQL shows them: stages, edges, criteria and examples, cut down to what the caller may see."""

from enum import Enum

import strawberry

from api.fixed.label_types import Label
from api.types.scalars import Json


@strawberry.enum(name="StageKind", description="What it means for a record to be in a stage.")
class StageKindName(Enum):
    """`metadata.catalog.StageKind`."""

    open = "open"
    won = "won"
    lost = "lost"


@strawberry.enum(
    name="MoveKind",
    description="What an edge means for the record that takes it: `forward` to the next open stage, `skip` over some, "
    "`back` to an earlier one, `reopen` from a won or lost stage, `win` and `lose` to one, `transfer` to an open stage "
    "of another pipeline.",
)
class MoveKindName(Enum):
    """`metadata.move_kinds.MoveKind`."""

    forward = "forward"
    skip = "skip"
    back = "back"
    reopen = "reopen"
    win = "win"
    lose = "lose"
    transfer = "transfer"


@strawberry.enum(
    name="CriterionMode",
    description="What becomes of a promotion that does not satisfy a criterion: `enforce` refuses it, `warn` tells of "
    "it in the verdict, `shadow` tells nobody.",
)
class CriterionModeName(Enum):
    """`metadata.pipelines.Mode`."""

    enforce = "enforce"
    warn = "warn"
    shadow = "shadow"


@strawberry.type(name="CatalogStageTask")
class StageTaskInfo:
    """Something that people do for a record while it is in a stage."""

    id: strawberry.ID
    name: str
    label: str = strawberry.field(description="In the language of the request.")
    labels: list[Label]
    required: bool = strawberry.field(
        description="The record does not go on from the stage before it is done."
    )


@strawberry.type(name="CatalogStage")
class StageInfo:
    """One stage of a pipeline."""

    id: strawberry.ID
    name: str
    kind: StageKindName
    probability: int = strawberry.field(description="Percent, 0 to 100, that a record here is won.")
    label: str = strawberry.field(description="In the language of the request.")
    labels: list[Label]
    objective: list[Label] = strawberry.field(description="What the stage is for.")
    gate: Json | None = strawberry.field(
        description="JSONLogic to enter, whichever edge is taken. Shown to who may `configure`."
    )
    required: list[str] = strawberry.field(
        description="Names of the fields that must be filled to enter: those that the caller may read."
    )
    pipeline: str = strawberry.field(description="Name of the pipeline that it belongs to.")
    tasks: list[StageTaskInfo] = strawberry.field(
        description="What is done for a record here, anew each time it enters."
    )


@strawberry.type(name="CatalogTransition")
class TransitionInfo:
    """An allowed edge."""

    source: str
    target: str
    kind: MoveKindName
    gate: Json | None = strawberry.field(description="JSONLogic of this edge. Shown to who may `configure`.")


@strawberry.type(name="CatalogCriterion")
class CriterionInfo:
    """A rule that a record must satisfy to go from one stage to another."""

    id: strawberry.ID
    name: str
    rule: Json
    leaving: str | None = strawberry.field(description="The stage it goes from; any where it is null.")
    entering: str | None = strawberry.field(description="The stage it goes to; any where it is null.")
    pipeline: str | None = strawberry.field(
        description="The pipeline of the stage it goes to; any where it is null."
    )
    message: str | None = strawberry.field(
        description="In the language of the request; null where what the rule says is told."
    )
    messages: list[Label]
    mode: CriterionModeName
    enforced_from: str | None = strawberry.field(
        description="The date, in the tenant's time zone, from which on it is enforced, whatever its mode."
    )
    grace_until: str | None = strawberry.field(
        description="The date until which records that have passed it already may be put right; null where it is never "
        "asked of these."
    )


@strawberry.type(name="CatalogGateExample")
class GateExampleInfo:
    """What a record might be like, and whether it may be promoted then."""

    id: strawberry.ID
    name: str
    leaving: str
    entering: str
    record: Json = strawberry.field(description="Paths of rules with the values it has there.")
    open: bool
    now: str | None = strawberry.field(
        description="The moment that `now` is; that of each publish where null."
    )


@strawberry.type(name="CatalogFurtherPipeline")
class FurtherPipelineInfo:
    """A pipeline beside the first of its object. The stages that name it are its own."""

    id: strawberry.ID
    name: str
    label: str = strawberry.field(description="In the language of the request.")
    labels: list[Label]


@strawberry.type(name="CatalogPipeline")
class PipelineInfo:
    """The stages in order and the edges between them, of all pipelines of the object; the name is that of the first."""

    id: strawberry.ID
    name: str
    label: str = strawberry.field(description="In the language of the request.")
    labels: list[Label]
    stages: list[StageInfo]
    transitions: list[TransitionInfo]
    criteria: list[CriterionInfo] = strawberry.field(description="Shown to who may `configure`.")
    examples: list[GateExampleInfo] = strawberry.field(description="Shown to who may `configure`.")
    further: list[FurtherPipelineInfo] = strawberry.field(description="The pipelines beside the first.")
    approval_hours: int | None = strawberry.field(
        description="For how many hours a second person's approval of an override holds; null where none is needed."
    )
