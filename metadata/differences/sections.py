"""Moves of sections."""

from collections.abc import Iterator, Sequence

from metadata.catalog import Catalog, Object, Section
from metadata.changes.base import Change
from metadata.changes.sections import NewSection, SetSections
from metadata.differences.moves import Move


def section_moves(old: Sequence[Section], new: Object) -> Iterator[Move]:
    """What is other in the sections of an object."""
    if tuple(old) != new.sections:
        yield _names_freed(new)
        yield _sections_set(new)


def _names_freed(of: Object) -> Move:
    """Without sections, where one has the name that another is to have: it would be that one."""
    wanted = {each.name: each.id for each in of.sections}

    def made(now: Catalog) -> Change | None:
        definition = now.object_by_id[of.id]
        taken = any(wanted.get(each.name, each.id) != each.id for each in definition.sections)
        return SetSections(definition.name) if taken else None

    return made


def _sections_set(of: Object) -> Move:
    def made(now: Catalog) -> Change | None:
        definition = now.object_by_id[of.id]
        if definition.sections == of.sections:
            return None
        names = {each.id: each.name for each in definition.fields}
        return SetSections(
            definition.name,
            tuple(
                NewSection(each.name, each.labels, tuple(names[one] for one in each.fields), each.id)
                for each in of.sections
            ),
        )

    return made
