"""What points to records that are merged into another one, and points to that one afterwards.

    pointing  the records of an object that name one of them
    repointed the same, naming the one that stays                      (of each object that may point to it)
    relinked  links to them, again as links to the one that stays      (of each field that may link it)

All of them follow, also what the caller does not see or may not write: a record that pointed to one that is gone would
be lost. A deleted one follows when it is restored (`records.merge.followed`). Rules are not asked, as they are not when
a record that another names is written. The links that there were stay, so that they are back with a record that is
restored.

Nobody writes any of these tables meanwhile (`lock_of`): whoever has begun has finished, so it is seen; whoever begins
later sees that the records are gone. So nothing is left that points to them (decision 57).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    SelectBase,
    TableClause,
    case,
    func,
    not_,
    or_,
    select,
    table,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from core.sql import DIALECT
from metadata.catalog import Catalog, Object
from metadata.fields import Field
from metadata.link_tables import SOURCE, TARGET, link_rows
from metadata.tables import record_columns
from records.actors import ACTOR
from records.build import Build
from records.constants import constant, flagged
from records.merge.ids import MergedIds, first_column, names
from records.plans.inputs import Constant
from records.plans.writes import Assignment, Patch, Update
from records.steps import EARLIER, Earlier, Step, carried, step
from records.traces import event_of, noted_of
from tenants.namespace import namespace_tables

LOCK_MILLISECONDS = 1_500
"""The longest that a merge which waits for its tables keeps other writers of these waiting behind it.

More than PostgreSQL's `deadlock_timeout`, after which autovacuum gives way to who waits for it."""


@dataclass(frozen=True)
class Repointed:
    """The records of one object that named merged ones.

    Attributes:
        fields: by which they may.
        changed: as they are written, with what they were along.
        noted: their rows of the history of fields.
    """

    of: Object
    fields: tuple[Field, ...]
    pointing: Step
    changed: Step
    noted: Step | None

    @property
    def operation(self) -> Update:
        """What happens to them."""
        return Update(Constant(None), Patch(tuple(Assignment(each, Constant(None)) for each in self.fields)))


@dataclass(frozen=True)
class Relinked:
    """Links to the record that stays, of a field that linked merged ones: `come` are those that are new."""

    of: Object
    field: Field
    come: CTE


def pointers(catalog: Catalog, of: Object) -> Iterator[tuple[Object, tuple[Field, ...]]]:
    """The objects whose records may name one of `of`, with the fields by which."""
    for owner in catalog.objects:
        fields = tuple(each for each in owner.fields if names(each, of))
        if fields:
            yield owner, fields


def linkers(catalog: Catalog, of: Object) -> Iterator[tuple[Object, Field]]:
    """The fields that may link records of `of`, with the objects that have them."""
    for owner in catalog.objects:
        for field in owner.fields:
            if field.links == of.id:
                yield owner, field


def lock_of(catalog: Catalog, of: Object, namespace: str) -> str:
    """The SQL that keeps others from writing what may point to records of `of`, or lets them finish first.

    The head comes first, as in every statement of a tenant: whoever publishes locks it. All others are taken in one
    order, the table of the records among them, so that merges of objects that point to each other do not meet.
    """
    tables = {each.name: each for each in _written_by(catalog, of, namespace)}
    listed = ", ".join(_quoted(tables[name]) for name in sorted(tables))
    head = f"LOCK TABLE {_quoted(namespace_tables(namespace).head)} IN ACCESS SHARE MODE"
    return f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}; {head}; LOCK TABLE {listed} IN SHARE ROW EXCLUSIVE MODE"


def _written_by(catalog: Catalog, of: Object, namespace: str) -> Iterator[TableClause]:
    """The table of `of`, those that may point to its records, and those of the links that these have."""
    yield table(of.name, schema=namespace)
    for owner, _ in pointers(catalog, of):
        yield table(owner.name, schema=namespace)
    fields = [field for _, field in linkers(catalog, of)]
    for field in (*fields, *(each for each in of.fields if each.links is not None)):
        yield link_rows(field, namespace)


def _quoted(of: TableClause) -> str:
    return DIALECT.identifier_preparer.format_table(of)


