"""Catalogs of many objects and long lists of changes, for tests of how the work on them grows."""

from functools import cache

from metadata.catalog import Catalog
from metadata.changes.base import applied
from metadata.changes.fields import NewField
from metadata.changes.objects import AddObject
from metadata.initial import initial_catalog

FIELDS = 8


@cache
def chain(objects: int) -> Catalog:
    """A catalog of so many objects, each related to the one before."""
    return applied(initial_catalog(), [*map(link, range(objects))])[-1]


def link(number: int) -> AddObject:
    """The object of that number of a chain, with some fields and the relation."""
    fields = [NewField(f"field{each}", "text", {"en": f"Field {each}"}) for each in range(FIELDS)]
    if number:
        target = f"thing{number - 1}"
        fields.append(NewField("previous", "relation", target=target, reverse="after"))
    return AddObject(f"thing{number}", f"things{number}", fields=tuple(fields))
