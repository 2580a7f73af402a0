"""The inputs of the changes of fields: new ones, their options, and what their values are held to."""

from decimal import Decimal

import strawberry
from strawberry import UNSET

from api.fixed.catalog_types import PersonalName, RestartName, RollUpFunctionName, WritabilityName
from api.fixed.constraint_inputs import PERSONAL, REQUIRED_WHEN
from api.fixed.label_types import LabelInput, no_labels
from api.types.scalars import Json

ONLY_WITH = "Of a field that depends on another: keys of the other's options that it goes with; none is all."
DEFAULT_FORMULA = "JSONLogic over the new record that gives the default, in place of `default`."
BEFORE = "Key of the option to stand before; last where left out."


@strawberry.input(name="NewOption")
class OptionInput:
    """One choice; `key` becomes an enum value."""

    key: str
    labels: list[LabelInput] = strawberry.field(default_factory=no_labels)
    color: str | None = strawberry.field(default=UNSET, description="`#rrggbb`, for who shows it.")
    active: bool = strawberry.field(default=True, description="Records can newly get it.")
    only_with: list[str] = strawberry.field(default_factory=list, description=ONLY_WITH)


@strawberry.input(name="NewNumbering")
class NumberingInput:
    """How the numbers of an autoNumber are made."""

    format: str = strawberry.field(
        description="Text with one counter, padded to as many digits as it has zeros, and `{YYYY}`, `{YY}`, `{MM}`, "
        "`{DD}` of the creation: `D-{YYYY}-{0000}`."
    )
    restart: RestartName = strawberry.field(
        default=RestartName.never,
        description="When the counter begins again; the format must say the period.",
    )
    start: int = strawberry.field(
        default=1, description="The smallest number. The counter never goes back, whatever this says."
    )


@strawberry.input(name="NewRollUp")
class RollUpInput:
    """What a field computes over the records of a list that its own has."""

    relation: str = strawberry.field(
        description="Name of a list of the record: of what points to it, refers to it, links it, or of what it links."
    )
    function: RollUpFunctionName
    field: str | None = strawberry.field(
        default=UNSET, description="A field of the related records; none for a count."
    )
    where: Json | None = strawberry.field(
        default=UNSET, description="JSONLogic over a related record: only those that satisfy it count."
    )


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
    target: str | None = strawberry.field(default=UNSET, description="Of relations: an object's name.")
    targets: list[str] = strawberry.field(
        default_factory=list, description="Of a reference: names of the objects it may point to."
    )
    reverse: str | None = strawberry.field(default=UNSET, description="Of relations: the list on the target.")
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
        default=UNSET, description="Of a number or an amount: the largest. Of a file: the most bytes."
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
    media_types: list[str] = strawberry.field(
        default_factory=list, description="Of a file: those that are taken, `image/*` for all images."
    )
    formula: Json | None = strawberry.field(
        default=UNSET,
        description="JSONLogic over the record that gives the value, which is then never given.",
    )
    depends_on: str | None = strawberry.field(
        default=UNSET, description="Of a choice: the choice of the same object that its options depend on."
    )
    numbering: NumberingInput | None = strawberry.field(default=UNSET, description="Of an autoNumber.")
    roll_up: RollUpInput | None = strawberry.field(
        default=UNSET, description="Gives the value of the records that point here; it is then never given."
    )
    required_when: Json | None = strawberry.field(default=UNSET, description=REQUIRED_WHEN)
    default_formula: Json | None = strawberry.field(default=UNSET, description=DEFAULT_FORMULA)
    writable: WritabilityName = strawberry.field(
        default=WritabilityName.always, description="When writers give its values, whatever they are granted."
    )
    track_history: bool = strawberry.field(default=False, description="Each change of its value is kept.")
    personal: PersonalName | None = strawberry.field(default=UNSET, description=PERSONAL)


@strawberry.input(name="AddField")
class AddFieldInput:
    """Add a field to an object."""

    object: str
    field: FieldInput


@strawberry.input(name="RenameField")
class RenameFieldInput:
    """Rename a field; rules that mention it follow. `setReverse` renames the list on the other side of a relation."""

    object: str
    field: str
    name: str


