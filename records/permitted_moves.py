"""Which moves along the pipeline a caller's roles may make with a record, as SQL.

Where their grants of `promote` are narrowed to some moves, each edge has a row rule of its own; else all have one.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, FromClause, case, false, not_, or_

from metadata.catalog import Object
from metadata.pipelines import Transition
from policies.access import RowRule
from records.build import Build
from records.constants import constant
from records.gates import pipeline_of

FORBIDDEN = "!forbidden"
"""The column that says of a record as it was whether the caller may not move it so."""


def rule_of(build: Build, of: Object, edge: Transition) -> RowRule:
    """The row rule of an edge."""
    stages = pipeline_of(of).stage_by_name
    return build.access_to(of).move(stages[edge.source].id, stages[edge.target].id)


def narrowed(build: Build, of: Object) -> bool:
    """Whether some moves are granted and others not."""
    return build.access_to(of).moves is not None


def by_rule(
    build: Build, of: Object, edges: Sequence[Transition]
) -> tuple[tuple[RowRule, tuple[Transition, ...]], ...]:
    """The edges by their row rules, each of which is then asked once."""
    found: list[tuple[RowRule, list[Transition]]] = []
    for edge in edges:
        rule = rule_of(build, of, edge)
        alike = next((each for known, each in found if known == rule), None)
        if alike is None:
            found.append((rule, [edge]))
        else:
            alike.append(edge)
    return tuple((rule, tuple(alike)) for rule, alike in found)


def any_permitted(
    build: Build, of: Object, edges: Sequence[Transition], rows: FromClause
) -> ColumnElement[bool]:
    """Whether the caller may take any of the edges with a record; never null."""
    return or_(
        false(), *(build.row_rule(rule, rows, of, exact=True) for rule, _ in by_rule(build, of, edges))
    )


def forbidden(build: Build, of: Object, edges: Sequence[Transition], rows: FromClause) -> ColumnElement[bool]:
    """Whether a record stands where one of the edges begins, and the caller may not take it; never null."""
    closed = [
        (
            rows.c.stage == constant(edge.source),
            not_(build.row_rule(rule_of(build, of, edge), rows, of, exact=True)),
        )
        for edge in edges
    ]
    return case(*closed, else_=false()) if closed else false()
