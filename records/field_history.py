"""The history of a record's fields as JSON: pages of what their values were, the newest change first.

Who reads it may read the fields now, whatever it was when they were written. An id that a relation held is shown as the
relation itself would show it.
"""

from typing import Any, assert_never

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from metadata.catalog import Object
from records.binding import uuid_of
from records.build import Build
from records.constants import constant
from records.cost import FixedLength
from records.json_sql import EMPTY, json_object
from records.members import member_json
from records.plans.selections import FieldChanges, FieldHistory, HistoryPart, PageInfo, TotalCount
from records.plans.type_name import TypeName

_COLUMNS = {"id": "id", "recordedAt": "recorded_at", "catalogVersion": "catalog_version"}


def field_history(build: Build, item: FieldHistory, of: Object, rows: FromClause) -> ColumnElement[Any]:
    """The page of each of `rows`, records of `of`."""
    found: dict[str, ColumnElement[Any]] = {}
    with build.cost.rows_of(FixedLength(item.size, ("first",))):
        for part in item.parts:
            found[part.name] = _part(build, item, part, of, rows)
    return json_object(build, found)


def _part(
    build: Build, item: FieldHistory, part: HistoryPart, of: Object, rows: FromClause
) -> ColumnElement[Any]:
    match part:
        case FieldChanges():
            page = _page(build, item, of, rows).subquery(build.fresh("n"))
            change = _change(build, item, part, page)
            ordered = aggregate_order_by(change, page.c.id.desc())
            return (
                select(func.coalesce(func.json_agg(ordered), EMPTY))
                .select_from(page)
                .correlate_except(page)
                .scalar_subquery()
            )
        case PageInfo(_, parts):
            return json_object(build, {name: _page_fact(build, item, what, of, rows) for name, what in parts})
        case TotalCount():
            notes = _notes(build)
            counted = select(func.count()).select_from(notes).where(_concerned(item, of, rows, notes))
            return counted.correlate_except(notes).scalar_subquery()
        case TypeName(_, type_name):
            return constant(type_name)
    assert_never(part)


def _notes(build: Build) -> FromClause:
    """The history of fields under a fresh alias."""
    name = build.fresh("n")
    if build.overlay is not None and build.overlay.notes is not None:
        return build.overlay.notes.subquery(name)
    return build.tables.field_history.alias(name)


def _concerned(item: FieldHistory, of: Object, rows: FromClause, notes: FromClause) -> ColumnElement[bool]:
    return and_(
        notes.c.record_id == rows.c.id,
        notes.c.object_id == constant(of.id),
        notes.c.field_id.in_([constant(each.id) for each in item.fields]),
    )


def _from_here(build: Build, item: FieldHistory, of: Object, rows: FromClause) -> Select[Any]:
    """All changes from the beginning of the page on, in their order."""
    notes = _notes(build)
    conditions = [_concerned(item, of, rows, notes)]
    if item.after is not None:
        conditions.append(notes.c.id < build.bind(item.after, Uuid(), uuid_of, "after"))
    return select(notes).where(*conditions).order_by(notes.c.id.desc()).correlate_except(notes)


def _page(build: Build, item: FieldHistory, of: Object, rows: FromClause) -> Select[Any]:
    return _from_here(build, item, of, rows).limit(constant(item.size))


def _page_fact(
    build: Build, item: FieldHistory, what: str, of: Object, rows: FromClause
) -> ColumnElement[Any]:
    """One of the facts of `PageInfo`."""
    match what:
        case "hasNextPage":
            return exists(_from_here(build, item, of, rows).offset(constant(item.size)).limit(constant(1)))
        case "hasPreviousPage":
            return literal_column("false" if item.after is None else "true", Boolean())
        case "startCursor" | "endCursor":
            page = _page(build, item, of, rows).subquery(build.fresh("n"))
            order = page.c.id.desc() if what == "startCursor" else page.c.id.asc()
            ends = select(page.c.id).order_by(order).limit(constant(1))
            return ends.correlate_except(page).scalar_subquery()
        case "__typename":
            return constant("PageInfo")
    raise ValueError(f"a page has no {what}")


def _change(build: Build, item: FieldHistory, part: FieldChanges, notes: FromClause) -> ColumnElement[Any]:
    columns: dict[str, ColumnElement[Any]] = {}
    for name, what in part.parts:
        match what:
            case "__typename":
                columns[name] = constant("FieldChange")
            case "field":
                names = {each.id: constant(each.name) for each in item.fields}
                columns[name] = case(names, value=notes.c.field_id)
            case "old" | "new":
                columns[name] = _value(build, item, notes, notes.c[what])
            case _:
                columns[name] = notes.c[_COLUMNS[what]]
    for member in part.members:
        columns[member.name] = member_json(build, notes.c.actor, member.parts)
    return json_object(build, {name: columns[name] for name in part.order})


def _value(
    build: Build, item: FieldHistory, notes: FromClause, value: ColumnElement[Any]
) -> ColumnElement[Any]:
    """A value that was kept; an id that a relation held as the relation would show it."""
    held = cast(value.op("#>>", return_type=Text())(literal_column("'{}'", Text())), Uuid())
    shown = {
        each.id: build.seen_id(each, held) for each in item.fields if each.target is not None or each.targets
    }
    hidden = {id_: cast(func.to_json(seen), JSON) for id_, seen in shown.items() if seen is not held}
    return case(hidden, value=notes.c.field_id, else_=value) if hidden else value
