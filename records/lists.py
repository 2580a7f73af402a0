"""Which records belong to a list: the same for its page, its count and its groups."""

from sqlalchemy import ColumnElement, FromClause

from records.build import Build
from records.conditions import condition_sql
from records.plans.groups import Groups
from records.plans.selections import Connection
from records.search import matches


def listed(
    build: Build, of: Connection | Groups, parent: FromClause | None, rows: FromClause
) -> list[ColumnElement[bool]]:
    """The conditions that a row of `rows` belongs to the list; `parent` has the record that a nested one is of."""
    found = [build.visible(rows, of.object)]
    if of.via is not None and parent is not None:
        found.append(build.leads(of.via, rows, parent))
    if of.where is not None:
        found.append(condition_sql(build, of.where, rows, of.object))
    if of.search is not None:
        found.append(matches(build, of.search, rows))
    return found
