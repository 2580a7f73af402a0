"""Changes of what the values of a field are held to, on records that exist: required, unique, default, bounds.

One that records do not fit is refused, with how many they are and the ids of some. Records are judged as they are
before the publish: what another change of the same list does to values is not seen, and what does not fit after it
stops the publish.
"""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from alembic.ddl.base import ColumnDefault, ColumnNullable
from sqlalchemy import ColumnElement, Table, TableClause, column, false, not_, or_
from sqlalchemy.schema import CreateIndex, DropIndex
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import Problem
from core.sentences import Sentence
from core.sql import literal_sql
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    Change,
    Risk,
    RowLimit,
    ValueLimit,
    field_named,
    object_named,
    raise_problems,
    with_field,
)
from metadata.changes.row_conditions import empty, sharing, too_long
from metadata.changes.table_ddl import checks_replaced, server_default
from metadata.checks import field_problems
from metadata.codec import camel
from metadata.field_types.all_types import type_of
from metadata.field_types.bound_words import bounds_in_words
from metadata.field_types.characters import INDEXABLE_BYTES
from metadata.field_types.patterns import matches
from metadata.fields import Field
from metadata.holdings import NOTHING, Holding
from metadata.tables import field_columns, field_table, placed_columns, unique_index
from metadata.values import JsonValue, Labels, Number, no_labels


class _Constraint(ABC):
    """What a change is that reads every record of an object where it limits what they may hold."""

    @abstractmethod
    def row_limits(self, before: Catalog) -> tuple[RowLimit | ValueLimit, ...]:
        """As of `Change`."""

    def risk(self, before: Catalog) -> Risk:
        return Risk.SCANS if self.row_limits(before) else Risk.SAFE

    def touches(self, before: Catalog) -> str | None:
        limits = self.row_limits(before)
        return limits[0].object if limits else None


@dataclass(frozen=True)
class SetRequired(_Constraint, Change):
    """Whether a record must have a value.

    Refused where a record has none, deleted ones included: they could not be restored. Every record is read for it.
    """

    kind: ClassVar[str] = "setRequired"

    object: str
    field: str
    required: bool

    def apply(self, catalog: Catalog) -> Catalog:
        return _applied(catalog, self, lambda old: replace(old, required=self.required))

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        old = _field(before, self)
        if old.required == self.required:
            return ()
        return tuple(
            ColumnNullable(self.object, spec.name, not self.required, schema=namespace)
            for spec in type_of(old).columns(old)
            if not spec.optional
        )

    def sentence(self) -> Sentence:
        what = Sentence("required", "必填") if self.required else Sentence("optional", "选填")
        return Sentence("Make the field {}.{} {}.", "字段 {}.{} 设为{}。").of(self.object, self.field, what)

    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        owner, old = before.object_by_name[self.object].id, _field(before, self)
        if old.required or not self.required:
            return ()
        message = Sentence(
            "Records of {}, deleted ones counted, have no {}.", "{} 有记录没有 {}（含已删除的记录）。"
        ).of(self.object, self.field)
        hint = Sentence("Give them a value first.", "请先为这些记录填写值。")
        if old.options:
            # Who removes an option earlier in the list may leave records with nothing.
            held = Holding(owner, old.id, frozenset({NOTHING}))
            return (RowLimit(owner, 0, message, hint, ("required",), holding=held),)
        return (RowLimit(owner, 0, message, hint, ("required",), where=partial(empty, old)),)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        old = _field(before, self)
        if old.required == self.required:
            return ()
        if not self.required:
            return (
                Sentence("Clients that read {}.{} must expect null.", "读取 {}.{} 的客户端须考虑空值。").of(
                    self.object, self.field
                ),
            )
        found = [
            Sentence("Clients can no longer empty {}.{}.", "客户端不能再清空 {}.{}。").of(
                self.object, self.field
            )
        ]
        if not old.has_default:
            found.append(
                Sentence(
                    "Clients that create a record of {} must give {}.", "新建 {} 记录的客户端必须提供 {}。"
                ).of(self.object, self.field)
            )
        return tuple(found)


