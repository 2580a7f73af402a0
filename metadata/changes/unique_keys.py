"""Changes of what tells the records of an object apart: unique keys, over one field or several.

A key that records violate is refused, with how many they are and the ids of some. Records are judged as they are before
the publish, as in `metadata.changes.constraints`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    TableClause,
    Text,
    and_,
    exists,
    false,
    func,
    literal,
    select,
)
from sqlalchemy.schema import CreateIndex, DropIndex
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import fault
from core.identifiers import new_id
from core.sentences import NO_WORDS, Sentence
from metadata.catalog import Catalog, Object, UniqueKey
from metadata.changes.base import (
    Change,
    Risk,
    RowLimit,
    object_named,
    raise_problems,
    replaced,
)
from metadata.changes.parts import field_ids, part_named
from metadata.checks import object_problems, unique_key_problems
from metadata.field_types.characters import INDEXABLE_BYTES
from metadata.fields import Field
from metadata.tables import placed_columns, record_table, unique_index
from metadata.text import listed
from metadata.unique_keys import key_values, keys_over
from metadata.uses import Use
from metadata.values import Labels, no_labels

Parts = Sequence[Field]
"""The fields of a key, in its order."""


class _Keyed(ABC):
    """What a change is that makes an index of every record of an object where it makes a key."""

    object: str

    @abstractmethod
    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        """As of `Change`."""

    def risk(self, before: Catalog) -> Risk:
        return Risk.SCANS if self.row_limits(before) else Risk.SAFE

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id if self.row_limits(before) else None


@dataclass(frozen=True)
class AddUniqueKey(_Keyed, Change):
    """Fields of which no two records that are not deleted may share all values.

    Refused where some do; records without one of the values share none. An index is made of every record.
    """

    kind: ClassVar[str] = "addUniqueKey"

    object: str
    name: str
    fields: tuple[str, ...]
    ignore_case: bool = False
    messages: Labels = field(default_factory=no_labels)
    id: str = field(default_factory=lambda: new_id("unq"))

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        if any(each.id == self.id for each in definition.unique_keys):
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("This very unique key is in the catalog already.", "该不可重复的组合已在配置中。"),
                "name",
            )
        over = field_ids(definition, self.fields)
        made = UniqueKey(self.id, self.name, over, self.ignore_case, self.messages)
        return _with_keys(catalog, definition, (*definition.unique_keys, made), made)

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = after.object_by_name[self.object]
        table = record_table(after, definition, namespace)
        return (CreateIndex(unique_index(table, _named(definition, self.name))),)

    def sentence(self) -> Sentence:
        case = Sentence(", whatever its case", "（不区分大小写）") if self.ignore_case else NO_WORDS
        fields = Sentence(_joined(self.fields), "、".join(self.fields))
        return Sentence(
            "Let no two records of {} share their {}{}.", "{} 的任何两条记录不得具有相同的 {}{}。"
        ).of(self.object, fields, case)

    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        definition = before.object_by_name[self.object]
        made = UniqueKey("", "", field_ids(definition, self.fields), self.ignore_case)
        return _limits(definition, made)


@dataclass(frozen=True)
class SetUniqueKey(_Keyed, Change):
    """Other parts of a unique key; what is left out stays as it is. With other fields it is as a new key."""

    kind: ClassVar[str] = "setUniqueKey"

    object: str
    unique_key: str
    name: str | None = None
    fields: tuple[str, ...] | None = None
    ignore_case: bool | None = None
    messages: Labels | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = _named(definition, self.unique_key, "uniqueKey")
        new = self._changed(definition, old)
        changed = tuple(new if each is old else each for each in definition.unique_keys)
        return _with_keys(catalog, definition, changed, new)

    def _changed(self, definition: Object, old: UniqueKey) -> UniqueKey:
        return replace(
            old,
            name=old.name if self.name is None else self.name,
            fields=old.fields if self.fields is None else field_ids(definition, self.fields),
            ignore_case=old.ignore_case if self.ignore_case is None else self.ignore_case,
            messages=old.messages if self.messages is None else self.messages,
        )

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        was, will = before.object_by_name[self.object], after.object_by_name[self.object]
        old = _named(was, self.unique_key)
        new = next(each for each in will.unique_keys if each.id == old.id)
        if _same_index(old, new):
            return ()
        return (
            DropIndex(unique_index(record_table(before, was, namespace), old)),
            CreateIndex(unique_index(record_table(after, will, namespace), new)),
        )

    def sentence(self) -> Sentence:
        renamed = NO_WORDS
        if self.name is not None and self.name != self.unique_key:
            renamed = Sentence(", which is called {} then", "，并改名为 {}").of(self.name)
        return Sentence("Change the unique key {0} of {1}{2}.", "修改 {1} 不可重复的组合 {0}{2}。").of(
            self.unique_key, self.object, renamed
        )

    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        definition = before.object_by_name[self.object]
        old = _named(definition, self.unique_key)
        new = self._changed(definition, old)
        return () if _same_index(old, new) else _limits(definition, new)


@dataclass(frozen=True)
class RemoveUniqueKey(Change):
    """The end of a unique key: records may share the values from now on."""

    kind: ClassVar[str] = "removeUniqueKey"

    object: str
    unique_key: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = _named(definition, self.unique_key, "uniqueKey")
        left = tuple(each for each in definition.unique_keys if each is not old)
        return replace(catalog, objects=replaced(catalog.objects, replace(definition, unique_keys=left)))

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        _named(object_named(before, self.object, "object"), self.unique_key, "uniqueKey")
        return ()

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        definition = before.object_by_name[self.object]
        table = record_table(before, definition, namespace)
        return (DropIndex(unique_index(table, _named(definition, self.unique_key))),)

    def sentence(self) -> Sentence:
        return Sentence("Remove the unique key {0} of {1}.", "移除 {1} 不可重复的组合 {0}。").of(
            self.unique_key, self.object
        )


def _named(definition: Object, name: str, *path: str) -> UniqueKey:
    return part_named(definition, "unique key", definition.unique_keys, name, *path)


def _with_keys(
    catalog: Catalog, definition: Object, keys: tuple[UniqueKey, ...], newest: UniqueKey
) -> Catalog:
    new = replace(definition, unique_keys=keys)
    whole = [each for each in object_problems(new) if each.path[0] == "uniqueKeys"]
    raise_problems([*unique_key_problems(new, newest), *(replace(each, path=("name",)) for each in whole)])
    return replace(catalog, objects=replaced(catalog.objects, new))


def _same_index(one: UniqueKey, other: UniqueKey) -> bool:
    return (one.fields, one.ignore_case) == (other.fields, other.ignore_case)


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{listed(names[:-1])} and {names[-1]}"


# What records do not fit: conditions on a row of the base, in which a field may not be yet, or have another name.


def _limits(definition: Object, key: UniqueKey) -> tuple[RowLimit, ...]:
    fields = [definition.field_by_id[each] for each in key.fields]
    what = _joined([each.name for each in fields])
    return (
        RowLimit(
            definition.id,
            0,
            Sentence("Records of {} share their {}.", "{} 有记录的 {} 相同。").of(definition.name, what),
            "Give each of them other values first.",
            ("fields",),
            alive_only=True,
            where=partial(_sharing, key, fields),
        ),
        RowLimit(
            definition.id,
            0,
            f"Records of {definition.name} have a {what} longer, taken together, than a unique key can hold.",
            f"Shorten them to {INDEXABLE_BYTES:,} bytes of UTF-8.",
            ("fields",),
            where=partial(_too_long, key, fields),
        ),
    )


def _values(
    key: UniqueKey, of: Field, base: Object, table: FromClause
) -> Sequence[ColumnElement[Any]] | None:
    """What of the field must differ in the base; None where it, or its type, comes with the same publish."""
    placed = placed_columns(base, table, of.id)
    if placed is None or placed[0].type != of.type:
        return None
    return key_values(key, *placed)


def _sharing(key: UniqueKey, fields: Parts, base: Object, table: TableClause) -> ColumnElement[bool]:
    # Under a name that no tenant can give a table.
    other = table.alias("as_other")
    same = _same(key, fields, base, table, other)
    if same is None:
        return false()
    return exists(select(1).where(other.c.id != table.c.id, other.c.deletedAt.is_(None), *same))


def _same(
    key: UniqueKey, fields: Parts, base: Object, table: TableClause, other: FromClause
) -> list[ColumnElement[bool]] | None:
    """That two records share the values of the fields; None where all are without one, and share nothing."""
    same: list[ColumnElement[bool]] = []
    for each in fields:
        ours, theirs = _values(key, each, base, table), _values(key, each, base, other)
        if ours is not None and theirs is not None:
            same += [one == two for one, two in zip(theirs, ours, strict=True)]
        elif each.default is None:
            return None
    return same


def meeting_limits(definition: Object, field: Field, option: str, replacement: str) -> tuple[RowLimit, ...]:
    """For each key over a choice: no two records may share the values of it once one option replaces another."""
    return tuple(
        RowLimit(
            definition.id,
            0,
            f"With {replacement} for {option}, records would share the values of the unique key {key.name}.",
            "Change these records first, or those that they would meet.",
            ("replacement",),
            alive_only=True,
            where=partial(_meeting, key, definition, field, (option, replacement)),
        )
        for key in keys_over(definition, field)
    )


def _meeting(
    key: UniqueKey,
    definition: Object,
    choice: Field,
    options: tuple[str, str],
    base: Object,
    table: TableClause,
) -> ColumnElement[bool]:
    """The records that have the one option, beside those that have the other."""
    other = table.alias("as_other")
    ours, theirs = _values(key, choice, base, table), _values(key, choice, base, other)
    if ours is None or theirs is None:
        return false()
    rest = [definition.field_by_id[each] for each in key.fields if each != choice.id]
    same = _same(key, rest, base, table, other)
    if same is None:
        return false()
    beside = select(1).where(other.c.deletedAt.is_(None), theirs[0] == options[1], *same)
    return and_(ours[0] == options[0], exists(beside))


def _too_long(key: UniqueKey, fields: Parts, base: Object, table: TableClause) -> ColumnElement[bool]:
    values = (value for each in fields for value in _values(key, each, base, table) or ())
    texts = [func.coalesce(func.octet_length(each), 0) for each in values if isinstance(each.type, Text)]
    bytes_ = sum(texts, start=literal(0, Integer()))
    return bytes_ > INDEXABLE_BYTES if texts else false()
