"""The ways out of each stage, and whether the caller could take any of them with a record, as SQL."""

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, FromClause, and_, case, false, not_, or_

from metadata.catalog import Object
from records.build import Build
from records.constants import constant
from records.gates import PlacedClause, clauses_of_edge, open_sql, pipeline_of


@dataclass(frozen=True)
class Way:
    """An edge, and the clauses that can close it."""

    source: str
    target: str
    placed: tuple[PlacedClause, ...]


def ways_of(build: Build, of: Object) -> tuple[Way, ...]:
    """The edges in the order of the stages that they leave."""
    pipeline = pipeline_of(of)
    return tuple(
        Way(
            edge.source,
            edge.target,
            tuple(
                each
                for each in clauses_of_edge(build.catalog, of, edge)
                if each.enforced or each.due is not None
            ),
        )
        for stage in pipeline.stages
        for edge in pipeline.transitions
        if edge.source == stage.name
    )


def is_stuck(build: Build, of: Object, rows: FromClause) -> ColumnElement[bool]:
    """Whether a record is stuck; never null."""
    permitted, judged = build.permitted("promote", rows, of, exact=True), build.judge(rows, of)
    stages = [
        (
            rows.c.stage == constant(source),
            not_(and_(permitted, or_(*(open_sql(each.placed, judged) for each in ways)))),
        )
        for source, ways in groupby(ways_of(build, of), lambda each: each.source)
    ]
    return case(*stages, else_=false()) if stages else false()
