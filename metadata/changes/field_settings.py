"""Changes of whether a field's history is kept, and what clients may do with it: search, write, no longer use it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, assert_never

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

    def sentence(self) -> str:
        can = "searchable" if self.searchable else "no longer searchable"
        return f"Make the field {self.object}.{self.field} {can}."

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

    def sentence(self) -> str:
        if not self.reason:
            return f"Take back the deprecation of the field {self.object}.{self.field}."
        return f"Deprecate the field {self.object}.{self.field}."


@dataclass(frozen=True)
class SetWritable(Change):
    """When writers give a field its values: always, when a record is made, or never. Records stay as they are."""

    kind: ClassVar[str] = "setWritable"

    object: str
    field: str
    writable: Writability

    def apply(self, catalog: Catalog) -> Catalog:
        return _set(catalog, self, "writable", lambda old: replace(old, writable=self.writable))

    def sentence(self) -> str:
        field = f"{self.object}.{self.field}"
        match self.writable:
            case "always":
                return f"Let the field {field} be written at any time."
            case "onCreate":
                return f"Let the field {field} be written when a record is made, and never again."
            case "never":
                return f"Make the field {field} read-only."
        assert_never(self.writable)

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        old = before.object_by_name[self.object].field_by_name[self.field]
        found = []
        if self.writable == "never" and old.writable != "never":
            found.append(f"Clients that create a record of {self.object} can no longer give {self.field}.")
        if self.writable != "always" and old.writable == "always":
            found.append(f"Clients that update a record of {self.object} can no longer give {self.field}.")
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

    def sentence(self) -> str:
        field = f"{self.object}.{self.field}"
        return f"Keep the history of the field {field}{'' if self.track_history else ' no longer'}."

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        old = before.object_by_name[self.object].field_by_name[self.field]
        if self.track_history or not old.track_history:
            return ()
        return (f"Clients that read the history of {self.object}.{self.field} find none.",)


@dataclass(frozen=True)
class SetPersonal(Change):
    """Why the values of a field are a person's data; they are none where it is left out."""

    kind: ClassVar[str] = "setPersonal"

    object: str
    field: str
    personal: PersonalKind | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        return _set(catalog, self, "personal", lambda old: replace(old, personal=self.personal))

    def sentence(self) -> str:
        field = f"{self.object}.{self.field}"
        match self.personal:
            case None:
                return f"Take the values of {field} for nobody's personal data."
            case "subject":
                return f"Take records of {self.object} to tell of the person that {self.field} points to."
            case _:
                return f"Take the values of {field} for personal data ({self.personal})."


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
