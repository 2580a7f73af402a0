"""Changes of formulas."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from alembic.ddl.base import AddColumn, DropColumn
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import fault
from metadata.catalog import Catalog, Field, JsonValue, Object, replaced
from metadata.changes.base import Change, field_named, object_named, raise_problems
from metadata.checks import field_problems
from metadata.field_types.all_types import type_of
from metadata.formulas import fields_behind
from metadata.tables import record_table


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
        new = replace(definition, fields=replaced(definition.fields, changed))
        after = replace(catalog, objects=replaced(catalog.objects, new))
        raise_problems(field_problems(after, new, changed))
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = after.object_by_name[self.object]
        table = record_table(after, definition, namespace)
        changed = definition.field_by_name[self.field]
        # New columns, for which nothing is written: PostgreSQL changes no expression in a table with CHECK constraints.
        columns = [
            table.c[type_of(each).columns(each)[0].name] for each in _written_with(after, definition, changed)
        ]
        return (
            *(DropColumn(table.name, column, schema=namespace) for column in columns),
            *(AddColumn(table.name, column, schema=namespace) for column in columns),
        )

    def sentence(self) -> str:
        return f"Change the formula of the field {self.object}.{self.field}."


def _written_with(catalog: Catalog, definition: Object, changed: Field) -> Iterator[Field]:
    """The field, and those whose formulas read it: these have it written out in themselves."""
    for each in definition.fields:
        if each.formula is None:
            continue
        if each.id == changed.id or changed.id in fields_behind(catalog, definition, each):
            yield each
