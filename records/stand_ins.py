"""What a statement reads in place of a table: a record as it would be while it is judged, and all as they are after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import SelectBase, TableClause

from core.sql import Row


@dataclass(frozen=True)
class Overlay:
    """Rows as they are after a write, for the part of its own statement that answers with them.

    Attributes:
        rows: of each written object, by id, all its records.
        moves: all stage history rows, where the write adds one.
        links: of each field whose links it changes, by id, all of them.
        notes: all rows of the history of fields, where the write adds some.
        merges: all that is kept of merges, where it is one.
        tasks: all that was done of the tasks of stages, where the write changes some of that.
    """

    rows: Mapping[str, SelectBase]
    moves: SelectBase | None = None
    links: Mapping[str, SelectBase] = field(default_factory=dict)
    notes: SelectBase | None = None
    merges: SelectBase | None = None
    tasks: SelectBase | None = None


@dataclass(frozen=True)
class Judged:
    """A record as it would be after a write.

    Attributes:
        object_id: the written object.
        record: it, with all its columns.
        before: it, as it was; None at its creation.
        links: from the id of a field to all its links as they would be; None where the write leaves them alone.
    """

    object_id: str
    record: TableClause
    before: Row | None
    links: Callable[[str], SelectBase | None]
