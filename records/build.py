"""The state of compiling one plan: its parameters, its aliases, and where each object's rows are read from."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    TableClause,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import TypeEngine, Uuid

from core.errors import Problem, fault
from core.sql import Row
from expressions.nodes import Expression
from expressions.sql import NOW, to_sql
from expressions.types import RecordList, Reference
from expressions.working_calendar import WorkingCalendar
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.inlined import inlined_columns, inlined_fields
from metadata.link_tables import SOURCE, TARGET, link_rows
from metadata.lists import RelatedList, list_of
from metadata.parsed import end_of
from metadata.scope import parts_by_object
from metadata.tables import record_columns, statement_table
from policies.access import NO_ROWS, Access, ObjectAccess, RowRule
from policies.readable import may_list, may_read
from records.actors import ACTOR, of_caller
from records.binding import Binder, Convert, ValueBinder
from records.computed import computed_read, computed_value
from records.cost import CostCount
from records.items import items_of
from records.owners import owned_by
from records.pipelines import told_by_stage
from records.plans.inputs import Input
from records.plans.via import Linked, Via
from records.stand_ins import Judged, Overlay
from records.variables import columns_of
from tenants.namespace import NamespaceTables, namespace_tables

PathPart = str | int
MOST_CONDITIONS = 2_000
"""Filters, and parts of them, in one statement: to compile each takes time that all other requests wait."""

MOST_HOPS = 8
"""Relations that a filter follows one after the other: each is a join within the last, and all are planned."""
MOST_LOOKS = 300
"""Roll-ups of one statement, those of its filters and within others included."""
MOST_RELATED = 100
"""Relations that all filters of a statement follow together."""


@dataclass
class Build:
    """What one compilation knows and collects.

    Attributes:
        actor: id of the member whose rights `access` is.
        binders: how the parameters made so far get their values.
        cost: the rows that the plan may return, counted so far.
        overlay: in a write, what it leaves behind.
        sought: the words of each text that is searched for.
        refusals: `CODE path`, as the statement answers it, to what there is to say beyond the code's own words.
        judged: while a record is judged as it would be, that record, which roll-ups count as it would be too.
        counts_own: a roll-up has done so: what is judged depends on other records of the same object.
        counts_apart: the gate of many records has, and no two of them are moved that count each other.
        branch: what the names of steps begin with, where a statement has those of two writes.
        key: columns of the key that a record is named by, to the values that are given for it.
    """

    catalog: Catalog
    namespace: str
    language: str
    access: Access
    actor: ColumnElement[Any] = ACTOR
    binders: list[Binder] = field(default_factory=list)
    cost: CostCount = field(default_factory=CostCount)
    overlay: Overlay | None = None
    sought: dict[Input, CTE] = field(default_factory=dict)
    refusals: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    judged: Judged | None = None
    counts_own: bool = False
    counts_apart: bool = False
    branch: str = ""
    key: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    _tables: dict[str, TableClause] = field(default_factory=dict)
    _made: int = 0
    _conditions: int = 0
    _hops: int = 0
    _related: int = 0
    _looks: int = 0

    @property
    def tables(self) -> NamespaceTables:
        return namespace_tables(self.namespace)

    @property
    def zone(self) -> str:
        """IANA name of the zone whose days count in rules."""
        return self.catalog.time_zone

    @property
    def calendar(self) -> WorkingCalendar:
        """Which days are worked, in rules."""
        return self.catalog.working_calendar

    @property
    def clock(self) -> ColumnElement[Any]:
        """The moment that `now` is in rules."""
        return NOW

    def fresh(self, prefix: str) -> str:
        """A name nothing else in this statement has; the same plan always gets the same names."""
        self._made += 1
        return f"{prefix}{self._made}"

    def called(self, step: str) -> str:
        """The name of a step of the write that is being compiled."""
        return self.branch + step

    def count_condition(self) -> None:
        """Count one more condition.

        Raises:
            SluiceError: QUERY_TOO_COMPLEX where there are too many.
        """
        self._conditions += 1
        if self._conditions > MOST_CONDITIONS:
            raise fault(
                "QUERY_TOO_COMPLEX",
                f"The filters have more than {MOST_CONDITIONS:,} conditions",
                "where",
                hint="Use `in` for many values of one field.",
            )

    @contextmanager
    def hop(self) -> Iterator[None]:
        """A block that compiles a condition on the other side of a relation.

        Raises:
            SluiceError: QUERY_TOO_COMPLEX where too many are followed.
        """
        self._related += 1
        self._hops += 1
        if self._hops > MOST_HOPS or self._related > MOST_RELATED:
            raise fault(
                "QUERY_TOO_COMPLEX",
                f"A filter follows at most {MOST_HOPS} relations in a row, and an operation's filters {MOST_RELATED}",
                "where",
                hint="Filter by something nearer, or ask in two requests.",
            )
        yield
        self._hops -= 1

    def bind(
        self, source: Input, type_: TypeEngine[Any], convert: Convert, *path: PathPart, many: bool = False
    ) -> BindParameter[Any]:
        """A parameter for the value at `source`; `many` for a list, which is bound as one array."""
        name = self.fresh("p")
        self.binders.append(ValueBinder(name, source, convert, path))
        return bindparam(name, type_=ARRAY(type_) if many else type_, required=True)

    def table(self, of: Object) -> TableClause:
        """The table of an object, not aliased; the same value within one plan."""
        found = self._tables.get(of.id)
        if found is None:
            found = self._tables[of.id] = statement_table(of, self.namespace)
        return found

    def rows(self, of: Object) -> FromClause:
        """The rows of an object under a fresh alias, deleted ones included."""
        if self.overlay is not None and of.id in self.overlay.rows:
            return self.overlay.rows[of.id].subquery(self.fresh("t"))
        return self.table(of).alias(self.fresh("t"))

    def rolled_rows(self, of: Object) -> FromClause:
        """The rows of an object that a roll-up goes over, under a fresh alias.

        Raises:
            SluiceError: QUERY_TOO_COMPLEX where the statement has too many roll-ups.
        """
        self.cost.each_row()
        self._looks += 1
        if self._looks > MOST_LOOKS:
            raise fault(
                "QUERY_TOO_COMPLEX",
                f"The operation has more than {MOST_LOOKS} roll-ups",
                hint="Ask for fewer computed fields at a time.",
            )
        if self.judged is None or self.judged.object_id != of.id:
            return self.rows(of)
        self.counts_own = True
        table, record = self.table(of), self.judged.record
        columns = record_columns(table)
        others = select(*columns).where(not_(exists(select(1).where(record.c.id == table.c.id))))
        return union_all(others, select(*(record.c[each.name] for each in columns))).subquery(self.fresh("t"))

    def moves(self) -> FromClause:
        """The stage history under a fresh alias."""
        if self.overlay is not None and self.overlay.moves is not None:
            return self.overlay.moves.subquery(self.fresh("h"))
        return self.tables.stage_history.alias(self.fresh("h"))

    def links(self, of: Field) -> FromClause:
        """The links of a `relations` field under a fresh alias."""
        name = self.fresh("l")
        judged = None if self.judged is None else self.judged.links(of.id)
        if judged is not None:
            return judged.subquery(name)
        if self.overlay is not None and of.id in self.overlay.links:
            return self.overlay.links[of.id].subquery(name)
        return link_rows(of, self.namespace).alias(name)

    def leads(self, via: Via, rows: FromClause, parent: Row) -> ColumnElement[bool]:
        """The condition that the way leads from `parent` to a row of `rows`."""
        if isinstance(via, Field):
            return rows.c[f"{via.name}Id"] == parent.c["id"]
        links, here, there = self._ends(via)
        linked = (
            select(1).select_from(links).where(links.c[here] == parent.c["id"], links.c[there] == rows.c.id)
        )
        return exists(linked.correlate_except(links))

    def led_to(self, via: Via, rows: FromClause, parent: Row) -> Select[Any]:
        """A query of the rows that the way leads to from `parent`, for a condition that there are any.

        Links are joined here: PostgreSQL begins at either end of a join, but not at the far end of a condition.
        """
        if isinstance(via, Field):
            return select(1).select_from(rows).where(self.leads(via, rows, parent)).correlate_except(rows)
        links, here, there = self._ends(via)
        joined = rows.join(links, links.c[there] == rows.c.id)
        return (
            select(1).select_from(joined).where(links.c[here] == parent.c["id"]).correlate_except(rows, links)
        )

    def _ends(self, via: Linked) -> tuple[FromClause, str, str]:
        """The links, and their columns at the near and at the far end."""
        near, far = (TARGET, SOURCE) if via.backwards else (SOURCE, TARGET)
        return self.links(via.field), near, far

    def access_to(self, of: Object) -> ObjectAccess:
        """The caller's rights on an object that it may read.

        Raises:
            SluiceError: FORBIDDEN, by a fault here alone: the caller's GraphQL schema does not hold such an object.
        """
        found = self.access.objects.get(of.id)
        if found is None:
            raise fault("FORBIDDEN", "The caller's roles do not reach this object")
        return found

    def hides(self, reference: Reference, of: Object) -> bool:
        """Whether the caller may not read a column that a rule over records of `of` reads."""
        return not may_read(self.access, self.catalog, reference, of)

    def hides_list(self, records: RecordList, of: Object) -> bool:
        """The same of a list that it looks through."""
        return not may_list(self.access, self.catalog, records, of)

    def parts(self, expression: Expression, of: Object) -> Iterator[tuple[Object, Expression]]:
        """A rule over records of `of`, and what it asks of the records of lists, each with their object."""
        return parts_by_object(self.catalog, of, expression)

    def list_behind(self, records: RecordList, of: Object) -> RelatedList | None:
        """A list that a rule over records of `of` looks through; None where no record has it."""
        start = end_of(self.catalog, of, records)
        return list_of(self.catalog, start, records.field, forwards=records.forwards)

    def visible(self, rows: FromClause, of: Object) -> ColumnElement[bool]:
        """The condition that a row is not deleted and that the caller may read it."""
        return and_(rows.c.deletedAt.is_(None), self.permitted("read", rows, of))

    def permitted(
        self, action: str, rows: FromClause, of: Object, exact: bool = False
    ) -> ColumnElement[bool]:
        """The row predicate of an action."""
        return self.row_rule(self.access_to(of).rows.get(action, NO_ROWS), rows, of, exact)

    def row_rule(
        self, rule: RowRule, rows: FromClause, of: Object, exact: bool = False
    ) -> ColumnElement[bool]:
        """A row rule over `rows`."""
        if rule.everything:
            return true()
        asked = [self.expression(each, rows, of, exact=exact) for each in rule.rules]
        if rule.owners is not None:
            asked.append(owned_by(self.tables, self.fresh, rows, rule.owners, exact, self.actor))
        reached = or_(false(), *asked)
        if rule.denied is None:
            return reached
        return and_(reached, not_(self.row_rule(rule.denied, rows, of, exact=True)))

    def expression(
        self,
        expression: Expression,
        rows: Row,
        of: Object,
        *,
        exact: bool = False,
        only_visible: bool = False,
    ) -> ColumnElement[Any]:
        """A typed rule over `rows`.

        Args:
            exact: where the answer is shown or negated and may not be null.
            only_visible: where the rule is the caller's own, or its value is shown: related records that the
                caller may not see are then as if there were none.
        """
        columns = self.columns_of(rows, of, only_visible=only_visible)
        items = items_of(self, rows, of, only_visible=only_visible)
        return to_sql(
            expression,
            columns,
            items=items,
            exact=exact,
            clock=self.clock,
            zone=self.zone,
            calendar=self.calendar,
        )

    def judge(self, rows: FromClause, of: Object) -> Callable[[Expression], ColumnElement[bool]]:
        """What tells whether a condition holds of records of `rows`; never null."""
        return partial(self.expression, rows=rows, of=of, exact=True)

    def before(self, rows: Row) -> Row | None:
        """The rows as they were before the write that is judged, or are where none is; None where it creates them."""
        return rows if self.judged is None else self.judged.before

    def acting(self, reference: Reference) -> ColumnElement[Any]:
        """What a rule reads of whoever acts: the caller."""
        return of_caller(self.catalog, self.tables, self.access, reference, self.actor)

    def knows(self, reference: Reference) -> bool:
        """Whether the caller may be told what a rule reads of whoever acts, which is the caller."""
        return reference.actor

    def columns_of(
        self, rows: Row, of: Object, *, only_visible: bool = False
    ) -> Callable[[Reference], ColumnElement[Any]]:
        """Where rules find their variables: columns of `rows`, or of the records that these name."""
        return columns_of(self, rows, of, only_visible=only_visible)

    def value(self, rows: Row, of: Object, column: str) -> ColumnElement[Any]:
        """The value of a column of `rows`, records of `of`; of a field that has none, what it is computed of."""
        if column in rows.c:
            return rows.c[column]
        if (told := told_by_stage(self, rows, of, column)) is not None:
            return told
        return computed_value(self, rows, of, inlined_columns(of)[column], column)

    def read(self, rows: FromClause, of: Object, field: Field) -> ColumnElement[Any]:
        """The value of a field of `rows`, records of `of`, in the shape API clients see it."""
        if field.id in inlined_fields(of):
            return computed_read(self, rows, of, field)
        kind = type_of(field)
        return kind.read(field, {spec.name: rows.c[spec.name] for spec in kind.columns(field)})

    def relation_id(self, relation: Field, rows: Row) -> ColumnElement[Any]:
        """The id a relation of `rows` holds, null where the record it names is one that the caller may not see."""
        return self.seen_id(relation, rows.c[f"{relation.name}Id"])

    def seen_id(self, relation: Field, held: ColumnElement[Any]) -> ColumnElement[Any]:
        """An id that a relation holds or held, null where the record it names is one that the caller may not see.

        Without this an id would tell that the record exists. Where every record may be seen, it is `held` itself.
        """
        pointed = relation.targets or (self.catalog.target_of(relation).id,)
        targets = [self.catalog.object_by_id[each] for each in pointed if each in self.access.objects]
        everywhere = all(self.access_to(each).rows.get("read", NO_ROWS).everything for each in targets)
        if everywhere and len(targets) == len(pointed):
            return held
        seen = [self._seen_id(held, each) for each in targets]
        return seen[0] if len(seen) == 1 else func.coalesce(*seen, type_=Uuid())

    def _seen_id(self, held: ColumnElement[Any], target: Object) -> ColumnElement[Any]:
        related = self.rows(target)
        named = related.c.id == held
        found = select(related.c.id).where(named, self.permitted("read", related, target))
        return found.correlate_except(related).scalar_subquery()
