"""Rows joined with the records that their to-one relations lead to."""

from collections.abc import Iterable, Mapping

from sqlalchemy import FromClause, and_

from records.build import Build
from records.plans.via import Referred, Step, end_of

Way = tuple[str, ...]
"""What names the fields from a record to another; empty for the record itself."""


def way_of(steps: tuple[Step, ...]) -> Way:
    """The ids of the steps, with those of the objects that references lead to."""
    return tuple(
        f"{step.reference.id} {step.target.id}" if isinstance(step, Referred) else step.id for step in steps
    )


def joined(
    build: Build, rows: FromClause, ways: Iterable[tuple[Step, ...]]
) -> tuple[FromClause, Mapping[Way, FromClause]]:
    """The rows, never more or fewer, with what the ways lead to; and by way where each is read from.

    A related record that the caller may not see is as if there were none.
    """
    source = rows
    tables: dict[Way, FromClause] = {(): rows}
    for steps in ways:
        for depth, step in enumerate(steps):
            way = way_of(steps[: depth + 1])
            if way not in tables:
                field = step.reference if isinstance(step, Referred) else step
                target = end_of(build.catalog, step)
                related = tables[way] = build.rows(target)
                held = tables[way[:-1]].c[f"{field.name}Id"]
                source = source.outerjoin(related, and_(related.c.id == held, build.visible(related, target)))
    return source, tables
