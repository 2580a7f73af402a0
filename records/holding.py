"""What a gate read beyond the record is held until the promotion is committed (decision 38).

Before the judgement, for each way from the record to others along which a clause reads:

    seen      the records, as the statement sees them
    held      the same, locked in the order of their ids, each with whether it has been written since

A record that a clause names by a path is one of them. Of a list it is not the records but the record that has the list:
whoever changes something of a list that a gate looks through writes that record too, without changing it, in the
statement of the change:

    anchors   the records that have the lists, locked in the order of their ids
    touched   the same, written

Of one record alone, as one promotion has it by a relation, no step `seen` is needed: it is locked as it is now, and
found by the check as the statement sees it.

Where something was written between the beginning of the statement and the lock, the gate was judged by what no longer
is: nothing is done, and the statement is run again while its locks are held (`RACED`, `records.once`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    SelectBase,
    TableClause,
    Text,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.sql.selectable import NamedFromClause

from core.sql import Row
from expressions.clauses import variables
from expressions.types import Step
from metadata.catalog import Object
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.gate_readings import HeldList, ListStep, Way, held_lists, places_read
from metadata.link_tables import SOURCE, TARGET, link_rows
from metadata.system_fields import STAGE_FIELDS
from records.build import Build
from records.checks import RACED, Check
from records.gates import PlacedClause, asked_clauses
from records.plans.writes import (
    ByCondition,
    ByIds,
    Create,
    Delete,
    MarkTask,
    Operation,
    Promote,
    Restore,
)

ALWAYS = frozenset({"version", "updatedAt", "updatedBy"})
"""What every write of a record changes."""


@dataclass(frozen=True)
class Held:
    """The steps that hold what a gate reads, and the check that it is as it was judged."""

    steps: tuple[CTE, ...]
    check: Check


# What a gate reads


def held_step(
    build: Build, of: Object, operation: Promote, merged: FromClause, before: Row | None
) -> Held | None:
    """What the promotion of records that would be as `merged` holds; None where its gate reads nothing but them.

    Args:
        before: the same as they were; what these named is held too where a clause reads it.
    """
    if operation.override is not None:
        return None
    touched = {each.anchor.id for each in lists_written(build, of, operation)}
    own = (merged, before) if before is not None and _read_before(build, of, operation) else (merged,)
    steps: list[CTE] = []
    changed: list[ColumnElement[bool]] = []
    for object_id, ways in _ways_by_object(build, of, operation).items():
        there = build.catalog.object_by_id[object_id]
        ids = _union(_ids(build, of, own, way) for way in ways)
        # Whoever is going to write the record takes the lock for that at once: to ask for more later is a deadlock.
        strong = object_id in touched or () in ways
        many = _is_many(operation) or len(own) > 1 or len(ways) > 1 or not _leads_to_one(ways[0])
        locked = (_locked if many else _one_locked)(build, there, ids, strong=strong)
        steps += locked.steps
        changed.append(locked.moved)
    return Held(tuple(steps), Check(RACED, "", or_(*changed))) if steps else None


def held_itself(build: Build, of: Object, operation: MarkTask, merged: FromClause) -> Held:
    """That the records have not been written since what was read of them beyond their table."""
    locked = (_locked if _is_many(operation) else _one_locked)(build, of, select(merged.c.id), strong=True)
    return Held(locked.steps, Check(RACED, "", locked.moved))


def _ways_by_object(build: Build, of: Object, operation: Promote) -> Mapping[str, list[Way]]:
    """The ways to the records that are to be held, by the id of their object."""
    found: dict[str, dict[Way, None]] = {}
    for each in _refusing(build, of, operation):
        if any(reference.task for reference in variables(each.clause.expression)):
            # Who says that a task is done, or is not, writes the record.
            found.setdefault(of.id, {})[()] = None
        for way, _ in places_read(build.catalog, of, each.clause.expression):
            if way:
                # Of a list it is the record that has it.
                held = way if isinstance(way[-1], Step) else way[:-1]
                found.setdefault(held[-1].object if held else of.id, {})[held] = None
    return {object_id: list(ways) for object_id, ways in found.items()}


def _refusing(build: Build, of: Object, operation: Promote) -> Iterator[PlacedClause]:
    placed = asked_clauses(build.catalog, of, operation.to, operation.edges)
    return (each for each in placed if each.enforced or each.due is not None)


def _read_before(build: Build, of: Object, operation: Promote) -> bool:
    clauses = (each.clause.expression for each in _refusing(build, of, operation))
    return any(reference.before for each in clauses for reference in variables(each))


def _is_many(operation: Promote | MarkTask) -> bool:
    return isinstance(operation.id, ByIds | ByCondition)


def _leads_to_one(way: Way) -> bool:
    """Whether there is one record at most that a way leads to from another."""
    return len(way) <= 1 and not any(isinstance(hop, ListStep) for hop in way)


@dataclass(frozen=True)
class _Locked:
    """Records that are locked. The place of a row in its table is another after every write of it, and only then.

    Attributes:
        moved: whether one of them is in another place than the statement sees it in.
    """

    steps: tuple[CTE, ...]
    moved: ColumnElement[bool]


def _one_locked(build: Build, of: Object, id_: SelectBase, *, strong: bool) -> _Locked:
    """`held` of one record."""
    rows, snapshot = (build.table(of).alias(build.fresh("t")) for _ in range(2))
    named = id_.scalar_subquery()
    found = select(_place(rows).label("place")).where(rows.c.id == named)
    held = found.with_for_update(of=rows, read=not strong, key_share=strong).cte(build.fresh("held"))
    seen = select(_place(snapshot)).where(snapshot.c.id == named).scalar_subquery()
    return _Locked((held,), select(held.c.place).scalar_subquery().is_distinct_from(seen))


def _locked(build: Build, of: Object, ids: SelectBase, *, strong: bool) -> _Locked:
    """`seen` and `held`."""
    snapshot = build.table(of).alias(build.fresh("t"))
    seen = (
        select(snapshot.c.id, _place(snapshot).label("place"))
        .where(snapshot.c.id.in_(ids))
        .cte(build.fresh("seen"))
    )
    rows = build.table(of).alias(build.fresh("t"))
    unmoved = (_place(rows) == seen.c.place).label("unmoved")
    held = select(unmoved).select_from(rows.join(seen, seen.c.id == rows.c.id)).order_by(rows.c.id)
    locked = held.with_for_update(of=rows, read=not strong, key_share=strong).cte(build.fresh("held"))
    still = select(func.count()).select_from(locked).where(locked.c.unmoved).scalar_subquery()
    return _Locked((seen, locked), still != select(func.count()).select_from(seen).scalar_subquery())


def _place(rows: NamedFromClause) -> ColumnElement[Any]:
    return literal_column(f"{rows.name}.ctid")


def _ids(build: Build, of: Object, own: Sequence[Row], way: Way) -> SelectBase:
    """The ids of the records that a way leads to from those that are promoted, `own` as they would be and were."""
    if not way:
        return select(own[0].c["id"])
    *before, last = way
    start = before[-1].object if before else of.id
    owner = build.catalog.object_by_id[start]
    if isinstance(last, ListStep):
        return _listed(build, owner, last, _ids(build, of, own, tuple(before)))
    field = owner.field_by_id[last.field]
    found = [_named(each, field, last.object) for each in own] if start == of.id else []
    if before:
        rows = build.table(owner).alias(build.fresh("t"))
        there = rows.c.id.in_(_ids(build, of, own, tuple(before)))
        found.append(_named(rows, field, last.object).where(there))
    return _union(found)


def _named(rows: Row, field: Field, object_id: str) -> Select[Any]:
    """The ids of records of an object that a field names."""
    found = select(rows.c[f"{field.name}Id"])
    return found.where(rows.c[object_column(field)] == literal(object_id, Text())) if field.targets else found


def _listed(build: Build, anchor: Object, step: ListStep, ids: SelectBase) -> SelectBase:
    """The ids of the records in a list of the records of `anchor` with these ids."""
    listed = build.catalog.object_by_id[step.object]
    field = (anchor if step.forwards else listed).field_by_id[step.field]
    if field.links is None:
        rows = build.table(listed).alias(build.fresh("t"))
        found = select(rows.c.id).where(rows.c[f"{field.name}Id"].in_(ids))
        return (
            found.where(rows.c[object_column(field)] == literal(anchor.id, Text()))
            if field.targets
            else found
        )
    near, far = (SOURCE, TARGET) if step.forwards else (TARGET, SOURCE)
    links = build.links(field)
    return select(links.c[far]).where(links.c[near].in_(ids))


def _union(found: Iterable[SelectBase]) -> SelectBase:
    first, *others = found
    return union(first, *others) if others else first


# What others read


def lists_written(build: Build, of: Object, operation: Operation) -> tuple[HeldList, ...]:
    """The lists that gates look through and that the write of a record of `of` may change."""
    given = _given(operation)
    return tuple(
        each
        for each in held_lists(build.catalog)
        if each.list.object.id == of.id and (given is None or given & {*each.fields, *_membership(each)})
    )


def moves_between_lists(build: Build, of: Object, operation: Operation) -> bool:
    """Whether an update may take the record out of a list that a gate looks through."""
    given = _given(operation) or frozenset()
    return any(given & set(_membership(each)) for each in lists_written(build, of, operation))


@dataclass(frozen=True)
class Written:
    """Records of one write, of which a statement may have several.

    Attributes:
        of: what they are records of.
        changed: the records as they are written.
        before: as they were, which `changed` carries along where they are many; None where no relation changes.
        links: by the id of a field all its links, where the write changes them.
    """

    of: Object
    operation: Operation
    changed: TableClause
    before: Row | None = None
    links: Mapping[str, SelectBase] = field(default_factory=dict)


def touched_steps(
    build: Build,
    of: Object,
    operation: Operation,
    changed: TableClause,
    before: Row | None,
    links: Mapping[str, SelectBase],
) -> list[CTE]:
    """`anchors` and `touched` of each object whose records have lists that a write changes; see `Written`."""
    return touched_by(build, (Written(of, operation, changed, before, links),))


def touched_by(build: Build, writes: Sequence[Written]) -> list[CTE]:
    """The same of all writes of a statement."""
    by_anchor: dict[str, list[SelectBase]] = {}
    for write in writes:
        for each in lists_written(build, write.of, write.operation):
            found = by_anchor.setdefault(each.anchor.id, [])
            found += _anchors(build, each, write.changed, write.before, write.links)
    steps: list[CTE] = []
    for object_id, ids in by_anchor.items():
        anchor = build.catalog.object_by_id[object_id]
        table, rows = build.table(anchor), build.table(anchor).alias(build.fresh("t"))
        locking = select(rows.c.id).where(rows.c.id.in_(_union(ids))).order_by(rows.c.id)
        # Those that are written already are left out: no row is written twice by one statement.
        done = (select(each.changed.c.id).scalar_subquery() for each in writes if each.of.id == object_id)
        locking = locking.where(*(rows.c.id.not_in(each) for each in done))
        anchors = locking.with_for_update(of=rows, key_share=True).cte(build.fresh("anchors"))
        touching = update(table).values(version=table.c.version)
        touched = touching.where(table.c.id.in_(select(anchors.c.id))).returning(table.c.id)
        steps += [anchors, touched.cte(build.fresh("touched"))]
    return steps


def _given(operation: Operation) -> frozenset[str] | None:
    """What a write changes, by ids of fields and names of system fields; None where the record comes or goes."""
    if isinstance(operation, Create | Delete | Restore):
        return None
    if isinstance(operation, MarkTask):
        return ALWAYS
    patch = operation.patch
    found = {each.field.id for each in patch.assignments} | {each.field.id for each in patch.links}
    if patch.owner is not None:
        found.add("ownerId")
    if isinstance(operation, Promote):
        found |= STAGE_FIELDS.keys()
    # An update that gives nothing leaves the record as it is.
    return frozenset(found | ALWAYS) if found else frozenset()


def _membership(held: HeldList) -> tuple[str, ...]:
    """What of a record says in whose list it is: its field, where that is behind the list."""
    return () if held.list.forwards else (held.list.field.id,)


def _anchors(
    build: Build, held: HeldList, changed: TableClause, before: Row | None, links: Mapping[str, SelectBase]
) -> Iterator[SelectBase]:
    """The ids of the records in whose list the written ones are, and were."""
    field = held.list.field
    written = select(changed.c.id)
    if field.links is None:
        yield _named(changed, field, held.anchor.id)
        if isinstance(before, FromClause):
            yield _named(before, field, held.anchor.id).where(exists(select(1).select_from(changed)))
        elif before is not None:
            yield _named_before(changed, before, field, held.anchor.id)
        return
    near, far = (TARGET, SOURCE) if held.list.forwards else (SOURCE, TARGET)
    standing = link_rows(field, build.namespace).alias(build.fresh("l"))
    yield select(standing.c[far]).where(standing.c[near].in_(written))
    if field.id in links:
        after = links[field.id].subquery(build.fresh("l"))
        yield select(after.c[far]).where(after.c[near].in_(written))


def _named_before(changed: TableClause, before: Row, field: Field, object_id: str) -> Select[Any]:
    found = select(before.c[f"{field.name}Id"]).select_from(changed)
    if not field.targets:
        return found
    return found.where(before.c[object_column(field)] == literal(object_id, Text()))
