"""The plan of a question about how the rules of a pipeline fare."""

from dataclasses import dataclass
from datetime import datetime

from metadata.pipelines import Stage
from records.plans.question import Question


@dataclass(frozen=True)
class HealthPlan(Question):
    """What gates have said of the records that the caller may read.

    Attributes:
        entered: the stages whose moves count: those of one pipeline, or of all.
        since: what was judged before does not count; None where all does.
        members: of each clause, how many of those it has refused the most are named.
    """

    entered: tuple[Stage, ...]
    since: datetime | None
    members: int
