"""The plan of a bulk write: what is done to many records by one statement, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from records.plans.selections import VerdictParts
from records.plans.type_name import TypeName
from records.plans.writes import (
    ByKey,
    Create,
    CreatedPart,
    ErrorsPart,
    RecordPart,
    Rows,
    Update,
    WarningsPart,
    WritePlan,
)


class BulkMode(Enum):
    """What becomes of a bulk write where something speaks against some of its records.

    `ALL`: nothing is written. `EACH`: the others are written all the same.
    """

    ALL = "ALL"
    EACH = "EACH"


@dataclass(frozen=True)
class CountPart:
    """A count: `matched`, `done`, `refused`, or of an upsert `created` or `updated`."""

    name: str
    what: str


@dataclass(frozen=True)
class IdPart:
    """The id of a record that was asked for."""

    name: str


@dataclass(frozen=True)
class PlacePart:
    """The place of an input in the list that was given, from 0."""

    name: str


@dataclass(frozen=True)
class DonePart:
    """Whether the record was written."""

    name: str


OutcomePart = (
    IdPart
    | PlacePart
    | DonePart
    | CreatedPart
    | RecordPart
    | VerdictParts
    | ErrorsPart
    | WarningsPart
    | TypeName
)


@dataclass(frozen=True)
class OutcomesPart:
    """What became of the single records, by their ids, or by the places of their inputs.

    Attributes:
        size: how many are answered at most; part of the plan, as the size of a page is.
        refused: only those that were refused, or only the others; None for both.
    """

    name: str
    size: int
    refused: bool | None
    parts: tuple[OutcomePart, ...]


BulkPart = CountPart | OutcomesPart | ErrorsPart | WarningsPart | TypeName


@dataclass(frozen=True)
class BulkPlan:
    """One root field of a mutation that writes many records.

    Attributes:
        write: what is done to each; its own payload is empty.
    """

    write: WritePlan
    mode: BulkMode
    payload: tuple[BulkPart, ...]


@dataclass(frozen=True)
class BulkUpsertPlan:
    """One root field of a mutation that updates for each of many inputs the record of its key, or creates it.

    Attributes:
        key: by which all of them are found; its values are those of a row.
        creation: with all that is read of a row.
        change: of a record that is there.
        rows: the inputs.
        versions: some of them say which version they expect.
        places: name of an input field to the part of an input that gives it, where that is not `input`.
        bulk: the mode, and what is answered; its write is the creation.
    """

    key: ByKey
    creation: Create
    change: Update
    rows: Rows
    versions: bool
    places: Mapping[str, str]
    bulk: BulkPlan

    @property
    def write(self) -> WritePlan:
        """The creation."""
        return self.bulk.write

    @property
    def update(self) -> WritePlan:
        """The update."""
        return replace(self.write, operation=self.change)
