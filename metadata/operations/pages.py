"""How many rows an operation goes through at a time, and how they are named."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, cast, false, func, select

ROWS_AT_ONCE = 500
"""Rows that are locked at a time: a writer who wants one of them waits until they are done."""
FEW_STALE = 200
"""As many records can be judged and converted while others wait."""


def these(ids: Sequence[UUID]) -> Select[Any]:
    """These ids."""
    if not ids:
        return select(cast(None, Uuid())).where(false())
    return select(func.unnest(cast([*ids], ARRAY(Uuid())), type_=Uuid()))
