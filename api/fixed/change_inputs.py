"""`CatalogChange`: the inputs of `changeCatalog`, one for each Change of the metadata room."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

import strawberry
from strawberry import UNSET
from strawberry.types.arguments import InputContext
from strawberry.types.base import StrawberryObjectDefinition, StrawberryType

from api.fixed.catalog_types import EffectName, RowsName
from api.fixed.constraint_inputs import (
    AddValidationInput,
    RemoveValidationInput,
    SetPersonalInput,
    SetRequiredWhenInput,
    SetTrackHistoryInput,
    SetValidationInput,
    SetWritableInput,
)
from api.fixed.criterion_inputs import (
    AddCriterionInput,
    AddGateExampleInput,
    RemoveCriterionInput,
    RemoveGateExampleInput,
    SetCriterionInput,
    SetGateExampleInput,
    SetStageRequiredInput,
)
from api.fixed.field_inputs import (
    AddFieldInput,
    AddOptionInput,
    FieldInput,
    MoveOptionInput,
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
from api.fixed.label_types import LabelInput, no_labels
from api.fixed.mask_types import MaskInput
from api.fixed.pipeline_inputs import (
    AddPipelineInput,
    AddStageInput,
    AddTransitionInput,
    MovePipelineInput,
    MoveStageInput,
    RemoveStageInput,
    RemoveTransitionInput,
    RenamePipelineInput,
    RenameStageInput,
    SetGateInput,
    SetOverrideApprovalInput,
    SetStageInput,
)
from api.fixed.pipeline_types import MoveKindName
from api.fixed.removal_inputs import (
    EraseFieldInput,
    EraseObjectInput,
    ErasePipelineInput,
    RemoveFieldInput,
    RemoveObjectInput,
    RemovePipelineInput,
    RestoreFieldInput,
    RestoreObjectInput,
    RestorePipelineInput,
)
from api.fixed.section_inputs import SetSectionsInput
from api.fixed.spelling import KnownNames
from api.fixed.stage_task_inputs import (
    AddStageTaskInput,
    MoveStageTaskInput,
    RemoveStageTaskInput,
    SetStageTaskInput,
)
from api.fixed.unique_key_inputs import AddUniqueKeyInput, RemoveUniqueKeyInput, SetUniqueKeyInput
from api.fixed.working_calendar import SetWorkingCalendarInput
from api.types.scalars import Json


@strawberry.input(name="NewGrant")
class GrantInput:
    """One line of a role."""

    action: str = strawberry.field(description="An action, or `*`.")
    object: str = strawberry.field(default="*", description="Name of an object, or `*`.")
    field: str = strawberry.field(default="*", description="Name of a field, or `*`.")
    effect: EffectName = EffectName.allow
    rows: RowsName = RowsName.all
    rule: Json | None = strawberry.field(default=UNSET, description="JSONLogic that it is narrowed by.")
    moves: list[MoveKindName] | None = strawberry.field(
        default=UNSET, description="Narrows a grant of `promote` to some kinds of moves."
    )
    leaving: str | None = strawberry.field(
        default=UNSET, description="Narrows a grant of `promote` to moves from this stage."
    )
    entering: str | None = strawberry.field(
        default=UNSET, description="Narrows a grant of `promote` to moves to this stage."
    )
    mask: MaskInput | None = strawberry.field(
        default=UNSET, description="Of `read` on one field: what is shown in the place of its values."
    )


@strawberry.input(name="AddObject")
class AddObjectInput:
    """Make a kind of record."""

    name: str
    plural: str
    labels: list[LabelInput] = strawberry.field(default_factory=no_labels)
    plural_labels: list[LabelInput] = strawberry.field(default_factory=no_labels)
    display: str | None = strawberry.field(
        default=UNSET, description="The field that names a record to people."
    )
    fields: list[FieldInput] = strawberry.field(default_factory=list)


@strawberry.input(name="RenameObject")
class RenameObjectInput:
    """Rename; the plural too where it is given."""

    object: str
    name: str
    plural: str | None = UNSET


@strawberry.input(name="AddRole")
class AddRoleInput:
    """Make a role."""

    name: str
    labels: list[LabelInput] = strawberry.field(default_factory=no_labels)
    grants: list[GrantInput] = strawberry.field(default_factory=list)
    inherits: list[str] = strawberry.field(
        default_factory=list, description="Names of the roles whose grants it has too."
    )


@strawberry.input(name="RenameRole")
class RenameRoleInput:
    """Give a role another name; who has it keeps it."""

    role: str
    name: str


@strawberry.input(name="SetGrants")
class SetGrantsInput:
    """Replace the grants of a role."""

    role: str
    grants: list[GrantInput]


@strawberry.input(name="SetInherits")
class SetInheritsInput:
    """Replace what a role inherits: the roles whose grants it has too."""

    role: str
    inherits: list[str]


@strawberry.input(name="RemoveRole")
class RemoveRoleInput:
    """Remove a role; who has it loses what it gave."""

    role: str


@strawberry.input(name="SetLabels")
class SetLabelsInput:
    """Replace the labels of an object or its plural, or of one of its fields, options, stages or pipelines."""

    object: str
    labels: list[LabelInput]
    field: str | None = UNSET
    option: str | None = strawberry.field(default=UNSET, description="Key of a choice of `field`.")
    stage: str | None = UNSET
    pipeline: str | None = UNSET
    plural: bool | None = strawberry.field(default=UNSET, description="Those of the object's plural.")


@strawberry.input(name="SetRoleLabels")
class SetRoleLabelsInput:
    """Replace the labels of a role."""

    role: str
    labels: list[LabelInput]


@strawberry.input(name="SetDisplay")
class SetDisplayInput:
    """Say which field names the records of an object; none does without."""

    object: str
    field: str | None = UNSET


@strawberry.input(name="SetApiPolicy")
class SetApiPolicyInput:
    """What callers may do with the API who may not `configure`; what is left out stays as it is."""

    trusted_documents_only: bool | None = strawberry.field(
        default=UNSET, description="Refuse documents that are not registered."
    )
    introspection: bool | None = strawberry.field(
        default=UNSET, description="Answer `__schema` and `__type`."
    )
    suggestions: bool | None = strawberry.field(default=UNSET, description="Suggest names in refusals.")


@strawberry.input(name="SetTimeZone")
class SetTimeZoneInput:
    """Say whose days count in rules, formulas and groups that name no zone."""

    time_zone: str = strawberry.field(description="IANA name, for example `Asia/Shanghai`.")


@dataclass(frozen=True)
class Sent:
    """A change as it came, `{"setLabels": {…}}`, and strawberry's way to make values of it."""

    value: Mapping[str, object]
    context: InputContext


