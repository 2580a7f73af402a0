"""How many rows an operation goes through at a time, and how they are named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, TableClause, Uuid, cast, false, func, select

ROWS_AT_ONCE = 500
"""Rows that are locked at a time, at first: a writer who wants one of them waits until they are done."""
FEWEST_AT_ONCE = 50
MOST_AT_ONCE = 5_000
PAGE_SECONDS = 0.2
"""So long rows are locked, where the machine does as many in the time as it has done before."""
FEW_STALE = 200
"""As many records can be judged and converted while others wait."""


@dataclass(frozen=True)
class Rows:
    """Rows that are gone through.

    Attributes:
        watched: where it is noted that they are written.
        condition: which rows of the table; all where it is None.
    """

    watched: str
    table: TableClause
    condition: ColumnElement[bool] | None


def fitting(rows: int, seconds: float) -> int:
    """How many rows are locked next, when so many have taken so long."""
    in_time = int(rows * PAGE_SECONDS / max(seconds, 0.001))
    return max(FEWEST_AT_ONCE, min(in_time, 2 * rows, MOST_AT_ONCE))


def of_rows(wanted: Select[Any], rows: Rows) -> Select[Any]:
    """The same of these rows alone."""
    return wanted if rows.condition is None else wanted.where(rows.condition)


def these(ids: Sequence[UUID]) -> Select[Any]:
    """These ids."""
    if not ids:
        return select(cast(None, Uuid())).where(false())
    return select(func.unnest(cast([*ids], ARRAY(Uuid())), type_=Uuid()))
