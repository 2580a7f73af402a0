"""Whether what a rule says may be told: only where the caller may read everything that it reads."""

from collections.abc import Iterator

from expressions.comparisons import variables
from expressions.nodes import Expression, listings_of
from expressions.types import Reference
from metadata.catalog import Object
from policies.access import NO_ROWS
from records.build import Build


def unreadable(build: Build, expression: Expression, of: Object) -> bool:
    """Whether the caller may not read something that a rule over records of `of` reads, of the records of lists too."""
    return any(
        any(build.hides(each, there) for each in variables(part))
        or any(build.hides_list(each.records, there) for each in listings_of(part))
        for there, part in build.parts(expression, of)
    )


def sees_all_beyond(build: Build, expression: Expression, of: Object) -> bool:
    """Whether the caller may see every record of the objects that a rule reads, or names, beyond the record itself.

    And what it reads of whoever acts.
    """
    known = all(
        build.knows(each) for _, part in build.parts(expression, of) for each in variables(part) if each.actor
    )
    return known and all(_sees_all(build, each) for each in _beyond(build, expression, of))


def _beyond(build: Build, expression: Expression, of: Object) -> Iterator[str]:
    """Ids of these objects."""
    for there, part in build.parts(expression, of):
        for each in variables(part):
            yield from (step.object for step in each.steps)
            yield from _named(build, there, each)
        for listing in listings_of(part):
            yield from (step.object for step in listing.records.steps)
            yield listing.records.object


def _named(build: Build, of: Object, reference: Reference) -> Iterator[str]:
    """Ids of the objects whose records the value itself names."""
    end = build.catalog.object_by_id.get(reference.steps[-1].object) if reference.steps else of
    field = None if end is None else end.field_by_id.get(reference.field)
    if field is not None and field.names_record:
        yield from field.points_to


def _sees_all(build: Build, object_id: str) -> bool:
    rights = build.access.objects.get(object_id)
    return rights is not None and rights.rows.get("read", NO_ROWS).everything
