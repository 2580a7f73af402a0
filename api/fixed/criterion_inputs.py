"""The inputs of `changeCatalog` about criteria, required fields and examples of gates, and their changes."""

from typing import assert_never

import strawberry
from strawberry import UNSET

from api.fixed.inputs import json_of, or_none
from api.fixed.label_types import LabelInput, labels_of, no_labels
from api.fixed.pipeline_types import CriterionModeName
from api.types.scalars import Json
from core.errors import PathPart, Problem
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

RULE = "JSONLogic over the record as it would be; it holds where the record may go on."
MESSAGES = "What to tell whose record does not satisfy it; where there is none, what its rule says."
ENFORCED_FROM = (
    "A date in the tenant's time zone, `2026-12-01`, from which on it is enforced whatever its mode."
)
GRACE_UNTIL = (
    "A date in the tenant's time zone, `2027-03-31`, until which records that have passed it already may be put right. "
    "From the next day on it keeps these from going on; left out, it is never asked of them."
)

RECORD = (
    'Paths of rules with the values it has there, `{"amount": 500, "account.sector": "retail"}`; '
    "it has no others, but for formulas of these."
)
OPEN = "Whether it may be promoted."
MOMENT = "The moment that `now` is in rules; that of each publish where left out."


@strawberry.input(name="AddCriterion")
class AddCriterionInput:
    """Make a rule that a record must satisfy to go from one stage to another."""

    object: str
    name: str
    rule: Json = strawberry.field(description=RULE)
    leaving: str | None = strawberry.field(
        default=UNSET, description="The stage it goes from; any if left out."
    )
    entering: str | None = strawberry.field(
        default=UNSET, description="The stage it goes to; any if left out."
    )
    pipeline: str | None = strawberry.field(
        default=UNSET,
        description="The pipeline of the stage it goes to, whether it comes from there or from another one; any if "
        "left out.",
    )
    messages: list[LabelInput] = strawberry.field(default_factory=no_labels, description=MESSAGES)
    mode: CriterionModeName = CriterionModeName.enforce
    enforced_from: str | None = strawberry.field(default=UNSET, description=ENFORCED_FROM)
    grace_until: str | None = strawberry.field(default=UNSET, description=GRACE_UNTIL)


@strawberry.input(name="SetCriterion")
class SetCriterionInput:
    """Change a criterion; what is left out stays as it is, but for the dates, which go with the mode."""

    object: str
    criterion: str
    name: str | None = strawberry.field(default=UNSET, description="Another name.")
    rule: Json | None = strawberry.field(default=UNSET, description=RULE)
    messages: list[LabelInput] | None = strawberry.field(default=UNSET, description="All of them, anew.")
    mode: CriterionModeName | None = UNSET
    enforced_from: str | None = strawberry.field(default=UNSET, description=ENFORCED_FROM)
    grace_until: str | None = strawberry.field(default=UNSET, description=GRACE_UNTIL)


@strawberry.input(name="RemoveCriterion")
class RemoveCriterionInput:
    """Remove a criterion."""

    object: str
    criterion: str


@strawberry.input(name="SetStageRequired")
class SetStageRequiredInput:
    """Say which fields a record must have filled to enter a stage: all of them, anew."""

    object: str
    stage: str
    fields: list[str] = strawberry.field(description="Names of the fields; none takes the list away.")


@strawberry.input(name="AddGateExample")
class AddGateExampleInput:
    """Say what a record might be like, and whether it may be promoted then; no publish may say otherwise."""

    object: str
    name: str
    leaving: str = strawberry.field(description="The stage it goes from.")
    entering: str = strawberry.field(description="The stage it goes to, by an edge.")
    record: Json = strawberry.field(description=RECORD)
    open: bool = strawberry.field(description=OPEN)
    now: str | None = strawberry.field(default=UNSET, description=MOMENT)


@strawberry.input(name="SetGateExample")
class SetGateExampleInput:
    """Change an example; what is left out stays as it is, but for the moment, which goes with the record."""

    object: str
    example: str
    name: str | None = strawberry.field(default=UNSET, description="Another name.")
    record: Json | None = strawberry.field(default=UNSET, description=RECORD)
    open: bool | None = strawberry.field(default=UNSET, description=OPEN)
    now: str | None = strawberry.field(default=UNSET, description=MOMENT)


@strawberry.input(name="RemoveGateExample")
class RemoveGateExampleInput:
    """Remove an example."""

    object: str
    example: str


CriterionInput = (
    AddCriterionInput
    | SetCriterionInput
    | RemoveCriterionInput
    | SetStageRequiredInput
    | AddGateExampleInput
    | SetGateExampleInput
    | RemoveGateExampleInput
)
"""An input of this file."""


def criterion_change(given: CriterionInput, problems: list[Problem], at: tuple[PathPart, ...]) -> Change:
    """The change; what is wrong with its messages is added to `problems`.

    Args:
        at: path of the change.
    """
    match given:
        case AddCriterionInput():
            return AddCriterion(
                given.object,
                given.name,
                json_of(given.rule),
                or_none(given.leaving),
                or_none(given.entering),
                labels_of(given.messages, problems, *at, AddCriterion.kind, "messages"),
                given.mode.value,
                or_none(given.enforced_from),
                or_none(given.grace_until),
                or_none(given.pipeline),
            )
        case SetCriterionInput():
            texts, mode = or_none(given.messages), or_none(given.mode)
            place = (*at, SetCriterion.kind, "messages")
            return SetCriterion(
                given.object,
                given.criterion,
                or_none(given.name),
                json_of(given.rule),
                None if texts is None else labels_of(texts, problems, *place),
                None if mode is None else mode.value,
                or_none(given.enforced_from),
                or_none(given.grace_until),
            )
        case RemoveCriterionInput():
            return RemoveCriterion(given.object, given.criterion)
        case SetStageRequiredInput():
            return SetStageRequired(given.object, given.stage, tuple(given.fields))
        case AddGateExampleInput():
            record, now = json_of(given.record), or_none(given.now)
            ends = (given.leaving, given.entering)
            return AddGateExample(given.object, given.name, *ends, record, given.open, now)
        case SetGateExampleInput():
            record, now = json_of(given.record), or_none(given.now)
            named, is_open = or_none(given.name), or_none(given.open)
            return SetGateExample(given.object, given.example, named, record, is_open, now)
        case RemoveGateExampleInput():
            return RemoveGateExample(given.object, given.example)
    assert_never(given)
