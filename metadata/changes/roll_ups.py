"""Changes of roll-ups."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change, field_named, object_named
from metadata.changes.formulas import with_computed
from metadata.fields import RollUp, RollUpFunction
from metadata.lists import related_lists
from metadata.values import JsonValue


@dataclass(frozen=True)
class NewRollUp:
    """A roll-up to be: `metadata.fields.RollUp` with names.

    Attributes:
        relation: name of the list of related records on the object.
        field: name of the related records' field; None for a count.
    """

    relation: str
    function: RollUpFunction
    field: str | None = None
    where: JsonValue = None

    def built(self, catalog: Catalog, definition: Object) -> RollUp:
        """The roll-up of the catalog.

        Raises:
            SluiceError: CATALOG_UNKNOWN, under `rollUp`.
        """
        lists = {each.name: each for each in related_lists(catalog, definition)}
        if self.relation not in lists:
            message = f"{definition.name} has no list of related records called {self.relation[:60]!r}."
            known = ", ".join(lists)
            hint = (
                Sentence("Use one of {}.", "请使用其中之一：{}。").of(known)
                if known
                else "Add the field that points here, or links, first."
            )
            raise fault("CATALOG_UNKNOWN", message, "rollUp", "relation", hint=hint)
        over = lists[self.relation]
        named = None if self.field is None else field_named(over.object, self.field, "rollUp", "field").id
        return RollUp(over.field.id, self.function, named, self.where, over.forwards)


@dataclass(frozen=True)
class SetRollUp(Change):
    """Another roll-up for a field that has one. Every record has the new value at once, for none is stored."""

    kind: ClassVar[str] = "setRollUp"

    object: str
    field: str
    roll_up: NewRollUp

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        if old.roll_up is None:
            message = f"{self.object}.{self.field} has no roll-up."
            raise fault("CATALOG_INVALID", message, "field", hint="Add another field, with the roll-up.")
        rolled = self.roll_up.built(catalog, definition)
        return with_computed(catalog, definition, replace(old, roll_up=rolled), "rollUp")

    def sentence(self) -> Sentence:
        return Sentence("Change the roll-up of the field {}.{}.", "修改字段 {}.{} 的汇总方式。").of(
            self.object, self.field
        )
