"""Sections: how people are shown the fields of an object, by groups that bear labels, in order.

What stands in none is shown after them. Sections say nothing of who may read what, and of no table.
"""

from collections.abc import Iterator
from dataclasses import replace

from core.errors import Problem
from core.sentences import Sentence
from metadata.catalog import Object, Section
from metadata.names import name_problems
from metadata.part_checks import count_problems, label_problems, repeated
from metadata.text import called

MOST_SECTIONS = 50
"""Of one object."""


def section_problems(definition: Object) -> tuple[Problem, ...]:
    """What is wrong with the sections of an object, under `("sections", …)`."""
    sections = definition.sections
    return (
        *count_problems(len(sections), MOST_SECTIONS, "sections", "sections"),
        *repeated([each.name for each in sections], "section", "sections"),
        *(
            problem.within("sections", index)
            for index, each in enumerate(sections)
            for problem in (*name_problems(each.name, "word", "name"), *label_problems(each.labels, "labels"))
        ),
        *_field_problems(definition),
    )


def _field_problems(definition: Object) -> Iterator[Problem]:
    places: dict[str, str] = {}
    for index, section in enumerate(definition.sections):
        for position, each in enumerate(section.fields):
            at = ("sections", index, "fields", position)
            field = definition.field_by_id.get(each)
            if field is None:
                message = Sentence("{} has no such field.", "{}没有这个字段。").of(called(definition))
                hint = Sentence("Name fields of {}.", "请选择{}的字段。").of(called(definition))
                yield Problem("CATALOG_UNKNOWN", message, at, hint)
            elif each in places:
                message = Sentence("{} stands in the section {} already.", "{}已在分区 {} 中。").of(
                    called(field), places[each]
                )
                hint = Sentence("Name each field once.", "请将每个字段只放在一个分区中。")
                yield Problem("CATALOG_INVALID", message, at, hint)
            places.setdefault(each, section.name)


def section_of(definition: Object, field_id: str) -> str | None:
    """Id of the section that a field stands in."""
    return next((each.id for each in definition.sections if field_id in each.fields), None)


def sections_without(definition: Object, field_id: str) -> tuple[Section, ...]:
    """The sections of an object when one of its fields is gone."""
    return tuple(
        replace(each, fields=tuple(one for one in each.fields if one != field_id))
        for each in definition.sections
    )


def sections_with(definition: Object, section_id: str | None, field_id: str) -> tuple[Section, ...]:
    """The sections of an object when a field comes back, at the end of the one that it stood in, if that is there."""
    return tuple(
        replace(each, fields=(*each.fields, field_id)) if each.id == section_id else each
        for each in definition.sections
    )
