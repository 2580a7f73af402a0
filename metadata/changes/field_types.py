"""The change of a field's type: its values become values of the new type, or are refused before anything happens."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from alembic.ddl.base import AddColumn
from sqlalchemy import ClauseElement
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import Problem, SluiceError, fault
from core.sentences import NO_WORDS, Sentence, joined
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    Change,
    Risk,
    Stamp,
    ValueLimit,
    field_named,
    object_named,
    raise_problems,
    with_field,
)
from metadata.changes.swapped_columns import columns_beside, field_swapped
from metadata.checks import field_problems, unique_key_problems
from metadata.codec import camel
from metadata.conversions import Conversion, Convert, converted, converter
from metadata.dependencies import dependency_problems
from metadata.field_types.all_types import FIELD_TYPES, type_of
from metadata.field_types.base import Scalar
from metadata.field_types.currencies import CURRENCIES
from metadata.field_types.one_column import SETTINGS
from metadata.fields import Field, Option
from metadata.reading import dependents
from metadata.rules import broken_rules
from metadata.text import listed
from metadata.unique_keys import keys_over
from metadata.values import JsonValue, Number

HELD = (
    "unique",
    "default",
    "default_formula",
    "searchable",
    "minimum",
    "maximum",
    "min_length",
    "max_length",
    "pattern",
    "media_types",
)
"""What is set on a field beside its type, and lost with a type that does not know it."""

_MONEY = Scalar.MONEY
_PLAIN = Field(id="", name="", type="")


@dataclass(frozen=True)
class SetFieldType(Change):
    """Another type for a field; its values are converted by way of their texts.

    Refused where the value of a record cannot be converted, deleted ones counted, with how many and the ids of some;
    with `emptyUnfit` these records lose the value instead. What is set on the field stays as far as the new type knows
    it.
    """

    kind: ClassVar[str] = "setFieldType"

    object: str
    field: str
    type: str
    options: tuple[Option, ...] = ()
    precision: int | None = None
    scale: int | None = None
    region: str | None = None
    maximum: Number | None = None
    currency: str | None = None
    empty_unfit: bool = False

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        raise_problems([*self._problems(old)])
        new = self._changed(old, catalog.time_zone)
        after = with_field(catalog, definition, new)
        found = field_problems(after, after.object_by_id[definition.id], new)
        raise_problems([self._placed(problem) for problem in found])
        rules = tuple(each.place for each in broken_rules(after, old.name))
        broken = rules or (
            *_broken_roll_ups(after, definition, new),
            *_broken_keys(after, definition, new),
            *_broken_options(after, definition, new),
        )
        if broken:
            message = Sentence(
                "As a {0} field {1}.{2} does not fit {3}.", "{1}.{2} 改为 {0} 类型后将不符合：{3}。"
            ).of(self.type, self.object, self.field, joined(broken, "; ", "；"))
            hint = Sentence("Change these first.", "请先修改这些内容。")
            raise fault("CATALOG_IN_USE", message, "type", hint=hint)
        return after

    def _problems(self, old: Field) -> Iterator[Problem]:
        if self.type not in FIELD_TYPES:
            known = ", ".join(FIELD_TYPES)
            message = Sentence("There is no field type {!r}.", "没有字段类型 {!r}。").of(self.type[:60])
            yield Problem(
                "CATALOG_TYPE_UNKNOWN",
                message,
                ("type",),
                Sentence("Use one of {}.", "请使用其中之一：{}。").of(known),
            )
            return
        new = FIELD_TYPES[self.type]
        if not (new.given and new.convertible and type_of(old).convertible and not old.computed):
            message = Sentence(
                "Values of {}.{}, of type {}, do not become {}.", "{}.{} 的值是 {} 类型，不能转换为 {}。"
            ).of(self.object, self.field, old.type, self.type)
            hint = Sentence(
                "Add another field, and write its values from those of this one.",
                "请添加另一个字段，并根据此字段的值写入。",
            )
            yield Problem("CATALOG_INVALID", message, ("type",), hint)
        if self.empty_unfit and old.required:
            message = Sentence(
                "The field is required: no record can lose its value.", "该字段必填：记录不能失去它的值。"
            )
            hint = Sentence("Make it optional first with `setRequired`.", "请先取消必填。")
            yield Problem("CATALOG_INVALID", message, ("emptyUnfit",), hint)
        if self.currency is not None and self.currency not in CURRENCIES:
            message = Sentence("This is no currency code of ISO 4217.", "这不是 ISO 4217 币种代码。")
            yield Problem(
                "INVALID_VALUE",
                message,
                ("currency",),
                Sentence("Write for example CNY, EUR or USD.", "请填写例如 CNY、EUR 或 USD。"),
            )
        elif self.currency is not None and (new.scalar is not _MONEY or type_of(old).scalar is _MONEY):
            message = Sentence(
                "Values of {}.{}, of type {}, get no currency as {}.",
                "{}.{} 的值是 {} 类型，转换为 {} 时不需要币种。",
            ).of(self.object, self.field, old.type, self.type)
            yield Problem(
                "CATALOG_INVALID", message, ("currency",), Sentence("Leave it out.", "请不要填写。")
            )

    def _changed(self, old: Field, zone: str) -> Field:
        kind = FIELD_TYPES[self.type]
        known = kind.settings if kind.search_weight is None else kind.settings | {"searchable"}
        whatever = (
            "labels",
            "required",
            "required_when",
            "deprecated",
            "writable",
            "track_history",
            "personal",
        )
        bare = Field(old.id, old.name, self.type, **{name: getattr(old, name) for name in whatever})
        kept = {name: getattr(old, name) for name in SETTINGS if name in known and name != "default"}
        given = {
            name: value
            for name in ("options", "precision", "scale", "region", "maximum")
            if (value := getattr(self, name)) not in (None, ())
        }
        new = replace(bare, **{**kept, **given})
        return replace(new, default=self._default(old, new, zone))

    def _default(self, old: Field, new: Field, zone: str) -> JsonValue:
        """The default as the new type takes it.

        Raises:
            SluiceError: where it cannot be converted.
        """
        if old.default is None or "default" not in type_of(new).settings:
            return None
        try:
            value = converted(old, new, type_of(old).stored(old, old.default), zone, self.currency)
        except SluiceError as error:
            message = Sentence(
                "The default of {}.{} cannot be converted: {}", "{}.{} 的默认值无法转换：{}"
            ).of(self.object, self.field, error)
            hint = Sentence(
                "Set another, or none, with `setDefault` first.", "请先设置其他默认值，或取消默认值。"
            )
            raise fault("CATALOG_INVALID", message, "type", hint=hint) from error
        kept: JsonValue = json.loads(json.dumps(value, default=str))
        return kept

    def _placed(self, problem: Problem) -> Problem:
        """A problem of a setting that the field has and the change does not give, told of the type."""
        if problem.path[0] in ("type", "options", "precision", "scale", "region", "maximum"):
            return problem
        message = Sentence("The {0} of {1}.{2} does not fit: {3}", "{1}.{2} 的 {0} 不符合：{3}").of(
            problem.path[0], self.object, self.field, problem.message
        )
        return replace(problem, message=message, path=("type",))

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        """New columns under other names."""
        definition, new = self._concerned(after)
        beside = columns_beside(new).values()
        return tuple(AddColumn(definition.name, each, schema=namespace) for each in beside)

    def conversion(self, before: Catalog, after: Catalog) -> Conversion:
        definition, old = self._concerned(before)
        _, new = self._concerned(after)
        zone = before.time_zone
        convert = converter(old, new, zone, self.currency)
        return Conversion(definition, old, columns_beside(new), convert, zone, self.empty_unfit)

    def rewrites(
        self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp
    ) -> tuple[ClauseElement, ...]:
        """The new columns in the place of the old ones."""
        return field_swapped(before, after, *self._concerned(after), namespace)

    def _concerned(self, catalog: Catalog) -> tuple[Object, Field]:
        definition = catalog.object_by_name[self.object]
        return definition, definition.field_by_name[self.field]

    def sentence(self) -> Sentence:
        lost = (
            Sentence("; what cannot be is emptied", "；无法转换的值会被清空")
            if self.empty_unfit
            else NO_WORDS
        )
        return Sentence("Convert the field {}.{} to {}{}.", "将字段 {}.{} 转换为 {} 类型{}。").of(
            self.object, self.field, self.type, lost
        )

    def risk(self, before: Catalog) -> Risk:
        return Risk.DESTROYS if self.empty_unfit else Risk.REWRITES

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id

    def row_limits(self, before: Catalog) -> tuple[ValueLimit, ...]:
        if self.empty_unfit:
            return ()
        definition, old = self._concerned(before)
        zone = before.time_zone
        convert = converter(old, self._changed(old, zone), zone, self.currency)
        message = Sentence(
            "Values of {}.{}, deleted records counted, cannot become {}.",
            "{}.{} 有值无法转换为 {}（含已删除的记录）。",
        ).of(self.object, self.field, self.type)
        hint = Sentence(
            "Change these values first, or let them be emptied with `emptyUnfit`.",
            "请先修改这些值，或选择将其清空。",
        )
        fits = partial(_converts, convert, old.required)
        return (ValueLimit(definition.id, old.id, old.type, fits, message, hint, ("type",)),)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        _, old = self._concerned(before)
        new = self._changed(old, before.time_zone)
        found = [
            Sentence(
                "Clients that use {0}.{1} must take {2} for {3}.",
                "使用 {0}.{1} 的客户端须将类型 {3} 改为 {2}。",
            ).of(self.object, self.field, self.type, old.type)
        ]
        lost = [camel(name) for name in HELD if _is_set(old, name) and not _is_set(new, name)]
        if lost:
            found.append(
                Sentence("{}.{} loses what a {} has not: {}.", "{}.{} 将失去 {} 类型没有的设置：{}。").of(
                    self.object, self.field, self.type, listed(lost)
                )
            )
        return tuple(found)


def _broken_roll_ups(catalog: Catalog, definition: Object, changed: Field) -> tuple[Sentence, ...]:
    return tuple(
        Sentence("the roll-up {}.{}", "汇总字段 {}.{}").of(owner.name, reader.name)
        for owner, reader in dependents(catalog, definition.id, {changed.id})
        if reader.roll_up is not None and field_problems(catalog, owner, reader)
    )


def _broken_keys(catalog: Catalog, definition: Object, changed: Field) -> tuple[Sentence, ...]:
    after = catalog.object_by_id[definition.id]
    return tuple(
        Sentence("the unique key {0} of {1}", "{1} 的不可重复组合 {0}").of(each.name, definition.name)
        for each in keys_over(after, changed)
        if unique_key_problems(after, each)
    )


def _broken_options(catalog: Catalog, definition: Object, changed: Field) -> tuple[Sentence, ...]:
    after = catalog.object_by_id[definition.id]
    return tuple(
        Sentence("the options of {}.{}", "{}.{} 的选项").of(definition.name, each.name)
        for each in after.fields
        if each.depends_on == changed.id and dependency_problems(after, each)
    )


def _is_set(field: Field, setting: str) -> bool:
    return bool(getattr(field, setting) != getattr(_PLAIN, setting))


def _converts(convert: Convert, required: bool, value: Sequence[object]) -> bool:
    try:
        made = convert(value)
    except SluiceError:
        return False
    return not required or None not in made.values()
