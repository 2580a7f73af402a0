"""The inputs of `changeCatalog` become Changes of the metadata room. The shapes agree, and so do paths."""

import dataclasses
from collections.abc import Sequence

from strawberry import UNSET

from api.fixed.change_inputs import (
    AddObjectInput,
    AddRoleInput,
    CatalogChange,
    GrantInput,
    RemoveRoleInput,
    RenameObjectInput,
    SetApiPolicyInput,
    SetGrantsInput,
    SetLabelsInput,
    SetTimeZoneInput,
)
from api.fixed.change_parts import number_of, numbering_of, roll_up_of, transition_of
from api.fixed.constraint_inputs import ConstraintInput
from api.fixed.constraint_mapping import constraint_change
from api.fixed.criterion_inputs import CriterionInput, criterion_change
from api.fixed.field_inputs import (
    AddFieldInput,
    AddOptionInput,
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
    SetRollUpInput,
    SetSearchableInput,
    SetUniqueInput,
)
from api.fixed.inputs import json_of, or_none
from api.fixed.label_types import LabelInput, labels_of
from api.fixed.pipeline_inputs import (
    AddPipelineInput,
    AddStageInput,
    AddTransitionInput,
    MoveStageInput,
    RemoveStageInput,
    RemoveTransitionInput,
    RenameStageInput,
    SetGateInput,
    SetStageInput,
    StageInput,
)
from api.fixed.removal_inputs import RemovalInput, removal
from api.fixed.unique_key_inputs import UniqueKeyInput, unique_key_change
from core.errors import PathPart, Problem, SluiceError, fault
from metadata.changes.api_policy import SetApiPolicy
from metadata.changes.base import Change
from metadata.changes.constraints import SetBounds, SetDefault, SetRequired, SetUnique
from metadata.changes.dependencies import OptionDependency, SetDependency
from metadata.changes.field_settings import SetDeprecation, SetSearchable
from metadata.changes.field_types import SetFieldType
from metadata.changes.fields import AddField, NewField, RenameField
from metadata.changes.formulas import SetFormula
from metadata.changes.kept import change_from_json
from metadata.changes.labels import SetLabels
from metadata.changes.numbering import SetNumbering
from metadata.changes.objects import AddObject, RenameObject
from metadata.changes.options import AddOption, MoveOption, RemoveOption, SetOption
from metadata.changes.pipelines import AddPipeline, NewStage, SetGate
from metadata.changes.roles import AddRole, NewGrant, RemoveRole, SetGrants
from metadata.changes.roll_ups import SetRollUp
from metadata.changes.stages import AddStage, MoveStage, RemoveStage, RenameStage, SetStage
from metadata.changes.time_zone import SetTimeZone
from metadata.changes.transitions import AddTransition, RemoveTransition
from metadata.fields import Option

AnyInput = (
    AddObjectInput
    | RenameObjectInput
    | AddFieldInput
    | RenameFieldInput
    | AddPipelineInput
    | SetGateInput
    | AddRoleInput
    | SetGrantsInput
    | RemoveRoleInput
    | SetLabelsInput
    | SetApiPolicyInput
    | SetSearchableInput
    | SetDeprecationInput
    | AddOptionInput
    | SetOptionInput
    | MoveOptionInput
    | RemoveOptionInput
    | AddStageInput
    | SetStageInput
    | RenameStageInput
    | MoveStageInput
    | RemoveStageInput
    | AddTransitionInput
    | RemoveTransitionInput
    | SetRequiredInput
    | SetUniqueInput
    | SetDefaultInput
    | SetBoundsInput
    | SetFormulaInput
    | SetFieldTypeInput
    | SetNumberingInput
    | SetDependencyInput
    | SetRollUpInput
    | SetTimeZoneInput
    | RemovalInput
    | ConstraintInput
    | UniqueKeyInput
    | CriterionInput
)


def changes_of(inputs: Sequence[CatalogChange]) -> tuple[Change, ...]:
    """The changes, in order.

    Raises:
        SluiceError: every list of labels that names a language twice, under `("changes", position, kind)`.
    """
    mapping = _Mapping([])
    changes = tuple(_change(mapping, each, ("changes", index)) for index, each in enumerate(inputs))
    if mapping.problems:
        raise SluiceError(mapping.problems)
    return changes


