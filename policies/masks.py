"""Which fields some roles read masked, as Casbin is asked about them.

What a mask shows of a field is asked for by a word of its own, `<field id> <mask>`. It is given by grants of the field
masked by this mask or by one that shows more, and by grants of the field itself; and it is denied with the field. So of
several roles the one that shows most counts, on the records that they all reach.

A role that names a field masked means it: its own grants of every field leave that field out. Those of another role do
not, and neither do those of one that it inherits.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from metadata.catalog import Grant, Role
from metadata.masks import mask_key, width
from metadata.settings import Mask


def word_of(field_id: str, mask: Mask) -> str:
    """What asks for what a mask shows of a field."""
    return f"{field_id} {mask_key(mask)}"


@dataclass(frozen=True)
class Masks:
    """The masks that roles grant.

    Attributes:
        by_object: object id to the ids of its fields that some role reads masked, each with these masks, what shows
            most first.
        by_role: (`role:<role id>`, object id) to the ids of the fields that this role masks.
    """

    by_object: Mapping[str, Mapping[str, tuple[Mask, ...]]]
    by_role: Mapping[tuple[str, str], frozenset[str]]

    def shown(self, grant: Grant) -> frozenset[str]:
        """The words for all that a grant of a masked field shows: its own mask, and those that show less."""
        listed = self.by_object[grant.object][grant.field]
        return frozenset(
            word_of(grant.field, each)
            for each in listed
            if grant.mask is not None and width(each) <= width(grant.mask)
        )

    def words(self, object_id: str, fields: Collection[str]) -> frozenset[str]:
        """The words for whatever masks show of these fields."""
        masked = self.by_object[object_id]
        return frozenset(word_of(each, mask) for each in fields if each in masked for mask in masked[each])

    def left_out(self, object_id: str, role: str) -> frozenset[str]:
        """What a role's grants of every field do not speak of."""
        fields = self.by_role.get((role, object_id), frozenset())
        return fields | self.words(object_id, fields)


def masks_of(roles: Iterable[Role]) -> Masks:
    """Those that the grants of the roles name."""
    by_object: dict[str, dict[str, set[Mask]]] = {}
    by_role: dict[tuple[str, str], set[str]] = {}
    for role in roles:
        for grant in role.grants:
            if grant.mask is not None and grant.effect == "allow":
                by_object.setdefault(grant.object, {}).setdefault(grant.field, set()).add(grant.mask)
                by_role.setdefault((f"role:{role.id}", grant.object), set()).add(grant.field)
    return Masks(
        {
            object_id: {
                field_id: tuple(sorted(masks, key=width, reverse=True)) for field_id, masks in fields.items()
            }
            for object_id, fields in by_object.items()
        },
        {place: frozenset(fields) for place, fields in by_role.items()},
    )
