"""What a caller may name in a rule of its own: a scope that holds nothing it may not read.

A path to a hidden field is answered just as one that does not exist, in the error and in its suggestions alike.
"""

from dataclasses import dataclass

from expressions.types import Reference, Scope
from metadata.catalog import Catalog, Object
from metadata.scope import ObjectScope
from metadata.system_fields import STAGE, SYSTEM_FIELDS
from policies.access import Access


def may_read(access: Access, catalog: Catalog, reference: Reference, of: Object) -> bool:
    """Whether every field on the way from a record of `of` to the reference may be read, and the field itself."""
    for step in reference.steps:
        rights = access.objects.get(of.id)
        if rights is None or step not in rights.read:
            return False
        of = catalog.target_of(of.field_by_id[step])
    rights = access.objects.get(of.id)
    return rights is not None and (
        reference.field in rights.read or reference.field in SYSTEM_FIELDS or reference.field == STAGE
    )


@dataclass(frozen=True)
class ReadableScope:
    """The scope of an object's rules as far as the access goes."""

    access: Access
    catalog: Catalog
    of: Object

    @property
    def whole(self) -> Scope:
        """The scope without regard to the access."""
        return ObjectScope(self.catalog, self.of)

    def resolve(self, path: str) -> Reference | None:
        """The column at `path`, or None where there is none that the caller may read."""
        found = self.whole.resolve(path)
        if found is None or not may_read(self.access, self.catalog, found, self.of):
            return None
        return found

    def paths(self) -> tuple[str, ...]:
        """The paths one step deep that the caller may read."""
        return tuple(path for path in self.whole.paths() if self.resolve(path) is not None)
