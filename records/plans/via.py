"""From a record to the records of a list that it has."""

from dataclasses import dataclass

from metadata.fields import Field
from metadata.lists import RelatedList


@dataclass(frozen=True)
class Linked:
    """Over the links of a `relations` field.

    Attributes:
        backwards: from a record that is linked to those that link it.
    """

    field: Field
    backwards: bool = False


Via = Field | Linked
"""A field of the listed records that points to the record, or links."""


def way_through(listed: RelatedList) -> Via:
    """The way to the records of a list."""
    if listed.field.links is None:
        return listed.field
    return Linked(listed.field, backwards=not listed.forwards)
