"""`CatalogChange`: the inputs of `changeCatalog`, one for each Change of the metadata room."""

from decimal import Decimal

import strawberry
from strawberry import UNSET

from api.fixed.catalog_types import EffectName, RowsName
from api.fixed.label_types import LabelInput, no_labels
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
)
from api.types.scalars import Json

BEFORE = "Key of the option to stand before; last where left out."


@strawberry.input(name="NewOption")
class OptionInput:
    """One choice; `key` becomes an enum value."""

    key: str
    labels: list[LabelInput] = strawberry.field(default_factory=no_labels)
    color: str | None = strawberry.field(default=UNSET, description="`#rrggbb`, for who shows it.")
    active: bool = strawberry.field(default=True, description="Records can newly get it.")


@strawberry.input(name="NewField")
class FieldInput:
    """A new field."""

    name: str
    type: str = strawberry.field(description="A field type, for example `text`, `money`, `relation`.")
    labels: list[LabelInput] = strawberry.field(default_factory=no_labels)
    required: bool = False
    unique: bool = False
    default: Json | None = strawberry.field(default=UNSET, description="What a new record gets.")
    options: list[OptionInput] = strawberry.field(default_factory=list, description="Of a choice.")
    target: str | None = strawberry.field(default=UNSET, description="Of a relation: an object's name.")
    reverse: str | None = strawberry.field(
        default=UNSET, description="Of a relation: the list on the target."
    )
    precision: int | None = strawberry.field(default=UNSET, description="Digits in all; 18 where left out.")
    scale: int | None = strawberry.field(
        default=UNSET, description="Digits after the point; 2 where left out."
    )
    region: str | None = strawberry.field(
        default=UNSET,
        description="Of a phone: the country (ISO 3166, for example `CN`) whose numbers need no country code.",
    )
    searchable: bool = strawberry.field(
        default=False, description="Of a text: full-text search finds records by its words."
    )
    minimum: Decimal | None = strawberry.field(
        default=UNSET, description="Of a number or an amount: the smallest."
    )
    maximum: Decimal | None = strawberry.field(
        default=UNSET, description="Of a number or an amount: the largest."
    )
    min_length: int | None = strawberry.field(
        default=UNSET, description="Of a text or longText: characters it has at least."
    )
    max_length: int | None = strawberry.field(
        default=UNSET, description="Of a text or longText: characters it has at most."
    )
    pattern: str | None = strawberry.field(
        default=UNSET, description="Of a text: a regular expression of RE2 that all of it must match."
    )
    pattern_message: list[LabelInput] = strawberry.field(
        default_factory=no_labels, description="What to write where it does not match."
    )
    formula: Json | None = strawberry.field(
        default=UNSET,
        description="JSONLogic over the record that gives the value, which is then never given.",
    )


@strawberry.input(name="NewGrant")
class GrantInput:
    """One line of a role."""

    action: str = strawberry.field(description="An action, or `*`.")
    object: str = strawberry.field(default="*", description="Name of an object, or `*`.")
    field: str = strawberry.field(default="*", description="Name of a field, or `*`.")
    effect: EffectName = EffectName.allow
    rows: RowsName = RowsName.all
    rule: Json | None = strawberry.field(default=UNSET, description="JSONLogic that narrows an allow.")


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


@strawberry.input(name="RemoveObject")
class RemoveObjectInput:
    """Remove a kind of record and all its records."""

    object: str


@strawberry.input(name="AddField")
class AddFieldInput:
    """Add a field to an object."""

    object: str
    field: FieldInput


@strawberry.input(name="RenameField")
class RenameFieldInput:
    """Rename a field; rules that mention it follow."""

    object: str
    field: str
    name: str


@strawberry.input(name="RemoveField")
class RemoveFieldInput:
    """Remove a field and its values."""

    object: str
    field: str


@strawberry.input(name="AddRole")
class AddRoleInput:
    """Make a role."""

    name: str
    labels: list[LabelInput] = strawberry.field(default_factory=no_labels)
    grants: list[GrantInput] = strawberry.field(default_factory=list)


@strawberry.input(name="SetGrants")
class SetGrantsInput:
    """Replace the grants of a role."""

    role: str
    grants: list[GrantInput]


@strawberry.input(name="RemoveRole")
class RemoveRoleInput:
    """Remove a role; who has it loses what it gave."""

    role: str


