"""The numbers that a new record gets: a step of its creation, done where nothing speaks against it (decision 24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, Text, case, cast, func, select, union_all
from sqlalchemy.dialects.postgresql import insert

from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.numbering import formatted, local_time, next_counter, period
from metadata.settings import Numbering
from records.build import Build
from records.constants import constant


@dataclass(frozen=True)
class Among:
    """A new record among others of the same statement: how many they are, and which of them it is, from 1."""

    count: ColumnElement[Any]
    rank: ColumnElement[Any]


def numbered_step(
    build: Build, of: Object, passed: ColumnElement[bool], count: ColumnElement[Any] | None = None
) -> CTE | None:
    """`numbered`: each counter of the object moved on, if `passed`, by one or by `count`; None where it has none.

    Creations of the same object wait for each other from here to their commit, and always in the order of the field
    ids.
    """
    fields = sorted(_numbered(of), key=lambda each: each[0].id)
    if not fields:
        return None
    counter, now = build.tables.counter, local_time(build.catalog, func.now())

    def moved_on(number: ColumnElement[Any]) -> ColumnElement[Any]:
        return number if count is None else number + count - constant(1)

    first = union_all(
        *(
            select(
                constant(field.id).label("field_id"),
                period(numbering, now).label("period"),
                moved_on(cast(constant(numbering.start), BigInteger)).label("last"),
            ).where(passed)
            for field, numbering in fields
        )
    )
    adding = insert(counter).from_select(["field_id", "period", "last"], first)
    new = adding.excluded
    following = {
        field.id: moved_on(next_counter(numbering, counter.c.last, counter.c.period, new.period))
        for field, numbering in fields
    }
    taking = adding.on_conflict_do_update(
        index_elements=[counter.c.field_id],
        set_={
            "last": case(following, value=counter.c.field_id),
            "period": func.greatest(counter.c.period, new.period, type_=Text()),
        },
    )
    return taking.returning(counter.c.field_id, counter.c.last).cte(build.called("numbered"))


def numbers_given(
    build: Build, of: Object, numbered: CTE, among: Among | None = None
) -> Mapping[str, ColumnElement[Any]]:
    """Column name to the number that the record gets."""
    now = local_time(build.catalog, func.now())

    def own(last: ColumnElement[Any]) -> ColumnElement[Any]:
        return last if among is None else last - among.count + among.rank

    return {
        type_of(field).columns(field)[0].name: formatted(
            numbering,
            now,
            own(select(numbered.c.last).where(numbered.c.field_id == constant(field.id)).scalar_subquery()),
        )
        for field, numbering in _numbered(of)
    }


def _numbered(of: Object) -> list[tuple[Field, Numbering]]:
    return [(field, field.numbering) for field in of.fields if field.numbering is not None]
