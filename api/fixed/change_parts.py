"""Parts of changes, from the inputs of clients."""

from decimal import Decimal

from api.fixed.field_inputs import NumberingInput, RollUpInput
from api.fixed.inputs import json_of, or_none
from api.fixed.pipeline_inputs import TransitionInput
from metadata.changes.roll_ups import NewRollUp
from metadata.pipelines import Transition
from metadata.settings import Numbering
from metadata.values import Number

EXACT_DIGITS = 15
"""Whole numbers of so many digits are exact in binary floating point, which many readers of JSON use."""


def transition_of(given: TransitionInput) -> Transition:
    """An edge of a pipeline."""
    return Transition(given.source, given.target, json_of(given.gate))


def numbering_of(given: NumberingInput) -> Numbering:
    """How numbers are made."""
    return Numbering(given.format, given.restart.value, given.start)


def number_of(value: Decimal | None) -> Number | None:
    """A number as a catalog keeps it: a whole one as JSON has it, where all its readers agree on it; else as text."""
    number = or_none(value)
    if number is None:
        return None
    whole = number == number.to_integral_value() and number.adjusted() < EXACT_DIGITS
    return int(number) if whole else f"{number:f}"


def roll_up_of(given: RollUpInput) -> NewRollUp:
    """What is computed of related records."""
    return NewRollUp(given.relation, given.function.value, or_none(given.field), json_of(given.where))
