"""The value types of the rule language and what a rule may refer to."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Protocol


class ValueType(StrEnum):
    """The type of an expression. Types never convert into one another; comparing two of them is refused."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "multi-choice"
    ID = "id"
    NULL = "null"
    RECORDS = "list of records"


@dataclass(frozen=True)
class Step:
    """From a record to another that one of its fields names.

    Attributes:
        field: id of the field.
        object: id of the object whose record is meant; where the field names one of another, there is none.
    """

    field: str
    object: str


@dataclass(frozen=True)
class Reference:
    """A column a rule reads.

    Attributes:
        path: as written in the rule, for example `account.sector`.
        type: type of its values; each may be null.
        steps: the way from the record, in order; empty for its own columns.
        field: id of the field that holds the value (or the name of a system field such as `createdAt`).
        column: name of the column in the table of the last step.
        labels: language tag to the words a person knows it by, the way there included (`Account › Sector`).
        options: of a choice: key to labels.
        kept: of a choice whose keys are not what the column holds: what it holds to the key.
        unit: of an amount: the column with its currency.
        before: the column of the record as it was before the write that is judged; what it names is as it is.
        actor: it is no column of a record, but known of the member who acts.
        task: whether something was done for the record, which sentences say so.
    """

    path: str
    type: ValueType
    steps: tuple[Step, ...]
    field: str
    column: str
    labels: Mapping[str, str] = dataclass_field(hash=False)
    options: Mapping[str, Mapping[str, str]] | None = dataclass_field(default=None, hash=False)
    kept: Mapping[str, str] | None = dataclass_field(default=None, hash=False)
    unit: "Reference | None" = None
    before: bool = False
    actor: bool = False
    task: bool = False

    @property
    def plain(self) -> str:
        """The path without what says that it is of the record as it was."""
        return self.path.partition(".")[2] if self.before else self.path


@dataclass(frozen=True)
class RecordList:
    """A list of records that a rule looks through.

    Attributes:
        path: as written in the rule, for example `activities` or `account.deals`.
        steps: as of a `Reference`: the way to the record that has the list.
        field: id of the field behind the list.
        forwards: the record has this field itself; else the records of the list have it.
        object: id of the object whose records are listed.
        labels: language tag to the words a person knows the list by, the way there included.
    """

    path: str
    steps: tuple[Step, ...]
    field: str
    forwards: bool
    object: str
    labels: Mapping[str, str] = dataclass_field(hash=False)


class Scope(Protocol):
    """What the variables of a rule mean: an object of a catalog, its fields and what these name."""

    @property
    def has_before(self) -> bool:
        """Whether rules are asked of a write, and so may read the record before it."""

    @property
    def has_actor(self) -> bool:
        """Whether rules are asked when somebody acts, and so may read who that is."""

    def resolve(self, path: str) -> Reference | None:
        """The column at `path`, or None where there is none."""

    def near(self, path: str) -> tuple[str, ...]:
        """The paths that somebody may have meant who wrote one that there is not: few enough to be compared."""

    def records(self, path: str) -> RecordList | None:
        """The list of records at `path`, or None where there is none."""

    def lists(self) -> tuple[str, ...]:
        """The paths of the lists of the record itself, for hints."""

    def items(self, records: RecordList) -> "Scope":
        """What the variables of a rule about each record of the list mean."""
