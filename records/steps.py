"""CTEs of one statement whose columns are chosen last.

A record with hundreds of fields goes through every step of a write, and PostgreSQL pays for each column of each step.
So a step is first a name with all columns that it could have, and everything that reads it is built on these; when the
whole statement is known, the step is defined with the columns that are read.

A step of many records carries along what later ones need of each: its columns as they were, under `EARLIER` and their
name. Joined again, two steps would be planned by how many rows PostgreSQL takes them to have, which it does not know.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ClauseElement,
    ColumnClause,
    ColumnElement,
    FromClause,
    HasCTE,
    Select,
    TableClause,
    column,
)
from sqlalchemy.sql.visitors import HasTraverseInternals

from core.sql import Columns

EARLIER = "<"
"""What the name of a column begins with that has the record as it was; no tenant can give such a name."""


@dataclass(frozen=True)
class Step:
    """One CTE.

    Attributes:
        rows: what it is called, with all columns that it could have.
        define: the query, given the names of the columns that it is to have, in the order of `rows`.
    """

    rows: TableClause
    define: Callable[[Sequence[str]], HasCTE]


def step(name: str, like: Iterable[ColumnElement[Any]], define: Callable[[Sequence[str]], HasCTE]) -> Step:
    """A step that could have columns of the names and types of `like`."""
    return Step(TableClause(name, *(column(str(each.key), each.type) for each in like)), define)


class _Carried:
    """Columns that a step carries along under a prefix, by their own names."""

    def __init__(self, rows: TableClause, prefix: str) -> None:
        self._rows = rows
        self._prefix = prefix

    def __getitem__(self, name: str, /) -> ColumnElement[Any]:
        return self._rows.c[self._prefix + name]

    def __contains__(self, name: str, /) -> bool:
        return self._prefix + name in self._rows.c


@dataclass(frozen=True)
class Along:
    """What a step carries along of each of its records, under a prefix."""

    rows: TableClause
    prefix: str

    @property
    def c(self) -> Columns:
        """Its columns."""
        return _Carried(self.rows, self.prefix)


@dataclass(frozen=True)
class Earlier:
    """The records of a step as they were."""

    rows: TableClause

    @property
    def c(self) -> Columns:
        """Their columns."""
        return _Carried(self.rows, EARLIER)


def carried(prefix: str, of: Iterable[ColumnElement[Any]]) -> list[ColumnClause[Any]]:
    """The columns of a step that carries along those of `of`."""
    return [column(prefix + str(each.key), each.type) for each in of]


def with_steps(statement: Select[Any], steps: Sequence[Step | CTE]) -> Select[Any]:
    """The statement with the steps before it, in their order; each may read those before it."""
    reading = _Reading()
    reading.look_at(statement)
    ctes: list[CTE] = []
    for each in reversed(steps):
        cte = each if isinstance(each, CTE) else _defined(each, reading.columns)
        ctes.insert(0, cte)
        reading.look_at(cte.element)
    return statement.add_cte(*ctes)


def _defined(step: Step, read: Set[tuple[FromClause | None, str]]) -> CTE:
    names = [each.name for each in step.rows.c if (step.rows, each.name) in read]
    # A query has at least one column, and whether there is a row may be all that is asked.
    return step.define(names or [step.rows.c[0].name]).cte(step.rows.name)


class _Reading:
    """The columns that stand in queries: what they are of, an alias looked through, and their names.

    A part that stands in many places, or many queries, is looked at once: conditions made of others, which these share,
    are small as objects and very large as text.
    """

    def __init__(self) -> None:
        self.columns: set[tuple[FromClause | None, str]] = set()
        # The parts are kept, so that no other one has the id of one of them meanwhile.
        self._known: dict[int, HasTraverseInternals] = {}

    def look_at(self, query: ClauseElement) -> None:
        """Find the columns of one more query."""
        waiting: list[HasTraverseInternals] = [query]
        while waiting:
            part = waiting.pop()
            if id(part) in self._known:
                continue
            self._known[id(part)] = part
            if isinstance(part, ColumnClause):
                self.columns.add((getattr(part.table, "element", part.table), part.name))
            elif not isinstance(part, BindParameter):
                waiting.extend(part.get_children())
