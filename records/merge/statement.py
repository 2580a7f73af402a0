"""A merge to one SQL statement: records of an object become one of them.

    guard      the head row, if the catalog version and the access epoch are still those of the plan
    target … gone   the records, and the one that stays as it would be                 (`records.merge.survivor`)
    checked    the codes of what speaks against it
    absorbed   those that are merged, deleted, before the other one is written: it may take their unique values
    changed    the one that stays
    linked     its links, and those of the others
    pointing …, relinked   what pointed to the others points to it                     (`records.merge.pointing`)
    kept       a row of `sluice_merge` for each of the others
    noted, held, touched, told   what the write leaves behind                          (`records.write`)

It is run in a transaction that has locked the tables of what may point to the records (`pointing.lock_of`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Select,
    SelectBase,
    TableClause,
    Text,
    Uuid,
    any_,
    case,
    cast,
    column,
    exists,
    func,
    insert,
    null,
    select,
    union_all,
    update,
)

from metadata.catalog import Object
from metadata.field_history import differs, tracked
from metadata.field_types.all_types import type_of
from records.actors import ACTOR
from records.build import Build
from records.checks import NO_TEXTS, failed
from records.constants import constant, flagged
from records.files import held_steps, holds_file
from records.holding import Written, touched_by
from records.links import link_steps
from records.merge.answers import merge_columns
from records.merge.ids import FROM, INTO, first_column, merged_ids
from records.merge.pointing import Relinked, Repointed, event_of_pointing, links_after, relinked, repointed
from records.merge.survivor import TAKEN, Merging, merging_of
from records.plans.merging import MergePlan
from records.plans.writes import Delete, Update
from records.stand_ins import Overlay
from records.steps import Earlier, Step, step, with_steps
from records.traces import event_of, noted_of, told_step
from records.write import WARNINGS, guard_step, new_values, payload_columns, returning

MISSING_SURVIVOR = f"RECORD_NOT_FOUND {INTO}"


@dataclass(frozen=True)
class Merged:
    """The records of a merge as they are written, and what pointed to them."""

    changed: Step
    absorbed: Step
    pointing: tuple[Repointed, ...]
    relinked: tuple[Relinked, ...]


def merge_statement(build: Build, plan: MergePlan) -> Select[Any]:
    """The statement of a merge; see the module's description for its shape."""
    of = plan.write.object
    table, guard, ids = build.table(of), guard_step(build), merged_ids(build, plan)
    merging = merging_of(build, plan, table, guard, ids)
    draft, whole = merging.draft, Update(plan.into.id, merging.whole)
    checked = _checked(merging)
    passed = exists(select(1).select_from(checked).where(func.cardinality(checked.c.problems) == constant(0)))
    absorbed = _absorbed(build, merging, table, passed)
    changed = _changed(build, whole, merging, table, absorbed, passed)
    links_steps, links = link_steps(build, draft.links, changed.rows, new=False)
    held = [*held_steps(build, of, draft.files, changed.rows), *_files_taken(build, merging, changed.rows)]
    merged = Merged(changed, absorbed, repointed(build, of, ids, passed), relinked(build, of, ids, passed))
    noted = noted_of(build, of, _noted(merging), changed.rows, draft.before)
    kept, emptied = _kept(build, merging, absorbed.rows), _files_noted(build, merging, absorbed.rows)
    touched = touched_by(build, tuple(_written(merging, whole, merged, links)))
    build.judged = None
    build.overlay = _overlay(build, of, merged, links, noted, kept)
    steps: list[Step | CTE | None] = [
        *(guard, *merging.steps, checked, absorbed, changed, *links_steps, *held),
        *(step_ for each in merged.pointing for step_ in (each.pointing, each.changed, each.noted)),
        *(each.come for each in merged.relinked),
        *(kept, noted, emptied, *touched),
        told_step(build, tuple(_told(build, merging, merged))),
    ]
    found = payload_columns(build, plan.write, None, changed.rows.alias("result"))
    found += merge_columns(build, plan.write, merging, merged.pointing, merged.relinked)
    head = build.tables.head
    outcome: list[ColumnElement[Any]] = [_problems(merging, checked).label("problems")]
    if draft.warnings:
        told = select(checked.c.warnings).scalar_subquery()
        outcome.append(func.coalesce(told, NO_TEXTS).label(WARNINGS))
    statement = select(head.c.catalog_version, head.c.access_epoch, *outcome, *found)
    return with_steps(statement, [each for each in steps if each is not None])


