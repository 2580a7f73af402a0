"""Changes of formulas."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import fault
from metadata.catalog import Catalog, Field, JsonValue, Object
from metadata.changes.base import Change, field_named, object_named, raise_problems, with_field
from metadata.changes.table_ddl import formulas_replaced
from metadata.checks import field_problems
from metadata.formulas import fields_behind


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
            message = f"{self.object}.{self.field} has no formula: its values are given."
            raise fault("CATALOG_INVALID", message, "field", hint="Add another field, with the formula.")
        if self.formula is None:
            message = "A field with a formula cannot be without one."
            raise fault("CATALOG_INVALID", message, "formula", hint="Remove the field instead.")
        changed = replace(old, formula=self.formula)
        after = with_field(catalog, definition, changed)
        new = after.object_by_name[self.object]
        raise_problems(field_problems(after, new, changed))
        # Those that read it are written out with it, and must still fit.
        for each in _written_with(after, new, changed):
            raise_problems([replace(wrong, path=("formula",)) for wrong in field_problems(after, new, each)])
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = after.object_by_name[self.object]
        changed = definition.field_by_name[self.field]
        return formulas_replaced(after, definition, namespace, _written_with(after, definition, changed))

    def sentence(self) -> str:
        return f"Change the formula of the field {self.object}.{self.field}."


def _written_with(catalog: Catalog, definition: Object, changed: Field) -> Iterator[Field]:
    """The field, and those whose formulas read it: these have it written out in themselves."""
    for each in definition.fields:
        if each.formula is None:
            continue
        if each.id == changed.id or changed.id in fields_behind(catalog, definition, each):
            yield each
