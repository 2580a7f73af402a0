"""The plan of a subscription: what is told of each change of the records of one object."""

from dataclasses import dataclass

from metadata.catalog import Catalog, Object
from policies.access import Access
from records.plans.conditions import Condition
from records.plans.inputs import Input
from records.plans.selections import Selection


@dataclass(frozen=True)
class ChangeValue:
    """(response name, one of kind id mergedInto changedFields at cursor __typename)."""

    name: str
    part: str


@dataclass(frozen=True)
class ChangedRecord:
    """The record as it is now, null where it is deleted."""

    name: str
    selection: Selection


ChangePart = ChangeValue | ChangedRecord


@dataclass(frozen=True)
class ChangePlan:
    """One subscription.

    Attributes:
        name: response name of the root field.
        where: of the record as it is when the event is told; of a deleted one, as it was last.
        after: a cursor to go on from, None to begin now.
    """

    catalog: Catalog
    namespace: str
    language: str
    access: Access
    object: Object
    name: str
    where: Condition | None
    after: Input | None
    parts: tuple[ChangePart, ...]
    type_name: str
