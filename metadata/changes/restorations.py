"""Changes that bring back what was removed, while it can be: a field, an object.

Grants come back with what they are on. What such a definition says by rules that can no longer be read does not
(`metadata.changes.readable`); `breaks` says which.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from alembic.ddl.base import AddColumn, RenameTable
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import Problem, fault
from core.sentences import Sentence
from metadata.catalog import Catalog, Object, RemovedField, RemovedObject
from metadata.changes.base import (
    Change,
    Risk,
    RowLimit,
    Stamp,
    object_named,
    raise_problems,
    replaced,
    with_field,
)
from metadata.changes.numbered_records import missing_numbered
from metadata.changes.readable import (
    field_rules_left_out,
    grants_left_out,
    parts_left_out,
    with_grants,
    with_readable_parts,
    with_readable_rules,
)
from metadata.changes.row_conditions import empty, sharing
from metadata.changes.table_ddl import (
    AddKeptConstraint,
    columns_shown,
    constraints_added,
    foreign_keys,
    links_shown,
)
from metadata.checks import field_problems, object_problems
from metadata.dependencies import limits, with_limits
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.fillings import Filling
from metadata.inlined import stored_columns
from metadata.object_names import with_object_renamed
from metadata.occupied import collisions_of
from metadata.removed import removed_columns, removed_field, removed_name, removed_object
from metadata.sections import sections_with
from metadata.tables import field_table, record_table


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
            sections=sections_with(definition, removed.section, made.id),
            removed_fields=tuple(each for each in definition.removed_fields if each is not removed),
        )
        after = replace(catalog, objects=replaced(catalog.objects, new))
        made = with_readable_rules(after, new, made)
        after = with_field(after, new, made)
        new = after.object_by_id[new.id]
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
        table = field_table(after, definition, made, namespace)
        if made.computed:
            columns = (table.c[spec.name] for spec in stored_columns(definition, made))
            return tuple(AddColumn(table.name, each, schema=namespace) for each in columns)
        if made.links is not None:
            return links_shown(after, definition, made, namespace)
        if made.numbering is not None:
            # It is there, and required, when its records have their numbers.
            return ()
        new_names = (spec.name for spec in type_of(made).columns(made))
        names = dict(zip(removed_columns(made), new_names, strict=True))
        return (*columns_shown(table, names), *constraints_added(table, made.id))

    def fillings(self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp) -> tuple[Filling, ...]:
        definition = after.object_by_name[self.object]
        made = definition.field_by_id[self._removed(before).field.id]
        if made.numbering is None:
            return ()
        return (missing_numbered(before, after, definition, made, namespace),)

    def sentence(self) -> Sentence:
        return Sentence("Restore the field {}.{} with its values.", "恢复字段 {}.{} 及其值。").of(
            self.object, self.name or self.field
        )

    def told(self, before: Catalog) -> Sentence:
        removed = removed_field(before.object_by_name[self.object], self.field).field
        return replace(self, field=removed.name).sentence()

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
            message = Sentence(
                "Records of {}, deleted ones counted, have no {}.", "{} 有记录没有 {}（含已删除的记录）。"
            ).of(self.object, field.name)
            hint = Sentence(
                "Restore it with `required: false`, give them a value, and make it required then.",
                "请先以非必填恢复，为这些记录填写值，再设为必填。",
            )
            found.append(RowLimit(owner, 0, message, hint, ("required",), where=partial(empty, field)))
        if field.unique and not field.computed:
            message = Sentence("Records of {} share their {}.", "{} 有记录的 {} 相同。").of(
                self.object, field.name
            )
            hint = Sentence(
                "Restore it with `unique: false`, give them other values, and make it unique then.",
                "请先以可重复恢复，修改这些记录的值，再设为不可重复。",
            )
            where = partial(sharing, field)
            found.append(RowLimit(owner, 0, message, hint, ("unique",), alive_only=True, where=where))
        return tuple(found)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        after, removed = self.apply(before), self._removed(before)
        definition = after.object_by_name[self.object]
        made = definition.field_by_id[removed.field.id]
        left = field_rules_left_out(definition, removed.field, made)
        return (*left, *grants_left_out(after, removed.grants))


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
        catalog, removed = self._renamed(catalog)
        old = removed.object
        made = replace(old, name=self.name or old.name, plural=self.plural or old.plural)
        for field in made.fields:
            _raise_without_target(catalog, field, "object", but=made.id)
        after = replace(
            catalog,
            objects=(*catalog.objects, made),
            removed_objects=tuple(each for each in catalog.removed_objects if each is not removed),
        )
        made = with_readable_parts(after, made, removed.until)
        after = replace(after, objects=replaced(after.objects, made))
        newest = frozenset({made.id, *made.field_by_id})
        taken = [
            self._problem(made, each.claim.owner, each.problem(each.claim.part))
            for each in collisions_of(after, made, newest)
        ]
        raise_problems([*(_at_input(each, self) for each in object_problems(made)), *taken])
        return with_grants(after, removed.grants)

    def _renamed(self, catalog: Catalog) -> tuple[Catalog, RemovedObject]:
        """The catalog with rules that name the object as it is to be called, and the object, named as it was."""
        removed = removed_object(catalog, self.object, "object")
        if self.name is None or self.name == removed.object.name:
            return catalog, removed
        renamed = with_object_renamed(catalog, removed.object, self.name)
        return renamed, removed_object(renamed, removed.object.id)

    def _problem(self, made: Object, owner: str, problem: Problem) -> Problem:
        if owner == made.id:
            return problem
        field = made.field_by_id[owner]
        hint = Sentence("Rename what has the name by now.", "请修改现在使用该名称的内容。")
        return replace(
            problem,
            message=Sentence("{}.{}: {}", "{}.{}：{}").of(made.name, field.name, problem.message),
            path=("object",),
            hint=hint,
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

    def sentence(self) -> Sentence:
        return Sentence("Restore the object {} with its records.", "恢复对象 {} 及其记录。").of(
            self.name or self.object
        )

    def told(self, before: Catalog) -> Sentence:
        return replace(self, object=removed_object(before, self.object).object.name).sentence()

    def touches(self, before: Catalog) -> str | None:
        return removed_object(before, self.object).object.id

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        _, removed = self._renamed(before)
        after = self.apply(before)
        made = after.object_by_id[removed.object.id]
        return (*parts_left_out(removed.object, made), *grants_left_out(after, removed.grants))


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
