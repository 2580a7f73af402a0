"""The change of the tenant's time zone."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.sentences import Sentence
from core.sql import literal_sql
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change, raise_problems
from metadata.changes.table_ddl import formulas_moved
from metadata.checks import time_zone_problems
from metadata.formula_sql import formula_columns, stored_formula_sql
from metadata.tables import statement_table


@dataclass(frozen=True)
class SetTimeZone(Change):
    """The zone whose days count in rules, formulas and groups. Records keep their moments; nothing is written."""

    kind: ClassVar[str] = "setTimeZone"

    time_zone: str

    def apply(self, catalog: Catalog) -> Catalog:
        after = replace(catalog, time_zone=self.time_zone)
        raise_problems(time_zone_problems(after))
        return after

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        # A column has the zone in its expression.
        return tuple(
            element
            for definition in after.objects
            for element in formulas_moved(
                before, after, definition.id, namespace, _renewed(before, after, definition)
            )
        )

    def sentence(self) -> Sentence:
        return Sentence("Set the time zone to {}.", "将时区设为 {}。").of(self.time_zone)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        return (
            Sentence(
                "Days begin and end as in {}, no longer as in {}.", "日期的起止按 {} 计算，不再按 {}。"
            ).of(self.time_zone, before.time_zone),
        )


def _renewed(before: Catalog, after: Catalog, definition: Object) -> frozenset[str]:
    """Ids of the fields whose columns say another expression now."""
    columns = statement_table(definition, "").c
    return frozenset(
        field.id
        for field in formula_columns(definition).values()
        if literal_sql(stored_formula_sql(before, definition, field, columns.__getitem__))
        != literal_sql(stored_formula_sql(after, definition, field, columns.__getitem__))
    )
