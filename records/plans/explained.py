"""The plan of a question about what somebody else may do with one record."""

from dataclasses import dataclass
from uuid import UUID

from policies.access import Access, RowRule
from policies.speaking import Speaking
from records.plans.question import Question


@dataclass(frozen=True)
class ExplainPlan(Question):
    """Which row rules of others reach a record of the caller's.

    Attributes:
        subject: the rights of whom the question is about.
        member: who they are; None for roles that nobody in particular has.
        reached: the row rules that are asked whether they reach the record.
        grants: those whose condition is asked of it; they are limited.
        trees: their rules are told as trees too.
    """

    record: UUID
    subject: Access
    member: UUID | None
    reached: tuple[RowRule, ...] = ()
    grants: tuple[Speaking, ...] = ()
    trees: bool = False
