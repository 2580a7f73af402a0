"""Pipelines, as the catalog has them: stages, the edges between them, and what is asked of records on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from metadata.values import JsonValue, Labels, no_labels

StageKind = Literal["open", "won", "lost"]
MoveKind = Literal["forward", "skip", "back", "reopen", "win", "lose", "transfer"]
Mode = Literal["enforce", "warn", "shadow"]


@dataclass(frozen=True, slots=True)
class StageTask:
    """Something that people do for a record while it is in a stage.

    Attributes:
        name: what mutations and changes call it; once in all stages of an object.
        required: the record does not go on from the stage before it is done.
    """

    id: str
    name: str
    labels: Labels = field(default_factory=no_labels)
    required: bool = True


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a pipeline. Edges and rules call it by its name, and follow when it is renamed.

    Attributes:
        probability: percent, 0 to 100, that a record here is won.
        objective: what the stage is for, in the seller's words.
        gate: JSONLogic that a record must satisfy to enter, whichever edge it takes.
        required: ids of the fields that must be filled to enter.
        pipeline: name of the further pipeline that it belongs to, which follows it; None of the first.
        tasks: the list of what is done for a record here, anew each time it enters.
    """

    id: str
    name: str
    kind: StageKind = "open"
    probability: int = 0
    labels: Labels = field(default_factory=no_labels)
    objective: Labels = field(default_factory=no_labels)
    gate: JsonValue = None
    required: tuple[str, ...] = ()
    pipeline: str | None = None
    tasks: tuple[StageTask, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rule that a record must satisfy to go from one stage to another, beside their gates.

    Attributes:
        name: what changes and verdicts call it.
        rule: JSONLogic over the record as it would be.
        leaving, entering: names of the stages it goes from and to, which follow when these are renamed; None for any.
        pipeline: name of the pipeline, which may be the first and follows too, that the stage it goes to belongs to;
            None for any. So it is asked of moves within that pipeline and into it, and of none that leads out.
        messages: what to tell whose record does not satisfy it, by language; where there are none, the sentences of its
            clauses.
        mode: `enforce` refuses the promotion, `warn` tells, `shadow` tells nobody.
        enforced_from: date, `2026-12-01`, in the tenant's time zone, from which on it is enforced whatever its mode.
        grace_until: date, in the tenant's time zone, until which records that have passed it may be put right; from the
            next day on it keeps them from going on. None where it is never asked of these.
    """

    id: str
    name: str
    rule: JsonValue
    leaving: str | None = None
    entering: str | None = None
    pipeline: str | None = None
    messages: Labels = field(default_factory=no_labels)
    mode: Mode = "enforce"
    enforced_from: str | None = None
    grace_until: str | None = None


@dataclass(frozen=True, slots=True)
class GateExample:
    """What a record might be like, and whether it may be promoted then: no catalog is published that says otherwise.

    Attributes:
        leaving, entering: names of the stages at the ends of an edge, which follow when these are renamed.
        record: an object: paths of rules with the values that the record has there; it has no others.
        open: whether every enforced rule of the edge is satisfied.
        now: the moment that `now` is, `2026-12-01T08:00:00Z`; that of the publish where it is None.
    """

    id: str
    name: str
    leaving: str
    entering: str
    record: JsonValue
    open: bool
    now: str | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """An allowed edge. Both its own JSONLogic `gate` and the entry gate of `target` must hold."""

    source: str
    target: str
    gate: JsonValue = None


@dataclass(frozen=True, slots=True)
class FurtherPipeline:
    """A pipeline of an object that has several: a name for some of its stages."""

    id: str
    name: str
    labels: Labels = field(default_factory=no_labels)


@dataclass(frozen=True)
class Pipeline:
    """The stages of an object in order, the first being where a new record starts, and the allowed edges.

    Where the object has several pipelines these are the stages of all of them: a record is in one stage, whose pipeline
    is the record's, and an edge may lead from one pipeline to another.

    Attributes:
        name: of the first pipeline, to which the stages belong that name no other.
        further: the others.
        approval_hours: for how many hours a second person's approval of an override holds; None where none is needed.
    """

    id: str
    name: str
    labels: Labels
    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]
    criteria: tuple[Criterion, ...] = ()
    examples: tuple[GateExample, ...] = ()
    further: tuple[FurtherPipeline, ...] = ()
    approval_hours: int | None = None

    @cached_property
    def entries(self) -> Mapping[str, Stage]:
        """Name of each pipeline -> the stage where a record that is created in it starts; the first pipeline first."""
        along = {each.name: self.along(each.name) for each in self.parts}
        return MappingProxyType({name: stages[0] for name, stages in along.items() if stages})

    @property
    def parts(self) -> "tuple[Pipeline | FurtherPipeline, ...]":
        """All pipelines of the object, this as the first of them."""
        return (self, *self.further)

    def along(self, name: str) -> tuple[Stage, ...]:
        """The stages of the pipeline of that name, in order."""
        return tuple(each for each in self.stages if self.named_of(each) == name)

    def named_of(self, stage: Stage) -> str:
        """The name of the pipeline that a stage belongs to."""
        return stage.pipeline or self.name

    def asked_to_enter(self, criterion: Criterion, stage: str) -> bool:
        """Whether a criterion is asked of moves to a stage: of all, or of those from the stage that is to be left."""
        into = self.named_of(self.stage_by_name[stage])
        return criterion.entering in (None, stage) and criterion.pipeline in (None, into)

    def asked_along(self, criterion: Criterion, edge: Transition) -> bool:
        """Whether a criterion is asked of moves along an edge."""
        return criterion.leaving in (None, edge.source) and self.asked_to_enter(criterion, edge.target)

    def ended_by(self, stage: str) -> frozenset[str]:
        """The name of the further pipeline that ends with a stage, its last one; empty where others are left."""
        left = {each.pipeline for each in self.stages if each.name != stage}
        return frozenset(each.name for each in self.further if each.name not in left)

    def criteria_of(self, stage: str) -> tuple[Criterion, ...]:
        """The criteria that end with a stage: those that name it, and those of the pipeline that ends with it."""
        ended = self.ended_by(stage)
        return tuple(
            each for each in self.criteria if stage in (each.leaving, each.entering) or each.pipeline in ended
        )

    def name_by_stage(self, standing: "Pipeline") -> Mapping[str, str]:
        """Name of each stage, as `standing` calls it, -> the name of the pipeline that it belongs to here."""
        known = self.stage_by_id
        return {each.name: self.named_of(known[each.id]) for each in standing.stages if each.id in known}

    @cached_property
    def task_by_name(self) -> Mapping[str, tuple[Stage, StageTask]]:
        """The tasks of all stages, each with its stage."""
        return MappingProxyType({task.name: (stage, task) for stage in self.stages for task in stage.tasks})

    @cached_property
    def stage_by_name(self) -> Mapping[str, Stage]:
        return MappingProxyType({stage.name: stage for stage in self.stages})

    @cached_property
    def stage_by_id(self) -> Mapping[str, Stage]:
        return MappingProxyType({stage.id: stage for stage in self.stages})
