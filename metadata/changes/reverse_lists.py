"""The change of what the list on the other side of a relation is called, if there is one."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.changes.base import Change, field_named, object_named, raise_problems, with_field
from metadata.checks import field_problems
from metadata.fields import Field
from metadata.lists import ReverseList
from metadata.occupied import collisions_of
from metadata.rules import with_name
from metadata.uses import Use, list_uses, refuse_in_use


@dataclass(frozen=True)
class SetReverse(Change):
    """The name of the list on the other side of a relation, of links to many, or of a reference.

    Another name renames it: rules that go over the list follow, and roll-ups stay as they are. A field without such a
    list gets one; without a name it loses it, as long as nothing goes over it. The links themselves stay.
    """

    kind: ClassVar[str] = "setReverse"

    object: str
    field: str
    reverse: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        if self.reverse is None and old.reverse is not None:
            refuse_in_use(
                Sentence("The list {} is", "列表 {} ").of(_places(catalog, old)),
                list_uses(catalog, old),
                "reverse",
            )
        if self.reverse is not None and old.reverse is not None:
            catalog = with_name(catalog, ReverseList(old), self.reverse)
        current = catalog.object_by_id[definition.id]
        changed = replace(current.field_by_id[old.id], reverse=self.reverse)
        after = with_field(catalog, current, changed)
        new = after.object_by_id[definition.id]
        wrong = [each for each in field_problems(after, new, changed) if each.path == ("reverse",)]
        taken = collisions_of(after, new, frozenset({old.id}))
        raise_problems([*wrong, *(each.problem("reverse") for each in taken)])
        return after

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        old = field_named(object_named(before, self.object, "object"), self.field, "field")
        if self.reverse is not None:
            return ()
        if old.reverse is None:
            message = f"{self.object}.{self.field} has no list on the other side."
            raise fault("CATALOG_UNKNOWN", message, "field", hint="Name a field that has a `reverse`.")
        return list_uses(before, old)

    def sentence(self) -> Sentence:
        if self.reverse is None:
            return Sentence("Take away the list on the other side of {}.{}.", "取消 {}.{} 另一侧的列表。").of(
                self.object, self.field
            )
        return Sentence(
            "Call the list on the other side of {}.{} {}.", "将 {}.{} 另一侧的列表命名为 {}。"
        ).of(self.object, self.field, self.reverse)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        old = before.object_by_name[self.object].field_by_name[self.field]
        if old.reverse is None or old.reverse == self.reverse:
            return ()
        owners = [before.object_by_id[each].name for each in old.points_to]
        if self.reverse is None:
            return tuple(
                Sentence(
                    "The list {}.{} leaves the GraphQL schema.", "列表 {}.{} 将从 GraphQL schema 中移除。"
                ).of(each, old.reverse)
                for each in owners
            )
        return tuple(
            Sentence(
                "Clients that read the list {}.{} must use {}.{}.", "读取列表 {}.{} 的客户端须改用 {}.{}。"
            ).of(each, old.reverse, each, self.reverse)
            for each in owners
        )


def _places(catalog: Catalog, field: Field) -> str:
    return ", ".join(f"{catalog.object_by_id[each].name}.{field.reverse}" for each in field.points_to)