def repointed(build: Build, of: Object, ids: MergedIds, passed: ColumnElement[bool]) -> tuple[Repointed, ...]:
    """What names the records of a merge, where nothing speaks against it."""
    found: list[Repointed] = []
    for position, (owner, fields) in enumerate(pointers(build.catalog, of)):
        build.branch = f"pointing{position}_"
        found.append(_repointed(build, of, owner, fields, ids, passed))
    build.branch = ""
    return tuple(found)


def _repointed(
    build: Build,
    of: Object,
    owner: Object,
    fields: tuple[Field, ...],
    ids: MergedIds,
    passed: ColumnElement[bool],
) -> Repointed:
    table = build.table(owner)
    rows = table.alias(build.fresh("t"))
    held = {each.id: first_column(each) for each in fields}
    named = or_(*(ids.are_merged(rows.c[name]) for name in held.values()))
    conditions = [passed, rows.c.deletedAt.is_(None), named]
    if owner.id == of.id:
        # These are written by the merge itself.
        conditions.append(not_(ids.concern(rows.c.id)))
    own = record_columns(table)

    def define(names: Sequence[str]) -> Select[Any]:
        return select(*(rows.c[name] for name in names)).where(*conditions)

    pointing = step(build.called("found"), own, define)
    before = pointing.rows
    values: dict[str, ColumnElement[Any]] = {
        name: case((ids.are_merged(before.c[name]), ids.into), else_=before.c[name]) for name in held.values()
    }
    values |= {"version": before.c.version + constant(1), "updatedAt": func.now(), "updatedBy": ACTOR}
    change = update(table).values(values).where(table.c.id == before.c.id)
    changed = step(
        build.called("changed"),
        [*table.c, *carried(EARLIER, own)],
        lambda names: change.returning(
            *(
                before.c[name.removeprefix(EARLIER)].label(name)
                if name.startswith(EARLIER)
                else table.c[name]
                for name in names
            )
        ),
    )
    kept = [each for each in fields if each.track_history]
    noted = noted_of(build, owner, kept, changed.rows, Earlier(changed.rows))
    return Repointed(owner, fields, pointing, changed, noted)


def event_of_pointing(build: Build, each: Repointed) -> Select[Any]:
    """The events of these."""
    rows = each.changed.rows
    was = Earlier(rows)
    columns = {field.id: first_column(field) for field in each.fields}
    flags = [
        case((rows.c[name].is_distinct_from(was.c[name]), constant(id_))) for id_, name in columns.items()
    ]
    return event_of(build, each.of, "updated", rows, flagged(flags))


def relinked(build: Build, of: Object, ids: MergedIds, passed: ColumnElement[bool]) -> tuple[Relinked, ...]:
    """What links the records of a merge, where nothing speaks against it."""
    return tuple(
        Relinked(owner, field, _come(build, of, owner, field, ids, passed))
        for owner, field in linkers(build.catalog, of)
    )


def _come(
    build: Build, of: Object, owner: Object, field: Field, ids: MergedIds, passed: ColumnElement[bool]
) -> CTE:
    table = link_rows(field, build.namespace)
    links = table.alias(build.fresh("l"))
    conditions = [passed, ids.are_merged(links.c[TARGET])]
    if owner.id == of.id:
        conditions.append(not_(ids.concern(links.c[SOURCE])))
    found = select(links.c[SOURCE], ids.into).distinct().where(*conditions)
    inserting = insert(table).from_select([SOURCE, TARGET], found).on_conflict_do_nothing()
    return inserting.returning(table.c[SOURCE], table.c[TARGET]).cte(build.fresh("relinked"))


def links_after(
    build: Build, linking: Sequence[Relinked], links: Mapping[str, SelectBase]
) -> Mapping[str, SelectBase]:
    """By the id of each field all its links as the merge leaves them.

    Args:
        links: the same, as what else is written leaves them.
    """
    found: dict[str, SelectBase] = {}
    for each in linking:
        standing = links.get(each.field.id)
        if standing is None:
            table = link_rows(each.field, build.namespace)
            standing = select(table.c[SOURCE], table.c[TARGET])
        found[each.field.id] = union_all(standing, select(each.come.c[SOURCE], each.come.c[TARGET]))
    return found