# What speaks against it


def _checked(merging: Merging) -> CTE:
    draft = merging.draft
    columns = [func.array_cat(failed(draft.checks), _missing(merging), type_=ARRAY(Text())).label("problems")]
    if draft.warnings:
        columns.append(failed(draft.warnings).label(WARNINGS))
    return select(*columns).select_from(draft.merged.rows).cte("checked")


def _missing(merging: Merging) -> ColumnElement[Any]:
    """A text for each of the merged records that is not reached, with its place."""
    values = func.unnest(merging.ids.merged).table_valued(column("id", Uuid()), with_ordinality="place")
    asked = values.render_derived(name="asked")
    place = cast(asked.c.place - constant(1), Text)
    text = constant(f"RECORD_NOT_FOUND {FROM}.").concat(place)
    lost = select(merging.lost.rows.c.id).scalar_subquery()
    found = select(func.array_agg(text)).where(asked.c.id.not_in(lost))
    return func.coalesce(found.scalar_subquery(), NO_TEXTS)


def _problems(merging: Merging, checked: CTE) -> ColumnElement[Any]:
    """Where the record that stays is not reached, this as well."""
    nowhere = func.array_prepend(constant(MISSING_SURVIVOR), _missing(merging), type_=ARRAY(Text()))
    return func.coalesce(select(checked.c.problems).scalar_subquery(), nowhere)


# The change


def _absorbed(build: Build, merging: Merging, table: TableClause, passed: ColumnElement[bool]) -> Step:
    # Under a name that no tenant can give a table, as in `_changed`.
    gone = merging.gone.rows.alias("as_gone")
    values: dict[str, ColumnElement[Any]] = {
        "version": table.c.version + constant(1),
        "updatedAt": func.now(),
        "updatedBy": ACTOR,
        "deletedAt": func.now(),
    }
    for field in (each for each in merging.taken if holds_file(each)):
        # A file is one record's.
        moved = constant(field.id) == any_(gone.c[TAKEN])
        for spec in type_of(field).columns(field):
            values[spec.name] = case((moved, cast(null(), spec.type)), else_=table.c[spec.name])
    change = update(table).values(values).where(table.c.id == gone.c.id, passed)
    return step(
        "absorbed",
        [*table.c, column(TAKEN, ARRAY(Text()))],
        lambda names: change.returning(*(gone.c[each] if each == TAKEN else table.c[each] for each in names)),
    )


def _changed(
    build: Build,
    operation: Update,
    merging: Merging,
    table: TableClause,
    absorbed: Step,
    passed: ColumnElement[bool],
) -> Step:
    # Under a name that no tenant can give a table: it stands beside the table in one FROM.
    rows = merging.draft.merged.rows.alias("as_merged")
    values = new_values(build, operation, merging.draft.set_columns, rows)
    # It is asked, and so it is done first.
    before = select(func.count(absorbed.rows.c.id)).scalar_subquery() > constant(0)
    change = update(table).values(values).where(table.c.id == rows.c.id, passed, before)
    return returning(table, change)


def _files_taken(build: Build, merging: Merging, changed: TableClause) -> Iterator[CTE]:
    """The rows of the files that were others' and are of the record that stays."""
    file = build.tables.file
    for field in (each for each in merging.taken if holds_file(each)):
        yield (
            update(file)
            .values(record_id=changed.c.id, unnamed_since=null())
            .where(
                file.c.id == changed.c[first_column(field)],
                file.c.object_id == constant(merging.of.id),
                file.c.field_id == constant(field.id),
                merging.ids.are_merged(file.c.record_id),
            )
            .returning(file.c.id)
            .cte(build.fresh("taken"))
        )


