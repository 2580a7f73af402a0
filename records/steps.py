"""CTEs of one statement whose columns are chosen last.

A record with hundreds of fields goes through every step of a write, and PostgreSQL pays for each column of each step.
So a step is first a name with all columns that it could have, and everything that reads it is built on these; when the
whole statement is known, the step is defined with the columns that are read.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ClauseElement, ColumnClause, ColumnElement, HasCTE, Select, TableClause, column
from sqlalchemy.sql import visitors


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


def with_steps(statement: Select[Any], steps: Sequence[Step | CTE]) -> Select[Any]:
    """The statement with the steps before it, in their order; each may read those before it."""
    readers: list[ClauseElement] = [statement]
    ctes: list[CTE] = []
    for each in reversed(steps):
        cte = each if isinstance(each, CTE) else _defined(each, readers)
        ctes.insert(0, cte)
        readers.append(cte.element)
    return statement.add_cte(*ctes)


def _defined(step: Step, readers: Sequence[ClauseElement]) -> CTE:
    read = {name for reader in readers for name in _read(step.rows, reader)}
    names = [each.name for each in step.rows.c if each.name in read]
    # A query has at least one column, and whether there is a row may be all that is asked.
    return step.define(names or [step.rows.c[0].name]).cte(step.rows.name)


def _read(rows: TableClause, reader: ClauseElement) -> Iterable[str]:
    """The names of the columns of `rows`, or of an alias of it, that stand in `reader`."""
    for part in visitors.iterate(reader):
        if isinstance(part, ColumnClause):
            table = part.table
            if table is rows or getattr(table, "element", None) is rows:
                yield part.name