@strawberry.input(one_of=True, description="One change of the catalog: exactly one of these.")
class CatalogChange:
    """One change; publish applies a list of them as one unit, in order.

    Attributes:
        sent: what it is made of when somebody asks (`input_of`); the others stay unset.
    """

    sent: strawberry.Private["Sent | None"] = None
    add_object: AddObjectInput | None = UNSET
    rename_object: RenameObjectInput | None = UNSET
    remove_object: RemoveObjectInput | None = UNSET
    add_field: AddFieldInput | None = UNSET
    rename_field: RenameFieldInput | None = UNSET
    set_reverse: SetReverseInput | None = UNSET
    set_targets: SetTargetsInput | None = UNSET
    remove_field: RemoveFieldInput | None = UNSET
    add_pipeline: AddPipelineInput | None = UNSET
    rename_pipeline: RenamePipelineInput | None = UNSET
    move_pipeline: MovePipelineInput | None = UNSET
    set_override_approval: SetOverrideApprovalInput | None = UNSET
    set_gate: SetGateInput | None = UNSET
    add_role: AddRoleInput | None = UNSET
    rename_role: RenameRoleInput | None = UNSET
    set_grants: SetGrantsInput | None = UNSET
    set_inherits: SetInheritsInput | None = UNSET
    remove_role: RemoveRoleInput | None = UNSET
    set_labels: SetLabelsInput | None = UNSET
    set_role_labels: SetRoleLabelsInput | None = UNSET
    set_display: SetDisplayInput | None = UNSET
    set_sections: SetSectionsInput | None = UNSET
    set_api_policy: SetApiPolicyInput | None = UNSET
    set_searchable: SetSearchableInput | None = UNSET
    set_deprecation: SetDeprecationInput | None = UNSET
    add_option: AddOptionInput | None = UNSET
    set_option: SetOptionInput | None = UNSET
    move_option: MoveOptionInput | None = UNSET
    remove_option: RemoveOptionInput | None = UNSET
    add_stage: AddStageInput | None = UNSET
    set_stage: SetStageInput | None = UNSET
    rename_stage: RenameStageInput | None = UNSET
    move_stage: MoveStageInput | None = UNSET
    remove_stage: RemoveStageInput | None = UNSET
    add_transition: AddTransitionInput | None = UNSET
    remove_transition: RemoveTransitionInput | None = UNSET
    set_required: SetRequiredInput | None = UNSET
    set_unique: SetUniqueInput | None = UNSET
    set_default: SetDefaultInput | None = UNSET
    set_bounds: SetBoundsInput | None = UNSET
    set_formula: SetFormulaInput | None = UNSET
    set_dependency: SetDependencyInput | None = UNSET
    set_numbering: SetNumberingInput | None = UNSET
    set_roll_up: SetRollUpInput | None = UNSET
    set_time_zone: SetTimeZoneInput | None = UNSET
    set_working_calendar: SetWorkingCalendarInput | None = UNSET
    remove_pipeline: RemovePipelineInput | None = UNSET
    restore_object: RestoreObjectInput | None = UNSET
    restore_field: RestoreFieldInput | None = UNSET
    restore_pipeline: RestorePipelineInput | None = UNSET
    erase_object: EraseObjectInput | None = UNSET
    erase_field: EraseFieldInput | None = UNSET
    erase_pipeline: ErasePipelineInput | None = UNSET
    set_field_type: SetFieldTypeInput | None = UNSET
    set_required_when: SetRequiredWhenInput | None = UNSET
    set_writable: SetWritableInput | None = UNSET
    set_track_history: SetTrackHistoryInput | None = UNSET
    set_personal: SetPersonalInput | None = UNSET
    add_validation: AddValidationInput | None = UNSET
    set_validation: SetValidationInput | None = UNSET
    remove_validation: RemoveValidationInput | None = UNSET
    add_unique_key: AddUniqueKeyInput | None = UNSET
    set_unique_key: SetUniqueKeyInput | None = UNSET
    remove_unique_key: RemoveUniqueKeyInput | None = UNSET
    add_criterion: AddCriterionInput | None = UNSET
    set_criterion: SetCriterionInput | None = UNSET
    remove_criterion: RemoveCriterionInput | None = UNSET
    set_stage_required: SetStageRequiredInput | None = UNSET
    add_gate_example: AddGateExampleInput | None = UNSET
    set_gate_example: SetGateExampleInput | None = UNSET
    remove_gate_example: RemoveGateExampleInput | None = UNSET
    add_stage_task: AddStageTaskInput | None = UNSET
    set_stage_task: SetStageTaskInput | None = UNSET
    move_stage_task: MoveStageTaskInput | None = UNSET
    remove_stage_task: RemoveStageTaskInput | None = UNSET
    json: Json | None = strawberry.field(
        default=UNSET, description="A change as `catalogVersions` has it, with its `kind` and ids."
    )


def input_of(change: CatalogChange) -> tuple[str, object]:
    """The name of what a change is, `setLabels`, and its input.

    To make the inputs of a long list takes seconds, so it is done by whoever has a thread for it, and not before.
    """
    assert change.sent is not None
    # graphql-core has seen to it that there is one.
    ((name, value),) = change.sent.value.items()
    return name, change.sent.context.convert(value, _input_types()[name], name)


def _as_sent(_: type, value: Mapping[str, object], context: InputContext) -> CatalogChange:
    return CatalogChange(sent=Sent(value, context))


def _definition() -> StrawberryObjectDefinition:
    return cast(StrawberryObjectDefinition, vars(CatalogChange)["__strawberry_definition__"])


@cache
def _input_types() -> Mapping[str, StrawberryType | type]:
    definition, names = _definition(), KnownNames()
    return {
        names.from_field(each): each.resolve_type(type_definition=definition) for each in definition.fields
    }


_definition().from_input = _as_sent
