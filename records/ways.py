"""The ways out of each stage, and whether the caller could take any of them with a record, as SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, FromClause, and_, case, false, not_, or_

from metadata.catalog import Object
from metadata.pipelines import Transition
from records.build import Build
from records.constants import constant
from records.gates import PlacedClause, clauses_of_edge, open_sql, pipeline_of
from records.permitted_moves import by_rule


@dataclass(frozen=True)
class Way:
    """An edge, and the clauses that can close it."""

    source: str
    target: str
    placed: tuple[PlacedClause, ...]
    edge: Transition


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
            edge,
        )
        for stage in pipeline.stages
        for edge in pipeline.transitions
        if edge.source == stage.name
    )


def is_stuck(build: Build, of: Object, rows: FromClause) -> ColumnElement[bool]:
    """Whether a record is stuck; never null."""
    judged = build.judge(rows, of)

    def led(ways: Sequence[Way]) -> ColumnElement[bool]:
        opens = {each.target: open_sql(each.placed, judged) for each in ways}
        return or_(
            *(
                and_(build.row_rule(rule, rows, of, exact=True), or_(*(opens[each.target] for each in alike)))
                for rule, alike in by_rule(build, of, [each.edge for each in ways])
            )
        )

    stages = [
        (rows.c.stage == constant(source), not_(led([*ways])))
        for source, ways in groupby(ways_of(build, of), lambda each: each.source)
    ]
    return case(*stages, else_=false()) if stages else false()
