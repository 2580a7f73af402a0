"""Which computed fields have a column of their own, and which are written out wherever their value is read.

What reads only stored values of its own record is a virtual generated column. PostgreSQL lets no such column look
into another table or at the clock: a roll-up, a formula over a relation or over the time, and a formula that reads
any of these, have no column. It follows from what is read alone, so a change of it moves a field from one to the other.
"""

import weakref
from collections.abc import Mapping

from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.field_types.base import ColumnSpec
from metadata.fields import Field
from metadata.paths import has_lists, moves, paths_of
from metadata.scope import leads_on
from metadata.system_fields import PIPELINE

_KNOWN: dict[int, frozenset[str]] = {}
"""id() of an object's value to the ids; an entry goes when the value does."""


def inlined_fields(definition: Object) -> frozenset[str]:
    """Ids of the fields that have no column."""
    key = id(definition)
    if key not in _KNOWN:
        _KNOWN[key] = _inlined(definition)
        weakref.finalize(definition, _KNOWN.pop, key, None)
    return _KNOWN[key]


def stored_columns(definition: Object, field: Field) -> tuple[ColumnSpec, ...]:
    """The columns of a field in the table of its object."""
    return () if field.id in inlined_fields(definition) else type_of(field).columns(field)


def inlined_columns(definition: Object) -> Mapping[str, Field]:
    """The names that stand for the values of inlined fields where columns are named, to their fields."""
    names = inlined_fields(definition)
    return {
        spec.name: field
        for field in definition.fields
        if field.id in names
        for spec in type_of(field).columns(field)
    }


def _inlined(definition: Object) -> frozenset[str]:
    computed = [each for each in definition.fields if each.computed]
    if not computed:
        return frozenset()
    read = {each.name: {path.partition(".")[0] for path in paths_of(each.formula)} for each in computed}
    found = {each.name for each in computed if each.roll_up is not None or _leaves(definition, each)}
    while more := {name for name, parts in read.items() if name not in found and parts & found}:
        found |= more
    return frozenset(each.id for each in computed if each.name in found)


def _leaves(definition: Object, field: Field) -> bool:
    """Whether the formula looks beyond the stored record."""
    if moves(field.formula) or has_lists(field.formula):
        return True
    read = paths_of(field.formula)
    # To which pipeline a stage belongs is said by the catalog, and no column is made anew where that changes.
    return PIPELINE in read - definition.field_by_name.keys() or any(
        leads_on(definition, path) for path in read
    )
