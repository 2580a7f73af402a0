"""Whether a caller may hand out, or erase, all that is held of a person.

An export that lacks what its maker does not see would pass for complete, and nobody answers for erasing what they
cannot know. So either takes the right to read every personal field, and every record that may tell of the person. Which
of that is missing is not said, for it might be what the caller is not to know of.
"""

from metadata.catalog import Catalog, Object
from metadata.personal import has_subjects, personal_values, telling_of
from policies.access import NO_ROWS, Access


def subjects(catalog: Catalog, access: Access, action: str) -> tuple[Object, ...]:
    """The objects whose records tell of people, and on some of whose records the caller has the action."""
    return tuple(
        each
        for each in catalog.objects
        if each.id in access.objects and access.objects[each.id].may(action) and has_subjects(catalog, each)
    )


def sees_everybody(access: Access, of: Object) -> bool:
    """Whether the caller may read all records of an object.

    Who erases one has to: whether a text that somebody has configured becomes another one depends on whether others
    have it too, so the answer would tell of them.
    """
    return access.objects[of.id].rows.get("read", NO_ROWS).everything


def reaches_all(catalog: Catalog, access: Access, of: Object) -> bool:
    """Whether the caller may read whatever is held of a person in a record of `of`, if the record itself."""
    owners = [owner for owner, _ in telling_of(catalog, of)]
    everywhere = all(
        each.id in access.objects and access.objects[each.id].rows.get("read", NO_ROWS).everything
        for each in owners
    )
    return everywhere and all(
        each.id in access.objects
        and access.objects[each.id].read >= {field.id for field in personal_values(each)}
        for each in (of, *owners)
    )
