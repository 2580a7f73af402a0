"""A full-text search of the records of an object."""

from dataclasses import dataclass

from records.plans.inputs import Input


@dataclass(frozen=True)
class Search:
    """What is searched for, and where.

    Attributes:
        tags: of the searchable fields that the caller may read (`metadata.search`), at least one.
        argument: where the text stands in the request.
    """

    text: Input
    tags: str
    argument: str = "search"
