"""Changes of whether a field's history is kept, and what clients may do with it: search, write, no longer use it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, assert_never

from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.changes.base import Change, Risk, field_named, object_named, raise_problems, with_field
from metadata.checks import field_problems, object_problems
from metadata.fields import Field, PersonalKind, Writability
from metadata.part_checks import label_problems
from metadata.values import Labels


@dataclass(frozen=True)
class SetSearchable(Change):
    """Whether full-text search finds records by the words of a field. Each record's search words are made anew."""

    kind: ClassVar[str] = "setSearchable"

    object: str
    field: str
    searchable: bool

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        changed = replace(old, searchable=self.searchable)
        after = with_field(catalog, definition, changed)
        new = after.object_by_id[definition.id]
        raise_problems(
            [
                *(each for each in field_problems(after, new, changed) if each.path == ("searchable",)),
                *(each for each in object_problems(new) if each.code == "CATALOG_LIMIT"),
            ]
        )
        return after

    def sentence(self) -> Sentence:
        can = Sentence("no longer searchable", "不再可被搜索")
        if self.searchable:
            can = Sentence("searchable", "可被搜索")
        return Sentence("Make the field {}.{} {}.", "字段 {}.{} {}。").of(self.object, self.field, can)

    def risk(self, before: Catalog) -> Risk:
        return Risk.REWRITES if self._changes(before) else Risk.SAFE

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id if self._changes(before) else None

    def _changes(self, before: Catalog) -> bool:
        old = before.object_by_name[self.object].field_by_name[self.field]
        return old.searchable != self.searchable


@dataclass(frozen=True)
class SetDeprecation(Change):
    """Why clients should no longer use a field, by language; no reason undoes it. The field stays as it is."""

    kind: ClassVar[str] = "setDeprecation"

    object: str
    field: str
    reason: Labels

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        raise_problems(label_problems(self.reason, "reason"))
        return with_field(catalog, definition, replace(old, deprecated=self.reason))

    def sentence(self) -> Sentence:
        if not self.reason:
            return Sentence(
                "Take back the deprecation of the field {}.{}.", "取消字段 {}.{} 的弃用标记。"
            ).of(self.object, self.field)
        return Sentence("Deprecate the field {}.{}.", "将字段 {}.{} 标记为弃用。").of(self.object, self.field)


@dataclass(frozen=True)
class SetWritable(Change):
    """When writers give a field its values: always, when a record is made, or never. Records stay as they are."""

    kind: ClassVar[str] = "setWritable"

    object: str
    field: str
    writable: Writability

    def apply(self, catalog: Catalog) -> Catalog:
        return _set(catalog, self, "writable", lambda old: replace(old, writable=self.writable))

    def sentence(self) -> Sentence:
        field = f"{self.object}.{self.field}"
        match self.writable:
            case "always":
                return Sentence("Let the field {} be written at any time.", "字段 {} 随时可以写入。").of(
                    field
                )
            case "onCreate":
                return Sentence(
                    "Let the field {} be written when a record is made, and never again.",
                    "字段 {} 只能在新建记录时写入。",
                ).of(field)
            case "never":
                return Sentence("Make the field {} read-only.", "字段 {} 设为只读。").of(field)
        assert_never(self.writable)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        old = before.object_by_name[self.object].field_by_name[self.field]
        found = []
        if self.writable == "never" and old.writable != "never":
            found.append(
                Sentence(
                    "Clients that create a record of {} can no longer give {}.",
                    "新建 {} 记录的客户端不能再提供 {}。",
                ).of(self.object, self.field)
            )
        if self.writable != "always" and old.writable == "always":
            found.append(
                Sentence(
                    "Clients that update a record of {} can no longer give {}.",
                    "修改 {} 记录的客户端不能再提供 {}。",
                ).of(self.object, self.field)
            )
        return tuple(found)


@dataclass(frozen=True)
class SetTrackHistory(Change):
    """Whether each change of a field's value is kept from now on.

    What was kept stays, and is shown as long as more is kept.
    """

    kind: ClassVar[str] = "setTrackHistory"

    object: str
    field: str
    track_history: bool

    def apply(self, catalog: Catalog) -> Catalog:
        return _set(catalog, self, "trackHistory", lambda old: replace(old, track_history=self.track_history))

    def sentence(self) -> Sentence:
        field = f"{self.object}.{self.field}"
        if self.track_history:
            return Sentence("Keep the history of the field {}.", "保留字段 {} 的历史。").of(field)
        return Sentence("Keep the history of the field {} no longer.", "不再保留字段 {} 的历史。").of(field)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        old = before.object_by_name[self.object].field_by_name[self.field]
        if self.track_history or not old.track_history:
            return ()
        return (
            Sentence(
                "Clients that read the history of {}.{} find none.", "读取 {}.{} 历史的客户端将读不到内容。"
            ).of(self.object, self.field),
        )


@dataclass(frozen=True)
class SetPersonal(Change):
    """Why the values of a field are a person's data; they are none where it is left out."""

    kind: ClassVar[str] = "setPersonal"

    object: str
    field: str
    personal: PersonalKind | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        return _set(catalog, self, "personal", lambda old: replace(old, personal=self.personal))

    def sentence(self) -> Sentence:
        field = f"{self.object}.{self.field}"
        match self.personal:
            case None:
                return Sentence(
                    "Take the values of {} for nobody's personal data.", "{} 的值不作为个人数据。"
                ).of(field)
            case "subject":
                return Sentence(
                    "Take records of {} to tell of the person that {} points to.",
                    "{} 的记录视为关于 {} 所指之人的数据。",
                ).of(self.object, self.field)
            case _:
                return Sentence(
                    "Take the values of {} for personal data ({}).", "{} 的值作为个人数据（{}）。"
                ).of(field, self.personal)


def _set(
    catalog: Catalog,
    change: SetWritable | SetTrackHistory | SetPersonal,
    setting: str,
    make: Callable[[Field], Field],
) -> Catalog:
    """The catalog with the field as it is made; what is wrong with the setting is told at it."""
    definition = object_named(catalog, change.object, "object")
    changed = make(field_named(definition, change.field, "field"))
    after = with_field(catalog, definition, changed)
    found = field_problems(after, after.object_by_id[definition.id], changed)
    raise_problems([each for each in found if each.path == (setting,)])
    return after
