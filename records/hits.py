"""The search over several objects: the best matches of each, and of these the best."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    REAL,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Subquery,
    Text,
    case,
    cast,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from records.build import Build
from records.constants import constant
from records.cost import FixedLength
from records.json_sql import EMPTY, display_text, json_object
from records.plans.reads import FindHits, SoughtObject
from records.plans.search import Search
from records.plans.selections import Selection
from records.search import matches, rank_of

RecordJson = Callable[[Build, Selection, FromClause, ColumnElement[bool]], ColumnElement[Any]]
"""Makes the JSON of one record (`records.read.record_json`)."""


def hits_sql(build: Build, read: FindHits, record: RecordJson) -> ColumnElement[Any]:
    """The hits as one JSON array, the best first."""
    if not read.objects:
        return EMPTY
    size = constant(read.first)
    best = [_best_of(build, read, place, each, size) for place, each in enumerate(read.objects)]
    every: CompoundSelect[Any] = union_all(*best)
    found = every.subquery(build.fresh("u"))
    hits = select(found).order_by(*_order(found)).limit(size).subquery(build.fresh("q"))
    with build.cost.rows_of(FixedLength(read.first, ("first",)), max(len(read.nodes), 1)):
        hit = json_object(build, _hit_columns(build, read, hits, record))
    return (
        select(func.coalesce(func.json_agg(aggregate_order_by(hit, *_order(hits))), EMPTY))
        .select_from(hits)
        .correlate_except(hits)
        .scalar_subquery()
    )


def _best_of(
    build: Build, read: FindHits, place: int, sought: SoughtObject, size: ColumnElement[int]
) -> Select[Any]:
    of = sought.object
    rows = build.rows(of)
    search = Search(read.text, sought.tags, "query")
    # A rank is a mean over the fields asked; the more there are, the less each hit would count.
    rank = cast(rank_of(build, search, rows) * constant(len(sought.tags)), REAL).label("rank")
    best = (
        select(rank, constant(place).label("place"), rows.c.id, _title(build, sought, rows).label("title"))
        .select_from(rows)
        .where(build.visible(rows, of), matches(build, search, rows))
        .order_by(rank.desc(), rows.c.id)
        .limit(size)
        .correlate_except(rows)
        .subquery(build.fresh("q"))
    )
    return select(best)


def _order(of: Subquery) -> tuple[ColumnElement[Any], ...]:
    return (of.c.rank.desc(), of.c.place, of.c.id)


def _title(build: Build, sought: SoughtObject, rows: FromClause) -> ColumnElement[Any]:
    if sought.title is None:
        return cast(null(), Text)
    return display_text(build, sought.object, sought.title, rows)


def _hit_columns(
    build: Build, read: FindHits, hits: Subquery, record: RecordJson
) -> dict[str, ColumnElement[Any]]:
    found: dict[str, ColumnElement[Any]] = {}
    for name, part in read.parts:
        match part:
            case "object":
                names = [constant(each.object.name) for each in read.objects]
                found[name] = _by_place(hits, names)
            case "__typename":
                found[name] = constant("SearchHit")
            case _:
                found[name] = hits.c[part]
    for node in read.nodes:
        records = []
        for selection in node.selections:
            rows = build.rows(selection.object)
            records.append(record(build, selection, rows, rows.c.id == hits.c.id))
        found[node.name] = _by_place(hits, records)
    return {name: found[name] for name in read.order}


def _by_place(hits: Subquery, values: list[ColumnElement[Any]]) -> ColumnElement[Any]:
    """The value for the object of a hit; the others are not made."""
    return case(*((hits.c.place == constant(place), value) for place, value in enumerate(values)))
