"""The plan of a question about what was decided of a record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from metadata.catalog import Catalog, Object
from policies.access import Access


@dataclass(frozen=True)
class PastPlan:
    """The judgements of one record, under the catalog and the rights of today.

    Attributes:
        most: how many, the latest first.
        before: only those from before this moment; None for all.
        trees: the rules are told as trees too.
    """

    catalog: Catalog
    namespace: str
    language: str
    access: Access
    object: Object
    record: UUID
    most: int
    before: datetime | None
    trees: bool = False