@dataclass(frozen=True)
class SetUnique(_Constraint, Change):
    """Whether no two records that are not deleted may share a value.

    Refused where some do; records without a value share none. An index is made of every record.
    """

    kind: ClassVar[str] = "setUnique"

    object: str
    field: str
    unique: bool

    def apply(self, catalog: Catalog) -> Catalog:
        return _applied(catalog, self, lambda old: replace(old, unique=self.unique))

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        old = _field(before, self)
        if old.unique == self.unique:
            return ()
        if self.unique:
            return (CreateIndex(unique_index(_table(after, self, namespace), old)),)
        table = _table(before, self, namespace)
        return (DropIndex(unique_index(table, old)),)

    def sentence(self) -> Sentence:
        if self.unique:
            return Sentence("Make the field {}.{} unique.", "字段 {}.{} 的值不可重复。").of(
                self.object, self.field
            )
        return Sentence("Let records of {} share a {}.", "允许 {} 的记录使用相同的 {}。").of(
            self.object, self.field
        )

    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        owner, old = before.object_by_name[self.object].id, _field(before, self)
        if old.unique or not self.unique:
            return ()
        shared = Sentence("Records of {} share their {}.", "{} 有记录的 {} 相同。").of(
            self.object, self.field
        )
        long = f"Records of {self.object} have a {self.field} that is longer than a unique field can hold."
        return (
            RowLimit(
                owner,
                0,
                shared,
                "Give each of them another value first.",
                ("unique",),
                alive_only=True,
                where=partial(sharing, old),
            ),
            RowLimit(
                owner,
                0,
                long,
                f"Shorten them to {INDEXABLE_BYTES:,} bytes of UTF-8.",
                ("unique",),
                where=partial(too_long, old),
            ),
        )


