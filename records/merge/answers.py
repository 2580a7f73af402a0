"""What a merge answers beside the record: of which record each value is, and how many records point to it since.

Of what the caller may not read nothing is told, neither that a value was taken nor that a record was moved.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    case,
    cast,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from metadata.field_history import json_of
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.link_tables import SOURCE
from records.build import Build
from records.constants import constant
from records.json_sql import EMPTY, labelled
from records.merge.ids import first_column
from records.merge.pointing import Relinked, Repointed
from records.merge.survivor import PLACE, Merging
from records.plans.writes import MergedValuesPart, MovedRecordsPart, WritePlan
from records.steps import Earlier

_VALUE, _MOVED = "MergedValue", "MovedRecords"
"""The GraphQL types of the parts."""


def merge_columns(
    build: Build,
    write: WritePlan,
    merging: Merging,
    pointing: Sequence[Repointed],
    linking: Sequence[Relinked],
) -> Iterator[ColumnElement[Any]]:
    """JSON for the parts of the payload that a merge alone has, labelled as all parts are."""
    for position, part in enumerate(write.payload):
        match part:
            case MergedValuesPart(_, parts):
                rows = _values(build, merging)
                yield _listed(build, rows, parts, _VALUE).label(f"part_{position}")
            case MovedRecordsPart(_, parts):
                rows = [*_pointing(build, merging, pointing), *_linking(build, linking)]
                yield _listed(build, rows, parts, _MOVED).label(f"part_{position}")


def _listed(
    build: Build, rows: Sequence[Select[Any]], parts: Sequence[tuple[str, str]], type_name: str
) -> ColumnElement[Any]:
    """The rows, each with its place, as JSON objects of the parts in the order of the places."""
    if not rows:
        return EMPTY
    found = union_all(*rows).subquery(build.fresh("v"))
    columns = {name: constant(type_name) if part == "__typename" else found.c[part] for name, part in parts}
    each = select(*labelled(columns)).correlate(found).subquery(build.fresh("j"))
    object_ = select(func.row_to_json(each.table_valued())).correlate(found).scalar_subquery()
    listed = func.json_agg(aggregate_order_by(object_, found.c.place), type_=JSON())
    there = select(func.coalesce(listed, EMPTY)).select_from(found)
    return (there.where(found.c.records > constant(0)) if "records" in found.c else there).scalar_subquery()


# The values


def _values(build: Build, merging: Merging) -> list[Select[Any]]:
    of, readable = merging.of, build.access_to(merging.of).read
    taken = {each.id for each in merging.taken}
    fields = [
        each
        for each in of.fields
        if each.id in readable and not each.computed and type_of(each).columns(each)
    ]
    return [_value(build, merging, each, place, each.id in taken) for place, each in enumerate(fields)]


def _value(build: Build, merging: Merging, field: Field, place: int, taken: bool) -> Select[Any]:
    merged, survivor, lost = merging.draft.merged.rows, merging.survivor.rows, merging.lost.rows
    value, told = json_of(field, merged), merged.c[first_column(field)].is_not(None)
    if field.names_record:
        shown = build.seen_id(field, merged.c[first_column(field)])
        value, told = cast(func.to_json(shown), JSON), shown.is_not(None)
    given = {each.field.id for each in merging.whole.assignments} - {each.id for each in merging.taken}
    source: ColumnElement[Any] = survivor.c.id
    if taken:
        first, chosen = merging.stands(field), merging.chosen.rows.c[field.id]
        other = select(lost.c.id).where(lost.c[PLACE] == chosen).scalar_subquery()
        source = case((first, survivor.c.id), else_=other)
    elif field.id in given:
        source = cast(null(), Uuid())
    return select(
        constant(place).label("place"),
        constant(field.name).label("field"),
        value.label("value"),
        case((told, source), else_=cast(null(), Uuid())).label("from"),
    ).select_from(merged, survivor, merging.chosen.rows)


# What points to it


def _pointing(build: Build, merging: Merging, pointing: Sequence[Repointed]) -> Iterator[Select[Any]]:
    for place, each in enumerate(pointing):
        access = build.access.objects.get(each.of.id)
        rows = each.changed.rows
        for field in each.fields if access is not None else ():
            if access is not None and field.id in access.read:
                moved = merging.ids.are_merged(Earlier(rows).c[first_column(field)])
                seen = build.visible(rows, each.of)
                found = select(func.count()).select_from(rows).where(moved, seen)
                yield _counted(place, each.of.name, field, found)


def _linking(build: Build, linking: Sequence[Relinked]) -> Iterator[Select[Any]]:
    for place, each in enumerate(linking):
        access = build.access.objects.get(each.of.id)
        if access is not None and each.field.id in access.read:
            rows = build.rows(each.of)
            joined = rows.join(each.come, each.come.c[SOURCE] == rows.c.id)
            found = select(func.count()).select_from(joined).where(build.visible(rows, each.of))
            yield _counted(1_000 + place, each.of.name, each.field, found)


def _counted(place: int, name: str, field: Field, found: Select[Any]) -> Select[Any]:
    return select(
        constant(place).label("place"),
        constant(name).label("object"),
        constant(field.name).label("field"),
        found.scalar_subquery().label("records"),
    )