# What it leaves behind


def _kept(build: Build, merging: Merging, absorbed: TableClause) -> Step:
    merge = build.tables.merge
    values: dict[str, ColumnElement[Any]] = {
        "object_id": constant(merging.of.id),
        "record_id": absorbed.c.id,
        "record_version": absorbed.c.version,
        "into_id": merging.ids.into,
        "taken": absorbed.c[TAKEN],
        "actor": ACTOR,
        "catalog_version": constant(build.catalog.version),
    }
    keeping = insert(merge).from_select(list(values), select(*values.values()))
    return step("kept", merge.c, lambda names: keeping.returning(*(merge.c[name] for name in names)))


def _noted(merging: Merging) -> list[Any]:
    changing = {each.field.id for each in merging.whole.assignments}
    return [each for each in tracked(merging.of) if each.id in changing]


def _files_noted(build: Build, merging: Merging, absorbed: TableClause) -> Step | None:
    """The history of the files that have gone over, of the records that had them."""
    build.branch = "absorbed_"
    fields = [each for each in tracked(merging.of) if holds_file(each) and each in merging.taken]
    found = noted_of(build, merging.of, fields, absorbed, merging.lost.rows)
    build.branch = ""
    return found


def _written(
    merging: Merging, whole: Update, merged: Merged, links: Mapping[str, SelectBase]
) -> Iterator[Written]:
    of = merging.of
    yield Written(of, whole, merged.changed.rows, merging.draft.before, links)
    yield Written(of, Delete(whole.id), merged.absorbed.rows)
    for each in merged.pointing:
        yield Written(each.of, each.operation, each.changed.rows, Earlier(each.changed.rows))


def _told(build: Build, merging: Merging, merged: Merged) -> Iterator[Select[Any]]:
    before, changed = merging.survivor.rows, merged.changed.rows
    fields = [each.field for each in merging.whole.assignments]
    flags: list[ColumnElement[Any]] = [
        case((differs(each, before, changed), constant(each.id))) for each in fields
    ]
    flags += [constant(each.field.id) for each in merging.whole.links]
    if merging.whole.owner is not None:
        flags.append(constant("ownerId"))
    yield event_of(build, merging.of, "updated", changed, flagged(flags) if flags else NO_TEXTS)
    yield event_of(build, merging.of, "deleted", merged.absorbed.rows, NO_TEXTS)
    for each in merged.pointing:
        yield event_of_pointing(build, each)


# The answer


def _overlay(
    build: Build,
    of: Object,
    merged: Merged,
    links: Mapping[str, SelectBase],
    noted: Step | None,
    kept: Step,
) -> Overlay:
    """What the answer reads in place of the tables: the statement's snapshot is from before the change."""
    written: dict[str, list[TableClause]] = {of.id: [merged.changed.rows, merged.absorbed.rows]}
    for each in merged.pointing:
        written.setdefault(each.of.id, []).append(each.changed.rows)
    objects = build.catalog.object_by_id
    notes = [each.rows for each in (noted, *(one.noted for one in merged.pointing)) if each is not None]
    history = build.tables.field_history
    return Overlay(
        {id_: _as_written(build.table(objects[id_]), rows) for id_, rows in written.items()},
        links={**links, **links_after(build, merged.relinked, links)},
        merges=union_all(select(*build.tables.merge.c), select(*kept.rows.c)),
        notes=union_all(*(select(*each.c) for each in (history, *notes))) if notes else None,
    )


def _as_written(table: TableClause, written: Sequence[TableClause]) -> SelectBase:
    untouched = select(*table.c).where(
        *(table.c.id.not_in(select(rows.c.id).scalar_subquery()) for rows in written)
    )
    return union_all(untouched, *(select(*(rows.c[each.name] for each in table.c)) for rows in written))