@dataclass(frozen=True)
class SetDefault(Change):
    """What a new record gets when no value is given: a value, or that of a formula; nothing where both are left out.

    Records that exist keep theirs.
    """

    kind: ClassVar[str] = "setDefault"

    object: str
    field: str
    default: JsonValue = None
    formula: JsonValue = None

    def apply(self, catalog: Catalog) -> Catalog:
        return _applied(
            catalog, self, lambda old: replace(old, default=self.default, default_formula=self.formula)
        )

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        old, new = _field(before, self), _field(after, self)
        if old.default == new.default:
            return ()
        table = _table(after, self, namespace)
        return tuple(
            ColumnDefault(self.object, name, server_default(each), schema=namespace)
            for name, each in field_columns(table, new).items()
        )

    def sentence(self) -> Sentence:
        verb = Sentence("Set", "设置")
        if self.default is None and self.formula is None:
            verb = Sentence("Remove", "移除")
        return Sentence("{} the default of the field {}.{}.", "{}字段 {}.{} 的默认值。").of(
            verb, self.object, self.field
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        old = _field(before, self)
        if self.default is None and self.formula is None and old.has_default and old.required:
            return (
                Sentence(
                    "Clients that create a record of {} must give {}.", "新建 {} 记录的客户端必须提供 {}。"
                ).of(self.object, self.field),
            )
        return ()


@dataclass(frozen=True)
class SetBounds(_Constraint, Change):
    """All bounds of a field anew: what is left out is unbounded.

    Refused where the value of a record does not fit, deleted ones included: they could not be restored. Every record is
    read for it.
    """

    kind: ClassVar[str] = "setBounds"

    object: str
    field: str
    minimum: Number | None = None
    maximum: Number | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    pattern_message: Labels = dataclasses.field(default_factory=no_labels)
    media_types: tuple[str, ...] = ()

    def apply(self, catalog: Catalog) -> Catalog:
        return _applied(catalog, self, self._bounded)

    def _bounded(self, old: Field) -> Field:
        return replace(
            old,
            minimum=self.minimum,
            maximum=self.maximum,
            min_length=self.min_length,
            max_length=self.max_length,
            pattern=self.pattern,
            pattern_message=self.pattern_message,
            media_types=self.media_types,
        )

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        old, new = _table(before, self, namespace), _table(after, self, namespace)
        return checks_replaced(old, new, _field(before, self).id)

    def sentence(self) -> Sentence:
        bounded = self._bounded(Field("", self.field, ""))
        words, chinese = (bounds_in_words(bounded, each).split("\n\n")[0] for each in ("en", "zh-CN"))
        if not words:
            return Sentence("Take the bounds of the field {}.{} away.", "取消字段 {}.{} 的范围限制。").of(
                self.object, self.field
            )
        bounds = Sentence(f"{words[:1].lower()}{words[1:]}", chinese)
        return Sentence("Bound the field {}.{}: {}.", "限制字段 {}.{}：{}。").of(
            self.object, self.field, bounds
        )

    def row_limits(self, before: Catalog) -> tuple[RowLimit | ValueLimit, ...]:
        owner, old = before.object_by_name[self.object].id, _field(before, self)
        new = self._bounded(old)
        found: list[RowLimit | ValueLimit] = []
        hint = Sentence("Change these values first, or widen the bounds.", "请先修改这些值，或放宽范围。")
        if _conditions(new) - _conditions(old):
            message = Sentence(
                "Records of {}, deleted ones counted, have a {} out of these bounds.",
                "{} 有记录的 {} 超出此范围（含已删除的记录）。",
            ).of(self.object, self.field)
            found.append(RowLimit(owner, 0, message, hint, where=partial(_unfit, new)))
        if new.pattern is not None and new.pattern != old.pattern:
            message = Sentence(
                "Records of {}, deleted ones counted, have a {} without this pattern.",
                "{} 有记录的 {} 不符合此格式（含已删除的记录）。",
            ).of(self.object, self.field)
            fits = partial(_matching, new.pattern)
            found.append(ValueLimit(owner, old.id, old.type, fits, message, hint, ("pattern",)))
        return tuple(found)


AnyConstraint = SetRequired | SetUnique | SetDefault | SetBounds


def _field(catalog: Catalog, change: AnyConstraint) -> Field:
    return catalog.object_by_name[change.object].field_by_name[change.field]


def _table(catalog: Catalog, change: AnyConstraint, namespace: str) -> Table:
    return field_table(catalog, catalog.object_by_name[change.object], _field(catalog, change), namespace)


def _applied(catalog: Catalog, change: AnyConstraint, make: Callable[[Field], Field]) -> Catalog:
    definition = object_named(catalog, change.object, "object")
    changed = make(field_named(definition, change.field, "field"))
    after = with_field(catalog, definition, changed)
    inputs = {camel(each.name): camel(each.name) for each in dataclasses.fields(change)}
    if isinstance(change, SetDefault):
        inputs["defaultFormula"] = "formula"
    raise_problems(
        [
            replace(problem, path=(inputs[str(problem.path[0])], *problem.path[1:]))
            if problem.path[0] in inputs
            else _without_place(problem, change)
            for problem in field_problems(after, after.object_by_id[definition.id], changed)
        ]
    )
    return after


def _without_place(problem: Problem, change: AnyConstraint) -> Problem:
    """A problem of a setting that the change does not give: the default that no longer fits."""
    message = Sentence("The {0} of {1}.{2} does not fit: {3}", "{1}.{2} 的 {0} 不符合：{3}").of(
        problem.path[0], change.object, change.field, problem.message
    )
    return replace(problem, message=message, path=())


def _unfit(bounded: Field, base: Object, table: TableClause) -> ColumnElement[bool]:
    """Values of the base, in which the field may not be yet, or have another name, that are out of the bounds."""
    placed = placed_columns(base, table, bounded.id)
    if placed is None or placed[0].type != bounded.type:
        return false()
    old, by_name = placed
    named = replace(bounded, name=old.name)
    checks = (spec.check(by_name) for spec in type_of(named).columns(named) if spec.check is not None)
    return or_(false(), *(not_(check) for check in checks))


def _matching(pattern: str, value: Sequence[object]) -> bool:
    return matches(pattern, str(value[0]))


def _conditions(of: Field) -> frozenset[str]:
    """What the table holds the field's values to, as SQL."""
    specs = type_of(of).columns(of)
    columns: dict[str, ColumnElement[Any]] = {spec.name: column(spec.name, spec.type) for spec in specs}
    return frozenset(literal_sql(spec.check(columns)) for spec in specs if spec.check is not None)
