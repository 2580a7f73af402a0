"""Parts of changes, from the inputs of clients."""

from api.fixed.field_inputs import NumberingInput, RollUpInput
from api.fixed.inputs import json_of, or_none
from api.fixed.pipeline_inputs import TransitionInput
from metadata.changes.roll_ups import NewRollUp
from metadata.pipelines import Transition
from metadata.settings import Numbering


def transition_of(given: TransitionInput) -> Transition:
    """An edge of a pipeline."""
    return Transition(given.source, given.target, json_of(given.gate))


def numbering_of(given: NumberingInput) -> Numbering:
    """How numbers are made."""
    return Numbering(given.format, given.restart.value, given.start)


def roll_up_of(given: RollUpInput) -> NewRollUp:
    """What is computed of related records."""
    return NewRollUp(given.relation, given.function.value, or_none(given.field), json_of(given.where))
