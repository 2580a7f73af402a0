"""The plan of one write: what is done to which record, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from metadata.catalog import Catalog, Object, UniqueKey
from metadata.fields import Field
from metadata.pipelines import Stage, StageTask, Transition
from policies.access import Access
from records.plans.conditions import Condition
from records.plans.inputs import Input, InputTree, OfRow
from records.plans.selections import Selection, VerdictParts
from records.plans.type_name import TypeName


@dataclass(frozen=True)
class Assignment:
    """A new value for a field, to be checked and spread over its columns by the field's type."""

    field: Field
    value: InputTree


@dataclass(frozen=True)
class LinkChange:
    """What becomes of the links of a `relations` field: `whole` is all of them; or some come and others go."""

    field: Field
    whole: Input | None = None
    added: Input | None = None
    removed: Input | None = None


@dataclass(frozen=True)
class Patch:
    """What a write sets: fields, links, and the owner where given."""

    assignments: tuple[Assignment, ...] = ()
    owner: Input | OfRow | None = None
    links: tuple[LinkChange, ...] = ()


@dataclass(frozen=True)
class ByIds:
    """The records of a bulk write: those with the ids."""

    ids: Input


@dataclass(frozen=True)
class ByCondition:
    """The records of a bulk write: of those that the caller may read, all that meet the condition."""

    where: Condition


@dataclass(frozen=True)
class ByKey:
    """The record that has these values of a unique field, or of the fields of a unique key."""

    unique: Field | UniqueKey
    assignments: tuple[Assignment, ...]


Chosen = ByIds | ByCondition
Target = Input | ByKey | Chosen
"""Which record is written, by its id, or which records."""


@dataclass(frozen=True)
class Rows:
    """The inputs of many records, each of one: where the list of them is, or each where it is."""

    source: Input | tuple[InputTree, ...]


@dataclass(frozen=True)
class Create:
    """A new record, or as many as there are rows.

    Attributes:
        patch: what it has; of rows, what is read of each.
        pipeline: name of that in whose first stage it starts; None for the object's first.
    """

    patch: Patch
    occurred_at: Input | None = None
    pipeline: str | None = None
    rows: Rows | None = None


@dataclass(frozen=True)
class Update:
    id: Target
    patch: Patch
    expected_version: Input | None = None


@dataclass(frozen=True)
class Delete:
    id: Target
    expected_version: Input | None = None


@dataclass(frozen=True)
class Restore:
    id: Target


@dataclass(frozen=True)
class Promote:
    """Move to the stage `to`; `edges` are the pipeline's transitions that lead there.

    Attributes:
        override: why it is done although the gate may be closed; None where it is not done then.
    """

    id: Target
    to: str
    edges: tuple[Transition, ...]
    patch: Patch
    expected_version: Input | None = None
    occurred_at: Input | None = None
    override: Input | None = None


@dataclass(frozen=True)
class MarkTask:
    """A task of the stage that the record is in is done, or open again.

    Attributes:
        task: of which stage it is as well.
        done: what it is then.
        note: what is to be said of it; none where it is open again.
    """

    id: Target
    stage: Stage
    task: StageTask
    done: bool
    note: Input | None = None
    expected_version: Input | None = None


Existing = Update | Delete | Restore | Promote | MarkTask
Operation = Create | Existing


@dataclass(frozen=True)
class RecordPart:
    """The record after the write (null where it was refused)."""

    name: str
    selection: Selection


@dataclass(frozen=True)
class PromotedPart:
    name: str


@dataclass(frozen=True)
class CreatedPart:
    """Whether the record is new; null where nothing was done."""

    name: str


@dataclass(frozen=True)
class ErrorsPart:
    """(response name, one of code message path hint __typename)."""

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WarningsPart:
    """The same of what was done all the same."""

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MergedValuesPart:
    """What each field has after a merge, and of which record: (response name, one of field value from __typename)."""

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MovedRecordsPart:
    """How many records point to it since: (response name, one of object field records __typename)."""

    name: str
    parts: tuple[tuple[str, str], ...]


MergePart = MergedValuesPart | MovedRecordsPart
PayloadPart = (
    RecordPart | PromotedPart | CreatedPart | ErrorsPart | WarningsPart | VerdictParts | MergePart | TypeName
)


@dataclass(frozen=True)
class WritePlan:
    """One root field of a mutation, done by one statement.

    Attributes:
        key: what the client calls the write, so that it is done once.
    """

    catalog: Catalog
    namespace: str
    language: str
    access: Access
    object: Object
    operation: Operation
    payload: tuple[PayloadPart, ...]
    key: Input | None = None


@dataclass(frozen=True)
class UpsertPlan:
    """One root field of a mutation that updates the record of a key, or creates it.

    Attributes:
        key: which record.
        creation: with the values of the key.
        change: of the record that is there.
        write: the creation, and what is answered.
        places: name of an input field to the argument that gives it, where that is not `input`.
    """

    key: ByKey
    creation: Create
    change: Update
    write: WritePlan
    places: Mapping[str, str]

    @property
    def update(self) -> WritePlan:
        """The update."""
        return replace(self.write, operation=self.change, payload=())
