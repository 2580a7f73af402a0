"""What a publish does for search, change by change: found out from the catalogs between, said by no change.

Words are made anew where what they are made of becomes something else: another set of searchable fields, another type
or weight of one. However many changes of a list do that to an object, its table is written once, after the last.
Where a column gets another name alone, the function of the trigger follows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from alembic.ddl.base import AddColumn, ColumnName, DropColumn
from sqlalchemy import Column, ColumnElement, Computed, Text, column
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.sql import ddl_of, quoted
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.fillings import Filling, with_columns
from metadata.removed import removed_name, with_removed_objects
from metadata.search import SEARCH, Searched, search_words, searched_fields, searched_text
from metadata.search_trigger import function_made, trigger_dropped, trigger_made
from metadata.tables import new_name, record_table, search_index, statement_table

BESIDE = Column(new_name("search"), TSVECTOR())
"""The column in which new words stand until the publish."""


@dataclass
class SearchMoves:
    """What one change of a publish brings for search.

    Attributes:
        before: run before anything of the change.
        within: run when its columns have their names, before records are written.
        fillings: the words of objects, made when everything else of the change is done.
        after: run then.
    """

    before: list[ExecutableDDLElement] = field(default_factory=list)
    within: list[ExecutableDDLElement] = field(default_factory=list)
    fillings: list[Filling] = field(default_factory=list)
    after: list[ExecutableDDLElement] = field(default_factory=list)


@dataclass
class _Course:
    """What becomes of the words of one object, by the places of the changes in their list.

    Attributes:
        made, gone: the change that makes or erases the object with its words.
        remade: those after which its words are others.
        renamed: those after which they are made of columns of other names.
    """

    made: int | None = None
    gone: int | None = None
    remade: list[int] = field(default_factory=list)
    renamed: list[int] = field(default_factory=list)


def search_moves(changes: Sequence[Change], catalogs: Sequence[Catalog], namespace: str) -> list[SearchMoves]:
    """What each of the changes brings.

    Args:
        catalogs: before the first change, and after each of them.
    """
    found = [SearchMoves() for _ in changes]
    for object_id, course in _courses(changes, catalogs).items():
        _lay(found, object_id, course, catalogs, namespace)
    return found


def _lay(
    found: Sequence[SearchMoves],
    object_id: str,
    course: _Course,
    catalogs: Sequence[Catalog],
    namespace: str,
) -> None:
    if course.made is not None:
        made = _objects(catalogs[course.made + 1])[object_id]
        found[course.made].after += trigger_made(made, made.name, namespace)
    if course.gone is not None:
        found[course.gone].within.append(trigger_dropped(object_id, namespace))
    without = range(0)
    if course.remade:
        first, last = course.remade[0], course.remade[-1]
        without = range(first, last + 1)
        old = _objects(catalogs[first])[object_id]
        if searched_fields(old):
            table = _table_name(catalogs[first], old)
            found[first].before += (
                trigger_dropped(object_id, namespace),
                DropColumn(table, Column(SEARCH, TSVECTOR()), schema=namespace),
            )
        new = _objects(catalogs[last + 1])[object_id]
        if searched_fields(new):
            found[last].fillings.append(_filling(catalogs[last + 1], new, namespace))
            found[last].after += trigger_made(new, new.name, namespace)
    for at in course.renamed:
        if at not in without:
            found[at].within.append(function_made(_objects(catalogs[at + 1])[object_id], namespace))


def _filling(after: Catalog, definition: Object, namespace: str) -> Filling:
    """The words of an object's records.

    At once PostgreSQL writes the table anew, which costs less than to give each record another version: it generates
    the column, and then no longer.
    """
    table = record_table(after, definition, namespace)
    words = search_words(definition)
    generated = Column(SEARCH, TSVECTOR(), Computed(words, persisted=True))
    indexed = CreateIndex(search_index(definition, table))
    kept = f"ALTER TABLE {namespace}.{quoted(table.name)} ALTER COLUMN {SEARCH} DROP EXPRESSION"
    return Filling(
        key=f"{SEARCH} {definition.id}",
        of=made_of(definition),
        object=definition,
        rows=with_columns(statement_table(definition, namespace), [BESIDE]),
        columns={SEARCH: BESIDE},
        values={SEARCH: words},
        reads=frozenset(_columns_read(definition)),
        valued=None,
        changed=None,
        at_once=(AddColumn(table.name, generated, schema=namespace), ddl_of(kept), indexed),
        swap=(ColumnName(table.name, BESIDE.name, SEARCH, schema=namespace), indexed),
    )


def _courses(changes: Sequence[Change], catalogs: Sequence[Catalog]) -> Mapping[str, _Course]:
    found: dict[str, _Course] = {}
    for at, (change, (before, after)) in enumerate(zip(changes, pairwise(catalogs), strict=True)):
        if before.objects is after.objects and before.removed_objects is after.removed_objects:
            continue
        conversion = change.conversion(before, after)
        converted = None if conversion is None else conversion.old.id
        olds, news = _objects(before), _objects(after)
        for object_id in {**olds, **news}:
            old, new = olds.get(object_id), news.get(object_id)
            if old is new:
                continue
            course = found.get(object_id, _Course())
            if old is None or new is None:
                if old is None and new is not None and searched_fields(new):
                    course.made = at
                if old is not None and searched_fields(old):
                    course.gone = at
            elif _otherwise(old, new, converted):
                course.remade.append(at)
            elif _columns_read(old) != _columns_read(new):
                course.renamed.append(at)
            else:
                continue
            found[object_id] = course
    return found


def _otherwise(old: Object, new: Object, converted: str | None) -> bool:
    """Whether the words are made of something else, or of columns that are others."""
    before, after = searched_fields(old), searched_fields(new)
    if converted is not None and any(each.field.id == converted for each in (*before, *after)):
        return True
    # Most changes leave the fields alone that they are not about: nothing of these has to be compared.
    same = len(before) == len(after) and all(_alike(*pair) for pair in zip(before, after, strict=True))
    return not same and made_of(old) != made_of(new)


def _alike(one: Searched, other: Searched) -> bool:
    return one.field is other.field and one.weight == other.weight


def made_of(definition: Object) -> tuple[object, ...]:
    """What the words of its records are made of, whatever the columns are called."""
    return tuple(
        (each.field.id, each.field.type, each.tag, each.weight, searched_text(each, _columns_by_id))
        for each in searched_fields(definition)
    )


def _columns_by_id(of: Field) -> Mapping[str, ColumnElement[Any]]:
    return {spec.name: column(f"{of.id}_{spec.part}", Text()) for spec in type_of(of).columns(of)}


def _columns_read(definition: Object) -> tuple[str, ...]:
    fields = (each.field for each in searched_fields(definition))
    return tuple(spec.name for each in fields for spec in type_of(each).columns(each))


def _objects(catalog: Catalog) -> Mapping[str, Object]:
    """Also those that are removed, by their ids."""
    return {each.id: each for each in with_removed_objects(catalog).objects}


def _table_name(catalog: Catalog, definition: Object) -> str:
    return definition.name if definition.id in catalog.object_by_id else removed_name(definition.id)