@strawberry.input(name="SetReverse")
class SetReverseInput:
    """Name the list on the other side of a relation, or name it otherwise; rules that go over it follow."""

    object: str
    field: str
    reverse: str | None = strawberry.field(
        default=UNSET, description="There is no such list where it is null or left out."
    )


@strawberry.input(name="SetTargets")
class SetTargetsInput:
    """Say anew to which objects a reference may point."""

    object: str
    field: str
    targets: list[str]


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
    only_with: list[str] | None = strawberry.field(default=UNSET, description=ONLY_WITH)


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
    """Say what a new record gets, a value or that of a formula; null, or left out, is nothing."""

    object: str
    field: str
    default: Json | None = UNSET
    formula: Json | None = strawberry.field(default=UNSET, description=DEFAULT_FORMULA)


@strawberry.input(name="SetBounds")
class SetBoundsInput:
    """Set all bounds of a field anew; what is left out is unbounded."""

    object: str
    field: str
    minimum: Decimal | None = strawberry.field(
        default=UNSET, description="Of a number or an amount: the smallest."
    )
    maximum: Decimal | None = strawberry.field(
        default=UNSET, description="Of a number or an amount: the largest. Of a file: the most bytes."
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
    media_types: list[str] = strawberry.field(
        default_factory=list, description="Of a file: those that are taken, `image/*` for all images."
    )


@strawberry.input(name="SetFormula")
class SetFormulaInput:
    """Give a field that has a formula another one."""

    object: str
    field: str
    formula: Json


@strawberry.input(name="SetFieldType")
class SetFieldTypeInput:
    """Give a field another type. Values are converted; a dry run says how many cannot be."""

    object: str
    field: str
    type: str = strawberry.field(description="A field type, for example `integer`, `money`, `choice`.")
    options: list[OptionInput] = strawberry.field(
        default_factory=list, description="Of a choice; a text becomes the one that it names by key or label."
    )
    precision: int | None = strawberry.field(default=UNSET, description="Digits in all; as before, or 18.")
    scale: int | None = strawberry.field(
        default=UNSET, description="Digits after the point; as before, or 2."
    )
    region: str | None = strawberry.field(default=UNSET, description="Of a phone, as in `NewField`.")
    maximum: Decimal | None = strawberry.field(default=UNSET, description="Of a rating: the best.")
    currency: str | None = strawberry.field(
        default=UNSET, description="ISO 4217 code of the amounts that plain numbers become."
    )
    empty_unfit: bool = strawberry.field(
        default=False,
        description="Records whose value cannot be converted lose it; else the change is refused.",
    )


@strawberry.input(name="SetNumbering")
class SetNumberingInput:
    """Give an autoNumber another format, restart or start. Records keep their numbers, and the counter goes on."""

    object: str
    field: str
    numbering: NumberingInput


@strawberry.input(name="OptionDependency")
class OptionDependencyInput:
    """An option, and the keys of the other field's options that it goes with."""

    option: str
    only_with: list[str]


@strawberry.input(name="SetDependency")
class SetDependencyInput:
    """Say anew what the options of a field depend on; those not named go with every option."""

    object: str
    field: str
    depends_on: str | None = strawberry.field(default=UNSET, description="No field where left out.")
    options: list[OptionDependencyInput] = strawberry.field(default_factory=list)


@strawberry.input(name="SetRollUp")
class SetRollUpInput:
    """Give a field that has a roll-up another one."""

    object: str
    field: str
    roll_up: RollUpInput


FieldChangeInput = (
    AddFieldInput
    | RenameFieldInput
    | SetReverseInput
    | SetTargetsInput
    | SetSearchableInput
    | SetDeprecationInput
    | AddOptionInput
    | SetOptionInput
    | MoveOptionInput
    | RemoveOptionInput
    | SetRequiredInput
    | SetUniqueInput
    | SetDefaultInput
    | SetBoundsInput
    | SetFormulaInput
    | SetFieldTypeInput
    | SetNumberingInput
    | SetDependencyInput
    | SetRollUpInput
)
"""An input of this file that is a change."""
