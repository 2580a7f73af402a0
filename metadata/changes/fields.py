"""Changes of fields: add, rename, remove."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from alembic.ddl.base import ColumnName, DropColumn
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import Problem, SluiceError, fault
from core.identifiers import new_id
from core.sentences import Sentence
from metadata.catalog import Catalog, Object, RemovedField
from metadata.changes.base import (
    Change,
    Lock,
    Risk,
    RowLimit,
    Stamp,
    field_named,
    object_named,
    raise_problems,
    replaced,
)
from metadata.changes.grace import Graceful
from metadata.changes.numbered_records import records_numbered
from metadata.changes.roll_ups import NewRollUp
from metadata.changes.table_ddl import (
    columns_added,
    columns_hidden,
    constraints_dropped,
    links_created,
    links_hidden,
)
from metadata.checks import field_problems, object_problems
from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field, Option, PersonalKind, RollUp, Writability
from metadata.fillings import Filling
from metadata.holdings import NOTHING, Holding
from metadata.inlined import stored_columns
from metadata.occupied import collisions_of
from metadata.removed import removed_columns, without_grants
from metadata.rules import with_name
from metadata.sections import section_of, sections_without
from metadata.settings import Numbering
from metadata.tables import field_table
from metadata.uses import Use, field_uses, refuse_in_use
from metadata.values import JsonValue, Labels, Number, no_labels


@dataclass(frozen=True)
class NewField:
    """A field to be: `metadata.fields.Field` with names in place of ids.

    `target` is the object that it points to or links, `depends_on` the field that its options depend on, `roll_up` has
    the list and the field by name.
    """

    name: str
    type: str
    labels: Labels = field(default_factory=no_labels)
    required: bool = False
    unique: bool = False
    default: JsonValue = None
    options: tuple[Option, ...] = ()
    target: str | None = None
    targets: tuple[str, ...] = ()
    reverse: str | None = None
    precision: int = 18
    scale: int = 2
    region: str | None = None
    searchable: bool = False
    minimum: Number | None = None
    maximum: Number | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    pattern_message: Labels = field(default_factory=no_labels)
    media_types: tuple[str, ...] = ()
    formula: JsonValue = None
    numbering: Numbering | None = None
    depends_on: str | None = None
    roll_up: NewRollUp | None = None
    required_when: JsonValue = None
    default_formula: JsonValue = None
    writable: Writability = "always"
    track_history: bool = False
    personal: PersonalKind | None = None
    id: str = field(default_factory=lambda: new_id("fld"))

    def built(
        self, catalog: Catalog, definition: Object, siblings: Mapping[str, str]
    ) -> tuple[Field, tuple[Problem, ...]]:
        """The field of the catalog, and what is wrong with the names that it says.

        Args:
            definition: its object, as far as it is there.
            siblings: name to id, of the fields of its object.
        """
        target: str | None = None
        targets: list[str] = []
        roll_up: RollUp | None = None
        problems: tuple[Problem, ...] = ()
        try:
            if self.target is not None:
                target = object_named(catalog, self.target, "target").id
            for index, name in enumerate(self.targets):
                targets.append(object_named(catalog, name, "targets", index).id)
            if self.roll_up is not None:
                roll_up = self.roll_up.built(catalog, definition)
        except SluiceError as error:
            problems = error.problems
        values = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        values |= {"target": target, "targets": tuple(targets), "roll_up": roll_up}
        if self.numbering is not None:
            # Each record has a number of its own, whether anybody says so or not.
            values |= {"required": True, "unique": True}
        depends_on = None
        if self.depends_on is not None:
            depends_on = siblings.get(self.depends_on)
            if depends_on is None:
                message = f"The object has no field {self.depends_on[:60]!r}."
                hint = "Name a choice that stands before it, or beside it in a new object."
                problems += (Problem("CATALOG_UNKNOWN", message, ("dependsOn",), hint),)
        values["depends_on"] = depends_on
        kind = FIELD_TYPES.get(self.type)
        if kind is not None and "links" in kind.settings:
            values |= {"target": None, "links": target}
        return Field(**values), problems


@dataclass(frozen=True)
class AddField(Change):
    """A new field. Records that exist get its default, or nothing."""

    kind: ClassVar[str] = "addField"

    object: str
    field: NewField

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        siblings = {each.name: each.id for each in definition.fields}
        made, problems = self.field.built(catalog, definition, siblings)
        raise_problems([problem.within("field") for problem in problems])
        if made.id in definition.field_by_id:
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("This very field is in the catalog already.", "该字段已在配置中。"),
                "field",
                "name",
            )
        if any(each.field.id == made.id for each in definition.removed_fields):
            message = Sentence(
                "This very field was removed and can be restored.", "该字段已被移除，可以恢复。"
            )
            raise fault(
                "CATALOG_NAME_TAKEN", message, "field", "name", hint=Sentence("Restore it.", "请恢复它。")
            )
        new = replace(definition, fields=(*definition.fields, made))
        after = replace(catalog, objects=replaced(catalog.objects, new))
        taken = collisions_of(after, new, frozenset({made.id}))
        raise_problems(
            [
                *(problem.within("field") for problem in field_problems(after, new, made)),
                *(each.problem("field", each.claim.part) for each in taken),
                *(problem for problem in object_problems(new) if problem.code == "CATALOG_LIMIT"),
            ]
        )
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = after.object_by_name[self.object]
        made = definition.field_by_id[self.field.id]
        names = tuple(spec.name for spec in stored_columns(definition, made))
        table = field_table(after, definition, made, namespace)
        # A number says how many records were made before: the column comes when it is told.
        columns = columns_added(table, names, made.id) if made.numbering is None else ()
        return (*columns, *links_created(after, definition, made, namespace))

    def fillings(self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp) -> tuple[Filling, ...]:
        if self.field.numbering is None:
            return ()
        definition = after.object_by_name[self.object]
        made = definition.field_by_id[self.field.id]
        return (records_numbered(before, after, definition, made, namespace),)

    def sentence(self) -> Sentence:
        return Sentence("Add the field {0} ({1}) to {2}.", "为 {2} 添加字段 {0}（{1}）。").of(
            self.field.name, self.field.type, self.object
        )

    def risk(self, before: Catalog) -> Risk:
        return Risk.REWRITES if self._rewrites else Risk.SAFE

    def lock(self, before: Catalog) -> Lock:
        # A default is kept once for all records that are there.
        written = self.field.searchable or self.field.numbering is not None
        return Lock.WRITES if written else Lock.BRIEF

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id if self._rewrites else None

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        owner = before.object_by_name[self.object].id
        default = self.field.default
        given = default if isinstance(default, list) else [default]
        keys = [NOTHING if key is None else key for key in given]
        everywhere = holding.of(owner, self.field.id) and any(key in keys for key in holding.keys)
        return Holding(owner) if everywhere else holding

    @property
    def _rewrites(self) -> bool:
        return self.field.default is not None or self.field.searchable or self.field.numbering is not None

    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        owner = before.object_by_name[self.object].id
        if self.field.numbering is not None:
            return ()
        if self.field.required and self.field.default is None:
            message = Sentence(
                "{} has records, and they would have no {}.", "{} 已有记录，它们将没有 {}。"
            ).of(self.object, self.field.name)
            hint = Sentence(
                "Give a default, or add the field as not required.", "请设置默认值，或将字段添加为非必填。"
            )
            return (RowLimit(owner, 0, message, hint, ("field", "required")),)
        if self.field.unique and self.field.default is not None:
            message = Sentence(
                "{} has several records, and all would get the same {}.",
                "{} 有多条记录，它们的 {} 将全部相同。",
            ).of(self.object, self.field.name)
            hint = Sentence("Leave out the default of a unique field.", "不可重复的字段请不要设置默认值。")
            return (RowLimit(owner, 1, message, hint, ("field", "default"), alive_only=True),)
        return ()


@dataclass(frozen=True)
class RenameField(Change):
    """Another name for a field; values, id, labels and grants stay, and rules follow.

    `setReverse` renames the list on the other side of a relation.
    """

    kind: ClassVar[str] = "renameField"

    object: str
    field: str
    name: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        rewritten = with_name(catalog, old, self.name)
        current = rewritten.object_by_id[definition.id]
        renamed = replace(current.field_by_id[old.id], name=self.name)
        new = replace(
            current,
            display=self.name if current.display == old.name else current.display,
            fields=replaced(current.fields, renamed),
        )
        after = replace(rewritten, objects=replaced(rewritten.objects, new))
        spelling = [each for each in field_problems(after, new, renamed) if each.path == ("name",)]
        raise_problems(
            [*spelling, *(each.problem("name") for each in collisions_of(after, new, frozenset({old.id})))]
        )
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = before.object_by_name[self.object]
        old = definition.field_by_name[self.field]
        new = after.object_by_id[definition.id].field_by_id[old.id]
        pairs = zip(
            stored_columns(definition, old),
            stored_columns(after.object_by_id[definition.id], new),
            strict=True,
        )
        return tuple(
            ColumnName(self.object, one.name, other.name, schema=namespace)
            for one, other in pairs
            if one.name != other.name
        )

    def sentence(self) -> Sentence:
        return Sentence("Rename the field {}.{} to {}.", "将字段 {}.{} 改名为 {}。").of(
            self.object, self.field, self.name
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        return (
            Sentence("Clients that use {}.{} must use {}.{}.", "使用 {}.{} 的客户端须改用 {}.{}。").of(
                self.object, self.field, self.object, self.name
            ),
        )


@dataclass(frozen=True)
class RemoveField(Graceful, Change):
    """A field taken out of sight, with its values and the grants on it. `restoreField` brings all of it back.

    The values are erased some time after the grace period ends. Meanwhile the name is free.
    """

    kind: ClassVar[str] = "removeField"

    object: str
    field: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        refuse_in_use(
            Sentence("{}.{} is", "字段 {}.{} ").of(self.object, self.field), self.uses(catalog), "field"
        )
        roles, grants = without_grants(catalog, lambda grant: grant.field == old.id)
        gone = RemovedField(old, self.until(), grants, section_of(definition, old.id))
        new = replace(
            definition,
            fields=tuple(each for each in definition.fields if each.id != old.id),
            sections=sections_without(definition, old.id),
            removed_fields=(*definition.removed_fields, gone),
        )
        return replace(catalog, objects=replaced(catalog.objects, new), roles=roles)

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        definition = object_named(before, self.object, "object")
        return field_uses(before, definition, field_named(definition, self.field, "field"))

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = before.object_by_name[self.object]
        old = definition.field_by_name[self.field]
        table = field_table(before, definition, old, namespace)
        if old.computed:
            columns = (table.c[spec.name] for spec in stored_columns(definition, old))
            return tuple(DropColumn(table.name, each, schema=namespace) for each in columns)
        if old.links is not None:
            return links_hidden(before, definition, old, namespace)
        return (
            *constraints_dropped(table, old.id),
            *columns_hidden(table, {spec.name: name for name, spec in removed_columns(old).items()}),
        )

    def sentence(self) -> Sentence:
        return Sentence("Remove the field {}.{}; it can be restored {}.", "移除字段 {}.{}；{}。").of(
            self.object, self.field, self.in_words
        )

    def risk(self, before: Catalog) -> Risk:
        return Risk.HIDES

    def lock(self, before: Catalog) -> Lock:
        # The words that search finds are then those of the other fields.
        old = before.object_by_name[self.object].field_by_name[self.field]
        return Lock.WRITES if old.searchable else Lock.BRIEF

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        definition = before.object_by_name[self.object]
        old = definition.field_by_name[self.field]
        found = [
            Sentence(
                "The field {}.{} leaves the GraphQL schema.", "字段 {}.{} 将从 GraphQL schema 中移除。"
            ).of(self.object, self.field)
        ]
        if old.reverse is not None:
            found += (
                Sentence("The list {}.{} leaves with it.", "列表 {}.{} 会一并移除。").of(
                    before.object_by_id[each].name, old.reverse
                )
                for each in old.points_to
            )
        return tuple(found)
