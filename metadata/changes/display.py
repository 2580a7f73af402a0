"""The change of what an object's records are called by where they are named: in groups, hits and samples."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.changes.base import Change, Risk, object_named, raise_problems, replaced
from metadata.checks import object_problems
from metadata.search import searched_fields


@dataclass(frozen=True)
class SetDisplay(Change):
    """Which field names the records of an object; none does without.

    What search finds in it counts most, so the search words of the records are made anew.
    """

    kind: ClassVar[str] = "setDisplay"

    object: str
    field: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        new = replace(definition, display=self.field)
        raise_problems(
            [
                replace(each, path=("field", *each.path[1:]))
                for each in object_problems(new)
                if each.path[:1] == ("display",)
            ]
        )
        return replace(catalog, objects=replaced(catalog.objects, new))

    def sentence(self) -> Sentence:
        if self.field is None:
            return Sentence("No field names the records of {}.", "{} 的记录不再以字段作为名称。").of(
                self.object
            )
        return Sentence("Name the records of {0} by their field {1}.", "以字段 {1} 作为 {0} 记录的名称。").of(
            self.object, self.field
        )

    def risk(self, before: Catalog) -> Risk:
        return Risk.REWRITES if self._weighs(before) else Risk.SAFE

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id if self._weighs(before) else None

    def _weighs(self, before: Catalog) -> bool:
        old = before.object_by_name[self.object]
        return searched_fields(old) != searched_fields(replace(old, display=self.field))
