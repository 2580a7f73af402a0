"""Conversions of a list upon the records of its base: each takes what the earlier changes make of a value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from sqlalchemy import Column, ColumnElement, TableClause

from metadata.base_columns import read_from
from metadata.catalog import Object
from metadata.changes.fields import AddField
from metadata.conversions import Conversion
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.planned import Planned


@dataclass(frozen=True)
class Filled:
    """A column whose values a change of the list makes before the publish.

    Attributes:
        key, of: of the filling.
        alone: the filling has no column of anything else.
        beside: what it is called until the publish.
        value: of a row of the base; None where no row tells it.
        rows: the table of the row.
    """

    key: str
    of: tuple[object, ...]
    alone: bool
    beside: str
    value: ColumnElement[Any] | None
    rows: TableClause


def composed(first: Conversion, then: Conversion) -> Conversion:
    """Both conversions of a field as one, of the values that the first takes."""
    columns = _beside_others(then.columns, len(first.earlier) + (first.source is not None) + 1)
    made_of = (*first.made_of, then.old.type, then.zone)
    return replace(
        then,
        object=first.object,
        old=first.old,
        columns=columns,
        zone=first.zone,
        earlier=(*first.earlier, replace(first, earlier=(), source=None)),
        source=first.source,
        made_of=made_of,
    )


def upon(
    conversion: Conversion, there: Object, field: Field, filled: Mapping[str, Filled]
) -> Conversion | None:
    """The conversion of the values that the base has; None where these are not those that it is made for.

    Args:
        there, field: as the base has them.
        filled: by the columns of `field` those that an earlier change of the list gives other values.
    """
    if not _same_values(field, conversion.old, filled=bool(filled)):
        return None
    made = replace(conversion, object=there, old=field)
    if not filled:
        return made
    names = [spec.name for spec in type_of(field).columns(field)]
    # A filling of other columns too has its own end, which others wait for.
    if any(each.value is None or not each.alone for each in filled.values()):
        return None
    made_of = (*made.made_of, *(repr(each.of) for each in filled.values()))
    columns = _beside_others(conversion.columns, 1)
    return replace(made, columns=columns, source=_source(names, filled), made_of=made_of)


def constant_conversions(planned: Planned) -> frozenset[int]:
    """The places of the changes that convert a field in which all records have the same: what it was added with."""
    constant: set[str] = set()
    found: set[int] = set()
    for index, (change, (before, after)) in enumerate(
        zip(planned.changes, pairwise(planned.catalogs), strict=True)
    ):
        if isinstance(change, AddField):
            if change.field.numbering is None:
                constant.add(change.field.id)
            continue
        conversion = change.conversion(before, after) if constant else None
        if conversion is not None and conversion.old.id in constant:
            found.add(index)
        holding = change.holding(before) if constant else None
        if holding is not None and holding.part is not None:
            constant.discard(holding.part)
    return frozenset(found)


def _beside_others(columns: Mapping[str, Column[Any]], generation: int) -> dict[str, Column[Any]]:
    """The same columns under names that those of earlier conversions and fillings of the field do not have."""
    return {name: Column(f"{each.name}_{generation}", each.type) for name, each in columns.items()}


def _source(
    names: Sequence[str], filled: Mapping[str, Filled]
) -> Callable[[TableClause], list[ColumnElement[Any]]]:
    def source(records: TableClause) -> list[ColumnElement[Any]]:
        values: list[ColumnElement[Any]] = []
        for name in names:
            made = filled.get(name)
            if made is None or made.value is None:
                values.append(records.c[name])
            else:
                values.append(read_from(made.value, made.rows, {}, records))
        return values

    return source


def _same_values(field: Field, then: Field, *, filled: bool) -> bool:
    """Whether a field of the base has the same values, which give the same texts, as it has then.

    Args:
        filled: what becomes of options that go is known otherwise.
    """
    keys = [{option.key for option in each.options} for each in (field, then)]
    alike = replace(
        then,
        name=field.name,
        labels=field.labels,
        required=field.required,
        required_when=field.required_when,
        unique=field.unique,
        searchable=field.searchable,
        track_history=field.track_history,
        personal=field.personal,
        default=field.default,
        options=field.options if filled or keys[0] <= keys[1] else then.options,
    )
    return alike == field