@strawberry.input(name="SetLabels")
class SetLabelsInput:
    """Replace the labels of an object, or of one of its fields, options or stages."""

    object: str
    labels: list[LabelInput]
    field: str | None = UNSET
    option: str | None = strawberry.field(default=UNSET, description="Key of a choice of `field`.")
    stage: str | None = UNSET


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


@strawberry.input(name="SetSearchable")
class SetSearchableInput:
    """Let full-text search find records by the words of a field, or no longer."""

    object: str
    field: str
    searchable: bool


@strawberry.input(name="SetDeprecation")
class SetDeprecationInput:
    """Say why clients should no longer use a field; an empty list takes it back."""

    object: str
    field: str
    reason: list[LabelInput]


@strawberry.input(name="AddOption")
class AddOptionInput:
    """Add an option to a field."""

    object: str
    field: str
    option: OptionInput
    before: str | None = strawberry.field(default=UNSET, description=BEFORE)


@strawberry.input(name="SetOption")
class SetOptionInput:
    """Set the color of an option, and whether records can newly get it."""

    object: str
    field: str
    option: str
    color: str | None = strawberry.field(
        default=UNSET, description="`#rrggbb`; null takes it away, and left out it stays."
    )
    active: bool | None = strawberry.field(default=UNSET, description="Left out, it stays as it is.")


@strawberry.input(name="MoveOption")
class MoveOptionInput:
    """Move an option to another place among those of its field."""

    object: str
    field: str
    option: str
    before: str | None = strawberry.field(default=UNSET, description=BEFORE)


@strawberry.input(name="RemoveOption")
class RemoveOptionInput:
    """Remove an option."""

    object: str
    field: str
    option: str
    replacement: str | None = strawberry.field(
        default=UNSET, description="Key of the option that its records get; nothing where left out."
    )


@strawberry.input(name="SetRequired")
class SetRequiredInput:
    """Say whether a record must have a value."""

    object: str
    field: str
    required: bool


@strawberry.input(name="SetUnique")
class SetUniqueInput:
    """Say whether no two records may share a value."""

    object: str
    field: str
    unique: bool


@strawberry.input(name="SetDefault")
class SetDefaultInput:
    """Say what a new record gets; null, or left out, is nothing."""

    object: str
    field: str
    default: Json | None = UNSET


@strawberry.input(name="SetBounds")
class SetBoundsInput:
    """Set all bounds of a field anew; what is left out is unbounded."""

    object: str
    field: str
    minimum: Decimal | None = strawberry.field(
        default=UNSET, description="Of a number or an amount: the smallest."
    )
    maximum: Decimal | None = strawberry.field(
        default=UNSET, description="Of a number or an amount: the largest."
    )
    min_length: int | None = strawberry.field(
        default=UNSET, description="Of a text or longText: characters it has at least."
    )
    max_length: int | None = strawberry.field(
        default=UNSET, description="Of a text or longText: characters it has at most."
    )
    pattern: str | None = strawberry.field(
        default=UNSET, description="Of a text: a regular expression of RE2 that all of it must match."
    )
    pattern_message: list[LabelInput] = strawberry.field(
        default_factory=no_labels, description="What to write where it does not match."
    )


@strawberry.input(name="SetFormula")
class SetFormulaInput:
    """Give a field that has a formula another one."""

    object: str
    field: str
    formula: Json


@strawberry.input(one_of=True, description="One change of the catalog: exactly one of these.")
class CatalogChange:
    """One change; publish applies a list of them as one unit, in order."""

    add_object: AddObjectInput | None = UNSET
    rename_object: RenameObjectInput | None = UNSET
    remove_object: RemoveObjectInput | None = UNSET
    add_field: AddFieldInput | None = UNSET
    rename_field: RenameFieldInput | None = UNSET
    remove_field: RemoveFieldInput | None = UNSET
    add_pipeline: AddPipelineInput | None = UNSET
    set_gate: SetGateInput | None = UNSET
    add_role: AddRoleInput | None = UNSET
    set_grants: SetGrantsInput | None = UNSET
    remove_role: RemoveRoleInput | None = UNSET
    set_labels: SetLabelsInput | None = UNSET
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
    json: Json | None = strawberry.field(
        default=UNSET, description="A change as `catalogVersions` has it, with its `kind` and ids."
    )
