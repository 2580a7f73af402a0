"""The change of how people are shown the fields of an object."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from core.errors import Problem, SluiceError
from core.identifiers import new_id
from core.sentences import Sentence
from metadata.catalog import Catalog, Object, Section
from metadata.changes.base import Change, object_named, raise_problems, replaced
from metadata.changes.parts import field_ids
from metadata.sections import section_problems
from metadata.text import listed
from metadata.values import Labels, no_labels


@dataclass(frozen=True)
class NewSection:
    """A section to be: `metadata.catalog.Section` with its fields by name."""

    name: str
    labels: Labels = field(default_factory=no_labels)
    fields: tuple[str, ...] = ()
    id: str = field(default_factory=lambda: new_id("sec"))

    def built(self, definition: Object, ids: Mapping[str, str]) -> Section:
        """The section of the catalog.

        Args:
            ids: of the sections that the object has, by name.
        """
        known = self.id in ids.values()
        id_ = self.id if known else ids.get(self.name, self.id)
        return Section(id_, self.name, self.labels, field_ids(definition, self.fields))


@dataclass(frozen=True)
class SetSections(Change):
    """All sections of an object anew, in order, with their fields by name; none does without.

    One with the name of a section that is there is that section. Records are left alone.
    """

    kind: ClassVar[str] = "setSections"

    object: str
    sections: tuple[NewSection, ...] = ()

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        ids = {each.name: each.id for each in definition.sections}
        problems: list[Problem] = []
        made: list[Section] = []
        for index, each in enumerate(self.sections):
            try:
                made.append(each.built(definition, ids))
            except SluiceError as error:
                problems += (problem.within("sections", index) for problem in error.problems)
        raise_problems(problems)
        new = replace(definition, sections=tuple(made))
        raise_problems(section_problems(new))
        return replace(catalog, objects=replaced(catalog.objects, new))

    def sentence(self) -> Sentence:
        if not self.sections:
            return Sentence("Show the fields of {} without sections.", "{} 的字段不再分区显示。").of(
                self.object
            )
        names = listed([each.name for each in self.sections])
        return Sentence("Show the fields of {} by the sections {}.", "{} 的字段按分区显示：{}。").of(
            self.object, names
        )
