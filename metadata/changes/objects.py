"""Changes of objects: add, rename, remove."""

from dataclasses import dataclass, field, replace
from typing import ClassVar

from alembic.ddl.base import RenameTable
from sqlalchemy.schema import DropConstraint
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import Problem, fault
from core.identifiers import new_id
from core.sentences import NO_WORDS, Sentence
from metadata.catalog import Catalog, Object, RemovedObject
from metadata.changes.base import Change, Risk, object_named, raise_problems, replaced
from metadata.changes.fields import NewField
from metadata.changes.grace import Graceful
from metadata.changes.table_ddl import foreign_keys, links_hidden, table_created
from metadata.checks import field_problems, object_problems
from metadata.fields import Field
from metadata.object_names import with_object_renamed
from metadata.occupied import collisions_of
from metadata.removed import removed_name, without_grants
from metadata.tables import record_table
from metadata.uses import Use, object_uses, refuse_in_use
from metadata.values import Labels, no_labels


@dataclass(frozen=True)
class AddObject(Change):
    """A new kind of record with its first fields."""

    kind: ClassVar[str] = "addObject"

    name: str
    plural: str
    labels: Labels = field(default_factory=no_labels)
    plural_labels: Labels = field(default_factory=no_labels)
    display: str | None = None
    fields: tuple[NewField, ...] = ()
    id: str = field(default_factory=lambda: new_id("obj"))

    def apply(self, catalog: Catalog) -> Catalog:
        if self.id in catalog.object_by_id:
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("This very object is in the catalog already.", "该对象已在配置中。"),
                "name",
            )
        if any(each.object.id == self.id for each in catalog.removed_objects):
            message = Sentence(
                "This very object was removed and can be restored.", "该对象已被移除，可以恢复。"
            )
            raise fault("CATALOG_NAME_TAKEN", message, "name", hint=Sentence("Restore it.", "请恢复它。"))
        bare = Object(self.id, self.name, self.plural, self.labels, self.plural_labels, self.display)
        # With itself already there, so that a relation may point back to it.
        there = replace(catalog, objects=(*catalog.objects, bare))
        built: dict[int, Field] = {}
        problems: list[Problem] = []
        siblings = {each.name: each.id for each in self.fields}
        # Roll-ups last, for one may be over a relation that points back.
        for index, new in sorted(enumerate(self.fields), key=lambda each: each[1].roll_up is not None):
            if new.roll_up is not None:
                bare = replace(bare, fields=tuple(built.values()))
                there = replace(catalog, objects=(*catalog.objects, bare))
            built[index], wrong = new.built(there, bare, siblings)
            problems += [problem.within("fields", index) for problem in wrong]
        raise_problems(problems)
        definition = replace(bare, fields=tuple(built[index] for index in range(len(self.fields))))
        after = replace(catalog, objects=(*catalog.objects, definition))
        wrong_fields = (
            problem.within("fields", index)
            for index, made in enumerate(definition.fields)
            for problem in field_problems(after, definition, made)
        )
        raise_problems([*object_problems(definition), *wrong_fields, *self._collisions(after, definition)])
        return after

    def _collisions(self, after: Catalog, definition: Object) -> list[Problem]:
        places = {new.id: index for index, new in enumerate(self.fields)}
        found = []
        for each in collisions_of(after, definition, frozenset({self.id, *places})):
            index = places.get(each.claim.owner)
            at = (each.claim.part,) if index is None else ("fields", index, each.claim.part)
            found.append(each.problem(*at))
        return found

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        return table_created(after, after.object_by_id[self.id], namespace)

    def sentence(self) -> Sentence:
        return Sentence("Add the object {} with {} fields.", "添加对象 {}，含 {} 个字段。").of(
            self.name, len(self.fields)
        )


@dataclass(frozen=True)
class RenameObject(Change):
    """Another name for an object, or another plural; its records, id and labels stay, and rules that name it follow."""

    kind: ClassVar[str] = "renameObject"

    object: str
    name: str
    plural: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        named = object_named(catalog, self.object, "object")
        rewritten = with_object_renamed(catalog, named, self.name)
        old = rewritten.object_by_name[self.object]
        new = replace(old, name=self.name, plural=old.plural if self.plural is None else self.plural)
        after = replace(rewritten, objects=replaced(rewritten.objects, new))
        touched = frozenset({new.id, *new.field_by_id})
        found = [each.problem(each.claim.part) for each in collisions_of(after, new, touched)]
        raise_problems([*object_problems(new), *found])
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        if self.name == self.object:
            return ()
        return (RenameTable(self.object, self.name, schema=namespace),)

    def sentence(self) -> Sentence:
        if self.name == self.object and self.plural is not None:
            return Sentence("Rename the plural of the object {} to {}.", "将对象 {} 的复数名称改为 {}。").of(
                self.object, self.plural
            )
        also = NO_WORDS
        if self.plural is not None:
            also = Sentence(", and its plural to {}", "，复数名称改为 {}").of(self.plural)
        return Sentence("Rename the object {} to {}{}.", "将对象 {} 改名为 {}{}。").of(
            self.object, self.name, also
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        old = before.object_by_name[self.object]
        found = []
        if self.name != old.name:
            found.append(
                Sentence(
                    "Clients of the types and root fields of {} must use those of {}.",
                    "使用 {} 的类型和根字段的客户端须改用 {} 的。",
                ).of(old.name, self.name)
            )
        if self.plural not in (None, old.plural):
            found.append(
                Sentence(
                    "Clients of the root fields of {} must use those of {}.",
                    "使用 {} 的根字段的客户端须改用 {} 的。",
                ).of(old.plural, self.plural)
            )
        return tuple(found)


@dataclass(frozen=True)
class RemoveObject(Graceful, Change):
    """An object taken out of sight, with its records and the grants on it. `restoreObject` brings all of it back.

    The records are erased some time after the grace period ends. Meanwhile the name is free.
    """

    kind: ClassVar[str] = "removeObject"

    object: str

    def apply(self, catalog: Catalog) -> Catalog:
        old = object_named(catalog, self.object, "object")
        refuse_in_use(Sentence("{} is", "{} ").of(self.object), self.uses(catalog), "object")
        roles, grants = without_grants(catalog, lambda grant: grant.object == old.id)
        return replace(
            catalog,
            objects=tuple(each for each in catalog.objects if each.id != old.id),
            roles=roles,
            removed_objects=(*catalog.removed_objects, RemovedObject(old, self.until(), grants)),
        )

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        return object_uses(before, object_named(before, self.object, "object"))

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        old = before.object_by_name[self.object]
        table = record_table(before, old, namespace)
        # Else nobody could delete what it points to.
        dropped = (DropConstraint(each) for each in foreign_keys(table))
        return (
            *(
                part
                for each in old.fields
                if each.links
                for part in links_hidden(before, old, each, namespace)
            ),
            *dropped,
            RenameTable(self.object, removed_name(old.id), schema=namespace),
        )

    def sentence(self) -> Sentence:
        return Sentence(
            "Remove the object {} with its records; it can be restored {}.", "移除对象 {} 及其记录；{}。"
        ).of(self.object, self.in_words)

    def risk(self, before: Catalog) -> Risk:
        return Risk.HIDES

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        return (
            Sentence(
                "The types and root fields of {} leave the GraphQL schema.",
                "{} 的类型和根字段将从 GraphQL schema 中移除。",
            ).of(self.object),
        )
