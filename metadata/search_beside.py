"""New search words as an operation fills them in beforehand: made of what stands in the tables then.

A searched field is in the base, under that name or another; or it is removed and will be restored; or its new values
stand in columns beside the old ones, which are filled by then; or it is new, and every record has its default.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sqlalchemy import ClauseElement, Column, ColumnElement, Index, MetaData, Table, Text, cast, column, null
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.schema import CreateIndex

from metadata.catalog import Object
from metadata.conversions import Conversion
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.fillings import Filling, with_columns
from metadata.planned import Planned
from metadata.search import SEARCH, Columns, search_words, searched_fields
from metadata.search_moves import BESIDE, search_moves
from metadata.tables import default_values, placed_columns, table_with_removed

Sources = Mapping[str, ColumnElement[Any]]
"""What stands for the columns of a field, by the names that they are to have."""


def search_fillings(
    planned: Planned, namespace: str, conversions: Sequence[Conversion], fillings: Sequence[Filling]
) -> Iterator[Filling]:
    """The words that can be filled in before the publish; its `swap` has the index that is to be over them.

    Args:
        conversions, fillings: what else is, earlier.
    """
    for at, moves in enumerate(search_moves(planned.changes, planned.catalogs, namespace)):
        for filling in moves.fillings:
            assert filling.object is not None
            base = planned.base.object_by_id.get(filling.object.id)
            if base is None:
                continue
            standing = _Standing(planned, at, base, conversions, fillings)
            fields = [each.field for each in searched_fields(filling.object)]
            sources = {each.id: standing.of(each) for each in fields}
            known = {id_: each for id_, each in sources.items() if each is not None}
            if known.keys() == sources.keys():
                yield replace(
                    filling,
                    object=base,
                    rows=with_columns(table_with_removed(base, namespace), [BESIDE]),
                    values={SEARCH: search_words(filling.object, _columns(known))},
                    reads=frozenset(standing.reads(fields)),
                    swap=tuple(_indexed(each, base, namespace) for each in filling.swap),
                )


def _columns(sources: Mapping[str, Sources]) -> Columns:
    return lambda field: sources[field.id]


def _indexed(element: ClauseElement, base: Object, namespace: str) -> ClauseElement:
    """The index of the words, on the table as it is called before."""
    if not isinstance(element, CreateIndex):
        return element
    table = Table(base.name, MetaData(), Column(SEARCH, TSVECTOR()), schema=namespace)
    return CreateIndex(Index(str(element.element.name), table.c[SEARCH], **element.element.dialect_kwargs))


class _Standing:
    """What stands for the fields of an object before a publish."""

    def __init__(
        self,
        planned: Planned,
        at: int,
        base: Object,
        conversions: Sequence[Conversion],
        fillings: Sequence[Filling],
    ) -> None:
        """`at` is the place of the change after which the words are made."""
        self._base = base
        self._catalogs = planned.catalogs[: at + 2]
        self._rows = table_with_removed(base, "")
        changes = zip(planned.changes, pairwise(self._catalogs), strict=False)
        found = [change.conversion(*catalogs) for change, catalogs in changes]
        self._converted = [each.old.id for each in found if each is not None]
        self._beside = {each.key: [*each.columns.values()] for each in fillings}
        self._beside |= {each.old.id: [*each.columns.values()] for each in conversions}
        self._known = Counter({each.old.id: len(each.earlier) + 1 for each in conversions})

    def of(self, field: Field) -> Sources | None:
        """What stands for the columns of a field; None where that is not known before the publish."""
        names = [spec.name for spec in type_of(field).columns(field)]
        beside = self._beside.get(field.id)
        placed = placed_columns(self._base, self._rows, field.id)
        if self._converted.count(field.id) > self._known[field.id]:
            return None
        if beside is not None:
            columns = [each.name for each in beside]
        elif placed is None:
            return self._new(field)
        elif placed[0].type != field.type:
            return None
        else:
            columns = [each.name for each in placed[1].values()]
        return {name: column(of, Text()) for name, of in zip(names, columns, strict=True)}

    def reads(self, fields: Sequence[Field]) -> Iterator[str]:
        """The columns of fields of the base that stand for these."""
        for each in fields:
            if each.id not in self._beside and each.id in self._base.field_by_id:
                old = self._base.field_by_id[each.id]
                yield from (spec.name for spec in type_of(old).columns(old))

    def _new(self, field: Field) -> Sources:
        """Of a field that every record has the default in. Numbers are given to them in the publish, which notes it."""
        objects = (each.object_by_id.get(self._base.id) for each in self._catalogs)
        made = next(each.field_by_id[field.id] for each in objects if each and field.id in each.field_by_id)
        defaults = default_values(made)
        given = (defaults.get(spec.name) for spec in type_of(made).columns(made))
        names = (spec.name for spec in type_of(field).columns(field))
        nothing = cast(null(), Text())
        return {name: nothing if each is None else each for name, each in zip(names, given, strict=True)}
