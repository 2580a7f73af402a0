"""The plan of a question about what was decided of a record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from records.plans.question import Question


@dataclass(frozen=True)
class PastPlan(Question):
    """The judgements of one record.

    Attributes:
        most: how many, the latest first.
        before: only those from before this moment; None for all.
        trees: the rules are told as trees too.
    """

    record: UUID
    most: int
    before: datetime | None
    trees: bool = False
