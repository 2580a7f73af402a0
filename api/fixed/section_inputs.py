"""The input of `changeCatalog` about sections, and its change."""

import strawberry

from api.fixed.label_types import LabelInput, labels_of, no_labels
from core.errors import PathPart, Problem
from metadata.changes.sections import NewSection, SetSections


@strawberry.input(name="NewSection")
class SectionInput:
    """Fields that people are shown together."""

    name: str
    labels: list[LabelInput] = strawberry.field(default_factory=no_labels)
    fields: list[str] = strawberry.field(description="Names of the fields, in order.")


@strawberry.input(name="SetSections")
class SetSectionsInput:
    """Show the fields of an object by sections: all of them anew, in order; none does without."""

    object: str
    sections: list[SectionInput] = strawberry.field(
        description="One with the name of a section that is there is that section."
    )


def sections_change(
    given: SetSectionsInput, problems: list[Problem], at: tuple[PathPart, ...]
) -> SetSections:
    """The change; what is wrong with its labels is added to `problems`.

    Args:
        at: path of the change.
    """
    place = (*at, SetSections.kind, "sections")
    return SetSections(
        given.object,
        tuple(
            NewSection(
                each.name,
                labels_of(each.labels, problems, *place, index, "labels"),
                tuple(each.fields),
            )
            for index, each in enumerate(given.sections)
        ),
    )
