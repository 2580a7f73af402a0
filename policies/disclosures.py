"""Defaults that store what a role may not read in a field that it may.

What is computed of a hidden field is hidden with it. A default is computed once, and stored in a field like any: who
may read that reads in it what the formula was made of. That may be meant, so it is warned of and not refused. Roles are
looked at one by one, held alone, and by fields and objects: which records a role may see is not.
"""

from collections.abc import Iterator

from core.sentences import Sentence
from metadata.catalog import Catalog, Object, Role
from metadata.default_formulas import as_computed
from metadata.fields import Field
from metadata.initial import ADMIN_ROLE
from metadata.reading import Reading, readings
from metadata.text import listed
from metadata.warnings.base import CatalogWarning
from policies.decide import enforcer_of
from policies.reach import named, reach


def disclosing_defaults(catalog: Catalog, definition: Object) -> Iterator[CatalogWarning]:
    """The warnings of an object; the built-in administrator reads everything."""
    defaulted = [each for each in definition.fields if each.default_formula is not None]
    if not defaulted:
        return
    readers = [_Reader(catalog, role) for role in catalog.roles if role.id != ADMIN_ROLE]
    for field in defaulted:
        read = readings(catalog, definition, as_computed(field))
        told = [
            reader.role.name
            for reader in readers
            if reader.reads(definition, field) and not all(map(reader.sees, read))
        ]
        if told:
            roles = Sentence("the {0} {1}", "角色 {1} ").of(
                "role" if len(told) == 1 else "roles", listed(told)
            )
            of = f"{definition.name}.{field.name}"
            message = Sentence(
                "{0} may be read by {1}, and its default is made of what they may not read.",
                "{1}可以读取 {0}，而它的默认值由该角色不能读取的内容得出。",
            ).of(of, roles)
            path = ("objects", definition.name, "fields", field.name, "defaultFormula")
            yield CatalogWarning("DEFAULT_DISCLOSES", message, path, details={"roles": told})


class _Reader:
    """One role, held alone, and what it may read, asked of Casbin as it is needed."""

    def __init__(self, catalog: Catalog, role: Role) -> None:
        self.role = role
        self._catalog = catalog
        self._enforcer = enforcer_of(catalog, "", (role.id,))
        self._fields: dict[str, frozenset[str]] = {}

    def reads(self, of: Object, field: Field) -> bool:
        """Whether it may read a field; of a computed one that no grant names, all that it is made of."""
        if field.id not in self._read(of):
            return False
        if not field.computed or field.id in named(self._enforcer, of):
            return True
        return all(map(self.sees, readings(self._catalog, of, field)))

    def sees(self, reading: Reading) -> bool:
        """Whether it may read what is read, and all on the way there."""
        entered = (self._catalog.object_by_id[each] for each in reading.entered)
        return (
            bool(self._read(reading.object))
            and all(map(self._read, entered))
            and all(each.id in self._read(owner) for owner, each in reading.along)
            and (reading.field is None or self.reads(reading.object, reading.field))
        )

    def _read(self, of: Object) -> frozenset[str]:
        """The fields that it may read, and `id` where it may read any records at all."""
        if of.id not in self._fields:
            found = reach(self._enforcer, of, "read")
            self._fields[of.id] = found.fields | {"id"} if found.rows else frozenset()
        return self._fields[of.id]
