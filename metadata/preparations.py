"""What of a publish can be done before it, beside the tenant's requests: found out from its changes alone."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, ColumnElement, Index, TableClause, or_
from sqlalchemy.schema import CreateIndex

from metadata.base_columns import IndexAhead, columns_of, index_ahead, places, places_with_removed, read_from
from metadata.catalog import Catalog, Object
from metadata.changes.base import Stamp
from metadata.composed import Filled, composed, constant_conversions, upon
from metadata.conversions import Conversion
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.fillings import Filling, with_columns
from metadata.moves import RecordMove
from metadata.planned import Planned
from metadata.prepared import Left, Preparations
from metadata.removed import removed_name
from metadata.search import SEARCH
from metadata.search_beside import search_fillings
from metadata.search_moves import BESIDE, search_moves
from metadata.tables import table_with_removed

_NOBODY = Stamp(None, 0)
"""Of statements that are looked at and not run."""


def preparations(planned: Planned, namespace: str, at_once: Collection[str] = frozenset()) -> Preparations:
    """What of the changes can be done before: what is about values that stand in the base as they do then.

    An object or a field may be called otherwise by then: it is found by its id. Each change sees what the earlier ones
    of the list have made of the values: what is filled twice is filled once, with what the second makes of the first.

    Args:
        at_once: the keys of what is not filled before.
    """
    found = _Found(planned.base)
    found.constant = constant_conversions(planned)
    pairs = zip(planned.changes, pairwise(planned.catalogs), strict=True)
    for index, (change, catalogs) in enumerate(pairs):
        for limit in change.row_limits(catalogs[0]):
            found.watch(limit.object)
        move = change.move(*catalogs, namespace)
        if move is not None:
            found.move(index, move)
        made: list[tuple[str | None, ClauseElement]]
        made = [(None, each) for each in change.ddl(*catalogs, namespace)]
        conversion = change.conversion(*catalogs)
        if conversion is not None:
            found.convert(index, conversion)
            made += [(None, each) for each in change.rewrites(*catalogs, namespace, _NOBODY)]
        for filling in change.fillings(*catalogs, namespace, _NOBODY):
            if filling.key in at_once:
                found.wrote(filling, catalogs[1])
            elif found.fill(index, filling, catalogs[1]):
                made += [(filling.key, each) for each in filling.swap]
        for key, element in made:
            if isinstance(element, CreateIndex):
                found.make(index, key, element.element, catalogs[1])
    found.search(planned, namespace, at_once)
    return found.all()


class _Made(NamedTuple):
    """An index that a change makes.

    Attributes:
        at: the place of the change.
        key: of the filling that it is made for.
        ahead: the index as it is made before, where it can be.
        table: of the base, whose records the publish goes through to make it; None where it need not.
    """

    at: int
    key: str | None
    ahead: IndexAhead | None
    table: str | None


class _Found:
    """What has been found of it, change by change."""

    def __init__(self, base: Catalog) -> None:
        self.base = base
        self.moves: list[RecordMove] = []
        self.conversions: dict[str, Conversion] = {}
        """By the ids of their fields."""
        self.constant: frozenset[int] = frozenset()
        """The places of changes that convert what all records have alike."""
        self.superseded: set[str] = set()
        """Keys of the fillings that a later conversion does for."""
        self.gone: set[str] = set()
        """New columns that no record gets, as a later change does for those that would fill them."""
        self.late: set[str] = set()
        """Ids of the fields that get another type in the publish, and what their values are then is not known."""
        self.fillings: dict[str, Filling] = {}
        self.again: Counter[str] = Counter()
        self.filled: dict[tuple[str, object], Filled] = {}
        """By a table, and what a column of it is."""
        self.unknown: set[tuple[str, object]] = set()
        """The columns that the publish fills in place: what their values are then is not known."""
        self.indexes: dict[str, list[_Made]] = {}
        self.watched: dict[str, str] = {}
        self.left: list[Left] = []

    def all(self) -> Preparations:
        """It all."""
        made = [(each[-1], len(each)) for each in self.indexes.values() if each]
        known = [(last.ahead, times) for last, times in made if last.ahead is not None]
        ahead = [(each, times) for each, times in known if not each.columns & self.gone]
        left = [Left(last.at, last.table, True) for last, _ in made if last.table is not None]
        # What is over such a column goes with it.
        never = frozenset(each.name for each, _ in known if each.columns & self.gone)
        return Preparations(
            tuple(self.moves),
            tuple(self.conversions.values()),
            tuple(self.fillings.values()),
            {key: self.again[key] for key in (*self.fillings, *self.superseded)},
            frozenset(self.superseded),
            tuple(each for each, _ in ahead),
            {each.name: times for each, times in known},
            never,
            self.watched,
            (*self.left, *left),
        )

    def watch(self, object_id: str) -> None:
        """Where the base has the object."""
        if object_id in self.base.object_by_id:
            self.watched[object_id] = self.base.object_by_id[object_id].name

    def leave(self, index: int, object_id: str, *, all_rows: bool) -> None:
        """To the publish, where the base has records of the object."""
        if object_id in self.base.object_by_id:
            self.left.append(Left(index, self.base.object_by_id[object_id].name, all_rows))
        elif any(each.object.id == object_id for each in self.base.removed_objects):
            self.left.append(Left(index, removed_name(object_id), all_rows))

    def move(self, index: int, move: RecordMove) -> None:
        """Records as the base has them."""
        there = move.upon(self.base)
        if there is None:
            self.leave(index, move.object.id, all_rows=False)
        else:
            self.moves.append(there)

    def convert(self, index: int, conversion: Conversion) -> None:
        """Values, where they can be before: of the object and the field as the base has them."""
        if index in self.constant:
            return
        made = self._convertible(conversion)
        if made is None:
            self.late.add(conversion.old.id)
            if self._valued(conversion.old):
                self.leave(index, conversion.object.id, all_rows=True)
            return
        self.conversions[made.old.id] = made
        self.watch(made.object.id)

    def _convertible(self, conversion: Conversion) -> Conversion | None:
        """The same of the values that the base has; None where these do not tell what it will meet."""
        old, of = conversion.old, conversion.object.id
        known = places(conversion.object)
        read = {spec.name: (of, known[spec.name]) for spec in type_of(old).columns(old)}
        earlier, filled = self.conversions.get(old.id), {*read.values()} & self.filled.keys()
        if old.id in self.late or {*read.values()} & self.unknown:
            return None
        if earlier is not None and filled:
            return None
        if earlier is not None:
            self.gone |= {each.name for each in earlier.columns.values()}
            return composed(earlier, conversion)
        there = self.base.object_by_id.get(of)
        field = None if there is None else there.field_by_id.get(old.id)
        if there is None or field is None:
            return None
        names = {place: name for name, place in places(there).items()}
        made = upon(conversion, there, field, {names[place[1]]: self.filled[place] for place in filled})
        for each in (self.filled[place] for place in filled if made is not None):
            # The conversion does for it, too: no column is filled, and what would be put in its place stays.
            self.gone.add(each.beside)
            self.fillings.pop(each.key, None)
            self.superseded.add(each.key)
            self._swapped_later(each.key)
        return made

    def fill(self, index: int, filling: Filling, after: Catalog) -> bool:
        """Columns, where they can be before; whether they can."""
        made = self._upon(filling)
        if made is None:
            self.wrote(filling, after)
            if filling.object is not None:
                self.leave(index, filling.object.id, all_rows=False)
            return False
        self._take(made)
        columns = self._columns(filling, after)
        owners = {place[0] if isinstance(place, tuple) else place for place in columns.values()}
        for name, place in columns.items():
            beside = filling.columns[name].name
            value = None if made.worked_out is not None else made.values[name]
            self.filled[filling.watched, place] = Filled(
                filling.key, made.of, len(owners) == 1, beside, value, made.rows
            )
        return True

    def wrote(self, filling: Filling, after: Catalog) -> None:
        """The publish fills them in place."""
        for place in self._columns(filling, after).values():
            self.unknown.add((filling.watched, place))

    def search(self, planned: Planned, namespace: str, at_once: Collection[str]) -> None:
        """The words that search finds, made when all changes are."""
        conversions, fillings = [*self.conversions.values()], [*self.fillings.values()]
        known = {each.key: each for each in search_fillings(planned, namespace, conversions, fillings)}
        for index, moves in enumerate(search_moves(planned.changes, planned.catalogs, namespace)):
            for each in moves.fillings:
                if each.key in at_once or each.object is None:
                    continue
                filling = known.get(each.key)
                if filling is None:
                    self.leave(index, each.object.id, all_rows=True)
                    continue
                self._take(filling)
                for element in filling.swap:
                    if isinstance(element, CreateIndex):
                        self.make(index, filling.key, element.element, self.base, {SEARCH: BESIDE.name})

    def make(
        self,
        index: int,
        key: str | None,
        wanted: Index,
        after: Catalog,
        shadows: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """An index, which is made before where its columns stand then.

        Args:
            key: of the filling that it is made for.
            shadows: by the columns that its change puts in the place of others what they are called before.
        """
        table = wanted.table
        will = None if table is None else after.object_by_name.get(table.name)
        was = None if will is None else self.base.object_by_id.get(will.id)
        if table is None or was is None or will is None:
            return
        standing = {**self._standing(was, will), **shadows}
        made = index_ahead(wanted, table, was.name, standing)
        missing = columns_of(wanted) - standing.keys()
        self.indexes.setdefault(str(wanted.name), []).append(
            _Made(index, key, made, was.name if self._has(was, will, missing) else None)
        )

    def _has(self, was: Object, will: Object, names: Collection[str]) -> bool:
        """Whether records have values in one of these columns already; in a new one all have the same, or none."""
        fields = {*was.field_by_id, *(each.field.id for each in was.removed_fields), *self.late}
        filled = {place for watched, place in {*self.filled, *self.unknown} if watched == was.id}
        known = places(will)
        of_fields = (place[0] for name in names if isinstance(place := known.get(name), tuple))
        return any(each in fields for each in of_fields) or any(known.get(each) in filled for each in names)

    def _take(self, filling: Filling) -> None:
        self.fillings[filling.key] = filling
        self.again[filling.key] += 1
        self.watched[filling.watched] = filling.rows.name
        self._swapped_later(filling.key)

    def _swapped_later(self, key: str) -> None:
        """What an earlier filling of the same is put in its place with is not run."""
        for name, made in self.indexes.items():
            self.indexes[name] = [each for each in made if each.key != key]

    def _upon(self, filling: Filling) -> Filling | None:
        """The same over the rows of the base; None where that does not tell its values."""
        earlier = self.fillings.get(filling.key)
        if earlier is not None and (earlier.changed is None or filling.changed is None):
            return None
        there = None if filling.object is None else self.base.object_by_id.get(filling.object.id)
        if filling.object is not None and there is None:
            return None
        rows = filling.rows
        if there is not None:
            rows = with_columns(table_with_removed(there, str(rows.schema)), [*filling.columns.values()])
        sources = self._sources(filling, there, rows)
        if sources is None:
            return None

        def over(expression: ColumnElement[Any]) -> ColumnElement[Any]:
            return read_from(expression, filling.rows, sources, rows)

        changed = None if filling.changed is None else over(filling.changed)
        of = filling.of
        if earlier is not None and earlier.changed is not None and changed is not None:
            changed = or_(read_from(earlier.changed, earlier.rows, {}, rows), changed)
            of = (earlier.of, of)
        return replace(
            filling,
            of=of,
            object=there,
            rows=rows,
            values={name: over(value) for name, value in filling.values.items()},
            valued=None if filling.valued is None else over(filling.valued),
            changed=changed,
        )

    def _sources(
        self, filling: Filling, there: Object | None, rows: TableClause
    ) -> dict[str, ColumnElement[Any]] | None:
        """By the columns that its values are made of what stands for them in `rows`; None where that is not known."""
        then: Mapping[str, object] = {name: name for name in filling.reads}
        old: Mapping[object, str] = {name: name for name in filling.reads}
        if filling.object is not None and there is not None:
            then = places_with_removed(filling.object)
            old = {place: name for name, place in places_with_removed(there).items()}
        found: dict[str, ColumnElement[Any]] = {}
        for name in filling.reads:
            place = then[name]
            made = self.filled.get((filling.watched, place))
            field = place[0] if isinstance(place, tuple) else None
            if made is None and (field in self.conversions or field in self.late):
                return None
            if (filling.watched, place) in self.unknown or (made is None and place not in old):
                return None
            if made is None:
                found[name] = rows.c[old[place]]
            elif made.value is None:
                return None
            else:
                found[name] = read_from(made.value, made.rows, {}, rows)
        return found

    def _columns(self, filling: Filling, after: Catalog) -> dict[str, object]:
        """By its name what each column is that is filled."""
        definition = filling.object
        known = None if definition is None else places(after.object_by_id[definition.id])
        return {name: name if known is None else known[name] for name in filling.columns}

    def _valued(self, field: Field) -> bool:
        """Whether records can have a value of the field: of the base, a removed one too, or with a default."""
        objects = (*self.base.objects, *(each.object for each in self.base.removed_objects))
        known = {
            each.id for of in objects for each in (*of.fields, *(gone.field for gone in of.removed_fields))
        }
        return field.id in known or field.default is not None

    def _standing(self, was: Object, will: Object) -> dict[str, str]:
        """By what the columns are called then whose values are known before: what they are called before."""
        old = {place: name for name, place in places_with_removed(was).items()}
        found = {}
        for name, place in places(will).items():
            filled = self.filled.get((was.id, place))
            if filled is None and place in old:
                found[name] = old[place]
            elif filled is not None and (was.id, place) not in self.unknown:
                found[name] = filled.beside
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
        of_field = self.conversions.get(field_id)
        return [] if of_field is None else [column.name for column in of_field.columns.values()]
