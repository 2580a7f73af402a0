"""Fields: what an object keeps or computes of each of its records, as the catalog holds it."""

from dataclasses import dataclass, field
from typing import Literal

from metadata.settings import Numbering
from metadata.values import JsonValue, Labels, Number, no_labels

Writability = Literal["always", "onCreate", "never"]
"""When writers give a value: at any time, when the record is made and never again, or not at all."""
PersonalKind = Literal["identity", "contact", "sensitive", "other", "subject"]
"""Why a field is personal: its values name a person, are ways to reach one, need special care, or tell of one
otherwise; of a field that points to records, they are the people that the record tells of."""
RollUpFunction = Literal["count", "sum", "min", "max", "avg"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a `choice` field.

    Attributes:
        key: what is stored and what GraphQL shows as an enum value; it never changes.
        color: `#rrggbb`, for who shows it; None where nobody cares.
        active: records can newly get it. Those that have an inactive one keep it.
        only_with: of a field that `depends_on` another: the keys of the other's options that it goes with; it goes with
            all where there are none.
    """

    key: str
    labels: Labels = field(default_factory=no_labels)
    color: str | None = None
    active: bool = True
    only_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RollUp:
    """What a field computes over the records of a list of its own (`metadata.roll_ups`).

    Attributes:
        relation: id of the field behind the list (`metadata.lists`): of whichever object, by which the records point to
            this one or link it; of a field of many to many of its own, over what it links, where it goes `forwards`.
        function: of their number, or of a field of theirs.
        field: id of that field; None for a count.
        where: JSONLogic over a related record; those that do not satisfy it do not count.
    """

    relation: str
    function: RollUpFunction
    field: str | None = None
    where: JsonValue = None
    forwards: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object.

    Attributes:
        type: a name of `metadata.field_types.base.FIELD_TYPES`.
        required: a record cannot be without it (NOT NULL).
        unique: no two records that are not deleted share a value.
        default: JSON value that a new record gets when none is given.
        options: of a `choice`.
        target: object id of a `relation`.
        links: object id of the records that a `relations` links; `target` is always of a foreign key.
        targets: object ids of the records that a `reference` may point to.
        reverse: the name, on the other side, of the list of records that point to it, or link it.
        precision, scale: of exact numbers: digits in all, digits after the point.
        region: of a `phone`: ISO 3166 code of the country whose numbers need no country code; None for none.
        searchable: full-text search finds records by its words.
        minimum, maximum: of numbers and amounts: the smallest and the largest value, themselves allowed; of a `rating`
            the best; of a `file` the most bytes.
        min_length, max_length: of texts: how many characters (code points) a value has at least and at most.
        pattern: of a `text`: a regular expression of RE2 that the whole of a value must match.
        pattern_message: what to write instead, by language, for who gives a value that does not match.
        media_types: of a `file`: those that are taken, `image/*` for all images; all where there are none.
        deprecated: why clients should use it no longer, by language; empty where they may.
        depends_on: id of the choice of the same object that the options depend on (`metadata.dependencies`).
        numbering: of an `autoNumber`: how its numbers are made.
        formula: JSONLogic over the record that gives the value, which is then never given (`metadata.formulas`).
        roll_up: gives the value too, of the records of a list.
        required_when: JSONLogic over the record; where it holds, a write must leave a value.
        default_formula: JSONLogic over the new record that gives the default, in place of `default`
            (`metadata.default_formulas`).
        writable: when writers give its values, whatever they are granted; defaults fill it in any case.
        track_history: each change of its value is kept, with what it was before (`metadata.field_history`).
        personal: its values are a person's data, which are exported and erased for them (`metadata.personal`).
    """

    id: str
    name: str
    type: str
    labels: Labels = field(default_factory=no_labels)
    required: bool = False
    unique: bool = False
    default: JsonValue = None
    options: tuple[Option, ...] = ()
    target: str | None = None
    links: str | None = None
    targets: tuple[str, ...] = ()
    reverse: str | None = None
    precision: int = 18
    scale: int = 2
    region: str | None = None
    searchable: bool = False
    minimum: Number | None = None
    maximum: Number | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    pattern_message: Labels = field(default_factory=no_labels)
    media_types: tuple[str, ...] = ()
    deprecated: Labels = field(default_factory=no_labels)
    formula: JsonValue = None
    numbering: Numbering | None = None
    depends_on: str | None = None
    roll_up: RollUp | None = None
    required_when: JsonValue = None
    default_formula: JsonValue = None
    writable: Writability = "always"
    track_history: bool = False
    personal: PersonalKind | None = None

    @property
    def points_to(self) -> tuple[str, ...]:
        """Ids of the objects whose records it names; none where it holds a value of its own."""
        return (*(each for each in (self.target, self.links) if each is not None), *self.targets)

    @property
    def names_record(self) -> bool:
        """Whether its column holds the id of one record."""
        return self.target is not None or bool(self.targets)

    @property
    def has_default(self) -> bool:
        """Whether a new record may get a value that nobody gives."""
        return self.default is not None or self.default_formula is not None

    @property
    def has_rule(self) -> bool:
        """Whether it reads other fields: by a rule, by a formula, or because it rolls them up."""
        rules = (self.formula, self.roll_up, self.required_when, self.default_formula)
        return any(each is not None for each in rules)

    @property
    def computed(self) -> bool:
        """Whether its values are computed, and so never given."""
        return self.formula is not None or self.roll_up is not None
