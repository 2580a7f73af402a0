"""The plan of a query: a plain value between the GraphQL document and the SQL statement.

It knows nothing of GraphQL or HTTP, and it carries the Access of whoever asks.
"""

from dataclasses import dataclass

from metadata.catalog import Catalog, Object
from metadata.fields import Field
from policies.access import Access
from records.plans.funnel import FindFunnel
from records.plans.groups import Groups
from records.plans.inputs import Input
from records.plans.selections import Connection, Selection
from records.plans.stuck import FindStuck


@dataclass(frozen=True)
class Get:
    """One record by id, or null.

    Attributes:
        follows: where it was merged into another one, that one, and so on.
    """

    id: Input
    selection: Selection
    follows: bool = False


@dataclass(frozen=True)
class GetNode:
    """The record with this id, whatever its object, or null: one selection for each object it can be of."""

    id: Input
    selections: tuple[Selection, ...]


@dataclass(frozen=True)
class GetNodes:
    """The records with these ids, in their order, null in the place of each that there is not."""

    ids: Input
    selections: tuple[Selection, ...]


@dataclass(frozen=True)
class SoughtObject:
    """An object whose records are searched.

    Attributes:
        tags: as in `Search`.
        title: the field that names a record, None where there is none that the caller may read.
    """

    object: Object
    tags: str
    title: Field | None


@dataclass(frozen=True)
class HitNode:
    """The record of a hit: one selection for each of the objects searched, in their order."""

    name: str
    selections: tuple[Selection, ...]


@dataclass(frozen=True)
class FindHits:
    """The best matches among the records of several objects.

    Attributes:
        first: at most so many.
        order: all response names of a hit.
        parts: (response name, one of rank object title __typename).
    """

    text: Input
    first: int
    objects: tuple[SoughtObject, ...]
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    nodes: tuple[HitNode, ...]


Read = Get | GetNode | GetNodes | Connection | Groups | FindHits | FindStuck | FindFunnel


@dataclass(frozen=True)
class ReadPlan:
    """Root fields of a query, answered by one statement: (response name, what)."""

    catalog: Catalog
    namespace: str
    language: str
    access: Access
    roots: tuple[tuple[str, Read], ...]
