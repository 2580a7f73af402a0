"""Which records hold a key: an option of a field, or a stage. Changes of options and stages concern only these."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, TableClause, Text, any_, cast, false, literal, or_

from metadata.catalog import Object
from metadata.removed import removed_name
from metadata.system_fields import STAGE
from metadata.tables import placed_columns

NOTHING = ""
"""Stands among the keys for having none; no option and no stage is called so."""


@dataclass(frozen=True)
class Holding:
    """The records of an object that hold one of some keys, deleted ones included.

    Attributes:
        object: id of the object.
        part: what holds the key: id of a field with options, `stage`, or id of a removed pipeline; None for all,
            whatever records hold.
        keys: names of stages, or keys of options; with none of them there is no record. With `NOTHING` among them a
            list counts where it has no other key than these.
    """

    object: str
    part: str | None = None
    keys: frozenset[str] = frozenset()

    def of(self, object_id: str, part: str) -> bool:
        """Whether it is about keys of that part of that object."""
        return (self.object, self.part) == (object_id, part)

    def before_mapping(self, old: str, new: str | None) -> "Holding":
        """The same records as they were before the key `old` was replaced by `new`, or emptied, everywhere."""
        earlier = self.keys - {old}
        return replace(self, keys=earlier | {old} if (new or NOTHING) in self.keys else earlier)


def key_column(definition: Object, table: TableClause, part: str) -> ColumnElement[Any] | None:
    """The column with the keys of `part`; None where the object has no such part."""
    if part == STAGE:
        return table.c[STAGE] if definition.pipeline is not None else None
    if any(each.pipeline.id == part for each in definition.removed_pipelines):
        return table.c[removed_name(part)]
    placed = placed_columns(definition, table, part)
    return None if placed is None else next(iter(placed[1].values()))


def holds(column: ColumnElement[Any], keys: Collection[str]) -> ColumnElement[bool]:
    """Whether the column, of one key or of a list of them, has one of the keys."""
    wanted = cast(literal(sorted(keys), ARRAY(Text())), ARRAY(Text()))
    empty: ColumnElement[bool] = column.is_(None) if NOTHING in keys else false()
    if isinstance(column.type, ARRAY):
        within = "<@" if NOTHING in keys else "&&"
        return or_(empty, column.op(within, is_comparison=True)(wanted))
    return or_(empty, column == any_(wanted))
