"""Changes of formulas."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change, field_named, object_named, raise_problems, with_field
from metadata.changes.table_ddl import formulas_moved
from metadata.checks import field_problems
from metadata.fields import Field
from metadata.reading import dependents
from metadata.values import JsonValue


@dataclass(frozen=True)
class SetFormula(Change):
    """Another formula for a field that has one. Every record has the new value at once, for none is stored."""

    kind: ClassVar[str] = "setFormula"

    object: str
    field: str
    formula: JsonValue

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        if old.formula is None:
            message = Sentence("{}.{} has no formula.", "{}.{} 没有公式。").of(self.object, self.field)
            raise fault(
                "CATALOG_INVALID",
                message,
                "field",
                hint=Sentence("Add another field, with the formula.", "请添加另一个带公式的字段。"),
            )
        if self.formula is None:
            message = Sentence("A field with a formula cannot be without one.", "有公式的字段不能去掉公式。")
            raise fault(
                "CATALOG_INVALID",
                message,
                "formula",
                hint=Sentence("Remove the field instead.", "请改为移除该字段。"),
            )
        return with_computed(catalog, definition, replace(old, formula=self.formula), "formula")

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = after.object_by_name[self.object]
        changed = definition.field_by_name[self.field]
        renewed = read_by(after, definition, {changed.id})
        return formulas_moved(before, after, definition.id, namespace, renewed)

    def sentence(self) -> Sentence:
        return Sentence("Change the formula of the field {}.{}.", "修改字段 {}.{} 的公式。").of(
            self.object, self.field
        )


def with_computed(catalog: Catalog, definition: Object, changed: Field, place: str) -> Catalog:
    """The catalog with another formula or roll-up for a field, with which those that read it still fit.

    Args:
        place: where in the change it stands.

    Raises:
        SluiceError: what is wrong with it, and with those.
    """
    after = with_field(catalog, definition, changed)
    new = after.object_by_id[definition.id]
    raise_problems(field_problems(after, new, changed))
    for owner, reader in dependents(after, new.id, {changed.id}):
        wrong = field_problems(after, owner, reader)
        raise_problems([replace(each, path=(place,)) for each in wrong])
    return after


def read_by(catalog: Catalog, definition: Object, changed: Collection[str]) -> frozenset[str]:
    """Ids of these fields of an object and of those that have them written out in their own columns."""
    readers = dependents(catalog, definition.id, changed) if changed else ()
    return frozenset(changed) | {field.id for owner, field in readers if owner.id == definition.id}
