"""Records that a publish gives another value and that can get it before, each as if somebody had written it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ClauseElement, ColumnElement, Select, TableClause

from metadata.catalog import Catalog, Object


@dataclass(frozen=True)
class RecordMove:
    """Records of one value that get another.

    Attributes:
        key: from where to where, by what stays as it is whatever things are called.
        object: whose records they are, as it is before.
        rows: its table.
        concerned: the records, of `rows`, that have yet to move.
        moved: from the ids of records, an actor and a catalog version to the statements, in order, that move them.
        upon: the same of the records as a base has them, which stand before the first change of a list; None where
            they cannot move while that is in force.
    """

    key: tuple[str | None, ...]
    object: Object
    rows: TableClause
    concerned: ColumnElement[bool]
    moved: Callable[[Select[tuple[UUID]], UUID | None, int], Sequence[ClauseElement]]
    upon: Callable[[Catalog], "RecordMove | None"]
