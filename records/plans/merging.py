"""The plan of a merge: records of an object that become one of them."""

from dataclasses import dataclass

from records.plans.inputs import Input
from records.plans.writes import Update, WritePlan


@dataclass(frozen=True)
class MergePlan:
    """One root field of a mutation that merges records.

    Attributes:
        into: the record that stays, and what is given to it.
        merged: ids of the others, the one whose values count first at the front.
        write: the update, and what is answered.
        tries: whether it is only tried; None where it is done.
    """

    into: Update
    merged: Input
    write: WritePlan
    tries: Input | None = None
