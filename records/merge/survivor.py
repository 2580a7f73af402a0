"""The record that stays in a merge, as it would be, and the records that are merged into it.

    target    all of them, locked in the order of their ids
    survivor  the one that stays, as it is
    lost      the others, each with its place in the order in which their values count
    chosen    one row: for each field the place of the first of them that has a value
    merged    the one that stays as it would be: what is given, else its own value, else the chosen one
    gone      the others again, each with the fields whose values were chosen of it

Values are taken of the fields that the caller may read and update. All others stay as they are: a merge writes nothing
that an update could not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Integer,
    Select,
    TableClause,
    Text,
    and_,
    case,
    cast,
    column,
    exists,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
)

from metadata.catalog import Object
from metadata.field_types.all_types import input_name, type_of
from metadata.fields import Field
from metadata.link_tables import SOURCE, TARGET, link_rows
from metadata.tables import record_columns
from records.binding import as_given
from records.build import Build
from records.checks import NO_TEXTS, Check
from records.constants import constant, flagged
from records.defaults import valued
from records.drafts import Draft, GivenValues, patch_checks
from records.files import given_files
from records.given import given_columns
from records.links import GivenLinks, given_links, links_would_be
from records.merge.ids import MergedIds, first_column, names
from records.plans.inputs import Constant
from records.plans.merging import MergePlan
from records.plans.writes import Assignment, LinkChange, Patch, Update
from records.stand_ins import Judged
from records.steps import Step, step
from records.validations import judges, rule_checks

PLACE = "!place"
TAKEN = "!taken"
"""Columns of `lost` and `gone`; no tenant can give such a name."""
MERGED = "merged"
"""The key of the links that come of other records, beside those of an input."""


@dataclass(frozen=True)
class Merging:
    """The records of a merge, up to what is judged.

    Attributes:
        draft: of the record that stays.
        whole: what may change of it: what is given, and what is taken of others.
        taken: the fields whose values are taken of others where it has none.
        survivor, lost, chosen, gone: see the module's description.
    """

    of: Object
    ids: MergedIds
    draft: Draft
    whole: Patch
    taken: tuple[Field, ...]
    survivor: Step
    lost: Step
    chosen: Step
    gone: Step

    def stands(self, field: Field) -> ColumnElement[bool]:
        """Whether the record that stays keeps a value of its own."""
        return _stands(self.of, field, self.survivor, self.ids)

    @property
    def steps(self) -> tuple[Step | CTE, ...]:
        """All of them, in their order."""
        target = () if self.draft.target is None else (self.draft.target,)
        before = (*target, self.survivor, self.lost, self.chosen)
        return (*before, *self.draft.filling, self.draft.merged, self.gone)


def merging_of(build: Build, plan: MergePlan, table: TableClause, guard: CTE, ids: MergedIds) -> Merging:
    """The records of a merge, judged."""
    of, patch = plan.write.object, plan.into.patch
    target = _target(build, of, table, guard, ids)
    survivor, lost = _survivor(target, ids), _lost(target, ids)
    taken = tuple(_taken(build, of, patch))
    chosen = _chosen(of, taken, lost, ids)
    gone = _gone(of, taken, survivor, lost, chosen, ids)
    cleared = tuple(_cleared(of, patch, taken))
    given = given_columns(build, patch)
    files = given_files(build, of, patch, given, guard, survivor.rows)
    given |= {name: value for file in files for name, value in file.columns.items()}
    values = dict(_values(of, taken, survivor, lost, chosen, ids))
    values |= dict(_emptied(cleared, survivor, ids)) | given
    merged = _merged(build, of, survivor, chosen, values)
    own = given_links(build, patch)
    links = tuple(_links(build, of, own, ids))
    build.judged = Judged(
        of.id, merged.rows, survivor.rows, partial(links_would_be, build, links, merged.rows)
    )
    whole = Patch(
        (*patch.assignments, *(Assignment(each, Constant(None)) for each in (*taken, *cleared))),
        patch.owner,
        tuple(LinkChange(each.field) for each in links),
    )
    checks = (
        *_own_checks(build, plan, merged.rows, ids),
        *patch_checks(build, of, patch, GivenValues(values, own, files), merged.rows, survivor.rows, whole),
    )
    named = tuple(file.row for file in files)
    columns = tuple(values)
    draft = Draft(target, merged, checks, columns, links, filling=named, files=files, before=survivor.rows)
    draft = _ruled(build, of, Update(plan.into.id, whole), draft)
    return Merging(of, ids, draft, whole, taken, survivor, lost, chosen, gone)


# The records


def _target(build: Build, of: Object, table: TableClause, guard: CTE, ids: MergedIds) -> Step:
    """`target`: what the caller sees, and may update where it stays and delete where it does not."""
    rows = table.alias(build.fresh("t"))
    conditions = (
        exists(select(1).select_from(guard)),
        build.visible(rows, of),
        or_(
            and_(rows.c.id == ids.into, build.permitted("update", rows, of)),
            and_(ids.are_merged(rows.c.id), build.permitted("delete", rows, of)),
        ),
    )

    def define(names: Sequence[str]) -> Select[Any]:
        found = select(*(rows.c[name] for name in names)).where(*conditions)
        return found.order_by(rows.c.id).with_for_update(of=rows)

    return step("target", record_columns(table), define)


def _survivor(target: Step, ids: MergedIds) -> Step:
    def define(names: Sequence[str]) -> Select[Any]:
        return select(*(target.rows.c[name] for name in names)).where(target.rows.c.id == ids.into)

    return step("survivor", target.rows.c, define)


def _lost(target: Step, ids: MergedIds) -> Step:
    place = func.array_position(ids.merged, target.rows.c.id)

    def define(names: Sequence[str]) -> Select[Any]:
        columns = (place.label(name) if name == PLACE else target.rows.c[name] for name in names)
        return select(*columns).where(target.rows.c.id != ids.into)

    return step("lost", [*target.rows.c, column(PLACE, Integer())], define)


# What is taken of the others


def _taken(build: Build, of: Object, patch: Patch) -> Iterator[Field]:
    """The fields that can have another record's value: those that the caller reads and updates, and does not give."""
    access, given = build.access_to(of), {each.field.id for each in patch.assignments}
    for field in of.fields:
        plain = not field.computed and type_of(field).given and bool(type_of(field).columns(field))
        if plain and field.id not in given and field.id in access.read & access.update:
            yield field


