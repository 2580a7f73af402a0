"""The lists of records that a record has: what points to it, what refers to it, and links on either side."""

from collections.abc import Iterator
from dataclasses import dataclass

from metadata.catalog import Catalog, Object
from metadata.fields import Field, RollUp


@dataclass(frozen=True)
class RelatedList:
    """One list of each record of an object.

    Attributes:
        name: what the list is called there.
        owner, field: the field behind it, and the object that has it.
        object: whose records are listed.
        forwards: the record has the field itself, and lists what it links.
    """

    name: str
    owner: Object
    field: Field
    object: Object
    forwards: bool = False


@dataclass(frozen=True)
class ReverseList:
    """What rules call the list behind a field, on the other side: one name, whatever object is there.

    Attributes:
        field: it has a reverse name.
    """

    field: Field

    @property
    def id(self) -> str:
        """No id of a definition: it tells the list from the field, both of which a path may name."""
        return f"{self.field.id}_reverse"

    @property
    def name(self) -> str:
        """What the list is called."""
        if self.field.reverse is None:
            raise ValueError(f"{self.field.name} gives no list")
        return self.field.reverse


def related_lists(catalog: Catalog, of: Object) -> Iterator[RelatedList]:
    """The lists of the records of `of`."""
    for field in of.fields:
        if field.links is not None and field.links in catalog.object_by_id:
            yield RelatedList(field.name, of, field, catalog.linked_by(field), forwards=True)
    for reverse in (catalog.reverse_relations, catalog.reverse_references, catalog.reverse_links):
        for owner, field in reverse.get(of.id, ()):
            if field.reverse is not None:
                yield RelatedList(field.reverse, owner, field, owner)


def list_named(catalog: Catalog, of: Object, name: str) -> RelatedList | None:
    """The list that the records of `of` have under a name."""
    return next((each for each in related_lists(catalog, of) if each.name == name), None)


def rolled_list(catalog: Catalog, of: Object, rolled: RollUp) -> RelatedList | None:
    """The list that a roll-up of `of` goes over; None where it has no such list."""
    return list_of(catalog, of, rolled.relation, forwards=rolled.forwards)


def list_of(catalog: Catalog, of: Object, field: str, *, forwards: bool) -> RelatedList | None:
    """The list of the records of `of` behind which there is the field with this id."""
    return next(
        (each for each in related_lists(catalog, of) if each.field.id == field and each.forwards == forwards),
        None,
    )


def rolled_over(catalog: Catalog, of: Object, rolled: RollUp) -> RelatedList:
    """The same where the catalog is known to have it.

    Raises:
        ValueError: it has not.
    """
    found = rolled_list(catalog, of, rolled)
    if found is None:
        raise ValueError(f"{of.name} has no list of the field {rolled.relation}")
    return found
