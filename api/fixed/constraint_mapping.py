"""The inputs of `changeCatalog` about rules that records are held to become Changes."""

from typing import assert_never

from api.fixed.constraint_inputs import (
    AddValidationInput,
    ConstraintInput,
    RemoveValidationInput,
    SetPersonalInput,
    SetRequiredWhenInput,
    SetTrackHistoryInput,
    SetValidationInput,
    SetWritableInput,
)
from api.fixed.inputs import json_of, or_none
from api.fixed.label_types import labels_of
from core.errors import PathPart, Problem
from metadata.changes.base import Change
from metadata.changes.field_settings import SetPersonal, SetTrackHistory, SetWritable
from metadata.changes.validations import AddValidation, RemoveValidation, SetRequiredWhen, SetValidation


def constraint_change(given: ConstraintInput, problems: list[Problem], at: tuple[PathPart, ...]) -> Change:
    """The change; what is wrong with its labels is added to `problems`.

    Args:
        at: path of the change.
    """
    match given:
        case SetRequiredWhenInput():
            return SetRequiredWhen(given.object, given.field, json_of(given.rule))
        case SetWritableInput():
            return SetWritable(given.object, given.field, given.writable.value)
        case SetTrackHistoryInput():
            return SetTrackHistory(given.object, given.field, given.track_history)
        case SetPersonalInput():
            return SetPersonal(given.object, given.field, given.personal.value if given.personal else None)
        case AddValidationInput():
            return AddValidation(
                given.object,
                given.name,
                json_of(given.rule),
                labels_of(given.messages, problems, *at, AddValidation.kind, "messages"),
                tuple(given.fields),
                given.severity.value,
            )
        case SetValidationInput():
            return _set_validation(given, problems, at)
        case RemoveValidationInput():
            return RemoveValidation(given.object, given.validation)
    assert_never(given)


def _set_validation(
    given: SetValidationInput, problems: list[Problem], at: tuple[PathPart, ...]
) -> SetValidation:
    messages, fields, severity = or_none(given.messages), or_none(given.fields), or_none(given.severity)
    place = (*at, SetValidation.kind, "messages")
    return SetValidation(
        given.object,
        given.validation,
        name=or_none(given.name),
        rule=json_of(given.rule),
        messages=None if messages is None else labels_of(messages, problems, *place),
        fields=None if fields is None else tuple(fields),
        severity=None if severity is None else severity.value,
    )