def _cleared(of: Object, patch: Patch, taken: Sequence[Field]) -> Iterator[Field]:
    """The other fields by which the record may name one that is merged into it."""
    known = {each.field.id for each in patch.assignments} | {each.id for each in taken}
    return (each for each in of.fields if names(each, of) and each.id not in known)


def _stands(of: Object, field: Field, survivor: Step, ids: MergedIds) -> ColumnElement[bool]:
    """Whether the record that stays keeps a value of its own."""
    held = survivor.rows.c[first_column(field)]
    own = held.is_not(None)
    return and_(own, not_(ids.are_merged(held))) if names(field, of) else own


def _offers(of: Object, field: Field, lost: Step, ids: MergedIds) -> ColumnElement[bool]:
    """Whether another record has a value; that it names one of the merge is none."""
    held = lost.rows.c[first_column(field)]
    has = held.is_not(None)
    return and_(has, not_(ids.concern(held))) if names(field, of) else has


def _chosen(of: Object, taken: Sequence[Field], lost: Step, ids: MergedIds) -> Step:
    rows = lost.rows
    places: dict[str, ColumnElement[Any]] = {
        each.id: func.min(rows.c[PLACE]).filter(_offers(of, each, lost, ids)) for each in taken
    }
    # Where nothing can be chosen there is the one row all the same.
    places[PLACE] = func.min(rows.c[PLACE])

    def define(names: Sequence[str]) -> Select[Any]:
        return select(*(places[name].label(name) for name in names)).select_from(rows)

    return step("chosen", [column(each, Integer()) for each in places], define)


def _gone(
    of: Object, taken: Sequence[Field], survivor: Step, lost: Step, chosen: Step, ids: MergedIds
) -> Step:
    rows = lost.rows
    flags = [
        case(
            (
                and_(chosen.rows.c[each.id] == rows.c[PLACE], not_(_stands(of, each, survivor, ids))),
                constant(each.id),
            )
        )
        for each in taken
    ]
    found = flagged(flags) if flags else NO_TEXTS

    def define(names: Sequence[str]) -> Select[Any]:
        columns = (found.label(name) if name == TAKEN else rows.c[name] for name in names)
        every = rows.join(chosen.rows, true()).join(survivor.rows, true())
        return select(*columns).select_from(every)

    return step("gone", [*rows.c, column(TAKEN, ARRAY(Text()))], define)


