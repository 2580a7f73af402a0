"""What of a publish can be done before it, beside the tenant's requests: found out from its changes alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import ClauseElement, Column, Index, MetaData, Table
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from metadata.catalog import Catalog, Object
from metadata.changes.base import Stamp
from metadata.conversions import Conversion
from metadata.field_types.all_types import type_of
from metadata.fillings import Filling
from metadata.moves import RecordMove
from metadata.planned import Planned
from metadata.search import SEARCH
from metadata.search_beside import search_fillings
from metadata.search_moves import BESIDE
from metadata.system_fields import STAGE_FIELDS, system_fields
from metadata.tables import new_name

_NOBODY = Stamp(None, 0)
"""Of statements that are looked at and not run."""


@dataclass(frozen=True)
class IndexAhead:
    """An index that is made before.

    Attributes:
        name: that it is to have.
        create: makes it under its other name, concurrently.
        columns: of the table, that it is over.
    """

    name: str
    create: CreateIndex
    table: str
    columns: frozenset[str]


@dataclass(frozen=True)
class Preparations:
    """What can be done before a publish.

    Attributes:
        watched: the tables whose rows are judged, converted or filled: by the id of the object, or by their own name
            where they are none of an object's.
    """

    moves: tuple[RecordMove, ...]
    conversions: tuple[Conversion, ...]
    fillings: tuple[Filling, ...]
    indexes: tuple[IndexAhead, ...]
    watched: Mapping[str, str]


def preparations(planned: Planned, namespace: str, at_once: Collection[str] = frozenset()) -> Preparations:
    """What of the changes can be done before: what is about fields that stand in the base as they do then.

    Args:
        at_once: the keys of what is not filled before.
    """
    found = _Found(planned.base)
    for change, catalogs in zip(planned.changes, pairwise(planned.catalogs), strict=True):
        for limit in change.row_limits(catalogs[0]):
            found.watch(limit.object)
        move = change.move(*catalogs, namespace)
        if move is not None and move.fits(planned.base, planned.catalogs[-1]):
            found.moves.append(move)
        elements: list[ClauseElement] = [*change.ddl(*catalogs, namespace)]
        shadows: dict[str, str] = {}
        conversion = change.conversion(*catalogs)
        if conversion is not None and found.converts(conversion):
            shadows = {name: column.name for name, column in conversion.columns.items()}
            elements += change.rewrites(*catalogs, namespace, _NOBODY)
        for filling in change.fillings(*catalogs, namespace, _NOBODY):
            if filling.key not in at_once and found.fills(filling):
                shadows |= {name: column.name for name, column in filling.columns.items()}
                elements += filling.swap
        for element in elements:
            if isinstance(element, CreateIndex):
                found.make(element.element, catalogs[1], shadows)
    for filling in search_fillings(planned, namespace, found.conversions, found.fillings):
        if filling.key not in at_once and found.fills(filling):
            for element in filling.swap:
                if isinstance(element, CreateIndex):
                    found.make(element.element, planned.base, {SEARCH: BESIDE.name})
    return Preparations(
        tuple(found.moves),
        tuple(found.conversions),
        tuple(found.fillings),
        tuple(found.indexes.values()),
        found.watched,
    )


class _Found:
    """What has been found of it, change by change."""

    def __init__(self, base: Catalog) -> None:
        self.base = base
        self.moves: list[RecordMove] = []
        self.conversions: list[Conversion] = []
        self.fillings: list[Filling] = []
        self.indexes: dict[str, IndexAhead] = {}
        self.watched: dict[str, str] = {}

    def watch(self, object_id: str) -> None:
        """Where the base has the object."""
        if object_id in self.base.object_by_id:
            self.watched[object_id] = self.base.object_by_id[object_id].name

    def converts(self, conversion: Conversion) -> bool:
        """Whether its values can be converted before."""
        definition, old = conversion.object, conversion.old
        there = self.base.object_by_name.get(definition.name)
        if there is None or there.id != definition.id or there.field_by_id.get(old.id) != old:
            return False
        filled = self._filled(definition.id).keys()
        read = {spec.name for spec in type_of(old).columns(old)}
        if any(each.old.id == old.id for each in self.conversions) or read & filled:
            return False
        self.conversions.append(conversion)
        self.watch(definition.id)
        return True

    def fills(self, filling: Filling) -> bool:
        """Whether it can be filled before."""
        definition = filling.object
        if any(each.key == filling.key for each in self.fillings):
            return False
        if filling.reads & self._filled(filling.watched).keys():
            return False
        if definition is not None:
            there = self.base.object_by_name.get(definition.name)
            if there is None or there.id != definition.id:
                return False
            was, then = _places(there), _places(definition)
            if any(was.get(each) != then[each] for each in filling.reads):
                return False
        self.fillings.append(filling)
        self.watched[filling.watched] = filling.rows.name
        return True

    def make(self, index: Index, after: Catalog, shadows: Mapping[str, str]) -> None:
        """Where the index can be made before.

        Args:
            shadows: by the columns that its change puts in the place of others what they are called before.
        """
        table = index.table
        was, will = (
            each.object_by_name.get(table.name) if table is not None else None for each in (self.base, after)
        )
        if table is None or was is None or will is None or was.id != will.id:
            return
        old, new = _places(was), _places(will)
        stay = {name: name for name in old if old[name] == new.get(name)}
        earlier = {name: beside for name, beside in self._filled(was.id).items() if name in stay}
        made = _index_ahead(index, table, {**stay, **earlier, **shadows})
        if made is not None:
            self.indexes.setdefault(made.name, made)

    def _filled(self, watched: str) -> dict[str, str]:
        """The columns of a table that are filled anew by now, and what they are called before."""
        of_table = (each for each in self.fillings if each.watched == watched)
        return {name: column.name for each in of_table for name, column in each.columns.items()}


def _index_ahead(index: Index, table: Table, now: Mapping[str, str]) -> IndexAhead | None:
    """The index over the columns as they stand before; None where some do not.

    Args:
        now: by the columns' names what they are called before.
    """
    options = dict(index.dialect_kwargs)
    where = options.get("postgresql_where")
    parts: list[ColumnElement[Any]] = [*cast(Sequence[ColumnElement[Any]], index.expressions)]
    if where is not None:
        parts.append(where)
    names = {each.name for part in parts for each in iterate(part) if isinstance(each, Column)}
    if not names <= now.keys():
        return None
    copied = Table(
        table.name,
        MetaData(schema=table.schema),
        *(Column(now[each.name], each.type) for each in table.columns if each.name in names),
    )

    def instead(element: Any, **_: object) -> Any:  # noqa: ANN401 - what SQLAlchemy passes
        return copied.c[now[element.name]] if isinstance(element, Column) else None

    made: list[ColumnElement[Any]] = [replacement_traverse(each, {}, instead) for each in parts]
    options["postgresql_concurrently"] = True
    if where is not None:
        options["postgresql_where"] = made.pop()
    name = str(index.name)
    other = Index(new_name(name), *made, unique=bool(index.unique), **options)
    return IndexAhead(name, CreateIndex(other), table.name, frozenset(now[each] for each in names))


def _places(definition: Object) -> dict[str, object]:
    """What each column of the table is, for comparison."""
    found: dict[str, object] = {each.name: each.name for each in system_fields(definition)}
    if definition.pipeline is not None:
        found |= dict.fromkeys(STAGE_FIELDS, definition.pipeline.id)
    for each in definition.fields:
        if not each.computed:
            found |= {spec.name: (each.id, each.type, spec.part) for spec in type_of(each).columns(each)}
    return found
