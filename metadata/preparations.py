"""What of a publish can be done before it, beside the tenant's requests: found out from its changes alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
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
from metadata.fields import Field
from metadata.fillings import Filling
from metadata.moves import RecordMove
from metadata.planned import Planned
from metadata.removed import removed_columns
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
    """What of the changes can be done before: what is about values that stand in the base as they do then.

    An object or a field may be called otherwise by then: it is found by its id.

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
        self.late: set[str] = set()
        """Ids of the fields that get another type in the publish, and what their values are then is not known."""
        self.fillings: list[Filling] = []
        self.indexes: dict[str, IndexAhead] = {}
        self.watched: dict[str, str] = {}

    def watch(self, object_id: str) -> None:
        """Where the base has the object."""
        if object_id in self.base.object_by_id:
            self.watched[object_id] = self.base.object_by_id[object_id].name

    def converts(self, conversion: Conversion) -> bool:
        """Whether its values can be converted before: of the object and the field as the base has them."""
        there = self.base.object_by_id.get(conversion.object.id)
        field = None if there is None else there.field_by_id.get(conversion.old.id)
        again = any(each.old.id == conversion.old.id for each in self.conversions)
        if there is None or field is None or again or not _same_values(field, conversion.old):
            self.late.add(conversion.old.id)
            return False
        read = {spec.name for each in (field, conversion.old) for spec in type_of(each).columns(each)}
        if read & self._filled(there.id).keys():
            self.late.add(field.id)
            return False
        self.conversions.append(replace(conversion, object=there, old=field))
        self.watch(there.id)
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
            was, then = _places_with_removed(there), _places_with_removed(definition)
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
        will = None if table is None else after.object_by_name.get(table.name)
        was = None if will is None else self.base.object_by_id.get(will.id)
        if table is None or was is None or will is None:
            return
        made = _index_ahead(index, table, was.name, {**self._standing(was, will), **shadows})
        if made is not None:
            self.indexes.setdefault(made.name, made)

    def _standing(self, was: Object, will: Object) -> dict[str, str]:
        """By what the columns are called then whose values are known before: what they are called before."""
        filled = self._filled(was.id)
        old, new = {place: name for name, place in _places_with_removed(was).items()}, _places(will)
        found = {}
        for name, place in new.items():
            there = old.get(place)
            if there == name:
                found[name] = filled.get(name, name)
            elif there is not None and not {name, there} & filled.keys():
                found[name] = there
        for each in will.fields:
            if not each.computed:
                names = [spec.name for spec in type_of(each).columns(each)]
                if each.id in self.late:
                    found = {name: there for name, there in found.items() if name not in names}
                else:
                    found |= dict(zip(names, self._beside(each.id), strict=False))
        return found

    def _beside(self, field_id: str) -> list[str]:
        """The columns that a field's values are converted into by now; none where they are not."""
        of_field = (each for each in self.conversions if each.old.id == field_id)
        return [column.name for each in of_field for column in each.columns.values()]

    def _filled(self, watched: str) -> dict[str, str]:
        """The columns of a table that are filled anew by now, and what they are called before."""
        of_table = (each for each in self.fillings if each.watched == watched)
        return {name: column.name for each in of_table for name, column in each.columns.items()}


def _index_ahead(index: Index, table: Table, called: str, now: Mapping[str, str]) -> IndexAhead | None:
    """The index over the columns as they stand before; None where some do not.

    Args:
        called: what the table is called before.
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
        called,
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
    return IndexAhead(name, CreateIndex(other), called, frozenset(now[each] for each in names))


def _places(definition: Object) -> dict[str, object]:
    """What each column of the table is, for comparison."""
    found: dict[str, object] = {each.name: each.name for each in system_fields(definition)}
    if definition.pipeline is not None:
        found |= {name: (definition.pipeline.id, name) for name in STAGE_FIELDS}
    for each in definition.fields:
        if not each.computed:
            found |= {spec.name: (each.id, each.type, spec.part) for spec in type_of(each).columns(each)}
    return found


def _places_with_removed(definition: Object) -> dict[str, object]:
    """The same with the columns of the fields that can be restored."""
    removed = {
        name: (each.field.id, each.field.type, spec.part)
        for each in definition.removed_fields
        for name, spec in removed_columns(each.field).items()
    }
    return {**_places(definition), **removed}


def _same_values(field: Field, then: Field) -> bool:
    """Whether a field of the base has the same values, which give the same texts, as it has then."""
    alike = replace(
        then,
        name=field.name,
        labels=field.labels,
        required=field.required,
        required_when=field.required_when,
    )
    return alike == field
