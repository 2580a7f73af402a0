"""The inputs of `changeCatalog` that are about rules which records are held to."""

import strawberry
from strawberry import UNSET

from api.fixed.catalog_types import PersonalName, SeverityName, WritabilityName
from api.fixed.label_types import LabelInput
from api.types.scalars import Json

REQUIRED_WHEN = "JSONLogic over the record; where it holds, a write must leave a value."
SATISFIED = "JSONLogic over the record as it would be; it holds where the record is sound."
PERSONAL = "Why its values are a person's data, which are exported and erased for them."
SHOWN_AT = "Names of the fields that the message is shown at."


@strawberry.input(name="SetRequiredWhen")
class SetRequiredWhenInput:
    """Say when a record must have a value."""

    object: str
    field: str
    rule: Json | None = strawberry.field(
        default=UNSET, description=f"{REQUIRED_WHEN} Never, where it is null or left out."
    )


@strawberry.input(name="SetWritable")
class SetWritableInput:
    """Say when writers give a field its values. Defaults fill it in any case."""

    object: str
    field: str
    writable: WritabilityName


@strawberry.input(name="SetTrackHistory")
class SetTrackHistoryInput:
    """Say whether each change of a field's value is kept."""

    object: str
    field: str
    track_history: bool


@strawberry.input(name="SetPersonal")
class SetPersonalInput:
    """Say whether the values of a field are a person's data."""

    object: str
    field: str
    personal: PersonalName | None = strawberry.field(
        default=UNSET, description=f"{PERSONAL} Not at all, where it is null or left out."
    )


@strawberry.input(name="AddValidation")
class AddValidationInput:
    """Make a rule that records must satisfy when they are written."""

    object: str
    name: str
    rule: Json = strawberry.field(description=SATISFIED)
    messages: list[LabelInput] = strawberry.field(
        description="What to tell who writes a record that does not satisfy it."
    )
    fields: list[str] = strawberry.field(default_factory=list, description=SHOWN_AT)
    severity: SeverityName = SeverityName.block


@strawberry.input(name="SetValidation")
class SetValidationInput:
    """Change a validation; what is left out stays as it is."""

    object: str
    validation: str
    name: str | None = strawberry.field(default=UNSET, description="Another name.")
    rule: Json | None = strawberry.field(default=UNSET, description=SATISFIED)
    messages: list[LabelInput] | None = strawberry.field(default=UNSET, description="All of them, anew.")
    fields: list[str] | None = strawberry.field(default=UNSET, description=SHOWN_AT)
    severity: SeverityName | None = UNSET


@strawberry.input(name="RemoveValidation")
class RemoveValidationInput:
    """Remove a validation."""

    object: str
    validation: str


ConstraintInput = (
    SetRequiredWhenInput
    | SetWritableInput
    | SetTrackHistoryInput
    | SetPersonalInput
    | AddValidationInput
    | SetValidationInput
    | RemoveValidationInput
)
"""An input of this file that is a change."""