def _values(
    of: Object, taken: Sequence[Field], survivor: Step, lost: Step, chosen: Step, ids: MergedIds
) -> Iterator[tuple[str, ColumnElement[Any]]]:
    """The columns that may get another record's value: the whole value of a field is one record's."""
    for field in taken:
        stands, place = _stands(of, field, survivor, ids), chosen.rows.c[field.id]
        for spec in type_of(field).columns(field):
            name = spec.name
            other = select(lost.rows.c[name]).where(lost.rows.c[PLACE] == place).scalar_subquery()
            yield name, case((stands, survivor.rows.c[name]), else_=other)


def _emptied(
    cleared: Sequence[Field], survivor: Step, ids: MergedIds
) -> Iterator[tuple[str, ColumnElement[Any]]]:
    for field in cleared:
        away = ids.are_merged(survivor.rows.c[first_column(field)])
        for spec in type_of(field).columns(field):
            yield spec.name, case((away, cast(null(), spec.type)), else_=survivor.rows.c[spec.name])


def _merged(
    build: Build, of: Object, survivor: Step, chosen: Step, values: Mapping[str, ColumnElement[Any]]
) -> Step:
    rows = survivor.rows

    def stored(name: str) -> ColumnElement[Any]:
        return values.get(name, rows.c[name])

    def define(names: Sequence[str]) -> Select[Any]:
        return select(*valued(build, of, names, stored)).select_from(rows.join(chosen.rows, true()))

    return step("merged", rows.c, define)


def _links(build: Build, of: Object, given: Sequence[GivenLinks], ids: MergedIds) -> Iterator[GivenLinks]:
    """What becomes of the links: those of all records together, but where a whole list is given."""
    access, by_field = build.access_to(of), {each.field.id: each for each in given}
    for field in of.fields:
        own = by_field.get(field.id)
        if own is not None and ("set" in own.wanted or field.id not in access.read):
            yield own
        elif field.links is not None and field.id in access.read & access.update:
            other = _linked_by_others(build, of, field, ids, None if own is None else own.unwanted)
            wanted = {} if own is None else own.wanted
            yield GivenLinks(field, {**wanted, MERGED: other}, None if own is None else own.unwanted)
        elif own is not None:
            yield own


def _linked_by_others(
    build: Build, of: Object, field: Field, ids: MergedIds, unwanted: ColumnElement[Any] | None
) -> ColumnElement[Any]:
    """The records that the others link, as an array."""
    links = link_rows(field, build.namespace).alias(build.fresh("l"))
    conditions = [ids.are_merged(links.c[SOURCE])]
    if field.links == of.id:
        conditions.append(not_(ids.concern(links.c[TARGET])))
    if unwanted is not None:
        conditions.append(links.c[TARGET] != func.all(unwanted))
    found = select(func.array_agg(links.c[TARGET].distinct())).where(*conditions)
    return found.correlate(None).scalar_subquery()


# What speaks against it


def _own_checks(build: Build, plan: MergePlan, merged: TableClause, ids: MergedIds) -> Iterator[Check]:
    of = plan.write.object
    if plan.into.expected_version is not None:
        version = build.bind(plan.into.expected_version, Integer(), as_given, "expectedVersion")
        yield Check("VERSION_CONFLICT", "expectedVersion", merged.c.version != version)
    for field in (each.field for each in plan.into.patch.assignments if names(each.field, of)):
        name = input_name(field)
        away = ids.concern(merged.c[name])
        check = Check("RELATION_NOT_FOUND", f"input.{name}", func.coalesce(away, false()))
        yield check


def _ruled(build: Build, of: Object, operation: Update, draft: Draft) -> Draft:
    """With what the rules of the object say."""
    if not judges(build, of, operation):
        return draft
    found = rule_checks(build, of, operation, draft.before, draft.merged.rows, draft.blind)
    return replace(draft, checks=(*draft.checks, *found.blocking), warnings=found.warning)