def _change(mapping: "_Mapping", given: CatalogChange, at: tuple[PathPart, ...]) -> Change:
    if given.json is not UNSET and given.json is not None:
        return change_from_json(given.json, *at, "json")
    return mapping.change(_given(given), at)


def _given(change: CatalogChange) -> AnyInput:
    """The one member of a `@oneOf` input that is set; graphql-core has seen to it that there is one."""
    for field in dataclasses.fields(change):
        value: AnyInput | None = getattr(change, field.name)
        if value is not None and value is not UNSET:
            return value
    raise fault("BAD_USER_INPUT", "A change names none of its kinds")


@dataclasses.dataclass
class _Mapping:
    """Collects what is wrong on the way; every method takes the path of its input."""

    problems: list[Problem]

    def change(self, given: AnyInput, at: tuple[PathPart, ...]) -> Change:
        match given:
            case AddObjectInput():
                return self.add_object(given, (*at, AddObject.kind))
            case RenameObjectInput():
                return RenameObject(given.object, given.name, or_none(given.plural))
            case AddFieldInput():
                return AddField(given.object, self.field(given.field, (*at, AddField.kind, "field")))
            case RenameFieldInput():
                return RenameField(given.object, given.field, given.name)
            case AddPipelineInput():
                return self.add_pipeline(given, (*at, AddPipeline.kind))
            case SetGateInput():
                return SetGate(
                    given.object,
                    or_none(given.stage),
                    or_none(given.source),
                    or_none(given.target),
                    json_of(given.rule),
                )
            case AddRoleInput():
                labels = self.labels(given.labels, (*at, AddRole.kind, "labels"))
                return AddRole(given.name, labels, self.grants(given.grants))
            case SetGrantsInput():
                return SetGrants(given.role, self.grants(given.grants))
            case RemoveRoleInput():
                return RemoveRole(given.role)
            case SetLabelsInput():
                labels = self.labels(given.labels, (*at, SetLabels.kind, "labels"))
                return SetLabels(
                    given.object,
                    field=or_none(given.field),
                    option=or_none(given.option),
                    stage=or_none(given.stage),
                    labels=labels,
                )
            case SetApiPolicyInput():
                return SetApiPolicy(
                    or_none(given.trusted_documents_only),
                    or_none(given.introspection),
                    or_none(given.suggestions),
                )
            case SetSearchableInput():
                return SetSearchable(given.object, given.field, given.searchable)
            case SetDeprecationInput():
                reason = self.labels(given.reason, (*at, SetDeprecation.kind, "reason"))
                return SetDeprecation(given.object, given.field, reason)
            case AddOptionInput():
                option = self.option(given.option, (*at, AddOption.kind, "option"))
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
            case AddStageInput():
                stage = self.stage(given.stage, (*at, AddStage.kind, "stage"))
                return AddStage(given.object, stage, or_none(given.before))
            case SetStageInput():
                return self.set_stage(given, (*at, SetStage.kind))
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
            case SetRequiredInput():
                return SetRequired(given.object, given.field, given.required)
            case SetUniqueInput():
                return SetUnique(given.object, given.field, given.unique)
            case SetDefaultInput():
                return SetDefault(given.object, given.field, json_of(given.default), json_of(given.formula))
            case SetBoundsInput():
                return SetBounds(
                    given.object,
                    given.field,
                    minimum=number_of(given.minimum),
                    maximum=number_of(given.maximum),
                    min_length=or_none(given.min_length),
                    max_length=or_none(given.max_length),
                    pattern=or_none(given.pattern),
                    pattern_message=self.labels(
                        given.pattern_message, (*at, SetBounds.kind, "patternMessage")
                    ),
                    media_types=tuple(given.media_types),
                )
            case SetFormulaInput():
                return SetFormula(given.object, given.field, json_of(given.formula))
            case SetDependencyInput():
                options = tuple(
                    OptionDependency(each.option, tuple(each.only_with)) for each in given.options
                )
                return SetDependency(given.object, given.field, or_none(given.depends_on), options)
            case SetFieldTypeInput():
                return SetFieldType(
                    given.object,
                    given.field,
                    given.type,
                    self.options(given.options, (*at, SetFieldType.kind, "options")),
                    or_none(given.precision),
                    or_none(given.scale),
                    or_none(given.region),
                    number_of(given.maximum),
                    or_none(given.currency),
                    given.empty_unfit,
                )
            case SetNumberingInput():
                return SetNumbering(given.object, given.field, numbering_of(given.numbering))
            case SetTimeZoneInput():
                return SetTimeZone(given.time_zone)
            case SetRollUpInput():
                return SetRollUp(given.object, given.field, roll_up_of(given.roll_up))
            case ConstraintInput():
                return constraint_change(given, self.problems, at)
            case CriterionInput():
                return criterion_change(given, self.problems, at)
            case UniqueKeyInput():
                return unique_key_change(given, self.problems, at)
            case _:
                return removal(given)

    def add_object(self, given: AddObjectInput, at: tuple[PathPart, ...]) -> AddObject:
        return AddObject(
            name=given.name,
            plural=given.plural,
            labels=self.labels(given.labels, (*at, "labels")),
            plural_labels=self.labels(given.plural_labels, (*at, "pluralLabels")),
            display=or_none(given.display),
            fields=tuple(self.field(each, (*at, "fields", index)) for index, each in enumerate(given.fields)),
        )

    def field(self, given: FieldInput, at: tuple[PathPart, ...]) -> NewField:
        precision, scale = or_none(given.precision), or_none(given.scale)
        return NewField(
            name=given.name,
            type=given.type,
            labels=self.labels(given.labels, (*at, "labels")),
            required=given.required,
            unique=given.unique,
            default=json_of(given.default),
            options=self.options(given.options, (*at, "options")),
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
            pattern_message=self.labels(given.pattern_message, (*at, "patternMessage")),
            media_types=tuple(given.media_types),
            formula=json_of(given.formula),
            depends_on=or_none(given.depends_on),
            numbering=numbering_of(given.numbering) if given.numbering else None,
            roll_up=roll_up_of(given.roll_up) if given.roll_up else None,
            required_when=json_of(given.required_when),
            default_formula=json_of(given.default_formula),
            writable=given.writable.value,
            track_history=given.track_history,
        )

    def options(self, given: list[OptionInput], at: tuple[PathPart, ...]) -> tuple[Option, ...]:
        return tuple(self.option(each, (*at, index)) for index, each in enumerate(given))

    def option(self, given: OptionInput, at: tuple[PathPart, ...]) -> Option:
        labels = self.labels(given.labels, (*at, "labels"))
        return Option(given.key, labels, or_none(given.color), given.active, tuple(given.only_with))

    def add_pipeline(self, given: AddPipelineInput, at: tuple[PathPart, ...]) -> AddPipeline:
        return AddPipeline(
            object=given.object,
            name=given.name,
            labels=self.labels(given.labels, (*at, "labels")),
            stages=tuple(self.stage(each, (*at, "stages", index)) for index, each in enumerate(given.stages)),
            transitions=tuple(transition_of(each) for each in given.transitions),
        )

    def stage(self, given: StageInput, at: tuple[PathPart, ...]) -> NewStage:
        probability = or_none(given.probability)
        if probability is None:
            probability = 100 if given.kind.value == "won" else 0
        return NewStage(
            name=given.name,
            kind=given.kind.value,
            probability=probability,
            labels=self.labels(given.labels, (*at, "labels")),
            objective=self.labels(given.objective, (*at, "objective")),
            gate=json_of(given.gate),
        )

    def set_stage(self, given: SetStageInput, at: tuple[PathPart, ...]) -> SetStage:
        kind, objective = or_none(given.kind), or_none(given.objective)
        return SetStage(
            given.object,
            given.stage,
            None if kind is None else kind.value,
            or_none(given.probability),
            None if objective is None else self.labels(objective, (*at, "objective")),
        )

    def grants(self, given: Sequence[GrantInput]) -> tuple[NewGrant, ...]:
        return tuple(
            NewGrant(
                object=each.object,
                action=each.action,
                field=each.field,
                effect=each.effect.value,
                rows=each.rows.value,
                rule=json_of(each.rule),
            )
            for each in given
        )

    def labels(self, given: Sequence[LabelInput], at: tuple[PathPart, ...]) -> dict[str, str]:
        return labels_of(given, self.problems, *at)
