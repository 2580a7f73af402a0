"""The inputs of `changeCatalog` about fields become Changes."""

from collections.abc import Sequence
from typing import assert_never

from strawberry import UNSET

from api.fixed.change_parts import numbering_of, roll_up_of
from api.fixed.field_inputs import (
    AddFieldInput,
    AddOptionInput,
    FieldChangeInput,
    FieldInput,
    MoveOptionInput,
    OptionInput,
    RemoveOptionInput,
    RenameFieldInput,
    SetBoundsInput,
    SetDefaultInput,
    SetDependencyInput,
    SetDeprecationInput,
    SetFieldTypeInput,
    SetFormulaInput,
    SetNumberingInput,
    SetOptionInput,
    SetRequiredInput,
    SetReverseInput,
    SetRollUpInput,
    SetSearchableInput,
    SetTargetsInput,
    SetUniqueInput,
)
from api.fixed.inputs import json_of, number_of, or_none
from api.fixed.label_types import labels_of
from core.errors import PathPart, Problem
from metadata.changes.base import Change
from metadata.changes.constraints import SetBounds, SetDefault, SetRequired, SetUnique
from metadata.changes.dependencies import OptionDependency, SetDependency
from metadata.changes.field_settings import SetDeprecation, SetSearchable
from metadata.changes.field_types import SetFieldType
from metadata.changes.fields import AddField, NewField, RenameField
from metadata.changes.formulas import SetFormula
from metadata.changes.numbering import SetNumbering
from metadata.changes.option_removal import RemoveOption
from metadata.changes.options import AddOption, MoveOption, SetOption
from metadata.changes.reverse_lists import SetReverse
from metadata.changes.roll_ups import SetRollUp
from metadata.changes.targets import SetTargets
from metadata.fields import Option


def field_change(given: FieldChangeInput, problems: list[Problem], at: tuple[PathPart, ...]) -> Change:
    """The change; what is wrong with its labels is added to `problems`.

    Args:
        at: path of the change.
    """
    match given:
        case AddFieldInput():
            return AddField(given.object, new_field(given.field, problems, (*at, AddField.kind, "field")))
        case RenameFieldInput():
            return RenameField(given.object, given.field, given.name)
        case SetReverseInput():
            return SetReverse(given.object, given.field, or_none(given.reverse))
        case SetTargetsInput():
            return SetTargets(given.object, given.field, tuple(given.targets))
        case SetSearchableInput():
            return SetSearchable(given.object, given.field, given.searchable)
        case SetDeprecationInput():
            reason = labels_of(given.reason, problems, *at, SetDeprecation.kind, "reason")
            return SetDeprecation(given.object, given.field, reason)
        case AddOptionInput():
            option = _option(given.option, problems, (*at, AddOption.kind, "option"))
            return AddOption(given.object, given.field, option, or_none(given.before))
        case SetOptionInput():
            # Null takes the color away, which is not the same as to leave it out.
            color = None if given.color is UNSET else given.color or ""
            only = None if not isinstance(given.only_with, list) else tuple(given.only_with)
            return SetOption(given.object, given.field, given.option, color, or_none(given.active), only)
        case MoveOptionInput():
            return MoveOption(given.object, given.field, given.option, or_none(given.before))
        case RemoveOptionInput():
            return RemoveOption(given.object, given.field, given.option, or_none(given.replacement))
        case SetRequiredInput():
            return SetRequired(given.object, given.field, given.required)
        case SetUniqueInput():
            return SetUnique(given.object, given.field, given.unique)
        case SetDefaultInput():
            return SetDefault(given.object, given.field, json_of(given.default), json_of(given.formula))
        case SetBoundsInput():
            return _bounds_set(given, problems, at)
        case SetFormulaInput():
            return SetFormula(given.object, given.field, json_of(given.formula))
        case SetDependencyInput():
            options = tuple(OptionDependency(each.option, tuple(each.only_with)) for each in given.options)
            return SetDependency(given.object, given.field, or_none(given.depends_on), options)
        case SetFieldTypeInput():
            return _type_set(given, problems, at)
        case SetNumberingInput():
            return SetNumbering(given.object, given.field, numbering_of(given.numbering))
        case SetRollUpInput():
            return SetRollUp(given.object, given.field, roll_up_of(given.roll_up))
    assert_never(given)


def _bounds_set(given: SetBoundsInput, problems: list[Problem], at: tuple[PathPart, ...]) -> SetBounds:
    return SetBounds(
        given.object,
        given.field,
        minimum=number_of(given.minimum),
        maximum=number_of(given.maximum),
        min_length=or_none(given.min_length),
        max_length=or_none(given.max_length),
        pattern=or_none(given.pattern),
        pattern_message=labels_of(given.pattern_message, problems, *at, SetBounds.kind, "patternMessage"),
        media_types=tuple(given.media_types),
    )


def _type_set(given: SetFieldTypeInput, problems: list[Problem], at: tuple[PathPart, ...]) -> SetFieldType:
    return SetFieldType(
        given.object,
        given.field,
        given.type,
        _options(given.options, problems, (*at, SetFieldType.kind, "options")),
        or_none(given.precision),
        or_none(given.scale),
        or_none(given.region),
        number_of(given.maximum),
        or_none(given.currency),
        given.empty_unfit,
    )


def new_field(given: FieldInput, problems: list[Problem], at: tuple[PathPart, ...]) -> NewField:
    precision, scale = or_none(given.precision), or_none(given.scale)
    return NewField(
        name=given.name,
        type=given.type,
        labels=labels_of(given.labels, problems, *at, "labels"),
        required=given.required,
        unique=given.unique,
        default=json_of(given.default),
        options=_options(given.options, problems, (*at, "options")),
        target=or_none(given.target),
        targets=tuple(given.targets),
        reverse=or_none(given.reverse),
        precision=NewField.precision if precision is None else precision,
        scale=NewField.scale if scale is None else scale,
        region=or_none(given.region),
        searchable=given.searchable,
        minimum=number_of(given.minimum),
        maximum=number_of(given.maximum),
        min_length=or_none(given.min_length),
        max_length=or_none(given.max_length),
        pattern=or_none(given.pattern),
        pattern_message=labels_of(given.pattern_message, problems, *at, "patternMessage"),
        media_types=tuple(given.media_types),
        formula=json_of(given.formula),
        depends_on=or_none(given.depends_on),
        numbering=numbering_of(given.numbering) if given.numbering else None,
        roll_up=roll_up_of(given.roll_up) if given.roll_up else None,
        required_when=json_of(given.required_when),
        default_formula=json_of(given.default_formula),
        writable=given.writable.value,
        track_history=given.track_history,
        personal=given.personal.value if given.personal else None,
    )


def _options(
    given: Sequence[OptionInput], problems: list[Problem], at: tuple[PathPart, ...]
) -> tuple[Option, ...]:
    return tuple(_option(each, problems, (*at, index)) for index, each in enumerate(given))


def _option(given: OptionInput, problems: list[Problem], at: tuple[PathPart, ...]) -> Option:
    labels = labels_of(given.labels, problems, *at, "labels")
    return Option(given.key, labels, or_none(given.color), given.active, tuple(given.only_with))
