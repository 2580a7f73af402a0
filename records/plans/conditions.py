"""Conditions on records, as a plan holds them."""

from dataclasses import dataclass
from typing import Literal

from expressions.nodes import Expression
from metadata.catalog import Object
from metadata.fields import Field
from records.plans.inputs import Input
from records.plans.via import Via


@dataclass(frozen=True)
class Compare:
    """`column operator value` over a column of the record's own table.

    `operator` is one of `eq ne in notIn lt lte gt gte contains startsWith endsWith has hasAny hasAll`. A null in the
    column counts as different from every value: `ne` and `notIn` keep it, all others drop it. `field` is None for a
    system column.
    """

    column: str
    operator: str
    value: Input
    field: Field | None = None


@dataclass(frozen=True)
class IsNull:
    """The column is null (or is not). `field` is None for a system column."""

    column: str
    null: bool
    field: Field | None = None


@dataclass(frozen=True)
class Related:
    """The record that the relation names is one of `target`, may be seen by the caller, and meets `condition`."""

    relation: Field
    target: Object
    condition: "Condition"


@dataclass(frozen=True)
class RelatedIsNull:
    """The relation names no record of `targets` that the caller may see (or it does, where `null` is false)."""

    relation: Field
    targets: tuple[Object, ...]
    null: bool


Quantifier = Literal["some", "every", "none"]


@dataclass(frozen=True)
class RelatedMany:
    """Of the records of `owner` that `via` leads to and that the caller may see, this many meet `condition`: at least
    one, all (also where there are none), or not one."""

    owner: Object
    via: Via
    quantifier: Quantifier
    condition: "Condition"


@dataclass(frozen=True)
class AllOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """Classical negation: true where `condition` is not true."""

    condition: "Condition"


@dataclass(frozen=True)
class Rule:
    """A JSONLogic rule over the record."""

    expression: Expression


@dataclass(frozen=True)
class Stuck:
    """No way out of the record's stage is open to the caller (`records.stuck`)."""


@dataclass(frozen=True)
class Due:
    """The record is to be put right for a criterion that it has passed (`records.due_criteria`).

    Attributes:
        criterion: its name; any where None.
        overdue: whether the time for it is over; either where None.
    """

    criterion: str | None
    overdue: bool | None


@dataclass(frozen=True)
class Tasked:
    """A task of the record's stage is so (`records.stage_tasks`).

    Attributes:
        task: its name; any where None.
        required: whether the record does not go on without it; either where None.
        done: whether it is done; either where None.
    """

    task: str | None
    required: bool | None
    done: bool | None


Condition = (
    Tasked
    | Due
    | Stuck
    | Compare
    | IsNull
    | Related
    | RelatedIsNull
    | RelatedMany
    | AllOf
    | AnyOf
    | Not
    | Rule
)
