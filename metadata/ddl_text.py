"""The DDL of a list of changes, worked out as text before anybody waits, and run as few statements.

PostgreSQL reads a table's definition anew for each statement that alters it, which takes the longer the more columns it
has. So what only adds to a table is added by one statement, however many changes say it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from alembic.ddl.base import AddColumn
from sqlalchemy import ClauseElement
from sqlalchemy.schema import CreateIndex

from core.sql import DIALECT, quoted
from metadata.changes.base import Stamp
from metadata.changes.table_ddl import AddKeptConstraint
from metadata.planned import Planned
from metadata.search_moves import SearchMoves
from metadata.tables import NEW

_NOBODY = Stamp(None, 0)
"""Of rewrites that are looked for and not run."""


@dataclass(frozen=True)
class Statement:
    """One statement of DDL.

    Attributes:
        altered: what it begins with, where it only adds to a table and can be one with others that do: `ALTER TABLE …`.
        index: it makes an index, which can be made after such.
    """

    text: str
    altered: str | None = None
    index: bool = False


def statement(element: ClauseElement) -> Statement:
    """The statement that an element is."""
    text = str(element.compile(dialect=DIALECT))
    table: tuple[str | None, str] | None = None
    match element:
        case AddColumn():
            table = (element.schema, element.table_name)
        case AddKeptConstraint():
            table = (element.element.table.schema, element.element.table.name)
        case CreateIndex():
            return Statement(text, index=True)
    altered = None if table is None else f"ALTER TABLE {quoted(str(table[0]))}.{quoted(table[1])} "
    return Statement(text, altered if altered is not None and text.startswith(altered) else None)


def joined(statements: Iterable[Statement]) -> str:
    """Statements as one text. They do the same as one after the other."""
    texts: list[str] = []
    added: dict[str, list[str]] = {}
    indexes: list[str] = []
    for each in statements:
        if each.altered is not None:
            added.setdefault(each.altered, []).append(each.text.removeprefix(each.altered))
        elif each.index:
            indexes.append(each.text)
        else:
            texts += [*_added(added), *indexes, each.text]
            added, indexes = {}, []
    return ";\n".join([*texts, *_added(added), *indexes])


def _added(added: dict[str, list[str]]) -> Iterator[str]:
    return (f"{altered}{', '.join(parts)}" for altered, parts in added.items())


def known_ddl(
    planned: Planned, searches: Sequence[SearchMoves], namespace: str, *, adding: bool
) -> list[tuple[Statement, ...] | None]:
    """By the places of the changes the statements of those that are DDL alone; None for the others.

    Args:
        adding: only of those that add to tables alone, which stay as they are whatever was prepared before.
    """
    found: list[tuple[Statement, ...] | None] = []
    pairs = zip(planned.changes, pairwise(planned.catalogs), searches, strict=True)
    for change, catalogs, search in pairs:
        more = (
            change.conversion(*catalogs) is not None
            or search.fillings
            or change.fillings(*catalogs, namespace, _NOBODY)
            or change.rewrites(*catalogs, namespace, _NOBODY)
        )
        elements: list[ClauseElement] = []
        if not more:
            elements = [*search.before, *change.ddl(*catalogs, namespace), *search.within, *search.after]
        made = tuple(statement(each) for each in elements)
        plain = all(each.altered is not None and NEW not in each.text for each in made)
        found.append(None if more or (adding and not plain) else made)
    return found
