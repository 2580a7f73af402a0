"""Changes that bring back what was removed, while it can be: a field, an object.

Grants come back with what they are on. What such a definition says by rules may no longer be readable, for what it
reads may have gone too: a gate is closed then, and a grant narrowed by such a rule is left out; `breaks` says which.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from alembic.ddl.base import AddColumn, RenameTable
from sqlalchemy import ClauseElement, ColumnElement, TableClause, exists, false, or_, select
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import Problem, fault
from metadata.catalog import Catalog, Object, Pipeline, RemovedField, RemovedGrant
from metadata.changes.base import Change, Risk, RowLimit, Stamp, object_named, raise_problems, replaced
from metadata.changes.numbering import missing_numbered
from metadata.changes.table_ddl import (
    AddKeptConstraint,
    columns_shown,
    constraints_added,
    foreign_keys,
    links_shown,
    search_added,
    search_dropped,
)
from metadata.checks import field_problems, object_problems
from metadata.dependencies import limits, with_limits
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.grants import grant_problems
from metadata.inlined import stored_columns
from metadata.names import collisions_of
from metadata.removed import removed_columns, removed_field, removed_name, removed_object
from metadata.rules import rule_problems
from metadata.tables import placed_columns, record_table
from metadata.values import JsonValue

CLOSED: JsonValue = False
"""The rule of a gate that nobody passes."""


@dataclass(frozen=True)
class RestoreField(Change):
    """A removed field brought back with its values and the grants on it.

    `field` is the name that it had, or its id. Records made meanwhile have its default, or a number, or nothing. Where
    they do not fit, the restoration is refused and says how many they are: bring the field back optional or not unique.
    """

    kind: ClassVar[str] = "restoreField"

    object: str
    field: str
    name: str | None = None
    reverse: str | None = None
    required: bool | None = None
    unique: bool | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        removed = removed_field(definition, self.field, "field")
        made = _goes_with(definition, self._restored(removed.field))
        _raise_without_target(catalog, made, "field")
        new = replace(
            definition,
            fields=(*definition.fields, made),
            removed_fields=tuple(each for each in definition.removed_fields if each is not removed),
        )
        after = replace(catalog, objects=replaced(catalog.objects, new))
        taken = [each.problem(each.claim.part) for each in collisions_of(after, new, frozenset({made.id}))]
        wrong = [_at_input(each, self) for each in field_problems(after, new, made)]
        full = [each for each in object_problems(new) if each.code == "CATALOG_LIMIT"]
        raise_problems([*wrong, *taken, *full])
        return with_grants(after, removed.grants)

    def _restored(self, old: Field) -> Field:
        return replace(
            old,
            name=old.name if self.name is None else self.name,
            reverse=old.reverse if self.reverse is None else self.reverse,
            required=old.required if self.required is None else self.required,
            unique=old.unique if self.unique is None else self.unique,
        )

    def _removed(self, before: Catalog) -> RemovedField:
        return removed_field(before.object_by_name[self.object], self.field)

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = after.object_by_name[self.object]
        made = definition.field_by_id[self._removed(before).field.id]
        table = record_table(after, definition, namespace)
        if made.computed:
            columns = (table.c[spec.name] for spec in stored_columns(definition, made))
            return tuple(AddColumn(table.name, each, schema=namespace) for each in columns)
        if made.links is not None:
            return links_shown(after, definition, made, namespace)
        new_names = (spec.name for spec in type_of(made).columns(made))
        shown = (
            *columns_shown(
                table,
                dict(zip(removed_columns(made), new_names, strict=True)),
                filled_later=made.numbering is not None,
            ),
            *constraints_added(table, made.id),
        )
        if not made.searchable:
            return shown
        old = record_table(before, before.object_by_name[self.object], namespace)
        return (*search_dropped(old), *shown, *search_added(table))

    def rewrites(
        self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp
    ) -> tuple[ClauseElement, ...]:
        definition = after.object_by_name[self.object]
        made = definition.field_by_id[self._removed(before).field.id]
        return () if made.numbering is None else missing_numbered(after, definition, made, namespace)

    def sentence(self) -> str:
        return f"Restore the field {self.object}.{self.name or self.field} with its values."

    def risk(self, before: Catalog) -> Risk:
        field = self._restored(self._removed(before).field)
        if field.computed:
            return Risk.SAFE
        if field.searchable or field.numbering is not None:
            return Risk.REWRITES
        return Risk.SCANS if field.required or field.unique else Risk.SAFE

    def touches(self, before: Catalog) -> str | None:
        return None if self.risk(before) is Risk.SAFE else before.object_by_name[self.object].id

    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        owner = before.object_by_name[self.object].id
        field = self._restored(self._removed(before).field)
        found = []
        if field.required and not field.computed and field.numbering is None:
            message = f"Records of {self.object}, deleted ones counted, have no {field.name}."
            hint = "Restore it with `required: false`, give them a value, and make it required then."
            empty = partial(_empty, field.id)
            found.append(RowLimit(owner, 0, message, hint, ("required",), where=empty))
        if field.unique and not field.computed:
            message = f"Records of {self.object} share their {field.name}."
            hint = "Restore it with `unique: false`, give them other values, and make it unique then."
            sharing = partial(_sharing, field.id)
            found.append(RowLimit(owner, 0, message, hint, ("unique",), alive_only=True, where=sharing))
        return tuple(found)

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        return grants_left_out(before, self.apply(before), self._removed(before).grants)


@dataclass(frozen=True)
class RestoreObject(Change):
    """A removed object brought back with its records and the grants on it.

    `object` is the name that it had, or its id. What had been removed of it before can be restored afterwards.
    """

    kind: ClassVar[str] = "restoreObject"

    object: str
    name: str | None = None
    plural: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        removed = removed_object(catalog, self.object, "object")
        old = removed.object
        made = replace(old, name=self.name or old.name, plural=self.plural or old.plural)
        for field in made.fields:
            _raise_without_target(catalog, field, "object", but=made.id)
        after = replace(
            catalog,
            objects=(*catalog.objects, made),
            removed_objects=tuple(each for each in catalog.removed_objects if each is not removed),
        )
        made = _with_readable_fields(after, made, removed.until)
        after = replace(after, objects=replaced(after.objects, made))
        if made.pipeline is not None:
            made = replace(made, pipeline=with_readable_gates(after, made, made.pipeline))
            after = replace(after, objects=replaced(after.objects, made))
        newest = frozenset({made.id, *made.field_by_id})
        taken = [
            self._problem(made, each.claim.owner, each.problem(each.claim.part))
            for each in collisions_of(after, made, newest)
        ]
        raise_problems([*(_at_input(each, self) for each in object_problems(made)), *taken])
        return with_grants(after, removed.grants)

    def _problem(self, made: Object, owner: str, problem: Problem) -> Problem:
        if owner == made.id:
            return problem
        field = made.field_by_id[owner]
        hint = "Rename what has the name by now."
        return replace(
            problem, message=f"{made.name}.{field.name}: {problem.message}", path=("object",), hint=hint
        )

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        made = after.object_by_id[removed_object(before, self.object).object.id]
        keys = foreign_keys(record_table(after, made, namespace))
        return (
            RenameTable(removed_name(made.id), made.name, schema=namespace),
            *(AddKeptConstraint(each, isolate_from_table=False) for each in keys),
            *(
                part
                for each in made.fields
                if each.links
                for part in links_shown(after, made, each, namespace)
            ),
        )

    def sentence(self) -> str:
        return f"Restore the object {self.name or self.object} with its records."

    def touches(self, before: Catalog) -> str | None:
        return removed_object(before, self.object).object.id

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        removed = removed_object(before, self.object)
        after = self.apply(before)
        made = after.object_by_id[removed.object.id]
        hidden = (each.name for each in removed.object.fields if each.id not in made.field_by_id)
        left = (f"The field {made.name}.{each} stays removed: it reads what is gone." for each in hidden)
        closed = gates_closed(made, removed.object.pipeline, made.pipeline)
        return (*left, *closed, *grants_left_out(before, after, removed.grants))


def _with_readable_fields(catalog: Catalog, definition: Object, until: str) -> Object:
    """The object with its computed fields removed that can no longer be read: nothing is stored of them."""
    for field in definition.fields:
        if field.computed and field_problems(catalog, definition, field):
            left = replace(
                definition,
                fields=tuple(each for each in definition.fields if each is not field),
                removed_fields=(*definition.removed_fields, RemovedField(field, until)),
            )
            # What reads it can no longer be read either.
            after = replace(catalog, objects=replaced(catalog.objects, left))
            return _with_readable_fields(after, left, until)
    return definition


def with_readable_gates(catalog: Catalog, definition: Object, pipeline: Pipeline) -> Pipeline:
    """The pipeline with its gates closed that can no longer be read."""

    def readable(gate: JsonValue) -> JsonValue:
        return CLOSED if rule_problems(catalog, definition, gate) else gate

    return replace(
        pipeline,
        stages=tuple(replace(each, gate=readable(each.gate)) for each in pipeline.stages),
        transitions=tuple(replace(each, gate=readable(each.gate)) for each in pipeline.transitions),
    )


def gates_closed(of: Object, before: Pipeline | None, after: Pipeline | None) -> tuple[str, ...]:
    """Which gates a restoration has closed, as sentences."""
    if before is None or after is None:
        return ()
    stages = zip(before.stages, after.stages, strict=True)
    edges = zip(before.transitions, after.transitions, strict=True)
    places = [f"of stage {new.name}" for old, new in stages if old.gate != new.gate]
    places += [f"from {new.source} to {new.target}" for old, new in edges if old.gate != new.gate]
    return tuple(f"The gate {each} of {of.name} is closed: it reads what is gone." for each in places)


def with_grants(catalog: Catalog, removed: Sequence[RemovedGrant]) -> Catalog:
    """The catalog with these grants again, where their role is there and their rule can be read."""
    if not removed:
        return catalog
    roles = []
    for role in catalog.roles:
        back = (each.grant for each in removed if each.role == role.id)
        fit = tuple(
            grant for grant in back if grant not in role.grants and not grant_problems(catalog, grant)
        )
        roles.append(replace(role, grants=(*role.grants, *fit)) if fit else role)
    return replace(catalog, roles=tuple(roles))


def grants_left_out(before: Catalog, after: Catalog, removed: Sequence[RemovedGrant]) -> tuple[str, ...]:
    """Which grants a restoration has left out, as sentences."""
    roles = {role.id: role for role in after.roles}
    return tuple(
        f"A grant of the role {roles[each.role].name} is left out: its rule reads what is gone."
        for each in removed
        if each.role in roles and each.grant not in roles[each.role].grants
    )


def _raise_without_target(catalog: Catalog, field: Field, *path: str, but: str | None = None) -> None:
    missing = [each for each in field.points_to if each not in catalog.object_by_id and each != but]
    if not missing:
        return
    gone = next((each.object for each in catalog.removed_objects if each.object.id in missing), None)
    what = "an object that is erased" if gone is None else f"{gone.name}, which is removed"
    hint = "" if gone is None else f"Restore {gone.name} first; both changes fit in one list."
    raise fault("CATALOG_UNKNOWN", f"The relation {field.name} points to {what}.", *path, hint=hint)


def _at_input(problem: Problem, change: RestoreField | RestoreObject) -> Problem:
    """A problem of the definition at the part of the change that has it, or at what it brings back."""
    given = {name for name, value in vars(change).items() if value is not None}
    if problem.path and problem.path[0] in {"name", "plural", "reverse"} | given:
        return problem
    return replace(problem, path=("field" if isinstance(change, RestoreField) else "object",))


def _goes_with(definition: Object, field: Field) -> Field:
    """The field with its options going with those only that are there of the field that it depends on."""
    on = definition.field_by_id.get(field.depends_on or "")
    if on is None:
        return field if field.depends_on is None else with_limits(field, None, {})
    known = {option.key for option in on.options}
    there = {key: tuple(each for each in keys if each in known) for key, keys in limits(field).items()}
    return with_limits(field, on.id, there)


# What records do not fit: conditions on a row of the base, in which the field may not be removed yet.


def _columns(field_id: str, base: Object, table: TableClause) -> list[ColumnElement[Any]]:
    placed = placed_columns(base, table, field_id)
    return [] if placed is None else [*placed[1].values()]


def _empty(field_id: str, base: Object, table: TableClause) -> ColumnElement[bool]:
    placed = placed_columns(base, table, field_id)
    if placed is None:
        return false()
    field, columns = placed
    needed = (columns[spec.name] for spec in type_of(field).columns(field) if not spec.optional)
    return or_(false(), *(column.is_(None) for column in needed))


def _sharing(field_id: str, base: Object, table: TableClause) -> ColumnElement[bool]:
    columns = _columns(field_id, base, table)
    if not columns:
        return false()
    other = table.alias("other")
    same = [other.c[column.name] == column for column in columns]
    return exists(select(1).where(other.c.id != table.c.id, other.c.deletedAt.is_(None), *same))
