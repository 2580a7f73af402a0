"""Rules of a catalog that is not published, asked of the records that are there.

A rule of such a catalog names fields by the names that they would have. Ids outlive names, so what it reads is looked
up by id in the catalog in force: a field that the draft renames is read by its column of today, and so is a stage. What
records have no value of before the publish (a field that is new, of another type, or computed otherwise) is null.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, case, cast, null, true

from core.sql import Row
from expressions.comparisons import variables
from expressions.nodes import Expression, listings_of, within
from expressions.sql import SQL_TYPES
from expressions.types import RecordList, Reference
from expressions.working_calendar import WorkingCalendar
from metadata.actor import ACTOR_ID
from metadata.all_names import with_all_names
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field, RollUp
from metadata.lists import RelatedList, list_of, rolled_list
from metadata.parsed import end_of, entered
from metadata.system_fields import PIPELINE, STAGE, STAGE_FIELDS, SYSTEM_FIELDS
from metadata.values import JsonValue
from policies.access import RowRule
from records.actors import of_caller, of_member
from records.build import Build
from records.constants import constant


@dataclass
class DraftedBuild(Build):
    """A statement over the records of `catalog` in which rules of `draft` can be asked too.

    Attributes:
        draft: the catalog that is not published; `catalog` itself where there is none.
        absent: paths of what the rules asked so far read and no record has yet, each once.
    """

    draft: Catalog = field(default_factory=Catalog)
    absent: dict[str, None] = field(default_factory=dict)
    _drafting: bool = False
    _moment: ColumnElement[Any] | None = None
    _mover: ColumnElement[Any] | None = None
    _before: Row | None = None

    @contextmanager
    def drafting(self, drafting: bool = True, moment: ColumnElement[Any] | None = None) -> Iterator[None]:
        """A block in which rules are those of the draft, or of the catalog in force.

        Args:
            moment: what `now` is in rules of the draft; that of the statement where it is None.
        """
        before, self._drafting, self._moment = (self._drafting, self._moment), drafting, moment
        yield
        self._drafting, self._moment = before

    @contextmanager
    def moved_by(self, member: ColumnElement[Any] | None, before: Row | None = None) -> Iterator[None]:
        """A block in which whoever acts is the member with an id, as it is today; the caller where it is None.

        Args:
            before: the records before what the member gave along with the move; None where nothing was given.
        """
        outside, self._mover, self._before = (self._mover, self._before), member, before
        yield
        self._mover, self._before = outside

    def before(self, rows: Row) -> Row | None:
        """As of `Build`; of moves of the past, the records before what was given along."""
        return super().before(rows) if self._before is None else self._before

    def acting(self, reference: Reference) -> ColumnElement[Any]:
        """What a rule reads of whoever acts."""
        rules = self.draft if self._drafting else self.catalog
        if self._mover is None:
            return of_caller(rules, self.tables, self.access, reference)
        return of_member(rules, self.tables, self._mover, reference)

    @property
    def zone(self) -> str:
        """The zone whose days count in the rules that are asked."""
        return self.draft.time_zone if self._drafting else super().zone

    @property
    def calendar(self) -> WorkingCalendar:
        """Which days are worked, in the rules that are asked."""
        return self.draft.working_calendar if self._drafting else super().calendar

    @property
    def clock(self) -> ColumnElement[Any]:
        """The moment that `now` is in the rules that are asked."""
        return super().clock if self._moment is None else self._moment

    def columns_of(
        self, rows: Row, of: Object, *, only_visible: bool = False
    ) -> Callable[[Reference], ColumnElement[Any]]:
        """As of `Build`; of a rule of the draft, what stands for its columns."""
        published = super().columns_of(rows, of, only_visible=only_visible)
        return self._drafted(published, of) if self._drafting else published

    def row_rule(
        self, rule: RowRule, rows: FromClause, of: Object, exact: bool = False
    ) -> ColumnElement[bool]:
        """A row rule, always of the catalog in force, and of the caller."""
        with self.drafting(False), self.moved_by(None):
            return super().row_rule(rule, rows, of, exact)

    def value(self, rows: Row, of: Object, column: str) -> ColumnElement[Any]:
        """A value as the catalog in force computes it."""
        with self.drafting(False):
            return super().value(rows, of, column)

    def _drafted(
        self, published: Callable[[Reference], ColumnElement[Any]], of: Object
    ) -> Callable[[Reference], ColumnElement[Any]]:
        def column(reference: Reference) -> ColumnElement[Any]:
            found = self.standing(reference, of)
            if found is None:
                self.absent[reference.path] = None
                # No move of the past is asked for what nobody knew of.
                passes = reference.task and self._before is not None
                return true() if passes else cast(null(), SQL_TYPES[reference.type])
            if found.field == PIPELINE:
                return self._pipeline(published(replace(found, field=STAGE, column=STAGE)), of, found)
            value = published(found)
            renamed = self._renamed_stages(end_of(self.catalog, of, found)) if found.field == STAGE else {}
            if not renamed:
                return value
            return case(
                *((value == constant(old), constant(new)) for old, new in renamed.items()), else_=value
            )

        return column

    def standing(self, reference: Reference, of: Object) -> Reference | None:
        """What a column that a rule of the draft reads is in the catalog in force; None where there is none."""
        if reference.actor:
            return reference
        for step in reference.steps:
            field = of.field_by_id.get(step.field)
            if field is None or step.object not in field.points_to:
                return None
            of = self.catalog.object_by_id[step.object]
        if reference.field in SYSTEM_FIELDS:
            return reference
        if reference.field in (*STAGE_FIELDS, PIPELINE):
            return reference if of.pipeline is not None else None
        if reference.task:
            known = () if of.pipeline is None else of.pipeline.task_by_name.values()
            return reference if any(task.id == reference.field for _, task in known) else None
        before, drafted = of.field_by_id.get(reference.field), self.draft.object_by_id.get(of.id)
        after = None if drafted is None else drafted.field_by_id.get(reference.field)
        if before is None or drafted is None or after is None:
            return None
        if not self._computed_alike(of, before, drafted, after):
            return None
        return _same_part(reference, before, after)

    def list_behind(self, records: RecordList, of: Object) -> RelatedList | None:
        """As of `Build`; None where it is new in the draft, and so of no record."""
        if not self._drafting:
            return super().list_behind(records, of)
        for step in records.steps:
            field = of.field_by_id.get(step.field)
            if field is None or step.object not in field.points_to:
                break
            of = self.catalog.object_by_id[step.object]
        else:
            found = list_of(self.catalog, of, records.field, forwards=records.forwards)
            if found is not None and found.object.id == records.object:
                return found
        self.absent[records.path] = None
        return None

    def parts(self, expression: Expression, of: Object) -> Iterator[tuple[Object, Expression]]:
        """As of `Build`; what is asked of the records of lists that no record has yet is left out."""
        if not self._drafting:
            yield from super().parts(expression, of)
            return
        yield of, expression
        for listing in listings_of(expression):
            over = self.list_behind(listing.records, of)
            if over is not None:
                for part in within(listing):
                    yield from self.parts(part, over.object)

    def stands(self, expression: Expression, of: Object) -> bool:
        """Whether a rule of the draft reads nothing that is another in the catalog in force."""
        with self.drafting():
            return all(
                all(self.standing(each, there) == each for each in variables(part))
                and all(self.list_behind(each.records, there) is not None for each in listings_of(part))
                for there, part in self.parts(expression, of)
            )

    def hides_list(self, records: RecordList, of: Object) -> bool:
        """As of `Build`."""
        return self.list_behind(records, of) is not None and super().hides_list(records, of)

    def tells_all(self, expression: Expression, of: Object) -> bool:
        """Whether the caller may read everything that a rule of the draft reads, in every record."""
        with self.drafting():
            return all(
                all(self.tells(each, there) for each in variables(part))
                and all(self._tells_list(each.records, there) for each in listings_of(part))
                for there, part in self.parts(expression, of)
            )

    def _tells_list(self, records: RecordList, of: Object) -> bool:
        over = self.list_behind(records, of)
        if over is None:
            return True
        if super().hides_list(records, of):
            return False
        passed = [over.object, *(self.catalog.object_by_id[step.object] for step in records.steps)]
        return all(self.access_to(each).rows["read"].everything for each in passed)

    def hides(self, reference: Reference, of: Object) -> bool:
        """As of `Build`. Of what is null in all records nothing can be learned."""
        if reference.actor and self._mover is not None:
            return not self._knows(reference)
        found = self.standing(reference, of) if self._drafting else reference
        return found is not None and super().hides(found, of)

    def tells(self, reference: Reference, of: Object) -> bool:
        """Whether the caller may read the column in every record that a rule of the draft reads it of."""
        if reference.actor:
            return self._knows(reference)
        found = self.standing(reference, of)
        if found is None:
            return True
        if super().hides(found, of):
            return False
        there = (self.access_to(self.catalog.object_by_id[each]) for each in entered(found))
        return all(each.rows["read"].everything for each in there)

    def knows(self, reference: Reference) -> bool:
        """As of `Build`, where whoever acts may be another."""
        return self._mover is None or self._knows(reference)

    def _pipeline(self, stage: ColumnElement[Any], of: Object, found: Reference) -> ColumnElement[Any]:
        """The pipeline that a stage of the catalog in force belongs to under the draft."""
        there = end_of(self.catalog, of, found)
        drafted = self.draft.object_by_id[there.id].pipeline
        standing = there.pipeline
        names = {} if drafted is None or standing is None else drafted.name_by_stage(standing)
        pairs = [(stage == constant(old), constant(name)) for old, name in names.items()]
        return case(*pairs) if pairs else cast(null(), Text())

    def _knows(self, reference: Reference) -> bool:
        """Whether the caller may know of every member what a rule reads of whoever acts."""
        return reference.field == ACTOR_ID or "administer" in self.access.tenant_actions

    def _renamed_stages(self, of: Object) -> Mapping[str, str]:
        """The stages that the draft calls otherwise: name to name."""
        drafted = self.draft.object_by_id.get(of.id)
        if of.pipeline is None or drafted is None or drafted.pipeline is None:
            return {}
        after = drafted.pipeline.stage_by_id
        pairs = {each.name: after[each.id].name for each in of.pipeline.stages if each.id in after}
        return {old: new for old, new in pairs.items() if old != new}

    def _computed_alike(self, of: Object, before: Field, drafted: Object, after: Field) -> bool:
        """Whether both compute the value in the same way, whatever the fields are called that it is made of."""
        return self._as_named(of, before.formula) == self._as_named(
            drafted, after.formula, self.draft
        ) and self._rolled(self.catalog, of, before.roll_up) == self._rolled(
            self.draft, drafted, after.roll_up
        )

    def _rolled(self, catalog: Catalog, of: Object, rolled: RollUp | None) -> RollUp | None:
        over = None if rolled is None else rolled_list(catalog, of, rolled)
        if rolled is None or over is None or rolled.where is None:
            return rolled
        return replace(rolled, where=self._as_named(over.object, rolled.where, catalog))

    def _as_named(self, of: Object, rule: JsonValue, catalog: Catalog | None = None) -> JsonValue:
        """A rule with ids in the place of names."""
        if rule is None:
            return None
        return with_all_names(catalog or self.catalog, of, rule, lambda each: each.id)


def _same_part(reference: Reference, before: Field, after: Field) -> Reference | None:
    """The column of the same part of a field; None where its values are of another type."""
    suffix = next(
        (each.suffix for each in type_of(after).rule_parts(after) if each.column == reference.column), None
    )
    for each in type_of(before).rule_parts(before):
        if each.suffix == suffix and each.type is reference.type:
            return replace(reference, column=each.column)
    return None
