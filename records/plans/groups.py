"""Records put in groups: by what, which groups, in which order, and what is told of each."""

from dataclasses import dataclass
from typing import Literal

from metadata.catalog import Object
from metadata.fields import Field
from records.plans.conditions import Condition
from records.plans.inputs import Input
from records.plans.search import Search
from records.plans.type_name import TypeName
from records.plans.via import Step, Via

Bucket = Literal["day", "week", "month", "quarter", "year"]
"""Periods that days and moments are gathered in; weeks are those of ISO 8601, which begin on Monday."""

Function = Literal["count", "countDistinct", "sum", "avg", "min", "max"]


@dataclass(frozen=True)
class GroupKey:
    """One thing to group by: a column of the record, or of one that `steps` lead to.

    Attributes:
        name: its path, as the answer gives it.
        field: None for a system column.
        owner: the object whose column it is.
        bucket: for a day or a moment, the period.
        zone: name of the time zone whose days count, for a moment in a bucket; None for the tenant's.
    """

    name: str
    column: str
    field: Field | None
    owner: Object
    steps: tuple[Step, ...] = ()
    bucket: Bucket | None = None
    zone: Input | None = None


@dataclass(frozen=True)
class Aggregate:
    """What is computed over the records of a group.

    Attributes:
        column: None for `count`, which counts records.
        field: None for a system column.
    """

    function: Function
    column: str | None = None
    field: Field | None = None

    @property
    def key(self) -> tuple[Function, str | None]:
        """Equal for equal aggregates of the same records."""
        return self.function, self.column


COUNT = Aggregate("count")


# Which groups


@dataclass(frozen=True)
class HavingCompare:
    """`aggregate operator value`; of money, in one currency. The operators are those of `Compare`."""

    aggregate: Aggregate
    currency: Input | None
    operator: str
    value: Input
    path: tuple[str | int, ...]


@dataclass(frozen=True)
class HavingNull:
    """The aggregate is null (or is not)."""

    aggregate: Aggregate
    currency: Input | None
    null: bool
    path: tuple[str | int, ...]


@dataclass(frozen=True)
class HavingAll:
    conditions: tuple["Having", ...]


@dataclass(frozen=True)
class HavingAny:
    conditions: tuple["Having", ...]


@dataclass(frozen=True)
class HavingNot:
    """Classical negation: true where `condition` is not true."""

    condition: "Having"


Having = HavingCompare | HavingNull | HavingAll | HavingAny | HavingNot


# Their order


@dataclass(frozen=True)
class GroupOrder:
    """One key of the order of groups: a position in `Groups.by`, or an aggregate (of money, in one currency)."""

    by: int | Aggregate
    currency: Input | None = None
    descending: bool = False
    nulls_first: bool = False


# What is told of each. Every part bears its response name.


@dataclass(frozen=True)
class KeysPart:
    """The keys in the order of `by`: (response name, one of name value label __typename)."""

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CountPart:
    name: str


@dataclass(frozen=True)
class AggregateValue:
    """One aggregate; `parts` are those of money, one entry a currency: (response name, amount|currency|__typename)."""

    name: str
    aggregate: Aggregate
    parts: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True)
class AggregatesPart:
    """The aggregates of one function."""

    name: str
    values: tuple[AggregateValue | TypeName, ...]


GroupPart = KeysPart | CountPart | AggregateValue | AggregatesPart | TypeName


@dataclass(frozen=True)
class Groups:
    """Groups of records.

    Attributes:
        via: how the parent record leads to them; None at the root.
        by: without any there is one group, of all records, even where there are none.
        order: the keys come last, so the order is total.
        first: at most so many groups.
    """

    object: Object
    via: Via | None
    where: Condition | None
    by: tuple[GroupKey, ...]
    having: Having | None
    order: tuple[GroupOrder, ...]
    first: int
    parts: tuple[GroupPart, ...]
    search: Search | None = None
