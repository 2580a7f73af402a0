"""Whether what a rule says may be told: only where the caller may read everything that it reads."""

from expressions.comparisons import variables
from expressions.nodes import Expression, listings_of
from metadata.catalog import Object
from records.build import Build


def unreadable(build: Build, expression: Expression, of: Object) -> bool:
    """Whether the caller may not read something that a rule over records of `of` reads, of the records of lists too."""
    return any(
        any(build.hides(each, there) for each in variables(part))
        or any(build.hides_list(each.records, there) for each in listings_of(part))
        for there, part in build.parts(expression, of)
    )
