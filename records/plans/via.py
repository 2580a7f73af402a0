"""From a record to others: to those of a list that it has, and to the one that a field names."""

from dataclasses import dataclass

from metadata.catalog import Catalog, Object
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


@dataclass(frozen=True)
class Referred:
    """Along a reference, to the record that it names where that is one of an object."""

    reference: Field
    target: Object


Step = Field | Referred
"""A relation, or a reference to one of its objects."""


def step_to(field: Field, target: Object) -> Step:
    """Along a relation, or a reference where that names a record of the target."""
    return Referred(field, target) if field.targets else field


def end_of(catalog: Catalog, step: Step) -> Object:
    """The object of the record that a step leads to."""
    return step.target if isinstance(step, Referred) else catalog.target_of(step)


def way_through(listed: RelatedList) -> Via:
    """The way to the records of a list."""
    if listed.field.links is None:
        return listed.field
    return Linked(listed.field, backwards=not listed.forwards)
