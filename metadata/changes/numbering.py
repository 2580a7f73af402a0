"""The change of an auto-number, and the numbers that records get by a publish."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    ClauseElement,
    ColumnElement,
    FromClause,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from core.errors import fault
from core.sentences import NO_WORDS, Sentence
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change, Stamp, field_named, object_named, raise_problems, with_field
from metadata.checks import field_problems
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.numbering import counted_in, formatted, local_time, period
from metadata.settings import Numbering
from metadata.tables import statement_table
from tenants.namespace import namespace_tables


@dataclass(frozen=True)
class SetNumbering(Change):
    """Another format, restart or smallest number of an auto-number. Records keep the numbers that they have.

    The counter goes on. It is moved past the numbers that look like those to come, so that none is given twice.
    """

    kind: ClassVar[str] = "setNumbering"

    object: str
    field: str
    numbering: Numbering

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        if old.numbering is None:
            message = f"{self.object}.{self.field} is a {old.type} field: it gives no numbers."
            raise fault("CATALOG_INVALID", message, "field", hint="Name an autoNumber field.")
        changed = replace(old, numbering=self.numbering)
        after = with_field(catalog, definition, changed)
        raise_problems(field_problems(after, after.object_by_id[definition.id], changed))
        return after

    def rewrites(
        self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp
    ) -> tuple[ClauseElement, ...]:
        definition = after.object_by_name[self.object]
        changed = definition.field_by_name[self.field]
        if before.object_by_name[self.object].field_by_id[changed.id].numbering == self.numbering:
            return ()
        return (counter_moved(namespace, _highest(after, definition, changed, namespace)),)

    def sentence(self) -> Sentence:
        restart = self.numbering.restart
        again = NO_WORDS
        if restart != "never":
            each = Sentence(restart, {"year": "年", "month": "月", "day": "天"}[restart])
            again = Sentence(", from {} again each {}", "，每{1}从 {0} 重新开始").of(
                self.numbering.start, each
            )
        return Sentence("Number {}.{} as {}{}.", "{}.{} 按 {} 编号{}。").of(
            self.object, self.field, self.numbering.format, again
        )


def _highest(catalog: Catalog, definition: Object, field: Field, namespace: str) -> Select[Any]:
    """The counter of a field, past the numbers that look like those to come."""
    assert field.numbering is not None
    rows = statement_table(definition, namespace)
    number = rows.c[type_of(field).columns(field)[0].name]
    now = local_time(catalog, func.now())
    highest = func.coalesce(func.max(counted_in(field.numbering, now, number)), literal(0))
    found = select(literal(field.id, Text()), period(field.numbering, now), cast(highest, BigInteger))
    return found.select_from(rows)


def numbers(
    catalog: Catalog,
    rows: FromClause,
    field: Field,
    namespace: str,
    moment: ColumnElement[Any] | None = None,
    given: Callable[[ColumnElement[Any]], ColumnElement[Any]] | None = None,
) -> Select[Any]:
    """Of each record its id, the period of its creation or of `moment`, its counter and its number.

    Args:
        given: from a period to the last counter that other records have got of it; null where none has.
    """
    numbering = field.numbering
    assert numbering is not None
    counter = namespace_tables(namespace).counter
    created = local_time(catalog, rows.c.createdAt if moment is None else moment)
    within = period(numbering, created)
    # A field that comes back goes on where it was.
    gone_by = (
        select(counter.c.last)
        .where(counter.c.field_id == literal(field.id, Text()))
        # A counter does not go back to an earlier period, as another time zone may make of the present one.
        .where(literal(numbering.restart == "never") | (counter.c.period >= within))
        .scalar_subquery()
    )
    # PostgreSQL leaves out what is null.
    others = () if given is None else (given(within),)
    first = func.greatest(func.coalesce(gone_by, literal(0)), literal(numbering.start - 1), *others)
    position = func.row_number().over(partition_by=within, order_by=(rows.c.createdAt, rows.c.id))
    number = first + position
    return select(
        rows.c.id,
        within.label("period"),
        number.label("counter"),
        formatted(numbering, created, number).label("number"),
    )


def counter_moved(namespace: str, to: Select[Any]) -> Insert:
    """The counter of a field at least at the given number of the given period, and in no earlier period."""
    counter = namespace_tables(namespace).counter
    adding = insert(counter).from_select(["field_id", "period", "last"], to)
    new = adding.excluded
    goes_on = func.greatest(counter.c.last, new.last)
    return adding.on_conflict_do_update(
        index_elements=[counter.c.field_id],
        set_={
            "last": case((new.period > counter.c.period, new.last), else_=goes_on),
            "period": func.greatest(counter.c.period, new.period),
        },
    )
