"""The edges of a pipeline under the catalog in force and under a draft, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, FromClause, SmallInteger, Text, case, cast, literal_column
from sqlalchemy.dialects.postgresql import ARRAY, array

from core.errors import fault
from metadata.catalog import Catalog, Object
from metadata.pipelines import Pipeline
from records.constants import constant
from records.drafted import DraftedBuild
from records.gates import PlacedClause, clauses_of_edge, open_sql, pipeline_of

CLOSED, ALLOWED, BLOCKED, OPEN = range(4)
"""What becomes of a way out: it is closed as it was, open now, closed now, open as it was."""

OUTCOMES: ARRAY[int] = ARRAY(SmallInteger())

MOST_CLAUSES = 3_000
"""Clauses of all edges, now and then, in one statement."""


@dataclass(frozen=True)
class Crossing:
    """One edge, known by the ids of its stages.

    Attributes:
        source, target: names of the stages, of the catalog in force where it has them.
        now: its clauses in force; None where there is no such edge.
        then: its clauses under the draft; None where it would be gone.
    """

    source: str
    target: str
    now: tuple[PlacedClause, ...] | None
    then: tuple[PlacedClause, ...] | None


def crossings(build: DraftedBuild, of: Object) -> tuple[Crossing, ...]:
    """The edges out of the stages that records can be in, in the order of the stages.

    Raises:
        SluiceError: CATALOG_INVALID where the draft leaves no pipeline to judge; FORBIDDEN where it reads what the
            caller may not; QUERY_TOO_COMPLEX.
    """
    before, drafted = pipeline_of(of), build.draft.object_by_id.get(of.id)
    if drafted is None or drafted.pipeline is None or drafted.pipeline.id != before.id:
        message = f"The draft leaves no pipeline of {of.name} whose gates could be tried"
        raise fault("CATALOG_INVALID", message, "changes", hint="Try the changes of its gates alone.")
    published, planned = (
        _edges(build.catalog, of, before),
        _edges(build.draft, drafted, drafted.pipeline),
    )
    names = {each.id: each.name for each in (*drafted.pipeline.stages, *before.stages)}
    here = [each.id for each in before.stages]
    ways = sorted(
        (way for way in dict.fromkeys((*published, *planned)) if way[0] in here),
        key=lambda way: here.index(way[0]),
    )
    found = tuple(
        Crossing(names[source], names[target], published.get((source, target)), planned.get((source, target)))
        for source, target in ways
    )
    if sum(len(each.now or ()) + len(each.then or ()) for each in found) > MOST_CLAUSES:
        message = f"The gates of {of.name} have more than {MOST_CLAUSES:,} clauses together"
        raise fault("QUERY_TOO_COMPLEX", message, "object")
    _refuse_what_would_tell(build, of, found)
    return found


Way = tuple[str, str]
"""Ids of the stages that an edge leads from and to."""


def _edges(catalog: Catalog, of: Object, pipeline: Pipeline) -> dict[Way, tuple[PlacedClause, ...]]:
    ids = {each.name: each.id for each in pipeline.stages}
    return {
        (ids[edge.source], ids[edge.target]): clauses_of_edge(catalog, of, edge)
        for edge in pipeline.transitions
    }


def _refuse_what_would_tell(build: DraftedBuild, of: Object, found: Sequence[Crossing]) -> None:
    """Whoever chooses a threshold and counts who meets it reads the field; an edge that keeps a clause tells no more.

    Raises:
        SluiceError: FORBIDDEN.
    """
    for each in found:
        known = {placed.clause.expression for placed in each.now or () if _told(placed)}
        for placed in each.then or ():
            expression = placed.clause.expression
            if not build.tells_all(expression, of) and expression not in known:
                message = "A gate of the draft reads what the caller's roles may not read in every record"
                hint = "Have somebody try it who may read all that its gates do."
                raise fault("FORBIDDEN", message, "changes", hint=hint, gate=placed.pointer)


def _told(placed: PlacedClause) -> bool:
    """Whether whoever sees a record is told if it satisfies the clause."""
    return placed.criterion is None or placed.criterion.mode != "shadow"


def outcomes(
    build: DraftedBuild, of: Object, found: Sequence[Crossing], rows: FromClause
) -> ColumnElement[Any]:
    """`smallint[]`: what becomes of each way out of the record's stage, in the order of `found`.

    Whoever moves a record is taken to be its owner.
    """
    none = cast(literal_column("'{}'", Text()), OUTCOMES)
    with build.moved_by(rows.c.ownerId):
        stages = [
            (
                rows.c.stage == constant(source),
                cast(array([outcome(build, of, each, rows) for each in ways]), OUTCOMES),
            )
            for source, ways in groupby(found, lambda each: each.source)
        ]
    return case(*stages, else_=none) if stages else none


def outcome(build: DraftedBuild, of: Object, crossing: Crossing, rows: FromClause) -> ColumnElement[int]:
    """What becomes of one way out; each rule is asked once, and one that stays is not asked again."""
    now, then = crossing.now, crossing.then
    if now is not None and stays(build, of, crossing):
        return case((open_sql(now, build.judge(rows, of)), constant(OPEN)), else_=constant(CLOSED))
    was = (
        constant(0)
        if now is None
        else case((open_sql(now, build.judge(rows, of)), constant(2)), else_=constant(0))
    )
    if then is None:
        return was
    with build.drafting():
        return was + case((open_sql(then, build.judge(rows, of)), constant(1)), else_=constant(0))


def stays(build: DraftedBuild, of: Object, crossing: Crossing) -> bool:
    """Whether the edge means the same in every record under the draft."""
    now, then = crossing.now, crossing.then
    if now is None or then is None or _days(build.draft) != _days(build.catalog):
        return False
    same = _judging(now) == _judging(then)
    # What a rule of the draft reads can be called the same and be computed otherwise.
    return same and all(build.stands(each.clause.expression, of) for each in then)


def _days(catalog: Catalog) -> object:
    """What decides which days count."""
    return catalog.time_zone, catalog.working_calendar


def _judging(placed: Sequence[PlacedClause]) -> list[object]:
    """What of the clauses decides whether the edge is open."""
    return [
        (each.clause.expression, each.enforced, each.due)
        for each in placed
        if each.enforced or each.due is not None
    ]
