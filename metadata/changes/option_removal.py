"""The removal of an option of a field in use."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ClauseElement,
    ColumnElement,
    Select,
    TableClause,
    Text,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy import column as sqlalchemy_column
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    Change,
    Lock,
    Risk,
    RowLimit,
    Stamp,
    option_named,
    raise_problems,
)
from metadata.changes.option_places import option_place
from metadata.changes.replaced_values import values_replaced
from metadata.changes.swapped_columns import columns_beside, field_swapped
from metadata.changes.unique_keys import meeting_limits
from metadata.dependencies import with_key_replaced
from metadata.fields import Field
from metadata.fillings import Filling, with_columns
from metadata.holdings import Holding, holds, key_column
from metadata.moves import RecordMove
from metadata.names import enum_name
from metadata.tables import statement_table
from metadata.uses import Use, option_uses, refuse_in_use


@dataclass(frozen=True)
class RemoveOption(Change):
    """The end of an option. Records that have it, deleted ones included, get `replacement`, or nothing.

    The replacement may be inactive. Without one a required field must have no such records. Version, `updatedAt` and
    `updatedBy` of the records stay, and there are no events: nobody has worked on these records, the catalog says the
    same of them in another word. Whoever reads it again under the new version of the catalog has the new word.
    """

    kind: ClassVar[str] = "removeOption"

    object: str
    field: str
    option: str
    replacement: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        place = option_place(catalog, self.object, self.field)
        old = option_named(place.field, self.option, "option")
        if self.replacement is not None and option_named(place.field, self.replacement, "replacement") is old:
            message = Sentence("An option cannot be replaced by itself.", "选项不能由自己替代。")
            raise fault(
                "CATALOG_INVALID",
                message,
                "replacement",
                hint=Sentence("Name another option, or none.", "请选择另一个选项，或不选。"),
            )
        definition = with_key_replaced(place.object, place.field, self.option, self.replacement)
        rest = replace(place, object=definition)
        after, problems = rest.with_options(tuple(each for each in place.field.options if each is not old))
        refuse_in_use(
            Sentence("The option {0} of {1}.{2} is", "{1}.{2} 的选项 {0} ").of(
                self.option, self.object, self.field
            ),
            self.uses(catalog),
            "option",
        )
        raise_problems(
            [replace(each, path=("option",)) for each in problems if each.path[:1] == ("options",)]
        )
        return after

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        place = option_place(before, self.object, self.field)
        option_named(place.field, self.option, "option")
        if self.replacement is not None:
            option_named(place.field, self.replacement, "replacement")
        return option_uses(before, place.object, place.field, self.option, self.replacement)

    def move(self, before: Catalog, after: Catalog, namespace: str) -> RecordMove | None:
        definition, old, _ = self._concerned(before)
        _, new, _ = self._concerned(after)
        if not new.track_history:
            return None
        keys = tuple(option.key for option in new.options)
        return self._moved(definition, old, keys, namespace)

    def _moved_upon(
        self, definition: Object, old: Field, keys: Sequence[str], namespace: str, base: Catalog
    ) -> RecordMove | None:
        """The same where the base has nothing else of the field but further options, and a name."""
        was = base.object_by_id.get(definition.id)
        field = None if was is None else was.field_by_id.get(old.id)
        if was is None or field is None or was.unique_keys != definition.unique_keys:
            return None
        alike = replace(old, name=field.name, labels=field.labels, options=field.options)
        if field != alike or any(each.depends_on == old.id for each in was.fields):
            return None
        known = [option.key for option in field.options]
        if self.option not in known or self.replacement not in (None, *known):
            return None
        there = tuple(key for key in known if key != self.option)
        # Records that have several have them in the order of the options.
        if [key for key in there if key in keys] != [key for key in keys if key in there]:
            return None
        return self._moved(was, field, there, namespace)

    def _moved(self, definition: Object, field: Field, keys: Sequence[str], namespace: str) -> RecordMove:
        def moved(among: Select[tuple[UUID]], actor: UUID | None, version: int) -> tuple[ClauseElement, ...]:
            return self._written(definition, field, keys, namespace, Stamp(actor, version), among)

        rows = statement_table(definition, namespace)
        _, concerned, _ = self._replacing(definition, field, rows, keys)
        key = (definition.id, field.id, self.option, self.replacement, *keys)
        upon = partial(self._moved_upon, definition, field, keys, namespace)
        return RecordMove(key, definition, rows, concerned, moved, upon)

    def rewrites(
        self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp
    ) -> tuple[ClauseElement, ...]:
        wanted, new, _ = self._concerned(after)
        if not new.track_history:
            return ()
        keys = [option.key for option in new.options]
        return self._written(wanted, new, keys, namespace, stamp)

    def _written(
        self,
        definition: Object,
        field: Field,
        keys: Sequence[str],
        namespace: str,
        stamp: Stamp,
        among: Select[tuple[UUID]] | None = None,
    ) -> tuple[ClauseElement, ...]:
        """The values in place, and their history; those of the records with these ids, or of all."""
        rows = statement_table(definition, namespace)
        column, concerned, value = self._replacing(definition, field, rows, keys)
        if among is not None:
            concerned = and_(concerned, rows.c.id.in_(among))
        told = values_replaced(definition, field, namespace, rows, concerned, value, stamp)
        return (told, update(rows).values({column.name: value}).where(concerned))

    def _replacing(
        self, definition: Object, field: Field, rows: TableClause, keys: Sequence[str]
    ) -> tuple[ColumnElement[Any], ColumnElement[bool], ColumnElement[Any]]:
        """The column of the options, which of the records have this one, and what they get."""
        column = key_column(definition, rows, field.id)
        assert column is not None
        return column, holds(column, {self.option}), self._replaced(column, keys)

    def fillings(self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp) -> tuple[Filling, ...]:
        definition, old, _ = self._concerned(before)
        wanted, new, _ = self._concerned(after)
        if new.track_history:
            # A history says when each record got its value: they move, each for itself.
            return ()
        beside = columns_beside(new)
        rows = with_columns(statement_table(definition, namespace), [*beside.values()])
        keys = [option.key for option in new.options]
        column, concerned, value = self._replacing(definition, old, rows, keys)
        filling = Filling(
            key=old.id,
            of=(self.option, self.replacement, *keys),
            object=definition,
            rows=rows,
            columns=beside,
            values={column.name: case((concerned, value), else_=column)},
            reads=frozenset({column.name}),
            valued=column.is_not(None),
            changed=concerned,
            at_once=(update(rows).values({column.name: value}).where(concerned),),
            swap=field_swapped(before, after, wanted, new, namespace),
        )
        return (filling,)

    def _replaced(self, column: ColumnElement[Any], keys: Sequence[str]) -> ColumnElement[Any]:
        """What a record gets that has the option: of a list the rest, in the order of `keys`; null for an empty one."""
        if not isinstance(column.type, ARRAY):
            replacement: ColumnElement[Any] = literal(self.replacement, column.type)
            return replacement
        texts = ARRAY(Text())
        known = func.unnest(cast(literal(list(keys), texts), texts)).table_valued(
            sqlalchemy_column("key", Text()), with_ordinality="position"
        )
        each = known.render_derived(name="known")
        kept = func.array_replace(column, self.option, self.replacement) if self.replacement else column
        in_order = func.array_agg(aggregate_order_by(each.c.key, each.c.position))
        # However deep it stands in what a further removal makes of it, the record is that of the statement.
        listed = select(in_order).where(each.c.key == any_(kept)).correlate_except(each)
        return listed.scalar_subquery()

    def sentence(self) -> Sentence:
        then = Sentence("records become empty", "原有记录的值会被清空")
        if self.replacement is not None:
            then = Sentence("records get {}", "原有记录改为 {}").of(self.replacement)
        return Sentence("Remove the option {0} of {1}.{2}; its {3}.", "移除 {1}.{2} 的选项 {0}；{3}。").of(
            self.option, self.object, self.field, then
        )

    def risk(self, before: Catalog) -> Risk:
        return Risk.DESTROYS if self.replacement is None else Risk.REWRITES

    def lock(self, before: Catalog) -> Lock:
        return Lock.WRITES

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id

    def holding(self, before: Catalog) -> Holding | None:
        _, _, held = self._concerned(before)
        return held

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        definition, field, _ = self._concerned(before)
        if not holding.of(definition.id, field.id):
            return holding
        return holding.before_mapping(self.option, self.replacement)

    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        definition, field, held = self._concerned(before)
        if self.replacement is None and field.required:
            message = Sentence(
                "{} has records with the option {}, and {} is required.", "{} 有记录使用选项 {}，而 {} 必填。"
            ).of(self.object, self.option, self.field)
            hint = Sentence(
                "Name the option that they get with `replacement`.", "请指定这些记录改用哪个选项。"
            )
            return (RowLimit(definition.id, 0, message, hint, ("replacement",), holding=held),)
        if self.replacement is not None and field.unique:
            both = replace(held, keys=held.keys | {self.replacement})
            message = Sentence(
                "Two records would have the {} {}, which is unique.",
                "将有两条记录的 {} 都是 {}，而它的值不可重复。",
            ).of(self.field, self.replacement)
            hint = Sentence("Change one of the records first.", "请先修改其中一条记录。")
            return (RowLimit(definition.id, 1, message, hint, ("replacement",), True, both),)
        if self.replacement is not None:
            return meeting_limits(definition, field, self.option, self.replacement)
        return ()

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        definition, field, _ = self._concerned(before)
        enum = enum_name(definition, field)
        return (
            Sentence(
                "The value {} leaves the enum {} of the GraphQL schema.",
                "值 {} 将从 GraphQL schema 的枚举 {} 中移除。",
            ).of(self.option, enum),
        )

    def _concerned(self, catalog: Catalog) -> tuple[Object, Field, Holding]:
        definition = catalog.object_by_name[self.object]
        field = definition.field_by_name[self.field]
        return definition, field, Holding(definition.id, field.id, frozenset({self.option}))
